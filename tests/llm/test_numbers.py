from decimal import Decimal

import pytest

from rag.llm.numbers import find_numbers, normalise


def read(text: str) -> list[tuple[Decimal | None, str]]:
    return [(number.value, number.kind) for number in find_numbers(normalise(text))]


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("100%", 100, "percent"),
        ("１００％", 100, "percent"),
        ("百分之百", 100, "percent"),
        ("百分之九十八点五", "98.5", "percent"),
        ("千分之五", "0.5", "percent"),
        ("5‰", "0.5", "percent"),
        ("九成", 90, "percent"),
        ("3个百分点", 3, "percent"),
        ("98 per cent", 98, "percent"),
        ("ninety-eight percent", 98, "percent"),
        ("two hundred and five", 205, "plain"),
        ("half", 50, "percent"),
        ("2.3万", 23000, "plain"),
        ("1,234", 1234, "plain"),
        ("三百二十件", 320, "plain"),
        ("壹佰贰拾件", 120, "plain"),
        ("一百零五", 105, "plain"),
        ("两万三千", 23000, "plain"),
        ("1.2亿", 120_000_000, "plain"),
        ("③", 3, "plain"),
        ("٣", 3, "plain"),
        ("2024年", 2024, "year"),
        ("二〇二四年", 2024, "year"),
        ("2024件", 2024, "plain"),
        ("in 2024 the town", 2024, "year"),
        ("2024 cases", 2024, "plain"),
    ],
)
def test_values(text: str, value: object, kind: str) -> None:
    assert read(text) == [(Decimal(str(value)), kind)]


@pytest.mark.parametrize("text", ["统一部署", "进一步推进", "一是加强", "someone", "attend"])
def test_words_that_count_nothing(text: str) -> None:
    assert read(text) == []


def test_fractions_stand_as_written() -> None:
    (number,) = find_numbers(normalise("三分之二"))
    assert number.value is None and number.written == "三分之二"
