"""Cut a report into leaf sections with a path of headings and a role.

Leaves and boilerplate tile the whole text. A heading opens a leaf that ends at the next
heading; a parent's own heading and lead text are a leaf of their own. Roles come from the
headings, are inherited, and where headings say nothing from how sentences begin.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from rag.reports.clean import find_body
from rag.reports.headings import Heading, find_headings
from rag.reports.issuers import closing_start
from rag.reports.lines import Line, all_lines, boundary, lines_outside, split_lines, to_folded
from rag.reports.roles import RoleRules, heading_roles, rules
from rag.text import Folded
from rag.types import Boilerplate, Metadata, Role, Section

_AS_FOLLOWS = re.compile(r"如下\s*[。.:]?")
_LEAD_LINE = re.compile(r"[^\n\r]{2,40}[::]\s*\Z")
_LONG_PREAMBLE = 700


@dataclass(frozen=True, slots=True)
class _Tile:
    """A stretch of folded text under one heading."""

    start: int
    end: int
    path: tuple[str, ...]
    role: Role
    pending: tuple[Role, ...] = ()  # further roles of a merged heading, still to come
    group: int = 0  # tiles of one merged section share a number
    fixed: bool = False  # a heading states the role


def split_sections(
    text: str, folded: Folded, boilerplate: tuple[Boilerplate, ...], metadata: Metadata
) -> tuple[Section, ...]:
    """Leaf sections in order; with ``boilerplate`` they cover every character once.

    ``metadata.year_covered`` tells plans for the next year from the year's work.
    """
    year = metadata.year_covered
    furniture = [(to_folded(folded, b.start), to_folded(folded, b.end)) for b in boilerplate]
    every_line = list(all_lines(folded.text))
    lines = lines_outside(every_line, furniture)
    all_body = find_body(every_line)
    body_at = every_line[all_body].start if all_body < len(every_line) else len(folded.text)
    body = [x for x in lines if x.start >= body_at]
    closing = closing_start(folded.text, body)
    end = len(folded.text) if closing is None else _line_begin(folded.text, closing)
    body = [x for x in body if x.start < end]
    headings = find_headings(folded.text, body, year, end)
    tiles = _Builder(text, folded, headings, year, end).tiles(body)
    if end < len(folded.text):
        tiles.append(_Tile(end, len(folded.text), (), "closing"))
    return _to_sections(text, folded, tiles, boilerplate)


def _line_begin(folded: str, closing: int) -> int:
    """A closing that stands on its own line takes the line's leading spaces along."""
    start = closing
    while start > 0 and folded[start - 1] in " \t\u3000":
        start -= 1
    return start if start == 0 or folded[start - 1] in "\n\r" else closing


class _Builder:
    def __init__(
        self, text: str, folded: Folded, headings: list[Heading], year: int | None, end: int
    ) -> None:
        self.text, self.source, self.folded = text, folded.source, folded.text
        self.headings, self.year, self.end = headings, year, end
        self.rules: RoleRules = rules(year)

    def _written(self, heading: Heading) -> str:
        """The heading as written, without a final 。 or colon."""
        start, end = self.source(heading.text_start, heading.text_end)
        return self.text[start:end].strip().rstrip("。:：*")

    def tiles(self, body: list[Line]) -> list[_Tile]:
        tiles = self._preamble(body) + self._below_headings()
        tiles = self._cut_merged(tiles)
        return self._add_missing_roles(tiles)

    # ------------------------------------------------------------ before the first heading

    def _preamble(self, body: list[Line]) -> list[_Tile]:
        """The preamble; where prose goes on without a heading, that prose is achievements."""
        stop = self.headings[0].start if self.headings else self.end
        if stop == 0:
            return []
        whole = [_Tile(0, stop, (), "preamble")]
        prose = [x for x in body if x.start < stop]
        if not prose or (self.headings and stop - prose[0].start < _LONG_PREAMBLE):
            return whole
        follows = _AS_FOLLOWS.search(self.folded, prose[0].start, min(stop, prose[0].start + 2000))
        if follows:
            cut = _skip_space(self.folded, follows.end(), stop)
        elif len(prose) > 1:
            cut = _line_begin(self.folded, prose[1].start)
        else:
            return (
                whole
                if self.headings
                else [
                    _Tile(0, prose[0].start, (), "preamble"),
                    _Tile(prose[0].start, stop, (), "achievements"),
                ]
            )
        if stop - cut < 60:
            return whole
        return [_Tile(0, cut, (), "preamble"), _Tile(cut, stop, (), "achievements")]

    # ------------------------------------------------------------ the heading tree

    def _below_headings(self) -> list[_Tile]:
        tiles: list[_Tile] = []
        stack: list[tuple[Heading, str, tuple[Role, ...]]] = []
        group = 0
        last_top: Role = "preamble"
        headings = self.headings = self._without_lead_lines()
        for i, heading in enumerate(headings):
            words = self.folded[heading.text_start : heading.text_end].strip().rstrip("。:")
            heading = self._place_unnumbered(heading, words, stack)
            while stack and stack[-1][0].rank >= heading.rank:
                stack.pop()
            inherited: tuple[Role, ...] = stack[-1][2] if stack else ()
            roles, fixed = self._roles(words, inherited, nested=bool(stack))
            if not stack:
                if not fixed and last_top in ("problems", "plans"):
                    roles = ("plans",)  # 四、意见建议 after the problems
                last_top = roles[-1]
            if len(roles) > 1 and roles != inherited:
                group += 1
            stack.append((heading, words, roles))
            stop = headings[i + 1].start if i + 1 < len(headings) else self.end
            path = tuple(self._written(h) for h, _, _ in stack)
            tile = _Tile(
                heading.start,
                stop,
                path,
                roles[0],
                roles[1:],
                group if len(roles) > 1 else 0,
                fixed,
            )
            lead = self._lead_line(
                tile, heading, headings[i + 1] if i + 1 < len(headings) else None
            )
            if lead is None:
                tiles.append(tile)
            else:
                tiles.append(replace(tile, end=lead))
                tiles.append(replace(tile, start=lead, path=path[:-1] or path))
        return tiles

    def _without_lead_lines(self) -> list[Heading]:
        """主要问题: below 二、存在的不足 says nothing new: it leads in the items, it heads none."""
        kept: list[Heading] = []
        above: tuple[Role, ...] = ()
        for heading in self.headings:
            words = self.folded[heading.text_start : heading.text_end]
            own = heading_roles(words, self.year, nested=True)
            if heading.rank == 6 and own and own == above:
                continue
            if heading.rank <= 2 or (own and own != ("achievements",)):
                above = heading_roles(words, self.year, nested=False) or ("achievements",)
            kept.append(heading)
        return kept

    def _place_unnumbered(
        self, heading: Heading, words: str, stack: list[tuple[Heading, str, tuple[Role, ...]]]
    ) -> Heading:
        """存在的问题 without a number among 一、二、: a section of its own, unless a merged
        heading above announced it."""
        if heading.rank != 6 or not stack:
            return heading
        own = heading_roles(words, self.year, nested=True)
        top = stack[0]
        announced = set(own) & set(top[2])
        if own and not announced and own != ("achievements",):
            return replace(heading, rank=top[0].rank)
        return heading

    def _roles(
        self, words: str, inherited: tuple[Role, ...], nested: bool
    ) -> tuple[tuple[Role, ...], bool]:
        """The roles of a heading and whether its own words state them."""
        own = heading_roles(words, self.year, nested)
        if not nested:
            return (own, True) if own else (("achievements",), False)
        if not own or own == ("achievements",):
            return inherited, False
        if inherited == ("achievements",) or len(inherited) > 1:
            return own, True
        if inherited == ("leader_duty",) and set(own) & {"problems", "plans"}:
            return own, True
        return inherited, False

    def _lead_line(self, tile: _Tile, heading: Heading, following: Heading | None) -> int | None:
        """Where an unnumbered lead line begins: numbering starts anew after it."""
        if following is None or following.rank != heading.rank or following.number != 1:
            return None
        if heading.number < 1:
            return None
        content = self.folded[tile.start : tile.end].rstrip()
        at = max(content.rfind("\n"), content.rfind("\r")) + 1
        if at <= 0 or not _LEAD_LINE.fullmatch(content[at:].strip()):
            return None
        return tile.start + at

    # ------------------------------------------------------------ merged headings

    def _cut_merged(self, tiles: list[_Tile]) -> list[_Tile]:
        """Give the parts of 存在的问题和下一步打算 their own roles."""
        done: list[_Tile] = []
        i = 0
        while i < len(tiles):
            if not tiles[i].group:
                done.append(tiles[i])
                i += 1
                continue
            j = i
            while j < len(tiles) and (
                tiles[j].group == tiles[i].group or _below(tiles[j], tiles[i])
            ):
                j += 1
            done += self._cut_group(tiles[i:j])
            i = j
        return done

    def _cut_group(self, tiles: list[_Tile]) -> list[_Tile]:
        roles: list[Role] = [tiles[0].role, *tiles[0].pending]
        position = 0
        done: list[_Tile] = []
        for tile in tiles:
            if tile.fixed and not tile.group:  # a child whose heading states its role
                if tile.role in roles:
                    position = roles.index(tile.role)
                done.append(tile)
                continue
            rest = replace(tile, pending=(), group=0)
            while position + 1 < len(roles):
                cut = self._find_cut(rest, roles[position + 1], first=tile is tiles[0])
                if cut is None:
                    break
                if cut > rest.start:
                    done.append(replace(rest, end=cut, role=roles[position]))
                rest = replace(rest, start=cut)
                position += 1
            done.append(replace(rest, role=roles[position]))
        if position == 0 and roles[:2] == ["problems", "plans"]:
            return self._cut_by_words(done)
        return done

    def _find_cut(self, tile: _Tile, role: Role, first: bool) -> int | None:
        pattern = self.rules.plans_open if role == "plans" else self.rules.problems_open
        start = tile.start
        if first:  # the heading itself names both roles
            heading_end = self._heading_end(tile.start)
            start = min(tile.end, heading_end)
        found = pattern.search(self.folded, start, tile.end)
        if found is None:
            return None
        at = found.start("open")
        return _line_begin(self.folded, at) if at > tile.start else tile.start

    def _heading_end(self, start: int) -> int:
        for heading in self.headings:
            if heading.start == start:
                return heading.text_end
        return start

    def _cut_by_words(self, tiles: list[_Tile]) -> list[_Tile]:
        """No sentence opens the plans: they begin where weak words stop and plans' words go on."""
        seen_weak = False
        for n, tile in enumerate(tiles):
            for line in split_lines(self.folded, tile.start, tile.end):
                weak = len(self.rules.weak.findall(line.text))
                will = len(self.rules.will.findall(line.text))
                if weak and weak * 2 >= will:
                    seen_weak = True
                elif seen_weak and will >= 2 and not weak and len(line.text) > 12:
                    cut = max(tile.start, _line_begin(self.folded, line.start))
                    done = list(tiles[:n])
                    if cut > tile.start:
                        done.append(replace(tile, end=cut))
                    done.append(replace(tile, start=cut, role="plans"))
                    return done + [
                        t if t.fixed and not t.group else replace(t, role="plans")
                        for t in tiles[n + 1 :]
                    ]
        return tiles

    # ------------------------------------------------------------ no heading for a role

    def _add_missing_roles(self, tiles: list[_Tile]) -> list[_Tile]:
        """Where no heading announces plans or problems, find the sentence that opens them."""
        present = {t.role for t in tiles}
        if "plans" not in present:
            tiles = self._cut_open_ended(tiles, "plans", self.rules.plans_open)
        if "problems" not in present:
            tiles = self._cut_open_ended(tiles, "problems", self.rules.problems_open)
        return tiles

    def _cut_open_ended(
        self, tiles: list[_Tile], role: Role, pattern: re.Pattern[str]
    ) -> list[_Tile]:
        total = self.end
        for n in range(len(tiles) - 1, -1, -1):
            tile = tiles[n]
            other = tile.role in ("plans", "problems", "closing") and tile.role != role
            if other and not (role == "plans" and tile.role == "problems"):
                continue
            if tile.role == "leader_duty" or tile.role == "preamble":
                return tiles
            last = [
                m.start("open")
                for m in pattern.finditer(self.folded, tile.start, tile.end)
                if m.start("open") > total * 0.45
                and (role == "plans" or self._is_admission(m.start("open"), tile.end))
            ]
            if not last:
                if tile.role == "achievements":
                    return tiles
                continue
            cut = _line_begin(self.folded, last[0])
            if cut <= tile.start:
                return [*tiles[:n], replace(tile, role=role), *tiles[n + 1 :]]
            return [
                *tiles[:n],
                replace(tile, end=cut),
                replace(tile, start=cut, role=role),
                *tiles[n + 1 :],
            ]
        return tiles

    def _is_admission(self, at: int, end: int) -> bool:
        """What follows has words of weakness: not a problem that has been solved."""
        return len(self.rules.weak.findall(self.folded, at, min(end, at + 300))) >= 1


def _below(tile: _Tile, parent: _Tile) -> bool:
    return len(tile.path) > len(parent.path) and tile.path[: len(parent.path)] == parent.path


def _skip_space(folded: str, index: int, stop: int) -> int:
    while index < stop and folded[index].isspace():
        index += 1
    return index


def _to_sections(
    text: str, folded: Folded, tiles: list[_Tile], boilerplate: tuple[Boilerplate, ...]
) -> tuple[Section, ...]:
    """Tiles less boilerplate, in source offsets; headings as written."""
    sections: list[Section] = []
    spans = sorted((b.start, b.end) for b in boilerplate)
    for tile in tiles:
        start, end = boundary(folded, text, tile.start), boundary(folded, text, tile.end)
        for left, right in spans:
            if right <= start or left >= end:
                continue
            if start < left:
                sections.append(Section(tile.path, tile.role, start, left))
            start = max(start, right)
        if start < end:
            sections.append(Section(tile.path, tile.role, start, end))
    return tuple(sections)
