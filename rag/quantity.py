"""Written numbers of folded text -> quantities in base units.

Finds what states a quantity (2.3万余人, 百分之百, 两万余人次, 8.18万元, 不少于4次) and leaves
out what only looks like one: years and dates, list marks, document and article numbers,
hotlines, models such as 1+8, numbers inside book titles and short quotes, thresholds
(2亿元以上投资项目) and the many set phrases of Chinese numerals (三项制度, 一件事).
Knows nothing of what is counted.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace

from rag.types import Bound, Quantity

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_HAN = re.compile(r"[\u3400-\u9fff]")
_CN = "〇零一二两三四五六七八九十百千万亿"

_CORE = re.compile(
    rf"\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?(?!\d)|\d{{1,3}}(?: \d{{3}})+(?= ?[余多万]?[\u4e00-\u9fff])"
    rf"|\d+(?:\.\d+)?|百分之[{_CN}\d点.]+|百分百|双百|[一二三四五六七八九](?=成(?:以上|左右|以下|多|的|,|。|;))|[{_CN}]+"
)

# Measure words; what may not follow keeps 部门, 处罚, 条例 and the like apart.
_UNITS = (
    "个百分点|百分点|个工作日|工作日|个小时|小时|分钟|学时|课时|平方公里|平方米|公里|公斤|千克|万亩|亩|立方米|吨"
    "|人次|个次|店次|点次|厂次|件次|户次|家次|台次|车次|辆次|场次|堂次|批次|班次|期次|频次|轮次|项次|册次|艘次|处次|艘"
    "|美元|元|倍"
    "|件(?!套)|起(?!来|草)|例(?!行|会|外|如)|宗(?!旨)|桩"
    "|次(?!全会|全体|党代|日)|场(?!所|地)|期(?!间|限)|批(?!准|复)|轮(?!训|流|换)"
    "|堂|节(?!点|日)|回(?!复|访)|门(?!类|户|诊)"
    "|人(?!大代|才|口)|名(?!单(?!位)|录|称)|位(?!于|居)"
    "|户(?!籍|外)|家|份|册|本(?!级|年|县|镇|区|市)|条(?!例)"
    "|篇|张|幅(?!度)|卷(?!宗)|封(?!闭)|项(?!目(?!标|录|的))|大类|类(?!型)|个(?!月|年|季度|星期|半年|百分)"
    "|处(?!罚|理)|支(?!部|付|出)|所(?!有|属)|部(?!门|委|署|分)"
    "|组(?!织)|套|台|辆|块|面(?!积|向)|间|款|种(?!植)"
    "|座|栋|枚|把|章|道(?!路)|只|头|站|则|页|笔|单(?!位)|通(?!过|报)|棵|株|尾|羽|袋|盒|瓶|桌|案(?!件|例|由)"
    "|天(?!然|津)|乡镇|镇街|村(?!民|规|级|委|务|干)|社区(?!矫)"
)
_MAY_FOLLOW = {*re.findall(r"(?:^|\|)([\u4e00-\u9fff])", _UNITS), *"余多来年 \n"}
_TAIL = re.compile(
    rf"[ \n]{{0,2}}(?P<more>余|多(?!方|部门|元|种|样|项|名|家|个)|多(?=[个名家项种次场]|万|亿)|来(?=个|次|场|名))?"
    rf"[ \n]?(?P<scale>百万|千万|万亿|亿|万|千(?!克)|百)?(?P<more2>\+(?![\dA-Za-z])|余|多(?=[\u4e00-\u9fff])|来(?=个|次|场))?"
    rf"[ \n]{{0,2}}(?P<unit>%|‰|{_UNITS})?(?P<alt>\((?:次|册|套|件|家|户|人|份|张|本|起|宗|项|场|篇|条|个)\)[次]?)?"
    rf"(?P<post> ?(?:左右|上下|之多|有余|以上|以下|以内|及以上|多(?=,|。|;|、|$)|余(?=,|。|;|、|$)))?"
)
_LEAD = re.compile(
    r"(?P<least>不(?:得)?少于|不(?:得)?低于|至少|高于|大于|多于|不下于|超过|超出|突破|超|逾)"
    r"|(?P<most>不(?:得)?超过|不(?:得)?高于|不多于|不大于|不足|最多|低于|少于|小于|控制在)"
    r"|(?P<about>大约|(?<![民公条节集预契合签制特违邀])约为?|将近|接近|(?<![附临最靠贴亲])近)"
)
_LEAD_AT_END = re.compile(rf"(?:{_LEAD.pattern})(?:了|到|达)? *$")
_AT_LEAST_TO = re.compile(r"(?:至少|不少于|最少)[\u4e00-\u9fff]{2,4}$")
_QUOTED = re.compile(
    r"《[^》]{0,120}》|[“「『\"‘][^“”「」『』\"‘’\n]{1,20}[”」』\"’]|[〔\[]\d{4}[〕\]]"
)
# 行政复议申请(件):16, as tables have it
_UNIT_BEFORE = re.compile(
    r"[(/](件|人|名|次|份|个|户|家|项|元|起|宗|场|场次|人次|%|条|台)\)?[: |\t]*(?:[\d.,]+ *[|\t] *)*$"
)
# | 调解纠纷 | 件 | 149 | and | 调解纠纷数 | 149 |: a cell of its own after its unit, or its name
_CELL = re.compile(
    r"(?:\|[ ]*|\t[ ]*)(?:(件|人|名|次|份|个|户|家|项|起|宗|场|场次|人次|%|条|台)"
    r"|[^|\t\n\d]{2,24}(?:数|数量|人数|件数|次数|案件|纠纷|人员|调解员|律师|顾问|场次|合同|文件|明白人|记录仪))"
    r"[ ]*(?:\||\t)[ \t]*$"
)
_LISTED = re.compile(
    r"(?:[、和及与]\d{1,12}(?:\.\d{1,9})?){1,20}(个百分点|%|件|起|人次|人|名|份|次|场次|场|项|家|户|条)"
)
_RATIO = re.compile(r"\d+(?:\.\d+)?:1(?![\d:])")
_RANGE = re.compile(
    r" *(?:-|~|—|–|至|到) *(\d+(?:\.\d+)?)(?=%|[余多]?[万亿]?(?:次|场|件|人|名|份|家|个|户|条))"
)
_YEARLIKE = re.compile(r"(?:19|20)\d\d")
_AT_START = re.compile(r"(?:^|[\n。;:!])[ \t]*$")

_RATE_BEFORE = re.compile(r"率(?:为|是|达到?|均为?)?$")
_NOT_REACHED = re.compile(r"(?:尚未|未能?|没有)(?:达到?|实现)[^,。;]{0,20}$")
_RANKED = re.compile(r"(?:排名|位列|位居|名列|居|列|排|获|荣获)[^,。;]{0,14}第$")
_TIME_UNITS = {"个工作日", "工作日", "小时", "个小时", "分钟", "天"}
_ACTIVITIES = {"%", "次", "场", "场次", "期"}
_INDIVISIBLE = set("个件起例宗次场期名人家户份册本条篇项处支所部")
_HOTLINES = re.compile(r"(?:12\d{3}|110|119|120|122|8890|710|95598|96\d{3,4})$")
_LABELLED = re.compile(
    r"(?:热线|电话|附件|编号|编码|邮编|拨打|代码|账号|网址|(?:浏览量|浏览次数|访问量|点击数|点击量|阅读量|阅读|浏览):|字号|得分|评分|年龄|年满|第)[:: ]*$"
)
_PAGE_COUNTER = re.compile(r"(?:浏览|访问|点击|阅读)(?:次数|人次|数|量)?[: ]*$")

# Chinese numerals state a quantity only in few surroundings; these lists say which.
_CN_NOT_AFTER = set("届第每这那同另某任哪下上进统唯逐首前后末初周期数几十百千万亿零〇·-—/+.")
_NOT_IN_CHINESE = {*"天倍%案单通门面章道只头站村节回把", "分钟"}
_ROUND = ("十", "百", "千", "万", "亿", "十万")  # 百余份 and 近百份 count, 百场 does not
_CN_COUNTED = re.compile(
    r"(?:次|场次|场|期|件|起|名|位|人次|人|家|份|部|台|批次|宗|例|轮|堂|户|册|本|卷|套|辆|条|项|个|支|处|所|张|篇)$"
)
_CN_NOUNS = re.compile(
    r"(?:重大行政决策|重大决策|行政规范性文件|规范性文件|案件|合同|法律顾问|律师|行政复议|行政诉讼|人民调解员|执法人员|专题会)"
)
_TIMES = re.compile(
    r"(?:召开|组织|开展|研究|听取|专题|集中|举办|赴|深入|部署|审议|主持|带队|到|出庭|督查|督察|检查)"
)
_CN_VERB = re.compile(
    r"(?:[办开上搞做]了|其中|抽选|选取|挑选|抽取|召开|开展|举办|举行|聘请|聘用|聘任|选聘|配备|购置|购买|购|受理|办理|化解|调解|调处|成立|组建|建成|新建|出台|制定|印发|处理|查处|移送|新增|培养|选派|组织|发放|设立|审查|审核|废止|修改|修订|制发|建立|建有|配有|设有|现有|共有|办结|审结|获评|创建|完成|整改|解决|提出|出具|安排|参加|派出|抽调|发生|收到|答复|纠正|撤销|立案|进行|接受|排查|发现|不少于|至少|累计|共计|合计|共|达|达到|仅|仅有|有)(?:了|过|出|完成|各类|行政|好)?$"
)
# 建成法治文化长廊三条: what was made, then how many
_CN_MADE = re.compile(
    r"(?:建成|新建|新增|创建|成立|设立|打造|获评|评为|建立|组建).{0,20}[\u4e00-\u9fff”](?<![制机体清][度制系单])$|达到$"
)
_CN_HELD = re.compile(r"(?:讲授|召开|开展|举办|组织|举行).{2,16}(?<![第每进统单合])$")
_CN_ABSTRACT = re.compile(
    r"[^,。;、]{0,4}?(?:制度|机制|体系|清单|联动|方面|环节|维护|意识|自信|阶段|层面|层级|原则|关系|关口|转变|要求|步骤|坚持|确立|亲自|到位|结合|统筹|规定|文明|支柱|抓手|一体|公示|程序|融合|平台|保障|审议|循环|治理|导向|防线|底线|红线|目标|台账|步|体|化|建设|攻坚|行动|模式|同步|必)"
)


def find_quantities(text: str) -> list[Quantity]:
    """Quantities of folded text in order, offsets into it, values in base units."""
    masks = [(m.start(), m.end()) for m in _QUOTED.finditer(text)]
    starts = [start for start, _ in masks]
    found: list[Quantity] = []
    last = 0
    for core in _CORE.finditer(text):
        if core.start() < last:
            continue
        first = core[0][0]
        if first.isdigit():
            quantity = _in_digits(text, core.start(), core.end())
        elif core[0].startswith("百分"):
            quantity = _percent_in_words(text, core)
        elif core[0] == "双百":
            quantity = _both_hundred(text, core)
        elif text[core.end() : core.end() + 1] == "成" and core[0] in _DIGITS:
            quantity = _tenths(text, core)
        else:
            quantity = _in_chinese(text, core.start(), core.end())
        if quantity is None:
            continue
        inside = bisect_right(starts, core.start()) - 1
        if inside >= 0 and core.start() < masks[inside][1]:
            quoted = text[slice(*masks[inside])]
            if quoted[0] == "《" or quantity.unit != "%" or len(quoted) > 8:
                continue
        found.append(quantity)
        last = quantity.end
    return found


def chinese_number(written: str) -> int | None:
    """一千二百 -> 1200, 两万 -> 20000, 二〇二 -> 202; None when it is no number."""
    if not any(c in _SCALES for c in written):
        if not all(c in _DIGITS for c in written) or (len(written) > 1 and len(written) < 3):
            return None
        return int("".join(str(_DIGITS[c]) for c in written))
    total = section = digit = 0
    seen_digit = False
    for character in written:
        if character in _DIGITS:
            if seen_digit and digit:
                return None
            digit, seen_digit = _DIGITS[character], True
            continue
        scale = _SCALES.get(character)
        if scale is None:
            return None
        if scale >= 10_000:
            total = (total + section + digit or 1) * scale
            section = digit = 0
        else:
            section += (digit or 1) * scale
            digit = 0
        seen_digit = False
    return total + section + digit


def _in_digits(text: str, start: int, end: int) -> Quantity | None:
    before, after = text[start - 1 : start], text[end : end + 1]
    if (
        after in ("年", "月", "日", "号")
        and text[start - 2 : start] != "连续"
        and "." not in text[start:end]
    ):
        return None
    ratio = _RATIO.match(text, start)
    if ratio and "比" in text[max(0, start - 8) : start]:
        value = float(text[start : text.index(":", start)])
        return Quantity(value, ":1", False, None, start, ratio.end())
    written = text[start:end]
    if "." in written:
        # A list mark glued to what follows it: 1.12个村, 2.2024年.
        mark, rest = written.split(".", 1)
        follows = _TAIL.match(text, end)
        glued = _AT_START.search(text[max(0, start - 3) : start]) and len(mark) <= 2
        indivisible = (
            follows and not follows["scale"] and (follows["unit"] or "")[:1] in _INDIVISIBLE
        )
        if (glued and indivisible and not rest.startswith("0")) or (
            _YEARLIKE.fullmatch(rest) and after == "年"
        ):
            start += len(mark) + 1
            written, before = rest, "."
        elif _glued_to(text, start, before):
            return None
    elif _glued_to(text, start, before):
        return None
    if before == "第":
        return _rank(text, start, end, float(text[start:end]))
    if before and before.isascii() and before.isalpha():
        return None
    if after == "+" and re.match(r"\+(?!\d|[A-Za-z])", text[end : end + 2]):
        pass
    elif after and (after in "+×·" or (after.isascii() and after.isalpha())):
        return None
    upper = _RANGE.match(text, end)
    approx_range = False
    if upper and not _YEARLIKE.fullmatch(written):
        approx_range, end = True, upper.end()
    if after == "年" and text[start - 2 : start] == "连续":
        return Quantity(float(written), "年", False, None, start, end + 1)
    tail = _TAIL.match(text, end)
    assert tail is not None
    unit, scale = tail["unit"], tail["scale"]
    if unit is None:
        listed = _LISTED.match(text, end)
        if listed and not _YEARLIKE.fullmatch(written):
            # 0.5、3.2和2.7个百分点: the unit is said once
            return Quantity(float(written), listed[1], False, None, start, end)
    if _NOT_REACHED.search(text[max(0, start - 26) : start]):
        return None  # what was not reached is no value
    if unit is None and not approx_range and not _stands_alone(text, start, tail, written):
        cell = _in_a_cell(text, start, end)
        if cell is not None and not _YEARLIKE.fullmatch(written):
            value = float(written.replace(",", "").replace(" ", ""))
            return Quantity(value, cell[1], False, None, start, end)
        line = text.rfind("\n", 0, start) + 1
        named = _UNIT_BEFORE.search(text[max(0, start - 40, line) : start])
        if named is None or (after and after not in " |\t\n,;。、)"):
            return None
        value = float(written.replace(",", "").replace(" ", ""))
        return Quantity(value, named[1], False, None, start, end)
    if _LABELLED.search(text[max(0, start - 6) : start]):
        return None
    value = float(written.replace(",", "").replace(" ", ""))
    quantity = _quantity(text, start, tail, value, scale, approx_range)
    if (
        quantity
        and unit is None
        and value <= 100
        and _RATE_BEFORE.search(text[max(0, start - 6) : start])
    ):
        return replace(quantity, unit="%")  # 败诉率为0
    return quantity


def _in_a_cell(text: str, start: int, end: int) -> re.Match[str] | None:
    """The cell before a number that is a cell of a table by itself."""
    if text[end : end + 1] not in ("", " ", "|", "\t", "\n"):
        return None
    line = text.rfind("\n", 0, start)
    row = "|" + text[max(line + 1, start - 40) : start]
    return _CELL.search(row) if row.rstrip(" ").endswith(("|", "\t")) else None


def _glued_to(text: str, start: int, before: str) -> bool:
    """Whether a number goes on from what stands before it: 1+8, 12·4, 15:34, 2025-03."""
    if before in (":", "."):
        return text[start - 2 : start - 1].isdigit()
    return bool(before) and before in "+×·-~—/"


def _rank(text: str, start: int, end: int, value: float) -> Quantity | None:
    """排名全市第3位: a rank; any other 第3 is an ordinal."""
    tail = re.compile(r"(?:名|位)?(?=,|。|;|、|\)|\n|$)").match(text, end)
    if tail is None or not _RANKED.search(text[max(0, start - 24) : start]):
        return None
    return Quantity(value, "位", False, None, start - 1, tail.end())


def _stands_alone(text: str, start: int, tail: re.Match[str], written: str) -> bool:
    """A number without a unit counts only where the source plainly lost it, or a zero."""
    if not _HAN.match(text[start - 1 : start]) or text[start - 1] in "第年月至到号日时点":
        return False
    following = text[tail.end() : tail.end() + 1]
    if following and following not in ",;。、)\n并":
        return False
    if tail["more"] or tail["more2"] or tail["scale"]:
        return True
    if (
        written.endswith(".0")
        or _YEARLIKE.fullmatch(written)
        or _HOTLINES.match(written)
        or len(written) > 6
    ):
        return False
    return not _PAGE_COUNTER.search(text[max(0, start - 6) : start])


def _percent_in_words(text: str, core: re.Match[str]) -> Quantity | None:
    if core[0] == "百分百":
        return Quantity(100.0, "%", False, None, core.start(), core.end())
    written = core[0][3:]
    if written == "百":
        value = 100.0
    elif written[0].isdigit():
        value = float(written.rstrip(".点"))
    else:
        whole, _, decimals = written.partition("点")
        number = chinese_number(whole)
        if number is None:
            return None
        value = float(number)
        if decimals and all(c in _DIGITS for c in decimals):
            value = float(f"{number}.{''.join(str(_DIGITS[c]) for c in decimals)}")
    tail = re.compile(r"(?:左右|以上|以下)").match(text, core.end())
    return Quantity(
        value,
        "%",
        tail is not None,
        "at_least"
        if tail and tail[0] == "以上"
        else "at_most"
        if tail and tail[0] == "以下"
        else None,
        core.start(),
        tail.end() if tail else core.end(),
    )


def _both_hundred(text: str, core: re.Match[str]) -> Quantity | None:
    """参考率和合格率“双百”: two rates of 100, when rates are named just before."""
    if not re.search(r"[率度][^,。;]{0,6}$", text[max(0, core.start() - 10) : core.start()]):
        return None
    return Quantity(100.0, "%", False, None, core.start(), core.end(), True)


def _tenths(text: str, core: re.Match[str]) -> Quantity | None:
    """六成以上 -> 60%."""
    tail = re.compile(r"成(以上|左右|以下|多)?").match(text, core.end())
    assert tail is not None
    if _HAN.match(text[core.start() - 1 : core.start()]) and text[core.start() - 1] in "第几十":
        return None
    return Quantity(_DIGITS[core[0]] * 10.0, "%", True, None, core.start(), tail.end())


def _in_chinese(text: str, start: int, end: int) -> Quantity | None:
    before = text[start - 1 : start]
    if before == "第":
        value = chinese_number(text[start:end])
        return _rank(text, start, end, float(value)) if value else None
    if text[end : end + 1] not in _MAY_FOLLOW:
        return None
    written = text[start:end]
    about = written in _ROUND and before in "近逾超上数" and before
    if not about and (
        before in _CN_NOT_AFTER or before.isdigit() or (before.isascii() and before.isalpha())
    ):
        return None
    if written in _ROUND and not about and text[end : end + 1] not in "余多":
        return None
    if text[end : end + 1] == "年" and text[start - 2 : start] == "连续":
        years = chinese_number(written)
        return Quantity(float(years), "年", False, None, start, end + 1) if years else None
    tail = _TAIL.match(text, end)
    assert tail is not None
    unit = tail["unit"]
    if unit is None or unit in _NOT_IN_CHINESE:
        return None
    value = chinese_number(written)
    if value is None or (value == 0 and unit not in ("件", "起", "例", "宗", "次", "人", "份")):
        return None
    if about:
        quantity = _quantity(text, start, tail, float(value), tail["scale"], True)
        return quantity and replace(quantity, start=start - 1)
    more = tail["more"] or tail["more2"]
    if not more and value and not _chinese_counts(text, start, tail, value):
        return None
    return _quantity(text, start, tail, float(value), tail["scale"], False)


def _chinese_counts(text: str, start: int, tail: re.Match[str], value: int) -> bool:
    """培训三期, 聘请两名律师 and 两千人次 count; 三项制度 and 一批 do not."""
    unit = tail["unit"]
    if not _CN_COUNTED.match(unit):
        return False
    before, following = text[max(0, start - 8) : start], text[tail.end() : tail.end() + 10]
    if unit == "次" and value > 1 and _TIMES.match(following) and before[-1:] not in ("每", "一"):
        return True  # 七次组织学法
    if value > 1 and _CN_NOUNS.match(following) and before[-1:] not in _CN_NOT_AFTER:
        return True  # 两项重大行政决策
    if not before or not (_HAN.match(before[-1]) or before[-1] in ")”》"):
        return False
    if _CN_NOT_AFTER & set(before[-1]):
        return False
    ends = not following or following[0] in ",;。、)\n"
    clause = re.split(r"[,。;:\n]", text[max(0, start - 24) : start])[-1]
    if ends and unit in ("个", "条", "处", "所", "支") and _CN_MADE.search(clause):
        return True
    if ends and unit == "次" and value == 1:
        return "每" not in clause and bool(_CN_HELD.search(clause))
    if value == 1:
        return (
            ends
            and unit in ("件", "起", "例", "宗", "名", "人", "份", "台", "部", "场")
            and not re.search(r"(?:每|融|归|统|合|于|为|在|成|专|一|单)[\u4e00-\u9fff]?$", before)
        )
    if ends and unit not in ("个", "条", "项", "处", "支", "位", "张", "篇"):
        return not re.search(r"(?:每|再|又|有且|分|的)$", before)
    if value >= 100:
        return True
    if not _CN_VERB.search(before):
        return False
    if unit in ("个", "条", "项", "支", "张", "处", "所") and not ends:
        return not _CN_ABSTRACT.match(following) and value <= 99
    return not (unit in ("个", "条", "项") and ends)


def _quantity(
    text: str, start: int, tail: re.Match[str], value: float, scale: str | None, in_range: bool
) -> Quantity | None:
    unit = tail["unit"]
    end = tail.end()
    post = (tail["post"] or "").strip()
    following = text[end : end + 1]
    threshold = post in ("以上", "以下", "以内", "及以上") and unit not in _ACTIVITIES
    if threshold and following and _HAN.match(following):
        return None  # a threshold: 2亿元以上投资项目
    if unit in _TIME_UNITS and re.match(r"(?:之|以)?内|[^,。;]{0,8}圈", text[end : end + 10]):
        return None  # a time limit or a radius
    if unit in ("小时", "个小时") and value == 24:
        return None
    if unit == "人" and re.match(r"(?:以上|小组|制|次)", text[end : end + 2]) and not post:
        return None
    for character in scale or "":
        value = round(value * _SCALES[character], 4)  # 1171.89亿 is no binary fraction
    lead = _LEAD_AT_END.search(text[max(0, start - 6) : start])
    bound: Bound | None = None
    if lead:
        if lead["least"]:
            bound = "at_least"
        elif lead["most"]:
            bound = "at_most"
        start = max(0, start - 6) + lead.start()
    if post in ("以上", "及以上"):
        bound = "at_least"
    elif post in ("以下", "以内"):
        bound = "at_most"
    elif _AT_LEAST_TO.search(text[max(0, start - 8) : start]):
        bound = "at_least"  # 至少开展3场次
    approx = bool(lead or bound or tail["more"] or tail["more2"] or post or in_range)
    if unit == "‰":
        value = round(value / 10, 6)
        unit = "%"
    if unit and tail["alt"]:
        unit += tail["alt"]
    if unit == "大类":
        unit = "类"
    if unit in ("百分点",):
        unit = "个百分点"
    return Quantity(value, unit, approx, bound, start, end)
