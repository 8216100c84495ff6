"""Parents that a report does not state, and names that stay unresolved."""

from rag.gazetteer import complete, find_units, infer_parents
from rag.types import Metadata


def test_a_town_by_its_county() -> None:
    assert infer_parents("某某镇", ["渠县"]).names == ("四川省", "达州市")


def test_a_county_by_itself() -> None:
    assert infer_parents("墨玉县", []).names == ("新疆维吾尔自治区", "和田地区")


def test_a_county_below_a_municipality() -> None:
    assert infer_parents("王场镇", ["石柱土家族自治县"]).names == ("重庆市",)


def test_units_that_a_province_governs_directly() -> None:
    assert infer_parents("济源市", []).names == ("河南省",)


def test_namesakes_stay_unresolved() -> None:
    inferred = infer_parents("某街道", ["朝阳区"])
    assert inferred.names == ()
    assert "北京市朝阳区" in inferred.ambiguous
    assert len(inferred.ambiguous) == 2


def test_a_stated_parent_decides_between_namesakes() -> None:
    assert infer_parents("某街道", ["长春市", "朝阳区"]).names == ("吉林省",)


def test_former_names_lead_to_the_unit_of_today() -> None:
    assert [unit.name for unit in find_units("綦江县")] == ["綦江区"]
    assert find_units("襄樊市")[0].name == "襄阳市"


def test_unknown_places_have_no_parents() -> None:
    assert infer_parents("乌有镇", []) == infer_parents(None, [])


def test_short_names_of_autonomous_units() -> None:
    assert infer_parents("王场镇", ["石柱县"]).names == ("重庆市", "石柱土家族自治县")
    assert find_units("凉山州")[0].name == "凉山彝族自治州"


def test_a_county_that_has_moved_since_is_not_put_where_it_lies_today() -> None:
    assert infer_parents("某镇", ["简阳市"]).names == ("四川省", "成都市")
    assert infer_parents("某镇", ["资阳市", "简阳市"]).names == ("四川省",)


def test_a_city_without_counties_is_listed_once() -> None:
    assert [unit.level for unit in find_units("东莞市")] == ["prefecture"]


def test_completing_adds_what_the_text_leaves_out() -> None:
    completed = complete(Metadata(place="李馥镇", place_level="township", parents=("渠县",)))
    assert completed.parents == ("渠县",)
    assert completed.parents_inferred == ("四川省", "达州市")
    assert completed.warnings == ()


def test_namesakes_are_told() -> None:
    completed = complete(Metadata(place="某街道", parents=("朝阳区",), warnings=("odd",)))
    assert completed.parents_inferred == ()
    assert completed.warnings[0] == "odd"
    assert "北京市朝阳区、吉林省长春市朝阳区" in completed.warnings[1]


def test_the_level_of_a_city_is_looked_up() -> None:
    read = Metadata(place="天长市", place_level="prefecture", level_word="市")
    assert (complete(read).place_level, complete(read).level_word) == ("county", "县级市")
    read = Metadata(place="达州市", place_level="county", level_word="县级市")
    assert (complete(read).place_level, complete(read).level_word) == ("prefecture", "市")
    read = Metadata(place="乌有市", place_level="county", level_word="县级市")
    assert complete(read) == read
