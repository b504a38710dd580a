"""What several effects share: typed text put in order, amounts, levels, the open channel, sentences to people."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from disputes.models import Channel, Dispute
from disputes.queries.disputes import known_parties, level_of, repeats_of
from disputes.queries.recipients import permitted
from disputes.rules.intake import LARGEST_AMOUNT
from disputes.rules.levels import SEVERITIES
from disputes.rules.redaction import redacted
from pingan.common.errors import Invalid
from pingan.common.text import in_plain_text
from pingan.matters.machine import ClockOperation, Move, Notification, StopClock
from pingan.matters.models import Clock

#: Typed where a name or number belongs; everywhere else it is replaced by the party's role.
PERSONAL = frozenset({"name", "phone", "identity_number", "told_whom", "leader"})


def prepare(dispute: Dispute, data: Any) -> Any:
    """Put an input in order: no control characters, and no party named in a text (issue of personal data)."""
    data = in_plain_text(data)
    texts = {
        field.name: getattr(data, field.name)
        for field in fields(data)
        if field.name not in PERSONAL and isinstance(getattr(data, field.name), str)
    }
    if not any(texts.values()):
        return data
    known = known_parties(dispute)
    return replace(data, **{name: redacted(text, known) for name, text in texts.items()})


def amount_in(text: str, field: str = "amount") -> Decimal | None:
    """Return an amount in yuan; None where nothing was typed.

    Raises:
        Invalid: no number, negative, or more than two digits after the point.

    """
    plain = text.replace(",", "").replace("，", "").removesuffix("元").strip()
    if not plain:
        return None
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        amount = Decimal(-1)
    if not amount.is_finite() or not 0 <= amount <= LARGEST_AMOUNT or amount != round(amount, 2):
        raise Invalid({field: _("Give the amount in yuan, with at most two digits after the point.")})
    return round(amount, 2)


def refresh_level(move: Move) -> None:
    """Compute the level anew; one that was set by hand stays, and the computed one is kept beside it."""
    dispute: Dispute = move.detail
    before = dispute.level
    dispute.repeats = repeats_of(dispute)
    level, reasons = level_of(dispute, move.now)
    dispute.level_computed = level
    dispute.level_reasons = [reason.as_data() for reason in reasons]
    if not dispute.level_override_reason:
        dispute.level = level
    move.matter.severity = SEVERITIES[dispute.level]
    if dispute.level != before:
        move.public["level"] = {"before": before, "after": dispute.level}


def open_channel(dispute: Dispute) -> Channel | None:
    """Return the channel that is open now, if any."""
    return (
        dispute.channels.select_related("mediator__committee__organ", "committee__organ")
        .filter(state="open")
        .first()
    )


def the_open_channel(dispute: Dispute) -> Channel:
    """Return the open channel of a state that cannot be without one."""
    channel = open_channel(dispute)
    if channel is None:
        raise AssertionError(f"dispute {dispute.pk} in state {dispute.matter.state} without an open channel")
    return channel


def end_channel(move: Move, state: str) -> Channel | None:
    """End the open channel, if any, with its planned sessions."""
    channel = open_channel(move.detail)
    if channel is None:
        return None
    channel.state = state
    channel.ended_at = move.now
    channel.save(update_fields=["state", "ended_at"])
    for session in channel.sessions.filter(state="planned"):
        session.state = "cancelled"
        session.save(update_fields=["state"])
        session.mediators.update(is_live=False)
    return channel


def stop_all(move: Move, *met: str) -> list[ClockOperation]:
    """Clocks: every running one ends; those of the stages ``met`` with a verdict, the others without."""
    stages = (
        Clock.objects.filter(matter=move.matter, stopped_at=None).values_list("stage", flat=True).distinct()
    )
    return [StopClock(stage, every_organ=True, has_verdict=stage in met) for stage in stages]


def stop_channel_terms(move: Move) -> list[ClockOperation]:
    """Clocks: those of channels end without a verdict; reviews and police notices go on."""
    return [
        op
        for op in stop_all(move)
        if isinstance(op, StopClock) and op.stage not in {"flag_review", "police_notice"}
    ]


Who = Callable[[Dispute], Iterable[int]]


def tell(
    *who: Who, title: str, is_urgent: bool = False, once: str = ""
) -> Callable[[Move], Iterable[Notification]]:
    """Return a rule that sends one sentence to people, never to the one who acted, never past a restriction.

    ``once`` names the state that the action must have led to: nobody is told of each signature.
    """

    def notices(move: Move) -> Iterable[Notification]:
        if once and move.matter.state != once:
            return
        people = {person for ask in who for person in ask(move.detail)} - {move.actor.user_id}
        recipients = permitted(move.detail, (person for person in people if person is not None))
        if recipients:
            yield Notification(recipients, title, is_urgent=is_urgent)

    return notices
