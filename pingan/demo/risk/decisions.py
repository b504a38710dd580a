"""Major decisions of this year's catalogue: the whole way, medium, put off, not assessed, sent back, being scored."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils import timezone

from pingan.demo.mediation.travelling import days_ago
from pingan.demo.risk.projects import BRIDGE, DEMOLITION, HOSPITAL, PARKING, REPORT, SCHOOL, WASTE, Project
from pingan.demo.risk.stage import RiskStage, day
from risk.models import DecisionCatalogue, MajorDecision
from risk.queries.decisions import factors_of
from risk.services import NewDecision, open_catalogue, publish_catalogue, register_decision

_GOVERNMENT, _OFFICE = "nk_zhengfu", "nk_pinganban"
_EXPERTS = ("nk_zhuanjia", "nk_zhuanjia2")
#: Probability and impact before and after the measures; the second expert says a little more.
_TO_LOW = (("0.8", "0.7"), ("0.4", "0.3"))
_TO_MEDIUM = (("0.85", "0.8"), ("0.65", "0.65"))
_TO_HIGH = (("0.95", "0.9"), ("0.9", "0.85"))
_Scores = tuple[tuple[str, str], tuple[str, str]]


def show_decisions(stage: RiskStage) -> None:
    """Publish the county's catalogue of this year and walk each decision as far as it has come."""
    with days_ago(125):
        catalogue = open_catalogue(
            actor=stage.cast[_OFFICE], organ_id=stage.organ(_GOVERNMENT), year=timezone.localdate().year
        )
        publish_catalogue(
            actor=stage.cast[_OFFICE], pk=catalogue.pk, document="区委常委会会议纪要（演示）第3号"
        )
    _whole_way(stage, catalogue)
    _medium(stage, catalogue)
    _put_off(stage, catalogue)
    _sent_back(stage, catalogue)
    _being_scored(stage, catalogue)
    _without_assessment(stage, catalogue)


def _do(stage: RiskStage, decision: MajorDecision, action: str, username: str, /, **values: object) -> None:
    stage.do("decision", decision.pk, action, username, **values)
    decision.refresh_from_db()  # its round, above all


def _put(stage: RiskStage, catalogue: DecisionCatalogue, project: Project, planned: int) -> MajorDecision:
    data = NewDecision(
        catalogue=catalogue.pk, title=project.title, text=project.text, field=project.field,
        organ=stage.organ(project.unit), region=project.region, planned_on=day(planned).date(),
    )  # fmt: skip
    return register_decision(actor=stage.cast[_GOVERNMENT], data=data)


def _hear(stage: RiskStage, decision: MajorDecision, unit: str, *, begun: int) -> None:
    """Plan the assessment and hear people: a notice of more than 30 days, a questionnaire, a forum."""
    with days_ago(begun):
        _do(
            stage, decision, "plan", unit, assessor_kind="own", assessor="项目责任单位牵头，第三方机构协助",
            team="分管领导、法制科、信访科、属地乡镇（街道）", note="公示、问卷、座谈并行，六周内完成评估",
        )  # fmt: skip
        for kind, days, place in (
            ("notice", 31, "区政府门户网站和项目所在地公示栏"),
            ("questionnaire", 14, "项目影响范围内逐户发放"),
            ("forum", 0, "社区（村）会议室"),
        ):
            _do(
                stage, decision, "add_consultation", unit, kind=kind, starts_on=day(1), ends_on=day(1 + days),
                place=place,
            )  # fmt: skip
    with days_ago(begun - 34):
        for one, reached in zip(decision.consultations.order_by("pk"), (380, 196, 32), strict=True):
            _do(
                stage, decision, "end_consultation", unit, consultation=one.pk, reached=reached,
                note="多数表示支持，少数提出补偿、安置和噪声方面的要求",
            )  # fmt: skip


def _opinions(stage: RiskStage, decision: MajorDecision, unit: str) -> None:
    first = decision.consultations.order_by("pk")[0]
    for text, position, people in (
        ("希望就近安置，过渡期租金标准能再提高一些", "conditional", 46),
        ("支持改造，道路和排水早该整治", "support", 121),
        ("担心补偿价格低于市场价，要求重新评估", "oppose", 18),
    ):
        _do(
            stage, decision, "add_opinion", unit, consultation=first.pk, text=text, position=position, said_by=people
        )  # fmt: skip
    answers = (
        ("partly", "过渡费按周边租金上浮一成"),
        ("yes", "道路排水同步实施"),
        ("no", "评估机构由住户选定，程序合规"),
    )
    for opinion, (taken_up, reason) in zip(first.opinions.order_by("pk"), answers, strict=True):
        _do(
            stage, decision, "answer_opinion", unit, opinion=opinion.pk, taken_up=taken_up, reason=reason
        )  # fmt: skip


def _assess(stage: RiskStage, decision: MajorDecision, project: Project) -> None:
    """Call the experts in and name the risk points."""
    for name in _EXPERTS:
        _do(stage, decision, "call_expert", project.unit, user=stage.cast[name].user_id)
    _do(stage, decision, "assess", project.unit)
    for title, weight, aspect in project.factors:
        _do(stage, decision, "add_factor", project.unit, title=title, aspect=str(aspect), weight=weight)


def _score(stage: RiskStage, decision: MajorDecision, scores: _Scores, experts: Sequence[str]) -> None:
    for at, name in enumerate(experts):
        for factor in factors_of(decision):
            for phase, (probability, impact) in zip(("before", "after"), scores, strict=True):
                likely = str(Decimal(probability) + Decimal("0.02") * at)
                _do(
                    stage, decision, "score", name, factor=factor.pk, phase=phase, probability=likely, impact=impact,
                    reason="参照近年同类项目和本次问卷结果",
                )  # fmt: skip


def _hand_in(
    stage: RiskStage, decision: MajorDecision, project: Project, level: str, conclusion: str
) -> None:
    points = "、".join(title for title, _weight, _aspect in project.factors)
    summary = f"{project.title}的主要风险为{points}。已逐项制定防范措施，明确责任单位和应急处置流程。"
    _do(
        stage,
        decision,
        "hand_in",
        project.unit,
        **REPORT,
        summary=summary,
        level=level,
        conclusion=conclusion,
    )


def _decide(stage: RiskStage, decision: MajorDecision, outcome: str, **values: str) -> None:
    _do(
        stage, decision, "decide", _GOVERNMENT, outcome=outcome, decided_on=day(), meeting="区政府常务会议（演示）",
        **values,
    )  # fmt: skip


def _file(stage: RiskStage, decision: MajorDecision, project: Project, what: str, number: str) -> None:
    _do(stage, decision, f"file_{what}", project.unit)
    filing = decision.filings.get(received_at=None)
    _do(
        stage, decision, "receive_filing", _OFFICE, filing=filing.pk, receipt_number=number,
        comment="材料齐全，请按季度报送防范措施落实情况",
    )  # fmt: skip


def _whole_way(stage: RiskStage, catalogue: DecisionCatalogue) -> None:
    """Heard, scored, low, approved, filed, decided, filed again, followed; of its two measures one is done."""
    project = DEMOLITION
    with days_ago(118):
        decision = _put(stage, catalogue, project, 75)
    _hear(stage, decision, project.unit, begun=112)
    with days_ago(76):
        _opinions(stage, decision, project.unit)
        _assess(stage, decision, project)
        _score(stage, decision, _TO_LOW, _EXPERTS)
        for title, unit, days in (
            ("公开补偿评估结果并设置异议窗口", "nk_zhujian", 40), ("施工期扬尘噪声在线监测", "nk_chengguan", 90),
        ):  # fmt: skip
            _do(
                stage, decision, "add_task", project.unit, title=title, organ=stage.organ(unit), owner="项目科科长",
                due_on=day(days), money="30000",
            )  # fmt: skip
    with days_ago(70):
        _hand_in(stage, decision, project, "low", "implement")
    with days_ago(64):
        _do(stage, decision, "approve", _GOVERNMENT, note="同意，按评估意见完善过渡安置方案")
    with days_ago(62):
        _file(stage, decision, project, "report", "康平安备（演示）1号")
    with days_ago(58):
        _decide(stage, decision, "implement", document_number="康府常纪（演示）12号")
    with days_ago(56):
        _file(stage, decision, project, "decision", "康平安备（演示）2号")
        _do(stage, decision, "follow", project.unit, note="每月报送签约和防范措施落实情况")
    with days_ago(38):
        done = decision.matter.risk_tasks.get(title__startswith="公开补偿")
        _do(
            stage, decision, "finish_task", "nk_zhujian", task=done.pk, result="评估结果已公示七天，受理异议五件，均已答复"
        )  # fmt: skip


def _medium(stage: RiskStage, catalogue: DecisionCatalogue) -> None:
    """Medium after the measures: approved, to be filed and decided about."""
    with days_ago(60):
        decision = _put(stage, catalogue, WASTE, 90)
    _hear(stage, decision, WASTE.unit, begun=55)
    with days_ago(19):
        _assess(stage, decision, WASTE)
        _score(stage, decision, _TO_MEDIUM, _EXPERTS)
    with days_ago(8):
        _hand_in(stage, decision, WASTE, "medium", "implement_phased")
    with days_ago(2):
        _do(stage, decision, "approve", _GOVERNMENT, note="分期实施，一期建成后再评估")


def _put_off(stage: RiskStage, catalogue: DecisionCatalogue) -> None:
    """High even after the measures: put off."""
    with days_ago(90):
        decision = _put(stage, catalogue, PARKING, 60)
    _hear(stage, decision, PARKING.unit, begun=86)
    with days_ago(50):
        _assess(stage, decision, PARKING)
        _score(stage, decision, _TO_HIGH, _EXPERTS)
        _hand_in(stage, decision, PARKING, "high", "defer")
    with days_ago(44):
        _do(stage, decision, "approve", _GOVERNMENT, note="同意评估结论")
        _file(stage, decision, PARKING, "report", "康平安备（演示）3号")
    with days_ago(40):
        _decide(stage, decision, "defer", note="暂缓实施，先行试点错时共享停车")


def _sent_back(stage: RiskStage, catalogue: DecisionCatalogue) -> None:
    """The review sent the report back."""
    with days_ago(58):
        decision = _put(stage, catalogue, SCHOOL, 120)
    _hear(stage, decision, SCHOOL.unit, begun=54)
    with days_ago(14):
        _assess(stage, decision, SCHOOL)
        _score(stage, decision, _TO_LOW, _EXPERTS)
        _hand_in(stage, decision, SCHOOL, "low", "implement")
    with days_ago(4):
        _do(
            stage, decision, "return_report", _GOVERNMENT, note="问卷未覆盖两个教学点所在村，请补充后重新提交"
        )


def _being_scored(stage: RiskStage, catalogue: DecisionCatalogue) -> None:
    """One expert has given scores, the other has not."""
    with days_ago(45):
        decision = _put(stage, catalogue, HOSPITAL, 100)
    _hear(stage, decision, HOSPITAL.unit, begun=41)
    with days_ago(3):
        _assess(stage, decision, HOSPITAL)
        _score(stage, decision, _TO_LOW, _EXPERTS[1:])


def _without_assessment(stage: RiskStage, catalogue: DecisionCatalogue) -> None:
    """Carried out in reality before anything was assessed; it stands in red."""
    with days_ago(5):
        decision = _put(stage, catalogue, BRIDGE, 10)
        _decide(
            stage, decision, "implement", exception_reason="桥墩冲刷危及通行安全，须立即封闭加固，来不及先行评估",
            note="加固同时补做评估",
        )  # fmt: skip
