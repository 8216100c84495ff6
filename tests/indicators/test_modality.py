"""Planned or done, level or change, and the year a number belongs to."""

from __future__ import annotations

import pytest

from rag.indicators.facts import find_facts
from rag.text import fold
from rag.types import Fact, Metadata, Role, Section


def one(text: str, role: Role = "achievements") -> Fact:
    (fact,) = find_facts(
        text, fold(text), [Section((), role, 0, len(text))], Metadata(year_covered=2024)
    )
    return fact


@pytest.mark.parametrize(
    ("text", "planned"),
    [
        ("调解成功率达到98%。", False),
        ("力争调解成功率达到98%。", True),
        ("确保持证率达100%。", True),
        ("确保持证率达到100%。", False),
        ("实现办结率100%。", False),
        ("计划培训执法人员20人。", True),
        ("按年度培训计划培训执法人员20人。", False),
        ("争取资金20万元。", False),
        ("有望提升至45%以上。", True),
        ("将79项许可事项纳入改革。", False),
        ("将组织培训4次。", True),
        ("每年开展专题学习不少于4次。", True),
        ("每月至少开展3场次宣传。", False),
        ("败诉率考核指标5%以下。", True),
        ("实现出庭应诉率100%的目标。", True),
        ("普法活动不少于30场。", True),
        ("共开展普法活动不少于30场。", False),
    ],
)
def test_planned_in_achievements(text: str, planned: bool) -> None:
    assert one(text).planned is planned


def test_a_section_of_plans_is_planned_but_for_what_is_done() -> None:
    assert one("开展培训4次。", "plans").planned
    assert one("实现调解成功率100%。", "plans").planned
    assert not one("目前全镇仅有执法人员4名。", "plans").planned
    assert not one("执法人员仅4名。", "problems").planned


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("败诉率降到5.22%。", "level"),
        ("行政诉讼收案数同比下降10.51%。", "change"),
        ("较上年提高0.6个百分点。", "change"),
        ("与上年相比,案件减少37件。", "change"),
        ("减少跑动136次。", "level"),
        ("压缩审批时限56%。", "change"),
        ("平均优化率达73%。", "level"),
        ("由21个工作日压减至3个工作日。", "change"),
        ("年均增长12%。", "change"),
        ("每村配备调解员3名。", "per_unit"),
        ("平均每个套餐减材料4.85份。", "per_unit"),
        ("为各校各配备法治副校长1名。", "per_unit"),
        ("日均量超过87%的乡镇街道。", "rank"),
        ("排名全市第9位。", "rank"),
        ("复议与诉讼之比为1.04:1。", "change"),
    ],
)
def test_kind(text: str, kind: str) -> None:
    assert one(text).kind == kind


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("全年办理行政复议37件。", 2024),
        ("2023年办理行政复议21件。", 2023),
        ("上年同期21件。", 2023),
        ("较2023年增长23%。", 2024),
        ("2023年以来共办理21件。", 2024),
        ("对2019年以来的文件清理12件。", 2024),
        ("含上年度结转2件。", 2024),
        ("2025年力争培训20人次。", 2025),
    ],
)
def test_year(text: str, year: int) -> None:
    assert one(text).year == year
