"""Grids as units that report (slot ``reporting_units``): who they are, and who works there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from django.db.models import Q
from django.utils.translation import pgettext_lazy

from grids.models import Grid, GridAssignment
from pingan.org.models import Region
from pingan.org.queries import covered_prefixes
from pingan.registers.rules import Unit, UnitKind

#: Below the village, which is 5.
_LEVEL = 6


def units(region: Region, on: date) -> Iterator[Unit]:
    """Yield the grids in force in a division, by code; what it succeeded is included."""
    inside = Q(pk__in=[])
    for prefix in covered_prefixes(region, on):
        inside |= Q(region__code__startswith=prefix)
    rows = Grid.objects.filter(Grid.in_force_q(on), inside).order_by("code")
    for pk, code, name, region_code in rows.values_list("pk", "code", "name", "region__code").iterator():
        yield Unit(pk, code, name, region_code, _LEVEL)


def workers(ids: Sequence[int], on: date) -> Mapping[int, Iterable[int]]:
    """Return the accounts on duty in each grid on a day; closed accounts are left out."""
    rows = GridAssignment.objects.filter(GridAssignment.in_force_q(on), grid_id__in=ids, user__is_active=True)
    found: dict[int, set[int]] = defaultdict(set)
    for grid, user in rows.values_list("grid_id", "user_id"):
        found[grid].add(user)
    return found


def names(ids: Sequence[int]) -> Mapping[int, str]:
    """Return what grids are called now, ended ones too."""
    return dict(Grid.objects.filter(pk__in=ids).values_list("pk", "name"))


GRIDS = UnitKind(
    "grid", pgettext_lazy("area", "Grids"), _LEVEL, units, workers, scope="own_grids", names=names
)
