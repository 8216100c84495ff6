"""Written numbers: every form of value, and everything that only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.quantity import chinese_number, find_quantities
from rag.text import fold


def read(text: str) -> list[tuple[float, str | None, bool]]:
    return [(q.value, q.unit, q.approx) for q in find_quantities(fold(text).text)]


@pytest.mark.parametrize(
    ("text", "value", "unit", "approx"),
    [
        ("调处矛盾纠纷42起", 42, "起", False),
        ("发放资料3500余份", 3500, "份", True),
        ("发放资料3000多份", 3000, "份", True),
        ("发放资料2800余份(册)", 2800, "份(册)", True),
        ("受教育群众达2.3万余人", 23_000, "人", True),
        ("覆盖人数25万余人次", 250_000, "人次", True),
        ("罚没金额8.18万元", 81_800, "元", False),
        ("金额400余万元", 4_000_000, "元", True),
        ("涉审金额达1171.89亿元", 117_189_000_000, "元", False),
        ("发放资料6千余份", 6000, "份", True),
        ("受理32,886件", 32_886, "件", False),
        ("办理各类事项 13 682 件", 13_682, "件", False),
        ("合计 731 宗", 731, "宗", False),
        ("受理１２３４件", 1234, "件", False),
        ("满意率９９．５％", 99.5, "%", False),
        ("成功率百分之百", 100, "%", False),
        ("成功率百分之九十八点五", 98.5, "%", False),
        ("办结率百分百", 100, "%", False),
        ("下降六成以上", 60, "%", True),
        ("群众两万余人次", 20_000, "人次", True),
        ("走访十余次", 10, "次", True),
        ("培训三期", 3, "期", False),
        ("调处一百二十六起", 126, "起", False),
        ("聘请两名律师", 2, "名", False),
        ("约120件", 120, "件", True),
        ("近3000份", 3000, "份", True),
        ("超3000余份", 3000, "份", True),
        ("培训200人左右", 200, "人", True),
        ("低于全市平均水平1.2个百分点", 1.2, "个百分点", False),
        ("减耗时7.65天", 7.65, "天", False),
        ("压缩时限1213个工作日", 1213, "个工作日", False),
        ("连续5年获评优秀", 5, "年", False),
        ("排名全市第9位", 9, "位", False),
        ("比例为1.04:1", 1.04, ":1", False),
        ("行政处罚零起", 0, "起", False),
        ("评查案卷370余", 370, None, True),
        ("复议后败诉案件为0", 0, None, False),
        ("播放量10万+", 100_000, None, True),
    ],
)
def test_value(text: str, value: float, unit: str | None, approx: bool) -> None:
    assert read(text) == [(value, unit, approx)]


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("不少于4次", "at_least"),
        ("至少开展3场次", "at_least"),
        ("达到95%以上", "at_least"),
        ("超过500人", "at_least"),
        ("控制在5%以下", "at_most"),
        ("不超过3件", "at_most"),
        ("不足50%", "at_most"),
        ("共12件", None),
    ],
)
def test_bound(text: str, bound: str | None) -> None:
    (quantity,) = find_quantities(text)
    assert quantity.bound == bound
    assert quantity.approx == (bound is not None)


@pytest.mark.parametrize(
    "text",
    [
        "2024年法治政府建设",
        "发布时间:2025-03-10 15:34",
        "2025- 02- 08 08: 53",
        "2025年2月26日",
        "(2021—2025年)",
        "芷法办〔2024〕8号",
        "文号20239号",
        "第十条、第26条",
        "“八五”普法规划和“十四五”规划",
        "推广“1+8”示范试点",
        "按1+3+N配备",
        "围绕“136”主线",
        "拨打12345热线",
        "拨打12348,解决问题",
        "“3·15”“4.15”“12·4”等节点",
        "《促进民营经济健康发展26条实施意见》",
        "“2审、2助、3书、1警”团队",
        "2亿元以上投资建设项目",
        "5个工作日内办结",
        "15分钟法律服务圈",
        "7×24小时服务",
        "本网站支持IPv6",
        "浏览量:1",
        "行政执法三项制度",
        "坚定四个自信、做到两个维护",
        "一批示范点",
        "一件事一次办",
        "第二批示范市",
        "十五届区委",
        "五位一体",
        "三会一课",
        "双随机、一公开",
        "百名法学家百场报告会",
        "最后一公里",
        "每月开展排查",
        "出庭应诉率尚未达到100%",
        "修订村规民约",
    ],
)
def test_no_quantity(text: str) -> None:
    assert read(text) == []


def test_list_mark_glued_to_a_count() -> None:
    assert read("3.12个村完成换届") == [(12, "个", False)]


def test_two_rates_in_one_word_need_rates() -> None:
    assert read("参考率和合格率实现“双百”") == [(100, "%", False)]
    assert read("开展“双百”活动") == []


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百零五", 105),
        ("两千三百", 2300),
        ("三万五千", 35_000),
    ],
)
def test_chinese_number(written: str, value: int) -> None:
    assert chinese_number(written) == value


@given(
    st.integers(min_value=0, max_value=9_999_999),
    st.sampled_from(["件", "起", "人次", "份", "家", "场次"]),
)
def test_any_count_is_read_where_it_stands(number: int, unit: str) -> None:
    text = f"全年共办理各类事项{number}{unit},成效明显。"
    (quantity,) = find_quantities(text)
    assert (quantity.value, quantity.unit) == (number, unit)
    assert text[quantity.start : quantity.end] == f"{number}{unit}"


@given(
    st.text(
        alphabet="0123456789一二三百千万零第年月日件次%%.,;:。()“”《》+·约超余多以上共率达 \n",
        max_size=60,
    )
)
def test_quantities_lie_in_order_inside_the_text(text: str) -> None:
    last = 0
    for quantity in find_quantities(text):
        assert last <= quantity.start < quantity.end <= len(text)
        assert any(
            c.isdigit() or c in "〇零一二两三四五六七八九十百千万亿"
            for c in text[quantity.start : quantity.end]
        )
        last = quantity.end
