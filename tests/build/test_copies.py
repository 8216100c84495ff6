"""Which documents are copies of which."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.build.copies import describe, keep_one_of_each, similarity, sketch
from rag.store.draft import StoredDocument
from rag.text import fold, to_traditional
from rag.types import Boilerplate, Metadata, Report

BODY = "".join(
    f"第{n}项工作:调解矛盾纠纷{n * 7}起,开展普法宣传{n * 3}场,培训执法人员{n}名,审查合同{n * n}份。"
    for n in range(1, 30)
)


def document(file: str, text: str = BODY, **metadata: object) -> StoredDocument:
    about = Metadata(place="石泉镇", year_covered=2024)
    report = Report(
        id=file,
        file=file,
        text=text,
        metadata=replace(about, **metadata),  # type: ignore[arg-type]
        boilerplate=(),
        sections=(),
        passages=(),
    )
    return describe(report, fold(text), file)


def groups(*documents: StoredDocument) -> dict[str, tuple[str, ...]]:
    return keep_one_of_each(documents)[1]


def test_script_width_spacing_and_page_furniture_do_not_matter() -> None:
    mirror = document("b", to_traditional(BODY).replace("。", "。\n  "), script="hant")
    page = Report(
        id="c",
        file="c",
        text="首页>公开" + BODY,
        metadata=Metadata(),
        boilerplate=(Boilerplate(0, 5, "navigation"),),
        sections=(),
        passages=(),
    )
    copies = groups(document("z"), mirror, describe(page, fold(page.text), "c"))
    assert copies == {"c": ("b", "z")}


def test_the_simplified_original_is_kept() -> None:
    assert groups(document("a", script="hant"), document("b")) == {"b": ("a",)}


def test_a_damaged_mirror_is_a_copy() -> None:
    damaged = BODY.replace("执法人员", "執灋人員").replace("第9项", "?,F就")
    assert groups(document("a"), document("b", damaged)) == {"a": ("b",)}


@pytest.mark.parametrize(
    "other",
    [
        {"place": "龙塘镇"},  # a template shared by towns
        {"year_covered": 2023},  # last year's text
        {"department": "司法局"},
        {"kind": "half_year"},
        {"place": None},
        {"parents": ("乙县",)},  # a place of the same name elsewhere
    ],
)
def test_reports_about_something_else_stay_apart(other: dict[str, object]) -> None:
    text = BODY.replace("第9项", "第十项")
    documents = (document("a", parents=("甲县",)), document("b", text, **other))
    assert groups(*documents) == {"a": (), "b": ()}


def test_two_texts_of_one_place_and_year_stay_apart() -> None:
    other = "".join(f"关于{n}号事项的说明,与前文并不相同,另见附件{n}。" for n in range(60))
    assert groups(document("a"), document("b", other)) == {"a": (), "b": ()}


def test_units_above_that_agree_do_not_part_copies() -> None:
    text = BODY.replace("第9项", "第十项")
    one, other = document("a", parents=("甲县",)), document("b", text, parents=("丁市", "甲县"))
    assert groups(one, other) == {"a": ("b",)}
    assert groups(one, document("c", text)) == {"a": ("c",)}


@given(st.randoms(use_true_random=False))
def test_the_order_of_the_documents_does_not_matter(order: random.Random) -> None:
    documents = [
        document("a"),
        document("b", script="hant"),
        document("c", BODY.replace("第9项", "第十项")),
        document("d", place="龙塘镇"),
    ]
    expected = keep_one_of_each(documents)
    order.shuffle(documents)
    assert keep_one_of_each(documents) == expected


def test_the_sketch_estimates_what_two_texts_share() -> None:
    rng = random.Random(1)
    text = "".join(chr(rng.randrange(0x4E00, 0x9FA5)) for _ in range(2000))
    half = text[:1000] + "".join(chr(rng.randrange(0x4E00, 0x9FA5)) for _ in range(1000))
    # of 2 * 1996 pieces about 996 are shared: 996 / (2 * 1996 - 996) = 0.33
    assert similarity(sketch(text), sketch(half)) == pytest.approx(0.33, abs=0.17)
    assert similarity(sketch(text), sketch(text)) == 1
    assert sketch("短") == b""
    assert similarity(b"", b"") == 0
