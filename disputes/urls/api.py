"""API resources of this app: (prefix, viewset, basename)."""

from typing import Any

from disputes.api import disputes, mediation, mediators, parties
from disputes.services.screening import DEFINITION
from pingan.registers.api.campaigns import campaigns_of

#: Wired here: doors are nobody's library, so ``disputes.api`` cannot build upon those of registers.
SCREENING = campaigns_of(
    DEFINITION,
    "screening-campaigns",
    "screening-campaign",
    "Screening campaigns (集中排查): orders given in the area or reaching it, with their reports.",
)
resources: list[tuple[str, Any, str]] = [
    *disputes.resources,
    *parties.resources,
    *mediators.resources,
    *mediation.resources,
    SCREENING,
]
urlpatterns: list[Any] = []
