"""Who may do what to an incident. Verbs are those that the machine's actions name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q

from grids.models.incidents import EmergencyReport, ExtensionRequest, Incident, IncidentTask, Supervision
from grids.models.joinings import JoinedReport
from pingan.access.policy import (
    NOTHING,
    Granted,
    Own,
    Permit,
    ScopedIds,
    register,
    register_kind,
    scope_q,
    value_at,
)
from pingan.access.rules import PUBLIC_ROLE, Actor, extend_duties
from pingan.matters.policy import MatterArea

#: Task states in which a unit sees the incident; a returned or withdrawn task ends its sight.
LIVE_TASKS = ("pending", "signed", "done")


@dataclass(frozen=True)
class UnitTask:
    """Matters in which the actor's own unit has a task in one of these states."""

    states: tuple[str, ...] = LIVE_TASKS

    def _tasks(self, actor: Actor) -> Any:
        return IncidentTask.objects.filter(organ_id=actor.organ_id or 0, state__in=self.states)

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """EXISTS, so that rows never multiply."""
        if actor.organ_id is None:
            return NOTHING
        return Q(Exists(self._tasks(actor).filter(incident_id=OuterRef(f"{at}pk"))))

    def allows(self, actor: Actor, obj: Any) -> bool:
        """One query for one row."""
        return (
            actor.organ_id is not None and self._tasks(actor).filter(incident_id=value_at(obj, "pk")).exists()
        )


AREA = MatterArea()
OWN_GRIDS = ScopedIds("own_grids", "grid_id")
OWN = Own("created_by_id")
#: What somebody reported again by joining it: they see what becomes of it, and no more than that.
JOINED = ScopedIds("joined", "pk")
UNIT = UnitTask()
#: A unit whose part is done still sees the incident, but no longer needs the reporter's contact.
AT_WORK = UnitTask(("pending", "signed"))

DUTIES = {
    "grid_worker": {"report", "view_own_grids", "view_own", "verify_grid", "handle", "granted"},
    "community_staff": {
        "report", "view_area", "view_own", "accept", "verify", "handle", "emergency", "contact", "granted",
    },
    "township_desk": {
        "report", "view_area", "accept", "triage", "verify", "remind", "emergency", "acknowledge",
        "contact", "export", "granted", "bulk", "letters",
    },
    "county_dispatcher": {
        "report", "view_area", "accept", "triage", "verify", "remind", "supervise", "emergency", "acknowledge",
        "contact", "export", "granted", "bulk", "letters",
    },
    "county_government": {"view_area", "determine", "granted", "letters"},
    "unit_handler": {"report", "view_own", "view_tasks", "handle", "contact", "granted"},
    "body_office": {"view_area", "remind", "supervise", "acknowledge", "export", "granted", "letters"},
    "leader": {"view_area", "granted", "letters"},
    "auditor": {"view_area", "export", "granted", "letters"},
    # With the code of a report: what became of it, and nothing that its reporter may not read.
    PUBLIC_ROLE: {"report", "by_code"},
}  # fmt: skip

BY_CODE = Permit("incident.by_code", Granted())

VIEW = (
    Permit("incident.view_area", AREA),
    Permit("incident.view_own_grids", OWN_GRIDS),
    Permit("incident.view_own", OWN),
    Permit("incident.view_own", JOINED),
    Permit("incident.handle", UNIT),
    Permit("incident.granted", Granted()),
    BY_CODE,
)

CONTACT = (Permit("incident.contact", AREA), Permit("incident.contact", AT_WORK))

VERBS: dict[str, tuple[Permit, ...]] = {
    "view": VIEW,
    "accept": (Permit("incident.accept", AREA),),
    "triage": (Permit("incident.triage", AREA),),
    "handle": (Permit("incident.handle", UNIT),),
    "determine": (Permit("incident.determine", AREA),),
    "verify": (Permit("incident.verify", AREA), Permit("incident.verify_grid", OWN_GRIDS)),
    "answer": (Permit("incident.triage", AREA), Permit("incident.accept", AREA)),
    "evaluate": (Permit("incident.triage", AREA), Permit("incident.view_own", OWN), BY_CODE),
    "remind": (Permit("incident.remind", AREA),),
    "supervise": (Permit("incident.supervise", AREA),),
    "emergency": (Permit("incident.emergency", AREA), Permit("incident.view_own_grids", OWN_GRIDS)),
    "acknowledge": (Permit("incident.acknowledge", AREA),),
    "comment": (
        Permit("incident.accept", AREA),
        Permit("incident.remind", AREA),
        Permit("incident.view_own_grids", OWN_GRIDS),
        Permit("incident.view_own", OWN),
        Permit("incident.handle", UNIT),
        BY_CODE,
    ),
    "amend": (Permit("incident.triage", AREA), Permit("incident.report", OWN)),
    "reveal": (*CONTACT, Permit("incident.report", OWN)),
    # Whom others heard it from: not the business of who only reported it first.
    "reveal_joined": CONTACT,
    "export": (Permit("incident.export", AREA),),
    "system": (),
}

_CHILD_VERBS = {"view": VIEW}


def letters_of(actor: Actor) -> Q:
    """Return the condition on ``OfficialDocument``: letters about incidents that the actor may see.

    Desks, offices and their leaders, the county government and auditors only: a letter admonishes a unit, and who
    reported the lamp or walks the grid has no business with that. The unit it is addressed to reads it because it was
    served, in ``pingan.documents``.
    """
    if not actor.has("incident.letters"):
        return NOTHING
    seen = Supervision.objects.filter(scope_q(Supervision, actor))
    return Q(Exists(seen.filter(document_id=OuterRef("pk"))))


def register_incidents() -> None:
    """Register permits of the incident and of the rows that belong to one; called from ``ready()``."""
    extend_duties({role: {f"incident.{name}" for name in names} for role, names in DUTIES.items()})
    register_kind("incident", Incident, VERBS)
    for model in (IncidentTask, ExtensionRequest, EmergencyReport, Supervision, JoinedReport):
        register(model, _CHILD_VERBS, at="incident__matter__")
