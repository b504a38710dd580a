"""The steps that every major decision of the demo takes: heard, scored, handed in, decided, filed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pingan.demo.mediation.travelling import days_ago
from pingan.demo.risk.projects import REPORT, Project
from pingan.demo.risk.stage import RiskStage, day
from risk.models import DecisionCatalogue, MajorDecision
from risk.queries.decisions import factors_of
from risk.services import NewDecision, register_decision

GOVERNMENT, OFFICE = "nk_zhengfu", "nk_pinganban"
EXPERTS = ("nk_zhuanjia", "nk_zhuanjia2")
Scores = tuple[tuple[str, str], tuple[str, str]]


def act_on(
    stage: RiskStage, decision: MajorDecision, action: str, username: str, /, **values: object
) -> None:
    """Perform one action, and keep the decision as it is then."""
    stage.do("decision", decision.pk, action, username, **values)
    decision.refresh_from_db()  # its round, above all


def put(stage: RiskStage, catalogue: DecisionCatalogue, project: Project, planned: int) -> MajorDecision:
    """Put a project into the catalogue, to be decided about so many days ahead."""
    data = NewDecision(
        catalogue=catalogue.pk, title=project.title, text=project.text, field=project.field,
        organ=stage.organ(project.unit), region=project.region, planned_on=day(planned).date(),
    )  # fmt: skip
    return register_decision(actor=stage.cast[GOVERNMENT], data=data)


def hear(stage: RiskStage, decision: MajorDecision, unit: str, *, begun: int) -> None:
    """Plan the assessment and hear people: a notice of more than 30 days, a questionnaire, a forum."""
    with days_ago(begun):
        act_on(
            stage, decision, "plan", unit, assessor_kind="own", assessor="项目责任单位牵头，第三方机构协助",
            team="分管领导、法制科、信访科、属地乡镇（街道）", note="公示、问卷、座谈并行，六周内完成评估",
        )  # fmt: skip
        for kind, days, place in (
            ("notice", 31, "区政府门户网站和项目所在地公示栏"),
            ("questionnaire", 14, "项目影响范围内逐户发放"),
            ("forum", 0, "社区（村）会议室"),
        ):
            act_on(
                stage, decision, "add_consultation", unit, kind=kind, starts_on=day(1), ends_on=day(1 + days),
                place=place,
            )  # fmt: skip
    with days_ago(begun - 34):
        for one, reached in zip(decision.consultations.order_by("pk"), (380, 196, 32), strict=True):
            act_on(
                stage, decision, "end_consultation", unit, consultation=one.pk, reached=reached,
                note="多数表示支持，少数提出补偿、安置和噪声方面的要求",
            )  # fmt: skip


def note_opinions(stage: RiskStage, decision: MajorDecision, unit: str) -> None:
    """Note three opinions of the notice and what became of them."""
    first = decision.consultations.order_by("pk")[0]
    for text, position, people in (
        ("希望就近安置，过渡期租金标准能再提高一些", "conditional", 46),
        ("支持改造，道路和排水早该整治", "support", 121),
        ("担心补偿价格低于市场价，要求重新评估", "oppose", 18),
    ):
        act_on(
            stage, decision, "add_opinion", unit, consultation=first.pk, text=text, position=position, said_by=people
        )  # fmt: skip
    answers = (
        ("partly", "过渡费按周边租金上浮一成"),
        ("yes", "道路排水同步实施"),
        ("no", "评估机构由住户选定，程序合规"),
    )
    for opinion, (taken_up, reason) in zip(first.opinions.order_by("pk"), answers, strict=True):
        act_on(
            stage, decision, "answer_opinion", unit, opinion=opinion.pk, taken_up=taken_up, reason=reason
        )  # fmt: skip


def begin_assessing(stage: RiskStage, decision: MajorDecision, project: Project) -> None:
    """Call the experts in and name the risk points."""
    for name in EXPERTS:
        act_on(stage, decision, "call_expert", project.unit, user=stage.cast[name].user_id)
    act_on(stage, decision, "assess", project.unit)
    for title, weight, aspect in project.factors:
        act_on(stage, decision, "add_factor", project.unit, title=title, aspect=str(aspect), weight=weight)


def give_scores(stage: RiskStage, decision: MajorDecision, scores: Scores, experts: Sequence[str]) -> None:
    """Let each of these experts score each risk point, the second a little higher."""
    for at, name in enumerate(experts):
        for factor in factors_of(decision):
            for phase, (probability, impact) in zip(("before", "after"), scores, strict=True):
                likely = str(Decimal(probability) + Decimal("0.02") * at)
                act_on(
                    stage, decision, "score", name, factor=factor.pk, phase=phase, probability=likely, impact=impact,
                    reason="参照近年同类项目和本次问卷结果",
                )  # fmt: skip


def hand_in(stage: RiskStage, decision: MajorDecision, project: Project, level: str, conclusion: str) -> None:
    """Hand the report in."""
    points = "、".join(title for title, _weight, _aspect in project.factors)
    summary = f"{project.title}的主要风险为{points}。已逐项制定防范措施，明确责任单位和应急处置流程。"
    act_on(
        stage,
        decision,
        "hand_in",
        project.unit,
        **REPORT,
        summary=summary,
        level=level,
        conclusion=conclusion,
    )


def record_decision(stage: RiskStage, decision: MajorDecision, outcome: str, **values: str) -> None:
    """Record what the government decided."""
    act_on(
        stage, decision, "decide", GOVERNMENT, outcome=outcome, decided_on=day(), meeting="区政府常务会议（演示）",
        **values,
    )  # fmt: skip


def file_with_office(
    stage: RiskStage, decision: MajorDecision, project: Project, what: str, number: str
) -> None:
    """File the report or the decision, and have it confirmed."""
    act_on(stage, decision, f"file_{what}", project.unit)
    filing = decision.filings.get(received_at=None)
    act_on(
        stage, decision, "receive_filing", OFFICE, filing=filing.pk, receipt_number=number,
        comment="材料齐全，请按季度报送防范措施落实情况",
    )  # fmt: skip
