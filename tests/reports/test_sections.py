"""Leaves tile the text, carry the right role, and follow the gold of the samples exactly."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from documents import DOCUMENTS
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.reports.clean import find_boilerplate
from rag.reports.metadata import read_metadata
from rag.reports.passages import cut_passages
from rag.reports.roles import heading_roles
from rag.reports.sections import split_sections
from rag.text import fold
from rag.types import Boilerplate, Section

ROOT = Path(__file__).parent.parent.parent
SAMPLES = sorted((ROOT / "corpus").glob("*.txt"))


def split(text: str) -> tuple[tuple[Section, ...], tuple[Boilerplate, ...]]:
    folded = fold(text)
    boilerplate = find_boilerplate(text, folded)
    metadata = read_metadata(text, folded, boilerplate)
    return split_sections(text, folded, boilerplate, metadata), boilerplate


def assert_tiles(text: str) -> None:
    sections, boilerplate = split(text)
    spans = sorted([(s.start, s.end) for s in (*sections, *boilerplate)])
    assert all(a < b for a, b in spans)
    assert all(left[1] == right[0] for left, right in pairwise(spans))
    if text:
        assert (spans[0][0], spans[-1][1]) == (0, len(text))
    last = 0
    for passage in cut_passages(text, sections):
        leaf = sections[passage.section]
        assert leaf.start <= passage.start < passage.end <= leaf.end
        assert passage.start >= last
        last = passage.end


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.stem)
def test_samples_follow_the_gold(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    truth: dict[str, Any] = json.loads(
        (ROOT / "tests/gold" / f"{path.stem}.json").read_text("utf-8")
    )
    sections, boilerplate = split(text)
    leaves = [s for s in truth["sections"] if s["leaf"]]
    assert [(s.path, s.role, s.start, s.end) for s in sections] == [
        (tuple(s["path"]), s["role"], s["start"], s["end"]) for s in leaves
    ]
    assert [(b.start, b.end, b.kind) for b in boilerplate] == [
        (b["start"], b["end"], b["kind"]) for b in truth["boilerplate"]
    ]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_written_documents(name: str) -> None:
    text, _, roles = DOCUMENTS[name]
    assert_tiles(text)
    sections, _ = split(text)
    found = []
    for words, _ in roles:
        at = text.index(words)
        found.append((words, next(s.role for s in sections if s.start <= at < s.end)))
    assert tuple(found) == roles


PIECES = [
    "首页 > 政务公开",
    "大河镇2023年法治政府建设工作报告",
    "发布时间:2024-01-05 来源:大河镇 字体: 大 中 小",
    "县委、县政府:",
    "2023年,我镇推进法治政府建设。现将情况报告如下:",
    "一、主要工作",
    "二、存在的问题和下一步打算",
    "(一)加强領(lǐng)導(dǎo)。召開會議4次,",
    "1.调解纠纷38件;成功率100%。",
    "一是学法。二是用法",
    "主要问题:",
    "存在的不足",
    "下一步,我镇将继续努力。",
    "大河镇人民政府",
    "2024年1月5日",
    "扫一扫在手机打开当前页",
    "《条例》“一、",
    "",
    " ",
    "\u3000\u3000",
    "①",
    "第一部分",
]


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(PIECES) | st.text(max_size=12), st.sampled_from(["\n", "", "\r\n"])
        )
    )
)
def test_leaves_and_boilerplate_tile_any_text(pieces: list[tuple[str, str]]) -> None:
    assert_tiles("".join(a + b for a, b in pieces))


def paths(text: str) -> list[tuple[str, ...]]:
    return [s.path for s in split(text)[0] if s.path]


HEAD = "大河镇2023年法治政府建设工作报告\n2023年,我镇依法行政。现报告如下:\n"


def test_inline_heads_on_one_line() -> None:
    text = (
        HEAD.replace("\n", " ") + "一、主要举措(一)加强领导。开会4次。(二)强化执法一是培训。"
        "二、问题 人员不足。"
    )
    assert paths(text) == [
        ("一、主要举措",),
        ("一、主要举措", "(一)加强领导"),
        ("一、主要举措", "(二)强化执法"),
        ("二、问题",),
    ]


def test_numbers_in_a_sentence_are_no_headings() -> None:
    text = HEAD + (
        "一、主要工作\n共建3处阵地。如:一、大河广场;二、清水公园;三、文化长廊。罚款3.5万元。\n"
        "依据《条例》第三条第(一)项处理。落实“一、二、三”工作法。\n二、打算\n继续。\n"
    )
    assert paths(text) == [("一、主要工作",), ("二、打算",)]


def test_restarting_numbers_and_a_lead_line_between() -> None:
    text = HEAD + (
        "一、成效\n好。\n二、存在的不足和原因\n(一)学习不深。\n(二)执法不严。\n"
        "产生上述问题的原因有:\n(一)重视不够。\n"
    )
    sections, _ = split(text)
    lead = next(s for s in sections if text[s.start :].startswith("产生"))
    assert (lead.path, lead.role) == (("二、存在的不足和原因",), "problems")
    assert sections[-1].path == ("二、存在的不足和原因", "(一)重视不够")


def test_lost_dot_and_fused_number() -> None:
    text = HEAD + "一、工作\n1.加强领导。会。\n2优化服务。办。\n3.12345热线办理。接。\n"
    assert [p[-1] for p in paths(text)][1:] == ["1.加强领导", "2优化服务", "3.12345热线办理"]


MERGED = [
    "存在一些不足,执法水平有待提升。\n2024年,我镇将继续努力。\n一是加强学习。\n",
    "执法力量不足,宣传不够。下一步,我镇将继续加强学习。\n一是加强学习。\n",
    "(一)执法力量薄弱。人员不足。\n(二)宣传方式单一。\n针对上述问题,我镇将加以改进。\n(一)加强学习。\n",
    "一是执法力量不足。二是宣传不够深入。\n一是加强学习,进一步提升能力。\n二是加大宣传,持续推进普法。\n",
]


@pytest.mark.parametrize("body", MERGED)
def test_merged_heading_is_cut_where_the_plans_begin(body: str) -> None:
    text = HEAD + "一、工作\n好。\n二、存在的问题和下一步打算\n" + body
    sections, _ = split(text)
    roles = [s.role for s in sections if s.path and s.path[0].startswith("二")]
    assert roles[0] == "problems"
    assert roles[-1] == "plans"
    problems_end = max(s.end for s in sections if s.role == "problems")
    plans_start = min(s.start for s in sections if s.role == "plans")
    assert problems_end == plans_start


def test_a_solved_problem_in_a_heading_is_an_achievement() -> None:
    text = HEAD + "一、坚持问题导向,补齐短板弱项\n好。\n二、着力解决群众急难愁盼问题\n好。\n"
    assert {s.role for s in split(text)[0] if s.path} == {"achievements"}


def test_next_years_plan_is_no_problem_for_a_december_report() -> None:
    text = HEAD + "一、2023年工作完成情况\n好。\n二、2024年重点工作\n继续。\n"
    assert [s.role for s in split(text)[0]] == ["preamble", "achievements", "plans"]


HEADINGS = {
    "achievements": [
        "一、2024年重点工作完成情况",
        "一、坚持问题导向",
        "三、加强突出问题整治",
        "一、科学谋划法治政府建设",
        "二、年度工作计划落实情况",
    ],
    "problems": ["二、存在的主要问题及原因", "三、困难和问题", "三、短板弱项", "二、不足与短板"],
    "plans": ["四、2025年工作思路和重点", "三、今后努力方向", "三、意见建议", "五、明年工作"],
    "leader_duty": [
        "三、党政主要负责人履行推进法治建设第一责任人职责情况",
        "三、主要负责人履职情况",
    ],
    "problems plans": ["八、存在的问题和下一步工作打算", "四、问题与对策"],
    "achievements plans": ["一、工作总结和2025年工作计划"],
}


@pytest.mark.parametrize(
    ("roles", "heading"), [(r, h) for r, headings in HEADINGS.items() for h in headings]
)
def test_headings(roles: str, heading: str) -> None:
    found = heading_roles(heading, 2024, nested=False) or ("achievements",)
    assert " ".join(found) == roles
