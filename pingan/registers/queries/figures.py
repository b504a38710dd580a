"""The figures of reports and registers (domain.md §7.6: O1; Articles 12, 26), each defined once."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from pingan.common.figures import Figure, Period
from pingan.registers.models import DefinitionKind, RegisterFinding, RegisterReport
from pingan.registers.queries.readiness import LISTS
from pingan.registers.queries.reports import CAME_LATE

#: The definition by which member units report on their duties (Article 12).
DUTY_REPORT: Final = "duty_report"
#: Was asked for and not called off.
_ASKED: Final = Q(round__state__in=("open", "closed"))
#: Handed in by its day, whether or not it was returned later; one that waits is not in time once the day is past.
ON_TIME: Final = Q(first_submitted_at__isnull=False) & ~CAME_LATE


def _due(period: Period) -> QuerySet[RegisterReport]:
    kind = DefinitionKind.PERIODIC_REPORT
    return RegisterReport.objects.filter(_ASKED, period.holds("round__due_at"), round__definition__kind=kind)


def _duty_reports(period: Period) -> QuerySet[RegisterReport]:
    return _due(period).filter(round__definition__code=DUTY_REPORT)


def _lists(period: Period) -> QuerySet[RegisterReport]:
    """Return the registers of responsibility lists that were kept on the last day of the period, one for each unit."""
    standing = RegisterFinding.objects.filter(
        Q(settled_on=None) | Q(settled_on__gt=period.until),
        Q(due_on=None) | Q(due_on__gte=period.until),
        report_id=OuterRef("pk"),
    )
    last = period.moments[1]
    kept = Q(round__state="open") | Q(round__state="closed", round__ended_at__gte=last)
    rows = RegisterReport.objects.filter(kept, round__definition__code=LISTS, round__opened_at__lt=last)
    return rows.annotate(has_item_in_force=Exists(standing))


_OF_REPORT: Final[dict[str, Any]] = {
    "number": "unit_name", "region": "region_code", "organ": "organ_id", "url": "/registers/reports/{}/".format,
}  # fmt: skip
_DUE: Final[dict[str, Any]] = {
    **_OF_REPORT, "source": "registers.registerreport", "part": ON_TIME,
    "date_rule": _("the day until which it was to be handed in"), "day": "round__due_at",
    "part_label": _("of them handed in by then"),
    "facts": {
        "report": "round__title", "due_at": "round__due_at", "first_submitted_at": "first_submitted_at", "state": "state",
    },
}  # fmt: skip
FIGURES: Final = (
    Figure(
        code="report.on_time", label=_("Periodic reports handed in in time"), rows=_due,
        whole_label=_("periodic reports due"), article=_("Articles 12, 33, 34, 36"), **_DUE,
    ),
    Figure(
        code="duty_report.on_time", label=_("Duty reports handed in in time"), rows=_duty_reports,
        whole_label=_("duty reports of member units due"), article=_("Article 12"), **_DUE,
    ),
    Figure(
        code="responsibility_list.in_force", label=_("Units with a responsibility list in force"),
        source="registers.standing", rows=_lists, part=Q(has_item_in_force=True),
        date_rule=_("as it stands on the last day of the period"),
        facts={"register": "round__title", "has_item_in_force": "has_item_in_force"},
        whole_label=_("units that keep a register of responsibility lists"),
        part_label=_("of them with at least one item in force"), article=_("Article 26"), **_OF_REPORT,
    ),
)  # fmt: skip
__all__ = ["DUTY_REPORT", "FIGURES", "ON_TIME"]
