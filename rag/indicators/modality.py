"""How a number is meant: planned or done, level or change, of which year. Words from cues.toml.

Knows nothing of indicators; reads the clause and the sentence around one quantity. The
plain tests in front of the expressions are there for speed: most clauses hold none of
what the expressions look for.
"""

from __future__ import annotations

import re

from rag.indicators.cues import Cues
from rag.types import FactKind, Quantity, Role

_YEAR = re.compile(r"(20\d\d)年(?:度)?")
_OWN_YEAR = re.compile(
    r"(?P<year>20\d\d)年(?:度)?(?:同期)?(?:的|为|是|仅|有|共|达|全年|,|收到|受理|办理|开展|发放|查处|立案|调处|调解|化解|排查|办结|审结|则|只有|:){0,3}$"
)
_LAST_YEAR = re.compile(
    r"(?<!含)(?:上年|去年|上一年|上年度|上一年度)(?:同期)?(?:的|为|是|仅|有|共|达|全年){0,3}"
    r"(?:收到|受理|办理|开展|查处|立案|调处|调解|化解|排查|办结|审结)?$"
    r"|(?<!含)(?<![较比])(?:上年|去年|上一年度?)同期(?:收到|受理|办理|查处|立案|调处|调解|化解|排查|办结|审结)"
    r"[\u4e00-\u9fff]{0,8}$"
)
# what may follow a year that only dates something else: 2019年以来的文件
_YEAR_OF_OTHER = re.compile(
    r"年(?:度)?(?:以来|起|前|底|初|版|本|至|-|—|\)|》|”|后|以后|之前|制定|\d)"
)
_RELATED = re.compile(r"较|比|以来")
_AS_OF = re.compile(
    r"截[至止](?:目前|(?:20\d\d年)?\d{1,2}月\d{1,2}日|\d{4}年|20\d\d年底|[^,。;]{0,10}?(?:月底|月末|年底|日|月))|(?:^|[,。;])(目前)"
)

_FROM = re.compile(r"(?:由|从)[^,。;]{0,24}$")
_TO_NUMBER = re.compile(
    r"[^,。;]{0,8}?(?:降|减|缩|升|增|提|压|扩|优化|精简|调|变)[^,。;\d]{0,6}?(?:到|至|为)[^,。;]{0,3}\d"
)
_FROM_NUMBER_TO = re.compile(
    r"(?:由|从)[^,。;]{0,12}\d[^,。;]{0,14}(?:降|减|缩|升|增|提|压|精简|调)[^,。;]{0,4}(?:到|至|为)(?:20\d\d年的?)?[^,。;]{0,3}$"
)
_LISTED_BEFORE = re.compile(r"(?:[\d.]+(?:%|个百分点)?(?:和|、|与))+$")
_LEADING = re.compile(
    r"(?:不(?:得)?少于|不(?:得)?低于|至少|(?:不)?超过|达到|达|约|近|超|了|到|至|为)*$"
)
_ARRIVED = re.compile(r"(?:到|至|为|达)(?:了|约|近|超过?|不(?:低|少)于)*$")
_SHORTENED = re.compile(r"(?:压减|压缩|缩短|精简)(?:了)?[^,。;率到至达为]{0,6}$")
_OF_PLACES = re.compile(r"的(?:乡镇|镇|县|区|单位|地区|街道|城市)")
_PER_PLACE = re.compile(r"每个?(?:村|镇|乡|街道|社区|网格|校|所|单位)")
_A_UNIT = re.compile(r"/(?:年|月|季|人|村|天|周)")


def is_planned(clause: str, sentence: str, upto: int, role: Role, cues: Cues) -> bool:
    """Whether a number is aimed at, not reached.

    ``clause`` is the text of the clause up to and with the number, ``sentence`` the whole
    sentence, ``upto`` where in it the number ends.
    """
    if role == "plans":
        return not cues.done_in_plans.search(clause)
    if cues.planned.search(clause):
        return True
    if cues.floor.search(clause) and not (cues.past.search(clause) or _PER_PLACE.search(clause)):
        return True
    if cues.planned_after.match(sentence, upto):
        return True
    if cues.done.search(clause):
        return False
    if cues.planned_sentence.search(sentence, 0, upto):
        return True
    return "每" in clause and bool(cues.period.search(clause) and cues.duty.search(sentence))


def is_starting_point(clause: str, following: str) -> bool:
    """由21个工作日压减至3个: the 21 is where it came from, no statement of its own."""
    if "由" not in clause and "从" not in clause:
        return False
    return bool(_FROM.search(clause) and _TO_NUMBER.match(following))


def kind_of(clause: str, sentence: str, following: str, quantity: Quantity, cues: Cues) -> FactKind:
    """The kind from the clause and the sentence in front of the number and what follows it."""
    if _is_rank(clause, following, quantity, cues):
        return "rank"
    if quantity.unit in (":1", "倍", "个百分点") or (quantity.unit is None and "比值" in clause):
        return "change"
    if clause[-1:] in ("和", "、", "与"):
        # 同比分别下降12%和8%: the second is read as the first
        clause = _LISTED_BEFORE.sub("", clause)
    before = _LEADING.sub("", clause, count=1)
    # 提速率75%, 优化率 are levels: there the word for moving is part of a noun
    moved = cues.moved.at_end(before) > 0 and not _ARRIVED.search(clause)
    if quantity.unit == "%" and (moved or _SHORTENED.search(before)):
        return "change"
    if _is_per_unit(clause, following, quantity, cues):
        return "per_unit"
    if (moved and cues.compared.search(sentence[-60:])) or _is_end_point(clause):
        return "change"
    return "level"


def _is_rank(clause: str, following: str, quantity: Quantity, cues: Cues) -> bool:
    """排名第9, or 超过87%的乡镇."""
    if quantity.unit == "位":
        return clause.endswith(tuple("居列名排市县省区国州第")) and bool(cues.ranked.search(clause))
    return quantity.unit == "%" and bool(_OF_PLACES.match(following))


def _is_per_unit(clause: str, following: str, quantity: Quantity, cues: Cues) -> bool:
    """每村3名, 平均跑动0.3次, 2次/月."""
    if following[:1] == "/" and _A_UNIT.match(following):
        return True
    if not any(word in clause for word in "每均各"):
        return False
    clause = clause.rpartition("频次")[2]  # 以每两月1次频次开展学习5次: five in all
    each = [found.end() for found in cues.per_unit.finditer(clause)]
    return bool(each and len(clause) - each[-1] <= 40) or (
        quantity.unit != "%" and "平均" in clause
    )


def _is_end_point(clause: str) -> bool:
    """由312项精简至 (267项): told as a change, whatever years stand there."""
    if "由" not in clause and "从" not in clause:
        return False
    return bool(_FROM_NUMBER_TO.search(clause))


def year_of(clause: str, year: int | None, kind: FactKind) -> int | None:
    """The year the number belongs to; ``year`` unless the clause gives it another one."""
    if kind == "change" or "年" not in clause:
        return year
    own = _OWN_YEAR.search(clause)
    if own:
        return int(own["year"])
    if year is not None and _LAST_YEAR.search(clause):
        return year - 1
    years = _YEAR.findall(clause)
    if len(years) == 1 and not _RELATED.search(clause):
        stated = int(years[0])
        after = clause[clause.index(years[0]) + 4 :]
        if not _YEAR_OF_OTHER.match(after) and (year is None or abs(stated - year) <= 1):
            return stated
    return year


def as_of(sentence: str) -> str | None:
    """截至11月底 and the like, as written."""
    if "截" not in sentence and "目前" not in sentence:
        return None
    found = [stated[0] for stated in _AS_OF.finditer(sentence)]
    return found[-1].strip(",。;") if found else None
