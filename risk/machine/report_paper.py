"""The assessment report as an official document: written when it is filed, kept on the matter as PDF and DOCX."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.conf import settings
from django.utils import translation

from pingan.documents.services import issue
from pingan.matters.machine import Move, machine_for
from pingan.matters.models import MatterFile
from pingan.org.models import Organ
from risk.models import Assessment, Consultation, ExpertScore, MajorDecision, Opinion
from risk.queries.area_shapes import place_in_words
from risk.queries.assignments import tasks_of
from risk.queries.decision_dossiers import consultations_of, questionnaires_in
from risk.queries.decisions import scored_factors
from risk.queries.project_areas import area_of, is_area, linked_counts, months_of
from risk.queries.questionnaires import results_of
from risk.rules.project_areas import NO_AREA, situation
from risk.rules.questionnaires import Results, sentences
from risk.rules.report_chapters import ReportFacts, chapters

_TEMPLATE = "report"


def write_report(move: Move, report: Assessment, office: Organ) -> None:
    """Issue the report of the responsible unit to an office; without a document code of the unit there is no paper."""
    unit = move.matter.organ
    if unit is None or not unit.document_code:
        move.public["no_paper"] = True
        return
    with translation.override(settings.LANGUAGE_CODE):
        document = issue(
            actor=move.actor,
            organ_id=unit.pk,
            template_code=_TEMPLATE,
            region_code=move.matter.region_code,
            is_authorised=True,
            data={
                "addressee": office.name,
                "subject": f"{move.matter.title[:80]}社会稳定风险评估",
                "text": chapters(facts_of(move, report)),
            },
        )
    MatterFile.objects.bulk_create(
        MatterFile(
            matter=move.matter, file=file, purpose=MatterFile.Purpose.DOCUMENT, added_by_id=move.actor.user_id
        )
        for file in (document.pdf, document.docx)
    )
    move.public["document"] = document.number


def facts_of(move: Move, report: Assessment) -> ReportFacts:
    """Return what the report says, from the rows of its decision; call it in the product's first language."""
    decision, matter = move.detail, move.matter
    hearings = list(consultations_of(decision))
    said = [opinion for row in hearings for opinion in row.opinions.all()]
    asked = [one for one in questionnaires_in(hearings) if one.published_at is not None]
    results = results_of(asked)
    told = [sentence for one in asked for sentence in sentences(results[one.pk])]
    files = MatterFile.objects.filter(matter=matter).exclude(purpose=MatterFile.Purpose.DOCUMENT)
    before = f"措施前{report.get_level_before_display()}（综合值{_short(report.total_before)}）"
    after = f"措施后{report.get_level_final_display()}（综合值{_short(report.total_after)}）"
    reason = f"；与计算等级不同的理由：{report.level_reason}" if report.level_reason else ""
    return ReportFacts(
        project=f"{matter.title}（{matter.number}）：{matter.text}",
        course=[
            f"评估主体：{decision.assessor}（{decision.get_assessor_kind_display()}）；评估小组：{decision.team}。",
            *(
                f"{row.get_kind_display()}：{row.starts_on:%Y-%m-%d}至{row.ends_on:%Y-%m-%d}，{row.place}，"
                f"{_reached(row, results)}。{_told_once(row.summary, told)}"
                for row in hearings
            ),
        ],
        opinions=[
            *told,
            *(_opinion(row) for row in said),
        ],
        legality=report.legality,
        rationality=report.rationality,
        feasibility=report.feasibility,
        controllability=report.controllability,
        factors=[
            f"{one.factor.title}（{one.factor.get_aspect_display()}，权重{_short(one.factor.weight)}）："
            f"措施前{_scores(one.before)}；措施后{_scores(one.after)}。"
            for one in scored_factors(decision)
        ],
        measures=[
            f"{task.title}：{task.organ.name}{task.owner}，{task.due_on:%Y-%m-%d}前（{task.get_state_display()}）。"
            for task in tasks_of(matter.pk)
        ],
        summary=report.summary,
        level=f"{before}，{after}{reason}",
        conclusion=str(report.get_conclusion_display()),
        method=f"{report.method.name}（第{report.method.version}版；{report.method.source}）",
        annexes=files.count(),
        situation=_situation(decision),
    )


def _situation(decision: MajorDecision) -> str:
    """Return how many disputes and incidents lie in the area; a whole county is none, and the report says so."""
    area = area_of(decision)
    if area is None and not is_area(decision):
        return NO_AREA
    counts = [(str(machine_for(kind).label), count, still) for kind, count, still in linked_counts(decision)]
    return situation(counts, months_of(decision), place_in_words(decision, area))


def _reached(row: Consultation, results: Mapping[int, Results]) -> str:
    """Return how many took part; until the result is recorded, how many sheets came in so far, or that it is not yet."""
    if row.reached is not None:
        return f"参与{row.reached}人"
    asked = getattr(row, "questionnaire", None)
    sheets = results[asked.pk].sheets if asked is not None and asked.pk in results else 0
    return f"截至报告报送收到答卷{sheets}份，结果尚未登记" if sheets else "结果尚未登记"


def _told_once(summary: str, told: list[str]) -> str:
    """Return what came of a consultation without the counts of its questionnaire, which the third chapter tells."""
    return "".join(line for line in summary.splitlines() if line not in told)


def _short(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _scores(scores: list[ExpertScore]) -> str:
    return "、".join(f"{_short(one.probability)}×{_short(one.impact)}" for one in scores)


def _opinion(row: Opinion) -> str:
    answer = f"{row.get_taken_up_display()}：{row.reason}" if row.taken_up else "尚未答复"
    return f"{row.text}（{row.get_position_display()}，{row.said_by}人提出）。{answer}。"
