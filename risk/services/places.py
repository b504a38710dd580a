"""Keeping key places (Article 42) and recording the rounds made there."""

from __future__ import annotations

from datetime import date

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
from risk.queries.places import interval_of
from risk.rules.days import lies_too_far
from risk.rules.inspections import next_inspection
from risk.services.place_data import PlaceData, in_order, problems_of

EDIT = "key_place.edit"


def add_place(*, actor: Actor, data: PlaceData) -> KeyPlace:
    """Begin to watch a place; its first round is due one interval from today.

    Raises:
        Forbidden: the post keeps no places.
        Invalid: what is wrong, at each field.

    """
    if not actor.has(EDIT):
        raise Forbidden()
    data = in_order(data)
    problems = problems_of(data)
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
        data = in_order(data)
        problems = problems_of(data)
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
    today = timezone.localdate()
    if made_on > today:
        problems["made_on"] = _("This lies in the future.")
    elif lies_too_far(made_on, today):
        problems["made_on"] = _("This lies too far in the past.")
    if not text:
        problems["result"] = _("This is needed.")
    if problems:
        raise Invalid(problems)


def _where(actor: Actor, data: PlaceData) -> NewPlace:
    """Return where it lies: in the own area, for it is kept and inspected there."""
    where = place_of(
        actor=actor,
        longitude=data.longitude,
        latitude=data.latitude,
        grid_id=data.grid,
        region_code=data.region,
        may_be_unknown=False,
    )
    if not actor.covers(where.region.code):
        field = "region" if data.region else "grid" if data.grid else "longitude"
        raise Invalid({field: _("This division lies outside your area.")})
    return where


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
