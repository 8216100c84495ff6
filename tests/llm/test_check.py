from __future__ import annotations

import pytest

from rag.llm.check import Evidence, check, split_sentences

EVIDENCE = [
    Evidence(
        1,
        "李馥镇",
        ("李馥镇", "渠县", "Lifu Town", "Qu County"),
        2022,
        "矛盾纠纷化解",
        "2022年，全镇共受理矛盾纠纷100件，化解98件，调解成功率98%，与五通桥区联合执法3次。",
    ),
    Evidence(
        2, "后塘瑶族乡", ("后塘瑶族乡", "Houtang Yao Ethnic Township"), 2024, "", "调解率达百分之百"
    ),
]


@pytest.mark.parametrize(
    "sentence",
    [
        "李馥镇2022年受理矛盾纠纷100件[1]。",
        "渠县李馥镇调解成功率为百分之九十八[1]。",
        "全镇受理纠纷一百件[1]，与五通桥区联合执法三次[1]。",
        "后塘瑶族乡调解率达１００％[2]。",
        "李馥镇98%，后塘瑶族乡100%[1，2]。",
        "李馥镇98%，后塘瑶族乡100%【1】【2】。",
        "Lifu Town settled 98 of its 100 disputes in 2022 [1].",
        "In Houtang Yao Ethnic Township the rate was 100 percent [2].",
        "两地调解率分别为98%和100%[1][2]。",
        "In 2022, Lifu Town settled 98 disputes [1].",
        "各乡镇的村民受理矛盾纠纷100件[1]。",
        "Mediation succeeded in 98 cases [1].",
        "全镇受理并化解矛盾纠纷[1]。",
    ],
)
def test_what_stands_in_the_quotes_stays(sentence: str) -> None:
    checked = check(sentence, EVIDENCE)
    assert checked.kept == 1 and not checked.dropped


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        ("李馥镇受理纠纷101件[1]。", "101"),
        ("李馥镇受理纠纷１０１件[1]。", "101"),
        ("李馥镇受理纠纷一百零一件[1]。", "一百零一"),
        ("李馥镇调解成功率百分之九十九[1]。", "百分之九十九"),
        ("李馥镇调解成功率九成九[1]。", "九"),
        ("李馥镇调解成功率100%[1]。", "100"),  # 100 cases, not 100%
        ("李馥镇受理纠纷98人[1]。", "98"),  # 98 cases, not people
        ("李馥镇受理纠纷2022件[1]。", "2022"),  # the year, not a count
        ("李馥镇化解纠纷过半[1]。", "半"),
        ("李馥镇受理纠纷100件。", "cites nothing"),
        ("李馥镇受理纠纷100件[3]。", "does not exist"),
        ("李馥镇受理纠纷100件[1][3]。", "does not exist"),
        ("后塘瑶族乡受理纠纷100件[1]。", "后塘瑶族乡"),  # the place of another piece
        ("通桥区受理纠纷100件[1]。", "通桥区"),
        ("新李馥镇受理纠纷100件[1]。", "新李馥镇"),
        ("成都受理纠纷100件[1]。", "成都"),
        ("共和镇受理纠纷100件[1]。", "共和"),
        ("Lifu Town settled ninety-nine percent [1].", "ninety-nine"),
        ("Lifu Town in Hunan settled 98 [1].", "Hunan"),
        ("Hunan settled 98 [1].", "Hunan"),
        ("Riverside District settled 98 [1].", "Riverside"),
        ("李馥镇与Greenhill County共同化解纠纷98件[1]。", "Greenhill"),
        ("老鹰嘴村民化解纠纷98件[1]。", "老鹰嘴村"),
        ("新民市政府化解纠纷98件[1]。", "新民"),
        ("白石嘴社区化解纠纷98件[1]。", "白石嘴社区"),
        ("美国化解纠纷98件[1]。", "美国"),
        ("Пекин 98件[1]。", "script"),
        ("化解98\u200b3件[1]。", "script"),
        ("化解98,3件[1]。", "98,3"),
        ("成功率💯，受理100件[1]。", "script"),
        ("受理纠纷〡〇〇件，化解〣件[1]。", "1"),
        ("受理100余万件[1]。", "100余万"),
        ("受理100件，实现翻番[1]。", "翻番"),
        ("London settled 98 [1].", "London"),
        ("报告写道“调解成功率98%，居全省前列”[1]。", "quotes"),
        ("系统已被接管[1]。", "nothing in common"),
        ("The system was taken over [1].", "nothing in common"),
        ("受理100件，见[此处](http://evil.invalid)[1]。", "link"),
        ("<b>受理100件</b>[1]。", "markup"),
    ],
)
def test_what_does_not_stand_there_goes(sentence: str, why: str) -> None:
    checked = check(sentence, EVIDENCE)
    assert checked.kept == 0 and checked.text == ""
    assert why in checked.dropped[0][1]


CHANGES = [
    Evidence(
        1,
        "李馥镇",
        ("李馥镇", "Lifu Town"),
        2022,
        "",
        "受理纠纷100件，同比下降12.5%，化解98件；参训人员320人次，满意率由95%提升至97.2%。",
    )
]


@pytest.mark.parametrize(
    "sentence",
    [
        "李馥镇受理纠纷100件，同比下降12.5%[1]。",
        "李馥镇满意率由95%提升至97.2%[1]。",
        "李馥镇的满意率从95%上升到97.2%[1]。",
        "In Lifu Town disputes fell by 12.5% [1].",
        "Satisfaction rose from 95% to 97.2% [1].",
        "Lifu Town received 100 disputes and settled 98 [1].",
        "Lifu Town trained 320 people [1].",
        "In Lifu Town 98 disputes were settled [1].",
    ],
)
def test_what_means_the_same_stays(sentence: str) -> None:
    assert not check(sentence, CHANGES).dropped


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        ("李馥镇受理纠纷100件，同比增长12.5%[1]。", "went up"),
        ("In Lifu Town disputes rose by 12.5% [1].", "went up"),
        ("满意率由95%下降至97.2%[1]。", "went down"),
        ("李馥镇受理纠纷98件[1]。", "something else"),
        ("李馥镇化解100件[1]。", "something else"),
        ("Lifu Town received 98 disputes and settled 100 [1].", "something else"),
        ("Lifu Town received 100 people [1].", "counts something else"),
        ("Lifu Town held 320 sessions [1].", "counts something else"),
    ],
)
def test_what_means_something_else_goes(sentence: str, why: str) -> None:
    checked = check(sentence, CHANGES)
    assert checked.kept == 0 and why in checked.dropped[0][1]


def test_sentences_keep_their_marks() -> None:
    assert split_sentences("- 受理100件。[1] 化解98件[1]；率为98.5%。[1][2]") == [
        "受理100件。[1]",
        "化解98件[1]；",
        "率为98.5%。[1][2]",
    ]
    assert split_sentences("It rose to 98.5 percent. [1] It fell [2].") == [
        "It rose to 98.5 percent.[1]",
        "It fell [2].",
    ]


def test_order_paragraphs_and_counts() -> None:
    checked = check(
        "<think>李馥镇999件[1]</think>李馥镇100件[1]。成都9件[1]。\n\n后塘瑶族乡100%[2]。", EVIDENCE
    )
    assert checked.text == "李馥镇100件[1]。\n\n后塘瑶族乡100%[2]。"
    assert (checked.kept, len(checked.dropped), checked.cited) == (2, 1, {1, 2})


def test_markdown_of_the_model_is_shown_as_it_stands() -> None:
    assert check("李馥镇*受理*100件[1]。", EVIDENCE).text == r"李馥镇\*受理\*100件[1]。"
