"""The numeric statements of a report: quantities, bound to mentions, named by the catalogue."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from rag.indicators.mentions import Mention, Place, find_mentions
from rag.indicators.naming import Name, shipped_namer
from rag.indicators.words import find_word_rates
from rag.indicators.year_columns import year_columns
from rag.quantity import find_quantities
from rag.text import Folded
from rag.types import Fact, Metadata, Quantity, Section, Span

_ONLY_TIME = re.compile(r"(?:20\d\d年(?:度)?|上年度?|去年|同期|比|的|为|是|仅|有|共|达| )*#")
_NEAR_THE_WHOLE = 50  # characters between a count and a part of it
_PART = re.compile(
    r"[(,]?其中,?(?:[\u4e00-\u9fff、“”]{1,12}纠纷#|女性|男性|女|男|少数民族|党员|骨干|专职|兼职|在编|退役军人|本科|大专|新增)"
)

_SOME_PEOPLE = re.compile(
    r"[(,]?其中,?(?![^#]*(?:取得|持|通过|合格|参加|获|处|移送|优秀|新|违|受|办|被|拟))[\u4e00-\u9fff]{2,6}(?<![所局委办站村队级院])#"
)


def find_facts(
    text: str, folded: Folded, sections: Sequence[Section], metadata: Metadata
) -> tuple[Fact, ...]:
    """All facts of a report in the order of its text; offsets are into ``text``.

    Numbers without an indicator keep their phrase. Nothing outside ``sections``
    (page furniture) gives facts.
    """
    namer = shipped_namer()
    quantities = find_quantities(folded.text)
    starts = [q.start for q in quantities]
    facts: list[Fact] = []
    cells = year_columns(folded.text, metadata.year_covered)
    for section in sections:
        place = _place(section, folded)
        inside = quantities[bisect_left(starts, place.start) : bisect_left(starts, place.end)]
        named = _inherited(
            [
                (mention, namer.name(mention))
                for mention in find_mentions(
                    folded.text, inside, place, metadata.year_covered, cells
                )
            ]
        )
        for mention, certain in find_word_rates(folded.text, inside, place, metadata.year_covered):
            name = namer.name(mention)
            if name or certain:
                named.append((mention, name))
        named = _without_weak(_without_echoes(_without_doubles(named)))
        facts += [_fact(mention, name, folded) for mention, name in named]
    return tuple(sorted(facts, key=lambda f: (f.number.start, f.start)))


def _place(section: Section, folded: Folded) -> Place:
    start, end = section.start, section.end
    if folded.origins is not None:
        start = bisect_left(folded.origins, start)
        end = bisect_left(folded.origins, end)
    heading = "/".join(section.path)
    return Place(start, end, section.role, heading)


def _inherited(named: list[tuple[Mention, Name | None]]) -> list[tuple[Mention, Name | None]]:
    """同比下降5%, (2023年21件): a number without a noun belongs to the one before it."""
    done: list[tuple[Mention, Name | None]] = []
    respective: dict[int, list[Name | None]] = {}  # by clause: 分别提升0.5、0.1和2.7个百分点
    for i, (mention, name) in enumerate(named):
        if mention.kind == "change" and "分别" in mention.words:
            many = sum(other.clause == mention.clause for other, _ in named[i:])
            respective[mention.clause] = [n for m, n in done if m.kind == "level"][-many:]
        if respective.get(mention.clause):
            name = respective[mention.clause].pop(0)
        elif mention.bare and (name is None or _goes_on(mention)):
            name = _donor(mention, done) or name
        elif name is None and (_PART.match(mention.words) or _is_some_people(mention)):
            name = _whole(mention, done)
        done.append((mention, name))
    return done


def _goes_on(mention: Mention) -> bool:
    """同比下降5% and (2023年21件) say how the number before them moved or was; an own
    name found in the same clause is better."""
    if mention.kind == "change":
        return not mention.topic_inside
    if mention.words.startswith("#"):
        return mention.bracketed
    return bool(_ONLY_TIME.match(mention.words))


def _donor(mention: Mention, done: list[tuple[Mention, Name | None]]) -> Name | None:
    """The name of the number that a bare one goes on about; none when it goes on alone."""
    for before, name in reversed(done[-3:]):
        if mention.start - before.end > 24:
            return None
        same = mention.quantity.unit == before.quantity.unit
        if mention.kind == "change" and (same or mention.quantity.unit in ("%", "个百分点", "倍")):
            return name
        if same and (mention.bracketed or _ONLY_TIME.match(mention.words)):
            return name
    return None


def _is_some_people(mention: Mention) -> bool:
    """其中寨老31名: people told apart by what they are, not by what they did."""
    part = _SOME_PEOPLE.match(mention.words)
    return mention.quantity.unit in ("名", "人") and bool(part)


def _whole(mention: Mention, done: list[tuple[Mention, Name | None]]) -> Name | None:
    """其中女性56人: part of the people just counted, with a rate of theirs between at most."""
    near = [x for x in done[-4:] if mention.start - x[0].end <= _NEAR_THE_WHOLE]
    counts = [x for x in near if x[0].quantity.unit == mention.quantity.unit]
    if not counts:
        return None
    before, name = counts[-1]
    if before is done[-1][0] and mention.start - before.end <= 12:
        return name
    ids = {n.indicator.id if n else "" for _, n in counts}
    rates = all(x[0].quantity.unit in ("%", "个百分点", before.quantity.unit) for x in near)
    return name if len(ids) == 1 and rates else None  # of 325 found or of 318 settled?


def _without_doubles(
    named: list[tuple[Mention, Name | None]],
) -> list[tuple[Mention, Name | None]]:
    """受理并办结33起 counts twice only where each verb names an indicator of its own."""
    kept: list[tuple[Mention, Name | None]] = []
    for mention, name in named:
        if kept and mention.quantity is kept[-1][0].quantity and mention.quantity.unit != "%":
            before = kept[-1][1]
            if name is None or (before and before.indicator.id == name.indicator.id):
                continue
            if before is None:
                kept.pop()
        kept.append((mention, name))
    return kept


def _without_echoes(
    named: list[tuple[Mention, Name | None]],
) -> list[tuple[Mention, Name | None]]:
    """已全部调解成功,调解成功率100% states one rate twice: the words give way to the number."""
    stated = [(m, n) for m, n in named if not m.quantity.in_words]
    kept: list[tuple[Mention, Name | None]] = []
    for mention, name in named:
        if mention.quantity.in_words and name is not None:
            twin = next(
                (
                    i
                    for i, (other, its) in enumerate(stated)
                    if its is not None
                    and its.indicator.id == name.indicator.id
                    and other.quantity.value == mention.quantity.value
                    and -2 <= other.start - mention.end <= 12
                ),
                None,
            )
            if twin is not None:
                other, its = stated[twin]
                wider = replace(other, start=min(other.start, mention.start))
                stated[twin] = (wider, its)
                kept = [(wider, its) if m is other else (m, n) for m, n in kept]
                continue
        kept.append((mention, name))
    return kept


def _without_weak(
    named: list[tuple[Mention, Name | None]],
) -> list[tuple[Mention, Name | None]]:
    """调处率100%,调处成功率96.5%: a word that stands for another is not it where both stand."""
    strong: dict[str, list[int]] = {}
    for mention, name in named:
        if name and name.indicator.weak and not _is_weak(mention, name):
            strong.setdefault(name.indicator.id, []).append(mention.quantity.start)
    if not strong:
        return named
    return [
        (mention, None)
        if name
        and any(abs(s - mention.quantity.start) < 60 for s in strong.get(name.indicator.id, ()))
        and _is_weak(mention, name)
        else (mention, name)
        for mention, name in named
    ]


def _is_weak(mention: Mention, name: Name) -> bool:
    return any(word in mention.words for word in name.indicator.weak)


def _fact(mention: Mention, name: Name | None, folded: Folded) -> Fact:
    quantity: Quantity = mention.quantity
    start, end = folded.source(mention.start, mention.end)
    return Fact(
        indicator=name.indicator.id if name else None,
        phrase=mention.phrase,
        value=quantity.value,
        unit=quantity.unit,
        approx=quantity.approx and mention.kind != "rank",
        planned=mention.planned,
        kind=mention.kind,
        scope=_scope(mention, name),
        year=mention.year,
        as_of=mention.as_of,
        start=start,
        end=end,
        number=Span(*folded.source(quantity.start, quantity.end)),
        in_words=quantity.in_words,
    )


def _scope(mention: Mention, name: Name | None) -> str | None:
    """The word of the clause (of the sentence, where marked <) that tells this value from others of the same indicator."""
    if name is None or mention.scope is not None:
        return mention.scope
    sentence = mention.lead[-mention.sentence :]
    for scope in name.indicator.scopes:
        word = scope.lstrip("<")
        if word in mention.words or (scope[0] == "<" and word in sentence):
            return word
    return mention.scope
