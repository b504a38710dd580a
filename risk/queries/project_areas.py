"""What lies in the area of a project: which disputes and incidents, which of them a reader sees, how many there are.

A restricted matter is in none of these, nor one that was merged into another.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from grids.queries.filter_fields import region_q
from grids.queries.grids import grids_within
from grids.queries.limits import Number
from pingan.access.policy import NOTHING, any_of, visible_to
from pingan.access.rules import Actor
from pingan.matters.models import Matter
from pingan.matters.policy import among
from risk.models import AreaMatter, FoundBy, MajorDecision, ProjectArea
from risk.queries.terms import number
from risk.rules.decision_states import FINAL
from risk.rules.project_areas import KINDS, SMALL_ENOUGH, inside
from risk.rules.windows import months_before

#: Where the office has set no number.
MONTHS = 12
COUNTED = Q(kind__in=KINDS, is_restricted=False) & ~Q(state="merged")


def number_of_months(decision: MajorDecision) -> Number | None:
    """Return the number in force, with its source and version; None: nobody set it."""
    return number("project_area_months", decision.matter.region_code)


def months_of(decision: MajorDecision) -> int:
    """Return how many months before a decision was listed a matter may have been opened that is still linked."""
    found = number_of_months(decision)
    return MONTHS if found is None else found.count


def since(decision: MajorDecision) -> datetime:
    """Return from when on matters of the area are linked."""
    return months_before(timezone.localtime(decision.matter.opened_at), months_of(decision))


def area_of(decision: MajorDecision) -> ProjectArea | None:
    """Return what was drawn or chosen; None: nothing, so the division is the area."""
    rows = ProjectArea.objects.filter(decision=decision).prefetch_related("regions", "grids")
    found = rows.first()
    if found is None or found.boundary or found.regions.all() or found.grids.all():
        return found
    return None


def is_area(decision: MajorDecision) -> bool:
    """Say whether a division is small enough to be the area itself: a township, or what lies in one."""
    return decision.matter.region.level >= SMALL_ENOUGH


def open_decisions() -> list[int]:
    """Return the keys of the decisions of which the area is watched. Not scoped: for the job."""
    rows = MajorDecision.objects.exclude(matter__state__in=FINAL).order_by("pk")
    return list(rows.values_list("pk", flat=True))


def _inside(decision: MajorDecision) -> dict[int, str]:
    """Return everything that lies in the area, restricted or not, by key with what placed it there."""
    area = area_of(decision)
    rows = Matter.objects.filter(
        region_q(decision.catalogue.region.code, at=""), kind__in=KINDS, opened_at__gte=since(decision)
    ).order_by()
    if area is None:
        inside_it = region_q(decision.matter.region_code, at="") if is_area(decision) else NOTHING
        return dict.fromkeys(rows.filter(inside_it).values_list("pk", flat=True), str(FoundBy.DIVISION))
    chosen = [grid.pk for grid in area.grids.all()]
    regions = any_of(region_q(region.code, at="") for region in area.regions.all())
    if not area.boundary:
        found = rows.filter(Q(grid__in=chosen) | regions)
        return dict.fromkeys(found.values_list("pk", flat=True), str(FoundBy.GRID))
    box = Q(longitude__range=(area.west, area.east), latitude__range=(area.south, area.north))
    drawn = inside(area.boundary, list(rows.filter(box).values_list("pk", "longitude", "latitude")))
    within = {*chosen, *grids_within(area.boundary, timezone.localdate())}
    placed = rows.filter(Q(grid__in=within) | regions, longitude=None)
    return dict.fromkeys(placed.values_list("pk", flat=True), str(FoundBy.GRID)) | dict.fromkeys(
        drawn, str(FoundBy.POINT)
    )


@dataclass(frozen=True)
class Change:
    """What a look at the area brings: matters to be linked, and rows of links whose matter lies in it no more."""

    new: dict[int, str]
    gone: list[int]

    def __bool__(self) -> bool:
        """Say whether there is anything to be done."""
        return bool(self.new or self.gone)


def change_of(decision: MajorDecision) -> Change:
    """Return what has to be linked and unlinked now; what was taken off by hand is neither."""
    found = _inside(decision)
    rows = AreaMatter.objects.filter(decision=decision)
    known = {pk: (key, off) for pk, key, off in rows.values_list("matter_id", "pk", "taken_off_at")}
    fresh = [pk for pk in found if pk not in known]
    counted = Matter.objects.filter(COUNTED, pk__in=fresh).order_by("pk").values_list("pk", flat=True)
    # Restricted ones count as inside: that one of them goes would be told by the number of those that went.
    gone = [key for pk, (key, off) in known.items() if off is None and pk not in found]
    return Change({pk: found[pk] for pk in counted}, sorted(gone))


def _linked(decision: MajorDecision) -> QuerySet[AreaMatter]:
    return AreaMatter.objects.filter(decision=decision, taken_off_at=None)


def matters_in_area(
    actor: Actor, decision: MajorDecision, *, taken_off: bool = False
) -> QuerySet[Matter, Matter]:
    """Return the linked matters that the actor sees, the newest first, with ``found_by`` and ``found_at``.

    ``taken_off``: those that were taken off instead, with ``off_reason``.
    """
    links = AreaMatter.objects.filter(decision=decision, taken_off_at__isnull=not taken_off)
    own = links.filter(matter=OuterRef("pk"))
    rows = visible_to(Matter, actor).filter(COUNTED, among("", links.values("matter_id")))
    named = {"found_by": "found_by", "found_at": "found_at", "off_reason": "reason"}
    return (
        rows.annotate(**{name: Subquery(own.values(column)) for name, column in named.items()})
        .select_related("region")
        .defer("search", "text", "region__boundary")
        .order_by("-opened_at", "-pk")
    )


def counts_in(rows: QuerySet[Any]) -> list[tuple[str, int, int]]:
    """Return of each kind how many of some matters there are, and how many of them are open."""
    found = rows.order_by().values("kind").annotate(count=Count("pk"), open=Count("pk", Q(closed_at=None)))
    by_kind = {row["kind"]: (row["count"], row["open"]) for row in found}
    return [(kind, *by_kind[kind]) for kind in KINDS if kind in by_kind]


def linked_counts(decision: MajorDecision) -> list[tuple[str, int, int]]:
    """Return the counts of everything that is linked. Not scoped: for the report, which names none of them."""
    rows = Matter.objects.filter(COUNTED, among("", _linked(decision).values("matter_id")))
    return counts_in(rows)


def link_of(actor: Actor, decision: MajorDecision, number: str) -> AreaMatter | None:
    """Return the link of a matter that the actor sees, by its file number; None: there is none."""
    found = matters_in_area(actor, decision).filter(number=number.strip().upper()).first()
    return None if found is None else _linked(decision).filter(matter=found).first()
