"""The catalogue that ships is whole, and a mistake in one is shown with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.errors import CatalogueError
from rag.indicators.catalogue import load_catalogue, read_catalogue
from rag.indicators.cues import load_cues, read_cues

ONE = """[families]
case = ["件", "起"]

[[indicator]]
id = "cases"
zh = "案件"
en = "cases"
kind = "count"
units = ["case"]
patterns = ["办理 案件 -复议"]
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "catalogue.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_indicator_can_be_asked_for_and_found() -> None:
    catalogue = load_catalogue()
    assert len(catalogue.indicators) >= 100
    for indicator in catalogue.indicators.values():
        assert indicator.synonyms_zh and indicator.synonyms_en, indicator.id
        assert indicator.patterns and indicator.units, indicator.id


def test_rates_name_what_they_are_of() -> None:
    rate = load_catalogue().indicators["mediation_success_rate"]
    assert (rate.numerator, rate.denominator) == ("disputes_resolved", "disputes_handled")
    assert rate.better == "high"


def test_topics_hold_indicators() -> None:
    groups = load_catalogue().groups
    assert "mediation_success_rate" in groups["mediation"].members
    assert "普法" in groups["publicity"].synonyms_zh


def test_names_are_told_apart() -> None:
    names = [i.zh for i in load_catalogue().indicators.values()]
    assert len(names) == len(set(names))


def test_terms_of_a_pattern(tmp_path: Path) -> None:
    text = ONE.replace("办理 案件 -复议", "办理|受理 <执法 -复议|<诉讼|仲裁 @宗")
    (indicator,) = read_catalogue(written(tmp_path, text)).indicators.values()
    (pattern,) = indicator.patterns
    assert pattern.here == (("办理", "受理"),)
    assert pattern.before == (("执法",),)
    assert (pattern.not_here, pattern.not_before) == (("复议",), ("诉讼", "仲裁"))
    assert pattern.units == {"宗"}
    assert indicator.units == ("件", "起")


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ('kind = "count"', 'kind = "sum"', 4, "kind is 'sum'"),
        ('zh = "案件"\n', "", 4, "has no 'zh'"),
        ('en = "cases"', 'en = "cases"\nbetter = "more"', 4, "expected high or low"),
        ('en = "cases"', 'en = "cases"\nsynonym = "x"', 8, "unknown key 'synonym'"),
        ("办理 案件 -复议", "-复议", 10, "no term that must hold"),
        ('["case"]', '["cases"]', 4, "no unit family"),
        ('["case"]', '"case"', 9, "expected a list"),
        ('en = "cases"', 'en = "cases"\npart_of = "all"', 5, "no indicator"),
        ('zh = "案件"', "zh = 案件", 6, "Invalid"),
        ("[families]", "[family]", 1, "unknown table"),
    ],
)
def test_a_mistake_is_shown_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, said: str
) -> None:
    assert old in ONE
    with pytest.raises(CatalogueError, match=r"catalogue\.toml") as error:
        read_catalogue(written(tmp_path, ONE.replace(old, new)))
    assert error.value.line == line
    assert said in str(error.value)


def test_an_id_is_used_once(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="used twice"):
        read_catalogue(written(tmp_path, ONE + ONE.split("\n", 3)[3]))


def test_cues_compile_and_mistakes_have_a_line(tmp_path: Path) -> None:
    assert load_cues().planned.search("力争达到98%")
    source = (Path(read_cues.__code__.co_filename).parent / "cues.toml").read_text("utf-8")
    path = tmp_path / "cues.toml"
    path.write_text(source.replace('duty = ["', 'duty = ["(', 1), encoding="utf-8")
    with pytest.raises(CatalogueError, match="'duty'") as error:
        read_cues(path)
    assert source.splitlines()[error.value.line - 1].startswith("duty")
    path.write_text('colour = ["red"]\n' + source, encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"cues\.toml:1: unknown list 'colour'"):
        read_cues(path)
