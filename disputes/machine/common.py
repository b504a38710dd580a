"""What several effects share: typed text put in order, amounts, levels, the open channel, sentences to people."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from django.utils.translation import gettext_noop

from disputes.models import (
    Channel,
    Dispute,
    JudicialConfirmation,
    MediationSession,
    Mediator,
    SessionMediator,
)
from disputes.queries.disputes import level_of, repeats_of
from disputes.queries.recipients import permitted, units_of
from disputes.rules.levels import SEVERITIES
from pingan.matters.machine import ClockOperation, Move, Notification, StopClock
from pingan.matters.services.effects import stop_all
from pingan.matters.services.effects import tell as tell_people


def told(note: str, **words: str) -> str:
    """Return what the timeline keeps of typed words, each with its label, before the note.

    They stand with the note and not in the data of the entry, which nobody can change any more: a party that is
    named in them may be recorded later.
    """
    lines = [f"{_LABELS[name]}：{text}" for name, text in words.items() if text]
    return "\n".join([*lines, *([note] if note else [])])


PETITION_NUMBER = "信访件编号"
#: In the product's first language, as the roles in stored texts are.
_LABELS = {
    "receiver": "接收单位",
    "exception": "未经劳动仲裁的理由",
    "number": "文号",
    "court": "法院",
    "station": "公安机关",
    "receipt": "回执号",
    "received_by": "签收人",
    "reason": "理由",
    "next_step": "后续安排",
    "external_number": PETITION_NUMBER,
    "correction": "此前记为未履行的更正理由",
}


def refresh_level(move: Move) -> None:
    """Compute the level anew; one that was set by hand stays, and the computed one is kept beside it."""
    changed = put_level(move.detail, move.now)
    if changed:
        move.public["level"] = changed


def put_level(dispute: Dispute, now: datetime) -> dict[str, str]:
    """Compute the level of a locked dispute, which the caller saves with its matter; return what changed, if anything."""
    before = dispute.level
    dispute.repeats = repeats_of(dispute)
    level, reasons = level_of(dispute, now)
    dispute.level_computed = level
    dispute.level_reasons = [reason.as_data() for reason in reasons]
    if not dispute.level_override_reason:
        dispute.level = level
    dispute.matter.severity = SEVERITIES[dispute.level]
    return {} if dispute.level == before else {"before": before, "after": dispute.level}


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


def find_by_mediation(move: Move, mediator: Mediator) -> None:
    """Let search find a matter by its case number and by who leads its mediation, and no longer by who led it before.

    Both are public. Words of search are read of rows in scope alone, so a restricted matter answers its readers only.
    """
    dispute: Dispute = move.detail
    led_by = set(dispute.channels.exclude(mediator=None).values_list("mediator__name", flat=True))
    words = [word for word in move.matter.keywords.split(" ") if word not in led_by]
    words += [word for word in (dispute.case_number, mediator.name) if word and word not in words]
    move.matter.keywords = " ".join(words)


def end_channel(move: Move, state: str) -> Channel | None:
    """End the open channel, if any, with its planned sessions."""
    channel = open_channel(move.detail)
    if channel is None:
        return None
    channel.state = state
    channel.ended_at = move.now
    channel.save(update_fields=["state", "ended_at"])
    call_off_sessions(move, channel)
    return channel


def end_session(move: Move, session: MediationSession, state: str, reason: str = "") -> None:
    """End a session that will not be held: mediators and room are free again."""
    session.state = state
    session.reason = reason[:200]
    session.save(update_fields=["state", "reason"])
    session.mediators.update(is_live=False)
    if state == MediationSession.State.CANCELLED:
        move.public.setdefault("called_off", []).append(session.pk)


def call_off_sessions(move: Move, channel: Channel) -> None:
    """Cancel what is still planned where the mediation has come to its end."""
    for session in channel.sessions.filter(state=MediationSession.State.PLANNED):
        end_session(move, session, MediationSession.State.CANCELLED)


def stop_channel_terms(move: Move) -> list[ClockOperation]:
    """Clocks: those of channels end without a verdict; reviews and police notices go on.

    So does the term of a court that is asked to confirm an agreement and has not ruled, while that agreement stands.
    """
    kept = {"flag_review", "police_notice"}
    asked = JudicialConfirmation.objects.filter(
        agreement__channel__dispute=move.detail, agreement__withdrawn_at=None, result=""
    )
    if asked.exists():
        kept.add("confirm_decide")
    return [op for op in stop_all(move) if isinstance(op, StopClock) and op.stage not in kept]


CALLED_OFF = gettext_noop("%(number)s: a planned session was called off: %(title)s")
Who = Callable[[Dispute], Iterable[int]]


def tell(
    *who: Who, title: str, is_urgent: bool = False, once: str = ""
) -> Callable[[Move], Iterable[Notification]]:
    """Return a rule that sends one sentence to people, never past a restriction."""
    return tell_people(*who, title=title, is_urgent=lambda move: is_urgent, once=once, permitted=permitted)


def tell_called_off(move: Move) -> Iterable[Notification]:
    """Tell mediators and units of the sessions that an act has called off."""
    sessions = move.public.get("called_off", [])
    if not sessions:
        return
    booked = SessionMediator.objects.filter(session__in=sessions, mediator__user__isnull=False)
    people = {*booked.values_list("mediator__user_id", flat=True), *units_of(move.detail)}
    recipients = permitted(move.detail, people - {move.actor.user_id})
    if recipients:
        yield Notification(recipients, CALLED_OFF)


def also_called_off(
    rule: Callable[[Move], Iterable[Notification]],
) -> Callable[[Move], Iterable[Notification]]:
    """Return a rule that tells of sessions called off besides what another rule tells."""
    return lambda move: [*rule(move), *tell_called_off(move)]
