"""Rectification orders and instruments of the scene: in every area a draft, one that went to the authority, a sealed notice.

Who sees which is written down by hand (``docs/orders.md``): offices, leaders, the county's government and auditors those
of their area, a unit an order once it is served and what is addressed to it; what is sealed the office of that division
and the unit alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db.models import Model

from assessment.models import (
    DisciplineSuggestion,
    Instrument,
    InstrumentMeasure,
    InstrumentReply,
    OrderItem,
    OrderReply,
    OrderReview,
    RectificationOrder,
)
from pingan.matters.models import Matter
from tests.factories.orders import given_instrument, given_order, step_instrument, step_order
from tests.factories.world import Place

if TYPE_CHECKING:
    from tests.matrix.scene import Scene

#: What belongs to an order or an instrument, and the way to it.
OF_ORDER: dict[type[Model], str] = {
    OrderItem: "order_id", OrderReply: "order_id", OrderReview: "reply__order_id",
}  # fmt: skip
OF_INSTRUMENT: dict[type[Model], str] = dict.fromkeys((InstrumentMeasure, InstrumentReply), "instrument_id")
MODELS: tuple[type[Model], ...] = (
    RectificationOrder, Instrument, DisciplineSuggestion, *OF_ORDER, *OF_INSTRUMENT,
)  # fmt: skip
_READERS = {"body_office", "leader", "county_government", "auditor", "province_office"}
_UNITS = {"unit_handler": "city_management", "unit_handler_2": "housing"}
_NOT_SERVED = {"drafted", "approved", "withdrawn"}


def put_orders(place: Place, text: str, put: Callable[[Model], None]) -> None:
    given_order(place, "drafted", facts=f"{text}责令稿")
    order = given_order(place, "failed", facts=f"{text}责令")
    step_order(place, order, "suggest")
    reply = order.replies.get()
    for row in (order, order.items.first(), reply, reply.review, order.suggestions.get()):
        assert row is not None
        put(row)
    given_instrument(place, "acknowledged")
    instrument = given_instrument(place, "assigned", content=f"{text}建议")
    for name in ("add_measure", "reply"):
        step_instrument(place, instrument, name)
    for found in (instrument, instrument.measures.get(), instrument.replies.get()):
        put(found)


def write_down_orders(scene: Scene) -> None:
    orders = list(RectificationOrder.objects.select_related("matter"))
    instruments = list(Instrument.objects.select_related("matter"))
    scene.numbers |= {row.matter.number: row.pk for row in (*orders, *instruments)}
    for role in scene.actors:
        own = frozenset(row.pk for row in orders if sees_order(scene, role, row))
        received = frozenset(row.pk for row in instruments if _sees_instrument(scene, role, row))
        scene.truth[role, RectificationOrder] = own
        scene.truth[role, Instrument] = received
        scene.truth[role, Matter] = scene.truth[role, Matter] | own | received
        for ways, rows in ((OF_ORDER, own), (OF_INSTRUMENT, received)):
            for model, path in ways.items():
                found = model._default_manager.filter(**{f"{path}__in": rows})
                scene.truth[role, model] = frozenset(found.values_list("pk", flat=True))
        told = DisciplineSuggestion.objects.filter(order_id__in=own if role in _READERS else ())
        scene.truth[role, DisciplineSuggestion] = frozenset(told.values_list("pk", flat=True))
    # What was addressed to nobody but one unit leaves the house with no list.
    scene.parts["unsealed"] = frozenset(row.pk for row in instruments if not _is_sealed(row))


def papers_of_orders(scene: Scene, role: str) -> set[int]:
    """Return the notices of the orders that a role sees, and for the body's side the letters to authorities."""
    seen = [
        row for row in RectificationOrder.objects.select_related("matter") if sees_order(scene, role, row)
    ]
    found = {row.document_id for row in seen if row.document_id is not None}
    if role in _READERS:
        letters = DisciplineSuggestion.objects.filter(order__in=seen)
        found |= set(letters.values_list("document_id", flat=True))
    return found


def _in_area(scene: Scene, role: str, code: str) -> bool:
    return role == "province_office" or code[:6] == scene.world.here.county.code[:6]


def sees_order(scene: Scene, role: str, row: RectificationOrder) -> bool:
    """Domain knowledge, by hand."""
    if role in _READERS:
        return _in_area(scene, role, row.matter.region_code)
    if role in _UNITS:
        unit = scene.world.here.units[_UNITS[role]].pk
        return row.organ_id == unit and row.matter.state not in _NOT_SERVED
    return False


def _is_sealed(row: Instrument) -> bool:
    return row.kind == "counter_espionage_notice"


def _sees_instrument(scene: Scene, role: str, row: Instrument) -> bool:
    if role in _UNITS:
        return row.organ_id == scene.world.here.units[_UNITS[role]].pk
    if _is_sealed(row):
        return role == "body_office" and row.matter.region_code == scene.world.here.county.code
    return role in _READERS and _in_area(scene, role, row.matter.region_code)
