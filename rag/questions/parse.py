"""A question, and the queries before it, to a frozen query.

    recognise   small recognisers, each for one thing              findings.py
    resolve     one decision about what they mean together          resolve.py
                (a question may hold two)                           conditions.py
    continue    a follow-up takes what it leaves out from before    conversation.py

Never raises on any text.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.questions.conditions import two_questions
from rag.questions.conversation import carry_on
from rag.questions.findings import find_everything
from rag.questions.gazetteer import Gazetteer, ReportIndex, build_gazetteer
from rag.questions.places import common_words, known_names
from rag.questions.resolve import resolve
from rag.questions.suggestions import suggest
from rag.questions.wording import read_wording
from rag.types import Query


def parse(question: str, index: ReportIndex, history: Sequence[Query] = ()) -> Query:
    """What is asked, in the light of the queries before it."""
    wording = read_wording(question)
    before = history[-1].language if history else None
    if wording.empty:
        return Query(wording.text, before or "zh-Hans", "none", reason="out_of_domain")
    gazetteer = gazetteer_of(index)
    found = find_everything(wording, gazetteer, before)
    query = two_questions(question, gazetteer, before) or resolve(found, gazetteer)
    if history and query.within is None:
        query = carry_on(query, found, gazetteer, history)
    return suggest(query, found, gazetteer)


def gazetteer_of(index: ReportIndex) -> Gazetteer:
    """The names that an index holds, made once for each generation."""
    key = (index.generation, id(index))
    held = _GAZETTEERS.get(key)
    if held is None:
        held = build_gazetteer(index.reports(), common_words(), known_names())
        while len(_GAZETTEERS) >= 8:
            _GAZETTEERS.pop(next(iter(_GAZETTEERS)), None)
        _GAZETTEERS[key] = held
    return held


_GAZETTEERS: dict[tuple[str, int], Gazetteer] = {}
