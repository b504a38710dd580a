"""Keeping key places (Article 42) and recording the rounds made there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from grids.queries.incidents import NewPlace, place_of
from grids.queries.units import units_for
from pingan.access.policy import allows, fetch
from pingan.access.rules import Actor
from pingan.audit.services import log
from pingan.common.errors import Forbidden, Invalid, Stale
from pingan.common.text import in_plain_text, pinyin_key
from risk.machine.hazard_words import without_numbers
from risk.models import KeyPlace, PlaceInspection
from risk.models.choices import Domain, Inspector, PlaceKind
from risk.queries.places import interval_of
from risk.rules.inspections import next_inspection

EDIT = "key_place.edit"
_LENGTHS = {
    "name": 120,
    "place_text": 200,
    "operator": 120,
    "guards": 2000,
    "barriers": 2000,
    "technology": 2000,
}
_CHOICES = {"kind": PlaceKind, "domain": Domain, "inspector": Inspector}
MOST_DAYS = 366


@dataclass(frozen=True)
class PlaceData:
    """What is known of a key place; ``guards``, ``barriers``, ``technology`` are 人防, 物防, 技防.

    ``organ`` is the key of the responsible unit, ``inspection_days`` None: the usual interval of the inspector.
    ``is_closed``: no longer watched.
    """

    name: str
    kind: str
    domain: str
    inspector: str
    region: str = ""
    grid: int | None = None
    place_text: str = ""
    longitude: float | None = None
    latitude: float | None = None
    organ: int | None = None
    operator: str = ""
    guards: str = ""
    barriers: str = ""
    technology: str = ""
    has_plan: bool = False
    drilled_on: date | None = None
    inspection_days: int | None = None
    is_closed: bool = False


def data_of(place: KeyPlace) -> PlaceData:
    """Return what is known of a place as it is sent: what an edit begins with."""
    return PlaceData(
        name=place.name,
        kind=place.kind,
        domain=place.domain,
        inspector=place.inspector,
        region="" if place.grid_id else place.region.code,
        grid=place.grid_id,
        place_text=place.place_text,
        longitude=place.longitude,
        latitude=place.latitude,
        organ=place.organ_id,
        operator=place.operator,
        guards=place.guards,
        barriers=place.barriers,
        technology=place.technology,
        has_plan=place.has_plan,
        drilled_on=place.drilled_on,
        inspection_days=place.inspection_days,
        is_closed=place.closed_on is not None,
    )


def add_place(*, actor: Actor, data: PlaceData) -> KeyPlace:
    """Begin to watch a place; its first round is due one interval from today.

    Raises:
        Forbidden: the post keeps no places.
        Invalid: what is wrong, at each field.

    """
    if not actor.has(EDIT):
        raise Forbidden()
    data = _in_order(data)
    problems = _problems(data)
    if problems:
        raise Invalid(problems)
    where = _where(actor, data)
    _check_unit(data.organ, where.region.code)
    place = KeyPlace(region=where.region, watched_on=timezone.localdate())
    _fill(place, data, where)
    with transaction.atomic():
        _save_once(place)
        _write_down(actor, place, "key_place.added")
    return place


def edit_place(*, actor: Actor, place_id: int, data: PlaceData, seen_version: int | None = None) -> KeyPlace:
    """Correct what is known of a place, or end its watching.

    Raises:
        NotFound, Forbidden: not this actor's place.
        Stale: somebody changed it since ``seen_version``.
        Invalid: what is wrong, at each field.

    """
    with transaction.atomic():
        fetch(KeyPlace, actor, place_id, "edit")
        place = KeyPlace.objects.select_for_update(of=("self",)).select_related("region").get(pk=place_id)
        if not allows(actor, "edit", place):
            raise Forbidden()
        if seen_version is not None and place.version != seen_version:
            raise Stale(version=place.version, seen=seen_version)
        data = _in_order(data)
        problems = _problems(data)
        if problems:
            raise Invalid(problems)
        where = _where(actor, data)
        _check_unit(data.organ, where.region.code)
        _fill(place, data, where)
        place.version += 1
        _save_once(place)
        _write_down(actor, place, "key_place.edited")
    return place


def record_inspection(
    *, actor: Actor, place_id: int, made_on: date, result: str, seen_version: int | None = None
) -> PlaceInspection:
    """Record one round at a place; the next one is due one interval after it (Articles 25, 42).

    Raises:
        NotFound, Forbidden: outside the scope, or not this post's business.
        Stale: somebody changed the place since ``seen_version``.
        Invalid: a day that lies ahead, or nothing said.

    """
    with transaction.atomic():
        fetch(KeyPlace, actor, place_id, "inspect")
        place = KeyPlace.objects.select_for_update(of=("self",)).select_related("region").get(pk=place_id)
        if seen_version is not None and place.version != seen_version:
            raise Stale(version=place.version, seen=seen_version)
        text = without_numbers(in_plain_text(result)).strip()[:2000]
        _check_round(place, made_on, text)
        made = PlaceInspection.objects.create(
            place=place, made_on=made_on, result=text, made_by_id=actor.person
        )
        if place.last_inspected_on is None or made_on > place.last_inspected_on:
            place.last_inspected_on = made_on
        place.next_inspection_on = _next(place)
        place.version += 1
        place.save(update_fields=["last_inspected_on", "next_inspection_on", "version"])
        _write_down(actor, place, "key_place.inspected")
    return made


def _check_round(place: KeyPlace, made_on: date, text: str) -> None:
    problems: dict[str, str] = {}
    if place.closed_on is not None:
        problems["made_on"] = _("This place is no longer watched.")
    if made_on > timezone.localdate():
        problems["made_on"] = _("This lies in the future.")
    if not text:
        problems["result"] = _("This is needed.")
    if problems:
        raise Invalid(problems)


def _in_order(data: PlaceData) -> PlaceData:
    data = in_plain_text(data)
    texts = {name: without_numbers(getattr(data, name)).strip() for name in _LENGTHS}
    return replace(data, **texts)  # type: ignore[arg-type]  # every one of them is a text


def _problems(data: PlaceData) -> dict[str, Any]:
    problems: dict[str, Any] = {
        name: _("At most %(length)s characters.") % {"length": length}
        for name, length in _LENGTHS.items()
        if len(getattr(data, name)) > length
    }
    if not data.name:
        problems["name"] = _("This is needed.")
    for name, choices in _CHOICES.items():
        if getattr(data, name) not in choices.values:
            problems[name] = _("Choose one of the listed values.")
    if (data.longitude is None) != (data.latitude is None):
        problems["longitude"] = _("A point needs longitude and latitude.")
    if data.inspection_days is not None and not 1 <= data.inspection_days <= MOST_DAYS:
        problems["inspection_days"] = _("From 1 to %(most)s days.") % {"most": MOST_DAYS}
    if data.drilled_on is not None and data.drilled_on > timezone.localdate():
        problems["drilled_on"] = _("This lies in the future.")
    return problems


def _where(actor: Actor, data: PlaceData) -> NewPlace:
    return place_of(
        actor=actor,
        longitude=data.longitude,
        latitude=data.latitude,
        grid_id=data.grid,
        region_code=data.region,
        may_be_unknown=False,
    )


def _check_unit(organ_id: int | None, region_code: str) -> None:
    if organ_id is not None and not units_for(region_code).filter(pk=organ_id).exists():
        raise Invalid({"organ": _("Choose a unit of this area.")})


def _fill(place: KeyPlace, data: PlaceData, where: NewPlace) -> None:
    place.name, place.name_pinyin = data.name, pinyin_key(data.name)
    place.kind, place.domain, place.inspector = data.kind, data.domain, data.inspector
    place.region, place.grid_id = where.region, where.grid_id
    place.place_text, place.longitude, place.latitude = data.place_text, data.longitude, data.latitude
    place.organ_id, place.operator = data.organ, data.operator
    place.guards, place.barriers, place.technology = data.guards, data.barriers, data.technology
    place.has_plan, place.drilled_on = data.has_plan, data.drilled_on
    place.inspection_days = data.inspection_days
    is_open = place.closed_on is None
    if data.is_closed:
        place.closed_on = timezone.localdate() if is_open else place.closed_on
    else:
        place.closed_on = None
    place.next_inspection_on = _next(place)


def _next(place: KeyPlace) -> date | None:
    if place.closed_on is not None:
        return None
    days = place.inspection_days or interval_of(place.inspector, place.region.code)[0]
    return next_inspection(place.last_inspected_on, place.watched_on, days)


def _save_once(place: KeyPlace) -> None:
    """Write, and say at its field what the database refused."""
    try:
        with transaction.atomic():
            place.save()
    except IntegrityError as error:
        if "key_place_name_once" in str(error):
            raise Invalid({"name": _("A place of this name is watched there already.")}) from error
        raise


def _write_down(actor: Actor, place: KeyPlace, action: str) -> None:
    log(
        actor=actor,
        action=action,
        object_type="risk.keyplace",
        object_id=place.pk,
        region_code=place.region.code,
    )
