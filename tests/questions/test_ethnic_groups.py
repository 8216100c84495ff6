"""瑶族乡 and "Yao townships" are kinds of places: those of the index that bear the name."""

from __future__ import annotations

import pytest
from samples import FakeIndex, record

from rag.questions.parse import parse
from rag.types import Query


def ask(question: str) -> Query:
    places = (
        ("白石瑶族乡", "township", "民族乡"),
        ("黑水彝族乡", "township", "民族乡"),
        ("青川瑶族自治县", "county", "自治县"),
        ("王家镇", "township", "镇"),
    )
    records = tuple(record(name, level, 2023, level_word=word) for name, level, word in places)
    return parse(question, FakeIndex("groups", records))


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("瑶族乡的调解成功率是多少?", ("白石瑶族乡",)),
        ("瑤族鄉的調解成功率是多少?", ("白石瑶族乡",)),
        ("What mediation success rate do Yao townships report?", ("白石瑶族乡",)),
        ("Yao autonomous counties: the mediation success rate?", ("青川瑶族自治县",)),
        ("瑶族乡和彝族乡的调解成功率分别是多少?", ("白石瑶族乡", "黑水彝族乡")),
    ],
)
def test_places_of_a_group(question: str, places: tuple[str, ...]) -> None:
    query = ask(question)
    assert query.where.places == places and query.kind == "set" and not query.reason


def test_a_group_of_which_no_place_reports_is_unknown() -> None:
    query = ask("苗族乡的调解成功率是多少?")
    assert (query.reason, query.unknown_places) == ("unknown_place", ("苗族乡",))


def test_a_place_that_bears_a_groups_name_is_itself() -> None:
    query = ask("白石瑶族乡的调解成功率是多少?")
    assert (query.kind, query.where.places) == ("fact", ("白石瑶族乡",))
