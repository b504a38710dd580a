"""Who may read and write schemes of assessment (Article 57: the province sets them, lower bodies derive theirs)."""

from __future__ import annotations

from assessment.models import AssessmentScheme, Indicator
from pingan.access.policy import AllOf, Equals, Permit, register
from pingan.access.rules import extend_duties
from pingan.matters.policy import Around, Published

#: A published scheme is read by all whom it concerns: at the level of its body, below it and above it.
PUBLISHED = AllOf((Published(), Around("region__code")))
#: A draft is its own body's.
OWN = Equals("region_id", "region_id")
DUTIES = {
    "body_office": {"read", "scheme"},
    "leader": {"read", "read_drafts", "publish"},
    "auditor": {"read"},
    "township_desk": {"read"},
    "community_staff": {"read"},
    "county_dispatcher": {"read"},
    "county_government": {"read"},
    "unit_handler": {"read"},
}
VERBS = {
    "view": (
        Permit("assessment.read", PUBLISHED),
        Permit("assessment.scheme", OWN),
        Permit("assessment.read_drafts", OWN),
    ),
    "edit": (Permit("assessment.scheme", OWN),),
    "publish": (Permit("assessment.scheme", OWN), Permit("assessment.publish", OWN)),
}


def register_schemes() -> None:
    """Register permits of schemes and indicators; called from ``ready()``."""
    extend_duties({role: {f"assessment.{name}" for name in names} for role, names in DUTIES.items()})
    register(AssessmentScheme, VERBS)
    register(Indicator, {"view": VERBS["view"]}, at="scheme__")
