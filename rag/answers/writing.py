"""The text of a computed answer, by kind of question."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from rag.answers.finding import Finding, Note, Statistic
from rag.answers.lines import Lines
from rag.answers.say import Speaker
from rag.answers.tables import Shown, Table, bullet, lines_text, ranked_table, side_by_side
from rag.columns import Mask, runs
from rag.indicators.catalogue import load_catalogue
from rag.types import Group, Query

_APART: tuple[Group, ...] = ("near", "other_level", "planned", "derived")
_MOST_SILENT = 8  # reports named in the ledger
_WITH_COVERAGE = ("set", "count", "claim", "sum", "average", "rank")


def write(query: Query, finding: Finding, shown: Table, speaker: Speaker) -> str:
    """Paragraphs: the answer, what stands apart, remarks, the ledger."""
    matches = shown.of_group("match")
    denied = _denied(query, shown)
    parts = [_denial(denied, speaker) or _main(query, finding, matches, speaker)]
    parts += _apart_parts(query, shown if not denied else shown.without("near"), speaker)
    parts += _notes(finding.notes, speaker)
    if query.kind in _WITH_COVERAGE and not query.where.places:
        parts.append(_ledger(finding, speaker))
    return "\n\n".join(part for part in parts if part)


# ------------------------------------------------------------ the answer itself


def _main(query: Query, finding: Finding, matches: Table, speaker: Speaker) -> str:
    if query.common:
        return _commonest(query, matches, speaker)
    if query.stance == "silent" and not matches:
        values = {"levels": _levels(query, speaker), "topic": speaker.topics(query.topics)}
        number = speaker.count_of("report", finding.in_scope)
        return speaker.fill("answer", "none_silent", reports=number, **values)
    if query.stance == "silent" and not matches.lines.is_stated.any():
        texts = all(t.claim or t.literal for t in query.topics)
        key = "silent_claims" if texts else "silent"
        heading = _heading(key, query, matches, speaker)
        return _headed(query, heading, matches, speaker, bare=True)
    if query.kind in ("count", "sum", "average") and finding.statistics:
        return _figures(query, finding, matches, speaker)
    if query.kind == "rank" and matches:
        return _ranking(query, matches, speaker)
    if query.kind == "compare" and matches:
        return _comparison(query, finding, matches, speaker)
    if query.kind == "trend" and matches:
        return _trend(query, matches, speaker)
    if query.kind in ("set", "claim") and not query.where.places:
        return _list(query, matches, speaker)
    if query.kind == "claim" and not matches:
        topic = speaker.topics(query.topics)
        return speaker.fill("answer", "place_not_in_words", topic=topic)
    text = lines_text(matches, speaker, query.table)
    extra = _statistic_lines(query, finding, speaker)
    yes = speaker.fill("answer", "verdict_yes") if matches and _asks_whether(query) else ""
    return "\n\n".join(x for x in (extra, yes, text) if x)


def _commonest(query: Query, matches: Table, speaker: Speaker) -> str:
    """A line for each statement: how many reports make it, and which."""
    by_name: dict[str, list[Shown]] = {}
    for x in matches:
        by_name.setdefault(x.line.phrase, []).append(x)
    key = "common_plans" if query.where.roles == ("plans",) else "common_problems"
    lines = [speaker.fill("answer", key, levels=_levels(query, speaker)), ""]
    for name, own in by_name.items():
        reports = [speaker.report(x.line.record) + x.mark for x in own[:_MOST_SILENT]]
        listed = speaker.join_list(reports)
        if len(own) > _MOST_SILENT:
            listed += speaker.word("names_more")
        number = speaker.count("report", len({x.line.record.id for x in own}))
        named = speaker.claim(name)
        lines.append(
            speaker.fill("answer", "common_item", name=named, number=number, reports=listed)
        )
    return "\n".join(lines)


def _asks_whether(query: Query) -> bool:
    """Whether a value of one place is asked about with yes or no: is it 16?"""
    asked = query.comparison
    nothing = asked is not None and asked.op == "=" and asked.value == 0
    return query.kind == "fact" and asked is not None and not nothing


def _denied(query: Query, shown: Table) -> Table:
    """The values that a yes-or-no question got wrong; none where a value meets it, or may."""
    if not _asks_whether(query) or shown.lines.of_group("match", "derived").any():
        return shown[:0]
    near = shown.of_group("near")
    aside = {"approx_edge", "scope_other", "part", "unit_other"}
    return shown[:0] if any(aside & set(notes) for notes in near.lines.notes.present()) else near


def _denial(denied: Table, speaker: Speaker) -> str:
    if not denied:
        return ""
    return speaker.fill("answer", "verdict_no") + "\n\n" + lines_text(denied, speaker)


def _list(query: Query, matches: Table, speaker: Speaker) -> str:
    if not matches:
        return _none(query, speaker)
    if query.comparison is not None or all(t.field for t in query.topics):
        key = "matches"
    elif all(t.claim or t.phrase for t in query.topics):
        key = query.stance if query.stance in ("weakness", "planned") else "mentions"
    else:
        key = "states"
    return _headed(query, _heading(key, query, matches, speaker), matches, speaker)


def _none(query: Query, speaker: Speaker) -> str:
    levels = _levels(query, speaker)
    if query.comparison is None:
        return speaker.fill("answer", "set_none_plain", levels=levels)
    condition = speaker.condition(query.comparison)
    topic = speaker.topics(query.topics)
    return speaker.fill("answer", "set_none", levels=levels, topic=topic, condition=condition)


def _heading(key: str, query: Query, matches: Table, speaker: Speaker) -> str:
    number = matches.reports
    text = speaker.count_of(key, number, topic=speaker.topics(query.topics))
    return speaker.fill("answer", "heading", text=text, levels=_levels(query, speaker))


def _headed(
    query: Query, heading: str, matches: Table, speaker: Speaker, bare: bool = False
) -> str:
    if bare:
        names = [f"- **{speaker.report(x.line.record)}**{x.mark}" for x in matches]
        return heading + "\n\n" + "\n".join(names)
    return heading + "\n\n" + lines_text(matches, speaker, query.table)


def _figures(query: Query, finding: Finding, matches: Table, speaker: Speaker) -> str:
    parts = [_statistic_lines(query, finding, speaker)]
    if matches:
        parts.append(
            speaker.fill("answer", "based_on") + "\n\n" + lines_text(matches, speaker, query.table)
        )
    return "\n\n".join(part for part in parts if part)


def _ranking(query: Query, matches: Table, speaker: Speaker) -> str:
    topic = speaker.topics(query.topics)
    number = matches.reports
    both = {"max", "min"} <= set(query.statistics)
    top = _extreme(query.order, matches, 0, speaker)
    if both and len(matches) > 1:
        other = "asc" if query.order == "desc" else "desc"
        joint = " " if speaker.language == "en" else ""
        top += joint + _extreme(other, matches, -1, speaker)
    head = speaker.fill(
        "answer",
        "rank",
        topic=topic,
        Topic=_capital(topic),
        order=speaker.fill("order", query.order),
        state_it=speaker.count_of("state_it", number),
    )
    return f"{top}\n\n{head}\n\n{ranked_table(matches, speaker)}"


def _extreme(order: str, matches: Table, end: int, speaker: Speaker) -> str:
    """The first (0) or the last (-1) of a ranking, and those that share its value."""
    first = matches.take(_ties(matches.lines, end))
    extreme = speaker.fill("order", "most" if order == "desc" else "least")
    if len(first) == 1:
        return speaker.fill(
            "answer",
            "rank_first",
            extreme=extreme,
            report=speaker.report(first[0].line.record),
            value=first[0].display,
            mark=first[0].mark,
            stop=speaker.word("stop"),
        )
    names = [speaker.report(x.line.record) + x.mark for x in first]
    return speaker.fill(
        "answer",
        "rank_tie",
        extreme=extreme,
        value=first[0].display,
        number=len(first),
        reports=speaker.join_list(names),
    )


def _ties(lines: Lines, end: int = 0) -> Mask:
    """Which lines share the value of the first (or the last) one."""
    if lines.is_fact[end] or lines.is_derived[end]:
        same: Mask = lines.amount == lines.amount[end]
        return same
    return lines.said.isin((lines.said[end],))


def _comparison(query: Query, finding: Finding, matches: Table, speaker: Speaker) -> str:
    topic = speaker.topics(query.topics)
    parts = [_statistic_lines(query, finding, speaker)]
    parts.append(speaker.fill("answer", "compare", topic=topic, Topic=_capital(topic)))
    columns = runs(matches.lines.report, matches.lines.year)[1]
    parts.append(
        side_by_side(matches, speaker)
        if len(columns) <= 4
        else lines_text(matches, speaker, query.table)
    )
    named = query.where.places
    quiet = [r for r in finding.silent if r.metadata.place in named] if named else []
    parts += [
        speaker.fill("answer", "compare_missing", report=speaker.report(r), topic=topic)
        for r in quiet
    ]
    return "\n\n".join(part for part in parts if part)


def _trend(query: Query, matches: Table, speaker: Speaker) -> str:
    topic = speaker.topics(query.topics)
    parts = [speaker.fill("answer", "trend", topic=topic, Topic=_capital(topic))]
    parts.append("\n".join(bullet(x, speaker) for x in matches))
    steps = []
    by_kind: dict[tuple[object, ...], list[Shown]] = {}
    for x in matches:
        key = (x.line.record.metadata.place, x.line.topic, x.line.unit)
        by_kind.setdefault(key, []).append(x)
    for series in by_kind.values():
        for before, after in pairwise(series):
            if before.line.year != after.line.year:
                steps.append(_step(before, after, speaker))
    parts.append("\n".join(steps))
    return "\n\n".join(part for part in parts if part)


def _step(before: Shown, after: Shown, speaker: Speaker) -> str:
    change = round(after.line.amount - before.line.amount, 6)
    unit = "个百分点" if after.line.unit == "%" else after.line.unit
    key = "trend_up" if change > 0 else "trend_down" if change < 0 else "trend_same"
    said = speaker.fill("answer", key, value=speaker.figure(abs(change), unit))
    text = speaker.fill(
        "answer", "trend_step", **{"from": before.line.year, "to": after.line.year, "change": said}
    )
    return "- " + text


# ------------------------------------------------------------ figures


def _statistic_lines(query: Query, finding: Finding, speaker: Speaker) -> str:
    return "\n\n".join(_statistic(query, finding, s, speaker) for s in finding.statistics)


def _statistic(query: Query, finding: Finding, figure: Statistic, speaker: Speaker) -> str:
    if figure.name == "count":
        return _count(query, finding, figure, speaker)
    topic = speaker.topic(figure.topic) if figure.topic else speaker.topics(query.topics)
    approx = _exactness(figure, speaker)
    value = speaker.figure(figure.value, figure.unit, _kind(query))
    if figure.approx:
        value = speaker.about(value)
    if figure.name == "difference":
        return speaker.fill("answer", "statistic_difference", value=value, approx=approx)
    return speaker.fill(
        "answer",
        "statistic",
        topic=topic,
        Topic=_capital(topic),
        name=speaker.fill("statistic", figure.name),
        value=value,
        values=speaker.count("value", figure.values),
        approx=approx,
    )


def _exactness(figure: Statistic, speaker: Speaker) -> str:
    if not figure.approx:
        return speaker.fill("answer", "exact") if figure.name == "sum" else ""
    if figure.approx == figure.values:
        return speaker.fill("answer", "approx_all")
    return speaker.fill("answer", "approx_part", n=figure.approx)


def _count(query: Query, finding: Finding, figure: Statistic, speaker: Speaker) -> str:
    number = int(figure.value)
    levels = _levels(query, speaker)
    if not query.topics or query.topics[0].field == "place_level":
        return speaker.fill("answer", "count_plain", number=number, levels=levels)
    texts = all(t.claim or t.phrase for t in query.topics)
    verb = (
        "verb_silent" if query.stance == "silent" else "verb_mentions" if texts else "verb_states"
    )
    condition = ""
    if query.comparison is not None:
        said = speaker.condition(query.comparison)
        condition = speaker.fill("answer", "with_value", condition=said)
    return speaker.fill(
        "answer",
        "count",
        number=number,
        considered=speaker.count("report", finding.in_scope),
        levels=levels,
        verb=speaker.count_of(verb, number),
        topic=speaker.quoted(speaker.topics(query.topics)),
        condition=condition,
    )


def _kind(query: Query) -> str:
    ids = [t.indicator for t in query.topics if t.indicator]
    entry = load_catalogue().indicators.get(ids[0]) if ids else None
    return entry.kind if entry else ""


# ------------------------------------------------------------ beside the answer


def _apart_parts(query: Query, shown: Table, speaker: Speaker) -> list[str]:
    parts = []
    for group in _APART:
        lines = shown.of_group(group)
        if lines:
            key = "beside" if group == "near" and query.comparison is None else group
            parts.append(speaker.fill("answer", key) + "\n\n" + lines_text(lines, speaker))
    return parts


def _notes(notes: Sequence[Note], speaker: Speaker) -> list[str]:
    said = dict.fromkeys(_note(note, speaker) for note in notes)
    return ["\n".join(f"- {text}" for text in said if text)] if said else []


def _note(note: Note, speaker: Speaker) -> str:
    report = speaker.report(note.records[0]) if note.records else ""
    values: dict[str, object] = dict(note.values)
    if note.key == "contradiction":
        values = {k: speaker.number(float(v)) for k, v in note.values.items()}
        values["rate"] = f"{values['rate']}%"
    if note.key == "field_missing":
        values["field"] = speaker.fill("field", str(values["field"]))
    if note.key == "figure_of_all":
        figure = float(note.values["value"])
        values["value"] = speaker.figure(figure, str(values["unit"]) or None)
        values["name"] = speaker.fill("statistic", str(values["name"]))
    if note.key == "year_share":
        values["reports"] = speaker.count("report", int(note.values["reports"]))
        values["share"] = speaker.figure(float(note.values["share"]), "%")
    if note.key == "year_figure":
        values["value"] = speaker.figure(float(note.values["value"]), str(values["unit"]) or None)
        values["values"] = speaker.count("value", int(note.values["values"]))
    if note.key == "level_share":
        values["level"] = speaker.fill("level", str(values["level"]))
        values["reports"] = speaker.count("report", int(note.values["reports"]))
    if note.key == "also_other":
        values["items"] = note.values.get("count", "")
    if note.key == "not_held":
        values["places"] = speaker.join(str(note.values["places"]).split("、"))
    if "units" in values:
        values["units"] = speaker.han(str(values["units"]))
    return speaker.fill("note", note.key, report=report, **values)


def _ledger(finding: Finding, speaker: Speaker) -> str:
    coverage = finding.coverage
    considered = speaker.count("report", coverage.considered)
    if coverage.considered == 0:
        return ""
    if not coverage.silent:
        return speaker.fill("answer", "coverage_all", considered=considered)
    names = [speaker.report(r) for r in finding.silent[:_MOST_SILENT]]
    listed = speaker.join_list(names)
    if len(finding.silent) > _MOST_SILENT:
        listed += speaker.word("names_more")
    return speaker.fill(
        "answer",
        "coverage",
        considered=considered,
        state_short=speaker.count_of("state_short", coverage.stating),
        are_silent=speaker.count_of("are_silent", len(coverage.silent)),
        names=speaker.brackets(listed),
    )


def _levels(query: Query, speaker: Speaker) -> str:
    """The levels that were counted, in brackets; nothing when all were."""
    names = [speaker.fill("level", level) for level in query.where.levels]
    if query.where.level_words:
        words = [speaker.level_word(word) for word in query.where.level_words]
        names = words if len(words) <= 3 else names or words
    return speaker.brackets(speaker.join(list(dict.fromkeys(names)), last=False)) if names else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
