"""The matters that rules of the office are asked of, one record each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import F, Q
from django.utils import timezone

from pingan.matters.models import Clock, Matter
from risk.queries.screening.counts import COLUMNS, end_of
from risk.rules.office_rules import Record

_DAY = timedelta(days=1)


def counted_matters(prefixes: Sequence[str], kind: str, since: date, until: date) -> Q:
    """Return the condition on matters that a screening counts: of an area, opened from one day to another.

    Restricted ones and those merged into another are left out.
    """
    area = Q(pk__in=[])
    for prefix in prefixes:
        area |= Q(**{COLUMNS[len(prefix)]: prefix})
    opened = Q(opened_at__gte=end_of(since - _DAY), opened_at__lt=end_of(until))
    return area & opened & Q(kind=kind, is_restricted=False) & ~Q(state="merged")


def records(
    prefixes: Sequence[str], kind: str, since: date, until: date, *, with_terms: bool
) -> list[Record]:
    """Return the matters of one kind in the grids of an area as rules see them; two queries at most.

    ``with_terms``: also when their terms ran out. What comes back again is told by how often a matter was reopened; how
    often the same parties came is for nobody's eyes but theirs who may see the parties.
    """
    rows = Matter.objects.filter(counted_matters(prefixes, kind, since, until), grid__isnull=False).order_by(
        "pk"
    )
    found = {"people": _people(kind), "returned": _returned(kind), "cleared_before": _cleared_before(kind)}
    named = {name: expression for name, expression in found.items() if expression is not None}
    values = rows.annotate(**named).values("pk", "grid_id", "class_code", "opened_at", "closed_at", *named)
    overdue = _overdue(prefixes, kind, since, until) if with_terms else {}
    return [
        Record(
            id=row["pk"],
            grid_id=row["grid_id"],
            class_code=row["class_code"],
            opened_on=timezone.localdate(row["opened_at"]),
            closed_on=timezone.localdate(row["closed_at"]) if row["closed_at"] else None,
            people=row.get("people") or 0,
            returned=row.get("returned") or 0,
            back_after=_back_after(row["opened_at"], row.get("cleared_before")),
            overdue=tuple(overdue.get(row["pk"], ())),
        )
        for row in values
    ]


def _people(kind: str) -> F | None:
    return {
        "incident": F("incident__people_involved"),
        "dispute": F("dispute__people_involved"),
    }.get(kind)


def _returned(kind: str) -> F | None:
    """How often a matter came back: reopened; of a hazard how many were cleared at its place before (``recurrences``)."""
    return {
        "incident": F("incident__reopened_count"),
        "dispute": F("dispute__reopened_count"),
        "hazard": F("hazard__recurrences"),
    }.get(kind)


def _cleared_before(kind: str) -> F | None:
    """When the latest hazard at the same place was cleared: it is closed a month later only, after the look back."""
    return F("hazard__recurs_from__cleared_at") if kind == "hazard" else None


def _back_after(opened_at: datetime, cleared_at: datetime | None) -> int | None:
    if cleared_at is None:
        return None
    return max((timezone.localdate(opened_at) - timezone.localdate(cleared_at)).days, 0)


def _overdue(
    prefixes: Sequence[str], kind: str, since: date, until: date
) -> dict[int, list[tuple[date, date | None]]]:
    """Return the terms that ran out, by matter: the first day on which each was over, and the day it was done with."""
    rows = Matter.objects.filter(counted_matters(prefixes, kind, since, until), grid__isnull=False)
    late = Clock.objects.filter(
        Q(stopped_at=None) | Q(stopped_at__gt=F("due_at")),
        matter__in=rows.values("pk"),
        due_at__lt=end_of(until),
    ).order_by("pk")
    found: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
    for pk, due_at, stopped_at in late.values_list("matter_id", "due_at", "stopped_at"):
        ended = timezone.localdate(stopped_at) if stopped_at else None
        found[pk].append((timezone.localdate(due_at) + _DAY, ended))
    return found
