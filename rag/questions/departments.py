"""Departments that a question names: 司法局, "the justice bureau", 教委."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rag.questions.wording import Found, load_words

_ZH = re.compile(r"[\u3400-\u9fff]{2,12}?(?:管理局|局|厅|委员会|教委|卫健委|发改委|住建委)")


def find_departments(plain: str, held: Iterable[str]) -> list[Found[tuple[str, ...]]]:
    """Departments in a folded, lower-case question, each as the full names held for it."""
    names = sorted(set(held), key=len, reverse=True)
    found: list[Found[tuple[str, ...]]] = []
    for name in names:
        for said in re.finditer(re.escape(name), plain):
            if not any(f.start <= said.start() < f.end for f in found):
                found.append(Found(said.start(), said.end(), (name,)))
    for core, word in {n: _core(n) for n in names}.items():
        match = (
            re.search(rf"{re.escape(word)}(?:部门|局|厅|委员会|委)", plain)
            if len(word) >= 2
            else None
        )
        if match and not any(f.start < match.end() and match.start() < f.end for f in found):
            found.append(
                Found(
                    match.start(), match.end(), tuple(n for n in names if _core(n) == _core(core))
                )
            )
    lists = load_words("departments.toml")
    for short, chinese in sorted(lists["short"].items(), key=lambda e: -len(e[0])):
        match = re.search(rf"{re.escape(short)}(?:管理)?(?:部门|局|厅|委(?!员))", plain)
        if match and not any(f.start < match.end() and match.start() < f.end for f in found):
            meant = tuple(n for n in names if chinese in n)
            found.append(Found(match.start(), match.end(), meant))
    bodies = "|".join(lists["words"]["en"])
    for english, chinese in sorted(lists["english"].items(), key=lambda e: -len(e[0])):
        said = re.escape(english).replace(r"\ ", r"[\s\-]+")
        match = re.search(
            rf"(?:\b{said}\s+(?:{bodies})s?\b|\b(?:{bodies})s? (?:of|for) {said}\b)", plain
        )
        if match and not any(f.start < match.end() and match.start() < f.end for f in found):
            meant = tuple(n for n in names if chinese in n)
            found.append(Found(match.start(), match.end(), meant))
    return sorted(found, key=lambda f: f.start)


def _core(name: str) -> str:
    return re.sub(r"(?:\(.*?\)|管理局|局|厅|委员会|委|办公室)+$", "", name)
