"""Two conditions on two figures: 化解数超过100件但成功率低于100%.

Each side is a question of its own. The reports that meet the first are the ones among which the
second is asked (Query.within), as in a follow-up.
"""

from __future__ import annotations

import re
from dataclasses import replace

from rag.questions.comparison import find_comparison
from rag.questions.conversation import context_of
from rag.questions.filters import merge_filters
from rag.questions.findings import find_everything
from rag.questions.gazetteer import Gazetteer
from rag.questions.resolve import resolve
from rag.questions.wording import read_wording
from rag.types import Language, Query

_JOINED = re.compile(
    r"[,、;]?(?:但是?|而且?|并且?|同时|且|又)|,?\s+(?:but|and|while|yet)(?: (?:also|at the same time))?\s+"
)
_LISTED = ("set", "count")


def both_conditions(question: str, gazetteer: Gazetteer, before: Language | None) -> Query | None:
    """The query of a question with two conditions; None for any other."""
    plain = read_wording(question).plain
    for joint in _JOINED.finditer(plain):
        sides = plain[: joint.start()], plain[joint.end() :]
        if not all(find_comparison(side) for side in sides):
            continue
        first = _side(sides[0], gazetteer, before, frozenset())
        second = _side(sides[1], gazetteer, before, context_of(first))
        if _is_condition(first) and _is_condition(second) and not _alike(first, second):
            return _joined(question, first, second)
    return None


def _side(
    plain: str, gazetteer: Gazetteer, before: Language | None, context: frozenset[str]
) -> Query:
    return resolve(find_everything(read_wording(plain), gazetteer, before, context), gazetteer)


def _is_condition(query: Query) -> bool:
    figures = query.topics and all(t.indicator for t in query.topics)
    return bool(figures) and query.comparison is not None and not query.reason


def _alike(first: Query, second: Query) -> bool:
    """At least 98% but below 100%: one figure, one range."""
    return {t.indicator for t in first.topics} == {t.indicator for t in second.topics}


def _joined(question: str, first: Query, second: Query) -> Query:
    asked = first if first.kind in _LISTED else second
    kind = asked.kind if asked.kind in _LISTED else "set"
    return replace(
        second,
        text=question,
        language=first.language,
        kind=kind,
        statistics=asked.statistics if kind == asked.kind else (),
        where=merge_filters(first.where, second.where),
        within=replace(first, text=question, kind="set", statistics=()),
    )
