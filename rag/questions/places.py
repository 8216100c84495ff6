"""Which places a question names: those of the index, and those that it does not hold."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from rag.names import english_name, ethnic_groups
from rag.questions.gazetteer import RANKS, Gazetteer, letters, suffix_of
from rag.questions.misspelt import misspelt_chinese, misspelt_latin
from rag.questions.wording import Found, Wording, any_of, blank, load_words, overlaps
from rag.text import has_han

_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]+(?:['\u0300-\u036f]+[A-Za-z\u00c0-\u024f]+)*")
_GAP = re.compile(r"^[\s\-']{0,2}$")
_ENGLISH_LEVEL = re.compile(
    r"^[\s\-]+(?:(?:[a-z]+(?:[\s\-]and[\s\-][a-z]+)?\s+)?(?:ethnic(?:\s+minority)?|minority|autonomous)\s+|(?:yao|miao|tujia|hui|zhuang|yi|dong|tibetan|mongol|manchu|uygur|uyghur|bai|dai|li|she|qiang|hani|kazakh|korean)\s+)?"
    r"(?P<word>town(?:ship)?|county(?:[\s-]level\s+city)?|district|city|municipality|province|sub-?district|street|prefecture|league|banner|sumu|new\s+area|(?:economic\s+|technological\s+|high-?tech\s+|and\s+)*(?:development\s+)?zone)(?:\s+(?:office|government))?(?![a-z])",
    re.IGNORECASE,
)
_ENGLISH_RANK = {"town": "township", "township": "township", "subdistrict": "township", "street": "township", "sumu": "township",
                 "county": "county", "district": "county", "banner": "county", "city": "city", "municipality": "city",
                 "province": "province", "prefecture": "prefecture", "league": "prefecture"}  # fmt: skip
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_LEVEL_WORD = re.compile("|".join(sorted(RANKS, key=len, reverse=True)))
_ONLY_LEVELS = re.compile(rf"(?:{_LEVEL_WORD.pattern}|[、和及与或])+")
# A level word goes on into another word: 市场, 区域, 县级, 镇政府 is still a place.
_GOES_ON = re.compile(r"[场域级委里容协]|间|外(?!的)|内部|乡|民(?!政府)|规|村|别|分(?!别)|长")


@dataclass(frozen=True, slots=True)
class Place:
    """A place that is named. ``names`` holds more than one when the form fits several."""

    names: tuple[str, ...]  # full names of the index; empty when the index holds none
    said: str  # as the question says it


def find_places(wording: Wording, gazetteer: Gazetteer) -> list[Found[Place]]:
    """Every place named, in order; those not held have no ``names``."""
    held = _held_chinese(wording.plain, gazetteer) + _held_latin(wording, gazetteer)
    found: list[Found[Place]] = []
    for span in sorted(held, key=lambda f: (-(f.end - f.start), f.start)):
        if not overlaps(span, found):
            found.append(span)
    rest = Wording(wording.text, blank(wording.cased, found), blank(wording.plain, found))
    for span in (
        *_well_known(rest),
        *_unknown_chinese(rest.plain, gazetteer),
        *_unknown_latin(rest, gazetteer),
    ):
        if not overlaps(span, found):
            found.append(span)
    return _without_outer(wording.plain, sorted(found, key=lambda f: f.start))


# ------------------------------------------------------------- held by the index


def _held_chinese(plain: str, gazetteer: Gazetteer) -> list[Found[Place]]:
    found: list[Found[Place]] = []
    at = 0
    while at < len(plain):
        if not has_han(plain[at]):
            at += 1
            continue
        for length in range(min(gazetteer.longest, len(plain) - at), 1, -1):
            form = plain[at : at + length]
            names = gazetteer.forms.get(form)
            if not names:
                continue
            end, names = _with_its_level_word(plain, at + length, form, names)
            if names:
                found.append(Found(at, end, Place(names, plain[at:end])))
                at = end
                break
        else:
            at += 1
            continue
    return found


def _with_its_level_word(
    plain: str, end: int, form: str, names: tuple[str, ...]
) -> tuple[int, tuple[str, ...]]:
    """A short form before a level word of another rank is another place: 墨玉镇 is not 墨玉县."""
    if suffix_of(form):
        return end, names
    after = _LEVEL_WORD.match(plain, end)
    if not after or plain.startswith(
        ("乡镇", "镇乡", "市场", "区域", "县级", "镇街", "街镇", "县区", "区县"), end
    ):
        return end, names
    if _GOES_ON.match(plain, after.end()):
        return end, names
    same = tuple(n for n in names if _same_rank(RANKS[after[0]], RANKS.get(suffix_of(n), "")))
    return (after.end(), same) if same else (end, ())


def _same_rank(asked: str, own: str) -> bool:
    if asked == "city":
        return own in ("city", "prefecture", "county", "province")
    if asked in ("county", "zone"):
        return own in (asked, "city")
    return asked == own


def _held_latin(wording: Wording, gazetteer: Gazetteer) -> list[Found[Place]]:
    words = list(_WORD.finditer(wording.cased))
    plain_words = _word_set("words", "english")
    found: list[Found[Place]] = []
    at = 0
    while at < len(words):
        for count in range(min(5, len(words) - at), 0, -1):
            group = words[at : at + count]
            if any(not _GAP.match(wording.cased[a.end() : b.start()]) for a, b in pairwise(group)):
                continue
            joined = letters("".join(w[0] for w in group).removesuffix("'s"))
            start, end = group[0].start(), group[-1].end()
            if wording.cased[start:end].lower().endswith("'s"):
                joined, end = letters(wording.cased[start : end - 2]), end - 2
            names = gazetteer.latin.get(joined, ())
            level = _ENGLISH_LEVEL.match(wording.cased[end:])
            if level:
                names = tuple(sorted({*names, *gazetteer.latin.get(f"{joined}+", ())}))
            if not names:
                continue
            if level:
                rank = _english_rank(level["word"])
                names = tuple(n for n in names if _same_rank(rank, RANKS.get(suffix_of(n), "")))
                end += level.end()
            elif count == 1 and group[0][0].islower() and joined in plain_words:
                continue
            if not names:
                continue
            found.append(Found(start, end, Place(_closest(names, level), wording.cased[start:end])))
            at += count
            break
        else:
            at += 1
            continue
    return found


def _closest(names: tuple[str, ...], level: re.Match[str] | None) -> tuple[str, ...]:
    """Of names with one spelling, those whose own level word is the one said."""
    if not level or len(names) < 2:
        return names
    said = re.sub(r"[\s-]+", "", level["word"].lower())
    exact = tuple(n for n in names if re.sub(r"[\s-]+", "", english_name(n).lower()).endswith(said))
    return exact or names


def _english_rank(word: str) -> str:
    bare = re.sub(r"[\s-]+", "", word.lower())
    if bare.startswith("county"):
        return "county"
    return "zone" if bare.endswith(("zone", "area")) else _ENGLISH_RANK[bare]


# ------------------------------------------------------------- not held


def _well_known(rest: Wording) -> list[Found[Place]]:
    found = []
    for match in _known_pattern().finditer(rest.plain):
        level = _LEVEL_WORD.match(rest.plain, match.end())
        end = level.end() if level and not _GOES_ON.match(rest.plain, level.end()) else match.end()
        if level and RANKS[level[0]] == "township":
            continue  # 青海镇: left to the rule for names
        found.append(Found(match.start(), end, Place((), rest.cased[match.start() : end])))
    words = list(_WORD.finditer(rest.cased))
    latin = _known_latin() if words else frozenset()  # spelling them takes a while
    at = 0
    while at < len(words):
        for count in (2, 1):
            group = words[at : at + count]
            end = group[-1].end()
            said = rest.cased[group[0].start() : end]
            if said.lower().endswith("'s"):
                end -= 2
                said = said[:-2]
            proper = group[0][0][0].isupper() or count == 2
            if len(group) == count and proper and (letters(said) in latin or said.lower() in latin):
                level = _ENGLISH_LEVEL.match(rest.cased[end:])
                stop = end + (level.end() if level else 0)
                found.append(
                    Found(group[0].start(), stop, Place((), rest.cased[group[0].start() : stop]))
                )
                at += count
                break
        else:
            at += 1
    return found


def _unknown_chinese(plain: str, gazetteer: Gazetteer) -> list[Found[Place]]:
    """Names by their level word: what stands before it, back to a word that ends a name."""
    found: list[Found[Place]] = []
    lists = load_words("places.toml")["words"]
    stops = any_of(tuple(lists["before_names"]))
    for run in _HAN_RUN.finditer(plain):
        start = run.start()
        for level in _LEVEL_WORD.finditer(plain, run.start(), run.end()):
            if _GOES_ON.match(plain, level.end()) or level.start() < start:
                continue
            left = plain[start : level.start()]
            for stop in stops.finditer(left):
                left_start = stop.end()
                if left_start < len(left) or stop.end() == len(left):
                    start = level.start() - len(left) + left_start
            stem = plain[start : level.start()]
            if _may_be_name(stem, level[0]):
                said = plain[start : level.end()]
                found.append(
                    Found(start, level.end(), Place(misspelt_chinese(said, gazetteer), said))
                )
                start = level.end()
    return found


def _may_be_name(stem: str, level: str) -> bool:
    """Whether the characters before a level word can be a proper name."""
    if not 2 <= len(stem) <= 6 or _ONLY_LEVELS.fullmatch(stem):  # 乡镇街道
        return False
    if not _groups().sub("", stem).strip("和与及或"):  # 瑶族乡, 回族和彝族乡: kinds of places
        return False
    lists = load_words("places.toml")["words"]
    barred = list(lists["not_names"])
    if level[-1] in "区市州":
        barred += lists["not_districts"]
    if any(
        stem.startswith(w) or stem.endswith(w) or ((len(w) > 1 or w in "委党政") and w in stem)
        for w in barred
    ):
        return False
    return not all(c in lists["numbers"] for c in stem)


def _unknown_latin(rest: Wording, gazetteer: Gazetteer) -> list[Found[Place]]:
    found: list[Found[Place]] = []
    not_places = _word_set("english_words", "not_places") | _word_set("english_words", "levels")
    words = list(_WORD.finditer(rest.cased))
    for index, word in enumerate(words):
        said = word[0].removesuffix("'s")
        lower = said.lower()
        end = word.start() + len(said)
        level = _ENGLISH_LEVEL.match(rest.cased[end:])
        capital = said[0].isupper() and not said.isupper()
        if lower in not_places or len(said) < 3:
            continue
        possessive = word[0].endswith("'s")
        sounds = _is_pinyin(letters(said))
        first = index == 0 or rest.cased[: word.start()].rstrip().endswith((".", "?", "!", ";"))
        close = misspelt_latin(letters(said), gazetteer) if capital or level else ()
        named_level = level and ((capital and not first) or sounds)
        if not (named_level or close or (capital and not first and (sounds or possessive))):
            continue
        if sounds and lower in _word_set("words", "english") and not level:
            continue
        start = word.start()
        if (
            index
            and words[index - 1][0][0].isupper()
            and words[index - 1][0].lower() not in not_places
            and _GAP.match(rest.cased[words[index - 1].end() : start])
            and not found
        ):
            start = words[index - 1].start()
        stop = end + (level.end() if level else 0)
        if level and close:
            rank = _english_rank(level["word"])
            close = tuple(n for n in close if _same_rank(rank, RANKS.get(suffix_of(n), "")))
        found.append(Found(start, stop, Place(close, rest.cased[start:stop])))
    return found


def _without_outer(plain: str, found: list[Found[Place]]) -> list[Found[Place]]:
    """In a chain (四川省渠县李馥镇; Lifu Town, Sichuan) a unit not held beside one held is left out."""
    kept = []
    for index, span in enumerate(found):
        after = found[index + 1] if index + 1 < len(found) else None
        before = found[index - 1] if index else None
        if not span.value.names:
            chinese = (
                after
                and after.value.names
                and has_han(span.value.said)
                and not plain[span.end : after.start].strip("的 ")
            )
            latin = (
                before
                and before.value.names
                and re.match(r"^\s*(?:,|of|in)\s*$", plain[before.end : span.start])
            )
            if chinese or latin:
                continue
        kept.append(span)
    return kept


# ------------------------------------------------------------- word lists


@cache
def _word_set(table: str, key: str) -> frozenset[str]:
    return frozenset(load_words("places.toml")[table][key].split())


@cache
def known_names() -> tuple[str, ...]:
    """Provinces and big cities, longest first."""
    lists = load_words("places.toml")
    names = f"{lists['provinces']} {lists['cities']} {lists['abroad']}".split()
    return tuple(sorted(names, key=lambda n: (-len(n), n)))


def common_words() -> frozenset[str]:
    """Proper parts that are ordinary words."""
    return _word_set("words", "common")


@cache
def _known_pattern() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, known_names())))


@cache
def _known_latin() -> frozenset[str]:
    made: Iterable[str] = (letters(english_name(n)) for n in known_names())
    return frozenset((*made, *load_words("places.toml")["english"]))


@cache
def _groups() -> re.Pattern[str]:
    return any_of(tuple(ethnic_groups()))


@cache
def _syllables() -> frozenset[str]:
    return frozenset(load_words("places.toml")["syllables"].split())


@cache
def _is_pinyin(word: str) -> bool:
    """Whether letters fall into two syllables of pinyin or more."""

    def split(rest: str, count: int) -> bool:
        if not rest:
            return count >= 2
        return any(
            rest[:n] in _syllables() and split(rest[n:], count + 1)
            for n in range(min(6, len(rest)), 0, -1)
        )

    return len(word) <= 30 and split(word, 0)
