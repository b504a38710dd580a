"""Reports as lists: one set of filters for pages, API, export and for the numbers that open a list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

import django_filters as filters
from django.core.validators import RegexValidator
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pingan.access.policy import allows, scope_q, visible_to
from pingan.access.rules import Actor
from pingan.org.queries import covered_prefixes, region_by_code, regions_in_force
from pingan.registers.models import RegisterReport, RegisterRound, ReportState, ReportStep
from pingan.registers.queries.places import itself_q
from pingan.registers.rules import FieldSpec, without_small
from pingan.registers.rules.fields import CODE
from pingan.registers.rules.units import reviewing_level

HANDED_IN = Q(state__in=("submitted", "accepted"))
UNREPORTED = Q(state__in=("open", "returned"))
#: Handed in for the first time after its due moment; a register has none.
CAME_LATE = Q(first_submitted_at__gt=F("round__due_at"))
LARGEST_ID = 2**63 - 1


def not_said_q(code: str) -> Q:
    """Return the condition: a field of yes and no was not answered with yes, or not at all."""
    return ~Q(values__contains={code: True})


def is_kept_q() -> Q:
    """Return the condition: an entry was written into it and is still there, ended ones included."""
    return Q(finding_count__gt=0)


def _late(now: datetime) -> Q:
    return UNREPORTED & Q(round__due_at__lt=now)


#: What a number of the coverage counts; the list behind it has the same condition.
STATUS: Mapping[str, tuple[Any, Callable[[datetime], Q]]] = {
    "total": (_("to report"), lambda now: Q()),
    "handed_in": (_("handed in"), lambda now: HANDED_IN),
    "nothing": (_("nothing found"), lambda now: HANDED_IN & Q(is_nothing_found=True)),
    "findings": (_("something reported"), lambda now: HANDED_IN & Q(is_nothing_found=False)),
    "missing": (_("not reported"), lambda now: UNREPORTED),
    "late": (pgettext_lazy("report", "overdue"), _late),
    "came_late": (_("handed in late"), lambda now: CAME_LATE),
    "waiting": (pgettext_lazy("report", "waiting for review"), lambda now: Q(state="submitted")),
    "returned": (pgettext_lazy("report", "returned"), lambda now: Q(state="returned")),
    "accepted": (pgettext_lazy("report", "accepted"), lambda now: Q(state="accepted")),
}
#: Parts of the list that ask who is looking.
PARTS = (("mine", _("To report")), ("review", _("To review")), ("all", _("All")))


def mine_q(actor: Actor) -> Q:
    """Return the condition: unreported, and this actor's to report now."""
    begun = Q(round__state="open", round__opens_on__lte=timezone.localdate())
    return scope_q(RegisterReport, actor, "report") & UNREPORTED & begun


def own_q(actor: Actor) -> Q:
    """Return the condition ``mine_q`` for one's own desk: not what one could write on behalf of others."""
    if actor.has("registers.report_area"):
        return mine_q(actor) & (Q(unit_level=actor.level) | Q(organ_id=actor.organ_id, organ__isnull=False))
    return mine_q(actor)


def review_q(actor: Actor) -> Q:
    """Return the condition: handed in, and first of all this desk's to review; desks above may, but need not."""
    waiting = Q(state="submitted", round__state="open")
    levels = [level for level in range(2, 7) if reviewing_level(level) == actor.level]
    nearest = Q(unit_level__in=levels) & ~Q(submitted_by_id=actor.user_id)
    return scope_q(RegisterReport, actor, "review") & waiting & nearest


class ReportFilterSet(filters.FilterSet):  # type: ignore[misc]
    """``part`` asks who is looking; ``status`` is one of the numbers of the coverage; ``region`` any division, ``at`` one
    without its places.

    ``keeping``: registers that have entries, or those that have none. ``lacking`` is the code of a field of yes and
    no that is not answered with yes.
    """

    round = filters.NumberFilter(field_name="round_id", min_value=1, max_value=LARGEST_ID)
    definition = filters.CharFilter(field_name="round__definition__code", max_length=40)
    part = filters.ChoiceFilter(choices=PARTS, method="by_part")
    status = filters.ChoiceFilter(
        choices=[(key, label) for key, (label, _q) in STATUS.items()], method="by_status"
    )
    state = filters.ChoiceFilter(choices=ReportState.choices)
    region = filters.CharFilter(method="by_region", validators=[RegexValidator(r"^36[0-9]{10}\Z")])
    at = filters.CharFilter(method="by_itself", validators=[RegexValidator(r"^36[0-9]{10}\Z")])
    keeping = filters.BooleanFilter(method="by_keeping")
    lacking = filters.CharFilter(method="by_lack", validators=[RegexValidator(rf"^{CODE.pattern}\Z")])
    q = filters.CharFilter(field_name="unit_name", lookup_expr="contains", max_length=40)

    def __init__(self, *args: Any, actor: Actor, now: datetime | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.now = actor, now or timezone.now()

    def by_part(self, rows: QuerySet[RegisterReport], name: str, value: str) -> QuerySet[RegisterReport]:
        """Narrow to what waits for this post."""
        wanted = {"mine": mine_q, "review": review_q}.get(value)
        return rows.filter(wanted(self.actor)) if wanted else rows

    def by_status(self, rows: QuerySet[RegisterReport], name: str, value: str) -> QuerySet[RegisterReport]:
        """Narrow to what a number of the coverage counts."""
        return rows.filter(STATUS[value][1](self.now))

    def by_lack(self, rows: QuerySet[RegisterReport], name: str, value: str) -> QuerySet[RegisterReport]:
        """Narrow to what is under way and does not say yes in a field of yes and no."""
        return rows.filter(not_said_q(value), round__state="open")

    def by_keeping(self, rows: QuerySet[RegisterReport], name: str, value: Any) -> QuerySet[RegisterReport]:
        """Narrow to the registers in which an entry stands, or to those in which none does."""
        return rows.filter(is_kept_q()) if value else rows.exclude(is_kept_q())

    def by_itself(self, rows: QuerySet[RegisterReport], name: str, value: str) -> QuerySet[RegisterReport]:
        """Narrow to the units of a division itself, none of its places."""
        return rows.filter(itself_q(value, "region_code", timezone.localdate()))

    def by_region(self, rows: QuerySet[RegisterReport], name: str, value: str) -> QuerySet[RegisterReport]:
        """Narrow to a division, what it succeeded included; an unknown code stands for itself."""
        region = region_by_code(value)
        condition = Q(region_code=value)
        for prefix in covered_prefixes(region) if region is not None else ():
            condition |= Q(region_code__startswith=prefix)
        return rows.filter(condition)


#: Names of the filters, for addresses that are kept.
FILTERS = tuple(ReportFilterSet.base_filters)
ORDER = ("unit_code", "pk")


def reports_visible(actor: Actor) -> QuerySet[RegisterReport]:
    """Return the reports that the actor may see, with what a row of a list shows."""
    return visible_to(RegisterReport, actor).select_related("round__definition")


def listed(actor: Actor, query: Mapping[str, Any], now: datetime | None = None) -> ReportFilterSet:
    """Return the filters of an address over the visible reports; ``.qs`` are the rows, if they are valid."""
    return ReportFilterSet(query, reports_visible(actor), actor=actor, now=now)


def report_rows(actor: Actor, query: Mapping[str, Any]) -> QuerySet[RegisterReport]:
    """Return the rows of a list; what cannot be read in the address narrows nothing down to nothing."""
    found = listed(actor, query)
    rows: QuerySet[RegisterReport] = found.qs if found.is_valid() else found.queryset.none()
    return rows


def told_values(actor: Actor, report: RegisterReport, specs: Iterable[FieldSpec]) -> dict[str, Any]:
    """Return the values of a report as this actor is told them: small cells to who writes or reviews it alone."""
    if allows(actor, "report", report) or allows(actor, "review", report):
        return dict(report.values)
    return without_small(specs, report.values)


def steps_of(report: RegisterReport) -> list[ReportStep]:
    """Return what happened to a report, the latest first."""
    return list(report.steps.select_related("finding").order_by("-pk"))


def names_of_regions(codes: set[str]) -> dict[str, str]:
    """Return the names of divisions by their code."""
    return dict(regions_in_force().filter(code__in=codes).values_list("code", "name"))


def has_reports_to_write(actor: Actor, row: RegisterRound) -> bool:
    """Say whether there is a report of a round that this actor may still write."""
    return visible_to(RegisterReport, actor, "report").filter(UNREPORTED, round=row).exists()
