"""Warnings that reviewers of signals asked for: which were not drawn up yet, and until when they are due."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from pingan.matters.models import Matter, MatterLink
from risk.models import Signal
from risk.queries.terms import count_of

#: Hours in which a warning is to be drawn up that was asked for, where the office has set no number.
HOURS_TO_DRAFT = 24


def warning_due_q() -> Q:
    """Return the condition on signals confirmed for a warning from which none has been drawn up."""
    drawn_up = MatterLink.objects.filter(source_id=OuterRef("pk"), target__kind="warning", ended_at=None)
    return Q(matter__state="confirmed", outcome=Signal.Outcome.WARNING) & ~Q(Exists(drawn_up))


def warning_duties(matter: Matter) -> list[tuple[datetime, datetime]]:
    """Return until when the warning that a signal was confirmed for is due, with the moment of its warning."""
    if matter.state != "confirmed":
        return []
    # Not asked with the state: while an action is carried out the books still hold the former one.
    signal = Signal.objects.filter(pk=matter.pk, outcome=Signal.Outcome.WARNING).first()
    links = MatterLink.objects.filter(source=matter, target__kind="warning", ended_at=None)
    if signal is None or signal.reviewed_at is None or links.exists():
        return []
    hours = count_of("signal_warning_hours", matter.region_code, HOURS_TO_DRAFT)
    due = signal.reviewed_at + timedelta(hours=hours)
    return [(due, signal.reviewed_at + timedelta(hours=hours) / 2)]
