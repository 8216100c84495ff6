"""Every place of a sentence that its sources do not name.

A place is what the country's list of units knows, what stands before a unit word (新民镇,
Xinmin Town), and in English any capitalised word that is not an ordinary one. Generic
words (全镇, 各乡镇, the district) name no place.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from rag.gazetteer import unit_names
from rag.names import split_name

_FILE = Path(__file__).with_name("words.toml")
_UNITS = "特别行政区|自治区|自治州|自治县|自治旗|街道|开发区|新区|林区|省|市|州|盟|县|区|旗|苏木|镇|乡|社区|村"
# Generic whatever stands before: 全镇, 三个村, 城市.
_ALWAYS = re.compile(
    r"[全我各本该每某此两几数多一二三四五六七八九十\d个的等](?:省|市|州|盟|县|区|旗|镇|乡|街道|社区|村)(?!镇|乡)"
    r"|[全我各本该每](?:乡镇|镇街|村镇|县区|区县|县市|市县|辖区|社区)|城镇|城乡|城市|农村|行政村|辖区"
)
# Generic only where no name can stand before: 组织村民 may be, 青龙观村民 is not.
_COMPOUND = re.compile(
    r"(?:乡镇|镇街|村镇|县市|市县|区县|县区|乡村|市场|市区|县城|镇区|村居|城区|郊区|社区|园区|地区|山区|片区|小区|景区|校区|矿区"
    r"|[省市州县区镇乡村][级域民委政])"
)
_NAMED = re.compile(rf"[\u3400-\u9fff]{{1,7}}?(?:{_UNITS})")
# What may stand before a name without belonging to it.
_BEFORE = set("与和在由向对从及是为到的至于给让跟同被把将使,、以其中")
_MAY_PRECEDE = _BEFORE | set("省市州盟县区旗镇乡")  # 成都市武侯区
_PREFIXES = set("大小新老东西南北上下中前后")  # what may belong to another, longer name
_LEVELS = (
    "town|township|county|district|city|province|subdistrict|prefecture|banner|league|village"
    "|municipality|region|zone|community"
)
_ENGLISH_NAMED = re.compile(
    rf"(?<![A-Za-z'’])([A-Za-z'’]+(?:[ -][A-Z][A-Za-z'’]+)*)\s+(?:{_LEVELS})(?![A-Za-z])", re.I
)
_WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")
# Endings of ordinary words, which may begin a sentence: Mediation, Training, Disputes.
_COMMON = re.compile(r"(?:ion|ment|ing|ed|ly|ness|ity|ies|ers|ors|als|ents|utes|ases|ions)$")
_SYLLABLE = (
    r"(?:[bpmfdtnlgkhjqxrzcsyw]|zh|ch|sh)?(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|an"
    r"|ao|ei|en|er|ia|ie|in|iu|ou|ua|ue|ui|un|uo|a|e|i|o|u|v|ü)"
)
_PINYIN = re.compile(rf"(?:{_SYLLABLE}'?){{2,}}", re.IGNORECASE)


def unsupported_places(sentence: str, sources: str, names: Iterable[str]) -> list[str]:
    """Places of a sentence that stand neither in the sources nor among the names.

    Both texts are normalised; ``names`` are places in Simplified that the sources are about.
    """
    known = set(names)
    rest = _without(sentence, known)
    found = [
        name
        for name in _listed(rest)
        if name not in sources and not any(name in place for place in known)
    ]
    found += [
        name for name in _chinese(_without_generic(rest, sources)) if not _stands_in(name, sources)
    ]
    return found + _english(sentence, sources, known)


def _without(sentence: str, names: set[str]) -> str:
    """The sentence without the names it may use; 新李馥镇 is not 李馥镇."""
    for name in sorted(names, key=len, reverse=True):
        pattern = rf"(?<![{''.join(_PREFIXES)}]){re.escape(name)}"
        sentence = re.sub(pattern, "·" * len(name), sentence)
    return sentence


def _without_generic(text: str, sources: str) -> str:
    text = _ALWAYS.sub(lambda m: "·" * len(m[0]), text)

    def blank(match: re.Match[str]) -> str:
        before = text[max(0, match.start() - 2) : match.start()]
        free = not before or not "\u3400" <= before[-1] <= "\u9fff" or before[-1] in _BEFORE
        return "·" * len(match[0]) if free or before + match[0] in sources else match[0]

    return _COMPOUND.sub(blank, text)


def _listed(text: str) -> list[str]:
    pattern, stems = _gazetteer()
    found = [m[0] for p in (pattern, stems) for m in p.finditer(text)]
    return found + [name for name in _words("abroad") if name in text]


def _chinese(text: str) -> list[str]:
    found = []
    for match in _NAMED.finditer(text):
        name = match[0]
        # cut what stands before the name, but keep at least one character of it
        cut = max((i + 1 for i, c in enumerate(name[:-2]) if c in _BEFORE), default=0)
        found.append(name[cut:])
    return found


def _stands_in(name: str, sources: str) -> bool:
    """The name stands there as a whole: 通桥区 is not in 五通桥区."""
    for match in re.finditer(re.escape(name), sources):
        before = sources[match.start() - 1 : match.start()]
        if not before or not "\u3400" <= before <= "\u9fff" or before in _MAY_PRECEDE:
            return True
    return False


def _english(sentence: str, sources: str, names: set[str]) -> list[str]:
    allowed = {word.lower() for name in names for word in _english_words(name)}
    allowed |= {word.lower() for word in _WORD.findall(sources)}
    found = []
    for match in _ENGLISH_NAMED.finditer(sentence):
        last = re.findall(r"[A-Za-z'’]+", match[1])[-1]
        if last.lower() in _words("generic") | _words("ordinary") | allowed:
            continue
        if not last.islower() or _PINYIN.fullmatch(last):
            found.append(match[0])
    for match in _WORD.finditer(sentence):
        word = match[0]
        low = word.lower().removesuffix("'s").removesuffix("’s")
        if low in allowed or low in _words("ordinary"):
            continue
        first = not re.search(r"\w", sentence[: match.start()])
        capital = word[0].isupper() and not (first and _COMMON.search(low))
        if capital or low in _romanised() or (first and _PINYIN.fullmatch(low)):
            found.append(word)
    return found


def _english_words(name: str) -> list[str]:
    parts = split_name(name)
    return _WORD.findall(" ".join(str(getattr(parts, f)) for f in parts.__slots__))


@cache
def _words(name: str) -> frozenset[str]:
    tables = tomllib.loads(_FILE.read_text("utf-8"))
    return frozenset(tables[name].split())


@cache
def _gazetteer() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Patterns of the listed units' names, and of those names without their unit word."""
    names = unit_names()
    stems = {re.sub(rf"(?:(?:壮族|回族|维吾尔)?(?:{_UNITS}))$", "", name) for name in names}
    stems = {stem for stem in stems if len(stem) >= 2} - {"城区", "市辖", "和平", "开发", "新城"}
    return _any(names), _any(stems)


@cache
def _romanised() -> frozenset[str]:
    """The listed units' proper names in pinyin, lower case."""
    return frozenset(
        _english_words(name)[0].lower()
        for name in unit_names()
        if name.endswith(("省", "市", "州", "自治区")) and _english_words(name)
    ) - _words("ordinary")


def _any(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True)))
