import pytest

from rag.answers.units import Amount, number_text, same_class, say, say_computed, unit_of_name


@pytest.mark.parametrize(
    ("amount", "language", "said"),
    [
        (Amount(100, "%", written="100%"), "zh-Hans", "100%"),
        (Amount(200000, "元", True, "20余万元"), "zh-Hans", "20余万元"),
        (Amount(200000, "元", True, "20余万元"), "en", "more than 200,000 yuan (20余万元)"),
        (Amount(117189000000, "元", written="1171.89亿"), "zh-Hans", "1171.89亿元"),
        (
            Amount(117189000000, "元", written="1171.89亿元"),
            "en",
            "117,189,000,000 yuan (1171.89亿元)",
        ),
        (Amount(6, "部", written="6"), "zh-Hans", "6部"),
        (Amount(1, "件", written="1件"), "en", "1 case"),
        (Amount(2, "件", written="两件"), "en", "2 cases (两件)"),
        (Amount(42, "起", written="42起"), "en", "42 cases"),
        (Amount(2800, "份(册)", True, "2800余份(册)"), "zh-Hans", "2800余份(册)"),
        (Amount(5, "件", kind="documents"), "en", "5 documents"),
        (Amount(7.65, "天", written="7.65天"), "en", "7.65 days"),
        (Amount(500, "人", True, "近500人"), "en", "nearly 500 people"),
        (Amount(3, "个", written="3个"), "en", "3"),
    ],
)
def test_say(amount: Amount, language: str, said: str) -> None:
    assert say(amount, language) == said  # type: ignore[arg-type]


def test_computed_money_is_said_in_wan_where_that_is_exact() -> None:
    assert say_computed(4162990000, "元", "zh-Hans") == "416299万元"
    assert say_computed(5629900, "元", "zh-Hans") == "562.99万元"
    assert say_computed(200000000, "元", "zh-Hans") == "2亿元"


def test_numbers() -> None:
    assert number_text(1157) == "1,157"
    assert number_text(99.75) == "99.75"
    assert number_text(0.125) == "0.125"
    assert number_text(33.333333) == "33.33"


def test_classes_of_units() -> None:
    assert same_class("件", "起")
    assert same_class("人", "人次")
    assert not same_class("家", "名")
    assert same_class(None, "件")
    assert same_class("条", "项")  # one unit may be of two classes
    assert not same_class("份", "条")


def test_names_that_ask_for_a_unit() -> None:
    assert unit_of_name("网上可办事项占比") == "%"
    assert unit_of_name("涉审金额") == "元"
    assert unit_of_name("留言") is None
