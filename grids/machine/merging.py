"""Merging a repeated report into the first one, and undoing it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from grids.machine.triage import merge_target
from grids.models.incidents import Incident
from pingan.common.errors import Invalid
from pingan.matters.machine import ClockOperation, Move, PauseClocks, ResumeClocks
from pingan.matters.models import MatterFile, MatterLink
from pingan.matters.services import Event, record


def merge_effect(move: Move) -> None:
    """Effect: the target gets the files and an entry; this one keeps everything and points to it.

    What was added to the target is remembered, so that un-merging takes exactly that away again.
    """
    target = merge_target(move)
    incident: Incident = move.detail
    present = set(MatterFile.objects.filter(matter=target.matter).values_list("file_id", flat=True))
    copies = [
        MatterFile(
            matter=target.matter, file_id=row.file_id, purpose=row.purpose, added_by_id=row.added_by_id
        )
        for row in MatterFile.objects.filter(matter=move.matter)
        if row.file_id not in present
    ]
    MatterFile.objects.bulk_create(copies)
    link = MatterLink.objects.create(
        source=move.matter,
        target=target.matter,
        kind=MatterLink.Kind.MERGED,
        reason=move.data.note[:200],
        created_by_id=move.actor.user_id,
    )
    incident.merged_into = target
    incident.resume_state = move.matter.state
    incident.merge_snapshot = {"files": [copy.pk for copy in copies], "link": link.pk}
    move.note = move.data.note
    move.public["into"] = target.matter.number
    record(target.pk, move.actor, Event("merged_in", data={"from": move.matter.number}))


def merge_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: stand still until un-merged."""
    return [PauseClocks(_("merged into another incident"))]


def unmerge_guard(move: Move) -> None:
    """Guard: only while the target is still open; afterwards the answer was given for both."""
    target = move.detail.merged_into
    if target is None or target.matter.state == "closed":
        raise Invalid({"": _("The incident it was merged into is already closed.")})


def unmerge_effect(move: Move) -> None:
    """Effect: back to the state before, and the target loses what it got."""
    incident: Incident = move.detail
    target = incident.merged_into
    if target is None:
        raise AssertionError("un-merge without a target")
    MatterFile.objects.filter(pk__in=incident.merge_snapshot.get("files", [])).delete()
    MatterLink.objects.filter(pk=incident.merge_snapshot.get("link") or 0).update(ended_at=move.now)
    record(target.pk, move.actor, Event("merge_undone", data={"from": move.matter.number}))
    move.to = incident.resume_state
    move.note = move.data.note
    move.public["from"] = target.matter.number
    incident.merged_into = None
    incident.merge_snapshot = {}
    incident.resume_state = ""


def unmerge_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: run again, the time in between counted as a pause."""
    return [ResumeClocks()]
