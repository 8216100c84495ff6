"""Chains of administrative names, worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.errors import CatalogueError
from rag.reports.places import read_chain, read_department
from rag.reports.wordlists import load

CHAINS = {
    "乐山市五通桥区人民政府": ["乐山市 prefecture 市", "五通桥区 county 区"],
    "渠县李馥镇人民政府": ["渠县 county 县", "李馥镇 township 镇"],
    "重庆市万州区新田镇": ["重庆市 province 直辖市", "万州区 county 区", "新田镇 township 镇"],
    "镇海区司法局": ["镇海区 county 区"],
    "镇江市丹徒区": ["镇江市 prefecture 市", "丹徒区 county 区"],
    "北城街街道办事处": ["北城街街道 township 街道"],
    "小营街道办2023": ["小营街道 township 街道"],
    "街子镇": ["街子镇 township 镇"],
    "乡宁县": ["乡宁县 county 县"],
    "城中区": ["城中区 county 区"],
    "景德镇市昌江区": ["景德镇市 prefecture 市", "昌江区 county 区"],
    "新乡市": ["新乡市 prefecture 市"],
    "津市市": ["津市市 county 县级市"],
    "乐山市市中区": ["乐山市 prefecture 市", "市中区 county 区"],
    "晋城市城区": ["晋城市 prefecture 市", "城区 county 区"],
    "天长市铜城镇": ["天长市 county 县级市", "铜城镇 township 镇"],
    "辰溪县后塘瑶族乡": ["辰溪县 county 县", "后塘瑶族乡 township 民族乡"],
    "石柱土家族自治县人民政府": ["石柱土家族自治县 county 自治县"],
    "东乡族自治县": ["东乡族自治县 county 自治县"],
    "内蒙古自治区呼伦贝尔市鄂伦春自治旗": [
        "内蒙古自治区 province 自治区",
        "呼伦贝尔市 prefecture 市",
        "鄂伦春自治旗 county 自治旗",
    ],
    "锡林郭勒盟苏尼特右旗": ["锡林郭勒盟 prefecture 盟", "苏尼特右旗 county 旗"],
    "新晃侗族自治县步头降苗族乡": ["新晃侗族自治县 county 自治县", "步头降苗族乡 township 民族乡"],
    "鄂温克族自治旗伊敏苏木": ["鄂温克族自治旗 county 自治旗", "伊敏苏木 township 苏木"],
    "和田地区墨玉县": ["和田地区 prefecture 地区", "墨玉县 county 县"],
    "巴州党委": ["巴州 prefecture 自治州"],
    "巴州区清江镇": ["巴州区 county 区", "清江镇 township 镇"],
    "浦东新区": ["浦东新区 county 区"],
    "宁波前湾新区": ["宁波前湾新区 zone 新区"],
    "石泉县城关镇": ["石泉县 county 县", "城关镇 township 镇"],
    "江州市城北区": ["江州市 prefecture 市", "城北区 county 区"],
    "和平区": ["和平区 county 区"],
    "将乐县": ["将乐县 county 县"],
    "从江县": ["从江县 county 县"],
    "全椒县": ["全椒县 county 县"],
    "全县": [],
    "各乡镇": [],
    "城乡": [],
    "示范区": [],
    "社区": [],
    "县域": [],
    "市场": [],
    "全区各街道": [],
}


@pytest.mark.parametrize("text", CHAINS)
def test_chains(text: str) -> None:
    chain = read_chain(text)
    assert [f"{u.name} {u.level} {u.word}" for u in chain] == CHAINS[text]


DEPARTMENTS = {
    "双牌县教育局党组2024年": "教育局",
    "杭州市农业农村局(杭州市乡村振兴局)": "农业农村局",
    "綦江区民政和退役军人事务局2023": "民政和退役军人事务局",
    "乐山市发展和改革委员会2023": "发展和改革委员会",
    "沙坪坝区教委2023": "教委",
    "湖南省农业农村厅2023": "农业农村厅",
    "天河区城市管理和综合执法局": "城市管理和综合执法局",
    "深圳市交通运输局龙岗管理局2023": "交通运输局龙岗管理局",
    "渠县人民政府2023": None,
    "渠县委员会": None,
    "渠县委全面依法治县委员会办公室": None,
    "越城区政府办": None,
}


@pytest.mark.parametrize("text", DEPARTMENTS)
def test_departments(text: str) -> None:
    found = read_department(text, read_chain(text)[-1].end)
    assert (found[0] if found else None) == DEPARTMENTS[text]


def test_a_mistake_in_a_word_list_is_named_by_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "words.toml"
    path.write_text('a = ["x"]\nb = ["("]\nc = [\n', "utf-8")
    with pytest.raises(CatalogueError, match=r"words\.toml:\d+: not valid TOML"):
        load(path)
    path.write_text('a = ["x"]\nb = ["(oops"]\n', "utf-8")
    with pytest.raises(CatalogueError, match=r"words\.toml:2: not a regular expression"):
        load(path).any_of("b")
    with pytest.raises(CatalogueError, match="found no"):
        load(path).strings("missing")
