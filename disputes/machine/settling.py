"""Guard and effects of a settlement by the parties themselves, from wherever the dispute stands."""

from __future__ import annotations

from django.utils import timezone

from disputes.machine import standing
from disputes.machine.common import end_channel, refresh_level, stop_channel_terms
from disputes.machine.ending import resolved
from disputes.models import Channel
from pingan.common.amounts import amount_in
from pingan.matters.machine import ClockOperation, Move


def settle_guard(move: Move) -> None:
    """Guard: an amount that is one."""
    amount_in(move.data.amount)


def settle_effect(move: Move) -> None:
    """Effect: the parties settled by themselves; in one step, from wherever it stands."""
    amount = amount_in(move.data.amount)
    end_channel(move, "withdrawn")
    settlement = Channel.objects.create(
        dispute=move.detail,
        kind="settlement",
        state="agreed",
        is_at_request=True,
        opened_at=move.now,
        ended_at=move.now,
        decided_on=timezone.localdate(move.now),
        result="settled",
        result_text=move.data.note,
        opened_by_id=move.actor.user_id,
    )
    standing.replace(move, settlement)
    if amount is not None and move.detail.amount is None:
        move.detail.amount = amount
    refresh_level(move)
    move.note = move.data.note


def settle_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: all of the channels end; the return visit's starts."""
    return [*stop_channel_terms(move), *resolved(move, "settled")]
