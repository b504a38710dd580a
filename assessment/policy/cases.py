"""Who may do what to an accountability case: the few of Article 58, and nobody by area.

The office of the body runs it, its leader decides, the assessed speak for themselves once they were asked, the body
that found it follows it, the body above reads it while an objection is put to it. No administrator, no auditor: those
read the restrictions that are in force.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q

from assessment.models import AccountabilityCase, CaseLeader, CaseObjection, CaseRecord, Restriction
from pingan.access.policy import (
    NOTHING,
    AllOf,
    Area,
    Equals,
    OwnUnit,
    Permit,
    register,
    register_kind,
    scope_q,
    value_at,
)
from pingan.access.rules import Actor, extend_duties
from pingan.matters.policy import OfKind

_KIND = "case"
_AT = "accountability_case__"


@dataclass(frozen=True)
class Asked:
    """Cases whose subject was asked to state its views: it knows of them from then on."""

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """They say since when."""
        return Q(**{f"{at}{_AT}asked_at__isnull": False})

    def allows(self, actor: Actor, obj: Any) -> bool:
        """Answer the same for one row."""
        return value_at(obj, f"{_AT}asked_at") is not None


@dataclass(frozen=True)
class PutAbove:
    """Cases of the body just below with an objection that was put to the actor's own body."""

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """The parent of the running body is the actor's division."""
        if actor.region_id is None:
            return NOTHING
        put = CaseObjection.objects.filter(case_id=OuterRef(f"{at}pk"), to="superior")
        return Q(**{f"{at}region__parent_id": actor.region_id}) & Q(Exists(put))

    def allows(self, actor: Actor, obj: Any) -> bool:
        """One query for one row."""
        if actor.region_id is None or value_at(obj, "region__parent_id") != actor.region_id:
            return False
        return CaseObjection.objects.filter(case_id=value_at(obj, "pk"), to="superior").exists()


RUN = OfKind(_KIND, Equals("region_id", "region_id"))
FOUND = OfKind(_KIND, Equals(f"{_AT}origin_id", "region_id"))
ABOVE = OfKind(_KIND, PutAbove())
OWN_UNIT = OfKind(_KIND, AllOf((OwnUnit(f"{_AT}organ_id"), Asked())))
OWN_DIVISION = OfKind(_KIND, AllOf((Equals(f"{_AT}region_id", "region_id"), Asked())))
DUTIES = {
    "body_office": {"run", "open", "handle", "division", "answer_above", "restrictions", "export"},
    "leader": {"run", "decide", "division", "answer_above", "restrictions"},
    "unit_handler": {"unit"},
    "county_government": {"division"},
    "township_desk": {"division"},
    "community_staff": {"division"},
    "auditor": {"restrictions"},
}
_ASSESSED = (Permit("case.unit", OWN_UNIT), Permit("case.division", OWN_DIVISION))
VIEW = (
    Permit("case.run", RUN),
    Permit("case.run", FOUND),
    Permit("case.answer_above", ABOVE),
    *_ASSESSED,
)
VERBS: dict[str, tuple[Permit, ...]] = {
    "view": VIEW,
    "handle": (Permit("case.handle", RUN),),
    "decide": (Permit("case.decide", RUN),),
    "dismiss": (Permit("case.handle", RUN), Permit("case.decide", RUN)),
    "state": _ASSESSED,
    "answer": (Permit("case.decide", RUN), Permit("case.answer_above", ABOVE)),
    "comment": (Permit("case.handle", RUN), Permit("case.decide", RUN)),
    "export": (Permit("case.export", RUN),),
    "system": (),
}


def papers_of_cases(actor: Actor) -> Q:
    """Return the condition on ``OfficialDocument``: notices of cases that the actor sees."""
    seen = AccountabilityCase.objects.filter(scope_q(AccountabilityCase, actor))
    return Q(Exists(seen.filter(document_id=OuterRef("pk"))))


def register_cases() -> None:
    """Register permits of cases and of what belongs to one; called from ``ready()``."""
    extend_duties({role: {f"case.{name}" for name in names} for role, names in DUTIES.items()})
    extend_duties({role: {"case.see"} for role in DUTIES if role != "auditor"})
    register_kind(_KIND, AccountabilityCase, VERBS)
    for model in (CaseLeader, CaseObjection, CaseRecord):
        register(model, {"view": VIEW}, at="case__matter__")
    register(
        Restriction,
        {
            "view": (
                Permit("case.restrictions", Area("region__code")),
                Permit("case.restrictions", Area("organ__region__code")),
            )
        },
    )
