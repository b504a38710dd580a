"""Who works where: the scope of a grid worker, and the public notice of a grid."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Value
from django.utils import timezone

from grids.models import Grid, GridAssignment, JoinedReport
from pingan.access.policy import visible_to
from pingan.access.rules import Actor


def own_scopes(actor: Actor) -> dict[str, frozenset[int]]:
    """Fill two scopes: ``own_grids``, of a grid worker the grids of today's assignments; ``joined``, the incidents that
    the account reported again by joining them: they stay its own, wherever it works now.

    Keys, and no EXISTS in the conditions: a list keeps to the indexes. One query, on every request.
    """
    if actor.user_id is None or not actor.has("incident.view_own"):
        return {}
    joined = JoinedReport.objects.filter(reported_by_id=actor.user_id).order_by()
    if actor.role != "grid_worker":
        return {"joined": frozenset(joined.values_list("incident_id", flat=True))}
    today = GridAssignment.in_force_q(timezone.localdate())
    grids = GridAssignment.objects.filter(today, user_id=actor.user_id).order_by()
    both = grids.values_list("grid_id", Value("own_grids")).union(
        joined.values_list("incident_id", Value("joined")), all=True
    )
    found: dict[str, set[int]] = {"own_grids": set(), "joined": set()}
    for key, scope in both:
        found[scope].add(key)
    return {scope: frozenset(keys) for scope, keys in found.items()}


def assignments_visible(actor: Actor | None, on: date | None = None) -> QuerySet[GridAssignment]:
    """Return the assignments of a day (default: today) that the actor may see, by grid."""
    rows = visible_to(GridAssignment, actor).filter(GridAssignment.in_force_q(on or timezone.localdate()))
    return rows.select_related("grid", "grid__region", "user").order_by("grid__code", "duty_role", "pk")


def own_grid_of(actor: Actor) -> Grid | None:
    """Return the grid that a report without point and grid belongs to: the actor's only one, else the first
    by code. None: no grid today.
    """
    ids = actor.scopes.get("own_grids", frozenset())
    rows = Grid.objects.filter(Grid.in_force_q(timezone.localdate()), pk__in=ids)
    return rows.select_related("region").defer("boundary", "bbox").order_by("code").first()


def staff_user_ids(grid_id: int, on: date | None = None, *, duty_roles: Iterable[str] = ()) -> list[int]:
    """Return the accounts of those on duty in a grid on a day (default: today); for notices.

    Closed accounts are left out. ``duty_roles`` empty: every duty.
    """
    rows = GridAssignment.objects.filter(
        GridAssignment.in_force_q(on or timezone.localdate()), grid_id=grid_id, user__is_active=True
    )
    wanted = list(duty_roles)
    if wanted:
        rows = rows.filter(duty_role__in=wanted)
    return sorted(set(rows.values_list("user_id", flat=True)))


@dataclass(frozen=True)
class NoticeLine:
    """One person on a grid's public notice. ``phone`` blank: none is published."""

    name: str
    duty_role: str
    phone: str


@dataclass(frozen=True)
class GridNotice:
    """What residents may know of a grid: name, who serves it, whom to call about them.

    The content follows 滨州市网格化服务管理条例第六条 [H elsewhere]; a county may publish less.
    """

    code: str
    name: str
    supervision_phone: str
    staff: tuple[NoticeLine, ...]


def notice_of(grid: Grid, on: date | None = None) -> GridNotice:
    """Return the public notice of a grid on a day (default: today)."""
    rows = (
        GridAssignment.objects.filter(
            GridAssignment.in_force_q(on or timezone.localdate()), grid=grid, user__is_active=True
        )
        .select_related("user")
        .order_by("duty_role", "pk")
    )
    staff = tuple(NoticeLine(row.user.name, row.duty_role, row.public_phone) for row in rows)
    return GridNotice(grid.code, grid.name, grid.supervision_phone, staff)
