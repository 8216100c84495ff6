"""How patterns compete for a mention, shown on a catalogue of three."""

from __future__ import annotations

import pytest

from rag.indicators.catalogue import read_catalogue
from rag.indicators.mentions import Place, find_mentions
from rag.indicators.naming import Namer
from rag.quantity import find_quantities

CATALOGUE = """
[same]
"法治" = ["法制"]

[[indicator]]
id = "closed_reviews"
zh = "复议办结"
en = "reviews closed"
kind = "count"
units = ["件"]
patterns = ["<复议 办结 -率|<诉讼"]

[[indicator]]
id = "closed_suits"
zh = "诉讼办结"
en = "suits closed"
kind = "count"
units = ["件"]
patterns = ["<诉讼 办结 -率|<复议"]

[[indicator]]
id = "lectures"
zh = "法治讲座"
en = "lectures"
kind = "count"
units = ["场", "次"]
patterns = ["讲座", "法治 讲座 @场"]
"""


@pytest.fixture(scope="module")
def namer(tmp_path_factory: pytest.TempPathFactory) -> Namer:
    path = tmp_path_factory.mktemp("catalogue") / "catalogue.toml"
    path.write_text(CATALOGUE, encoding="utf-8")
    return Namer(read_catalogue(path))


def names(namer: Namer, text: str, heading: str = "") -> list[tuple[str, float] | None]:
    place = Place(0, len(text), "achievements", heading)
    found = [namer.name(m) for m in find_mentions(text, find_quantities(text), place, 2024)]
    return [n and (n.indicator.id, round(n.score, 3)) for n in found]


def test_the_score_is_the_words_covered(namer: Namer) -> None:
    # 讲座: 2 + 1 + 1; 法治: 2 + 1 + 1 / (1 + 2 / 4)
    assert names(namer, "法治讲座3场") == [("lectures", round(4 + 3 + 1 / 1.5, 3))]
    assert names(namer, "讲座3次") == [("lectures", 4.0)]


def test_units_must_fit(namer: Namer) -> None:
    assert names(namer, "讲座3份") == [None]


def test_the_nearer_topic_wins(namer: Namer) -> None:
    text = "行政复议9件,办结8件;行政诉讼5件,办结4件"
    ids = [n and n[0] for n in names(namer, text)]
    assert ids == [None, "closed_reviews", None, "closed_suits"]


def test_a_heading_is_a_far_topic(namer: Namer) -> None:
    # 办结: 2 + 1 + 1; 复议 in the heading: 0.45 * 2 / (1 + 90 / 40)
    (name,) = names(namer, "办结8件", "行政复议")
    assert name == ("closed_reviews", round(4 + 0.9 / 3.25, 3))


def test_words_that_stand_for_one_another(namer: Namer) -> None:
    assert names(namer, "法制讲座3场") == names(namer, "法治讲座3场")
