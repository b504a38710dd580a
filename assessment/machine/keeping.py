"""Keeping a file beyond its retention, and no longer: for what a court or an inspection still asks for (domain.md §9.3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.matters.machine import Action, Move, input_field


@dataclass(frozen=True, kw_only=True)
class Hold:
    """Nothing of this matter is deleted before a day."""

    until: datetime = input_field(gettext_lazy("Until"), "date")
    note: str = input_field(gettext_lazy("Reason"), "textarea", max_length=200)


@dataclass(frozen=True, kw_only=True)
class EndHold:
    """Retention alone decides again."""

    note: str = input_field(gettext_lazy("Reason"), "textarea", max_length=200)


def _guard(move: Move) -> None:
    """Guard: a day that lies ahead; a past one would end a hold without saying so."""
    if timezone.localdate(move.data.until) <= timezone.localdate():
        raise Invalid({"until": _("Choose a day after today.")})


def _hold(move: Move) -> None:
    move.detail.hold_until = timezone.localdate(move.data.until)
    move.note = move.data.note
    move.public["until"] = move.detail.hold_until.isoformat()


def _is_held(actor: Actor, detail: Any) -> Any:
    return None if detail.hold_until is not None else _("Nothing is kept beyond its retention.")


def _end(move: Move) -> None:
    move.detail.hold_until = None
    move.note = move.data.note


def keeping(states: Iterable[str], verb: str) -> tuple[Action, Action]:
    """Return the two actions for a kind whose detail has ``hold_until``: in its final states, by who has a verb."""
    ended = frozenset(states)
    return (
        Action(
            name="hold_deletion",
            label=gettext_lazy("Keep beyond retention"),
            from_=ended,
            to=None,
            verb=verb,
            input=Hold,
            guard=_guard,
            effect=_hold,
        ),
        Action(
            name="end_hold",
            label=gettext_lazy("No longer keep beyond retention"),
            from_=ended,
            to=None,
            verb=verb,
            input=EndHold,
            offered=_is_held,
            effect=_end,
        ),
    )
