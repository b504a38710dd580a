"""A story as rows: the same columns, chain, digests and encrypted words that the services would have written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from grids.queries.limits import time_limit_for
from pingan.demo.books import BOOKS, MATTER, Batch, Columns, Terms, sealed, write_clocks, write_timeline
from pingan.demo.lives import STAGES
from pingan.demo.stories import Story
from pingan.matters.machine import Limit
from pingan.matters.services import keywords_of

TABLES: Final[Columns] = {
    "matters_matter": MATTER,
    "grids_incident": (
        "matter_id", "category_id", "source", "external_number", "occurred_at", "place_text", "is_emergency",
        "is_self_resolved", "clue_receipt", "reporter_name", "reporter_phone", "wants_no_reply", "desk_level",
        "returned_count", "route", "is_routed_by_hand", "reject_reason", "resume_state", "merge_snapshot",
        "is_solved", "verified_by_id", "answered_at", "answer_channel", "evaluated_at", "evaluated_solved",
        "satisfaction", "reopened_count",
    ),
    "grids_incidenttask": (
        "incident_id", "organ_id", "part", "state", "is_determined", "dispatched_at", "dispatched_by_id",
        "signed_at", "signed_by_id", "done_at", "done_by_id", "result", "ended_reason",
    ),
    "grids_emergencyreport": (
        "incident_id", "kind", "channel", "content", "recipient_level", "reported_at", "reported_by_id",
        "acknowledged_at", "acknowledged_by_id",
    ),
    **BOOKS,
}  # fmt: skip


def incident_terms() -> Terms:
    """Return the limits of every stage for ordinary incidents and for emergencies."""
    return Terms(
        {
            (stage, emergency): _limit(stage, emergency=emergency)
            for stage in STAGES
            for emergency in (False, True)
        }
    )


def _limit(stage: str, *, emergency: bool) -> Limit | None:
    choice = time_limit_for(
        stage=stage,
        category_code="EMERGENCY.ACCIDENT" if emergency else "APPEAL.OTHER",
        urgency="critical" if emergency else "normal",
        severity="03" if emergency else "04",
        region_code="360000000000",
    )
    if choice is None:
        return None
    row = choice.rule
    return Limit(row.amount, row.unit, f"{row.pk}.{row.version}", row.source, row.confidence)


def write_story(
    batch: Batch,
    story: Story,
    *,
    pk: int,
    serial: int,
    entry_ids: Iterator[int],
    terms: Terms,
    until: datetime,
) -> bool:
    """Add all rows of one story; True where a clock stands still, so that its pause is still to be written."""
    place = story.place
    number = f"SJ{place.region_code[:6]}{timezone.localtime(story.opened_at):%y}{serial:08d}"
    head = write_timeline(batch, story.steps, pk, entry_ids)
    due, warn, paused = write_clocks(
        batch,
        pk,
        [((run.stage, story.category.is_emergency), run) for run in story.clocks],
        terms=terms,
        county=place.region_code[:6],
        until=until,
        paused_at=story.steps[-1].at if story.state == "suspended" else None,
    )
    keywords = keywords_of(number, story.place_text, place.grid_name, place.region_name)
    batch.add(
        "matters_matter",
        pk, number, "incident", f"{story.category.name} · {place.grid_name}"[:200], story.text, keywords,
        place.region_id, place.region_code, place.grid_id, story.category.code, story.severity, story.urgency,
        story.state, story.organ_id, story.longitude, story.latitude, due, warn, paused, story.opened_at,
        story.closed_at, story.reporter[0], len(story.steps), story.steps[-1].at, head, len(story.steps),
    )  # fmt: skip
    _write_incident(batch, story, pk, serial)
    task = story.task
    if task is not None:
        batch.add(
            "grids_incidenttask",
            pk, task.organ_id, "lead", task.state, False, task.dispatched_at, place.desk[0],  # noqa: FBT003 - a column
            task.signed_at, task.user_id if task.signed_at else None, task.done_at,
            task.user_id if task.done_at else None, sealed(task.result, "grids.incidenttask.result"),
            task.ended_reason,
        )  # fmt: skip
    for step in story.steps:
        if step.action == "emergency_report":
            batch.add(
                "grids_emergencyreport",
                pk, step.data["kind"], step.data["channel"],
                sealed(step.note, "grids.emergencyreport.content"), step.data["level"], step.at, step.actor[0],
                step.at + timedelta(minutes=5), place.county[0],
            )  # fmt: skip
    return paused


def _write_incident(batch: Batch, story: Story, pk: int, serial: int) -> None:
    name, phone = story.contact
    batch.add(
        "grids_incident",
        pk, story.category.pk, story.source, f"YD{serial:09d}" if story.source == "hotline" else "",
        story.opened_at - timedelta(minutes=10), story.place_text, story.category.is_emergency,
        story.is_self_resolved, "", sealed(name, "grids.incident.reporter_name"),
        sealed(phone, "grids.incident.reporter_phone"), not name and story.source != "hotline", 4,
        story.returned_count, "{}", False, story.reject_reason, story.resume_state, "{}", story.is_solved,  # noqa: FBT003 - a column
        story.verified_by, story.answered_at, story.answer_channel, story.evaluated_at, story.evaluated_solved,
        story.satisfaction, 0,
    )  # fmt: skip
