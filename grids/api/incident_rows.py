"""How incidents are written as JSON. Plain functions: a list of 50 is rendered on every screen of every desk."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from grids.models import Incident
from grids.models.categories import name_in_language
from grids.queries.inboxes import Term
from grids.queries.listed import LISTED
from grids.rules.incidents import masked_name, masked_phone
from pingan.calendars.rules import light
from pingan.matters.machine import machine_for
from pingan.web.pagination import value_at


def moment(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(timezone.get_default_timezone()).isoformat()


@lru_cache(maxsize=64)
def _state_label(state: str, language: str | None) -> str:
    """Translate a state once per language: fifty rows ask for the same few words."""
    return str(machine_for("incident").states[state])


def incident_row(row: Mapping[str, Any], now: datetime, term: Term | None = None) -> dict[str, Any]:
    """What lists show, from the values of ``LISTED``; no personal data. ``term``: a unit's own (``unit_terms``)."""
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


def incident_detail(incident: Mapping[str, Any], now: datetime, term: Term | None = None) -> dict[str, Any]:
    """One incident with its particulars; the reporter's contact is masked."""
    return {
        **incident_row(incident, now, term),
        "external_number": incident["external_number"],
        "accuracy_m": incident["accuracy_m"],
        "people_involved": incident["people_involved"],
        "clue_receipt": incident["clue_receipt"],
        "reporter": _reporter(incident["reporter_name"], incident["reporter_phone"]),
        "wants_no_reply": incident["wants_no_reply"],
        "attachments": incident["attachments"],
        "desk_level": incident["desk_level"],
        "escalated_at": moment(incident["escalated_at"]),
        "returned_count": incident["returned_count"],
        "reopened_count": incident["reopened_count"],
        "determined_organ": incident["determined_organ_id"],
        "determined_organ_name": incident["determined_organ__name"],
        "route": incident["route"],
        "reject_reason": incident["reject_reason"],
        "merged_into": incident["merged_into_id"],
        "answered_at": moment(incident["answered_at"]),
        "answer_channel": incident["answer_channel"],
        "evaluated_at": moment(incident["evaluated_at"]),
        "evaluated_solved": incident["evaluated_solved"],
        "tasks": [_task(row) for row in incident["tasks"]],
        "extension_requests": [_extension(row) for row in incident["extension_requests"]],
        "emergency_reports": [_report(row) for row in incident["emergency_reports"]],
        "supervisions": [_supervision(row) for row in incident["supervisions"]],
    }


def _read(text: str | None) -> str | None:
    return None if text is None else moment(datetime.fromisoformat(text))


def _reporter(name: str | None, phone: str | None) -> dict[str, Any] | None:
    if not (name or phone):
        return None
    return {"name": masked_name(name or ""), "phone": masked_phone(phone or "")}


def _task(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "organ": row["organ_id"],
        "organ_name": row["organ_name"],
        "part": row["part"],
        "state": row["state"],
        "is_determined": row["is_determined"],
        "dispatched_at": _read(row["dispatched_at"]),
        "signed_at": _read(row["signed_at"]),
        "done_at": _read(row["done_at"]),
        "result": row["result"],
    }


def _extension(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "organ": row["organ_id"],
        "organ_name": row["organ_name"],
        "amount": row["amount"],
        "reason": row["reason"],
        "state": row["state"],
        "asked_at": _read(row["asked_at"]),
        "decided_at": _read(row["decided_at"]),
        "decision_note": row["decision_note"],
    }


def _report(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "kind": row["kind"],
        "channel": row["channel"],
        "content": row["content"],
        "recipient_level": row["recipient_level"],
        "reported_at": _read(row["reported_at"]),
        "acknowledged_at": _read(row["acknowledged_at"]),
    }


def _supervision(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "step": row["step"],
        "organ": row["organ_id"],
        "organ_name": row["organ_name"],
        "stage": row["stage"],
        "reason": row["reason"],
        "document": row["document_id"],
        "made_at": _read(row["made_at"]),
        "answered_at": _read(row["answered_at"]),
    }
