"""Parts of an incident's page in the words and shapes that its components take."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from grids.machine import INCIDENTS
from grids.models import Incident
from grids.models.incidents import IncidentTask
from grids.pages.listing import light_of
from grids.queries.dossiers import Dossier
from pingan.access.rules import Actor
from pingan.matters.models import MatterFile

STEPS = ("reported", "accepted", "dispatched", "signed", "handled", "verified", "answered", "closed")
#: Where a state beside the straight way stands on it.
_STANDS_AT = {"returned": "dispatched", "rejected": "accepted", "merged": "accepted"}
OF_WORK = frozenset({MatterFile.Purpose.HANDLING, MatterFile.Purpose.VERIFICATION})
"""What was done and verified stands apart from what was reported: the one is before, the other after."""
OF_REPORT = frozenset(MatterFile.Purpose.values) - OF_WORK
_TASK_TONES = {"pending": "yellow", "signed": "blue", "done": "green"}


def steps(incident: Incident) -> list[dict[str, Any]]:
    """Return how far an incident has come."""
    state = incident.matter.state
    stands = _STANDS_AT.get(state, incident.resume_state if state == "suspended" else state)
    place = STEPS.index(stands) if stands in STEPS else 0
    is_aside = state not in STEPS
    shown = []
    for index, step in enumerate(STEPS):
        mark = "done" if index < place or state == "closed" else ""
        label = INCIDENTS.states[step]
        if index == place and state != "closed":
            mark, label = ("broken" if is_aside else "current"), INCIDENTS.states[state]
        shown.append({"label": label, "state": mark})
    return shown


def tasks(rows: Sequence[IncidentTask], actor: Actor) -> list[dict[str, Any]]:
    """Return the units' parts. A unit reads the result of its own part; of the others it sees the state."""
    is_unit = actor.role == "unit_handler"
    return [
        {
            "unit": str(task.organ),
            "part": task.get_part_display(),
            "is_lead": task.part == IncidentTask.Part.LEAD,
            "is_determined": task.is_determined,
            "state": task.get_state_display(),
            "tone": _TASK_TONES.get(task.state, "grey"),
            "dispatched_at": task.dispatched_at,
            "signed_at": task.signed_at,
            "signed_by": task.signed_by.name if task.signed_by else "",
            "done_at": task.done_at,
            "done_by": task.done_by.name if task.done_by else "",
            "result": "" if is_unit and task.organ_id != actor.organ_id else task.result or "",
            "ended_reason": task.ended_reason,
        }
        for task in rows
    ]


def geojson(dossier: Dossier, now: datetime) -> dict[str, Any]:
    """Return the grid's boundary and the point."""
    matter = dossier.matter
    features: list[dict[str, Any]] = []
    if matter.grid is not None and matter.grid.boundary:
        properties = {"label": matter.grid.name, "is_current": True}
        features.append({"type": "Feature", "properties": properties, "geometry": matter.grid.boundary})
    if matter.longitude is not None:
        features.append(
            {
                "type": "Feature",
                "properties": {"label": matter.title, "tone": light_of(matter, now) or "grey"},
                "geometry": {"type": "Point", "coordinates": [matter.longitude, matter.latitude]},
            }
        )
    return {"type": "FeatureCollection", "features": features}


def outcome(incident: Incident) -> list[tuple[str, str]]:
    """Return what came of it: solved and satisfied are two questions, never one."""
    yes_no = {True: _("Yes"), False: _("No")}
    lines: list[tuple[str, str]] = []
    if incident.is_solved is not None:
        lines.append((_("Solved, by verification"), yes_no[incident.is_solved]))
    if incident.answered_at is not None:
        lines.append((_("Answered by way of"), str(incident.get_answer_channel_display())))
    if incident.evaluated_solved is not None:
        lines.append((_("Solved, in the reporter's view"), yes_no[incident.evaluated_solved]))
    if incident.satisfaction:
        lines.append((_("Satisfaction"), str(incident.get_satisfaction_display())))
    if incident.reject_reason:
        lines.append((_("Reason for not accepting"), str(incident.get_reject_reason_display())))
    return lines
