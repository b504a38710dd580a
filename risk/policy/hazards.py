"""Who may do what to hazards and key places. Verbs are those that the machine's actions name.

A unit sees the hazards that it puts right and those that it reported itself (Article 50); everybody else those of the
own area or grids. A hazard is never restricted: it says nothing of persons.
"""

from __future__ import annotations

from pingan.access.policy import Area, Granted, Own, OwnUnit, Permit, ScopedIds, register, register_kind
from pingan.access.rules import extend_duties
from pingan.matters.policy import MatterArea, OfKind
from risk.models import Hazard, KeyPlace, PlaceInspection, Rectification, Reinspection

KIND = "hazard"
AREA = OfKind(KIND, MatterArea())
OWN_GRIDS = OfKind(KIND, ScopedIds("own_grids", "grid_id"))
REGISTERED = OfKind(KIND, Own("created_by_id"))
UNIT = OfKind(KIND, OwnUnit("organ_id"))
GRANTED = OfKind(KIND, Granted())

DUTIES = {
    "grid_worker": {"register", "view_own_grids", "view_own", "inspect_own_grids", "comment_own", "granted"},
    "community_staff": {"register", "view_area", "view_own", "inspect", "comment", "granted"},
    "township_desk": {
        "register", "view_area", "view_own", "triage", "inspect", "remind", "comment", "export", "granted",
    },
    "county_dispatcher": {
        "register", "view_area", "triage", "inspect", "remind", "comment", "list", "export", "granted",
    },
    "unit_handler": {"register", "view_own", "view_unit", "rectify", "comment_own", "granted"},
    "body_office": {"view_area", "remind", "comment", "list", "hand_over", "export", "granted"},
    "county_government": {"view_area", "list", "granted"},
    "leader": {"view_area", "granted"},
    "auditor": {"view_area", "export", "granted"},
}  # fmt: skip
VIEW = (
    Permit("hazard.view_area", AREA),
    Permit("hazard.view_own_grids", OWN_GRIDS),
    Permit("hazard.view_own", REGISTERED),
    Permit("hazard.view_unit", UNIT),
    Permit("hazard.granted", GRANTED),
)
VERBS: dict[str, tuple[Permit, ...]] = {
    "view": VIEW,
    "triage": (Permit("hazard.triage", AREA),),
    # A shop or a village without an account: its desk reports for it, and another person inspects.
    "rectify": (Permit("hazard.rectify", UNIT), Permit("hazard.triage", AREA)),
    "inspect": (Permit("hazard.inspect", AREA), Permit("hazard.inspect_own_grids", OWN_GRIDS)),
    "list": (Permit("hazard.list", AREA),),
    "hand_over": (Permit("hazard.hand_over", AREA),),
    "remind": (Permit("hazard.remind", AREA),),
    "export": (Permit("hazard.export", AREA), Permit("hazard.export", REGISTERED)),
    "comment": (
        Permit("hazard.comment", AREA),
        Permit("hazard.comment_own", OWN_GRIDS),
        Permit("hazard.comment_own", REGISTERED),
        Permit("hazard.comment_own", UNIT),
    ),
}
_EDITORS = ("township_desk", "county_dispatcher", "body_office")
_READERS = ("county_government", "leader")
PLACE_DUTIES = {
    **{role: {"view", "edit", "inspect", "export"} for role in _EDITORS},
    **{role: {"view"} for role in _READERS},
    "community_staff": {"view", "edit", "inspect"},
    "auditor": {"view", "export"},
    "grid_worker": {"view_own_grids", "inspect_own_grids"},
    "unit_handler": {"view_unit"},
}
_AREA_OF_PLACE = Area("region__code")
_GRIDS_OF_PLACE = ScopedIds("own_grids", "grid_id")
PLACE_VERBS: dict[str, tuple[Permit, ...]] = {
    "view": (
        Permit("key_place.view", _AREA_OF_PLACE),
        Permit("key_place.view_own_grids", _GRIDS_OF_PLACE),
        Permit("key_place.view_unit", OwnUnit("organ_id")),
    ),
    "edit": (Permit("key_place.edit", _AREA_OF_PLACE),),
    "export": (Permit("key_place.export", _AREA_OF_PLACE),),
    "inspect": (
        Permit("key_place.inspect", _AREA_OF_PLACE),
        Permit("key_place.inspect_own_grids", _GRIDS_OF_PLACE),
    ),
}


def register_hazards() -> None:
    """Register permits of hazards and of what belongs to one; called from ``ready()``."""
    extend_duties({role: {f"hazard.{name}" for name in (*names, "see")} for role, names in DUTIES.items()})
    register_kind(KIND, Hazard, VERBS)
    register(Rectification, {"view": VIEW}, at="hazard__matter__")
    register(Reinspection, {"view": VIEW}, at="rectification__hazard__matter__")


def register_places() -> None:
    """Register permits of key places and their rounds; called from ``ready()``."""
    extend_duties(
        {role: {f"key_place.{name}" for name in (*names, "see")} for role, names in PLACE_DUTIES.items()}
    )
    register(KeyPlace, PLACE_VERBS)
    register(PlaceInspection, {"view": PLACE_VERBS["view"]}, at="place__")
