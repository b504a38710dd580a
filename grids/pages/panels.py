"""Parts of an incident's page in the words and shapes that its components take."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from grids.machine import INCIDENTS
from grids.models import Incident
from grids.models.incidents import IncidentTask
from grids.models.limits import stage_label, term_in_words
from grids.pages.listing import light_of
from grids.queries.dossiers import Dossier
from pingan.access.rules import Actor
from pingan.calendars.rules import light
from pingan.files.models import StoredFile
from pingan.matters.models import Clock, MatterFile

STEPS = ("reported", "accepted", "dispatched", "signed", "handled", "verified", "answered", "closed")
#: Where a state beside the straight way stands on it.
_STANDS_AT = {"returned": "dispatched", "rejected": "accepted", "merged": "accepted"}
_OF_WORK = frozenset({MatterFile.Purpose.HANDLING, MatterFile.Purpose.VERIFICATION})
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


def clocks(rows: Sequence[Clock], now: datetime) -> list[dict[str, Any]]:
    """Return the clocks with their lights, verdicts, sources, pauses and extensions."""
    return [_clock(clock, now) for clock in rows]


def _clock(clock: Clock, now: datetime) -> dict[str, Any]:
    is_given_up = clock.stopped_at is not None and clock.is_met is None
    return {
        "stage": stage_label(clock.stage),
        "unit": str(clock.organ) if clock.organ else "",
        "term": term_in_words(clock.amount, clock.unit),
        "extension": clock.extension,
        "source": clock.rule.get("source", ""),
        "version": str(clock.rule.get("version", "")).rpartition(".")[2],
        "started_at": clock.started_at,
        "due_at": clock.due_at,
        "stopped_at": clock.stopped_at,
        "is_provisional": clock.is_provisional and clock.stopped_at is None,
        "verdict": _verdict(clock),
        "light": ""
        if is_given_up
        else light(
            now=now,
            warn_at=clock.warn_at,
            due_at=clock.due_at,
            stopped_at=clock.stopped_at,
            is_paused=clock.paused_at is not None,
        ),
        "pauses": list(clock.pauses.all()),
        "extensions": list(clock.extensions.all()),
    }


def _verdict(clock: Clock) -> Any:
    if clock.stopped_at is None:
        return ""
    verdicts = {
        True: pgettext_lazy("deadline", "met"),
        False: pgettext_lazy("deadline", "missed"),
        None: pgettext_lazy("deadline", "given up"),
    }
    return verdicts[clock.is_met]


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


def photos(files: Sequence[MatterFile], *, of_work: bool) -> list[dict[str, Any]]:
    """Return the photos for one gallery, in the order in which they came.

    What was done and verified (``of_work``) stands apart from what was reported: the one is before, the
    other after.
    """
    shown = [
        row
        for row in files
        if row.file.kind == StoredFile.Kind.PHOTO
        and row.file.deleted_at is None
        and (row.purpose in _OF_WORK) == of_work
    ]
    return [
        {
            "url": reverse("web:file_content", args=[row.file_id]),
            "thumbnail_url": reverse("web:file_thumbnail", args=[row.file_id]),
            "caption": _caption(row),
        }
        for row in shown
    ]


def _caption(row: MatterFile) -> str:
    who = row.added_by.name if row.added_by else ""
    at = f"{timezone.localtime(row.added_at):%Y-%m-%d %H:%M}"
    return " · ".join(part for part in (str(row.get_purpose_display()), who, at) if part)


def papers(files: Sequence[MatterFile]) -> list[dict[str, Any]]:
    """Return the files that are no photos."""
    shown = [row for row in files if row.file.kind != StoredFile.Kind.PHOTO and row.file.deleted_at is None]
    return [
        {
            "url": reverse("web:file_content", args=[row.file_id]),
            "name": row.file.original_name,
            "kilobytes": max(1, row.file.size_bytes // 1024),
            "purpose": row.get_purpose_display(),
        }
        for row in shown
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


def links(dossier: Dossier) -> list[dict[str, Any]]:
    """Return the linked and merged matters that the actor sees."""
    words = {
        ("merged", True): gettext_lazy("Merged into"),
        ("merged", False): gettext_lazy("Merged into this one"),
    }
    return [
        {
            "what": words.get((link.kind, is_out), link.get_kind_display()),
            "reason": link.reason,
            "number": other.number,
            "title": other.title,
            "state": INCIDENTS.states.get(other.state, other.state),
            "url": reverse("grids:incident_detail", args=[other.pk]) if other.kind == "incident" else "",
        }
        for link, other, is_out in dossier.others
    ]


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
