"""Hazards and key places of the scene: in every area some in several states, one ordered to a unit, one reported by it.

Who sees which is written down by hand (``docs/risk.md``): the area of the post, own grids, own registrations, what the own
unit puts right; of places the area, own grids, those that the own unit answers for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db.models import Model
from django.utils import timezone

from pingan.matters.models import Matter
from risk.models import Hazard, KeyPlace, PlaceInspection, Rectification, Reinspection
from risk.services.places import record_inspection
from tests.factories.hazards import given_hazard, given_place, given_registered
from tests.factories.world import LEVELS, Place

if TYPE_CHECKING:
    from tests.matrix.scene import Scene

#: What belongs to a hazard, and the way to it.
BELONGING: dict[type[Model], str] = {Rectification: "hazard_id", Reinspection: "rectification__hazard_id"}
OF_HAZARDS: tuple[type[Model], ...] = (Hazard, KeyPlace, PlaceInspection, *BELONGING)
_AREA = {
    "community_staff", "township_desk", "county_dispatcher", "body_office", "county_government", "leader", "auditor",
    "province_office",
}  # fmt: skip
_REGISTERING = {"grid_worker", "community_staff", "township_desk", "unit_handler", "unit_handler_2"}
_UNITS = {"unit_handler": "city_management", "unit_handler_2": "housing"}
_WIDTHS = {3: 6, 4: 9, 5: 12}


def put_hazards(place: Place, text: str, put: Callable[[Model], None]) -> None:
    watched = given_place(place, f"{text}幼儿园")
    given_place(
        place, f"{text}商场", kind="mall", grid=None, region=place.township.code, longitude=None, latitude=None,
        organ=place.units["housing"].pk,
    )  # fmt: skip
    round_ = record_inspection(
        actor=place.actor("grid_worker"), place_id=watched.pk, made_on=timezone.localdate(), result="正常"
    )
    first = given_registered(place, description=f"{text}隐患甲", place=watched.pk)
    for state in ("graded", "rejected", "handed_over"):
        given_hazard(place, state, description=f"{text}隐患{state}")
    cleared = given_hazard(place, "closed", description=f"{text}隐患办结", place=watched.pk)
    nowhere = {"longitude": None, "latitude": None}
    given_registered(place, "unit_handler_2", description=f"{text}隐患自报", **nowhere)
    given_registered(
        place, "township_desk", description=f"{text}隐患乙", region=place.township.code, **nowhere
    )
    order = cleared.rectifications.get()
    for row in (watched, round_, first, order, order.reinspection):
        put(row)


def write_down_hazards(scene: Scene) -> None:
    rows = list(Hazard.objects.select_related("matter"))
    scene.numbers |= {row.matter.number: row.pk for row in rows}
    scene.placed |= frozenset(row.pk for row in rows if row.matter.longitude is not None)
    places = list(KeyPlace.objects.select_related("region"))
    for role in scene.actors:
        own = frozenset(row.pk for row in rows if sees(scene, role, row))
        scene.truth[role, Hazard] = own
        scene.truth[role, Matter] = scene.truth[role, Matter] | own
        for model, path in BELONGING.items():
            found = model._default_manager.filter(**{f"{path}__in": own})
            scene.truth[role, model] = frozenset(found.values_list("pk", flat=True))
        seen = frozenset(place.pk for place in places if _sees_place(scene, role, place))
        scene.truth[role, KeyPlace] = seen
        rounds = PlaceInspection.objects.filter(place_id__in=seen)
        scene.truth[role, PlaceInspection] = frozenset(rounds.values_list("pk", flat=True))


def _in_area(scene: Scene, role: str, code: str) -> bool:
    if role == "province_office":
        return True
    here, level = scene.world.here, LEVELS[role]
    own = {3: here.county, 4: here.township, 5: here.village}[level].code
    return code.startswith(own[: _WIDTHS[level]])


def sees(scene: Scene, role: str, row: Hazard) -> bool:
    """Domain knowledge, by hand."""
    here = scene.world.here
    if role in _REGISTERING and row.matter.created_by_id == scene.users[role].pk:
        return True
    if role == "grid_worker":
        return row.matter.grid_id == here.grid.pk
    if role in _UNITS:
        return row.matter.organ_id == here.units[_UNITS[role]].pk
    return role in _AREA and _in_area(scene, role, row.matter.region_code)


def _sees_place(scene: Scene, role: str, place: KeyPlace) -> bool:
    here = scene.world.here
    if role == "grid_worker":
        return place.grid_id == here.grid.pk
    if role in _UNITS:
        return place.organ_id == here.units[_UNITS[role]].pk
    return role in _AREA and _in_area(scene, role, place.region.code)
