"""Units above a place: stated by its report or known from the country's list."""

from __future__ import annotations

import pytest

from rag.questions.parse import parse
from tests.questions.samples import FakeIndex, record, sample_index

SAMPLES = sample_index()
NAMESAKES = FakeIndex(
    "namesakes",
    (
        record("龙溪镇", "township", 2023, parents=("渠县",)),
        record("龙溪镇", "township", 2023, parents=("云和县",)),
        record("石泉乡", "township", 2022, parents=("渠县",)),
        record("石泉乡", "township", 2023),
    ),
)


@pytest.mark.parametrize(
    ("question", "parents"),
    [
        ("四川省哪些镇报告了调解成功率?", ("四川省",)),
        ("四川有几份报告?", ("四川省",)),
        ("达州市下面的镇有哪些?", ("达州市",)),
        ("重慶市的鄉鎮調解成功率是多少?", ("重庆市",)),
        ("Which towns in Sichuan reported a mediation success rate of 100%?", ("四川省",)),
        ("和田地区有哪些报告?", ("和田地区",)),
        ("新疆的县有哪些负责人出庭应诉率低于100%?", ("新疆维吾尔自治区",)),
    ],
)
def test_a_unit_that_no_report_names_is_a_filter(question: str, parents: tuple[str, ...]) -> None:
    query = parse(question, SAMPLES)
    assert (query.where.parents, query.where.places) == (parents, ())
    assert not query.unknown_places


def test_a_unit_above_another_place_is_a_party_of_its_own() -> None:
    index = FakeIndex(
        "two counties",
        (
            record("石泉乡", "township", 2023, parents=("渠县",)),
            record("云和县", "county", 2023, parents=("丽水市",)),
        ),
    )
    query = parse("比较渠县和云和县的行政复议案件", index)
    assert (query.where.places, query.where.parents) == (("云和县",), ())
    assert query.unknown_places == ("渠县",)
    assert parse("比较丽水市和云和县的行政复议案件", index).where.parents == ("丽水市",)


def test_what_lies_below_is_no_topic() -> None:
    assert not [t for t in parse("达州市下面的镇有哪些?", SAMPLES).topics if t.phrase or t.claim]


def test_the_county_named_parts_two_places_of_one_name() -> None:
    where = parse("渠县龙溪镇2023年调解成功率是多少?", NAMESAKES).where
    assert (where.places, where.parents) == (("龙溪镇",), ("渠县",))


def test_the_county_named_does_not_lose_a_report_that_leaves_it_out() -> None:
    where = parse("渠县石泉乡2023年调解成功率是多少?", NAMESAKES).where
    assert (where.places, where.parents) == (("石泉乡",), ())
