"""Write the questions over ../reports_hard, as ask.py does for this folder."""

from __future__ import annotations

from pathlib import Path

from asking import (
    apart,
    ask,
    claim_rows,
    every,
    field_row,
    level,
    load,
    passage,
    row,
    said,
    write,
)

# One question a paragraph reads better than one argument a line.
# fmt: off
FOLDER = Path(__file__).parent.with_name("reports_hard")
load(FOLDER)
RATE = "mediation_success_rate"

# single facts

SF = "single_fact"
ask("S01", SF, "hans", "沙坪滩区去年行政处罚一共多少件?就是2024年的",
    [row("shapingtan-2024", "admin_penalty_cases")], note="in a table")
ask("S02", SF, "en", "How many certified enforcement officers does Shapingtan District report for 2024?",
    [row("shapingtan-2024", "enforcement_officers")])
ask("S03", SF, "hans", "白岩回族乡2022年化解了几起纠纷?", [row("baiyan-2022", "disputes_resolved")],
    note="二十三起, in Han digits")
ask("S04", SF, "hant", "南川河縣2020年行政首長出庭率是多少?",
    [row("nanchuanhe-2020", "leader_court_attendance_rate", value=86.2)])
ask("S05", SF, "en", "What amount did the Jinzhou health commission collect in fines in 2025?",
    [row("jinzhou-wjw-2025", "penalty_amount")], must_not=["1.031 million yuan in fines"])
ask("S06", SF, "hans", "云麓镇 2022年 摸排 纠纷 多少件",
    [row("yunlu-2023", "disputes_screened", value=401)],
    note="given by the 2023 report for the year before")
ask("S07", SF, "hans", "银屏街道办事处今年跟去年同期比,立案少了多少件?",
    [row("yinping-2024", "admin_penalty_cases", value=28)])
ask("S08", SF, "en", "How many democratic rule-of-law demonstration villages does Yunlu Town have?",
    [row("yunlu-2023", "demo_villages")])
ask("S09", SF, "hans", "梧坪县农业农村局2023年罚了多少钱", [row("wuping-nyj-2023", "penalty_amount")])
ask("S10", SF, "hant", "黔嶺布依族苗族自治州2022年有多少名法律明白人?",
    [row("qianling-2022", "legal_savvy_people")])
ask("S11", SF, "en", "Whom does the Yunlu Town report address, and when was it published?",
    [field_row("yunlu-2023", "addressee", "青林市人民政府："),
     field_row("yunlu-2023", "published", "公开日期：二〇二四年一月十九日")],
    must=["青林|Qinglin", "2024-01-19|19 January 2024|January 19, 2024|2024年1月19日"])

# sets

ST = "set_filter"
ask("F01", ST, "hans", "调解成功率达到100%的有哪些乡镇街道?",
    every(RATE, lambda t, f: t["place_level"] == "township" and f["value"] == 100),
    apart_from=[apart("yunlu-2023", 98.58, "%", "near miss")])
ask("F02", ST, "en", "Which reports give a loss rate in administrative litigation above 10 percent?",
    every("litigation_loss_rate", lambda t, f: f["value"] > 10),
    apart_from=[apart("shapingtan-2024", 4.3, "%", "below")])
ask("F03", ST, "hans", "哪些部门(局、委)的报告写了罚没款?",
    every("penalty_amount", lambda t, f: t["department"] is not None))
ask("F04", ST, "en", "Which townships and street offices certified all of their enforcement officers?",
    every("enforcement_cert_rate",
          lambda t, f: t["place_level"] == "township" and f["value"] == 100),
    apart_from=[apart("yunlu-2023", 100, "%", "a target")])
ask("F05", ST, "hans", "哪些报告的持证执法人员超过一千人?",
    every("enforcement_officers", lambda t, f: f["value"] > 1000))
ask("F06", ST, "hant", "哪些報告沒有敗訴案件?",
    every("litigation_lost", lambda t, f: f["value"] == 0), values=False,
    apart_from=[apart("shapingtan-2024", 14, "件", "14 lost"),
                apart("nanchuanhe-2020", 9, "件", "9 lost")])

# counts, sums, means

CT = "count_sum_avg"
ask("C01", CT, "hans", "这些报告里县区一级政府的有几份?",
    [field_row("shapingtan-2024", "place_level", "沙坪滩区"),
     field_row("nanchuanhe-2020", "place_level", "南川河县")], number=2, number_unit="份",
    note="梧坪县农业农村局 is a department of a county")
ask("C02", CT, "en", "Add up the legal aid cases of all reports that give them.",
    [r for r in every("legal_aid_cases") if r["scope"] != "农民工"], number=5743,
    number_unit="件", note="5120 + 601 + 22; the 2964 for migrant workers are part of the 5120")
ask("C03", CT, "hans", "乡镇街道平均举办了多少场普法活动?",
    every("publicity_events", level("township")), number=43.333333, number_unit="场",
    values=False, must=["61", "50", "19"], note="(61 + 50 + 19) / 3, the 50 approximate")
ask("C04", CT, "en", "How many of the reports mention a target for the mediation success rate?",
    every(RATE, usual=lambda f: bool(f["planned"])), number=2, number_unit="reports",
    values=False)

# rankings

RK = "ranking"
ask("R01", RK, "hans", "按行政复议受理或收到的件数,政府报告谁最多?",
    [row("shapingtan-2024", "reconsideration_cases", value=487),
     row("qianling-2022", "reconsideration_cases"),
     row("nanchuanhe-2020", "reconsideration_cases", value=39)], values=False, must=["487"])
ask("R02", RK, "en", "Rank the reports by the number of case files reviewed.",
    every("case_file_reviews"))
ask("R03", RK, "hans", "罚款最少的乡镇或街道是哪个?",
    every("penalty_amount", level("township"))[::-1], values=False, must=["4.1万|41000|41,000"])

# comparisons

CP = "comparison"
ask("P01", CP, "en", "Compare Shapingtan and Nanchuanhe on litigation loss rate and court attendance.",
    [row("shapingtan-2024", "litigation_loss_rate", value=4.3),
     row("shapingtan-2024", "leader_court_attendance_rate"),
     row("nanchuanhe-2020", "litigation_loss_rate", value=15.5),
     row("nanchuanhe-2020", "leader_court_attendance_rate", value=86.2)])
ask("P02", CP, "hans", "云麓镇比白岩回族乡多培养了多少法律明白人?",
    [row("yunlu-2023", "legal_savvy_people"),
     row("baiyan-2022", "legal_savvy_people", value=24)], number=72, number_unit="名")
ask("P03", CP, "hant", "沙坪灘區2024年收到的行政復議申請比前一年多多少件?",
    [row("shapingtan-2024", "reconsideration_cases", value=487),
     row("shapingtan-2024", "reconsideration_cases", value=302)], number=185, number_unit="件")

# qualitative sets

QL = "qualitative_set"
ask("Q01", QL, "hans", "哪些报告讲到述法?只是计划的也列出来", claim_rows("述法"))
ask("Q02", QL, "en", "Which reports mention the Fengqiao experience?", claim_rows("枫桥经验"))
ask("Q03", QL, "hans", "哪些报告说执法力量薄弱或人员不足?",
    [said("baiyan-2022", "基层执法人员少", "综合执法", "weakness"),
     said("jinzhou-wjw-2025", "基层卫生监督力量薄弱", "综合执法", "weakness"),
     said("yunlu-2023", "执法保障不足", "综合执法", "weakness")],
    apart_from=[apart("wuping-nyj-2023", None, None, "力量断档, close in meaning"),
                apart("nanchuanhe-2020", None, None, "基层司法所“一人所”, judicial offices")])
ask("Q04", QL, "hant", "提到“最多跑一次”的有哪些?", claim_rows("最多跑一次"))

# open passages

OP = "open_passage"
ask("O01", OP, "hans", "银屏街道存在哪些问题?", must=["走过场|学法", "轮换|执法队员", "普法"],
    passages=[passage("yinping-2024", "一些干部学法走过场，遇到新情况办法不多；"),
              passage("yinping-2024", "执法队员轮换频繁"),
              passage("yinping-2024", "普法活动热闹有余、深度不足")])
ask("O02", OP, "en", "What ethnic features does mediation have in Qianling Prefecture?",
    must=["寨老|village elders", "歌师|singer|song"],
    passages=[passage("qianling-2022", "推广“寨老调解”“歌师评理”等民族特色调解")])
ask("O03", OP, "hans", "锦洲市卫健委2026年打算做什么?", must=["智慧卫监|非现场", "医疗纠纷"],
    passages=[passage("jinzhou-wjw-2025", "推进智慧卫监建设"),
              passage("jinzhou-wjw-2025", "健全医疗纠纷多元化解机制")])

# unanswerable

UN = "unanswerable"
ask("U01", UN, "hans", "白岩回族乡2023年办了多少场普法宣传?", abstain=True,
    must_not=["举办普法宣传24场"], note="24 is the plan for 2023; no report for 2023")
ask("U02", UN, "en", "How many notarial cases did Yunlu Town handle?", abstain=True)
ask("U03", UN, "hant", "銀屏街道2024年的行政訴訟敗訴率是多少?", abstain=True)

# follow-ups

FU = "follow_up"
ask("T01", FU, "hans", ["南川河县2020年有多少信访?", "同比呢?"],
    [row("nanchuanhe-2020", "petitions_handled", value=13),
     row("nanchuanhe-2020", "petitions_handled", value=17.5)])
ask("T02", FU, "en", ["Which reports give the number of mediated medical disputes?",
    "What was the success rate there?"], [row("jinzhou-wjw-2025", RATE, value=90.7)])
ask("T03", FU, "hans", ["云麓镇审查了多少份合同?", "银屏街道呢?"],
    [row("yinping-2024", "contracts_reviewed")])

write(FOLDER)
