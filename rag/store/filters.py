"""A filter as a condition on the table ``reports``."""

from __future__ import annotations

from typing import Any

from rag.types import Filter

# Fields of Filter that list alternatives, and the column each looks at.
_ALTERNATIVES = {
    "years": "r.year_covered",
    "levels": "r.place_level",
    "level_words": "r.level_word",
    "places": "r.place",
    "departments": "r.department",
    "scripts": "r.script",
    "reports": "r.report",
}


def condition(where: Filter) -> tuple[str, list[Any]]:
    """The filter on reports as a condition on ``reports r``, and its values."""
    conditions = ["true"]
    values: list[Any] = []
    for name, column in _ALTERNATIVES.items():
        allowed = getattr(where, name)
        if allowed:
            conditions.append(f"{column} IN (SELECT unnest(?))")
            values.append(list(allowed))
    if where.parents:
        conditions.append("list_has_any(list_concat(r.parents, r.parents_inferred), ?)")
        values.append(list(where.parents))
    if where.joint is not None:
        conditions.append("r.joint_party_government = ?")
        values.append(where.joint)
    if where.department is not None:
        conditions.append("(r.department IS NOT NULL) = ?")
        values.append(where.department)
    return " AND ".join(conditions), values


def is_empty(where: Filter) -> bool:
    """Whether the filter lets every report through (roles only matter within reports)."""
    return condition(where)[1] == []
