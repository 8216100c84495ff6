"""Units: which may be added up, and how a value is said in each language.

The tables are units.toml. Values are in base units (100 for 100%, 200000 for 20万元).
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from rag.text import fold
from rag.types import Language

_FILE = Path(__file__).with_name("units.toml")
_COUNTED = re.compile(r"[\d百千万亿十两一二三四五六七八九〇]")  # 全部, 零: said as a number
_SCALED = re.compile(r"[百千万亿十两一二三四五六七八九零〇]")


@dataclass(frozen=True, slots=True)
class Amount:
    """A value to be said: base units, the unit, and the words of the report."""

    value: float
    unit: str | None
    approx: bool = False
    written: str = ""  # the number as the report writes it, with its unit
    kind: str = ""  # the kind of indicator: documents, people ...


def unit_class(unit: str | None) -> str:
    """The class of units that may be compared with this one; unknown units stand alone."""
    plain = _plain(unit)
    return _classes().get(plain, plain)


def counted_as(unit: str | None) -> str:
    """The same for values of one indicator: 347 contracts in 件 and 104 in 份 are contracts."""
    own = unit_class(unit)
    return next((name for name, held in _tables()["one_thing"].items() if own in held), own)


def same_class(a: str | None, b: str | None) -> bool:
    """Whether values in both units may be compared; a missing unit fits everything."""
    return not a or not b or bool(_all_classes(a) & _all_classes(b))


def unit_of_name(name: str) -> str | None:
    """The unit that a name asks for: % for a rate, 元 for an amount; None where any fits."""
    plain = fold(name).text
    return next((u for end, u in _tables()["named"].items() if plain.endswith(end)), None)


def say(amount: Amount, language: Language) -> str:
    """The value with its unit: 约20万元 as written, more than 200,000 yuan."""
    if language == "en":
        return _say_english(amount)
    return _say_chinese(amount)


def say_computed(value: float, unit: str | None, language: Language, kind: str = "") -> str:
    """A figure that no report writes: 1,157 cases."""
    return say(Amount(value, unit, kind=kind), language)


def number_text(value: float, grouped: bool = True) -> str:
    """Digits with thousands separators, at most two decimals (three below one, or where
    three say it exactly: 99.775)."""
    if value == int(value):
        return f"{int(value):,}" if grouped else str(int(value))
    digits = 2 if abs(value) >= 1 and abs(round(value, 3) - value) > 1e-9 else 3
    text = f"{value:,.{digits}f}" if grouped else f"{value:.{digits}f}"
    return text.rstrip("0").rstrip(".")


def _say_chinese(amount: Amount) -> str:
    unit = amount.unit or ""
    if unit in ("%", "‰") and amount.written and not re.search(r"\d", half_width(amount.written)):
        written = re.sub(r"\s+", "", amount.written)  # 全部, 百分之百, 九成
        return f"{number_text(amount.value)}{unit}（{written}）"
    if _COUNTED.search(half_width(amount.written)):
        written = re.sub(r"\s+", "", half_width(amount.written))
        said = fold(written).text
        return written if not unit or _ends_with_unit(said, unit) else written + unit
    about = "约" if amount.approx else ""
    value, unit = _in_wan(amount.value, unit)
    return f"{about}{number_text(value, grouped=False)}{unit}"


def _in_wan(value: float, unit: str) -> tuple[float, str]:
    """Money is said in 万元 or 亿元 where that is exact to two decimals."""
    if unit == "元":
        for scale, word in ((1e8, "亿元"), (1e4, "万元")):
            if abs(value) >= scale and round(value / scale, 2) == value / scale:
                return value / scale, word
    return value, unit


def _say_english(amount: Amount) -> str:
    unit = amount.unit or ""
    number = number_text(amount.value)
    if unit in ("%", "‰"):
        said = f"{number}{unit}"
    else:
        forms = _tables()["english_of_kind"].get(amount.kind, {}).get(unit)
        forms = forms or _tables()["english"].get(unit) or ["", ""]
        word = forms[0] if amount.value == 1 else forms[1]
        said = f"{number} {word}".strip()
    if amount.approx:
        said = f"{_about(amount.written)} {said}"
    written = re.sub(r"\s+", "", half_width(amount.written))
    if written and _hides_value(written, amount.value):
        said += f" ({written})"
    return said


def _about(written: str) -> str:
    plain = fold(written).text
    for sign, words in _tables()["approximate"].items():
        if sign in plain:
            return str(words)
    return "about"


def _hides_value(written: str, value: float) -> bool:
    """The report writes it in another way (20余万元, 两名): show its own words too."""
    digits = re.sub(r"[,\s]", "", fold(written).text)
    return number_text(value, grouped=False) not in digits or bool(
        _SCALED.search(digits) and not re.search(r"\d", digits)
    )


def half_width(text: str) -> str:
    """９７.３％ as 97.3%."""
    return unicodedata.normalize("NFKC", text)


def _ends_with_unit(said: str, unit: str) -> bool:
    return said.endswith(unit) or said.rstrip("多余以上左右").endswith(unit) or unit in said


def _plain(unit: str | None) -> str:
    return fold(unit or "").text.replace(" ", "")


@lru_cache(maxsize=1024)
def _all_classes(unit: str) -> frozenset[str]:
    plain = _plain(unit)
    names = {c["name"] for c in _tables()["class"] if plain in c["units"]}
    return frozenset(names or {plain})


@cache
def _classes() -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in _tables()["class"]:
        for unit in entry["units"]:
            found.setdefault(unit, entry["name"])
    return found


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
