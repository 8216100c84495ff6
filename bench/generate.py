"""Write realistic, varied annual reports whose facts are known.

    python -m bench.generate --reports 1000 --seed 7 --out DIR

writes DIR/corpus/ (text in several encodings and scripts, Markdown, web pages, Word, PDF) and
DIR/truth.jsonl: one line a report with its file, place, level, year, the style of its header
and its facts. The same seed gives the same files.
"""

from __future__ import annotations

import argparse
import json
import random
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.formats import as_docx, as_mhtml, as_page, as_pdf, as_text
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
FILLERS = (
    "党委、政府主要负责人切实履行推进法治建设第一责任人职责,对重要工作亲自部署、重大问题亲自过问。",
    "坚持把法治政府建设摆在全局工作的突出位置,与经济社会发展同部署、同推进、同督促、同考核。",
    "严格落实行政执法公示、执法全过程记录、重大执法决定法制审核制度,做到严格规范公正文明执法。",
    "把公众参与、专家论证、风险评估、合法性审查和集体讨论决定作为重大行政决策的必经程序。",
    "围绕群众急难愁盼问题,畅通诉求表达渠道,推动矛盾纠纷就地化解、源头预防。",
    "持续优化法治化营商环境,全面落实公平竞争审查制度,平等保护各类经营主体合法权益。",
    "聚焦重点领域、重点行业、重点人群,分层分类开展精准普法,营造办事依法、遇事找法的浓厚氛围。",
    "主动接受人大法律监督、政协民主监督和社会舆论监督,认真研究办理各方面意见建议。",
    "坚持领导干部带头学法,把习近平法治思想列入理论学习中心组学习的重要内容。",
    "加强与司法所、派出所、法庭的协作配合,形成上下联动、齐抓共管的工作格局。",
)
# How a report begins; the plain ones state title, place and year in the usual way.
PLAIN_STYLES = ("plain", "table", "two_lines", "doubled")
HARD_STYLES = ("untitled", "one_line")
FORMATS = {
    "txt": 38, "hant": 10, "gb18030": 8, "utf-16": 2, "md": 5, "html": 18, "mhtml": 2,
    "docx": 12, "pdf": 5,
}  # fmt: skip
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
    style: str = "plain"
    format: str = "txt"


def generate(reports: int, seed: int, out: Path) -> list[TrueReport]:
    """Write ``reports`` files and their truth below ``out``; return the truth."""
    rng = random.Random(seed)
    corpus = out / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    truth = []
    for number, place in enumerate(_places(rng, reports)):
        kind = rng.choices(list(FORMATS), list(FORMATS.values()))[0]
        style = rng.choice(PLAIN_STYLES if rng.random() < 0.85 else HARD_STYLES)
        body, rows, facts = _body(rng, place, kind in ("docx", "html"))
        lines = _with_header(rng, place, style, body)
        file = f"r{number:06d}.{kind if kind in ('md', 'html', 'mhtml', 'docx', 'pdf') else 'txt'}"
        (corpus / file).write_bytes(_bytes(rng, kind, lines, rows))
        above = (place.province, place.county) if place.level == "township" else (place.province,)
        truth.append(
            TrueReport(file, place.name, place.level, above, place.year, tuple(facts), style, kind)
        )
    with (out / "truth.jsonl").open("w", encoding="utf-8") as handle:
        for report in truth:
            handle.write(json.dumps(asdict(report), ensure_ascii=False) + "\n")
    return truth


@dataclass(frozen=True, slots=True)
class _Place:
    province: str
    county: str
    name: str
    level: str
    year: int


def _places(rng: random.Random, count: int) -> Iterator[_Place]:
    """No place and year twice."""
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
            yield _Place(province, county, place, level, year)
        elif level == "county" and len(seen) > count // 2:
            continue


def _body(
    rng: random.Random, place: _Place, with_table: bool
) -> tuple[list[str], list[list[str]], list[TrueFact]]:
    """The lines of the report, the rows of its table (or none), and what both state."""
    facts: list[TrueFact] = []
    rows: list[list[str]] = []
    with_table = with_table and rng.random() < 0.4
    themes = [t for t in THEMES if t != "disputes" or place.level != "township"]
    rng.shuffle(themes)
    year = place.year
    lines = [
        f"{year}年,{place.name}坚持以习近平新时代中国特色社会主义思想为指导,认真落实法治政府建设各项"
        f"部署。现将{year}年度法治政府建设工作情况报告如下:",
        f"一、{year}年度推进法治政府建设的主要举措和成效",
    ]
    layout = rng.randrange(3)
    for number, theme in enumerate(themes):
        heading, lead = THEMES[theme]
        clauses = []
        for clause in CLAUSES:
            allowed = place.level in clause.get("levels", (place.level,))
            if clause["theme"] == theme and allowed and rng.random() < 0.75:
                text, fact = _clause(rng, clause)
                facts.append(fact)
                if with_table and "row" in clause and not fact.approx:
                    rows.append([clause["row"], clause["unit"], f"{fact.value:g}"])
                else:
                    clauses.append(text)
        stated = ",".join(clauses) + "。" if clauses else ""
        filled = "".join(rng.sample(FILLERS, rng.randint(1, 4)))
        if layout == 0:
            lines.append(f"({NUMBERS[number]}){heading}。{lead}。{stated}{filled}")
        elif layout == 1:
            lines += [f"({NUMBERS[number]}){heading}", f"{lead}。{filled}{stated}"]
        else:
            lines.append(f"{number + 1}.{heading}。一是{lead}。{filled}二是强化落实。{stated}")
    if rows:
        rows.insert(0, ["事项", "单位", "数量"])
    lines.append("二、存在的不足和原因")
    lines += [f"{n}是{p}。" for n, p in zip(NUMBERS, rng.sample(PROBLEMS, 2), strict=False)]
    lines.append(f"三、{year + 1}年工作打算")
    lines += [f"{n}是{p}。" for n, p in zip(NUMBERS, rng.sample(PLANS, 3), strict=False)]
    return lines, rows, facts


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


def _with_header(rng: random.Random, place: _Place, style: str, body: Sequence[str]) -> list[str]:
    """The body with what stands above and below it in a style."""
    year, county = place.year, place.county
    published = f"{year + 1}-{rng.randint(1, 3):02d}-{rng.randint(1, 28):02d}"
    title = f"{place.name}{year}年法治政府建设年度报告"
    if place.level == "township" and rng.random() < 0.6:
        title = f"{county}{place.name}{year}年度法治政府建设工作情况报告"
    signed = [f"{place.name}人民政府", f"{year + 1}年1月{rng.randint(3, 28)}日"]
    source = f"发布时间:{published} 来源:{county}人民政府"
    if style == "table":
        head = [
            f"索 引 号:0{rng.randint(10**6, 10**7)}/2024-{rng.randint(1, 999):05d}",
            f"发布机构:{place.name}人民政府",
            f"发布日期:{published}",
            "有效性:有效",
            f"名称:{title}",
            title,
        ]
    elif style == "two_lines":
        head = [f"{place.name}人民政府", f"关于{year}年度法治政府建设工作情况的报告", source]
    elif style == "doubled":
        head = [
            "您当前的位置:首页 > 政务公开 > 法治政府建设",
            title,
            title,
            source,
            "【字体:大 中 小】",
        ]
    elif style == "untitled":
        return [
            f"{'县' if place.level == 'township' else '市'}委、{'县' if place.level == 'township' else '市'}政府:",
            *body,
            *signed,
        ]
    else:
        head = [title, source]
    lines = [*head, *body, *signed]
    return [" ".join(lines)] if style == "one_line" else lines


def _bytes(
    rng: random.Random, kind: str, lines: Sequence[str], rows: Sequence[Sequence[str]]
) -> bytes:
    """The file in one of FORMATS."""
    if kind == "hant":
        return to_traditional("\n".join(lines) + "\n").encode()
    if kind in ("gb18030", "utf-16"):
        return as_text(lines, kind)
    if kind in ("html", "mhtml"):
        encoding = rng.choice(("utf-8", "utf-8", "gb18030"))
        page = as_page(lines[0], lines, encoding, rng.randrange(3), rows)
        return as_mhtml(page) if kind == "mhtml" else page
    if kind == "docx":
        return as_docx(lines, rows)
    return as_pdf(lines) if kind == "pdf" else as_text(lines)


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
