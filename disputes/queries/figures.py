"""The figures of disputes, each defined once: tables, registers and assessment read the same conditions.

Columns of the statistical tables count disputes by the day they were registered; what the seeded indicators ask
(domain.md §7.6, D1 to D3) counts by the day on which a matter ended, a sign was raised, or a visit fell due.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from disputes.models import Agreement, Dispute, RedFlag, ReturnVisit
from disputes.queries.columns import COUNTED, TABLE_COLUMNS, Column, measured
from disputes.queries.types import type_names
from disputes.rules.flags import POLICE_AT_ONCE
from grids.queries.waiting import overdue_q
from pingan.common.figure_classes import flat
from pingan.common.figures import Figure, Period, url_of_matter
from pingan.matters.models import Clock

_FACTS: Final = {
    "opened_at": "matter__opened_at",
    "closed_at": "matter__closed_at",
    "state": "matter__state",
    "source": "source",
    "level": "level",
    "outcome": "outcome",
    "resolved_at": "resolved_at",
}
_OF_DISPUTE: Final[dict[str, Any]] = {
    "source": "disputes.dispute", "number": "matter__number", "region": "matter__region_code",
    "organ": "matter__organ_id", "closed": "matter__is_restricted", "facts": _FACTS, "url": url_of_matter("dispute"),
    "class_kind": "dispute", "class_path": "matter__class_code",
}  # fmt: skip
#: A result was reached: mediated, settled, decided elsewhere or calmed down; not left to the parties.
RESOLVED: Final = Q(resolved_at__isnull=False)
#: Reviewed on the day on which it was raised; where a case is possible the police were told on that day, too.
SAME_DAY: Final = Q(reviewed_on=F("raised_on")) & (
    ~Q(code__in=sorted(POLICE_AT_ONCE)) | Q(review=RedFlag.Review.UNFOUNDED) | Q(told_on=F("raised_on"))
)


def _registered(column: Column, period: Period) -> QuerySet[Dispute]:
    """Return what the column is a share of; all that count where it is a share of nothing."""
    rows = measured(Dispute.objects.all()).filter(COUNTED, period.holds("matter__opened_at"))
    return (
        rows.filter(TABLE_COLUMNS[column.per].condition) if column.is_share else rows.filter(column.condition)
    )


def _of_column(column: Column) -> Figure:
    def rows(period: Period) -> QuerySet[Dispute]:
        return _registered(column, period)

    label = TABLE_COLUMNS[column.per].label if column.is_share else column.label
    # The column that counts all bears the name of what is counted: said twice it would be no name.
    name = (
        format_lazy(_("Disputes: {which}"), which=column.label)
        if column.attribute
        else _("Disputes registered")
    )
    return Figure(
        code=f"dispute.{column.code}", label=name, rows=rows,
        part=column.condition if column.is_share else None,
        date_rule=_("the day on which it was registered"), day="matter__opened_at", whole_label=label,
        part_label=column.label if column.is_share else "", article=_("Articles 31, 32"),
        is_intake=not column.attribute and not column.is_share, **_OF_DISPUTE,
    )  # fmt: skip


def _ended(period: Period) -> QuerySet[Dispute]:
    return Dispute.objects.filter(Q(matter__state="closed"), period.holds("matter__closed_at"))


def _raised(period: Period) -> QuerySet[RedFlag]:
    zone = timezone.get_default_timezone()
    return RedFlag.objects.filter(period.holds("raised_at")).annotate(
        raised_on=TruncDate("raised_at", tzinfo=zone),
        reviewed_on=TruncDate("reviewed_at", tzinfo=zone),
        told_on=TruncDate("notice__told_at", tzinfo=zone),
    )


def _visits_due(period: Period) -> QuerySet[Clock]:
    """Return the terms of return visits that end in the period, of disputes with an agreement in effect; none given up."""
    agreed = Agreement.objects.filter(
        channel__dispute_id=OuterRef("matter_id"), effective_at__isnull=False, withdrawn_at=None
    )
    visited = ReturnVisit.objects.filter(
        dispute_id=OuterRef("matter_id"), made_at__gte=OuterRef("started_at")
    )
    rows = Clock.objects.filter(period.holds("due_at"), Exists(agreed), stage="return_visit")
    return rows.exclude(stopped_at__isnull=False, is_met=None).annotate(is_visited=Exists(visited))


def _open(period: Period) -> QuerySet[Dispute]:
    late = ExpressionWrapper(overdue_q(timezone.now()), output_field=BooleanField())
    return Dispute.objects.filter(COUNTED, matter__closed_at=None).annotate(is_overdue=late)


def _figures() -> Iterator[Figure]:
    yield Figure(
        code="dispute.open", label=_("Disputes in handling"), rows=_open, part=Q(is_overdue=True), is_live=True,
        date_rule=_("as it stands at this moment"), whole_label=_("disputes in handling"),
        part_label=_("of them overdue"), article=_("Article 32"), **_OF_DISPUTE,
    )  # fmt: skip
    # Sums of yuan, persons and days count no records: they stay columns of the tables.
    yield from (_of_column(column) for column in TABLE_COLUMNS.values() if not column.measure)
    yield Figure(
        code="dispute.resolved", label=_("Disputes that ended with a result"), rows=_ended, part=RESOLVED,
        date_rule=_("the day on which it was closed"), day="matter__closed_at", whole_label=_("disputes closed"),
        part_label=_("of them with a result: mediated, settled, decided elsewhere or calmed down"),
        article=_("Article 32"), **_OF_DISPUTE,
    )  # fmt: skip
    yield Figure(
        code="flag.same_day", label=_("Red flags dealt with on the same day"), source="disputes.redflag", rows=_raised,
        part=SAME_DAY, number="dispute__matter__number", region="dispute__matter__region_code",
        organ="dispute__matter__organ_id", closed="dispute__matter__is_restricted",
        date_rule=_("the day on which the sign was raised"), day="raised_at",
        facts={
            "code": "code", "raised_on": "raised_on", "reviewed_on": "reviewed_on", "review": "review",
            "police_told_on": "told_on",
        },
        whole_label=_("red flags raised"),
        part_label=_("of them reviewed that day, the police told that day where they must be"),
        article=_("Article 32; 人民调解法 §25"), url=url_of_matter("dispute"), link="dispute_id",
        class_kind="dispute", class_path="dispute__matter__class_code",
    )  # fmt: skip
    yield Figure(
        code="agreement.visited", label=_("Agreements whose performance was looked at"), source="disputes.return_visit",
        rows=_visits_due, part=Q(is_visited=True), number="matter__number", region="matter__region_code",
        organ="matter__organ_id", closed="matter__is_restricted",
        date_rule=_("the day on which the term of the return visit ends"), day="due_at",
        facts={"started_at": "started_at", "due_at": "due_at", "is_visited": "is_visited"},
        whole_label=_("return visits due after agreements in effect"), part_label=_("of them made, in time or later"),
        article=_("人民调解法 §31"), url=url_of_matter("dispute"), link="matter_id",
        class_kind="dispute", class_path="matter__class_code",
    )  # fmt: skip


FIGURES: Final = tuple(_figures())
CLASSES: Final = flat(_("Types of dispute"), type_names)
__all__ = ["CLASSES", "FIGURES", "RESOLVED", "SAME_DAY"]
