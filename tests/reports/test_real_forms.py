"""Header forms met on government pages, in words of our own: values worked out by hand."""

from __future__ import annotations

import pytest
from test_metadata import read

from rag.reports.places import read_chain
from rag.reports.roles import heading_roles

INTRO = "现将2023年度法治政府建设情况报告如下:\n一、主要做法\n全年开展培训3次。\n"


def test_a_report_that_also_plans_the_next_year_is_a_report() -> None:
    read_ = read(f"青溪县白石镇2022年法治政府建设工作总结和2023年工作计划\n\n{INTRO}")
    assert (read_.kind, read_.year_covered, read_.place) == ("report", 2022, "白石镇")


@pytest.mark.parametrize(
    "plan", ["青溪县2023年法治政府建设工作计划", "青溪县2023年法治建设工作要点"]
)
def test_a_plan_alone_is_none(plan: str) -> None:
    assert read(f"{plan}\n\n为做好各项工作,制定本文。\n一、总体要求\n依法行政。\n").kind == "other"


def test_a_text_that_never_speaks_of_rule_of_law_is_no_report() -> None:
    text = "青溪县司法局送法进村\n\n全县26个乡镇组织活动20场次,调解纠纷310件。\n"
    assert read(text).kind == "other"


def test_the_day_information_was_provided() -> None:
    text = f"白石街道2023年法治政府建设年度报告\n信息提供日期 : 2023-12-11 16:26来源 : 青溪在线\n{INTRO}"
    assert read(text).published == "2023-12-11"


def test_the_first_sentence_names_the_bureau() -> None:
    text = (
        "2023年,在县委、县政府的领导下,县水利局认真落实各项部署,法治政府建设稳步推进。青溪县水网更加完善。\n"
        "一、主要做法\n全年开展培训3次。\n"
    )
    assert (read(text).department, read(text).place) == ("水利局", "青溪县")


def test_a_bureau_that_only_praised_is_not_the_author() -> None:
    text = (
        "2024年,我局推进依法行政,为全区发展提供支撑,被省自然资源厅评为先进单位。具体情况如下:\n"
        "一、主要做法\n我局开展培训3次。\n"
    )
    found = read(text)
    assert (found.department, found.place, found.place_level) == (None, None, "county")


@pytest.mark.parametrize("words", ["入选省", "十五届县", "为全区", "占全市", "不出镇", "县府办"])
def test_words_before_a_unit_that_are_no_name(words: str) -> None:
    assert read_chain(words) == ()


def test_a_newspaper_speaks_of_that_county() -> None:
    text = "青溪县：法治护航新图景\n今年以来,青溪县推进法治政府建设。该县完成合法性审核85件,该县法治环境更好。\n"
    assert read(text).kind == "news"


def test_a_name_in_the_middle_of_a_sentence_when_no_other_stands() -> None:
    text = (
        "区委、区政府:\n2024年,我镇推进法治政府建设。现将情况汇报如下:\n一、主要做法\n"
        "将法治政府建设工作纳入了白石镇发展总体规划,我镇干部带头,镇党委重视。\n"
    )
    assert read(text).place == "白石镇"


def test_a_name_after_words_of_transition() -> None:
    text = "根据《纲要》要求。现将白石镇2025年法治政府建设情况报告如下:\n一、主要做法\n全镇开展培训3次。\n"
    assert read(text).place == "白石镇"


def test_a_city_in_a_quoted_plan_is_not_the_place_of_a_district() -> None:
    text = (
        "2024年,区政府办公室落实《重庆市法治政府建设实施方案》。现将情况报告如下:\n一、主要做法\n"
        "组织区政府党组会议、区政府常务会议学习,落实《青溪区普法责任清单》,区级领导带头。\n"
    )
    assert read(text).place == "青溪区"


def test_a_street_that_is_an_office() -> None:
    text = "2024年,白石街坚持依法行政。现将法治政府建设情况报告如下:\n一、主要做法\n白石街党工委学习5次。\n"
    found = read(text)
    assert (found.place, found.level_word) == ("白石街道", "街道")
    assert read_chain("白石街两侧") == ()


def test_a_city_after_and_is_no_parent() -> None:
    text = "2024年,白石街道落实省委具体部署和市委要求。现将法治政府建设情况报告如下:\n一、做法\n学习5次。\n"
    assert read(text).parents == ()


def test_a_town_may_be_named_whole() -> None:
    assert [u.name for u in read_chain("福全镇")] == ["福全镇"]


def test_updated_is_published() -> None:
    text = f"当前栏目:白石街道 更新:2024-12-31 字体:【大】【中】\n白石街道2024年法治政府建设报告\n{INTRO}"
    assert read(text).published == "2024-12-31"


def test_a_plan_that_is_glued_to_its_heading() -> None:
    assert heading_roles("四、2024年工作安排推进法治建设再上台阶", 2023, False) == ("plans",)
    assert heading_roles("一、2023年工作计划推进情况", 2023, False) == ("achievements",)
