"""Who may do what to major decisions and their catalogues. Verbs are those that the machine's actions name.

The responsible unit prepares, others than the author review, the government decides, the coordinating body's office of
the same level receives and comments (Article 24). An expert sees what he was called in for, and nothing else.
"""

from __future__ import annotations

from pingan.access.policy import Area, Everywhere, Granted, OwnUnit, Permit, register, register_kind
from pingan.access.rules import extend_duties
from pingan.matters.policy import MatterArea, OfKind, Published
from risk.models import AssessmentMethod, DecisionCatalogue, MajorDecision
from risk.policy.decision_scopes import CalledIn, DecidingUnit, FiledHere, FilledFrom
from risk.policy.scopes import TaskedUnit

AREA = OfKind("decision", MatterArea())
OWN = OfKind("decision", OwnUnit("organ_id"))
DECIDING = OfKind("decision", DecidingUnit())
TASKED = OfKind("decision", TaskedUnit())
CALLED = OfKind("decision", CalledIn())
FILED = OfKind("decision", FiledHere())
GRANTED = OfKind("decision", Granted())

DUTIES = {
    "unit_handler": {
        "read", "register", "view_unit", "prepare", "review", "decide", "task", "granted",
    },
    "county_government": {
        "read", "register", "view_area", "prepare_area", "review_area", "decide_area", "remind", "catalogue", "granted",
    },
    "body_office": {"read", "register", "view_area", "receive", "remind", "catalogue", "export", "granted"},
    "county_dispatcher": {"read", "view_area", "export", "granted"},
    "township_desk": {"read", "view_area", "export", "granted"},
    "leader": {"read", "view_area", "granted"},
    "auditor": {"read", "view_area", "export", "granted"},
    "expert": {"read", "score"},
}  # fmt: skip
VIEW = (
    Permit("decision.view_area", AREA),
    Permit("decision.view_unit", OWN),
    Permit("decision.view_unit", DECIDING),
    Permit("decision.task", TASKED),
    Permit("decision.score", CALLED),
    Permit("decision.granted", GRANTED),
)
_PREPARING = (Permit("decision.prepare", OWN), Permit("decision.prepare_area", AREA))
_REVIEWING = (
    Permit("decision.review", OWN),
    Permit("decision.review", DECIDING),
    Permit("decision.review_area", AREA),
)
VERBS: dict[str, tuple[Permit, ...]] = {
    "view": VIEW,
    # What a grant, a task or a call opened is for reading, not for taking away.
    "export": (Permit("decision.export", AREA), Permit("decision.view_unit", OWN)),
    "prepare": _PREPARING,
    "score": (Permit("decision.score", CALLED),),
    "review": _REVIEWING,
    "decide": (Permit("decision.decide_area", AREA), Permit("decision.decide", DECIDING)),
    "receive": (Permit("decision.receive", FILED),),
    "task": (*_PREPARING, Permit("decision.task", TASKED)),
    "remind": (Permit("decision.remind", AREA),),
    "comment": (
        *_PREPARING,
        *_REVIEWING,
        Permit("decision.remind", AREA),
        Permit("decision.receive", FILED),
        Permit("decision.task", TASKED),
        Permit("decision.score", CALLED),
    ),
    "system": (),
}


def register_decisions() -> None:
    """Register permits of decisions, catalogues and methods; called from ``ready()``."""
    extend_duties({role: {f"decision.{name}" for name in names} for role, names in DUTIES.items()})
    register_kind("decision", MajorDecision, VERBS)
    # A published catalogue is read by all whose business decisions are, a draft by those who prepare it: whose duty
    # catalogues are in its area, and the units that fill it. Methods change with what the product ships.
    register(
        DecisionCatalogue,
        {
            "view": (
                Permit("decision.read", Published()),
                Permit("decision.catalogue", Area("region__code")),
                Permit("decision.register", FilledFrom()),
            ),
            "edit": (Permit("decision.catalogue", Area("region__code")),),
        },
    )
    register(AssessmentMethod, {"view": (Permit("decision.read", Everywhere()),), "edit": ()})
