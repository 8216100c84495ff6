"""Look for texts whose reading takes more than twice as long when they are twice as long.

    python -m bench.fuzz_growth [--characters 2000] [--seconds 600] [--seed 1]

Hostile and broken texts repeat one thing without end: a space, a bracket that is never
closed, a number without a stop. Each of a list of such units, and random ones made of them,
is repeated to two lengths; what grows by more than GROWTH is printed with its CPU times, and
makes the exit code 1.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Iterator

from rag.types import Document
from rag.understand import understand

GROWTH = 3.0  # times the CPU time for twice the text: 2 is linear, 4 quadratic
_NOISE = 0.12  # seconds: below, nothing is told

UNITS = (
    *" \t\u3000\n|-—_*#·、,，。;；:：()（）[]【】《》“”〔〕./%0镇一",
    *("\r\n", " \n", "| ", " |", "- ", "— ", "* ", "\t\t", "| |", "( ", "(一", "(一)", "一、", "1.", "1、"),
    *("1", "12,", "1.5", "100%", "38件", "20场、", "3名", "第1", "一是", "二是", "其中", "分别", "各", "均", "全部"),
    *("2024年", "2024年1月8日", "1月", "二〇二四年", "以来", "截至", "同比", "增长", "下降"),
    *("镇", "乡", "县", "市", "石泉镇", "四川省", "渠县三汇镇", "人民政府", "办公室", "委员会", "中共", "司法局"),
    *("报告", "工作总结", "法治政府", "法治政府建设年度报告", "和", "及", "、和", "无", "零", "未", "不"),
    *("来源", "来源:", "标题", "名称:", "发布时间:", "字体:大 中 小", "打印", "分享", "首页", "首页>", "> ", "上一篇:", "附件", "扫一扫"),
    *("http://", "www.a.cn/", "a", "Ab ", "&nbsp;", "�", "\ufeff", "\u200b", "😀", "ﾃ", "é", "﷽"),
    *("调解", "调解率", "率", "参考率、", "开展", "培训", "组织", "培训3场", "万", "亿", "十", "百", "余", "多"),
)  # fmt: skip


def texts(seconds: float, seed: int) -> Iterator[tuple[str, str, str]]:
    """What is repeated, and what stands before and after it: the units, then any of them."""
    end = time.monotonic() + seconds
    yield from ((unit, "", "") for unit in UNITS)
    rng = random.Random(seed)
    while time.monotonic() < end:
        unit = "".join(rng.choices(UNITS, k=rng.choice((1, 1, 2, 2, 3))))
        yield unit, rng.choice(UNITS), rng.choice(UNITS)


def cost(text: str) -> float:
    """CPU seconds to understand a report with a text before its title, in a line and as one."""
    whole = (
        f"{text}\n石泉镇2024年法治政府建设年度报告\n{text}\n一、工作\n"
        f"调解38件,{text}完\n二、打算\n{text}\n石泉镇人民政府\n"
    )
    start = time.process_time()
    understand(Document("a.txt", whole, "", "utf-8"))
    return time.process_time() - start


def growth(unit: str, before: str, after: str, characters: int) -> tuple[float, float]:
    """CPU seconds for about so many characters of ``unit``, and for twice as many."""
    times = max(1, characters // len(unit))
    return cost(before + unit * times + after), cost(before + unit * 2 * times + after)


def main(arguments: list[str] | None = None) -> int:
    """Try units until the time is up; how many grew too fast decides the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--characters", type=int, default=2000)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    cost("")  # what is loaded once
    tried = found = 0
    for pieces in texts(options.seconds, options.seed):
        tried += 1
        for _ in range(2):  # again: it may have been the machine
            once, twice = growth(*pieces, options.characters)
            if twice < max(_NOISE, GROWTH * once):
                break
        else:
            found += 1
            print(f"{pieces!r:60} {once:7.3f} s, twice as long {twice:7.3f} s", flush=True)
    print(f"{tried} tried, {found} grow by more than {GROWTH:g}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
