"""Turn the marked-up sources into report texts and their truth.

``source/NAME.marks`` holds a TOML head, a line ``=====`` and the marked-up body;
``python tests/reports_gold/compile.py`` writes ``NAME.txt`` and ``NAME.json``
beside this file (the JSON as in tests/gold). With ``--audit`` it also prints the
numbers that belong to no fact, for proofreading. Marks of the body:

    ⟦id,phrase,value unit,flag,flag;;id,…¦text⟧   facts stated by text (may nest)
    ⟪claim flags¦text⟫                            a claim; flags p planned, n negated
    ‹1A¦heading›  ‹+N›  ‹=1P›  ‹0C›               a section starts here: level and role;
                                                  + same path, = back up to a level
    %nav …  %meta …  %tools …  %tail …            a whole line of page furniture

Roles: R preamble, A achievements, P problems, N plans, L leader_duty, C closing.
Fact flags: ~ approximate, P planned, W stated in words, K:kind, S:scope, A:as_of,
T:id+id other acceptable ids, V:the number as written, Y:year, N:note, ? the reading
is merely acceptable. An empty id means that the catalogue has none.
"""

from __future__ import annotations

import argparse
import json
import re
import tomllib
import unicodedata
from pathlib import Path
from typing import Any

from stated import ABOUT, states

HERE = Path(__file__).parent
ROLES = {
    "R": "preamble",
    "A": "achievements",
    "P": "problems",
    "N": "plans",
    "L": "leader_duty",
    "C": "closing",
}
FURNITURE = {"%nav": "navigation", "%meta": "metadata", "%tools": "tools", "%tail": "tail"}
CLAIMS = (
    "枫桥经验",
    "法律顾问",
    "三项制度",
    "综合执法",
    "法律明白人",
    "公共法律服务",
    "双随机",
    "最多跑一次",
    "好差评",
    "述法",
    "行政复议",
    "信访",
)
INDICATORS = set((HERE / "source" / "indicators.list").read_text("utf-8").split())


class SourceError(ValueError):
    """A source that says something its own text does not bear out."""


def parse_spec(spec: str) -> dict[str, Any]:
    """One fact from ``id,phrase,value unit,flags``."""
    name, phrase, amount, *flags = spec.strip().split(",")
    acceptable = name.startswith("?")
    name = name.lstrip("?")
    if name and name not in INDICATORS:
        raise SourceError(f"{spec!r}: no indicator {name!r} in source/indicators.list")
    value, _, unit = amount.strip().partition(" ")
    number = float(value)
    fact: dict[str, Any] = {
        "indicator_id": name or None,
        "phrase": phrase,
        "value": int(number) if number.is_integer() else number,
        "unit": unit or None,
        "approx": "~" in flags,
        "planned": "P" in flags,
        "kind": "level",
        "scope": None,
        "as_of": None,
    }
    keys = {"K": "kind", "S": "scope", "A": "as_of", "V": "value_text", "N": "note", "Y": "year"}
    for flag in flags:
        key, colon, rest = flag.partition(":")
        if key == "W":
            fact["in_words"] = True
        elif key == "T":
            fact["alt_indicator_ids"] = rest.split("+")
            if set(fact["alt_indicator_ids"]) - INDICATORS:
                raise SourceError(f"{spec!r}: unknown alternative id")
        elif colon:
            fact[keys[key]] = int(rest) if key == "Y" else rest
        elif flag not in ("~", "P"):
            raise SourceError(f"{spec!r}: unknown flag {flag!r}")
    fact["_acceptable"] = acceptable
    return fact


class Body:
    """The marked-up body, read into plain text and marks with offsets into it."""

    def __init__(self, source: str) -> None:
        self.text: list[str] = []
        self.facts: list[dict[str, Any]] = []
        self.claims: list[tuple[str, str, int, int]] = []
        self.cuts: list[tuple[int, str, str]] = []  # offset, code, heading
        self.furniture: list[tuple[int, int, str]] = []
        for line in source.splitlines(keepends=True):
            word, _, rest = line.partition(" ")
            kind = FURNITURE.get(word.strip())
            start = len(self.text)
            self._inline(rest if kind else line)
            if kind:
                last = self.furniture[-1] if self.furniture else None
                if last and last[1] == start and last[2] == kind:
                    start = self.furniture.pop()[0]
                self.furniture.append((start, len(self.text), kind))

    def _inline(self, line: str) -> None:
        stack: list[tuple[str, str, int]] = []
        at = 0
        while at < len(line):
            char = line[at]
            if char in "⟦⟪":
                bar = line.index("¦", at)
                stack.append((char, line[at + 1 : bar], len(self.text)))
                at = bar + 1
            elif char in "⟧⟫":
                opened, spec, start = stack.pop()
                if (opened, char) not in (("⟦", "⟧"), ("⟪", "⟫")):
                    raise SourceError(f"marks cross in {line[:60]!r}")
                self._close(opened, spec, start)
                at += 1
            elif char == "‹":
                end = line.index("›", at)
                code, _, heading = line[at + 1 : end].partition("¦")
                self.cuts.append((len(self.text), code, heading))
                self.text.extend(heading)
                at = end + 1
            else:
                self.text.append(char)
                at += 1
        if stack:
            raise SourceError(f"a mark stays open in {line[:60]!r}")

    def _close(self, opened: str, spec: str, start: int) -> None:
        end = len(self.text)
        if opened == "⟪":
            name, _, flags = spec.partition(" ")
            if name not in CLAIMS:
                raise SourceError(f"unknown claim {name!r}")
            self.claims.append((name, flags, start, end))
            return
        for one in spec.split(";;"):
            fact = parse_spec(one)
            fact["start"], fact["end"] = start, end
            self.facts.append(fact)


def traditional(text: str) -> str:
    """Character for character, as mirrors convert."""
    import opencc

    converter = opencc.OpenCC("s2t")
    whole = str(converter.convert(text))
    if len(whole) == len(text):
        return whole
    return "".join(str(converter.convert(char)) for char in text)


def injected(simplified: str, written: str, every: int, skip: int) -> list[str]:
    """Each character, some changed ones followed by (pinyin), as some mirrors do."""
    from pypinyin import Style, lazy_pinyin

    out = []
    changed = 0
    for place, (old, new) in enumerate(zip(simplified, written, strict=True)):
        piece = new
        if old != new and place >= skip:
            changed += 1
            if changed % every == 0:
                piece = f"{new}({lazy_pinyin(old, style=Style.TONE)[0]})"
        out.append(piece)
    return out


def tiles(body: Body, length: int) -> list[dict[str, Any]]:
    """The leaf sections: they and the furniture tile the text."""
    marks: list[tuple[int, list[str], str, str | None]] = [(0, [], "preamble", None)]
    path: list[str] = []
    for offset, code, heading in body.cuts:
        role = ROLES[code[-1]]
        if code[0] == "+":
            part: str | None = "part"
        elif code[0] == "=":
            path, part = path[: int(code[1])], "lead"
        else:
            level = int(code[0])
            path = [*path[: level - 1], heading.strip().rstrip("。")] if level else []
            part = None
        marks.append((offset, list(path), role, part))
    found: list[dict[str, Any]] = []
    for (start, where, role, part), following in zip(
        marks, [*[m[0] for m in marks[1:]], length], strict=True
    ):
        pieces = [(start, following)]
        for left, right, _ in body.furniture:
            pieces = [
                piece
                for a, b in pieces
                for piece in ((a, min(b, left)), (max(a, right), b))
                if piece[0] < piece[1]
            ]
        for a, b in sorted(pieces):
            tile = {"path": where, "role": role, "level": len(where), "start": a, "end": b}
            tile["leaf"] = True
            if part:
                tile["part"] = part
            found.append(tile)
    return found


def compile_source(source: Path) -> tuple[str, dict[str, Any]]:
    """The text of the report and its truth."""
    head, _, marked = source.read_text("utf-8").partition("\n=====\n")
    meta = tomllib.loads(head)
    body = Body(marked)
    simple = "".join(body.text)
    pieces = list(simple)
    hant = meta.get("script", "hans") == "hant"
    if hant:
        written = traditional(simple)
        for old, new in meta.pop("mistakes", {}).items():
            written = written.replace(old, new)
        every = meta.pop("pinyin_every", 0)
        skip = meta.pop("pinyin_from", 0)
        pieces = injected(simple, written, every, skip) if every else list(written)
    offsets = [0]
    for piece in pieces:
        offsets.append(offsets[-1] + len(piece))
    text = "".join(pieces)

    def as_written(value: str | None) -> str | None:
        return traditional(value) if value and hant else value

    sections = tiles(body, len(simple))
    facts: list[dict[str, Any]] = []
    acceptable: list[dict[str, Any]] = []
    for fact in sorted(body.facts, key=lambda f: (f["start"], f["end"])):
        a, b = fact["start"], fact["end"]
        plain = simple[a:b]
        given: str | None = fact.get("value_text")
        shown = states(plain, fact["value"]) if given is None else given if given in plain else None
        if not shown:
            raise SourceError(f"{source.name}: {fact['value']} is not in {plain!r}")
        within = [s for s in sections if s["start"] <= a < s["end"]]
        if len(within) != 1:
            raise SourceError(f"{source.name}: {plain!r} lies in no section")
        fact.update(value_text=shown, quote=text[offsets[a] : offsets[b]])
        fact.update(start=offsets[a], end=offsets[b])
        fact["section_path"] = [as_written(h) for h in within[0]["path"]]
        if fact.pop("_acceptable"):
            acceptable.append(fact)
        else:
            facts.append(fact)
    claims: dict[str, dict[str, Any]] = {
        name: dict.fromkeys(("present", "planned", "negated", "literal"), False)
        | dict.fromkeys(("quote", "start", "end"))
        for name in CLAIMS
    }
    for name, flags, a, b in body.claims:
        if claims[name]["present"]:
            raise SourceError(f"{source.name}: claim {name} is marked twice")
        claims[name] = {
            "present": True,
            "planned": "p" in flags,
            "negated": "n" in flags,
            "quote": text[offsets[a] : offsets[b]],
            "start": offsets[a],
            "end": offsets[b],
            "literal": name in simple[a:b],
        }
    for name in CLAIMS:
        if name in simple and not claims[name]["present"]:
            raise SourceError(f"{source.name}: {name} is in the text, but not marked")
    title = as_written(meta.get("title"))
    if title and title not in re.sub(r"\n\s*", " ", text):
        raise SourceError(f"{source.name}: the title is not in the text")
    truth: dict[str, Any] = {
        "file": f"{source.stem}.txt",
        "title": title,
        "place": meta.get("place"),
        "place_as_written": meta.get("place_as_written", as_written(meta.get("place"))),
        "place_level": meta["place_level"],
        "level_word": meta["level_word"],
        "parents": meta.get("parents", []),
        "parents_as_written": [as_written(p) for p in meta.get("parents", [])],
        "department": meta.get("department"),
        "issuers": [as_written(i) for i in meta.get("issuers", [])],
        "addressee": as_written(meta.get("addressee")),
        "year_covered": meta["year_covered"],
        "published": meta.get("published"),
        "written": meta.get("written"),
        "script": meta.get("script", "hans"),
        "joint_party_government": meta.get("joint", False),
        "metadata_also_acceptable": meta.get("also", {}),
        "sections": [
            s
            | {
                "path": [as_written(h) for h in s["path"]],
                "start": offsets[s["start"]],
                "end": offsets[s["end"]],
            }
            for s in sections
        ],
        "boilerplate": [
            {"start": offsets[a], "end": offsets[b], "kind": k} for a, b, k in body.furniture
        ],
        "facts": facts,
        "also_acceptable": acceptable,
        "claims": claims,
    }
    check(source.name, text, truth)
    return text, truth


def check(name: str, text: str, truth: dict[str, Any]) -> None:
    """Quotes stand at their offsets; leaves and furniture tile the text."""
    quoted = [*truth["facts"], *truth["also_acceptable"], *truth["claims"].values()]
    for item in quoted:
        if item["quote"] is not None and text[item["start"] : item["end"]] != item["quote"]:
            raise SourceError(f"{name}: {item['quote']!r} does not stand at its offsets")
    for field in ("issuers", "parents_as_written"):
        for written in truth[field]:
            if written not in text:
                raise SourceError(f"{name}: {field} {written!r} is not in the text")
    for field in ("place_as_written", "addressee"):
        if truth[field] and truth[field] not in text:
            raise SourceError(f"{name}: {field} {truth[field]!r} is not in the text")
    at = 0
    for part in sorted([*truth["sections"], *truth["boilerplate"]], key=lambda p: int(p["start"])):
        if part["start"] != at:
            raise SourceError(f"{name}: the sections leave a gap or overlap at {at}")
        at = part["end"]
    if at != len(text):
        raise SourceError(f"{name}: the sections end at {at}, the text at {len(text)}")


def audit(text: str, truth: dict[str, Any]) -> list[str]:
    """Numbers, 全部, 均 and 无 outside every fact and furniture, with their context."""
    taken = [*truth["facts"], *truth["also_acceptable"], *truth["boilerplate"]]
    left = [
        f"approximate? {fact['quote']}"
        for fact in truth["facts"]
        if bool(ABOUT.search(unicodedata.normalize("NFKC", fact["quote"]))) != fact["approx"]
    ]
    for hit in re.finditer(
        r"[\d０-９][\d０-９.．,，]*|全部|[均无零未两百]|[一二三四五六七八九十]+[^是、)）]", text
    ):
        if not any(t["start"] <= hit.start() < t["end"] for t in taken):
            a, b = max(0, hit.start() - 8), min(len(text), hit.end() + 8)
            left.append(text[a:b].replace("\n", "⏎"))
    return left


def main() -> None:
    """Compile every source, or those named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="stems of sources; all when left out")
    parser.add_argument("--folder", type=Path, default=HERE, help="holds source/; gets the rest")
    parser.add_argument("--audit", action="store_true", help="print the numbers in no fact")
    options = parser.parse_args()
    for source in sorted((options.folder / "source").glob("*.marks")):
        if options.names and source.stem not in options.names:
            continue
        text, truth = compile_source(source)
        (options.folder / f"{source.stem}.txt").write_text(text, "utf-8", newline="")
        dumped = json.dumps(truth, ensure_ascii=False, indent=1)
        (options.folder / f"{source.stem}.json").write_text(dumped + "\n", "utf-8")
        named = sum(f["indicator_id"] is not None for f in truth["facts"])
        print(f"{source.stem}: {len(text)} characters, {len(truth['facts'])} facts ({named} named)")
        if options.audit:
            print("  " + "\n  ".join(audit(text, truth)))


if __name__ == "__main__":
    main()
