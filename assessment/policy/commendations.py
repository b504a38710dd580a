"""Who may do what to a commendation (Article 61): units and desks nominate, the office checks, a leader decides."""

from __future__ import annotations

from assessment.models import Commendation
from pingan.access.policy import Equals, Own, OwnUnit, Permit, register_kind
from pingan.access.rules import extend_duties
from pingan.matters.policy import MatterArea, OfKind

_KIND = "commendation"
_AT = "commendation__"


AREA = OfKind(_KIND, MatterArea())
BODY = OfKind(_KIND, Equals("region_id", "region_id"))
OWN = OfKind(_KIND, Own("created_by_id"))
UNIT = OfKind(_KIND, OwnUnit(f"{_AT}organ_id"))
DUTIES = {
    "body_office": {"nominate", "area", "check", "export"},
    "leader": {"area", "decide"},
    "unit_handler": {"nominate", "own"},
    "township_desk": {"nominate", "own"},
    "auditor": {"area", "export"},
}
VERBS: dict[str, tuple[Permit, ...]] = {
    "view": (
        Permit("commendation.area", AREA),
        Permit("commendation.own", OWN),
        Permit("commendation.own", UNIT),
    ),
    "check": (Permit("commendation.check", BODY),),
    "decide": (Permit("commendation.decide", BODY),),
    "withdraw": (Permit("commendation.check", BODY), Permit("commendation.own", OWN)),
    # Who nominated knows the name; the office and who decides ask for it with a reason.
    "reveal": (
        Permit("commendation.check", BODY),
        Permit("commendation.decide", BODY),
        Permit("commendation.own", OWN),
    ),
    "comment": (Permit("commendation.check", BODY), Permit("commendation.decide", BODY)),
    "export": (Permit("commendation.export", AREA),),
    "system": (),
}


def register_commendations() -> None:
    """Register permits of commendations; called from ``ready()``."""
    extend_duties(
        {
            role: {"commendation.see", *(f"commendation.{name}" for name in names)}
            for role, names in DUTIES.items()
        }
    )
    register_kind(_KIND, Commendation, VERBS)
