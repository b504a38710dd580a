"""How incidents are written as JSON. Plain functions: a list of 50 is rendered on every screen of every desk."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language

from grids.models import Incident
from grids.models.categories import name_in_language
from grids.queries.inboxes import Term
from grids.queries.incidents import LISTED
from grids.rules.incidents import masked_name, masked_phone
from pingan.calendars.rules import light
from pingan.matters.machine import machine_for
from pingan.web.api_matter_rows import moment
from pingan.web.pagination import value_at


@lru_cache(maxsize=64)
def _state_label(state: str, language: str | None) -> str:
    """Translate a state once per language: fifty rows ask for the same few words."""
    return str(machine_for("incident").states[state])


def incident_row(row: Mapping[str, Any], now: datetime, term: Term | None = None) -> dict[str, Any]:
    """What lists show, from the values of ``as_listed``; no personal data. ``term``: a unit's own (``unit_terms``)."""
    seen = term or Term(row["matter__next_due_at"], row["matter__next_warn_at"], row["matter__clock_paused"])
    return {
        "id": row["pk"],
        "number": row["matter__number"],
        "title": row["matter__title"],
        "description": row["matter__text"],
        "category": row["matter__class_code"],
        "category_name": name_in_language(row["category__name"], row["category__name_en"]),
        "kind": row["category__kind"],
        "severity": row["matter__severity"],
        "urgency": row["matter__urgency"],
        "state": row["matter__state"],
        "state_label": _state_label(row["matter__state"], get_language()),
        "source": row["source"],
        "region": row["matter__region_code"],
        "region_name": row["matter__region__name"],
        "grid": row["matter__grid_id"],
        "grid_name": row["matter__grid__name"],
        "organ": row["matter__organ_id"],
        "organ_name": row["matter__organ__name"],
        "longitude": row["matter__longitude"],
        "latitude": row["matter__latitude"],
        "place_text": row["place_text"],
        "occurred_at": moment(row["occurred_at"]),
        "opened_at": moment(row["matter__opened_at"]),
        "closed_at": moment(row["matter__closed_at"]),
        "next_due_at": moment(seen.due_at),
        "light": light(
            now=now,
            warn_at=seen.warn_at,
            due_at=seen.due_at,
            stopped_at=None,
            is_paused=seen.is_paused,
        ),
        "is_emergency": row["is_emergency"],
        "is_self_resolved": row["is_self_resolved"],
        "is_solved": row["is_solved"],
        "satisfaction": row["satisfaction"],
        "version": row["matter__version"],
    }


def values_of(incident: Incident) -> dict[str, Any]:
    """Return one fetched incident as the values that a row is made of."""
    return {path: value_at(incident, path) for path in LISTED}


def incident_detail(incident: Incident, now: datetime, term: Term | None = None) -> dict[str, Any]:
    """One incident with what belongs to it; the reporter's contact is masked."""
    determined = incident.determined_organ
    return {
        **incident_row(values_of(incident), now, term),
        "external_number": incident.external_number,
        "accuracy_m": incident.accuracy_m,
        "people_involved": incident.people_involved,
        "clue_receipt": incident.clue_receipt,
        "reporter": _reporter(incident),
        "wants_no_reply": incident.wants_no_reply,
        "attachments": [link.file_id for link in incident.matter.files.all()],
        "desk_level": incident.desk_level,
        "escalated_at": moment(incident.escalated_at),
        "returned_count": incident.returned_count,
        "reopened_count": incident.reopened_count,
        "determined_organ": incident.determined_organ_id,
        "determined_organ_name": determined.name if determined else None,
        "route": incident.route,
        "reject_reason": incident.reject_reason,
        "merged_into": incident.merged_into_id,
        "answered_at": moment(incident.answered_at),
        "answer_channel": incident.answer_channel,
        "evaluated_at": moment(incident.evaluated_at),
        "evaluated_solved": incident.evaluated_solved,
        "tasks": [_task(task) for task in incident.tasks.all()],
        "extension_requests": [_extension(row) for row in incident.extension_requests.all()],
        "emergency_reports": [_report(row) for row in incident.emergency_reports.all()]
        if incident.is_emergency
        else [],
        "supervisions": [_supervision(row) for row in incident.supervisions.all()],
    }


def _reporter(incident: Incident) -> dict[str, Any] | None:
    if not incident.has_contact:
        return None
    return {
        "name": masked_name(incident.reporter_name or ""),
        "phone": masked_phone(incident.reporter_phone or ""),
    }


def _task(task: Any) -> dict[str, Any]:
    return {
        "id": task.pk,
        "organ": task.organ_id,
        "organ_name": task.organ.name,
        "part": task.part,
        "state": task.state,
        "is_determined": task.is_determined,
        "dispatched_at": moment(task.dispatched_at),
        "signed_at": moment(task.signed_at),
        "done_at": moment(task.done_at),
        "result": task.result,
    }


def _extension(row: Any) -> dict[str, Any]:
    return {
        "id": row.pk,
        "organ": row.organ_id,
        "organ_name": row.organ.name,
        "amount": row.amount,
        "reason": row.reason,
        "state": row.state,
        "asked_at": moment(row.asked_at),
        "decided_at": moment(row.decided_at),
        "decision_note": row.decision_note,
    }


def _report(row: Any) -> dict[str, Any]:
    return {
        "id": row.pk,
        "kind": row.kind,
        "channel": row.channel,
        "content": row.content,
        "recipient_level": row.recipient_level,
        "reported_at": moment(row.reported_at),
        "acknowledged_at": moment(row.acknowledged_at),
    }


def _supervision(row: Any) -> dict[str, Any]:
    return {
        "id": row.pk,
        "step": row.step,
        "organ": row.organ_id,
        "organ_name": row.organ.name if row.organ else None,
        "stage": row.stage,
        "reason": row.reason,
        "document": row.document_id,
        "made_at": moment(row.made_at),
        "answered_at": moment(row.answered_at),
    }
