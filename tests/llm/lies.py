"""Made-up answers of a lying model. Every lie carries a number or place that no quote has.

The lies know their own falsehoods, so a test can look for them in what reaches the user
without asking the code under test.
"""

from __future__ import annotations

import random
import re
from typing import Any

DIGITS = "零一二三四五六七八九"
FALSE_PLACES = [
    *("北京市", "上海", "成都市", "深圳", "拉萨市", "新疆", "黑龙江省", "朝阳区", "浦东新区"),
    *("玉泉坝镇", "白石嘴乡", "红星苗族乡", "望江台街道", "青龙观村", "龙口寨社区", "无为市"),
    *("Beijing", "Chengdu", "Shanghai", "Xinghua Town", "Greenhill County", "Yunnan", "Tibet"),
]
ENGLISH = {61: "sixty-one", 73: "seventy-three", 87: "eighty-seven", 94: "ninety-four"}


def in_chinese(number: int) -> str:
    """61 -> 六十一, 873 -> 八百七十三."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += f"{DIGITS[tens]}十"
    elif hundreds and ones:
        text += "零"
    return text + (DIGITS[ones] if ones else "")


def full_width(text: str) -> str:
    """12 -> １２."""
    return text.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789.%"})


def false_number(rng: random.Random, quotes: str) -> int:
    """A number whose digits stand nowhere in the quotes."""
    while True:
        number = rng.choice([*ENGLISH, rng.randint(601, 989), rng.randint(21, 98)])
        if str(number) not in quotes and in_chinese(number) not in quotes:
            return number


def lie(rng: random.Random, asked: dict[str, Any]) -> str:
    """Two to five sentences: lies, with honest ones between."""
    sentences = [one_lie(rng, asked)[0] for _ in range(rng.randint(1, 3))]
    for piece in rng.sample(asked["evidence"], rng.randint(1, len(asked["evidence"]))):
        sentences.append(f"{piece['quote'].rstrip('。.')}[{piece['n']}]。")
    rng.shuffle(sentences)
    return rng.choice(["", "\n", " "]).join(sentences)


def one_lie(rng: random.Random, asked: dict[str, Any]) -> tuple[str, str]:
    """(sentence, the falsehood as written in it)."""
    pieces = asked["evidence"]
    piece = rng.choice(pieces)
    quotes = " ".join(f"{p['quote']} {p['place']} {p['year']}" for p in pieces)
    n, place, quote = piece["n"], piece["place"] or "当地", piece["quote"].rstrip("。.;；")
    number = false_number(rng, quotes)
    forms = [
        f"{number}件",
        f"{number}%",
        f"{number}.5%",
        f"{number}万元",
        full_width(f"{number}%"),
        f"百分之{in_chinese(number)}",
        f"{in_chinese(number)}件",
        f"{in_chinese(number)}起",
        f"{number} percent",
        f"{number} per cent",
        f"{number},000人",
        f"{number}‰",
        f"{number}倍",
    ]
    if number in ENGLISH:
        forms += [f"{ENGLISH[number]} percent", f"{ENGLISH[number]} cases"]
    false = rng.choice(forms)
    kind = rng.randrange(7)
    if kind == 0:  # a number of the quote is changed
        found = list(re.finditer(r"\d+(?:\.\d+)?", quote))
        if found:
            one = rng.choice(found)
            return f"{quote[: one.start()]}{number}{quote[one.end() :]}[{n}]。", str(number)
    if kind == 1:  # another place is given the quote
        other = rng.choice([p for p in FALSE_PLACES if p not in quotes])
        return f"{other}：{quote}[{n}]。", other
    if kind == 2:
        other = rng.choice([p for p in FALSE_PLACES if p not in quotes])
        return f"{place}与{other}共同推进了法治政府建设[{n}]。", other
    if kind == 3:  # a number, and a piece that does not exist
        return f"{place}化解纠纷{false}[{len(pieces) + 50}]。", false
    if kind == 4:  # no piece at all
        return f"{place}全年受理纠纷{false}。", false
    if kind == 5:
        return f"The government of the town settled {false} of its disputes [{n}].", false
    return f"{place}{piece['year']}年调解成功率达到{false}，{quote}[{n}]。", false
