"""Tell a section's role from the words of its heading or of its sentences (roles.toml)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rag.reports.wordlists import load
from rag.types import Role

_ROLES_FILE = Path(__file__).with_name("roles.toml")
_ORDER: tuple[Role, ...] = ("leader_duty", "achievements", "problems", "plans")
_NUMBER = re.compile(
    r"^\s*#*\s*(?:第[一二三四五六七八九十]+部分|\(?\s*[一二三四五六七八九十]{1,3}\s*[、.)]|\(?\d{1,2}\s*[、.)]|[①-⑳㈠-㈩])?[\s、:]*"
)


@dataclass(frozen=True)
class _RoleWords:
    strict: re.Pattern[str]
    loose: re.Pattern[str] | None
    never: re.Pattern[str]


@dataclass(frozen=True)
class RoleRules:
    """The compiled word list for reports of one covered year."""

    headings: dict[Role, _RoleWords]
    plans_open: re.Pattern[str]
    problems_open: re.Pattern[str]
    weak: re.Pattern[str]
    will: re.Pattern[str]


@lru_cache(maxsize=64)
def rules(year: int | None) -> RoleRules:
    """Rules for the year covered; raises CatalogueError on a mistake in roles.toml."""
    words = load(_ROLES_FILE)
    next_year = str(year + 1) if year else "(?!)"

    def compiled(*keys: str) -> re.Pattern[str]:
        expressions = words.strings(*keys)
        for expression in expressions:
            words.pattern(expression.replace("{next}", next_year))
        return re.compile("|".join(f"(?:{e.replace('{next}', next_year)})" for e in expressions))

    headings: dict[Role, _RoleWords] = {}
    for role in _ORDER:
        loose = words.strings("heading", role, "loose")
        headings[role] = _RoleWords(
            compiled("heading", role, "strict"),
            compiled("heading", role, "loose") if loose else None,
            compiled("heading", role, "never"),
        )
    return RoleRules(
        headings,
        _opening(compiled("sentence", "plans")),
        _opening(compiled("sentence", "problems")),
        compiled("sentence", "weak"),
        compiled("sentence", "will"),
    )


def _opening(pattern: re.Pattern[str]) -> re.Pattern[str]:
    """The pattern at the beginning of a line or sentence."""
    return re.compile(
        rf"(?:(?<=[\n\r。!;])|\A)[^\S\n\r]*+(?P<open>(?:\(?[一二三四五六七八九十\d]{{1,2}}[、.)]\s{{0,9}}+)?(?:{pattern.pattern}))"
    )


def heading_roles(heading: str, year: int | None, nested: bool) -> tuple[Role, ...]:
    """The roles that a heading names, in the order problems before plans; () when it names none.

    ``nested`` headings stand below another heading and need the strict words.
    """
    words = bare_heading(heading)
    found: list[Role] = []
    for role, rule in rules(year).headings.items():
        if not (
            rule.strict.search(words) or (not nested and rule.loose and rule.loose.search(words))
        ):
            continue
        if rule.never.search(words) and not (role == "problems" and "存在" in words):
            continue
        if role == "plans" and not rule.strict.search(words) and _is_this_year(words, year):
            continue  # 2024年重点工作 in the report on 2024 is what was done
        found.append(role)
    if "leader_duty" in found and "achievements" in found:
        found.remove("achievements")
    if "achievements" in found and ("plans" in found or "problems" in found):
        between = re.search(
            r"(?:情况|成效|成果|总结|做法|举措)[^。]{0,6}(?:和|与|及|以及|、|暨)", words
        )
        if not between:
            found.remove("achievements")
    if "leader_duty" in found and len(found) > 1:
        found.remove("leader_duty")
    return tuple(found)


def _is_this_year(words: str, year: int | None) -> bool:
    return year is not None and str(year) in words and str(year + 1) not in words


def bare_heading(heading: str) -> str:
    """The heading without its number and end mark: 三、下一步打算 -> 下一步打算."""
    return _NUMBER.sub("", heading, count=1).strip(" 。:;,")
