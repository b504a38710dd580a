"""The office's book of rules: what holds for an area today, what comes next, and every version before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeVar

from django.db.models import Q, QuerySet
from django.utils import timezone

from grids.models import DutyList, IncidentCategory, RoutingRule, TimeLimit, WorkflowNumber
from grids.models.limits import LIMIT_KEY
from grids.models.routing import ROUTE_KEY
from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.common.slots import term_classes
from pingan.common.versions import VersionedRow
from pingan.org.models import CODE_WIDTH, Region, prefix_of

V = TypeVar("V", bound=VersionedRow)
#: What makes two rows versions of one rule.
KEYS: dict[type[VersionedRow], tuple[str, ...]] = {
    TimeLimit: LIMIT_KEY,
    RoutingRule: ROUTE_KEY,
    WorkflowNumber: ("code", "region_code"),
    IncidentCategory: ("code",),
    DutyList: ("region_id",),
}


def area_of(actor: Actor) -> str:
    """Return the prefix of the division that the post is held for; the province where there is none."""
    return prefix_of(actor.region_code, actor.level) if actor.level in CODE_WIDTH else "36"


def standing(actor: Actor, model: type[V], *, on: date | None = None) -> QuerySet[V]:
    """Return the rules that concern the actor's area and have not ended: in force on a day, or to come."""
    day = on or timezone.localdate()
    own = area_of(actor)
    around = [own[:width] for width in CODE_WIDTH.values() if width <= len(own)]
    rows = visible_to(model, actor).filter(Q(effective_to=None) | Q(effective_to__gt=day))
    rows = rows.filter(Q(region_code__in=around) | Q(region_code__startswith=own))
    return rows.select_related("created_by")


def versions_of(actor: Actor, row: V) -> list[V]:
    """Return every version of a rule, the newest first, with who recorded and who ended it."""
    model = type(row)
    same = {name: getattr(row, name) for name in KEYS[model]}
    rows = visible_to(model, actor).filter(**same).select_related("created_by", "closed_by")
    return list(rows.order_by("-version"))


def last_version(actor: Actor, model: type[V], **key: object) -> int:
    """Return the number of the last version of a key, 0 where there is none; for ``seen_version``."""
    found = visible_to(model, actor).filter(**key).order_by("-version").values_list("version", flat=True)
    return next(iter(found[:1]), 0)


def area_names(prefixes: Iterable[str]) -> dict[str, str]:
    """Return the names of areas by prefix; one query."""
    padded = {prefix.ljust(12, "0"): prefix for prefix in prefixes}
    rows = Region.objects.filter(code__in=padded, valid_to=None).values_list("code", "name")
    return {padded[code]: name for code, name in rows}


def class_names(codes: Iterable[str], on: date | None = None) -> dict[str, str]:
    """Return the names of classes by code in the reader's language; one query for those of incidents."""
    wanted = {code for code in codes if code}
    rows = IncidentCategory.objects.in_force(on or timezone.localdate()).filter(code__in=wanted)
    others = {code: name for code, name in classes_of_other_apps().items() if code in wanted}
    return others | {row.code: str(row) for row in rows}


def classes_of_other_apps() -> dict[str, str]:
    """Return the names, by code, of the classes that higher apps put their own time limits under."""
    return {code: str(name) for names in term_classes.entries() for code, name in names().items()}


def duty_lists_of(actor: Actor, county_code: str) -> list[DutyList]:
    """Return every list a county ever published, the newest first. ``county_code`` has 12 digits."""
    rows = visible_to(DutyList, actor).filter(region__code=county_code).select_related("region", "created_by")
    return list(rows.prefetch_related("duties", "matters").order_by("-version"))


def counties_in(area: str) -> Sequence[Region]:
    """Return the counties in force within an area; ``area`` is a prefix."""
    rows = Region.objects.filter(level=3, valid_to=None, code__startswith=area[:6])
    return list(rows.order_by("code"))
