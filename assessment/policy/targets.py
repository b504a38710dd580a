"""Who keeps, signs, follows and reads target letters (Article 8)."""

from __future__ import annotations

from assessment.models import TargetLetter, TargetProgress, TargetTask
from pingan.access.policy import Area, Equals, OwnUnit, Permit, register
from pingan.access.rules import extend_duties

#: The letters of the post's own body: its office draws them up, its leader signs.
OWN_BODY = Equals("region_id", "region_id")
DUTIES = {
    "body_office": {"read", "read_area", "keep", "answer", "export"},
    "leader": {"read", "read_area", "sign_for_body"},
    "auditor": {"read", "read_area", "export"},
    "unit_handler": {"read", "answer"},
}
VERBS = {
    "view": (Permit("target.read_area", Area("region__code")), Permit("target.answer", OwnUnit("organ_id"))),
    "export": (Permit("target.export", Area("region__code")),),
    "edit": (Permit("target.keep", OWN_BODY),),
    "sign_for_body": (Permit("target.sign_for_body", OWN_BODY),),
    # The unit signs and reports for itself; the office of a body below is the unit of the body above.
    "answer": (Permit("target.answer", OwnUnit("organ_id")),),
}


def register_targets() -> None:
    """Register permits of target letters; called from ``ready()``."""
    extend_duties({role: {f"target.{name}" for name in names} for role, names in DUTIES.items()})
    register(TargetLetter, VERBS)
    register(TargetTask, {"view": VERBS["view"]}, at="letter__")
    register(TargetProgress, {"view": VERBS["view"]}, at="task__letter__")
