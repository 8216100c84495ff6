"""Rates and zeros without a number."""

from __future__ import annotations

import pytest

from rag.indicators.facts import find_facts
from rag.text import fold
from rag.types import Metadata, Section


def in_words(text: str) -> list[tuple[str | None, float]]:
    section = Section((), "achievements", 0, len(text))
    facts = find_facts(text, fold(text), [section], Metadata(year_covered=2024))
    return [(f.indicator, f.value) for f in facts if f.in_words]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("18项营商环境指标全部达标", [(None, 100)]),
        ("截至目前6项均已完成", [(None, 100)]),
        ("发现问题12个,已全部整改到位", [(None, 100)]),
        ("全乡3名执法人员都拿到执法证", [("enforcement_cert_rate", 100)]),
        ("制定规范性文件1件,均已备案", [("normative_filing_rate", 100)]),
        ("无行政诉讼案件", [("litigation_cases", 0)]),
        ("未发生行政复议、行政诉讼案件", [("reconsideration_cases", 0), ("litigation_cases", 0)]),
        ("实现“零败诉”", [("litigation_lost", 0)]),
        ("无群体性事件、无行政败诉案件", [("litigation_lost", 0)]),
    ],
)
def test_stated(text: str, expected: list[tuple[str | None, float]]) -> None:
    assert in_words(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "各部门主要负责人均严格履行职责",
        "事项全部进厅",
        "人均办结3件",
        "成都市受理12件",
        "办结率均达100%",
        "无障碍环境建设",
        "无群体性械斗事件发生",
        "做到普法宣传全覆盖",
        "3个项目均获得表彰",
    ],
)
def test_not_stated(text: str) -> None:
    assert in_words(text) == []
