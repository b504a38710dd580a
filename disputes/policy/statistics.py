"""Who counts disputes for official figures: restricted ones are counted, never opened (issue of disputes)."""

from __future__ import annotations

from pingan.access.policy import Permit
from pingan.access.rules import extend_duties
from pingan.matters.policy import MatterArea

DUTY = "dispute.statistics"
ROLES = (
    "community_staff", "township_desk", "county_dispatcher", "county_government", "body_office", "leader", "auditor",
)  # fmt: skip
#: The verb ``count`` reaches every matter of the area. A row that it reaches is added up, and shown to nobody.
COUNT = (Permit(DUTY, MatterArea()),)


def register_statistics() -> None:
    """Give the duty; called with the permits of disputes."""
    extend_duties({role: {DUTY} for role in ROLES})
