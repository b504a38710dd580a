"""What is kept beside a matter of any kind, as JSON: entries of its timeline, terms, files."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from pingan.calendars.rules import light
from pingan.matters.models import Clock, MatterFile, TimelineEntry


def moment(at: datetime | None) -> str | None:
    """Return a moment in the product's zone, as ISO 8601."""
    return None if at is None else at.astimezone(timezone.get_default_timezone()).isoformat()


def timeline_row(entry: TimelineEntry, seq: int) -> dict[str, Any]:
    """One entry; the note in clear, for whoever sees the matter. ``seq`` counts what that reader is told."""
    note = getattr(entry, "note", None)
    return {
        "id": entry.pk,
        "seq": seq,
        "action": entry.action,
        "from": entry.from_state,
        "to": entry.to_state,
        "actor": entry.actor_label,
        "at": moment(entry.at),
        "note": note.text if note is not None else "",
        "data": entry.data,
        "hash": entry.hash,
    }


def clock_row(clock: Clock, now: datetime) -> dict[str, Any]:
    """One term with its rule, its source, and what became of it."""
    return {
        "id": clock.pk,
        "stage": clock.stage,
        "organ": clock.organ_id,
        "organ_name": clock.organ.name if clock.organ else None,
        "amount": clock.amount,
        "unit": clock.unit,
        "extension": clock.extension,
        "rule": clock.rule,
        "started_at": moment(clock.started_at),
        "warn_at": moment(clock.warn_at),
        "due_at": moment(clock.due_at),
        "is_provisional": clock.is_provisional,
        "paused_at": moment(clock.paused_at),
        "stopped_at": moment(clock.stopped_at),
        "is_met": clock.is_met,
        "light": light(
            now=now,
            warn_at=clock.warn_at,
            due_at=clock.due_at,
            stopped_at=clock.stopped_at,
            is_paused=clock.paused_at is not None,
        ),
        "pauses": [
            {"started_at": moment(p.started_at), "ended_at": moment(p.ended_at), "reason": p.reason}
            for p in clock.pauses.all()
        ],
        "extensions": [
            {
                "amount": e.amount,
                "reason": e.reason,
                "allowed_at": moment(e.allowed_at),
                "due_before": moment(e.due_before),
            }
            for e in clock.extensions.all()
        ],
    }


def link_row(link: MatterFile) -> dict[str, Any]:
    """A file on the matter; ``id`` is the attachment's own."""
    stored = link.file
    return {
        "id": stored.pk,
        "purpose": link.purpose,
        "kind": stored.kind,
        "name": stored.original_name,
        "media_type": stored.media_type,
        "size_bytes": stored.size_bytes,
        "added_at": moment(link.added_at),
        "is_gone": stored.deleted_at is not None,
    }
