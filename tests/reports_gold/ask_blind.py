"""Write the questions over ../reports_blind, as ask.py does for this folder."""

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
FOLDER = Path(__file__).parent.with_name("reports_blind")
load(FOLDER)
RATE = "mediation_success_rate"

# single facts

SF = "single_fact"
ask("S01", SF, "hans", "滏源县2021年一共评查了多少卷行政执法案卷?", [row("fuyuan-2021", "case_file_reviews")])
ask("S02", SF, "hans", "荔湖街道2024年12345热线的满意率有多高?", [row("lihu-2024", "hotline_satisfaction_rate")])
ask("S03", SF, "en", "How many cases did the Dainan ecology and environment bureau transfer to the police for suspected crimes in 2022?",
    [row("dainan-sthj-2022", "case_transfers", value=3)])
ask("S04", SF, "hant", "坪垭苗族布依族鄉2020年向法院申請司法確認的有幾件?", [row("pingya-2020", "judicial_confirmations")])
ask("S05", SF, "en", "What was the fine total of the Sibin high-tech zone in 2023?", [row("sibin-2023", "penalty_amount")],
    must_not=["400,000 yuan in total"])
ask("S06", SF, "hans", "青峪县林草局2024年查处了多少起涉林案件?", [row("qingyu-lcj-2025", "admin_penalty_cases", value=51)],
    note="last year's figure, in the report of 2025")
ask("S07", SF, "hans", "沅川市2018年负责人出庭应诉率是多少", [row("yuanchuan-2018", "leader_court_attendance_rate", value=68)])
ask("S08", SF, "hant", "梅溪鎮2022年信訪比上年少了幾件?", [row("meixi-2022", "petitions_handled", value=8)])
ask("S09", SF, "en", "How many law-savvy people does Shawanpu Town have in all?", [row("shawanpu-2019", "legal_savvy_people", value=42)])
ask("S10", SF, "hans", "勐珑县的报告是哪天发布的?", [field_row("mengnong-2024", "published", "2025-02-28")], must=["2025-02-28|2025年2月28日"])

# sets

ST = "set_filter"
ask("F01", ST, "hans", "哪些乡镇和街道的调解成功率低于99%?",
    every(RATE, lambda t, f: t["place_level"] == "township" and f["value"] < 99),
    apart_from=[apart("meixi-2022", 99.02, "%", "above")])
ask("F02", ST, "en", "Which reports state fines of more than 10 million yuan?",
    every("penalty_amount", lambda t, f: f["value"] > 1e7))
ask("F03", ST, "hans", "负责人出庭应诉率达到100%的有哪些地方?",
    every("leader_court_attendance_rate", lambda t, f: f["value"] == 100),
    apart_from=[apart("mengnong-2024", 61.3, "%", "heads only"), apart("yuanchuan-2018", 68, "%", "lower")])
ask("F04", ST, "hans", "哪些县的报告给出了行政复议纠错率?",
    every("reconsideration_correction_rate", level("county")), apart_from=[apart("yuanchuan-2018", 16.8, "%", "a prefecture")])
ask("F05", ST, "en", "Which places had no administrative litigation or reconsideration cases?",
    [row(stem, which, value=0) for stem in ("qingyu-lcj-2025", "shawanpu-2019")
     for which in ("litigation_cases", "reconsideration_cases")], values=False)
ask("F06", ST, "hans", "哪些地方计划2025年培养法律明白人?",
    [row("mengnong-2024", "legal_savvy_people", value=3000)], note="a plan for 2025")
ask("F07", ST, "hant", "哪些鄉鎮發放的普法資料不到五千份?",
    every("publicity_materials", lambda t, f: t["place_level"] == "township" and f["value"] < 5000))

# counts, sums, means

CT = "count_sum_avg"
ask("C01", CT, "hans", "所有县的行政复议申请一共收到多少件?",
    [row("fuyuan-2021", "reconsideration_cases", value=57), row("mengnong-2024", "reconsideration_cases", value=73)],
    number=130, number_unit="件")
ask("C02", CT, "en", "How many of the reports come from a department rather than a government?",
    [field_row("dainan-sthj-2022", "department", "岱南市生态环境局"), field_row("qingyu-lcj-2025", "department", "青峪县林业和草原局")],
    number=2, number_unit="reports", values=False)
ask("C03", CT, "hans", "各镇乡平均有多少名持证执法人员?",
    [r for r in every("enforcement_officers", level("township")) if r["file"] != "lihu-2024.txt"], number=11.333333, values=False,
    must=["7", "12", "15"], note="(7 + 12 + 15) / 3; the street office has 58")
ask("C04", CT, "en", "Add up the consultations answered by townships and street offices.",
    every("legal_consultations", level("township")), number=2794, values=False, note="430 (approx.) + 2208 + 156")
ask("C05", CT, "hans", "有几份报告提到法律明白人的具体人数?",
    [row("shawanpu-2019", "legal_savvy_people", value=42), row("lihu-2024", "legal_savvy_people"), row("sibin-2023", "legal_savvy_people"),
     row("pingya-2020", "legal_savvy_people", value=238), row("mengnong-2024", "legal_savvy_people", value=2731)],
    number=5, values=False, note="the plans of Fuyuan and Meixi are no results")

# rankings

RK = "ranking"
ask("R01", RK, "hans", "哪个乡镇街道举办的普法活动最多?",
    every("publicity_events", level("township")), values=False, must=["137"])
ask("R02", RK, "en", "Rank all counties by number of penalty cases.", every("admin_penalty_cases", level("county")))
ask("R03", RK, "hans", "审查合同数量排前三的是哪些?",
    every("contracts_reviewed")[:3], note="146 investment agreements, 128, 77")

# comparisons

CP = "comparison"
ask("P01", CP, "hans", "滏源县和勐珑县哪个处罚案件更多,多多少?",
    [row("fuyuan-2021", "admin_penalty_cases"), row("mengnong-2024", "admin_penalty_cases")], number=1355)
ask("P02", CP, "en", "Compare Lihu and Meixi on the mediation success rate.",
    [row("lihu-2024", RATE), row("meixi-2022", RATE, value=99.02)])
ask("P03", CP, "hans", "泗滨高新区的败诉率和全市平均比怎么样?",
    [row("sibin-2023", "litigation_loss_rate", value=9.1), row("sibin-2023", "litigation_loss_rate", value=10.6)])

# qualitative sets

QL = "qualitative_set"
ask("Q01", QL, "hans", "哪些报告提到了枫桥经验?", claim_rows("枫桥经验"), note="Pingya only plans")
ask("Q02", QL, "hans", "哪些地方承认执法力量不足、人手不够?",
    [said("qingyu-lcj-2025", "执法力量不足", "综合执法", "weakness"),
     said("shawanpu-2019", "综合执法队伍人手紧缺", "综合执法", "weakness"),
     said("mengnong-2024", "个别乡镇综合执法队人少事多，执法力量与任务不匹配", "综合执法", "weakness")])
ask("Q03", QL, "en", "Which reports mention bilingual or dialect publicity?",
    [said("pingya-2020", "“双语”普法小分队", "普法"), said("meixi-2022", "閩南語說法", "普法")], note="the Dai-language leaflets of Menglong may stand beside")
ask("Q04", QL, "hans", "哪些报告既讲到双随机又讲到综合执法?",
    [said("sibin-2023", "“双随机、一公开”抽查", "双随机"), said("sibin-2023", "综合行政执法局", "综合执法"),
     said("yuanchuan-2018", "“双随机、一公开”监管", "双随机"), said("yuanchuan-2018", "综合执法改革", "综合执法")])

# open passages

OP = "open_passage"
ask("O01", OP, "hans", "坪垭苗族布依族乡法治建设有哪些困难?", must=["语言|文化程度", "专业力量", "经费"],
    passages=[passage("pingya-2020", "受语言和文化程度影响，群众法治意识仍较淡薄"), passage("pingya-2020", "普法经费保障不足")])
ask("O02", OP, "en", "What does the Qingyu forestry bureau plan for 2026?", must=["绿卫|special", "20|普法"],
    passages=[passage("qingyu-lcj-2025", "组织“绿卫”专项执法行动2次"), passage("qingyu-lcj-2025", "计划开展普法宣传20场")])
ask("O03", OP, "hans", "泗滨高新区怎样优化营商环境?", must=["拿地即开工", "法治体检"],
    passages=[passage("sibin-2023", "推行“拿地即开工”“一件事一次办”"), passage("sibin-2023", "组织“法治体检进园区”")])
ask("O04", OP, "hant", "岱南市生態環境局承認了哪些不足?", must=["非现场"],
    passages=[passage("dainan-sthj-2022", "县级执法队伍建设有待加强"), passage("dainan-sthj-2022", "非现场监管手段运用不充分")])

# unanswerable

UN = "unanswerable"
ask("U01", UN, "hans", "沙湾堡镇2019年罚没了多少钱?", abstain=True)
ask("U02", UN, "en", "What was the mediation success rate of Qingyu County in 2019?", abstain=True, must_not=["91.3%"])

# follow-ups

FU = "follow_up"
ask("T01", FU, "hans", ["勐珑县2024年审结了多少件行政复议?", "其中调撤率是多少?"], [row("mengnong-2024", "reconsideration_settle_rate")])
ask("T02", FU, "en", ["How many enforcement officers does Fuyuan County have?", "And Menglong?"], [row("mengnong-2024", "enforcement_officers")])

write(FOLDER)
