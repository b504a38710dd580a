"""The classes of incidents of a day, as tree and as path."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from grids.models import IncidentCategory
from grids.rules.choices import path_of
from pingan.access.policy import visible_to
from pingan.access.rules import Actor


def categories_in_force(on: date | None = None) -> QuerySet[IncidentCategory]:
    """Return the classes of a day (default: today), in the order of the catalogue."""
    return IncidentCategory.objects.in_force(on or timezone.localdate()).order_by("order", "code")


def categories_for(region_code: str, on: date | None = None) -> list[IncidentCategory]:
    """Return the classes that hold in a division: the province's, and those of the areas around it."""
    return [row for row in categories_in_force(on) if region_code.startswith(row.region_code)]


def category_by_code(code: str, on: date | None = None) -> IncidentCategory | None:
    """Return the version of a class that holds on a day (default: today); None: no such class then."""
    return categories_in_force(on).filter(code=code).first()


def category_parents(on: date | None = None) -> dict[str, str]:
    """Return each class's parent code; blank for level 1."""
    return dict(categories_in_force(on).values_list("code", "parent_code"))


def category_path(code: str, on: date | None = None) -> tuple[str, ...]:
    """Return the codes from level 1 down to ``code``."""
    return path_of(code, category_parents(on))


@dataclass(frozen=True)
class CategoryNode:
    """One class with the classes under it."""

    category: IncidentCategory
    children: tuple[CategoryNode, ...]


def category_tree(
    actor: Actor | None, on: date | None = None, *, region_code: str = ""
) -> tuple[CategoryNode, ...]:
    """Return the tree of a day (default: today) as the actor may see it; one query.

    ``region_code`` leaves out what other areas added for themselves; blank: everything.
    """
    rows = visible_to(IncidentCategory, actor).filter(IncidentCategory.in_force_q(on or timezone.localdate()))
    under: dict[str, list[IncidentCategory]] = {}
    for row in rows.order_by("order", "code"):
        if not region_code or region_code.startswith(row.region_code):
            under.setdefault(row.parent_code, []).append(row)

    def grow(parent: str) -> tuple[CategoryNode, ...]:
        return tuple(CategoryNode(row, grow(row.code)) for row in under.get(parent, ()))

    return grow("")


def reportable_choices(region_code: str, on: date | None = None) -> list[tuple[str, str]]:
    """Return (code, name) of the classes that can be reported in a division, for pickers."""
    return [(row.code, str(row)) for row in categories_for(region_code, on) if row.reportable]
