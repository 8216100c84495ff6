"""Reads text as a row of ideas, in both languages, so that wordings meet in their meaning."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from rag.questions.wording import load_words
from rag.questions.words import single_words
from rag.text import cut, has_han

_HAN_RUN = re.compile(r"[\u3400-\u9fff()]+")
_TOKEN = re.compile(
    r"[a-z0-9]+(?:'[a-z]+)?|[\u3400-\u9fff]+(?:\([\u3400-\u9fff]+\)[\u3400-\u9fff]*)*"
)
_STOP = re.compile(r"[.,;:?!]")
_ENDINGS = frozenset({"rate"})  # 率 counts at the end of a word too
_LONGEST_ENGLISH = 5  # words of the longest entry


@dataclass(frozen=True, slots=True)
class Idea:
    """One word (or several that stand together) and the ideas it may stand for."""

    start: int
    end: int
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words to ideas; an empty set of ideas: the word says nothing."""

    chinese: dict[str, frozenset[str]]
    english: dict[tuple[str, ...], frozenset[str]]
    longest: int
    stems: frozenset[str]  # of single English words


def read_ideas(text: str, lexicon: Lexicon | None = None, mend: bool = True) -> list[Idea]:
    """The ideas of a folded, lower-case text, in order; words that say nothing are left out.

    ``mend``: English words a letter away from a known one are read as that one.
    """
    lexicon = lexicon or base_lexicon()
    ideas: list[Idea] = []
    tokens = list(_TOKEN.finditer(text))
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if has_han(token[0]):
            ideas += _chinese(text, token.start(), token.end(), lexicon)
            at += 1
            continue
        at += _english(text, tokens, at, lexicon, ideas, mend)
    return ideas


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """A rough English stem: mediates, mediated, mediating -> mediat."""
    word = word.removesuffix("'s").replace("'", "")
    if len(word) > 4 and word.endswith("ies"):
        word = word[:-3] + "y"
    elif len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        if len(word) > len(ending) + 3 and word.endswith(ending):
            word = word[: -len(ending)]
            if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "ls":
                word = word[:-1]
            break
    return word[:-1] if len(word) > 3 and word.endswith("e") else word


@cache
def base_lexicon() -> Lexicon:
    """The words of concepts.toml."""
    return extended_lexicon(())


@cache
def extended_lexicon(words: tuple[str, ...]) -> Lexicon:
    """The words of concepts.toml and more words (English: stems) that stand for themselves."""
    file = load_words("concepts.toml")
    chinese: dict[str, set[str]] = {w: {w} for w in words if has_han(w)}
    english: dict[tuple[str, ...], set[str]] = {(w,): {w} for w in words if not has_han(w)}
    for name, listed in file["ideas"].items():
        for word in listed:
            if has_han(word) or word.isdigit():
                chinese.setdefault(word, set()).add(name)
            if not has_han(word):
                english.setdefault(_stems(word), set()).add(name)
    for word in file["ignore"]["zh"]:
        chinese.setdefault(word, set())
    for word in file["ignore"]["en"]:
        english.setdefault(_stems(word), set())
    return Lexicon(
        {w: frozenset(n) for w, n in chinese.items()},
        {w: frozenset(n) for w, n in english.items()},
        max(map(len, chinese)),
        frozenset(part for key in english for part in key),
    )


@cache
def chinese_of() -> dict[str, str]:
    """A Chinese word for each idea and each English stem, to search Chinese texts with."""
    file = load_words("concepts.toml")
    words = {stem(w): zh for zh, w in _english_words() if "_" not in w}
    for name, listed in file["ideas"].items():
        words[name] = next((w for w in listed if has_han(w)), name)
    return words


@cache
def english_terms() -> dict[tuple[str, ...], str]:
    """Two English words that are one Chinese one, by their stems."""
    terms = ((zh, word.split("_")) for zh, word in _english_words() if "_" in word)
    return {tuple(map(stem, words)): zh for zh, words in terms}


def _english_words() -> list[tuple[str, str]]:
    table = load_words("concepts.toml")["english"]
    return [(zh, word) for zh, english in table.items() for word in english.split()]


@cache
def matters() -> tuple[str, ...]:
    """Chinese words of matters that reports deal with, though no figure or claim is of them."""
    return tuple(load_words("concepts.toml")["english"])


@cache
def same_meaning(word: str) -> tuple[str, ...]:
    """Other Chinese words of the ideas that a word stands for: 矛盾 for 纠纷."""
    ideas = load_words("concepts.toml")["ideas"]
    names = base_lexicon().chinese.get(word, frozenset())
    others = (w for name in sorted(names) for w in ideas[name] if has_han(w) and len(w) > 1)
    return tuple(w for w in dict.fromkeys(others) if w != word)


def _chinese(text: str, start: int, end: int, lexicon: Lexicon) -> list[Idea]:
    """Longest words first; what the lexicon does not know is cut into words.

    A single character counts only where it is a word by itself: not 法 in 立法.
    """
    ideas: list[Idea] = []
    alone = single_words(text[start:end])
    at = unknown = start

    def flush(stop: int) -> None:
        rest = text[unknown:stop]
        if len(rest) < 2:
            return
        words = [w for w in cut(rest) if len(w) > 1 and has_han(w)]
        for word in words or [rest]:
            found = text.find(word, unknown, stop)
            if found >= 0:
                ideas.append(Idea(found, found + len(word), frozenset({word})))

    while at < end:
        for length in range(min(lexicon.longest, end - at), 0, -1):
            names = lexicon.chinese.get(text[at : at + length])
            if names is not None and (length > 1 or at - start in alone or names & _ENDINGS):
                flush(at)
                if names:
                    ideas.append(Idea(at, at + length, names))
                at += length
                unknown = at
                break
        else:
            at += 1
    flush(end)
    return ideas


def _english(
    text: str, tokens: list[re.Match[str]], at: int, lexicon: Lexicon, ideas: list[Idea], mend: bool
) -> int:
    group = tokens[at : at + _LONGEST_ENGLISH]
    han = next((i for i, token in enumerate(group) if has_han(token[0])), len(group))
    group = group[:han]
    stems = tuple(stem(token[0]) for token in group)
    for count in range(len(group), 0, -1):
        if count > 1 and _STOP.search(text, group[0].end(), group[count - 1].start()):
            continue
        key = stems[:count]
        names = lexicon.english.get(key)
        if names is None and count == 1 and key[0] in lexicon.chinese:
            names = lexicon.chinese[key[0]]
        if names is not None:
            if names:
                ideas.append(Idea(group[0].start(), group[count - 1].end(), names))
            return count
    word = tokens[at]
    if len(word[0]) > 1 and not word[0].isdigit():
        known = stem(word[0]) in chinese_of()  # protect is no misspelt project
        mended = _mend(word[0], lexicon) if mend and not known else stem(word[0])
        names = lexicon.english.get((mended,), frozenset({mended}))
        if names:
            ideas.append(Idea(word.start(), word.end(), names))
    return 1


def _mend(word: str, lexicon: Lexicon) -> str:
    """The stem of a word, of the one known word a letter away where it is misspelt."""
    own = stem(word)
    if len(word) < 6:
        return own
    close = {s for s in lexicon.stems if len(s) >= 5 and _one_off(own, s)}
    return close.pop() if len(close) == 1 else own


def _one_off(a: str, b: str) -> bool:
    """One letter put in, left out, changed, or two swapped; the first one stands."""
    if abs(len(a) - len(b)) > 1 or a[0] != b[0] or a == b:
        return False
    pairs = enumerate(zip(a, b, strict=False))
    at = next((i for i, (x, y) in pairs if x != y), min(len(a), len(b)))
    if len(a) == len(b):
        swapped = a[at : at + 2] == b[at : at + 2][::-1] and a[at + 2 :] == b[at + 2 :]
        return swapped or a[at + 1 :] == b[at + 1 :]
    longer, shorter = (a, b) if len(a) > len(b) else (b, a)
    return longer[at + 1 :] == shorter[at:]


def _stems(words: str) -> tuple[str, ...]:
    return tuple(stem(w) for w in re.findall(r"[a-z0-9']+", words.lower()))
