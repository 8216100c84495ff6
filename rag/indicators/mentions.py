"""Quantities bound by the grammar of their clause: phrase, nouns, year, modality, kind.

A mention is a number with the words that belong to it. 参考率、合格率均达100% gives two
mentions of one number, 警示教育、实务培训3场 one mention with both nouns in its words.
Knows nothing of indicators.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rag.indicators.clauses import Clause, find_clauses
from rag.indicators.cues import Cues, load_cues
from rag.indicators.modality import as_of, is_planned, is_starting_point, kind_of, year_of
from rag.indicators.year_columns import Cell, cell_at
from rag.types import FactKind, Quantity, Role

_PUNCTUATION = " ,;:、。()“”\"'‘’·-—\t"
_EDGES = " ,;:、。·-—\t"
_HAN = re.compile(r"[\u3400-\u9fff]")
_JOIN = re.compile(r"、|(?<![调缓])和(?!解|谐)|(?<!参)与|以及|(?<![普涉以提])及(?!格|时)")
_GLUED_RATES = re.compile(r"率(?=[\u4e00-\u9fff]{2,4}率)")  # 参考率合格率均达100%
_RATE_NOUN = re.compile(r"(?:率|度|比例|占比|比)$")
_CONNECTIVE = re.compile(
    r"(?:和|及|与|以及|并|且|同时|以(?!上|下)|为(?!\d)|用于|占|较|比|其中|从而|进一步|有效|切实|做到|确保|形成|使|推动|二是|三是|四是|五是|六是|七是|不断|着力|努力|共计|累计|等(?=,|$)|左右)"
)
_LIST_MARK = re.compile(
    r"^(?:[一二三四五六七八九十]+是|其中|首先|其次|此外|同时|另外|并|且|还|也|\d+[.、])+"
)
_LABEL = re.compile(  # 调解成功率:98%, | 调解纠纷 | 件 | 149 |
    r"[^,。;:|\t\n]{2,30}(?:[|\t] *(?:件|人|名|次|份|个|户|家|项|起|宗|场|场次|人次|%|条|台) *)?[:|\t][ |\t]*$"
)
_LISTED = re.compile(r"、(?![^()]*\))")
_EACH = re.compile(r"(?:[两二三四五六]个|双)$")  # 参考率、合格率、优秀率三个100%
_SPARE = re.compile(r"^[\u4e00-\u9fff“”()]{0,6}")
_REMARK = re.compile(r"\((?:不含|不包括|含|包括|除|剔除)[^()\d]{1,30}\)")  # 410人(不含公安局)
_AVERAGE = re.compile(r"(全[国省市州县区]平均)(?:水平|值|数|率)?[为达是的]*\(?$")
_ITEM = re.compile(
    r"[ \t]*(?:[一二三四五六七八九十]+是|\d+[.、](?!\d)|\([一二三四五六七八九十\d]+\))"
)
_YEARS = re.compile(
    r"(?:自|从|在)?20\d\d年(?:度)?(?:以来|上半年|下半年|全年|底|初)?|截[至止][^,]{0,10}?(?:目前|底|日|月)|\d{1,2}月(?:\d{1,2}日)?(?:底|份)?|今年以来|去年|上年度?|今年|全年|一年来|年内|以来"
)
_LEADING_FILLER = re.compile(
    r"^(?:全[镇乡县区市省州]|我[镇乡县区市]|累计|共计|合计|总计|共|计|已|先后|就)+(?!享|同|建|治|管|产党|青团|有)"
)
_PERSONS = {"名", "人", "位"}
_ACTING = re.compile(
    r"([\u4e00-\u9fff“”()]{2,12}?)(?:共|累计|先后|全年|年内)*(?:解答|提供|参与|接待|调解|审核|代理|办理|开展|化解|出具|审查|受理|代理)"
)
_GROUPED = {"个", "项", "类", "条", "大类"}
_GOES_ON = re.compile(r"已|均|全部|都|在|由|被|将|纳入|列入|实现|公开|得到|完成|进行|向|对|予以")
_CONTEXT = 220  # how far back a topic is looked for


@dataclass(frozen=True, slots=True)
class Mention:
    """A quantity with the words that belong to it. Offsets are into the folded text."""

    quantity: Quantity
    words: str  # its own words with # where the number stands
    borrowed: str  # the same with the clause before, where its own say nothing
    bare: bool  # whether its own words name nothing: 同比下降5%
    topic_inside: bool  # ... but its clause names something further in front
    lead: str  # what stands before its clause, the nearest last
    sentence: int  # how much of the end of ``lead`` is its own sentence
    heading: str  # the headings of its section, outermost first
    phrase: str
    clause: int  # where its clause starts; numbers of one clause share it
    bracketed: bool
    start: int  # what to quote: the part of the clause that is about it
    end: int
    planned: bool
    kind: FactKind
    scope: str | None
    year: int | None
    as_of: str | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where mentions are looked for: one section of the folded text."""

    start: int
    end: int
    role: Role
    heading: str


def find_mentions(
    text: str,
    quantities: Sequence[Quantity],
    place: Place,
    year: int | None,
    cells: Sequence[Cell] = (),
) -> Iterator[Mention]:
    """The mentions of one section, in order. ``cells``: those of the text's tables by year."""
    cues = load_cues()
    last: Mention | None = None
    for clause in find_clauses(text, place.start, place.end, quantities):
        bound: list[tuple[str, str]] = []
        for i in range(len(clause.quantities)):
            bound.append(_bind(text, clause, i, bound[-1][1] if bound else "", cues))
        shared = _respectively(text, clause)
        noun_of_start = ""
        for i, (quantity, (before, after)) in enumerate(zip(clause.quantities, bound, strict=True)):
            if is_starting_point(
                text[clause.start : quantity.start], text[quantity.end : clause.end]
            ):
                noun_of_start = before.rstrip("由从")
                continue
            if noun_of_start and not after:  # 法律明白人由1326人增至1890人
                before, noun_of_start = noun_of_start + before, ""
            own_year = None
            cell = cell_at(cells, quantity.start)
            if cell is not None:
                mention = make_mention(text, place, clause, quantity, cell.name, "", year)
                kind: FactKind = "change" if cell.change else "level"
                yield replace(mention, start=cell.row, year=cell.year or year, kind=kind)
                continue
            if shared:
                noun, own_year = shared[i]
                nouns = [noun]
            else:
                nouns = _nouns(text, clause, i, before, cues)
            for noun in nouns:
                mention = make_mention(text, place, clause, quantity, noun, after, year)
                if own_year is not None:
                    mention = replace(mention, year=own_year)
                if clause.bracketed and last is not None and mention.kind == "level":
                    mention = _as_before(mention, last, text)
                last = mention
                yield mention


def _as_before(mention: Mention, last: Mention, text: str) -> Mention:
    """每年1次(不少于40学时): what a bracket adds is meant as the number in front of it."""
    between = text[last.quantity.end : mention.quantity.start]
    if last.kind != "per_unit" or "(" not in between or ")" in between:
        return mention
    return replace(mention, kind="per_unit", planned=mention.planned or last.planned)


def make_mention(
    text: str,
    place: Place,
    clause: Clause,
    quantity: Quantity,
    before: str,
    after: str,
    year: int | None,
) -> Mention:
    """A mention of ``quantity`` whose own words are ``before`` and ``after`` it."""
    cues = load_cues()
    upto = text[clause.start : quantity.start]
    sentence = text[clause.sentence : clause.sentence_end]
    kind = kind_of(
        upto,
        text[clause.sentence : quantity.start],
        text[quantity.end : quantity.end + 30],
        quantity,
        cues,
    )
    if quantity.unit == "位" and text[quantity.start] == "第":
        kind = "rank"  # 获知识竞赛第一名
    lead = text[max(place.start, clause.start - _CONTEXT) : clause.start]
    written = before, after
    if "\n" in before or " " in before or "\n" in after or " " in after:
        before, after = "".join(before.split()), "".join(after.split())
    # 镇级2位法律顾问提供意见61条: what follows may name a number when nothing else does
    spare = "" if after else _SPARE.findall(text[quantity.end : clause.end])[0]
    bare = _is_bare(before, after, cues)
    lead += upto.removesuffix(written[0])
    return Mention(
        quantity=quantity,
        words=f"{before}#{after}",
        borrowed=f"{_before(lead) if bare else ''}{before}#{after or spare}",
        bare=bare,
        topic_inside=bare and len(_HAN.findall(upto.removesuffix(written[0]))) > 3,
        lead=lead,
        sentence=quantity.start - clause.sentence,
        heading=place.heading,
        phrase=_phrase(before, after, lead if bare else "", cues),
        clause=clause.start,
        bracketed=clause.bracketed,
        start=_left(text, clause, quantity, written[0], bare),
        end=max(_right(text, clause, quantity, written[1]), quantity.end),
        planned="已" not in before
        and is_planned(
            text[clause.start : quantity.end],
            sentence,
            quantity.end - clause.sentence,
            place.role,
            cues,
        ),
        kind=kind,
        scope=_remark(text, quantity)
        or _wider_average(upto or text[clause.sentence : clause.start]),
        year=year_of(upto or _year_before(text, clause), year, kind),
        as_of=as_of(text[clause.sentence : quantity.start]),
    )


# ------------------------------------------------------------------ binding


def _bind(text: str, clause: Clause, i: int, taken: str, cues: Cues) -> tuple[str, str]:
    """The words before and after the i-th number of a clause that belong to it.

    ``taken`` are the words after the number before that belong to that one.
    """
    quantity = clause.quantities[i]
    left = clause.quantities[i - 1].end if i else clause.start
    right = clause.quantities[i + 1].start if i + 1 < len(clause.quantities) else clause.end
    before, after = text[left : quantity.start], text[quantity.end : right]
    if i and len(listed := _at_commas(before)) > 1:
        before = before[len(listed[0]) + 1 :]
    if i and not before.strip() and text[left - 1 : left] != "、":
        # 57批132人次, 8期430人次: two measures of one thing
        before = text[
            clause.quantities[i - 2].end if i > 1 else clause.start : clause.quantities[i - 1].start
        ]
    last = i + 1 == len(clause.quantities)
    if not last:
        after = _at_commas(after)[0]
    after = after.strip(" ")
    if not last and quantity.unit in _PERSONS and (acting := _ACTING.match(after)):
        after = acting[1]  # 19名律师解答咨询208人次: what the lawyers do is counted next
    if (
        taken == before
        and 0 < len(taken) <= 4
        and quantity.unit in _GROUPED
        and clause.quantities[i - 1].unit in _GROUPED
        and _HAN.match(after)
        and not _GOES_ON.match(after)
        and not _number_first(before, cues)
    ):
        before = ""  # 3个维度5个板块16个指标: each noun follows its number
    if not after or not (_HAN.match(after) or after[0] in '“《‘"') or _CONNECTIVE.match(after):
        return before, ""
    if not last and not _number_first(before, cues):
        return before, ""
    return before, after[:40]


def _at_commas(words: str) -> list[str]:
    """Split at 、, but not inside brackets: 4个县(市、区)、68个单位."""
    return _LISTED.split(words) if "(" in words else words.split("、")


def _number_first(before: str, cues: Cues) -> bool:
    """Whether what is counted follows the number: 召开5次会议, not 会议5次."""
    bare = trim(before)
    return not bare or bare[-1] in "的等了" or cues.verbs.at_end(bare) > 0


@lru_cache(maxsize=4096)
def trim(words: str) -> str:
    """Without years, the own place and the words that only join a noun to its number."""
    cues = load_cues()
    bare = _YEARS.sub("", words).strip(_EDGES).rstrip("“‘(").lstrip("”’)")
    bare = _LIST_MARK.sub("", bare).strip(_EDGES)
    while True:
        shorter = cues.fillers.cut(bare).rstrip(_EDGES)
        shorter = cues.places.cut(shorter) if len(shorter) <= 4 else shorter
        if shorter == bare:
            return bare
        bare = shorter


_MODES = re.compile(
    r"力争|争取|确保|预计|净增|净减|上一年度?|去年|[省市县区]?(?:级)?考核(?:指标|目标|要求)|目标值?|指标值?|平均水平|比值|大于|小于|同比|的|到|至|降幅|增幅|占比|批次|人次|件数|总量|数量|总数|分别|同期|超|约|近|和|环比|上升|下降|增长|增加|减少|提高|提升|降低|较|比|年|其中|全[镇乡县区市]|新增|共计|\d+|[,.、()%]|个百分点"
)


def _is_bare(before: str, after: str, cues: Cues) -> bool:
    """Whether a number's own words name nothing: 同比下降5%, 共71名, (2023年21件)."""
    own = _MODES.sub("", trim(before)) + after
    return len(own) < 8 and len(_HAN.findall(cues.verbs.cut(own))) < 2


def _before(lead: str) -> str:
    """The clause before, which then says what is counted."""
    clauses = [c for c in re.split(r"[,。;:()|\t\n]", lead[-80:]) if len(c.strip(_PUNCTUATION)) > 1]
    return clauses[-1].lstrip("0123456789.") if clauses else ""


# ------------------------------------------------------------------ shared numbers


def _nouns(text: str, clause: Clause, i: int, before: str, cues: Cues) -> list[str]:
    """办结率、满意率均为100% -> one entry a noun; anything else is one entry."""
    quantity = clause.quantities[i]
    if quantity.unit != "%":
        if each := _each_of(before):
            return each
        pair = cues.pairs.search(before)
        if pair is None:
            return [before]
        rest = before[pair.end() :]
        return [before[: pair.start()] + pair[k] + rest for k in ("first", "second")]
    shared = bool(re.search(r"均|都|双|分别|[两二三四五六]个$", before)) or quantity.in_words
    words = before
    if i == 0 and shared:
        words = _bare_rates_before(text, clause) + before
    if shared:
        words = _GLUED_RATES.sub("率、", words)
    pieces = [p for p in _JOIN.split(words.rstrip()) if p.strip()]
    if len(pieces) < 2 and "," not in words:
        return [before]
    pieces = [p for piece in pieces for p in piece.split(",") if p.strip()]
    bare = [trim(_EACH.sub("", p.rstrip())) for p in pieces]
    rates = [p for p in bare if _RATE_NOUN.search(p)]
    if not _RATE_NOUN.search(bare[-1]) or len(bare) < 2:
        return [before]
    if len(rates) == len(bare):
        return pieces
    # 备案、审查率100%: the word for a rate is said once
    if all(2 <= len(p) <= 6 for p in bare[:-1] if not _RATE_NOUN.search(p)) and shared:
        return [p if _RATE_NOUN.search(b) else b + "率" for p, b in zip(pieces, bare, strict=True)]
    return (
        [before]
        if not rates or len(rates) < 2
        else [p for p, b in zip(pieces, bare, strict=True) if _RATE_NOUN.search(b)]
    )


def _each_of(before: str) -> list[str]:
    """法治讲座、集中宣传各 -> the words of each noun; empty where no list is counted so."""
    if not before.rstrip().endswith("各"):
        return []
    nouns = [p for p in _JOIN.split(before.rstrip()[:-1]) if p.strip()]
    told = all(len(_HAN.findall(p)) > 1 and not any(c.isdigit() for c in p) for p in nouns)
    return nouns if len(nouns) > 1 and told else []


def _bare_rates_before(text: str, clause: Clause) -> str:
    """Rates named in the clauses before without a number of their own: 办结率,满意率均达…"""
    start = clause.start
    while start > clause.sentence and text[start - 1] == ",":
        previous = max(text.rfind(c, clause.sentence, start - 1) for c in ",;:()。") + 1
        previous = max(previous, clause.sentence)
        piece = text[previous : start - 1]
        if not _RATE_NOUN.search(piece) or any(c.isdigit() for c in piece):
            break
        start = previous
    return text[start : clause.start]


def _respectively(text: str, clause: Clause) -> list[tuple[str, int | None]]:
    """A、B分别为1件、2件 -> the words of each number, and its year where A and B are
    years; empty when it is not so."""
    first = clause.quantities[0]
    upto = text[clause.start : first.start]
    if "分别" not in upto or len(clause.quantities) < 2:
        return []
    named, rest = upto.split("分别", 1)
    nouns = [p for p in _JOIN.split(named) if p.strip()]
    if len(nouns) != len(clause.quantities):
        return []
    years = [re.fullmatch(r"\s*(20\d\d)年(?:度)?", noun) for noun in nouns]
    if all(years):
        return [(rest, int(found[1])) for found in years if found]
    return [(noun + rest, None) for noun in nouns]


# ------------------------------------------------------------------ phrase and span


def _phrase(before: str, after: str, lead: str, cues: Cues) -> str:
    head = trim(before)
    tail = after.strip(_PUNCTUATION)
    if tail and (not head or len(head) < 12 or cues.verbs.at_end(head) or head[-1] in "的等"):
        head += re.split(r"[,。;:]", tail)[0][:24]
    head = _LEADING_FILLER.sub("", head)
    clauses = [c for c in re.split(r"[,。;:()|\t\n]", lead) if len(c.strip(_PUNCTUATION)) > 1]
    if clauses:
        topic = trim(re.sub(r"(?:(?:由|从)20\d\d年的?)?\d[\d.,]*\D{0,6}$", "", clauses[-1]))
        head = f"{topic[-20:]}{head}"
    head = head.strip(" ,;:、。·-—\t")[-40:]
    for left, right in ("“”", "()", "《》"):
        if head.count(left) != head.count(right):
            head = head.replace(left, "").replace(right, "")
    return head or trim(before) or before.strip(_PUNCTUATION) or after.strip(_PUNCTUATION)


def _left(text: str, clause: Clause, quantity: Quantity, before: str, bare: bool) -> int:
    """Where the quote of a number starts: its clause, or where its own words do."""
    start = clause.start
    if not bare and any(other.end <= quantity.start for other in clause.quantities):
        own = quantity.start - len(before)
        if text[own : quantity.start] == before:
            start = max(start, own)
    label = _LABEL.search(text, max(clause.sentence, start - 40), start)
    if bare and label and start == clause.start:
        start = label.start()
    mark = _ITEM.match(text, start, quantity.start)
    start = mark.end() if mark else start
    while start < quantity.start and text[start] in " ,;:、。)\t\n":
        start += 1
    return start


def _year_before(text: str, clause: Clause) -> str:
    """比2022年(401件): the year stands in front of the bracket."""
    if not clause.bracketed:
        return ""
    return text[max(clause.sentence, clause.start - 8) : clause.start - 1]


def _wider_average(upto: str) -> str | None:
    """低于全市平均水平(10.6%): a figure of the units above, set beside the place's own."""
    found = _AVERAGE.search(upto)
    return found[1] if found else None


def _remark(text: str, quantity: Quantity) -> str | None:
    """What a number leaves out or takes in, as its bracket says."""
    remark = _REMARK.match(text, quantity.end)
    return remark[0][1:-1] if remark else None


def _right(text: str, clause: Clause, quantity: Quantity, after: str) -> int:
    """Where it ends: its clause, or its number where the rest is another statement."""
    end = clause.end
    rest = text[quantity.end : end]
    follows = any(other.start >= quantity.end for other in clause.quantities)
    if follows or not after:
        end = quantity.end + (rest.index(after) + len(after) if after and after in rest else 0)
    if end - quantity.end > 40:
        end = quantity.end + 40
    while end > quantity.end and text[end - 1] in " \t\n,;:、":
        end -= 1
    remark = _REMARK.match(text, end)
    return remark.end() if remark else end
