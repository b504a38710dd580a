"""Signals that an actor may see, the records behind one, and how often methods were right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Max, Q, QuerySet

from grids.queries.rulebook import class_names
from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.matters.models import Matter
from pingan.org.models import CODE_WIDTH, Region
from pingan.org.queries import covered_prefixes
from risk.models import Sighting, Signal
from risk.queries.screening.records import counted_matters

_DAY = timedelta(days=1)


def signals_visible(actor: Actor) -> QuerySet[Signal]:
    """Return the signals in the actor's scope with what lists show."""
    rows = visible_to(Signal, actor).select_related(
        "matter", "matter__region", "matter__region__parent", "matter__grid", "matter__organ", "rule"
    )
    return rows.defer(
        "matter__search", "matter__grid__bbox", "matter__grid__boundary", "matter__region__boundary",
        "matter__region__parent__boundary",
    )  # fmt: skip


def sightings_of(signal: Signal) -> list[Sighting]:
    """Return the nights on which a signal was seen, the latest 60, the oldest first."""
    rows = Sighting.objects.filter(signal=signal).order_by("-night")[:60]
    return list(reversed(rows))


def class_name_of(code: str) -> str:
    """Return the name of a class in the reader's language; its code where nobody names it."""
    return class_names([code]).get(code, code)


def records_behind(actor: Actor, signal: Signal) -> QuerySet[Matter]:
    """Return the matters that a signal counted on its last night and that the actor may see, the newest first.

    A matter that was closed to all but those named since then is no longer among them, whoever asks.
    """
    seen = visible_to(Matter, actor).filter(_counted_by(signal), is_restricted=False)
    return (
        seen.select_related("region", "grid")
        .defer("search", "grid__bbox", "region__boundary")
        .order_by("-opened_at", "-pk")
    )


def _counted_by(signal: Signal) -> Q:
    figures = signal.figures
    if signal.layer == "rule":
        return Q(pk__in=figures.get("matters", []))
    night = signal.last_night
    since = night - timedelta(days=int(figures.get("days", 7)) - 1)
    of_class = Q(class_code=signal.matter.class_code)
    if signal.layer == "cluster":
        county = (signal.area_code[:6],)
        return (
            of_class & counted_matters(county, signal.counted, since, night) & Q(grid_id__in=signal.grid_ids)
        )
    return of_class & counted_matters(_prefixes(signal), signal.counted, since, night)


def _prefixes(signal: Signal) -> Sequence[str]:
    level = {width: level for level, width in CODE_WIDTH.items()}[len(signal.area_code)]
    region: Region = signal.matter.region
    return covered_prefixes(region, signal.last_night) if region.level == level else (signal.area_code,)


@dataclass(frozen=True)
class Precision:
    """How often signals of one method, or of one rule, were right. ``rule`` blank: no rule.

    ``share``: of the reviewed ones how many were confirmed (None: none was reviewed). ``lead_days``: how many days confirmed
    ones went on after the night that found them first, the time that was gained; None: none was confirmed.
    ``review_days``: from finding to review.
    """

    layer: str
    method: str
    rule: str
    made: int
    confirmed: int
    dismissed: int
    waiting: int
    lead_days: float | None
    review_days: float | None

    @property
    def share(self) -> float | None:
        """Return the confirmed among the reviewed."""
        reviewed = self.confirmed + self.dismissed
        return self.confirmed / reviewed if reviewed else None


def precision(actor: Actor) -> list[Precision]:
    """Return precision and lead time by method and rule, of the signals that the actor may see; one statement."""
    confirmed, dismissed = ~Q(outcome=""), ~Q(dismissal="")
    lasted = ExpressionWrapper(F("last_night") - F("first_night"), output_field=DurationField())
    waited = ExpressionWrapper(F("reviewed_at") - F("matter__opened_at"), output_field=DurationField())
    rows: Any = (
        visible_to(Signal, actor)
        .order_by()
        .values("layer", "method", "rule__code", "rule__region_code")
        .annotate(
            name=Max("rule__name"),
            made=Count("pk"),
            confirmed=Count("pk", filter=confirmed),
            dismissed=Count("pk", filter=dismissed),
            lead=Avg(lasted, filter=confirmed),
            review=Avg(waited, filter=Q(reviewed_at__isnull=False)),
        )
    )
    found = [
        Precision(
            layer=row["layer"],
            method=row["method"],
            rule=row["name"] or "",
            made=row["made"],
            confirmed=row["confirmed"],
            dismissed=row["dismissed"],
            waiting=row["made"] - row["confirmed"] - row["dismissed"],
            lead_days=_days(row["lead"]),
            review_days=_days(row["review"]),
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (one.layer, one.method, one.rule))


def _days(span: timedelta | None) -> float | None:
    return None if span is None else round(span / _DAY, 1)
