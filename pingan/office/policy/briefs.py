"""Who drafts, reviews, issues and reads briefs: the office of a body writes, another person reviews, its leader issues."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q

from pingan.access.policy import AllOf, Area, Equals, Permit, register, scope_q
from pingan.access.rules import Actor, extend_duties
from pingan.documents.models import ServiceReceipt
from pingan.office.models import Brief, BriefChange, BriefChart
from pingan.office.policy import VIEW

WRITE: Final = "brief.write"
REVIEW: Final = "brief.review"
ISSUE: Final = "brief.issue"
ISSUED: Final = (Brief.State.ISSUED, Brief.State.SUPERSEDED)
OWN_BODY = Equals("region_id", "region_id")
#: Whoever looks at an area's numbers reads what left the house (``office.view``).
DUTIES = {"body_office": {WRITE, REVIEW}, "leader": {REVIEW, ISSUE}}


@dataclass(frozen=True)
class Out:
    """Briefs that left the house: a draft is the business of its own body alone."""

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """Issued once."""
        return Q(**{f"{at}state__in": ISSUED})

    def allows(self, actor: Actor, obj: Any) -> bool:
        """Issued once."""
        return obj.state in ISSUED


@dataclass(frozen=True)
class Sent:
    """Briefs that were served on the actor's own unit, by a body above or below it."""

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """EXISTS, so that rows never multiply; an actor without a unit was sent nothing."""
        if actor.organ_id is None:
            return Q(pk__in=[])
        served = ServiceReceipt.objects.filter(recipient_id=actor.organ_id)
        return Q(Exists(served.filter(document_id=OuterRef(f"{at}document_id"))))

    def allows(self, actor: Actor, obj: Any) -> bool:
        """One query for one row."""
        if actor.organ_id is None or obj.document_id is None:
            return False
        served = ServiceReceipt.objects.filter(recipient_id=actor.organ_id, document_id=obj.document_id)
        return served.exists()


VERBS = {
    "view": (
        Permit(WRITE, OWN_BODY),
        Permit(REVIEW, OWN_BODY),
        Permit(VIEW, AllOf((Area("region__code"), Out()))),
        Permit(VIEW, Sent()),
    ),
    "edit": (Permit(WRITE, OWN_BODY),),
    "review": (Permit(REVIEW, OWN_BODY),),
    "issue": (Permit(ISSUE, OWN_BODY),),
}


def briefs_of(actor: Actor) -> Q:
    """Return the condition on ``OfficialDocument``: the papers of briefs that the actor may see."""
    if not actor.has("documents.view"):
        return Q(pk__in=[])
    seen = Brief.objects.filter(scope_q(Brief, actor))
    return Q(Exists(seen.filter(document_id=OuterRef("pk"))))


def register_briefs() -> None:
    """Register permits of briefs; called from ``ready()``."""
    extend_duties(DUTIES)
    register(Brief, VERBS)
    for model in (BriefChart, BriefChange):
        register(model, {"view": VERBS["view"]}, at="brief__")
