"""Claims: done, planned, weak, absent; and the catalogue's mistakes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rag.errors import CatalogueError
from rag.indicators.claims import find_claims, load_claims, read_catalogue
from rag.reports.clean import find_boilerplate
from rag.reports.metadata import read_metadata
from rag.reports.sections import split_sections
from rag.text import fold
from rag.types import Claim

ROOT = Path(__file__).parent.parent.parent

REPORT = """\
大河镇2023年法治政府建设工作报告
2023年,我镇依法行政。现报告如下:
一、主要工作
{done}
二、存在的问题
{weak}
三、下一步打算
{planned}
"""


def claims(text: str) -> dict[str, Claim]:
    folded = fold(text)
    boilerplate = find_boilerplate(text, folded)
    sections = split_sections(text, folded, boilerplate, read_metadata(text, folded, boilerplate))
    return {c.name: c for c in find_claims(text, folded, sections)}


def read(done: str = "开会。", weak: str = "有差距。", planned: str = "继续。") -> dict[str, Claim]:
    return claims(REPORT.format(done=done, weak=weak, planned=planned))


def flags(claim: Claim) -> tuple[bool, bool, bool]:
    return claim.present, claim.planned, claim.negated


DONE, PLANNED, WEAK, ABSENT = (
    (True, False, False),
    (True, True, False),
    (True, False, True),
    (False, False, False),
)


@pytest.mark.parametrize("path", sorted((ROOT / "corpus").glob("*.txt")), ids=lambda p: p.stem)
def test_samples(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    truth: dict[str, Any] = json.loads(
        (ROOT / "tests/gold" / f"{path.stem}.json").read_text("utf-8")
    )
    found = claims(text)
    for name, gold in truth["claims"].items():
        assert flags(found[name]) == (gold["present"], gold["planned"], gold["negated"]), name


CASES: list[tuple[str, dict[str, str], tuple[bool, bool, bool]]] = [
    ("枫桥经验", {"done": "坚持和发展新时代“枫桥经验”,调解纠纷38件。"}, DONE),
    ("枫桥经验", {"planned": "坚持和发展新时代“枫桥经验”。"}, PLANNED),
    ("枫桥经验", {"done": "下一步,将推广“枫桥经验”。"}, PLANNED),
    ("枫桥经验", {}, ABSENT),
    ("法律顾问", {"done": "转发《关于推进法律顾问全覆盖的实施意见》。"}, ABSENT),
    ("法律顾问", {"done": "认真落实《大河镇法律顾问工作制度》。"}, DONE),
    ("法律顾问", {"done": "尚未聘请法律顾问。"}, WEAK),
    ("法律顾问全覆盖", {"done": "实现村(社区)法律顾问全覆盖。"}, DONE),
    ("法律顾问全覆盖", {"planned": "推进村居法律顾问全覆盖。"}, PLANNED),
    (
        "三项制度",
        {"done": "落实执法公示制度、执法全过程记录制度、重大执法决定法制审核制度。"},
        DONE,
    ),
    ("综合执法", {"weak": "镇综合行政执法大队力量薄弱。"}, WEAK),
    ("综合执法", {"done": "成立综合行政执法大队。", "weak": "综合执法力量薄弱。"}, DONE),
    ("综合执法", {"planned": "深化综合执法改革。", "weak": "综合执法力量薄弱。"}, PLANNED),
    ("行政复议", {"done": "组织学习《行政复议法》。"}, ABSENT),
    ("行政复议", {"done": "收到行政复议申请3件。"}, DONE),
    ("信访", {"done": "学习《信访工作条例》。"}, ABSENT),
    ("述法", {"done": "开展党政主要负责人法治建设述职。"}, DONE),
    ("执法力量薄弱", {"weak": "行政执法人员数量不足。"}, WEAK),
    ("执法力量薄弱", {"done": "针对执法力量不足的问题,新招5人。"}, ABSENT),
    ("普法形式单一", {"weak": "普法宣传形式较为单一。"}, WEAK),
    ("普法形式单一", {"planned": "改变普法形式单一的状况。"}, ABSENT),
    ("零败诉", {"done": "行政诉讼“零败诉”。"}, DONE),
    ("会前学法", {"done": "落实会前学法制度,学法12次。"}, DONE),
]


@pytest.mark.parametrize(("name", "parts", "expected"), CASES)
def test_cases(name: str, parts: dict[str, str], expected: tuple[bool, bool, bool]) -> None:
    assert flags(read(**parts)[name]) == expected


def test_the_clause_with_the_count_is_the_evidence() -> None:
    text = REPORT.format(
        done="切实履行行政复议职责。一年共收到行政复议申请16件,办结16件。",
        weak="无。",
        planned="。",
    )
    claim = claims(text)["行政复议"]
    assert text[claim.start : claim.end] == "一年共收到行政复议申请16件"


def test_traditional_text_is_quoted_as_written() -> None:
    text = REPORT.format(done="堅(jiān)持發(fā)展“楓橋經(jīng)驗”。", weak="無。", planned="。")
    claim = claims(text)["枫桥经验"]
    assert claim.present
    assert text[claim.start : claim.end] == "堅(jiān)持發(fā)展“楓橋經(jīng)驗”"


def test_every_entry_gives_one_claim_in_order() -> None:
    assert tuple(read()) == tuple(entry.name for entry in load_claims())


def test_names_and_sayings_are_words() -> None:
    for entry in load_claims():
        assert entry.words[0] == entry.name
        assert entry.en in entry.words
        assert all(word.strip() == word for word in entry.words)


HEAD = (ROOT / "rag/indicators/claims.toml").read_text("utf-8").split("\n[[claim]]")[0]


@pytest.mark.parametrize(
    ("block", "problem"),
    [
        ('kind = "practice"\npatterns = ["学法"]', "has no name"),
        ('name = "甲"\nkind = "fact"\npatterns = ["学法"]', "kind must be"),
        ('name = "甲"\nkind = "practice"\npatterns = []', "has no patterns"),
        ('name = "甲"\nkind = "practice"\npatterns = ["学法||"]', "empty word"),
        ('name = "甲"\nkind = "practice"\npatterns = ["学 法"]', "one character"),
        ('name = "甲"\nkind = "practice"\npatterns = ["学法"]\nwat = 1', "unknown key"),
        ('name = "甲"\nkind = "practice"\npatterns = "学法"', "list of non-empty strings"),
        ("name = ", "not valid TOML"),
    ],
)
def test_mistakes_are_named_with_file_and_line(tmp_path: Path, block: str, problem: str) -> None:
    path = tmp_path / "claims.toml"
    path.write_text(f"{HEAD}\n[[claim]]\n{block}\n", "utf-8")
    with pytest.raises(CatalogueError, match=rf"claims\.toml:\d+: .*{problem}"):
        read_catalogue(path)
