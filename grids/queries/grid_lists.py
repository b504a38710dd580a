"""Lists of grids with what Article 15 still lacks, and who may be assigned to one."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from grids.models import Grid, GridAssignment, GridChange
from grids.queries.compliance import county_compliance, grids_without_full_time_worker
from grids.queries.grids import grids_visible
from grids.rules.sizes import CountyCompliance, GapCode
from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.org.models import Region, Role
from pingan.org.queries import posts_in_force, regions_in_force

#: Roles whose holders work on the ground.
GROUND = (Role.GRID_WORKER, Role.COMMUNITY_STAFF)


def listed_grids(
    actor: Actor,
    *,
    prefix: str,
    kind: str = "",
    text: str = "",
    gap: str = "",
    compliance: CountyCompliance | None = None,
    on: date | None = None,
) -> QuerySet[Grid]:
    """Return the visible grids of an area in force on a day (default: today), by code.

    ``gap`` keeps those with this gap. The missing full-time worker is asked of the database and may be asked
    of any area; other gaps need the ``compliance`` of the area.
    """
    if gap == GapCode.NO_FULL_TIME_WORKER:
        rows = grids_without_full_time_worker(actor)
    else:
        rows = grids_visible(actor, on)
        if gap:
            found = compliance.gaps if compliance is not None else ()
            rows = rows.filter(code__in={code for code, missing in found if missing.code == gap})
    rows = rows.filter(region__code__startswith=prefix)
    if kind:
        rows = rows.filter(kind=kind)
    if text:
        rows = rows.filter(
            Q(name__contains=text) | Q(code__startswith=text) | Q(name_pinyin__startswith=text.lower())
        )
    return rows.select_related("region", "region__parent").order_by("code", "pk")


def gaps_in(actor: Actor, region: Region) -> CountyCompliance:
    """Return how the grids of a county, township or village stand under Article 15."""
    return county_compliance(actor, region.prefix)


def staff_of(actor: Actor, grid: Grid, on: date | None = None) -> list[GridAssignment]:
    """Return every assignment of a grid, those that hold or come first, then history."""
    day = on or timezone.localdate()
    rows = visible_to(GridAssignment, actor).filter(grid=grid).select_related("user")
    return sorted(
        rows.order_by("valid_from", "pk"),
        key=lambda row: (row.valid_to is not None and row.valid_to <= day, row.duty_role, row.pk),
    )


def changes_of(actor: Actor, grid: Grid) -> list[GridChange]:
    """Return what was changed on a grid, newest first, without the former shapes."""
    rows = visible_to(GridChange, actor).filter(grid=grid).select_related("changed_by")
    return list(rows.order_by("-version")[:50])


def assignable_people(grid: Grid) -> list[tuple[int, str]]:
    """Return (account, name and post) of those who hold a post on the ground around a grid today.

    Around is the grid's township, so that somebody of the next village can stand in.
    """
    posts = posts_in_force().filter(role__in=GROUND, region__code__startswith=grid.region.code[:9])
    rows = posts.select_related("user", "region").order_by("user__name", "user_id")
    return list({post.user_id: f"{post.user.name} · {post}" for post in rows}.items())


def villages_in(actor: Actor) -> QuerySet[Region]:
    """Return the villages and communities of the post's area, and its townships for dedicated grids."""
    condition = Q(pk__in=[])
    for area in actor.areas:
        condition |= Q(code__startswith=area)
    return (
        Region.objects.filter(condition, level__in=(4, 5), valid_to=None, is_virtual=False)
        .select_related("parent")
        .order_by("code")
    )


def counties_in(actor: Actor, region: Region) -> QuerySet[Region]:
    """Return today's counties of a province or city, as far as the post's area reaches."""
    condition = Q(pk__in=[])
    for area in actor.areas:
        condition |= Q(code__startswith=area)
    rows = regions_in_force().filter(condition, level=3, is_virtual=False, code__startswith=region.prefix)
    return rows.select_related("parent").order_by("code")
