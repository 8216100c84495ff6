"""Header fields of the samples and of documents in every form the notes list."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from documents import DOCUMENTS

from rag.reports.clean import find_boilerplate
from rag.reports.metadata import read_metadata
from rag.text import fold
from rag.types import Metadata

ROOT = Path(__file__).parent.parent.parent
FIELDS = (
    "title",
    "place",
    "place_as_written",
    "place_level",
    "level_word",
    "parents",
    "department",
    "issuers",
    "addressee",
    "year_covered",
    "published",
    "written",
    "script",
    "joint_party_government",
)


def read(text: str) -> Metadata:
    folded = fold(text)
    return read_metadata(text, folded, find_boilerplate(text, folded))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_written_documents(name: str) -> None:
    document = DOCUMENTS[name]
    found = read(document.text)
    assert {k: getattr(found, k) for k in document.metadata} == document.metadata
    if "kind" not in document.metadata:
        assert found.kind == "report"


@pytest.mark.parametrize("path", sorted((ROOT / "corpus").glob("*.txt")), ids=lambda p: p.stem)
def test_samples(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    truth: dict[str, Any] = json.loads(
        (ROOT / "tests/gold" / f"{path.stem}.json").read_text("utf-8")
    )
    found = read(text)
    for field in FIELDS:
        value = getattr(found, field)
        assert (list(value) if isinstance(value, tuple) else value) == truth[field], field


@pytest.mark.parametrize("name", DOCUMENTS)
def test_evidence_states_the_field(name: str) -> None:
    text = DOCUMENTS[name].text
    found = read(text)
    for span in found.evidence.values():
        assert 0 <= span.start < span.end <= len(text)
    if found.addressee:
        span = found.evidence["addressee"]
        assert text[span.start : span.end] == found.addressee
    for issuer in found.issuers:
        span = found.evidence["issuers"]
        assert issuer in text[span.start : span.end]


TITLES = [
    ("关于2021年工作情况和2022年工作安排的法治政府建设报告", 2021),
    ("法治政府建设2023年度工作总结及2024年工作计划", 2023),
    ("某镇法治政府建设情况报告(2024年度)", 2024),
    ("2 0 2 3年法治政府建设情况报告", 2023),
    ("二○二二年度法治政府建设工作总结", 2022),
    ("大河乡贯彻落实《法治政府建设实施纲要(2021—2025年)》2023年法治政府建设情况报告", 2023),
    ("大河乡2025年度法治政府建设报告(河政发〔2026〕3号)", 2025),
]


@pytest.mark.parametrize(("title", "year"), TITLES)
def test_year_in_title(title: str, year: int) -> None:
    assert read(f"{title}\n一、工作情况\n全乡召开会议3次。\n").year_covered == year


def test_year_from_publication_only_early_in_a_year() -> None:
    early = "大河乡法治政府建设情况报告\n发布时间:2024-02-03\n一、工作情况\n我乡学法。\n"
    found = read(early)
    assert found.year_covered == 2023
    assert found.warnings
    assert read(early.replace("2024-02-03", "2024-09-03")).year_covered is None


def test_page_clock_is_no_publication_date() -> None:
    found = read("今天是:2019年10月31日 星期三\n大河乡2020年法治政府建设报告\n一、情况\n会。\n")
    assert found.published is None


SELF = [
    ("我镇深入推进法治政府建设,全镇召开会议3次,镇党委高度重视。", "township", "镇"),
    ("全乡干部学法12次,我乡调解纠纷20件。", "township", "乡"),
    ("我县扎实推进,全县执法人员430名。", "county", "县"),
    ("我局认真履行法治建设职责,全县受理案件30件。", "county", "县"),
]


@pytest.mark.parametrize(("sentence", "level", "word"), SELF)
def test_level_without_a_name(sentence: str, level: str, word: str) -> None:
    found = read(f"2024年度法治政府建设工作报告\n一、工作情况\n{sentence}\n")
    assert (found.place, found.place_level, found.level_word) == (None, level, word)


def test_quoted_plan_of_the_county_names_the_parent_but_a_provincial_law_does_not() -> None:
    found = read(
        "大河镇2024年法治政府建设工作报告\n一、工作情况\n"
        "落实《四川省行政执法监督条例》,按照《清水县法治政府建设要点》开展工作。\n"
    )
    assert found.parents == ("清水县",)


def test_publisher_of_another_county_does_not_replace_the_title() -> None:
    found = read(
        "发布机构:万盛经济技术开发区\n綦江区关坝镇2023年法治政府建设报告\n一、情况\n我镇开会。\n"
    )
    assert (found.place, found.parents) == ("关坝镇", ("綦江区",))


@pytest.mark.parametrize(
    ("body", "level"),
    [
        ("全市12个县(市、区)和开发区均已覆盖,各县区持续推进。", "prefecture"),
        ("全市18个镇街、乡镇综合执法队全部挂牌,各镇持续推进。", "county"),
    ],
)
def test_level_of_a_city_that_no_list_knows(body: str, level: str) -> None:
    text = f"云岗市人民政府关于2024年度法治政府建设情况的报告\n一、工作情况\n{body}\n"
    assert read(text).place_level == level


ONE_LINERS = {
    "关于报送《大河镇2023年法治政府建设工作报告》的报告": ("大河镇", (), None, 2023),
    "三亚市吉阳区住房和城乡建设局2023年度法治政府建设工作报告": (
        "吉阳区",
        ("三亚市",),
        "住房和城乡建设局",
        2023,
    ),
    "武汉市江岸区人民政府大智街道办事处2023年法治政府建设工作总结": (
        "大智街道",
        ("武汉市", "江岸区"),
        None,
        2023,
    ),
    "恩施州司法局2023年法治政府建设年度报告": ("恩施州", (), "司法局", 2023),
    "国家税务总局清水县税务局2023年法治税务建设工作报告": ("清水县", (), "税务局", 2023),
    "县市场监督管理局2024年度法治政府建设工作总结": (None, (), "市场监督管理局", 2024),
    "清水县大河镇党委 清水县大河镇人民政府2023年法治政府建设情况报告": (
        "大河镇",
        ("清水县",),
        None,
        2023,
    ),
    "渠 县 三 汇 镇 人 民 政 府2023年法治政府建设工作总结": ("三汇镇", ("渠县",), None, 2023),
    "东莞市石排镇2023年度法治政府建设": ("石排镇", ("东莞市",), None, 2023),
}


@pytest.mark.parametrize("title", ONE_LINERS)
def test_titles(title: str) -> None:
    found = read(f"{title}\n一、工作情况\n召开会议3次。\n")
    assert (
        found.place,
        found.parents,
        found.department,
        found.year_covered,
    ) == ONE_LINERS[title]
    assert found.title == title


@pytest.mark.parametrize(
    ("title", "signature", "we", "department"),
    [
        ("2023年法治政府建设工作总结", "水利局", "我局", "水利局"),
        ("2023年法治政府建设工作总结", "县水利局", "我局", "水利局"),
        ("柳河市政府外事办公室2023年度法治政府建设报告", "", "我办", "外事办公室"),
        ("柳河市人防办2023年法治政府建设工作总结", "", "我办", "人防办"),
        ("柳河县档案馆2023年法治政府建设工作总结", "", "我馆", "档案馆"),
        ("柳河县人民政府办公室2023年法治政府建设工作报告", "", "我县", None),
    ],
)
def test_departments(title: str, signature: str, we: str, department: str | None) -> None:
    text = (
        f"{title}\n县委、县政府:\n2023年,{we}深入推进法治政府建设。现将有关情况报告如下:\n"
        f"一、主要举措和成效\n{we}组织学法3次。{we}带头学法。\n二、存在的问题\n普法形式单一。\n"
        f"{signature}\n2024年1月5日\n"
    )
    assert read(text).department == department
