"""What is furniture and what is not."""

from __future__ import annotations

import pytest

from rag.reports.clean import find_boilerplate
from rag.text import fold

TITLE = "大河镇2023年法治政府建设工作报告\n"
BODY = "2023年,我镇推进法治政府建设,取得成效。现将情况报告如下:\n一、工作情况\n召开会议3次。\n"


def furniture(text: str) -> list[tuple[str, str]]:
    return [(b.kind, text[b.start : b.end]) for b in find_boilerplate(text, fold(text))]


HEADS = [
    ("navigation", "首页 > 政务公开 > 法治政府建设\n"),
    ("navigation", "当前位置:首页>信息公开\n"),
    ("navigation", "您现在所在的位置 : 首页 >> 新闻中心\n"),
    ("navigation", "进入老年版\n"),
    ("navigation", "今天是:2019年10月31日 星期三 农历十月初七\n"),
    ("navigation", "本网站支持IPv6\n"),
    ("metadata", "索 引 号:11500/2024-001\n"),
    ("metadata", "[ 发文字号 ] 河委文〔2024〕3号\n"),
    ("metadata", "- 发布日期2024-01-27\n"),
    ("metadata", "| 发布机构: | 大河镇 | 公开方式: | 主动公开 |\n"),
    ("metadata", "2024-01-05 15:34 来源:大河镇\n"),
    ("tools", "【字体:大 中 小】\n"),
    ("tools", "字体大小:【\n"),
    ("tools", "打印 分享到:\n"),
    ("tools", "浏览量:1\n"),
    ("tools", "语音播报\n"),
]


@pytest.mark.parametrize(("kind", "line"), HEADS)
def test_head_lines(kind: str, line: str) -> None:
    assert furniture(line + TITLE + BODY) == [(kind, line)]


@pytest.mark.parametrize("line", [h for _, h in HEADS if "字体" not in h])
def test_the_title_stays_wherever_the_line_stands(line: str) -> None:
    kept = TITLE + line + BODY
    assert all(TITLE.strip() not in piece for _, piece in furniture(kept))


TAILS = [
    "扫一扫在手机打开当前页\n",
    "关联稿件:\n大河镇2022年法治政府建设工作报告\n",
    "上一篇:没有了\n下一篇:大河镇普法工作\n",
    "(此件公开发布)\n",
    "版权所有:大河镇人民政府 蜀ICP备123号\n",
    "【打印本页】 【关闭窗口】\n",
]


@pytest.mark.parametrize("tail", TAILS)
def test_tails(tail: str) -> None:
    assert furniture(TITLE + BODY + "大河镇人民政府\n2024年1月5日\n" + tail) == [("tail", tail)]


def test_content_that_looks_like_furniture_stays() -> None:
    text = (
        TITLE
        + BODY
        + "二、宣传\n推广“扫一扫”普法二维码,打印宣传单300份,在网站首页分享普法视频。\n"
        + "三、事项清单\n行政许可\n行政处罚\n行政强制\n"
    )
    assert furniture(text) == []


def test_a_metadata_line_is_cut_where_tools_begin() -> None:
    line = "发布时间:2024-01-05   来源:大河镇   字体: 大 中 小\n"
    assert furniture(TITLE + line + BODY) == [
        ("metadata", "发布时间:2024-01-05   来源:大河镇"),
        ("tools", "   字体: 大 中 小\n"),
    ]


def test_debris_anywhere_and_a_tail_on_the_last_line() -> None:
    text = (
        TITLE
        + BODY
        + "<image>data:image/png;base64,xyz</image>\n二、打算\n继续努力。扫一扫在手机打开当前页"
    )
    assert furniture(text) == [
        ("tools", "<image>data:image/png;base64,xyz</image>\n"),
        ("tail", "扫一扫在手机打开当前页"),
    ]


def test_an_empty_text_has_none() -> None:
    assert furniture("") == []
    assert furniture("\n\n") == []


def test_a_sentence_that_begins_like_a_footer_is_no_footer() -> None:
    text = (
        "大河镇2023年法治政府建设工作报告\n现将情况报告如下:\n一、主要工作\n"
        "承办人大代表建议116件,按时办复率达100%。\n"
        "二、存在问题\n一是宣传形式单一。\n主办:大河镇人民政府\n网站地图\n"
    )
    marked = "".join(text[b.start : b.end] for b in find_boilerplate(text, fold(text)))
    assert marked == "主办:大河镇人民政府\n网站地图\n"
