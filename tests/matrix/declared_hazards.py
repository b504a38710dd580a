"""What kind of address each one of hazards and key places is."""

from __future__ import annotations

from pingan.matters.models import SavedView
from risk.machine.hazards import HAZARDS
from risk.models import Hazard, KeyPlace
from tests.matrix.kinds import EXPORT, Asked, Duty, Kind, One, Rows

JSON = Asked("json")
MARKED = {"q": "矩阵标记"}
ACTIONS = (*tuple({"name": action.name} for action in HAZARDS.all_actions()), {"name": "no_such_action"})
SEE, SEE_PLACES = ("hazard.see",), ("key_place.see",)
DECLARED: dict[str, Kind] = {
    "api:hazard-list": Rows(
        Hazard,
        (
            JSON,
            Asked("json", MARKED),
            Asked("json", {"ordering": "next_due_at", "page_size": "5"}),
            Asked("features", {"format": "geojson"}, of="placed"),
        ),
    ),
    "api:hazard-count": Rows(Hazard, (Asked("count"), Asked("count", MARKED))),
    "api:hazard-detail": One(Hazard),
    "api:hazard-attachments": One(Hazard),
    "api:hazard-clocks": One(Hazard),
    "api:hazard-earlier": One(Hazard),
    "api:hazard-offered": One(Hazard),
    "api:hazard-perform": One(Hazard, extras=ACTIONS, may_lack=True, every=4),
    "api:hazard-timeline": One(Hazard),
    "api:key-place-list": Rows(KeyPlace, (JSON, Asked("json", {"kind": ["kindergarten", "mall"]}))),
    "api:key-place-detail": One(KeyPlace),
    "api:key-place-inspections": One(KeyPlace),
    "risk:hazard_list": Rows(
        Hazard,
        (
            Asked("links:/risk/hazards/", {"tab": "all"}),
            Asked("links:/risk/hazards/", {"tab": "all", **MARKED}),
        ),
        duties=SEE,
    ),
    "risk:hazard_export": Rows(
        Hazard, (Asked("numbers", {"tab": "all"}, EXPORT),), duties=("hazard.export",)
    ),
    "risk:hazard_detail": One(Hazard, duties=SEE),
    # Few who may open these pages are outside their own area: each of them tries every action.
    "risk:hazard_action": One(Hazard, extras=ACTIONS, may_lack=True, duties=SEE),
    "risk:hazard_filters": Duty(SEE),
    "risk:hazard_view_save": Duty(SEE),
    "risk:hazard_view_delete": One(SavedView, may_lack=True, duties=SEE),
    "risk:hazard_list_setting": Duty(SEE),
    "risk:hazard_new": Duty(),
    "risk:place_list": Rows(KeyPlace, (Asked("links:/risk/places/"),), duties=SEE_PLACES),
    "risk:place_detail": One(KeyPlace, duties=SEE_PLACES),
    "risk:place_export": Duty(("key_place.export",)),
    "risk:place_new": Duty(),
    "risk:place_edit": One(KeyPlace),
}
