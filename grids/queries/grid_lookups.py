"""What an import of many grids or assignments asks of the database: a few queries however many rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from grids.models import Grid, GridAssignment
from grids.queries.grid_lists import GROUND
from grids.queries.limits import numbers_for
from pingan.matters.models import Matter
from pingan.org.models import Organ, Region
from pingan.org.queries import posts_in_force

#: Which numbers an import asks for.
_NUMBERS = ("grid_code_pattern", "grid_boundary.")


def divisions_by_code(codes: Collection[str], on: date) -> dict[str, Region]:
    """Return the divisions that bear these codes on a day, without their lines."""
    return {row.code: row for row in Region.objects.in_force(on).filter(code__in=codes).defer("boundary")}


def standing_grids(codes: Collection[str]) -> QuerySet[Grid]:
    """Return the grids with these codes that have not ended: those in force, and those that begin later."""
    rows = Grid.objects.exclude(valid_to__lte=timezone.localdate()).filter(code__in=codes)
    return rows.select_related("region", "host_organ").defer("bbox", "region__boundary").order_by("pk")


def ended_codes(codes: Collection[str]) -> set[str]:
    """Return those of the codes that a grid bore which has ended; one taken back before its first day bore none."""
    rows = Grid.objects.filter(code__in=codes, valid_to__lte=timezone.localdate())
    return {
        code
        for code, start, end in rows.values_list("code", "valid_from", "valid_to")
        if end is None or end > start
    }


def grids_around(
    corners: tuple[float, float, float, float], kinds: Collection[str], leave: Collection[str]
) -> list[tuple[str, str, str, Any]]:
    """Return (code, name, kind, boundary) of grids that have not ended and meet a rectangle, but for some codes."""
    rows = Grid.objects.exclude(valid_to__lte=timezone.localdate()).filter(
        kind__in=kinds, bbox__meets=corners
    )
    found = rows.order_by("code").values_list("code", "name", "kind", "boundary")
    return [row for row in found if row[0] not in leave]


def grids_left_out(region_ids: Collection[int], codes: Collection[str]) -> list[tuple[str, str]]:
    """Return (code, name) of the grids of some divisions that have not ended and bear none of the codes."""
    rows = Grid.objects.exclude(valid_to__lte=timezone.localdate()).filter(region_id__in=region_ids)
    return [row for row in rows.order_by("code").values_list("code", "name") if row[0] not in codes]


def hosts_by_name(names: Collection[str]) -> dict[str, list[Organ]]:
    """Return the units in force with these names, those of the smallest area first."""
    found: dict[str, list[Organ]] = defaultdict(list)
    rows = (
        Organ.objects.filter(name__in=names, valid_to=None).select_related("region").defer("region__boundary")
    )
    for row in rows.order_by("-region__level", "pk"):
        found[row.name].append(row)
    return found


def import_numbers(codes: Iterable[str], on: date) -> dict[str, dict[str, Any]]:
    """Return, by the first nine digits of the divisions, the pattern of codes and the numbers of boundaries there.

    Nobody sets them for a single village: that of the township holds.
    """
    return {
        township: {
            name: number
            for prefix in _NUMBERS
            for name, number in numbers_for(prefix, f"{township}000", on).items()
        }
        for township in {code[:9] for code in codes}
    }


def grids_in_use(grid_ids: Collection[int]) -> set[int]:
    """Return those of the grids that somebody is assigned to or a matter lies in."""
    standing = GridAssignment.objects.filter(grid_id__in=grid_ids).exclude(valid_to__lte=timezone.localdate())
    assigned = set(standing.values_list("grid_id", flat=True))
    return assigned | set(Matter.objects.filter(grid_id__in=grid_ids).values_list("grid_id", flat=True))


def ground_posts(usernames: Collection[str]) -> dict[str, dict[str, Any]]:
    """Return, by name of the account, who holds a post on the ground today: key, name, townships (nine digits)."""
    posts = posts_in_force().filter(role__in=GROUND, user__username__in=usernames, user__is_active=True)
    found: dict[str, dict[str, Any]] = {}
    rows = posts.values_list("user__username", "user_id", "user__name", "region__code")
    for username, key, name, code in rows:
        person = found.setdefault(username, {"id": key, "name": name, "townships": set()})
        person["townships"].add(code[:9])
    return found


def standing_assignments(grid_ids: Collection[int]) -> QuerySet[GridAssignment]:
    """Return the assignments of some grids that have not ended, and those that begin later."""
    rows = GridAssignment.objects.filter(Q(valid_to=None) | Q(valid_to__gt=timezone.localdate()))
    return rows.filter(grid_id__in=grid_ids).select_related("user", "grid__region").order_by("pk")
