"""Write questions.json: questions over these reports with answers worked out by hand.

``python tests/reports_gold/ask.py`` after compile.py and after every edit of a source.
"""

from __future__ import annotations

from pathlib import Path

from asking import (
    TRUTH,
    apart,
    ask,
    claim_rows,
    every,
    fact_row,
    field_row,
    level,
    load,
    main_fact,
    passage,
    row,
    said,
    towns,
    write,
)

# One question a paragraph reads better than one argument a line.
# fmt: off
HERE = Path(__file__).parent
load(HERE)

RATE = "mediation_success_rate"
COURT = "leader_court_attendance_rate"

# single facts

SF = "single_fact"
ask("S01", SF, "hans", "临溪县2023年的人民调解成功率是多少?", [row("linxi-2023", RATE, "98.57")],
    note="98% is a target of the plans")
ask("S02", SF, "hans", "问一下哈,桥头街街道25年一共罚了多少钱呀?", [row("qiaotoujie-2025",
    "penalty_amount")])
ask("S03", SF, "hant", "雙龍場鎮2022年有多少名持證執法人員?", [row("shuanglongchang-2022",
    "enforcement_officers", value=9)], must_not=["有12名持證"], note="12 is a target")
ask("S04", SF, "en", "How many legal aid cases did Zhenchuan City handle in 2024?",
    [row("zhenchuan-2024", "legal_aid_cases")])
ask("S05", SF, "en",
    "What was Canglan's loss rate in administrative litigation in 2021, and in 2020?",
    [row("canglan-2021", "litigation_loss_rate", value=9.4), row("canglan-2021",
    "litigation_loss_rate", value=11.2)], note="8% is a target for 2022")
ask("S06", SF, "hans", "城北区2025年主要负责人出庭率是多少?", [row("chengbei-2025", COURT,
    value=41.5)], must_not=["主要负责人出庭率为97.3%"],
    note="97.3% is the rate of all responsible officials")
ask("S07", SF, "hans", "石磨镇 12345 工单 件数", [row("shimo-2024", "hotline_cases")],
    must_not=["12345件"])
ask("S08", SF, "en",
    "When was the Wanghaiwan zone's report published, and to whom is it addressed?",
    [field_row("wanghaiwan-2023", "published", "发布时间：２０２４－０１－２６"),
    field_row("wanghaiwan-2023", "addressee", "滨东市委全面依法治市委员会办公室")],
    must=["2024-01-26|26 January 2024|January 26, 2024|2024年1月26日", "滨东|Bindong"])
ask("S09", SF, "hans", "扶桑瑶族自治县2019年度报告是哪天发布的?", [field_row("fusang-2019",
    "published", "发布日期2020-04-02")], must=["2020-04-02|2020年4月2日"],
    must_not=["2020年3月25日发布"])
ask("S10", SF, "en", "How many contracts did Qinggang Yi Township review in 2023?",
    [row("qinggang-2023", "contracts_reviewed")], must_not=["16 contracts"])
ask("S11", SF, "hant", "旗山街道便民服務中心2021年辦理了多少件事項?", [row("qishan-2021",
    "service_items_handled")], note="written 13 682")
ask("S12", SF, "hans", "白沙河镇20年有几个人民调解圆?", [row("baishahe-2020", "mediators",
    value=85)], apart_from=[apart("baishahe-2020", 4, "名", "专职, part of the 85")],
    note="typo 圆 for 员")
ask("S13", SF, "en",
    "What share of its enforcement officers did the Lingdong market supervision bureau say were certified in 2024?",
    [row("lingdong-scjg-2024", "enforcement_cert_rate", value=88.9)], note="95% is a target")
ask("S14", SF, "hans", "云岭市交通运输局2022年对多少起轻微违法免予处罚?", [row("yunling-jtj-2022",
    "penalty_exemptions")])
ask("S15", SF, "en", "How much money was involved in Shimo Town's mediation agreements?",
    [row("shimo-2024", "dispute_amount")], must_not=["153 yuan"])
ask("S16", SF, "hans", "镇川市2024年行政处罚案件比上一年下降了百分之几?", [row("zhenchuan-2024",
    "admin_penalty_cases", value=8.78)])
ask("S17", SF, "hant", "臨溪縣2023年收到和受理的行政復議申請各有多少件?", [row("linxi-2023",
    "reconsideration_cases", "收到"), row("linxi-2023", "reconsideration_cases", "受理66")])

# sets

ST = "set_filter"
near_rates = [apart("shimo-2024", 100, "%", "司法所 only; the whole town 98.9%"),
    apart("qinggang-2023", 100, "%", "婚姻家庭类 only; the whole township 99.1%"),
    apart("qiaotoujie-2025", 99, "%", "street office, above 99%"), apart("qishan-2021", 99, "%",
    "street office"), apart("baishahe-2020", 98, "%", "near miss")]
full_rate = [r for r in every(RATE, lambda t, f: towns(t) and f["value"] == 100) if not r["scope"]]
ask("F01", ST, "hans", "哪些乡镇报告调解成功率为100%?", full_rate, apart_from=near_rates)
ask("F02", ST, "en", "Which reports state a leader court-attendance rate of 100%?", every(COURT,
    lambda t, f: f["value"] == 100), apart_from=[apart("chengbei-2025", 100, "%", "target"),
    apart("wanghaiwan-2023", 100, "%", "target"), apart("zhenchuan-2024", 100, "%", "target")],
    note="桥头街街道 says it in words (均出庭应诉)")
below = [r for r in every(COURT, lambda t, f: f["value"] < 100) if r["scope"] != "主要负责人"]
ask("F03", ST, "en", "Which reports give a leader court-attendance rate below 100%?", below,
    apart_from=[apart("chengbei-2025", 41.5, "%", "主要负责人, a different rate")])
ask("F04", ST, "hans", "哪些报告发放的普法资料达到一万份以上?", every("publicity_materials",
    lambda t, f: f["value"] >= 10000), apart_from=[apart("qiaotoujie-2025", 9000, "份",
    "below the threshold")])
ask("F05", ST, "hant", "哪些鄉鎮和街道明確寫了零敗訴?", every("litigation_lost", lambda t,
    f: t["place_level"] == "township" and f["value"] == 0), values=False,
    apart_from=[apart("qinggang-2024", 0, "件", "no lawsuit at all, 未发生行政诉讼")])
ask("F06", ST, "en", "Which departments reported fines above 3 million yuan?",
    every("penalty_amount", lambda t, f: t["department"] is not None and f["value"] > 3000000.0),
    apart_from=[apart("linxi-2023", 12374500, "元", "a county, not a department")])
ask("F07", ST, "hans", "2024年的报告里,哪些写了“法律明白人”的人数?", every("legal_savvy_people",
    lambda t, f: t["year_covered"] == 2024), apart_from=[apart("shimo-2024", 5, "名",
    "每村, a per-village figure")])
ask("F08", ST, "en", "Which reports set 100% leader court attendance only as a target?",
    every(COURT, lambda t, f: f["value"] == 100, lambda f: bool(f["planned"])),
    apart_from=[apart("fusang-2019", 95, "%", "target of 95%")])
ask("F09", ST, "hans", "哪些街道的合法性审查率达到100%?", every("legality_review_rate", lambda t,
    f: t["level_word"] == "街道"))
ask("F10", ST, "en",
    "Which county-level governments received more than 50 reconsideration applications?",
    [r for r in every("reconsideration_cases",
    level("county")) if r["scope"] == "收到申请" and r["value"] > 50],
    apart_from=[apart("fusang-2019", 22, "件", "受理, not 收到, and below 50")])
ask("F11", ST, "hans", "哪些报告的行政诉讼败诉率高于8%?", every("litigation_loss_rate", lambda t,
    f: f["value"] > 8), apart_from=[apart("linxi-2023", 7.89, "%", "below"), apart("canglan-2021",
    11.2, "%", "2020")])
ask("F12", ST, "en", "List every report jointly issued by a Party committee and a government.",
    [field_row("baishahe-2020", "joint", "中共白沙河镇委员会\u3000白沙河镇人民政府")])
ask("F13", ST, "hans", "哪些乡镇的持证执法人员不到10人?", every("enforcement_officers", lambda t,
    f: towns(t) and f["value"] < 10), apart_from=[apart("baishahe-2020", 11, "人", "11 certified"),
    apart("qishan-2021", 10, "人", "street office, exactly 10")])

# counts, sums, means

CT = "count_sum_avg"
town_rates = [r for r in every(RATE, level("township")) if not r["scope"]]
ask("C01", CT, "hans", "一共有多少份乡镇和街道的报告?其中多少份写了调解成功率?", town_rates,
    number=7, number_unit="份", values=False, note="both counts are 7")
all_rates = [r for r in every(RATE) if not r["scope"]]
ask("C02", CT, "en", "How many reports state an overall mediation success rate of at least 98%?",
    [r for r in all_rates if r["value"] >= 98], number=10, number_unit="reports", values=False,
    apart_from=[apart("chengbei-2025", 97.9, "%", "below"), apart("fusang-2019", 96.8, "%",
    "below"), apart("wanghaiwan-2023", 97.5, "%", "below"), apart("lingdong-scjg-2024", 64.5, "%",
    "consumer complaints")])
ask("C03", CT, "hant", "各縣(市、區)政府報告的調解成功率平均是多少?", [r for r in every(RATE,
    level("county")) if not r["scope"]], number=98.17, number_unit="%",
    note="(98.57 + 96.8 + 97.9 + 99.41) / 4 = 98.17; departments left out")
ask("C04", CT, "en", "What do the fines of the two street offices add up to?",
    every("penalty_amount", lambda t, f: t["level_word"] == "街道"), number=522050,
    number_unit="元", note="463,850 + 58,200")
ask("C05", CT, "hans", "三个镇成功化解的纠纷加起来是多少件?", every("disputes_resolved", lambda t,
    f: t["level_word"] == "镇"), number=498, number_unit="件/起",
    note="146 + 265 + 87, years 2020, 2024 and 2022")
officers = every("enforcement_officers")
ask("C06", CT, "en", "How many reports give the number of their enforcement officers?", officers,
    number=14, number_unit="reports", values=False, apart_from=[apart("fusang-2019", None, None,
    "silent")], note="白沙河镇 gives two figures")
ask("C07", CT, "hans", "青冈彝族乡2023和2024两年一共办了多少场普法活动?", every("publicity_events",
    lambda t, f: t["level_word"] == "民族乡"), number=49, number_unit="场次",
    note="22 + 27; 30场次以上 is planned for 2025")
ask("C08", CT, "en", "How many reports set a target for the administrative litigation loss rate?",
    every("litigation_loss_rate", usual=lambda f: bool(f["planned"])), number=3,
    number_unit="reports")
ask("C09", CT, "hans", "2023年度的报告里,轻微违法不予处罚的案件一共多少件?",
    every("penalty_exemptions", lambda t, f: t["year_covered"] == 2023), number=205,
    number_unit="件", note="176 + 29")
ask("C10", CT, "en", "What is the average number of publicity events held by the street offices?",
    every("publicity_events", lambda t, f: t["level_word"] == "街道"), number=59, number_unit="场",
    must=["approx|about|余|at least|more than|over"],
    note="(88 + 30余) / 2, one of the two approximate")
ask("C11", CT, "hans", "2024年度的报告有几份?",
    [field_row("lingdong-scjg-2024", "place_level", "岭东县"),
     field_row("qinggang-2024", "place_level", "青冈彝族乡"),
     field_row("shimo-2024", "place_level", "石磨镇"),
     field_row("zhenchuan-2024", "place_level", "镇川市")], number=4, number_unit="份")

# rankings

RK = "ranking"
ask("R01", RK, "hans", "县(市、区)政府按收到的行政复议申请件数从多到少排名",
    [r for r in every("reconsideration_cases", level("county")) if r["scope"] == "收到申请"],
    apart_from=[apart("fusang-2019", 22, "件", "only 受理 is given")])
ask("R02", RK, "en", "Which town or township handed out the most publicity materials?",
    every("publicity_materials", lambda t, f: towns(t)), values=False, must=["10,000|10000|1万"],
    apart_from=[apart("qishan-2021", 11500, "份(册)", "a street office")])
ask("R03", RK, "hant", "哪個街道罰款最多?", every("penalty_amount", lambda t,
    f: t["level_word"] == "街道"))
ask("R04", RK, "en", "Rank the three lowest administrative litigation loss rates.",
    every("litigation_loss_rate", lambda t, f: f["value"] < 20)[::-1],
    apart_from=[apart("yunling-jtj-2022", 20, "%", "fourth")])
ask("R05", RK, "hans", "把乡镇(不含街道)按调解成功率从高到低排个序", [r for r in every(RATE,
    lambda t, f: towns(t)) if not r["scope"]])
ask("R06", RK, "en", "Which three reports have the most enforcement officers?", officers[:3])

# comparisons

CP = "comparison"
MEDIATION = ("disputes_screened", "disputes_handled", "disputes_resolved", RATE,
    "mediation_agreements", "dispute_amount", "mediation_committees")
ask("P01", CP, "hans", "比较石磨镇和双龙场镇的调解情况。", [fact_row(stem,
    f) for stem in ("shimo-2024",
    "shuanglongchang-2022") for f in TRUTH[stem]["facts"] if f["indicator_id"] in MEDIATION and main_fact(f)],
    values=False, must=["265", "98.9", "87", "100%|100％"])
ask("P02", CP, "en", "Compare Qiaotoujie and Qishan on penalty cases and fines.",
    [row("qiaotoujie-2025", "admin_penalty_cases"), row("qiaotoujie-2025", "penalty_amount"),
    row("qiaotoujie-2025", "penalty_simple_cases"), row("qiaotoujie-2025", "penalty_general_cases"),
    row("qishan-2021", "penalty_general_cases"), row("qishan-2021", "penalty_amount")],
    values=False, must=["731", "463,850|463850", "24", "58,200|58200|58 200"],
    note="2025 against 2021; Qishan gives only ordinary-procedure cases")
ask("P03", CP, "en", "How did Qinggang's mediation success rate change from 2023 to 2024?",
    [row("qinggang-2023", RATE, value=99.1), row("qinggang-2024", RATE)], number=0.9,
    number_unit="percentage points")
ask("P04", CP, "hans", "临溪县和镇川市的行政复议调撤率相差多少个百分点?", [row("linxi-2023",
    "reconsideration_settle_rate"), row("zhenchuan-2024", "reconsideration_settle_rate")],
    number=6.52, number_unit="个百分点")
ask("P05", CP, "hant", "比較城北區和臨溪縣的行政處罰案件數和罰沒金額。", [row(stem,
    i) for stem in ("chengbei-2025", "linxi-2023") for i in ("admin_penalty_cases",
    "penalty_amount")])
ask("P06", CP, "en",
    "Which has more certified officers, the Lingdong market bureau or the Yunling transport bureau, and by how many?",
    [row("lingdong-scjg-2024", "enforcement_officers"), row("yunling-jtj-2022",
    "enforcement_officers")], number=316, number_unit="名")
ask("P07", CP, "hans", "青冈彝族乡2023年到2024年持证执法人员有什么变化?", [row("qinggang-2023",
    "enforcement_officers"), row("qinggang-2024", "enforcement_officers", value=8)], number=2,
    number_unit="人", note="the 2024 report itself says 增加2人")

# qualitative sets

QL = "qualitative_set"
ask("Q01", QL, "hans", "哪些报告提到“枫桥经验”,哪些只是打算?", claim_rows("枫桥经验"),
    must=["打算|计划|下一步"], note="云岭市交通运输局 and 望海湾 are silent")
ask("Q02", QL, "en",
    "Which reports say the three enforcement systems are in force, and which only plan them?",
    claim_rows("三项制度"), note="planned only: 青冈彝族乡 2024, 旗山街道")
ask("Q03", QL, "hant", "哪些鄉鎮承認執法力量不足?",
    [said("shimo-2024", "执法力量与任务不匹配", "综合执法", "weakness"),
     said("qinggang-2023", "执法力量薄弱", "综合执法", "weakness")],
    apart_from=[apart("linxi-2023", None, None, "a county, says so of its townships"),
    apart("chengbei-2025", None, None, "a district, 执法队伍稳定性不够")])
ask("Q04", QL, "en", "Which reports list a monotonous form of legal publicity as a weakness?",
    [said("baishahe-2020", "普法宣传形式较为单一", "普法形式单一", "weakness"),
     said("qishan-2021", "普法宣传方式单一", "普法形式单一", "weakness")],
    apart_from=[apart("shimo-2024", None, None, "普法方式不够新颖, close in meaning")])
ask("Q05", QL, "hans", "哪些报告提到“最多跑一次”?", claim_rows("最多跑一次"))
ask("Q06", QL, "hans", "哪些报告已经开展述法,哪些还只是打算?", claim_rows("述法"))
ask("Q07", QL, "en", "Which reports claim full coverage of legal advisers?",
    [said("fusang-2019", "乡镇法律顾问覆盖率达100%", "法律顾问"),
     said("linxi-2023", "县直党政机关法律顾问覆盖率100%", "法律顾问"),
     said("yunling-jtj-2022", "法律顾问实现全覆盖", "法律顾问"),
     said("zhenchuan-2024", "市镇两级党政机关法律顾问实现全覆盖", "法律顾问"),
     said("shimo-2024", "13个村(社区)实现“一村一法律顾问”", "法律顾问")],
    apart_from=[apart("qiaotoujie-2025", 9, "个", "街道和9个社区全部配备法律顾问, in other words")],
    note="扶桑: its townships; 临溪: county bodies; 镇川: city and town bodies; 云岭: the bureau")
ask("Q08", QL, "hans", "好差评 有哪些报告写了", claim_rows("好差评"))

# open passages

OP = "open_passage"
ask("O01", OP, "hans", "青冈彝族乡2023年的报告承认了哪些问题?", must=["彝语|双语|人才", "执法力量",
    "家支|法治观念"], passages=[passage("qinggang-2023",
    "一是既懂法律又懂彝语的人才稀缺，法律服务供给不足。"), passage("qinggang-2023",
    "二是执法力量薄弱"), passage("qinggang-2023",
    "三是部分群众法治观念淡薄，遇事仍习惯找家支而不找法律。")])
ask("O02", OP, "en", "How does Qiaotoujie settle disputes?", must=["老娘舅|一站式|644|638"],
    passages=[passage("qiaotoujie-2025", "打造“桥头老娘舅”调解品牌"), passage("qiaotoujie-2025",
    "引入律师、心理咨询师、物业专家等专业力量"), passage("qiaotoujie-2025",
    "受理各类矛盾纠纷644件")])
ask("O03", OP, "hant", "滄瀾市2021年在立法方面做了什麼?", must=["2部|2 部|兩部", "3部|3 部|三部"],
    passages=[passage("canglan-2021", "立法选题坚持小切口、真管用"), passage("canglan-2021",
    "提请颁布地方性法规2部，出台政府规章3部")])
ask("O04", OP, "en", "What does the Wanghaiwan zone plan for 2024?", must=["条例|regulation",
    "涉外|foreign"], passages=[passage("wanghaiwan-2023", "一是推进开发区条例立法，明晰权责边界。"),
    passage("wanghaiwan-2023", "二是提升涉外法治服务"), passage("wanghaiwan-2023",
    "三是严控行政风险"), passage("wanghaiwan-2023", "四是培育")])
ask("O05", OP, "hans", "云岭市交通运输局是怎么规范执法的?", must=["三项制度",
    "非现场|电子抓拍|培训"], passages=[passage("yunling-jtj-2022",
    "执法“三项制度”实现全流程嵌入办案系统。"), passage("yunling-jtj-2022", "大力推进非现场执法"),
    passage("yunling-jtj-2022", "开展案卷回头看和执法走访")])
ask("O06", OP, "en", "What causes does Zhenchuan give for its shortcomings?",
    must=["紧迫感|urgency", "人才|talent|professional"], passages=[passage("zhenchuan-2024",
    "究其原因,主要是部分领导干部抓法治的紧迫感不强")])

# unanswerable

UN = "unanswerable"
ask("U01", UN, "hans", "扶桑瑶族自治县2021年的调解成功率是多少?", abstain=True,
    must_not=["2021年的调解成功率为96.8%"], note="only the 2019 report is held")
ask("U02", UN, "en", "What was Shimo Town's fiscal revenue in 2024?", abstain=True,
    must_not=["fiscal revenue was"])
ask("U03", UN, "hant", "臨溪縣2023年有多少名專職網格員?", abstain=True, must_not=["46名"],
    note="only 旗山街道 gives grid staff")
ask("U04", UN, "en", "How many disputes did Hekou Town in Sichuan mediate in 2024?", abstain=True,
    must_not=["382"], note="no such report in the corpus")
ask("U05", UN, "hans", "望海湾开发区2023年配了多少名人民调解员?", abstain=True,
    must_not=["32名人民调解员"])

# follow-ups

FU = "follow_up"
ask("T01", FU, "hans", ["哪些乡镇报告调解成功率为100%?", "其中哪些是民族乡?"], [row("qinggang-2024",
    RATE)], must_not=["双龙场镇是民族乡"])
ask("T02", FU, "en", ["What was Linxi County's mediation success rate?", "And Zhenchuan?"],
    [row("zhenchuan-2024", RATE)])
ask("T03", FU, "hant", ["橋頭街街道2025年辦理了多少件12345工單?", "滿意率呢?"],
    [row("qiaotoujie-2025", "hotline_satisfaction_rate")])
ask("T04", FU, "en", ["Which departments reported fines?",
    "Which of them had the higher certification rate?"], [row("yunling-jtj-2022",
    "enforcement_cert_rate"), row("lingdong-scjg-2024", "enforcement_cert_rate", value=88.9)])
ask("T05", FU, "hans", ["石磨镇2024年发了多少份宣传资料?", "白沙河镇呢?", "两个镇一共多少?"],
    [row("shimo-2024", "publicity_materials"), row("baishahe-2020", "publicity_materials")],
    number=15200, number_unit="份", note="5200多 + 1万余: both approximate")
ask("T06", FU, "en", ["How many certified officers does Shuanglongchang Town have?",
    "Now answer in Traditional Chinese, with the source."], [row("shuanglongchang-2022",
    "enforcement_officers", value=9)], must=["雙龍場鎮"])
ask("T07", FU, "hans", ["城北区2025年败诉了几件?", "那负责人出庭情况呢?"],
    [row("chengbei-2025", COURT, value=97.3)],
    apart_from=[apart("chengbei-2025", 41.5, "%", "主要负责人, may be shown too")])
write(HERE)
