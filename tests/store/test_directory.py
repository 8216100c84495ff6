"""A filter over columns lets through what it lets through report by report."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.store import ReportRecord
from rag.store.directory import Directory
from rag.types import Filter, Metadata

PLACES = ("李馥镇", "后塘瑶族乡", "王场镇", None)
UNITS = ("渠县", "达州市", "四川省")
YEARS = (2020, 2022, None)


def record(number: int, metadata: Metadata) -> ReportRecord:
    return ReportRecord(
        f"id{number}", f"{9 - number}.txt", number, metadata, None, (), 1, 1, 1, 1, 1
    )


METADATA = st.builds(
    Metadata,
    place=st.sampled_from(PLACES),
    place_level=st.sampled_from(("township", "county", None)),
    level_word=st.sampled_from(("镇", "乡", None)),
    parents=st.lists(st.sampled_from(UNITS), max_size=2).map(tuple),
    parents_inferred=st.lists(st.sampled_from(UNITS), max_size=1).map(tuple),
    department=st.sampled_from(("司法局", None)),
    year_covered=st.sampled_from(YEARS),
    script=st.sampled_from(("hans", "hant")),
    joint_party_government=st.booleans(),
    kind=st.sampled_from(("report", "news")),
)
RECORDS = st.lists(METADATA, max_size=8).map(
    lambda metas: [record(number, metadata) for number, metadata in enumerate(metas)]
)


def some(*values: str | int) -> st.SearchStrategy[tuple[str | int, ...]]:
    return st.lists(st.sampled_from(values), max_size=2).map(tuple)


FILTERS = st.builds(
    Filter,
    years=some(2020, 2022, 1999),
    levels=some("township", "zone"),
    level_words=some("镇", "县"),
    places=some("李馥镇", "王场镇"),
    parents=some("达州市", "成都市"),
    departments=some("司法局"),
    scripts=some("hant"),
    reports=some("id0", "id3", "nothing"),
    without=some("李馥镇", "达州市"),
    joint=st.sampled_from((True, False, None)),
    department=st.sampled_from((True, False, None)),
)


def fits(found: ReportRecord, where: Filter) -> bool:
    meta = found.metadata
    pairs = (
        (where.years, meta.year_covered),
        (where.levels, meta.place_level),
        (where.level_words, meta.level_word),
        (where.places, meta.place),
        (where.departments, meta.department),
        (where.scripts, meta.script),
        (where.reports, found.id),
    )
    return (
        all(value in wanted for wanted, value in pairs if wanted)
        and not {*where.without} & {meta.place, *meta.parents, *meta.parents_inferred}
        and (not where.parents or bool({*where.parents} & {*meta.parents, *meta.parents_inferred}))
        and where.joint in (None, meta.joint_party_government)
        and where.department in (None, meta.department is not None)
    )


@given(RECORDS, FILTERS)
def test_a_filter_means_the_same_for_one_report_and_for_all(
    records: list[ReportRecord], where: Filter
) -> None:
    assert Directory(records).matching(where).tolist() == [fits(r, where) for r in records]


@given(RECORDS)
def test_orders(records: list[ReportRecord]) -> None:
    directory = Directory(records)

    def age(number: int) -> tuple[int, str, str]:
        meta = records[number].metadata
        return (meta.year_covered or 0, meta.place or "", records[number].file)

    everyone = range(len(records))
    assert directory.by_age.tolist() == sorted(everyone, key=age)
    assert directory.age_rank[directory.by_age].tolist() == list(everyone)
    assert directory.file_rank.tolist() == [len(records) - 1 - n for n in everyone]
    assert directory.is_report.tolist() == [r.metadata.kind == "report" for r in records]
    places = [r.metadata.place or "" for r in records]
    ranks = directory.place_rank.tolist()
    assert all((ranks[a] < ranks[b]) == (places[a] < places[b]) for a in everyone for b in everyone)
