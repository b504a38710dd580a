"""Kinds of reporting units that the kernel knows: divisions of a level, organs, member units of a body (Article 12)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pingan.common.errors import Invalid
from pingan.common.slots import reporting_units
from pingan.org.models import CODE_WIDTH, Organ, Region
from pingan.org.queries import (
    body_of,
    covered_prefixes,
    members_on,
    posts_in_force,
    region_by_code,
    regions_in_force,
)
from pingan.registers.models import RegisterReport
from pingan.registers.rules import Unit, UnitKind
from pingan.registers.rules.units import MEMBER_UNIT, reviewing_level

#: Who is told that a division has not reported, by its level.
_DESKS: Mapping[int, tuple[str, ...]] = {
    1: ("body_office",),
    2: ("body_office",),
    3: ("body_office", "county_dispatcher"),
    4: ("township_desk",),
    5: ("community_staff",),
}
#: Kinds of organ that do not answer for themselves; desks and centres answer for their division.
_NOT_REPORTING = ("coordinating_office", "governance_center")
#: Who makes plans and lists of duties (Articles 19, 26, 42): governments, departments, and who runs important places.
_AUTHORITIES = ("government", "department", "dispatched_agency", "public_service", "enterprise")


_UP = _("province, cities and counties")
_BODIES = _("divisions with a coordinating body")


def inside(region: Region, on: date, path: str = "region__code") -> Q:
    """Return the condition: within a division, what it succeeded included."""
    condition = Q(pk__in=[])
    for prefix in covered_prefixes(region, on):
        condition |= Q(**{f"{path}__startswith": prefix})
    return condition


def _divisions(*levels: int) -> Callable[[Region, date], Iterable[Unit]]:
    def units(region: Region, on: date) -> Iterator[Unit]:
        rows = regions_in_force(on).filter(inside(region, on, "code"), level__in=levels, is_virtual=False)
        columns = ("pk", "code", "name", "level")
        for pk, code, name, level in rows.order_by("code").values_list(*columns).iterator():
            yield Unit(pk, code, name, code, level)

    return units


def _desks(*levels: int) -> Callable[[Sequence[int], date], Mapping[int, Iterable[int]]]:
    def workers(ids: Sequence[int], on: date) -> Mapping[int, Iterable[int]]:
        of_levels = Q(pk__in=[])
        for level in levels:
            of_levels |= Q(role__in=_DESKS[level], region__level=level)
        posts = posts_in_force(on).filter(of_levels, region_id__in=ids)
        return _grouped(posts.values_list("region_id", "user_id"))

    return workers


def desks_over(region_code: str, unit_level: int, on: date) -> frozenset[int]:
    """Return the accounts at the desk that looks after a unit of a level first: the one above it; of the province none."""
    level = reviewing_level(unit_level)
    if level not in CODE_WIDTH:
        return frozenset()
    code = region_code[: CODE_WIDTH[level]].ljust(CODE_WIDTH[5], "0")
    roles = _DESKS.get(level, ("body_office",))
    posts = posts_in_force(on).filter(role__in=roles, region__code=code)
    return frozenset(posts.values_list("user_id", flat=True))


def _grouped(pairs: Iterable[tuple[int | None, int]]) -> Mapping[int, Iterable[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for unit, user in pairs:
        if unit is not None:
            found[unit].add(user)
    return found


def _of_organ(organ: Organ) -> Unit:
    # One below the body to which it reports, so that the office of that body reviews.
    return Unit(
        organ.pk,
        organ.region.code,
        organ.name,
        organ.region.code,
        organ.region.level + 1,
        organ_id=organ.pk,
    )


def _organs(region: Region, on: date) -> Iterator[Unit]:
    rows = Organ.objects.filter(Q(valid_to=None) | Q(valid_to__gt=on), region=region)
    for organ in rows.exclude(kind__in=_NOT_REPORTING).select_related("region").order_by("name_pinyin", "pk"):
        yield _of_organ(organ)


def _authorities(region: Region, on: date) -> Iterator[Unit]:
    kinds = Organ.objects.filter(region=region, kind__in=_AUTHORITIES).values_list("pk", flat=True)
    wanted = set(kinds)
    yield from (unit for unit in _organs(region, on) if unit.id in wanted)


def _member_units(region: Region, on: date) -> Iterator[Unit]:
    body = body_of(region, on)
    if body is None:
        return
    for member in members_on(body, on).select_related("organ__region").order_by("organ__name_pinyin", "pk"):
        # Article 12: to the body of the same level, whatever division the unit itself stands in.
        own = _of_organ(member.organ)
        yield Unit(own.id, own.code, own.name, region.code, region.level + 1, organ_id=own.organ_id)


def handlers_of(organ_id: int, on: date) -> frozenset[int]:
    """Return the accounts of those who work for a unit."""
    posts = posts_in_force(on).filter(role="unit_handler", organ_id=organ_id)
    return frozenset(posts.values_list("user_id", flat=True))


def receivers_of(report: RegisterReport, on: date) -> dict[int, str]:
    """Return the units to which an entry of a register can be handed: those of its division and members of its body."""
    region = region_by_code(report.region_code)
    if region is None:
        return {}
    names = {unit.id: unit.name for unit in _organs(region, on)}
    return names | {unit.id: unit.name for unit in _member_units(region, on)}


def _handlers(ids: Sequence[int], on: date) -> Mapping[int, Iterable[int]]:
    posts = posts_in_force(on).filter(role="unit_handler", organ_id__in=ids)
    return _grouped(posts.values_list("organ_id", "user_id"))


def register_kinds() -> None:
    """Fill the slot with the kernel's kinds; called once from ``AppConfig.ready()``."""
    labels = {
        2: _("cities"),
        3: _("counties"),
        4: _("townships and subdistricts"),
        5: _("villages and communities"),
    }
    names = {2: "city", 3: "county", 4: "township", 5: "village"}
    for level, key in names.items():
        kind = UnitKind(key, labels[level], level, _divisions(level), _desks(level))
        reporting_units.fill(key, kind, order=level * 10)
    # Articles 9 and 60 name county level and above, Article 11 has a body on four levels; each keeps its own.
    several = {"county_up": (_UP, (1, 2, 3), 45), "body_division": (_BODIES, (1, 2, 3, 4), 46)}
    for key, (label, levels, order) in several.items():
        kind = UnitKind(key, label, levels[0], _divisions(*levels), _desks(*levels))
        reporting_units.fill(key, kind, order=order)
    reporting_units.fill("organ", UnitKind("organ", _("units of the area"), 0, _organs, _handlers), order=70)
    reporting_units.fill(
        "authority",
        UnitKind("authority", _("governments, departments and institutions"), 0, _authorities, _handlers),
        order=75,
    )
    reporting_units.fill(
        MEMBER_UNIT,
        UnitKind(MEMBER_UNIT, _("member units of the body"), 0, _member_units, _handlers),
        order=80,
    )


def count_units(kind: UnitKind, region: Region) -> int:
    """Return how many units of a kind report today in a division: to so many an order goes out."""
    return sum(1 for _unit in kind.units(region, timezone.localdate()))


def put_names_of_now(rows: Sequence[RegisterReport]) -> None:
    """Give registers that stand the names that their units bear today; one query per kind of unit."""
    for key in {row.unit_kind for row in rows}:
        kind: UnitKind | None = reporting_units.get(key)
        if kind is None or kind.names is None:
            continue
        own = [row for row in rows if row.unit_kind == key]
        names = kind.names([row.unit_id for row in own])
        for row in own:
            row.unit_name = names.get(row.unit_id, row.unit_name)


def kind_of(key: str) -> UnitKind:
    """Return a kind of unit.

    Raises:
        Invalid: no app fills it; the definition was made for a product with more parts.

    """
    found: UnitKind | None = reporting_units.get(key)
    if found is None:
        raise Invalid({"unit_kind": _("No part of this product knows such reporting units.")})
    return found
