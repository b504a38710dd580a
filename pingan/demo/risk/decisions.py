"""Major decisions of this year's catalogue: the whole way, medium, put off, not assessed, sent back, being scored."""

from __future__ import annotations

from django.utils import timezone

from pingan.demo.mediation.travelling import days_ago
from pingan.demo.risk.preparing import (
    EXPERTS,
    GOVERNMENT,
    OFFICE,
    act_on,
    begin_assessing,
    file_with_office,
    give_scores,
    hand_in,
    hear,
    note_opinions,
    put,
    record_decision,
)
from pingan.demo.risk.projects import BRIDGE, DEMOLITION, HOSPITAL, PARKING, SCHOOL, WASTE
from pingan.demo.risk.stage import RiskStage, day
from risk.models import DecisionCatalogue
from risk.services import open_catalogue, publish_catalogue

#: Probability and impact before and after the measures; the second expert says a little more.
_TO_LOW = (("0.8", "0.7"), ("0.4", "0.3"))
_TO_MEDIUM = (("0.85", "0.8"), ("0.65", "0.65"))
_TO_HIGH = (("0.95", "0.9"), ("0.9", "0.85"))


def show_decisions(stage: RiskStage) -> None:
    """Publish the county's catalogue of this year and walk each decision as far as it has come."""
    with days_ago(125):
        catalogue = open_catalogue(
            actor=stage.cast[OFFICE], organ_id=stage.organ(GOVERNMENT), year=timezone.localdate().year
        )
        publish_catalogue(
            actor=stage.cast[OFFICE], pk=catalogue.pk, document="区委常委会会议纪要（演示）第3号"
        )
    _whole_way(stage, catalogue)
    _medium(stage, catalogue)
    _put_off(stage, catalogue)
    _sent_back(stage, catalogue)
    _being_scored(stage, catalogue)
    _without_assessment(stage, catalogue)


def _whole_way(stage: RiskStage, catalogue: DecisionCatalogue) -> None:
    """Heard, scored, low, approved, filed, decided, filed again, followed; of its two measures one is done."""
    project = DEMOLITION
    with days_ago(118):
        decision = put(stage, catalogue, project, 75)
    hear(stage, decision, project.unit, begun=112)
    with days_ago(76):
        note_opinions(stage, decision, project.unit)
        begin_assessing(stage, decision, project)
        give_scores(stage, decision, _TO_LOW, EXPERTS)
        for title, unit, days in (
            ("公开补偿评估结果并设置异议窗口", "nk_zhujian", 40), ("施工期扬尘噪声在线监测", "nk_chengguan", 90),
        ):  # fmt: skip
            act_on(
                stage, decision, "add_task", project.unit, title=title, organ=stage.organ(unit), owner="项目科科长",
                due_on=day(days), money="30000",
            )  # fmt: skip
    with days_ago(70):
        hand_in(stage, decision, project, "low", "implement")
    with days_ago(64):
        act_on(stage, decision, "approve", GOVERNMENT, note="同意，按评估意见完善过渡安置方案")
    with days_ago(62):
        file_with_office(stage, decision, project, "report", "康平安备（演示）1号")
    with days_ago(58):
        record_decision(stage, decision, "implement", document_number="康府常纪（演示）12号")
    with days_ago(56):
        file_with_office(stage, decision, project, "decision", "康平安备（演示）2号")
        act_on(stage, decision, "follow", project.unit, note="每月报送签约和防范措施落实情况")
    with days_ago(38):
        done = decision.matter.risk_tasks.get(title__startswith="公开补偿")
        act_on(
            stage, decision, "finish_task", "nk_zhujian", task=done.pk, result="评估结果已公示七天，受理异议五件，均已答复"
        )  # fmt: skip


def _medium(stage: RiskStage, catalogue: DecisionCatalogue) -> None:
    """Medium after the measures: approved, to be filed and decided about."""
    with days_ago(60):
        decision = put(stage, catalogue, WASTE, 90)
    hear(stage, decision, WASTE.unit, begun=55)
    with days_ago(19):
        begin_assessing(stage, decision, WASTE)
        give_scores(stage, decision, _TO_MEDIUM, EXPERTS)
    with days_ago(8):
        hand_in(stage, decision, WASTE, "medium", "implement_phased")
    with days_ago(2):
        act_on(stage, decision, "approve", GOVERNMENT, note="分期实施，一期建成后再评估")


def _put_off(stage: RiskStage, catalogue: DecisionCatalogue) -> None:
    """High even after the measures: put off."""
    with days_ago(90):
        decision = put(stage, catalogue, PARKING, 60)
    hear(stage, decision, PARKING.unit, begun=86)
    with days_ago(50):
        begin_assessing(stage, decision, PARKING)
        give_scores(stage, decision, _TO_HIGH, EXPERTS)
        hand_in(stage, decision, PARKING, "high", "defer")
    with days_ago(44):
        act_on(stage, decision, "approve", GOVERNMENT, note="同意评估结论")
        file_with_office(stage, decision, PARKING, "report", "康平安备（演示）3号")
    with days_ago(40):
        record_decision(stage, decision, "defer", note="暂缓实施，先行试点错时共享停车")


def _sent_back(stage: RiskStage, catalogue: DecisionCatalogue) -> None:
    """The review sent the report back."""
    with days_ago(58):
        decision = put(stage, catalogue, SCHOOL, 120)
    hear(stage, decision, SCHOOL.unit, begun=54)
    with days_ago(14):
        begin_assessing(stage, decision, SCHOOL)
        give_scores(stage, decision, _TO_LOW, EXPERTS)
        hand_in(stage, decision, SCHOOL, "low", "implement")
    with days_ago(4):
        act_on(
            stage, decision, "return_report", GOVERNMENT, note="问卷未覆盖两个教学点所在村，请补充后重新提交"
        )


def _being_scored(stage: RiskStage, catalogue: DecisionCatalogue) -> None:
    """One expert has given scores, the other has not."""
    with days_ago(45):
        decision = put(stage, catalogue, HOSPITAL, 100)
    hear(stage, decision, HOSPITAL.unit, begun=41)
    with days_ago(3):
        begin_assessing(stage, decision, HOSPITAL)
        give_scores(stage, decision, _TO_LOW, EXPERTS[1:])


def _without_assessment(stage: RiskStage, catalogue: DecisionCatalogue) -> None:
    """Carried out in reality before anything was assessed; it stands in red."""
    with days_ago(5):
        decision = put(stage, catalogue, BRIDGE, 10)
        record_decision(
            stage, decision, "implement", exception_reason="桥墩冲刷危及通行安全，须立即封闭加固，来不及先行评估",
            note="加固同时补做评估",
        )  # fmt: skip
