"""The figures of decisions, hazards and warnings (domain.md §7.6: R1, R2, H1, H2), each defined once."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grids.queries.waiting import overdue_q
from pingan.common.figure_classes import flat
from pingan.common.figures import Figure, Period, url_of_matter
from risk.models import DecisionRecord, Filing, Hazard, Rectification, WarningReceipt
from risk.models.choices import Domain
from risk.models.decision_choices import DecisionOutcome, Field, FilingKind
from risk.models.warning_choices import CATEGORIES

#: What is carried out has to be assessed before; what is put off or given up has not.
CARRIED_OUT: Final = Q(outcome__in=(DecisionOutcome.IMPLEMENT, DecisionOutcome.IMPLEMENT_PHASED))
#: An approved assessment allowed it (Article 24); the gate in the database lets nothing else pass but an exception.
ASSESSED: Final = Q(assessment__isnull=False, exception_reason="")
#: Sent within its term; one that was sent back counts only by what was filed in its place.
IN_TIME: Final = Q(sent_back_at=None) & (Q(due_at=None) | Q(sent_at__lte=F("due_at")))
#: Put right on or before the day of its order, and found so by somebody else.
CLEARED_ON_TIME: Final = Q(state=Rectification.State.PASSED, done_on__lte=F("due_on"))
#: The addressee reported what it did, and had read the warning before the desk above was told that it had not.
ANSWERED: Final = Q(reported_at__isnull=False, escalated_at=None)


def _decided(period: Period) -> QuerySet[DecisionRecord]:
    filed = Filing.objects.filter(IN_TIME)
    report = filed.filter(kind=FilingKind.REPORT, assessment_id=OuterRef("assessment_id"))
    decision = filed.filter(kind=FilingKind.DECISION, record_id=OuterRef("pk"))
    rows = DecisionRecord.objects.filter(CARRIED_OUT, period.holds_day("decided_on"))
    by_exception = ExpressionWrapper(~Q(exception_reason=""), output_field=BooleanField())
    return rows.annotate(
        is_report_filed=Exists(report), is_decision_filed=Exists(decision), has_exception=by_exception
    )


def _due(period: Period) -> QuerySet[Rectification]:
    zone = timezone.get_default_timezone()
    rows = Rectification.objects.filter(period.holds_day("due_on"))
    return rows.annotate(done_on=TruncDate("done_at", tzinfo=zone))


def _issued(period: Period) -> QuerySet[WarningReceipt]:
    place = Coalesce("region__code", "organ__region__code")
    return WarningReceipt.objects.filter(period.holds("issue__issued_at")).annotate(addressee_code=place)


def _open(period: Period) -> QuerySet[Hazard]:
    late = ExpressionWrapper(overdue_q(timezone.now()), output_field=BooleanField())
    return Hazard.objects.filter(matter__closed_at=None).annotate(is_overdue=late)


_OF_DECISION: Final[dict[str, Any]] = {
    "source": "risk.decisionrecord", "rows": _decided, "number": "decision__matter__number",
    "region": "decision__matter__region_code", "organ": "decision__matter__organ_id",
    "closed": "decision__matter__is_restricted", "date_rule": _("the day of the decision"), "day": "decided_on",
    "facts": {
        "outcome": "outcome", "decided_on": "decided_on", "document_number": "document_number",
        "has_exception": "has_exception", "is_report_filed": "is_report_filed", "is_decision_filed": "is_decision_filed",
    },
    "whole_label": _("decisions of the catalogue that are carried out"), "article": _("Article 24"),
    "url": url_of_matter("decision"), "link": "decision_id",
    "class_kind": "decision", "class_path": "decision__matter__class_code",
}  # fmt: skip
FIGURES: Final = (
    Figure(
        code="decision.assessed", label=_("Major decisions assessed before they were made"), part=ASSESSED,
        part_label=_("of them allowed by an approved assessment"), **_OF_DECISION,
    ),
    Figure(
        code="decision.filed", label=_("Major decisions with both filings in time"),
        part=Q(is_report_filed=True, is_decision_filed=True),
        part_label=_("of them with report and decision filed in time"), **_OF_DECISION,
    ),
    Figure(
        code="hazard.cleared", label=_("Hazards cleared in time"), source="risk.rectification", rows=_due,
        part=CLEARED_ON_TIME, number="hazard__matter__number", region="hazard__matter__region_code", organ="organ_id",
        closed="hazard__matter__is_restricted", day="due_on",
        date_rule=_("the day until which the order is to be carried out"),
        facts={"round": "round", "due_on": "due_on", "done_on": "done_on", "state": "state"},
        whole_label=_("orders to put a hazard right that fall due"),
        part_label=_("of them carried out by that day and passed on re-inspection"), article=_("Articles 25, 50"),
        url=url_of_matter("hazard"), link="hazard_id",
        class_kind="hazard", class_path="hazard__matter__class_code",
    ),
    Figure(
        code="hazard.open", label=_("Hazards not closed"), source="risk.hazard", rows=_open, part=Q(is_overdue=True),
        is_live=True, number="matter__number", region="matter__region_code", organ="matter__organ_id",
        closed="matter__is_restricted", date_rule=_("as it stands at this moment"),
        facts={"opened_at": "matter__opened_at", "state": "matter__state"}, whole_label=_("hazards not closed"),
        part_label=_("of them overdue"), article=_("Article 25"), url=url_of_matter("hazard"),
        class_kind="hazard", class_path="matter__class_code",
    ),
    Figure(
        code="warning.answered", label=_("Warnings answered by their addressees"), source="risk.warningreceipt",
        rows=_issued, part=ANSWERED, number="warning__matter__number", region="addressee_code", organ="organ_id",
        closed="warning__matter__is_restricted", date_rule=_("the day of issue"), day="issue__issued_at",
        facts={
            "issued_at": "issue__issued_at", "level": "issue__level", "division": "region__code",
            "unit": "organ__name", "read_at": "read_at", "reported_at": "reported_at", "escalated_at": "escalated_at",
        },
        whole_label=_("issues of warnings, one for each addressee"),
        part_label=_("of them read in time and answered with measures"), article=_("Article 25"),
        url=url_of_matter("warning"), link="warning_id",
        class_kind="warning", class_path="warning__matter__class_code",
    ),
)  # fmt: skip
#: Each kind of record by the classes of its list.
CLASSES: Final = {
    "hazard": flat(_("Domains of hazards"), lambda: dict(Domain.choices)),
    "warning": flat(_("Categories of warnings"), lambda: CATEGORIES),
    "decision": flat(_("Fields of major decisions"), lambda: dict(Field.choices)),
}
__all__ = ["ANSWERED", "ASSESSED", "CARRIED_OUT", "CLASSES", "CLEARED_ON_TIME", "FIGURES", "IN_TIME"]
