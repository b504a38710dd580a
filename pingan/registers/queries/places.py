"""A division with the places inside it, as grouped counts of reports and entries need it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.db.models.functions import Left
from django.utils.translation import gettext as _

from pingan.access.rules import Actor
from pingan.org.models import CODE_WIDTH, Region
from pingan.org.queries import children_of, covered_prefixes, path_to, prefixes_of, region_by_code


@dataclass(frozen=True)
class Places:
    """``path`` are the divisions above, as far as the post covers them; ``width``: how much of a code tells the place."""

    region: Region
    path: tuple[Region, ...]
    children: tuple[Region, ...]
    own: tuple[str, ...]
    prefixes: Mapping[int, tuple[str, ...]]
    width: int

    def inside(self, path: str) -> Q:
        """Return the condition: within the division, what it succeeded included."""
        condition = Q(pk__in=[])
        for prefix in self.own:
            condition |= Q(**{f"{path}__startswith": prefix})
        return condition

    def key(self, path: str) -> Left:
        """Return the expression by which rows are grouped."""
        return Left(path, self.width)

    def of(self, child: Region, groups: Mapping[Any, Mapping[str, Any]]) -> Iterable[Mapping[str, Any]]:
        """Return the groups that belong to one place."""
        return (group for place, group in groups.items() if place.startswith(self.prefixes[child.pk]))

    def itself(self, groups: Mapping[Any, Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """Return the groups that belong to none of the places: what the division keeps itself. Without places: none."""
        inner = tuple(prefix for several in self.prefixes.values() for prefix in several)
        return [group for place, group in groups.items() if inner and not place.startswith(inner)]


def itself_q(code: str, path: str, today: date) -> Q:
    """Return the condition: of a division itself and none of its places; an unknown code stands for itself."""
    region = region_by_code(code)
    condition = Q(**{path: code})
    if region is None:
        return condition
    for prefix in covered_prefixes(region, today):
        condition |= Q(**{f"{path}__startswith": prefix})
    for several in prefixes_of(tuple(children_of(region, on=today)), today).values():
        for prefix in several:
            condition &= ~Q(**{f"{path}__startswith": prefix})
    return condition


def own_name(code: str) -> str:
    """Return how a list calls what a division keeps itself; blank: no such division."""
    region = region_by_code(code)
    return _("%(name)s itself") % {"name": region.name} if region is not None else ""


def places_of(actor: Actor, region: Region, today: date) -> Places:
    """Return a division with its places as they are today; the database is asked for them once each."""
    children = tuple(children_of(region, on=today).order_by("code"))
    prefixes = {pk: tuple(several) for pk, several in prefixes_of(children, today).items()}
    # Where a division came from elsewhere its old, longer code decides; else the short beginning is enough.
    own_width = CODE_WIDTH[min(region.level + 1, 5)]
    width = max([own_width, *(len(prefix) for several in prefixes.values() for prefix in several)])
    path = tuple(step for step in path_to(region) if actor.covers(step.code))
    return Places(region, path, children, tuple(covered_prefixes(region, today)), prefixes, width)
