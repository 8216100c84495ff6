import json
from collections.abc import Callable

from rag.answers.render import to_json, to_terminal
from rag.types import Answer, Comparison, Filter, Topic

ROW_KEYS = [
    "place",
    "place_level",
    "year",
    "indicator",
    "phrase",
    "value",
    "unit",
    "display",
    "approx",
    "planned",
    "citation",
    "group",
]
CITATION_KEYS = [
    "n",
    "report",
    "file",
    "title",
    "place",
    "year",
    "section",
    "quote",
    "start",
    "end",
]


def headline(answer: Callable[..., Answer]) -> Answer:
    return answer(
        kind="set",
        topics=(Topic(indicator="mediation_success_rate"),),
        where=Filter(levels=("township",)),
        comparison=Comparison("=", 100, unit="%"),
    )


def test_json_has_exactly_the_promised_keys(answer: Callable[..., Answer]) -> None:
    given = to_json(headline(answer))
    assert list(given) == [
        "question",
        "understood",
        "language",
        "kind",
        "answer",
        "rows",
        "number",
        "citations",
        "coverage",
        "abstained",
    ]
    assert all(list(row) == ROW_KEYS for row in given["rows"])
    assert all(list(c) == CITATION_KEYS for c in given["citations"])
    assert given["coverage"]["silent"] == [
        {"report": given["coverage"]["silent"][0]["report"], "place": "墨玉县", "year": 2024}
    ]
    json.dumps(given)


def test_lists_in_values_are_json_lists(answer: Callable[..., Answer]) -> None:
    given = answer(
        kind="metadata", topics=(Topic(field="issuers"),), where=Filter(places=("李馥镇",))
    )
    assert to_json(given)["rows"][0]["value"] == ["中共渠县李馥镇委员会", "渠县李馥镇人民政府"]


def test_the_terminal_shows_sources_and_no_markup(answer: Callable[..., Answer]) -> None:
    plain = to_terminal(headline(answer))
    assert "**" not in plain and "\033" not in plain and "---" not in plain
    assert "lifu-2022.txt:2833-2841" in plain
    assert "\033[1m" in to_terminal(headline(answer), colour=True)
