"""Rows, passages and questions from the truth of the reports; used by ask.py, ask_hard.py and ask_blind.py.

A row names a report by the stem of its file and a fact by indicator and, where that
is not enough, a piece of its quote. Sets over all reports are taken with ``every``,
so that no member is forgotten. The format is that of tests/gold/questions.json.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

TRUTH: dict[str, dict[str, Any]] = {}
TEXT: dict[str, str] = {}
NAMES = {
    "临溪县": "临溪|臨溪|Linxi",
    "扶桑瑶族自治县": "扶桑|Fusang",
    "镇川市": "镇川|鎮川|Zhenchuan",
    "沧澜市": "沧澜|滄瀾|Canglan",
    "城北区": "城北|Chengbei",
    "石磨镇": "石磨|Shimo",
    "双龙场镇": "双龙场|雙龍場|Shuanglongchang",
    "白沙河镇": "白沙河|Baishahe",
    "青冈彝族乡": "青冈|青岡|Qinggang",
    "桥头街街道": "桥头街|橋頭街|Qiaotoujie",
    "旗山街道": "旗山|Qishan",
    "岭东县": "岭东|嶺東|Lingdong",
    "云岭市": "云岭|雲嶺|Yunling",
    "望海湾经济技术开发区": "望海湾|望海灣|Wanghaiwan",
    "沙坪滩区": "沙坪滩|沙坪灘|Shapingtan",
    "黔岭布依族苗族自治州": "黔岭|黔嶺|Qianling",
    "梧坪县": "梧坪|Wuping",
    "银屏街道": "银屏|銀屏|Yinping",
    "云麓镇": "云麓|雲麓|Yunlu",
    "白岩回族乡": "白岩|Baiyan",
    "锦洲市": "锦洲|錦洲|Jinzhou",
    "南川河县": "南川河|Nanchuanhe",
    "滏源县": "滏源|Fuyuan",
    "沙湾堡镇": "沙湾堡|沙灣堡|Shawanpu|Shawanbao",
    "荔湖街道": "荔湖|Lihu",
    "岱南市": "岱南|Dainan",
    "泗滨高新技术产业开发区": "泗滨|泗濱|Sibin",
    "青峪县": "青峪|Qingyu",
    "沅川市": "沅川|Yuanchuan",
    "坪垭苗族布依族乡": "坪垭|坪埡|Pingya",
    "梅溪镇": "梅溪|Meixi",
    "勐珑县": "勐珑|勐瓏|Menglong",
}
Row = dict[str, Any]
questions: list[dict[str, Any]] = []


def load(folder: Path) -> None:
    """Read the truth and the texts of a folder; everything below speaks of these."""
    for path in sorted(folder.glob("*.json")):
        if path.stem != "questions":
            TRUTH[path.stem] = json.loads(path.read_text("utf-8"))
            TEXT[path.stem] = path.with_suffix(".txt").read_text("utf-8")


def fact_row(stem: str, fact: dict[str, Any]) -> Row:
    """One row of an answer, from a fact of the truth."""
    truth = TRUTH[stem]
    kept = ("phrase", "approx", "planned", "kind", "scope", "value_text")
    return {
        "place": truth["place"],
        "year": fact.get("year", truth["year_covered"]),
        "indicator_id": fact["indicator_id"],
        "value": fact["value"],
        "unit": fact["unit"],
        "file": truth["file"],
        "quote": fact["quote"],
    } | {key: fact[key] for key in kept}


def row(stem: str, indicator: str | None, piece: str = "", value: float | None = None) -> Row:
    """The one fact of a report that has this indicator, quote and value."""
    found = [
        f
        for f in TRUTH[stem]["facts"]
        if f["indicator_id"] == indicator
        and piece in f["quote"] + f["phrase"]
        and value in (None, f["value"])
    ]
    if len(found) != 1:
        raise ValueError(f"{stem} {indicator} {piece!r} {value}: {len(found)} facts, expected 1")
    return fact_row(stem, found[0])


def main_fact(fact: dict[str, Any]) -> bool:
    """A result of the covered year for the whole place."""
    return not fact["planned"] and fact["kind"] == "level" and "year" not in fact


def every(
    indicator: str,
    keep: Callable[[dict[str, Any], dict[str, Any]], bool] = lambda truth, fact: True,
    usual: Callable[[dict[str, Any]], bool] = main_fact,
) -> list[Row]:
    """Rows for all facts of an indicator that pass both tests, highest value first."""
    found = [
        fact_row(stem, fact)
        for stem, truth in TRUTH.items()
        for fact in truth["facts"]
        if fact["indicator_id"] == indicator and usual(fact) and keep(truth, fact)
    ]
    return sorted(found, key=lambda r: -float(r["value"]))


def field_row(stem: str, field: str, quote: str) -> Row:
    """A row about the report itself."""
    truth = TRUTH[stem]
    if quote not in TEXT[stem]:
        raise ValueError(f"{stem}: {quote!r} is not in the text")
    return {
        "place": truth["place"],
        "year": truth["year_covered"],
        "indicator_id": None,
        "value": truth["joint_party_government" if field == "joint" else field],
        "unit": None,
        "file": truth["file"],
        "quote": quote,
        "field": "joint_party_government" if field == "joint" else field,
    }


def claim_rows(name: str, *, planned: bool | None = None) -> list[Row]:
    """A row for every report that makes the claim (planned: only those, or none of them)."""
    found = []
    for truth in TRUTH.values():
        claim = truth["claims"][name]
        if not claim["present"] or claim["negated"] or planned not in (None, claim["planned"]):
            continue
        found.append(
            {
                "place": truth["place"],
                "year": truth["year_covered"],
                "indicator_id": None,
                "value": "planned" if claim["planned"] else "done",
                "unit": None,
                "file": truth["file"],
                "quote": claim["quote"],
                "claim": name,
            }
        )
    return found


def said(stem: str, quote: str, claim: str, stance: str = "done") -> Row:
    """A row for a quote that makes a claim, or admits a weakness."""
    if quote not in TEXT[stem]:
        raise ValueError(f"{stem}: {quote!r} is not in the text")
    truth = TRUTH[stem]
    return {
        "place": truth["place"],
        "year": truth["year_covered"],
        "indicator_id": None,
        "value": stance,
        "unit": None,
        "file": truth["file"],
        "quote": quote,
        "claim": claim,
    }


def apart(stem: str, value: float | None, unit: str | None, why: str) -> dict[str, Any]:
    """What may be shown only apart from the answer."""
    truth = TRUTH[stem]
    where = {"place": truth["place"], "year": truth["year_covered"], "file": truth["file"]}
    return where | {"value": value, "unit": unit, "why": why}


def passage(stem: str, quote: str) -> dict[str, Any]:
    """A passage that an open answer should cite."""
    start = TEXT[stem].index(quote)
    return {
        "file": TRUTH[stem]["file"],
        "quote": quote,
        "start": start,
        "end": start + len(quote),
    }


def written(value: float, unit: str | None, shown: str = "") -> str:
    """The ways an answer may write a value, as alternatives; ``shown`` is the report's own."""
    plain = f"{value:,}"
    forms = {plain, plain.replace(",", ""), plain.replace(",", " ")}
    if shown and unit != "%":
        forms.add(shown)
    if unit == "%":
        return "|".join(sorted(f + sign for f in forms for sign in "%％"))
    if unit == "元" and value >= 10000:
        forms |= {f"{value / 1e4:g}万", f"{value / 1e4:,g}萬", f"{value / 1e6:g} million"}
    elif value >= 10000:
        forms |= {f"{value / 1e4:g}万", f"{value / 1e4:g}萬"}
    return "|".join(sorted(forms))


def ask(
    name: str,
    kind: str,
    language: str,
    turns: str | list[str],
    rows: list[Row] | None = None,
    *,
    number: float | None = None,
    number_unit: str | None = None,
    must: list[str] | None = None,
    must_not: list[str] | None = None,
    passages: list[dict[str, Any]] | None = None,
    apart_from: list[dict[str, Any]] | None = None,
    abstain: bool = False,
    values: bool = True,
    note: str | None = None,
) -> None:
    """Add a question; the places and values of its rows must be mentioned."""
    turns = [turns] if isinstance(turns, str) else turns
    rows = rows or []
    mention = list(dict.fromkeys(NAMES[r["place"]] for r in rows))
    for r in rows:
        shown = r.pop("value_text", "")
        if values and shown:
            mention.append(written(r["value"], r["unit"], shown))
    if number is not None:
        mention.append(written(number, None))
    mention = list(dict.fromkeys(mention))
    answer: dict[str, Any] = {
        "rows": rows,
        "number": number,
        "passages": passages or [],
        "must_mention": mention + (must or []),
        "must_not_mention": must_not or [],
        "abstain": abstain,
    }
    for key, value in (("number_unit", number_unit), ("apart", apart_from), ("note", note)):
        if value:
            answer[key] = value
    questions.append(
        {"id": name, "kind": kind, "language": language, "turns": turns, "answer": answer}
    )


def level(name: str) -> Callable[[dict[str, Any], dict[str, Any]], bool]:
    """Keep reports of governments at this level (departments left out)."""
    return lambda truth, fact: truth["place_level"] == name and truth["department"] is None


def towns(truth: dict[str, Any]) -> bool:
    """镇, 乡 and 民族乡, without 街道."""
    return truth["level_word"] in ("镇", "乡", "民族乡")


def write(folder: Path) -> None:
    """Write questions.json into the folder."""
    dumped = json.dumps(questions, ensure_ascii=False, indent=1)
    (folder / "questions.json").write_text(dumped + "\n", "utf-8")
    print(f"{len(questions)} questions")
