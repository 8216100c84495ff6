"""What kind of answer a question wants: the cues it gives, not yet what follows from them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from rag.questions.numbers import find_numbers
from rag.questions.wording import Found, any_of, compile_pattern, load_words

_OF_ALL = (
    r"(?:(?:这|那|所有|全部|一)?(?:[零一二两三四五六七八九十百\d]+)?(?:份|篇|个|家|些|座|处)?)"
)
_TOP_ZH = re.compile(
    r"(?:前|头)\s*(?P<n>[一二两三四五六七八九十\d]+)\s*(?:名|位|个|家|份|的|强|甲)?(?!年|期|述)|(?:最[高多大低少小](?:的)?)(?P<m>[一二两三四五六七八九十\d]+)(?:名|位|个|家|份)|倒数(?:前)?(?P<k>[一二两三四五六七八九十\d]+)(?:名|位|个)?"
)
_TOP_EN = re.compile(
    r"\b(?:top|first|bottom|last|lowest|highest|best|largest|biggest)\s+(?P<n>\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|twenty)\b"
    r"|\b(?:the )?(?P<m>\d{1,3}|two|three|four|five|six|seven|eight|nine|ten) (?:highest|lowest|largest|smallest|biggest|most|fewest|top|best)\b"
)
_WHICH_N = re.compile(
    r"哪(?P<n>[二两三四五六七八九十]|\d{1,2})(?:个|份|家|地)|which (?P<m>two|three|four|five|six|seven|eight|nine|ten|\d{1,2})\b(?! of)"
)
_ASKS_FOR_A_MEANING = re.compile(r"\b(?:does|do|did|by)\b.{1,60}\bmeans?\b|meaning of")
_SECOND = re.compile(
    r"(?:comes?|came|ranks?|is|in) (?:in )?second|second (?:place|most|highest|largest)|runner|第二(?:名|多|高|位)?|其次是"
)
_A_NUMBER = re.compile(r"\s*(?:\d|百分|[一二三四五六七八九]成)")
_UNIT = re.compile(
    r"(?:多少|几)(?:余|多)?\s*(件次|人次|户次|家次|场次|万元|亿元|元|钱|件|起|宗|例|人|名|位|份|册|本|条|篇|场|次|期|项|部|台|家|户|处|卷|批|款)"
)


def find_cues(plain: str) -> dict[str, list[Found[str]]]:
    """The cues of kinds.toml in a folded, lower-case question, by name."""
    found: dict[str, list[Found[str]]] = {}
    for name, words in load_words("kinds.toml")["cues"].items():
        spans = [
            Found(m.start(), m.end(), m[0])
            for m in any_of(tuple(words)).finditer(plain)
            if not _reads_otherwise(name, plain, m)
        ]
        if name == "mean" and _ASKS_FOR_A_MEANING.search(plain):
            continue
        if spans:
            found[name] = spans
    shares = [Found(m.start(), m.end(), m[0]) for p in _shares() for m in p.finditer(plain)]
    if shares:
        found["share"] = shares
    opener = re.match(r"[^a-z]*([a-z]+)", plain)
    if opener and opener[1] in load_words("kinds.toml")["yes_no"]["openers"]:
        found.setdefault("yes_no", []).append(Found(opener.start(1), opener.end(1), opener[1]))
    return found


_WIDER = re.compile(
    r"(?:全[国省市州县区]|(?:national|provincial|city|county|prefectural|district))\s*$"
)
_BESIDE = re.compile(r"比|高于|低于|compare|above|below|than")


def _reads_otherwise(cue: str, plain: str, found: re.Match[str]) -> bool:
    """哪几个 asks which, not how many; 有没有报告 denies nothing; 提到100% raises a rate."""
    if cue == "how_many":
        return plain[: found.start()].endswith("哪")
    if cue in (
        "mean",
        "median",
    ):  # 和全市平均比: a figure that the report itself sets beside its own
        return bool(_WIDER.search(plain[: found.start()]) and _BESIDE.search(plain))
    if cue == "silent":  # 有没有报告提到: whether any does, not which do not
        return found[0].startswith("没有") and plain[: found.start()].endswith("有")
    return cue == "mention" and found[0] == "提到" and bool(_A_NUMBER.match(plain, found.end()))


def find_limit(plain: str) -> Found[int] | None:
    """How many lines a ranking is to have: 前三名, "top five", "the two highest"."""
    for pattern in (_TOP_ZH, _TOP_EN, _WHICH_N):
        for match in pattern.finditer(plain):
            said = next((g for g in match.groups() if g), "")
            numbers = find_numbers(said)
            if numbers and 1 <= numbers[0].value.value <= 1000 and numbers[0].value.unit is None:
                return Found(match.start(), match.end(), int(numbers[0].value.value))
    second = _SECOND.search(plain)
    return Found(second.start(), second.end(), 2) if second else None


def find_counted_things(plain: str) -> Found[str] | None:
    """ "How many reports ...", 多少份乡镇报告: what is counted are reports or places."""
    for pattern in _things():
        match = pattern.search(plain)
        if match:
            return Found(match.start(), match.end(), match[0])
    return None


def find_unit(plain: str) -> str | None:
    """The measure word a number is asked with: 多少起 -> 起, 多少钱 -> 元."""
    units = [m[1] for m in _UNIT.finditer(plain)]
    if not units:
        return (
            "元"
            if re.search(
                r"\b(?:how much money|what (?:sum|amount) of money|in yuan|how many yuan)\b", plain
            )
            else None
        )
    return "元" if units[-1] in ("钱", "万元", "亿元", "款") else units[-1]


def find_quotes(cased: str) -> list[Found[str]]:
    """Words in quotation marks (also 《…》), to be looked for as they stand."""
    found = []
    for match in re.finditer(
        r'"([^"]{2,60})"|《([^》]{2,60})》|(?<![a-z])\'([^\']{3,60})\'(?![a-z])', cased
    ):
        said = next(g for g in match.groups() if g)
        if any(c.isalnum() for c in said):
            found.append(Found(match.start(), match.end(), said.strip()))
    return found


def is_left_out(plain: str, start: int, end: int) -> bool:
    """Whether what stands there is not to count: 除了镇川市以外, 街道不算."""
    before, after = _left_out()
    return bool(before.search(plain[:start]) or after.match(plain[end:].lstrip()))


@cache
def _left_out() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = load_words("kinds.toml")["left_out"]
    before, after = (any_of(tuple(words[key])) for key in ("before", "after"))
    return re.compile(rf"(?:{before.pattern})\s*(?:the )?$"), after


def is_outside(plain: str) -> bool:
    """Instructions to the program, small talk, other trades."""
    outside = load_words("kinds.toml")["outside"]
    if any(compile_pattern("kinds.toml", p).search(plain) for p in outside["patterns"]):
        return True
    bare = re.sub(r"[\W_]+", " ", plain).strip()
    return bare in outside["greetings"]


@cache
def _shares() -> tuple[re.Pattern[str], ...]:
    """What share of the reports or places: 多少比例的乡镇, "what percentage of counties"."""
    things = load_words("kinds.toml")["things"]
    zh, en = (_longest_first(things[key]) for key in ("zh", "en"))
    return (
        re.compile(
            rf"(?:多少|多大|什么|百分之多少|百分之几|几成|占比多少|多高)(?:的)?(?:比例)?的(?:{zh})(?![级长委])"
            rf"|(?:{zh})(?:的)?(?:占比|所占(?:的)?比例|比例)(?:是|有|为)?(?:多少|多大|多高)"
        ),
        re.compile(
            r"(?:what |which |the )?(?:share|percentage|percent|proportion|fraction) of (?:the |all |these |those )*"
            rf"(?:\w+[\s-]level |annual |county |township |ethnic |street |district |town |city |department(?:al)? )*(?:{en})(?![a-z'])"
        ),
    )


def _longest_first(words: Sequence[str]) -> str:
    return "|".join(
        re.escape(w).replace(r"\ ", r"[\s\-]+") for w in sorted(words, key=len, reverse=True)
    )


@cache
def _things() -> tuple[re.Pattern[str], ...]:
    things = load_words("kinds.toml")["things"]
    zh, en = (_longest_first(things[key]) for key in ("zh", "en"))
    kinds = r"(?:乡镇|镇|街道|县级|县|区级|区|市|部门|民族乡|自治县|自治州|自治旗|年度|乡|级|的|一级|乡镇一级|法治政府建设|繁体|联合)*"
    return (
        re.compile(
            rf"(?:多少|(?<!哪)几)(?:份|篇|个|家|座|处)?(?:[\u3400-\u9fff]{{1,5}}族)?{kinds}(?:{zh})(?![级长委])"
        ),
        re.compile(
            r"(?:多少|(?<!哪)几)(?:份|篇)(?=(?:[是属用由写给提说明没未有里]|联合|报告|发布|公开|乡|镇|县|街道|达到|超过|的)(?!写书))"
        ),
        re.compile(r"的(?:一共|总共|共)?有?(?:几|多少)(?:份|篇)\s*[??。]*\s*$"),
        re.compile(
            rf"(?:报告|乡镇|街道|县)(?:的)?(?:总数|数量|份数|个数)|(?:{zh})(?:一共|总共|共)?有(?:多少|几)(?:份|个|家)(?!(?:名|位)?(?:调解|人民|法|执|案|持证))"
        ),
        re.compile(
            rf"(?:how many|(?:the )?number of|what number of|count (?:of |the )?)\s*(?:of )?(?:the |these |those |all )?(?:(?!normative|legal|regulatory|official|case|enforcement)\w+ )?(?:\d+ |two |three |four |five |six |seven |eight |nine |ten )?"
            rf"(?:\w+[\s-]level |annual |county[\s-]level |township[\s-]level |ethnic |street |district |town |township |county |city |department(?:al)? |government |published |different )*(?:{en})(?![a-z'])(?! (?:meeting|lawyer|adviser|document|visit))"
        ),
    )
