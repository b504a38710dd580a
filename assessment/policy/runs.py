"""Who may do what to runs (Article 57): the office runs what is of its own level, the leader decides, units answer for
themselves, departments confirm the numbers they supply, the auditor reads all of the area.
"""

from __future__ import annotations

from assessment.models import AssessedUnit, AssessmentRun, Objection, Score, SelfReport
from assessment.policy.run_scopes import (
    IS_ANNOUNCED,
    IS_KNOWN,
    Assessed,
    At,
    InState,
    OwnUnits,
    Supplied,
)
from pingan.access.policy import AllOf, Equals, Permit, register, register_kind
from pingan.access.rules import extend_duties
from pingan.matters.policy import MatterArea, OfKind

DUTIES = {
    "body_office": {"view_area", "manage", "own_division", "own", "supply", "export"},
    "leader": {"view_area", "decide"},
    "auditor": {"view_area", "export"},
    "township_desk": {"own_division", "own"},
    "community_staff": {"own_division", "own"},
    "county_dispatcher": {"own_division", "own"},
    "unit_handler": {"own_unit", "own", "supply"},
}
AREA = OfKind("run", MatterArea())
BODY = OfKind("run", Equals("region_id", "region_id"))
VIEW = (
    Permit("run.view_area", AREA),
    Permit("run.own", OfKind("run", AllOf((IS_KNOWN, Assessed())))),
    Permit("run.supply", OfKind("run", AllOf((IS_KNOWN, Supplied())))),
)
MANAGE = (Permit("run.manage", BODY),)
VERBS: dict[str, tuple[Permit, ...]] = {
    "view": VIEW,
    "manage": MANAGE,
    "decide": (Permit("run.decide", BODY),),
    "comment": (Permit("run.manage", BODY), Permit("run.decide", BODY)),
    "export": (Permit("run.export", AREA),),
    "system": (),
}
_MATTER = "run__matter"
_UNIT_AREA = Permit("run.view_area", At(_MATTER, MatterArea()))
_UNIT_BODY = Permit("run.manage", At(_MATTER, Equals("region_id", "region_id")))
_OWN_KNOWN = Permit("run.own", AllOf((OwnUnits(), At(_MATTER, IS_KNOWN))))
UNIT_VERBS = {
    # What is announced of the others: name, total, place, grade. Only once it is final.
    "view": (_UNIT_AREA, _OWN_KNOWN),
    "place": (
        _UNIT_AREA,
        _OWN_KNOWN,
        Permit("run.own", At(_MATTER, AllOf((InState(frozenset({"final"})), Assessed())))),
    ),
    "report": (Permit("run.own", AllOf((OwnUnits(), At(_MATTER, InState(frozenset({"collecting"})))))),),
    "object": (Permit("run.own", AllOf((OwnUnits(), At(_MATTER, InState(frozenset({"preliminary"})))))),),
    "review": (_UNIT_BODY,),
}
#: The office or the leader: who changed the points does not answer the objection to them, and an office may be one person.
_ANSWER = (_UNIT_BODY, Permit("run.decide", At(_MATTER, Equals("region_id", "region_id"))))
_OWN_ANNOUNCED = Permit("run.own", AllOf((OwnUnits(), At(_MATTER, IS_ANNOUNCED))))
_SUPPLIED = Permit("run.supply", Equals("indicator__supplier_id", "organ_id"))
REPORT_VERBS = {
    "view": (
        Permit("run.view_area", At(f"unit__{_MATTER}", MatterArea())),
        Permit("run.own", At("unit", OwnUnits())),
        _SUPPLIED,
    ),
    "confirm": (_SUPPLIED, Permit("run.manage", At(f"unit__{_MATTER}", Equals("region_id", "region_id")))),
}


def register_runs() -> None:
    """Register permits of runs and of what belongs to one; called from ``ready()``."""
    extend_duties({role: {"run.see", *(f"run.{name}" for name in names)} for role, names in DUTIES.items()})
    register_kind("run", AssessmentRun, VERBS)
    register(AssessedUnit, UNIT_VERBS)
    register(Score, {"view": (_UNIT_AREA, _OWN_ANNOUNCED)}, at="unit__")
    register(SelfReport, REPORT_VERBS)
    register(Objection, {"view": (_UNIT_AREA, _OWN_KNOWN), "answer": _ANSWER}, at="unit__")
