"""Questions that hold two: the reports that answer the first are those the second is asked of.

    化解数超过100件但成功率低于100%        two conditions on two figures
    提到三项制度但没有提到枫桥经验          said, and not said
    复议案件最多的三个地方的败诉率          a figure of those that come first by another

Each side is resolved as a question of its own; the first becomes Query.within, as the question
before a follow-up does.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from rag.questions.comparison import find_comparison
from rag.questions.conversation import context_of
from rag.questions.filters import merge_filters
from rag.questions.findings import find_everything
from rag.questions.gazetteer import Gazetteer
from rag.questions.language import detect_language, find_requested_language
from rag.questions.resolve import resolve
from rag.questions.wording import Wording, read_wording
from rag.types import Language, Query

Side = Callable[[str, frozenset[str]], Query]

_JOINED = re.compile(
    r"[,、;]?(?:但是?|而且?|并且?|同时|且|又)|,?\s+(?:but|and|while|yet)(?: (?:also|at the same time))?\s+"
)
_BUT_NOT = re.compile(
    r"[,、;]?(?:但是?|却|而)(?P<zh>(?:都)?(?:没有?|未|不曾)(?:提到|提及|提|写明|写到|写|说|谈到|涉及).+)"
    r"|,?\s+but (?:(?:do|does|did|have|has) )?(?:not|never)(?: (?:mention|mentioned|state|report|say|have))?\s+(?P<en>.+)"
)
_OF_THE_FIRST = re.compile(
    r"^(?P<first>.*?(?:最[多高大少低小]|排名?前[一二三四五六七八九十\d]+(?:名|位)?)的?(?:[一二三四五六七八九十两\d]+)?"
    r"(?:个|名|份|家|位)?(?:地方|乡镇|镇|乡|街道|县区|区县|县|区|市|单位|部门|报告))"
    r"(?:的|,|它们?|其|中)*(?!以及|和|及)(?P<second>[^\s,的?？].+)$"
)
_OF_THOSE_WITH_MOST = re.compile(
    r"^(?P<second>.+?)\s+(?:of|in|for|at|by)\s+(?:the\s+)?(?P<first>(?:\w+\s+)?"
    r"(?:places?|towns?|townships?|county|counties|districts?|departments?|bureaus?|reports?)\s+"
    r"(?:with|having)\s+the\s+(?:most|highest|largest|fewest|lowest|smallest|least)\s+.+)$",
    re.IGNORECASE,
)
_LISTED = ("set", "count")
_SAID = ("claim", "set", "count")


def two_questions(question: str, gazetteer: Gazetteer, before: Language | None) -> Query | None:
    """The query of a question that holds two; None for any other."""
    wording = read_wording(question)

    def side(text: str, context: frozenset[str] = frozenset()) -> Query:
        return resolve(find_everything(read_wording(text), gazetteer, before, context), gazetteer)

    found = (
        _two_conditions(wording, side)
        or _said_and_not_said(wording, side)
        or _of_those_that_come_first(wording, side)
    )
    if found is None:
        return None
    first, second = found
    wished = find_requested_language(wording.plain)
    return replace(
        second,
        text=wording.text,
        language=wished.value if wished else detect_language(wording.text, before),
        where=merge_filters(first.where, second.where),
        within=replace(first, text=wording.text),
    )


def _two_conditions(wording: Wording, side: Side) -> tuple[Query, Query] | None:
    for joint in _JOINED.finditer(wording.plain):
        sides = wording.cased[: joint.start()], wording.cased[joint.end() :]
        if not all(find_comparison(read_wording(text).plain) for text in sides):
            continue
        first = side(sides[0], frozenset())
        second = side(sides[1], context_of(first))
        if _is_condition(first) and _is_condition(second) and _figures(first) != _figures(second):
            asked = first if first.kind in _LISTED else second
            kind = asked.kind if asked.kind in _LISTED else "set"
            statistics = asked.statistics if kind == asked.kind else ()
            return (
                replace(first, kind="set", statistics=()),
                replace(second, kind=kind, statistics=statistics),
            )
    return None


def _said_and_not_said(wording: Wording, side: Side) -> tuple[Query, Query] | None:
    joint = _BUT_NOT.search(wording.plain)
    if joint is None:
        return None
    spot = "zh" if joint["zh"] else "en"
    rest = wording.cased[joint.start(spot) : joint.end(spot)]
    asked = f"哪些报告{rest}" if joint["zh"] else f"which reports do not mention {rest}"
    first, second = side(wording.cased[: joint.start()], frozenset()), side(asked, frozenset())
    if first.kind not in _SAID or not first.topics or first.reason or second.stance != "silent":
        return None
    counted = first.kind == "count"
    kind = "set" if all(t.indicator for t in first.topics) else "claim"
    return (
        replace(first, kind=kind, statistics=()),  # type: ignore[arg-type]
        replace(
            second,
            kind="count" if counted else second.kind,
            statistics=first.statistics if counted else (),
        ),
    )


def _of_those_that_come_first(wording: Wording, side: Side) -> tuple[Query, Query] | None:
    for pattern in (_OF_THE_FIRST, _OF_THOSE_WITH_MOST):
        parts = pattern.match(wording.cased)
        if parts is None:
            continue
        opening = "" if pattern is _OF_THE_FIRST else "which "
        first = side(opening + parts["first"], frozenset())
        second = side(parts["second"], frozenset())
        if not _figures(second) and pattern is _OF_THE_FIRST:  # 调解最多的镇有什么做法
            second = side(f"各报告{parts['second']}", frozenset())
        ranked = first.kind == "rank" and bool(_figures(first)) and not first.reason
        if ranked and second.kind == "passage" and not second.reason:
            return replace(first, limit=first.limit or 1), second
        if ranked and _figures(second) and _figures(second) != _figures(first):
            kind = "average" if second.kind == "average" else "set"
            return (
                replace(first, limit=first.limit or 1),
                replace(
                    second,
                    kind=kind,  # type: ignore[arg-type]
                    statistics=second.statistics if kind == "average" else (),
                    reason="",
                    unknown_places=(),
                ),
            )
    return None


def _is_condition(query: Query) -> bool:
    return bool(_figures(query)) and query.comparison is not None and not query.reason


def _figures(query: Query) -> frozenset[str]:
    """The indicators asked about; empty where anything else is."""
    named = [t.indicator for t in query.topics]
    return frozenset(n for n in named if n) if all(named) else frozenset()
