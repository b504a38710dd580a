"""How many units of an order keep a register, and in how many of them something stands, by place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F

from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.org.models import Region
from pingan.registers.models import RegisterFinding, RegisterReport, RegisterRound
from pingan.registers.queries.entries import in_division
from pingan.registers.queries.places import places_of
from pingan.registers.queries.reports import is_kept_q


@dataclass(frozen=True)
class Keeping:
    """Of one place: the units that the order lists, and those of them whose register has entries."""

    units: int = 0
    with_entries: int = 0


def keeping_units(
    actor: Actor, row: RegisterRound, region: Region, today: date
) -> tuple[Keeping, Mapping[str, Keeping]]:
    """Return the units of an order in a division, and those of each place inside it by its code; one query.

    Under the division's own code stand those that it keeps itself.
    """
    places = places_of(actor, region, today)
    rows = visible_to(RegisterReport, actor).filter(places.inside("region_code"), round=row)
    found = rows.order_by().annotate(place=places.key("region_code")).values("place")
    groups = {
        one["place"]: one
        for one in found.annotate(units=Count("pk"), with_entries=Count("pk", filter=is_kept_q()))
    }
    inside = {child.code: _sum(places.of(child, groups)) for child in places.children}
    if rest := places.itself(groups):
        inside[region.code] = _sum(rest)
    return _sum(groups.values()), inside


def _sum(groups: object) -> Keeping:
    units = kept = 0
    for one in groups:  # type: ignore[attr-defined]
        units, kept = units + one["units"], kept + one["with_entries"]
    return Keeping(units, kept)


def entries_over_rounds(actor: Actor, rounds: list[RegisterRound], region: Region) -> Mapping[int, int]:
    """Return how many entries the registers of some orders hold in a division, by key of the order; one query."""
    within = in_division(region.code, "report__region_code")
    rows = visible_to(RegisterFinding, actor).filter(within, report__round__in=rounds).order_by()
    found = rows.values(order=F("report__round_id")).annotate(number=Count("pk"))
    counts = {one["order"]: one["number"] for one in found}
    return {row.pk: counts.get(row.pk, 0) for row in rounds}
