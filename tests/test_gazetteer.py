"""Parents that a report does not state, and names that stay unresolved."""

from rag.gazetteer import find_units, infer_parents


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
