"""How a number is meant: planned or done, level or change, of which year. Words from cues.toml.

Knows nothing of indicators; reads the clause and the sentence around one quantity.
"""

from __future__ import annotations

import re

from rag.indicators.cues import Cues
from rag.types import FactKind, Quantity, Role

_YEAR = re.compile(r"(20\d\d)年(?:度)?")
_OWN_YEAR = re.compile(
    r"(?P<year>20\d\d)年(?:度)?(?:同期)?(?:的|为|是|仅|有|共|达|全年|,|收到|受理|办理|开展|发放|办结|审结|则|只有|:){0,3}$"
)
_LAST_YEAR = re.compile(
    r"(?<!含)(?:上年|去年|上一年|上年度|上一年度)(?:同期)?(?:的|为|是|仅|有|共|达|全年){0,3}$"
)
_AS_OF = re.compile(
    r"截[至止](?:目前|\d{4}年|20\d\d年底|[^,。;]{0,10}?(?:月底|月末|年底|日|月))|(?:^|[,。;])(目前)"
)
_FROM_TO = re.compile(r"(?:由|从)[^,。;]{0,24}$")
_LEADING = re.compile(
    r"(?:不(?:得)?少于|不(?:得)?低于|至少|(?:不)?超过|达到|达|约|近|超|了|到|至|为)*$"
)


def is_planned(clause: str, sentence: str, upto: int, role: Role, cues: Cues) -> bool:
    """Whether a number is aimed at, not reached.

    ``clause`` is the text of the clause up to and with the number, ``sentence`` the whole
    sentence, ``upto`` where in it the number ends.
    """
    if role == "plans":
        return not cues.done_in_plans.search(clause)
    if cues.planned.search(clause):
        return True
    if cues.floor.search(clause) and not cues.past.search(clause):
        return True
    if cues.planned_after.match(sentence, upto):
        return True
    if cues.done.search(clause):
        return False
    if cues.planned_sentence.search(sentence, 0, upto):
        return True
    return bool(cues.period.search(clause) and cues.duty.search(sentence))


def is_starting_point(clause: str, following: str) -> bool:
    """由21个工作日压减至3个: the 21 is where it came from, no statement of its own."""
    return bool(
        _FROM_TO.search(clause)
        and not re.search(r"20\d\d年(?:度)?的?$", clause)
        and re.match(
            r"[^,。;]{0,8}?(?:降|减|缩|升|增|提|压|扩|优化|精简|调|变)[^,。;\d]{0,6}?(?:到|至|为)[^,。;]{0,3}\d",
            following,
        )
    )


def kind_of(clause: str, sentence: str, following: str, quantity: Quantity, cues: Cues) -> FactKind:
    """The kind from the clause and the sentence in front of the number and what follows it."""
    # 同比分别下降12%和8%: the second is read as the first
    clause = re.sub(r"(?:[\d.]+(?:%|个百分点)?(?:和|、|与))+$", "", clause)
    if quantity.unit == ":1":
        return "change"
    if (
        quantity.unit == "位"
        and clause.endswith(tuple("居列名排市县省区国州第"))
        and cues.ranked.search(clause)
    ):
        return "rank"
    if quantity.unit == "%" and re.match(r"的(?:乡镇|镇|县|区|单位|地区|街道|城市)", following):
        return "rank"
    before = _LEADING.sub("", clause, count=1)
    if quantity.unit in ("倍", "个百分点"):
        return "change"
    if quantity.unit == "%" and re.search(
        r"(?:压减|压缩|缩短|精简)(?:了)?[^,。;率到至达为]{0,6}$", before
    ):
        return "change"
    if quantity.unit is None and "比值" in clause:
        return "change"
    if re.match(r"/(?:年|月|季|人|村|天|周)", following):
        return "per_unit"
    arrived = re.search(r"(?:到|至|为|达)(?:了|约|近|超过?|不(?:低|少)于)*$", clause)
    moved = cues.moved.at_end(before) > 0
    if moved and not arrived and quantity.unit == "%":
        # 提速率75%, 优化率 are levels: there the word for moving is part of a noun
        return "change"
    each = [found.end() for found in cues.per_unit.finditer(clause)]
    if each and len(clause) - each[-1] <= 40:
        return "per_unit"
    if quantity.unit != "%" and "平均" in clause:
        return "per_unit"
    if not re.search(r"(?:由|从)20\d\d年", clause) and re.search(
        r"(?:由|从)[^,。;]{0,12}\d[^,。;]{0,14}(?:降|减|缩|升|增|提|压|精简|调)[^,。;]{0,4}(?:到|至|为)[^,。;]{0,3}$",
        clause,
    ):
        return "change"
    if moved and not arrived and cues.compared.search(sentence[-60:]):
        return "change"
    return "level"


def year_of(clause: str, year: int | None, kind: FactKind) -> int | None:
    """The year the number belongs to; ``year`` unless the clause gives it another one."""
    if kind == "change" or "年" not in clause:
        return year
    own = _OWN_YEAR.search(clause)
    if own:
        return int(own["year"])
    if year is not None and _LAST_YEAR.search(clause):
        return year - 1
    if re.search(r"(?:由|从)20\d\d年", clause) and own is None and "年的" in clause[-8:]:
        return year
    years = _YEAR.findall(clause)
    if years and not re.search(r"较|比|相较|以来|同比", clause) and len(years) == 1:
        stated = int(years[0])
        after = clause[clause.index(years[0]) + 4 :]
        if not re.match(
            r"年(?:度)?(?:以来|起|前|底|初|版|本|至|-|—|\)|》|”|后|以后|之前|制定|\d)", after
        ) and (year is None or abs(stated - year) <= 1):
            return stated
    return year


def as_of(sentence: str) -> str | None:
    """截至11月底 and the like, as written."""
    if "截" not in sentence and "目前" not in sentence:
        return None
    found = [stated[0] for stated in _AS_OF.finditer(sentence)]
    return found[-1].strip(",。;") if found else None
