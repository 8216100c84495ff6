"""One language's way of saying things: templates, places, labels, values, lists.

The templates are texts.toml. Knows the values, not where they come from.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.answers.finding import Line, Value
from rag.answers.units import Amount, number_text, say, say_computed
from rag.days import DAYS, written_date
from rag.errors import CatalogueError
from rag.indicators.catalogue import load_catalogue
from rag.indicators.claims import load_claims
from rag.names import bilingual_name, department_in_english, english_name, level_in_english
from rag.text import has_han, in_traditional
from rag.types import Comparison, Language, Topic

if TYPE_CHECKING:
    from rag.store import ReportRecord

_FILE = Path(__file__).with_name("texts.toml")
_LANGUAGES: tuple[Language, ...] = ("zh-Hans", "zh-Hant", "en")
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|#~])")
# OpenCC's s2t prefers rare forms, and knows 复议 only by 复 alone.


class Speaker:
    """Says values and fills templates in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._texts = _texts()[language]

    # -------------------------------------------------------- templates

    def fill(self, group: str, key: str, **values: object) -> str:
        """A template with its {names} filled in."""
        return str(self._texts[group][key]).format(**values)

    def word(self, key: str) -> str:
        """A single word or mark."""
        return str(self._texts["word"][key])

    def count(self, noun: str, number: int) -> str:
        """5 reports, 1 report."""
        forms = self._texts["noun"][noun]
        return str(forms[0] if number == 1 else forms[1]).format(n=f"{number:,}")

    def count_of(self, key: str, number: int, **values: object) -> str:
        """A phrase that agrees with a number: 2 reports state it, 1 report states it."""
        forms = self._texts["noun"][key]
        form = forms[0] if number == 1 else forms[1]
        return str(form).format(n=f"{number:,}", **values)

    def join_list(self, names: Sequence[str]) -> str:
        """Names that hold commas themselves."""
        return self.word("semicolon").join(names) if self.language == "en" else self.join(names)

    def about(self, value: str) -> str:
        """An approximate figure."""
        return (
            f"{self.word('about')} {value}"
            if self.language == "en"
            else f"{self.word('about')}{value}"
        )

    def level_word(self, word: str) -> str:
        """镇, 民族乡 ... as this language says it."""
        return level_in_english(word) if self.language == "en" else self.han(word)

    def join(self, parts: Sequence[str], last: bool = True) -> str:
        """A list: "a, b and c"; with Chinese marks in Chinese."""
        if self.language != "en" or not last or len(parts) < 2:
            return self.word("comma").join(parts)
        return self.word("comma").join(parts[:-1]) + self.word("and") + parts[-1]

    def brackets(self, text: str) -> str:
        """In this language's brackets."""
        return f"{self.word('open_bracket')}{text}{self.word('close_bracket')}" if text else ""

    def quoted(self, text: str) -> str:
        """In this language's quotation marks."""
        return f"{self.word('open_quote')}{text}{self.word('close_quote')}"

    # -------------------------------------------------------- names

    def place(self, record: ReportRecord) -> str:
        """A report's place: as written where a Traditional answer quotes such a report."""
        meta = record.metadata
        name = meta.place
        if not name:
            return self.word("unplaced")
        if self.language == "zh-Hant":
            written = meta.place_as_written
            own = written if meta.script == "hant" and written else _traditional_name(name)
            return own + (self.han(meta.department) if meta.department else "")
        if self.language == "en":
            if meta.department:
                office = f"{english_name(name)} {department_in_english(meta.department)}"
                return f"{office} ({name}{meta.department})"
            return bilingual_name(name)
        return name + (meta.department or "")

    def report(self, record: ReportRecord) -> str:
        """A report by place and year."""
        year = record.metadata.year_covered
        if year is None:
            return self.fill("word", "text_of_undated", place=self.place(record))
        return self.fill("word", "text_of", place=self.place(record), year=year)

    def name(self, place: str) -> str:
        """A place that is only named, Simplified in the query."""
        if self.language == "en":
            return bilingual_name(place)
        return _traditional_name(place) if self.language == "zh-Hant" else place

    def han(self, text: str) -> str:
        """Our own Chinese words in the script of the answer."""
        return in_traditional(text) if self.language == "zh-Hant" else text

    # -------------------------------------------------------- labels and values

    def topic(self, topic: Topic) -> str:
        """What is asked about, by its name in this language."""
        if topic.indicator:
            entry = load_catalogue().indicators.get(topic.indicator)
            if entry is None:
                return topic.indicator
            return entry.en if self.language == "en" else self.han(entry.zh)
        if topic.field:
            return (
                self.fill("field", topic.field)
                if topic.field in self._texts["field"]
                else topic.field
            )
        if topic.claim:
            return self.claim(topic.claim)
        return escape(self.han(topic.phrase or ""))

    def topics(self, topics: Iterable[Topic]) -> str:
        """Several, each once; many of one matter by the matter's name."""
        topics = list(topics)
        groups = {t.group for t in topics}
        known = load_catalogue().groups
        if len(topics) > 1 and len(groups) == 1 and (group := known.get(topics[0].group or "")):
            return group.en if self.language == "en" else self.han(group.zh)
        return self.join(list(dict.fromkeys(self.topic(t) for t in topics)))

    def claim(self, name: str) -> str:
        """A claim by name; English adds its gloss."""
        if self.language != "en":
            return self.han(name)
        english = _claims_in_english().get(name)
        return f"{english} ({name})" if english else name

    def label(self, line: Line) -> str:
        """What a line's value is of: the indicator, with what sets this value apart."""
        if line.topic.field:
            return self.topic(Topic(field=line.phrase))
        if line.fact is None:
            name = self.topic(line.topic)
            return self.quoted(name) if self.language == "en" and line.topic.phrase else name
        name = self._fact_name(line)
        scope = (line.fact.scope or "").strip()
        said = escape(self.han(scope))
        if not scope or said in name:
            return name
        return self.fill("word", "scope", phrase=name, scope=said)

    def _fact_name(self, line: Line) -> str:
        assert line.fact is not None
        if line.fact.indicator:
            return self.topic(Topic(indicator=line.fact.indicator))
        phrase = escape(self.han(line.fact.phrase))
        return self.quoted(phrase) if self.language == "en" else phrase

    def value(self, line: Line, written: str = "") -> str:
        """A line's value as this language says it; ``written`` is the number as it stands."""
        value = line.value
        if line.topic.field:
            return self.field_value(line.phrase, value)
        if isinstance(value, str):
            return self.word(value) if value in self._texts["word"] else value
        if isinstance(value, bool) or value is None or isinstance(value, tuple):
            return self.field_value("", value)
        kind = ""
        if line.fact and line.fact.indicator:
            entry = load_catalogue().indicators.get(line.fact.indicator)
            kind = entry.kind if entry else ""
        said = Amount(float(value), line.unit, line.approx, written if line.fact else "", kind)
        if self.language == "zh-Hant":
            return self.han(say(said, self.language))
        return say(said, self.language)

    def field_value(self, name: str, value: Value) -> str:
        """A field of the metadata."""
        if isinstance(value, bool):
            return self.word("yes" if value else "no")
        if value is None:
            return self.word("empty")
        if isinstance(value, tuple):
            return self.join([escape(self._proper(v)) for v in value])
        if name == "place_level" and value in self._texts["level"]:
            return self.fill("level", str(value))
        if name == "script" and value in ("hans", "hant"):
            return self.word(str(value))
        if name == "place":
            return self.name(str(value))
        return escape(self._proper(str(value)) if isinstance(value, str) else str(value))

    def _proper(self, name: str) -> str:
        """Names of bodies: as the document writes them; English adds who that is."""
        if self.language != "en" or not has_han(name):
            return name
        return f"{name}{_body_in_english(name)}"

    def figure(self, value: float, unit: str | None, kind: str = "") -> str:
        """A computed figure."""
        return self.han(say_computed(value, unit, self.language, kind))

    def condition(self, comparison: Comparison) -> str:
        """equal to 100%, above 3,000, between 98% and 100%."""
        unit = comparison.unit
        key: str = comparison.op
        if unit == DAYS and key in ("<", "<=", ">", ">="):
            key = f"{key} day"
        if comparison.relative:
            return self.fill("condition", f"{key} {comparison.relative}")
        value, upper = (
            "" if bound is None else self._bound(bound, unit)
            for bound in (comparison.value, comparison.upper)
        )
        return self.fill("condition", key, value=value, upper=upper)

    def _bound(self, value: float, unit: str | None) -> str:
        return (
            self.han(written_date(value, self.language == "en"))
            if unit == DAYS
            else self.figure(value, unit)
        )

    def number(self, value: float) -> str:
        """A bare number."""
        return number_text(value)


@cache
def _claims_in_english() -> dict[str, str]:
    return {entry.name: entry.en for entry in load_claims()}


def escape(text: str) -> str:
    """Foreign text inside our Markdown: shown as it stands, never read as markup."""
    return _MARKDOWN.sub(r"\\\1", text.replace("\n", " "))


def _traditional_name(name: str) -> str:
    return in_traditional(name, (name,))


def _body_in_english(name: str) -> str:
    """Party committee or government, where the name says so."""
    kinds = [
        english
        for chinese, english in (
            ("委员会", "CPC Party Committee"),
            ("委員會", "CPC Party Committee"),
            ("人民政府", "People's Government"),
            ("办公室", "Office"),
            ("辦公室", "Office"),
            ("县委", "CPC County Committee"),
            ("縣委", "CPC County Committee"),
            ("区委", "CPC District Committee"),
            ("市委", "CPC City Committee"),
            ("县政府", "County Government"),
            ("区政府", "District Government"),
            ("市政府", "City Government"),
            ("局", "Bureau"),
        )
        if chinese in name
    ]
    return f" ({', '.join(dict.fromkeys(kinds[:2]))})" if kinds else ""


@cache
def _texts() -> dict[str, Any]:
    try:
        texts: dict[str, Any] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(_FILE.name, 1, str(error)) from error
    for language in _LANGUAGES:
        if language not in texts:
            raise CatalogueError(_FILE.name, 1, f"the tables of {language!r} are missing")
    return texts
