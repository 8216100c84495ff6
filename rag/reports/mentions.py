"""Places named in a stretch of text, each with the department that follows it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.reports.places import Unit, read_chain, read_department

STARTS = re.compile(
    r"(?:^|(?<=[^\u3400-\u9fff])|(?<=中共)|(?<=关于)|(?<=现将)|(?<=年)|(?<=年度)|(?<=人民政府)|(?<=委员会)|(?<=推进)|(?<=报送)|(?<=印发)|(?<=总局)|(?<=中国共产党))"
    r"(?=[\u3400-\u9fff])(?!年|度|中共|中国共产党|关于|人民政府|委员会)"
)
SOURCE = re.compile(
    r"(?:信息来源|文章来源|稿件来源|来\s*源|发布机构|发布单位|发文机关|发文单位|制发机构|公开机构|责任部门|责任单位)\s*[\]】]?\s*[:|]*\s*"
)


@dataclass(frozen=True, slots=True)
class Named:
    """A chain of units read somewhere, and the department that follows it."""

    chain: tuple[Unit, ...]
    department: str | None = None
    department_span: tuple[int, int] | None = None


def read_names(folded: str, start: int, end: int) -> list[Named]:
    """Every chain between two offsets that begins where a name may begin."""
    names = []
    at = start
    for found in STARTS.finditer(folded, start, end):
        if found.start() < at:
            continue
        chain = read_chain(folded, found.start(), end)
        if not chain:
            continue
        at = chain[-1].end
        department = read_department(folded[:end], at)
        if department:
            names.append(Named(chain, department[0], (at, department[1])))
            at = department[1]
        else:
            names.append(Named(chain))
    return names
