"""Who looks at the office's numbers: offices, leaders, auditors and desks, each for the own area."""

from __future__ import annotations

from typing import Final

from pingan.access.rules import extend_duties

VIEW: Final = "office.view"


def register_office() -> None:
    """Hand out the duties of the office."""
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
