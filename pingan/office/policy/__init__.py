"""Who looks at the office's numbers and its supervision desk, each for the own area; who pushes, words and approves."""

from __future__ import annotations

from typing import Final

from django.db.models import Exists, OuterRef, Q

from pingan.access.policy import NOTHING, Area, Equals, OwnUnit, Permit, register, scope_q
from pingan.access.rules import Actor, extend_duties
from pingan.office.models import Circular, CircularMatter, CircularRecipient, WallScreen

VIEW: Final = "office.view"
#: Hanging a board on a wall, and taking it down.
SCREENS: Final = "office.screens"
REMIND: Final = "office.remind"
SUPERVISE: Final = "office.supervise"
CIRCULARS: Final = "office.circulars"
APPROVE: Final = "office.approve_circular"

_DUTIES: Final = {
    VIEW: ("township_desk", "county_dispatcher", "county_government", "body_office", "leader", "auditor"),
    SCREENS: ("township_desk", "county_dispatcher", "body_office"),
    REMIND: ("township_desk", "county_dispatcher", "body_office"),
    SUPERVISE: ("body_office",),
    CIRCULARS: ("county_government", "body_office", "leader", "auditor"),
    APPROVE: ("body_office", "leader"),
}


def papers_of_circulars(actor: Actor) -> Q:
    """Return the condition on ``OfficialDocument``: circulars that the actor may see. Units read what was served on them."""
    if not actor.has(CIRCULARS):
        return NOTHING
    seen = Circular.objects.filter(scope_q(Circular, actor))
    return Q(Exists(seen.filter(document_id=OuterRef("pk"))))


def register_office() -> None:
    """Hand out the duties of the office; of a circular: its own office words it, the division's people approve."""
    for duty, roles in _DUTIES.items():
        extend_duties({role: {duty} for role in roles})
    view = (Permit(CIRCULARS, Area()),)
    register(
        Circular,
        {
            "view": view,
            "write": (Permit(SUPERVISE, OwnUnit()),),
            "approve": (Permit(APPROVE, Equals("region_id", "region_id")),),
        },
    )
    for child in (CircularMatter, CircularRecipient):
        register(child, {"view": view}, at="circular__")
    own = [Permit(SCREENS, Area("region__code"))]
    register(WallScreen, {"view": own, "end": own})
