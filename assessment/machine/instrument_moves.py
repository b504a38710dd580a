"""Guards and effects of an instrument: assignment, measures, reply, what was found of it, nothing done."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.machine import instrument_inputs as inputs
from assessment.models import Instrument, InstrumentMeasure, InstrumentReply
from assessment.models.instrument_choices import SEALED
from assessment.queries.instruments import due_day, is_overdue
from assessment.rules.instruments import MOST_DAYS, is_answered_in_time
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.matters.machine import ClockOperation, Move, StopClock
from pingan.matters.models import MatterFile
from pingan.matters.services.attaching import attach_files
from risk.queries.terms import start


def sealed_offered(actor: Actor, instrument: Any) -> Any:
    """Only a sealed one ends with its receipt."""
    return None if instrument.kind in SEALED else _("Only the receipt of a sealed notice is confirmed.")


def open_offered(actor: Actor, instrument: Any) -> Any:
    """All but the sealed one."""
    return _("Of a sealed notice only the receipt is kept.") if instrument.kind in SEALED else None


def assign_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: assigned; the term of the answer runs since the day of receipt."""
    return [StopClock("instrument_assign")]


def measure_guard(move: Move) -> None:
    """Guard: a thing, an office, a day to come."""
    data: inputs.AddMeasure = move.data
    problems = {
        name: _("This field is required.") for name in ("title", "owner") if not getattr(data, name).strip()
    }
    days = (timezone.localdate(data.due_on) - timezone.localdate(move.now)).days
    if days < 0:
        problems["due_on"] = _("This day is past.")
    elif days > MOST_DAYS:
        problems["due_on"] = _("This lies too far in the future.")
    if problems:
        raise Invalid(problems)


def measure_effect(move: Move) -> None:
    """Effect: one more measure."""
    data: inputs.AddMeasure = move.data
    instrument: Instrument = move.detail
    measure = InstrumentMeasure.objects.create(
        instrument=instrument,
        position=instrument.measures.count() + 1,
        title=data.title.strip(),
        owner=data.owner.strip(),
        due_on=timezone.localdate(data.due_on),
    )
    move.public.update(measure=measure.title, due_on=measure.due_on.isoformat())


def _measure(move: Move) -> InstrumentMeasure | None:
    rows = InstrumentMeasure.objects.filter(instrument=move.detail, state=InstrumentMeasure.State.OPEN)
    return rows.filter(pk=move.data.measure).first()


def finish_offered(actor: Actor, instrument: Any) -> Any:
    """While a measure is open."""
    is_open = instrument.measures.filter(state=InstrumentMeasure.State.OPEN).exists()
    return None if is_open else _("No measure is open.")


def finish_guard(move: Move) -> None:
    """Guard: an open measure of this instrument, and what was done."""
    if _measure(move) is None:
        raise Invalid({"measure": _("Choose one of the list.")})
    if not move.data.result.strip():
        raise Invalid({"result": _("This field is required.")})


def finish_effect(move: Move) -> None:
    """Effect: done, with its result."""
    measure = _measure(move)
    if measure is None:
        raise AssertionError("the guard found it")
    measure.state, measure.done_at, measure.result = InstrumentMeasure.State.DONE, move.now, move.data.result
    measure.save(update_fields=["state", "done_at", "result"])
    move.public["measure"] = measure.title
    move.note = move.data.result


def reply_guard(move: Move) -> None:
    """Guard: a document with its number, dated between receipt and today."""
    data: inputs.Reply = move.data
    problems = {
        name: _("This field is required.")
        for name in ("document_number", "text")
        if not getattr(data, name).strip()
    }
    if not data.files:
        problems["files"] = _("Add the document of the reply.")
    day = timezone.localdate(data.replied_on)
    if not move.detail.received_on <= day <= timezone.localdate(move.now):
        problems["replied_on"] = _("Choose a day between the receipt and today.")
    if problems:
        raise Invalid(problems)


def reply_effect(move: Move) -> None:
    """Effect: replied; the first reply decides whether the term was kept, by the day of its document."""
    data: inputs.Reply = move.data
    instrument: Instrument = move.detail
    attach_files(move.matter, move.actor, data.files, MatterFile.Purpose.DOCUMENT)
    reply = InstrumentReply.objects.create(
        instrument=instrument,
        round=instrument.replies.count() + 1,
        document_number=data.document_number.strip(),
        replied_on=timezone.localdate(data.replied_on),
        text=data.text,
        made_by_id=move.actor.person,
        made_at=move.now,
    )
    if instrument.is_on_time is None:
        due_on = due_day(instrument.pk)
        instrument.is_on_time = due_on is None or is_answered_in_time(reply.replied_on, due_on)
    move.public.update(
        round=reply.round, number=reply.document_number, replied_on=reply.replied_on.isoformat()
    )
    move.note = data.text


def reply_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: answered, judged by the day of the document."""
    at = move.data.replied_on
    return [StopClock(stage, judged_at=at) for stage in ("instrument_reply", "instrument_again")]


def judge_offered(actor: Actor, instrument: Any) -> Any:
    """Not by who recorded the reply (domain.md §12, invariant 7)."""
    if instrument.replies.latest("round").made_by_id == actor.user_id:
        return _("You recorded the reply: another person judges it.")
    return None


def judge_effect(move: Move) -> None:
    """Effect: what was found of the reply stands beside it."""
    reply = move.detail.replies.latest("round")
    reply.is_accepted = move.action.name == "accept"
    reply.judged_by_id, reply.judged_at, reply.judgement = move.actor.person, move.now, move.data.note
    reply.save(update_fields=["is_accepted", "judged_by", "judged_at", "judgement"])
    move.public["round"] = reply.round
    move.note = move.data.note


def again_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: another reply is due."""
    return start(move.matter, "instrument_again")


def inaction_offered(actor: Actor, instrument: Any) -> Any:
    """Where the term is over and nothing was answered, once."""
    if instrument.inaction_at is not None:
        return _("This was stated already.")
    return None if is_overdue(instrument.pk) else _("The unit's time still runs.")


def inaction_effect(move: Move) -> None:
    """Effect: nothing was done in time; who answers later answers all the same."""
    move.detail.inaction_at = move.now
    move.note = move.data.note
