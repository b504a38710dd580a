"""Who looks at the office's numbers: offices, leaders, auditors and desks, each for the own area."""

from __future__ import annotations

from typing import Final

from pingan.access.policy import Area, Permit, register
from pingan.access.rules import extend_duties
from pingan.office.models import WallScreen

VIEW: Final = "office.view"
#: Hanging a board on a wall, and taking it down.
SCREENS: Final = "office.screens"


def register_office() -> None:
    """Hand out the duties of the office, and say who looks after the screens of an area."""
    extend_duties(
        {
            role: {VIEW}
            for role in (
                "township_desk",
                "county_dispatcher",
                "county_government",
                "body_office",
                "leader",
                "auditor",
            )
        }
    )
    extend_duties({role: {SCREENS} for role in ("township_desk", "county_dispatcher", "body_office")})
    own = [Permit(SCREENS, Area("region__code"))]
    register(WallScreen, {"view": own, "end": own})
