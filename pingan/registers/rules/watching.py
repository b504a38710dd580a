"""The day of an entry that is watched: when its people are reminded, and what stands where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pingan.registers.rules.fields import FieldSpec


@dataclass(frozen=True)
class Watched:
    """The watched day of an entry and the first day on which its people are reminded of it."""

    due_on: date | None = None
    warn_on: date | None = None


def watched_field(specs: Iterable[FieldSpec]) -> FieldSpec | None:
    """Return the field of an entry whose day is watched; None: the form watches none."""
    return next((spec for spec in specs if spec.watched_days is not None), None)


def watched_of(specs: Iterable[FieldSpec], values: Mapping[str, Any]) -> Watched:
    """Return the watched day of cleaned values; nothing where the form watches none, or none was given."""
    spec = watched_field(specs)
    text = values.get(spec.code) if spec is not None else None
    if spec is None or not text:
        return Watched()
    due_on = date.fromisoformat(str(text))
    return Watched(due_on, due_on - timedelta(days=spec.watched_days or 0))


def entry_reminder(*, today: date, watched: Watched, sent: str) -> str:
    """Return the reminder that is due and was not sent: "warn" up to the day, "due" after it; blank: none."""
    if watched.due_on is None or watched.warn_on is None or sent == "due":
        return ""
    if today > watched.due_on:
        return "due"
    return "warn" if today >= watched.warn_on and not sent else ""
