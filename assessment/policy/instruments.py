"""Who may do what to an instrument of Article 60. Verbs are those that the machine's actions name.

The office of a body registers and follows those of its own division, a unit those that are addressed to it. A sealed one
(counter-espionage) is seen by these two alone: no area above, no auditor, no export.
"""

from __future__ import annotations

from assessment.models import Instrument, InstrumentMeasure, InstrumentReply
from assessment.policy.oversight_scopes import Unsealed
from pingan.access.policy import AllOf, Equals, Granted, OwnUnit, Permit, register, register_kind
from pingan.access.rules import extend_duties
from pingan.matters.policy import MatterArea, OfKind

KIND = "instrument"
AREA = OfKind(KIND, AllOf((MatterArea(), Unsealed())))
OWN = OfKind(KIND, AllOf((MatterArea(), Equals("region_id", "region_id"))))
UNIT = OfKind(KIND, OwnUnit("organ_id"))
GRANTED = OfKind(KIND, AllOf((Granted(), Unsealed())))
DUTIES = {
    "body_office": {"register", "view_area", "view_own", "follow", "comment", "export", "granted"},
    "leader": {"view_area", "granted"},
    "county_government": {"view_area", "granted"},
    "auditor": {"view_area", "export", "granted"},
    "unit_handler": {"register", "view_unit", "answer", "granted"},
}
VIEW = (
    Permit("instrument.view_area", AREA),
    Permit("instrument.view_own", OWN),
    Permit("instrument.view_unit", UNIT),
    Permit("instrument.granted", GRANTED),
)
VERBS: dict[str, tuple[Permit, ...]] = {
    "view": VIEW,
    "assign": (Permit("instrument.follow", OWN),),
    "follow": (Permit("instrument.follow", OWN),),
    "acknowledge": (Permit("instrument.follow", OWN), Permit("instrument.answer", UNIT)),
    "answer": (Permit("instrument.answer", UNIT), Permit("instrument.follow", OWN)),
    "comment": (Permit("instrument.comment", OWN), Permit("instrument.answer", UNIT)),
    "export": (Permit("instrument.export", AREA),),
}


def register_instruments() -> None:
    """Register permits of instruments and of what belongs to one; called from ``ready()``."""
    extend_duties(
        {role: {f"instrument.{name}" for name in (*names, "see")} for role, names in DUTIES.items()}
    )
    register_kind(KIND, Instrument, VERBS)
    for model in (InstrumentMeasure, InstrumentReply):
        register(model, {"view": VIEW}, at="instrument__matter__")
