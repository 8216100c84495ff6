"""Write realistic, varied annual reports whose facts are known.

    python -m bench.generate --reports 1000 --seed 7 --out DIR

writes DIR/corpus/ (text, Markdown, HTML and GB18030 text) and DIR/truth.jsonl: one line a
report with its file, place, level, year and facts. The same seed gives the same files.
"""

from __future__ import annotations

import argparse
import html
import json
import random
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rag.text import to_traditional

CLAUSES = tomllib.loads(Path(__file__).with_name("clauses.toml").read_text("utf-8"))["clause"]
THEMES = {
    "mediation": ("防范化解矛盾纠纷", "坚持和发展新时代“枫桥经验”,完善多元化解机制"),
    "publicity": ("深入开展法治宣传教育", "落实“谁执法谁普法”责任制,利用重要节点开展宣传"),
    "advisers": ("健全依法决策机制", "严格执行重大行政决策程序,充分发挥法律顾问作用"),
    "enforcement": ("规范行政执法行为", "落实行政执法“三项制度”,加强执法队伍建设"),
    "disputes": ("依法化解行政争议", "发挥行政复议主渠道作用,规范行政应诉工作"),
    "supervision": ("强化权力制约监督", "自觉接受人大监督和民主监督,推进政务公开"),
    "study": ("加强组织领导", "深入学习贯彻习近平法治思想,压实法治建设责任"),
}
COUNTIES = {
    "浙江省": ("安吉县", "嵊泗县", "云和县", "海盐县"),
    "河南省": ("嵩县", "淅川县", "民权县", "鲁山县"),
    "甘肃省": ("康县", "民勤县", "泾川县", "渭源县"),
    "云南省": ("弥勒市", "大姚县", "鹤庆县", "沧源佤族自治县"),
    "江苏省": ("射阳县", "溧阳市", "如东县", "句容市"),
    "广西壮族自治区": ("恭城瑶族自治县", "灵川县", "浦北县", "天峨县"),
}
FIRST = "石龙青白金安永平新东西南北大小上下长双三河沙桥丰和兴宁清云"
SECOND = "泉塘坪桥溪湾岭口田河店沟井寨坝洲庄亭山林关渡堡冲湖垭浦"
TOWNSHIP_WORDS = ("镇", "镇", "镇", "乡", "乡", "街道", "苗族乡")
PROBLEMS = (
    "执法力量相对薄弱,专业人才不足",
    "普法宣传形式较为单一",
    "部分干部学法不深入",
    "法治意识有待增强",
)
PLANS = ("加强执法队伍建设", "创新普法宣传方式", "完善矛盾纠纷化解机制", "提升依法决策水平")
NUMBERS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class TrueFact:
    """What a generated clause states, in base units."""

    indicator: str
    value: float
    unit: str
    approx: bool


@dataclass(frozen=True, slots=True)
class TrueReport:
    """A generated report as its author knows it."""

    file: str
    place: str
    level: str
    parents: tuple[str, ...]
    year: int
    facts: tuple[TrueFact, ...]


def generate(reports: int, seed: int, out: Path) -> list[TrueReport]:
    """Write ``reports`` files and their truth below ``out``; return the truth."""
    rng = random.Random(seed)
    corpus = out / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    truth = []
    for number, (province, county, place, level, year) in enumerate(_places(rng, reports)):
        body, facts = _body(rng, place, level, year)
        title = f"{place}{year}年法治政府建设年度报告"
        if level == "township" and rng.random() < 0.6:
            title = f"{county}{place}{year}年度法治政府建设工作情况报告"
        file = _write(rng, corpus, f"r{number:06d}", title, place, county, year, body)
        parents = (province, county) if level == "township" else (province,)
        truth.append(TrueReport(file, place, level, parents, year, tuple(facts)))
    with (out / "truth.jsonl").open("w", encoding="utf-8") as lines:
        for report in truth:
            lines.write(json.dumps(asdict(report), ensure_ascii=False) + "\n")
    return truth


def _places(rng: random.Random, count: int) -> Iterator[tuple[str, str, str, str, int]]:
    """(province, county, place, level, year), no place and year twice."""
    seen: set[tuple[str, int]] = set()
    years = range(2019, 2026)
    while len(seen) < count:
        province = rng.choice(list(COUNTIES))
        county = rng.choice(COUNTIES[province])
        place, level = county, "county"
        if rng.random() < 0.92:
            # Three syllables once two run out: 30 x 28 names and seven years.
            name = rng.choice(FIRST) + rng.choice(SECOND)
            if count > 4000:
                name = rng.choice(FIRST) + name
            if count > 60000:
                name += rng.choice(SECOND)
            place, level = name + rng.choice(TOWNSHIP_WORDS), "township"
        year = rng.choice(years)
        if (place, year) not in seen:
            seen.add((place, year))
            yield province, county, place, level, year
        elif level == "county" and len(seen) > count // 2:
            continue


def _body(
    rng: random.Random, place: str, level: str, year: int
) -> tuple[list[str], list[TrueFact]]:
    facts: list[TrueFact] = []
    themes = [t for t in THEMES if t != "disputes" or level != "township"]
    rng.shuffle(themes)
    lines = [
        f"{year}年,{place}坚持以习近平新时代中国特色社会主义思想为指导,认真落实法治政府建设各项部署。"
        f"现将{year}年度法治政府建设工作情况报告如下:",
        f"一、{year}年度推进法治政府建设的主要举措和成效",
    ]
    for number, theme in enumerate(themes):
        heading, lead = THEMES[theme]
        clauses = []
        for clause in CLAUSES:
            allowed = level in clause.get("levels", (level,))
            if clause["theme"] == theme and allowed and rng.random() < 0.75:
                text, fact = _clause(rng, clause)
                clauses.append(text)
                facts.append(fact)
        stated = ",".join(clauses)
        lines.append(f"({NUMBERS[number]}){heading}。{lead}。{stated + '。' if stated else ''}")
    lines.append("二、存在的不足和原因")
    lines += [f"{n}是{p}。" for n, p in zip(NUMBERS, rng.sample(PROBLEMS, 2), strict=False)]
    lines.append(f"三、{year + 1}年工作打算")
    lines += [f"{n}是{p}。" for n, p in zip(NUMBERS, rng.sample(PLANS, 3), strict=False)]
    return lines, facts


def _clause(rng: random.Random, clause: dict[str, Any]) -> tuple[str, TrueFact]:
    if clause.get("rate"):
        value = (
            100.0 if rng.random() < 0.5 else round(rng.uniform(clause["low"], clause["high"]), 1)
        )
        written, approx = f"{value:g}", False
    else:
        value = float(rng.randint(clause["low"], clause["high"]))
        approx = clause.get("about", True) and value >= 10 and rng.random() < 0.25
        written = f"{value:.0f}" + ("余" if approx else "")
    text = rng.choice(clause["forms"]).format(n=written)
    return text, TrueFact(
        clause["indicator"], value * clause.get("scale", 1), clause["unit"], approx
    )


def _write(
    rng: random.Random,
    folder: Path,
    stem: str,
    title: str,
    place: str,
    county: str,
    year: int,
    body: Sequence[str],
) -> str:
    published = f"{year + 1}-{rng.randint(1, 3):02d}-{rng.randint(1, 28):02d}"
    signed = [f"{place}人民政府", f"{year + 1}年1月{rng.randint(3, 28)}日"]
    lines = [title, f"发布时间:{published} 来源:{county}人民政府", *body, *signed]
    kind = rng.choices(("txt", "hant", "gb18030", "md", "html"), (55, 10, 10, 5, 20))[0]
    if kind == "html":
        file = f"{stem}.html"
        (folder / file).write_text(_page(title, lines), encoding="utf-8")
        return file
    text = "\n".join(lines) + "\n"
    if kind == "hant":
        text = to_traditional(text)
    file = f"{stem}.{'md' if kind == 'md' else 'txt'}"
    encoding = "gb18030" if kind == "gb18030" else "utf-8"
    (folder / file).write_text(text, encoding=encoding, newline="\n")
    return file


def _page(title: str, lines: Sequence[str]) -> str:
    paragraphs = "\n".join(f"<p>{html.escape(line)}</p>" for line in lines[1:])
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        f"<title>{html.escape(title)}_政务公开</title><style>p{{margin:0}}</style></head><body>"
        '<div class="nav"><a href="/">首页</a> &gt; <a href="/zwgk">政务公开</a></div>'
        f'<h1>{html.escape(title)}</h1><div class="TRS_Editor">{paragraphs}</div>'
        '<div class="footer">版权所有 网站地图 主办单位:人民政府办公室</div>'
        "<script>var x = 1;</script></body></html>"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line of the generator."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--reports", type=int, required=True)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    truth = generate(options.reports, options.seed, options.out)
    print(f"{len(truth)} reports, {sum(len(r.facts) for r in truth)} facts -> {options.out}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
