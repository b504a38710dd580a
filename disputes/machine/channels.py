"""Guards and effects of the other channels of Article 32."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from disputes.machine import inputs, papers, rights, standing
from disputes.machine.common import (
    end_channel,
    stop_channel_terms,
    the_open_channel,
    told,
)
from disputes.machine.ending import resolved
from disputes.machine.inputs.choices import referable
from disputes.machine.moments import demand_happened
from disputes.models import Channel
from disputes.queries.terms import number, start
from disputes.rules.channels import RULES, comes_after_arbitration, needs_acceptance, results_of
from grids.queries.units import units_for
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.matters.machine import ClockOperation, ExtendClock, Move, StopClock
from pingan.matters.models import Clock, MatterFile
from pingan.matters.services import attach_files

#: These results end the dispute; after the others the parties are where they were before.
_FINAL = frozenset({"award", "judgment", "decision", "settled", "notarized"})
_STATE_OF = {"not_accepted": "not_accepted", "withdrawn": "withdrawn", "settled": "agreed"}


def refer_guard(move: Move) -> None:
    """Guard: a receiving organ, of this area or named in words; nobody decides anew what a court confirmed."""
    data: inputs.Refer = move.data
    standing.demand_undecided(move, data.kind)
    registered_on = timezone.localdate(move.matter.opened_at)
    demand_happened(move, "filed_on", registered_on, _("This lies before the dispute was registered."))
    if data.kind not in {kind for kind, _label in referable(move.actor, move.detail)}:
        raise Invalid({"kind": _("This way is not open to a dispute of this type.")})
    # Its paper leaves out a colon that is typed behind the name.
    if data.organ is None and not data.receiver.strip(" ：:"):
        raise Invalid({"receiver": _("Say which organ receives it.")})
    if data.organ is not None and not units_for(move.matter.region_code).filter(pk=data.organ).exists():
        raise Invalid({"organ": _("Choose a unit of this area.")})
    is_early = comes_after_arbitration(data.kind, move.detail.type.code) and not _was_arbitrated(move.detail)
    if is_early and not data.exception.strip():
        raise Invalid(
            {
                "exception": _(
                    "A labour dispute goes to the arbitrators before the court. Where the law knows an exception, name it."
                )
            }
        )


def _was_arbitrated(dispute: Any) -> bool:
    channels = dispute.channels.filter(kind="arbitration_labor").exclude(state="open")
    return bool(channels.exclude(result="withdrawn").exists())


def refer_effect(move: Move) -> None:
    """Effect: an open mediation ends with the parties' choice; the next stretch of the path begins."""
    data: inputs.Refer = move.data
    end_channel(move, "withdrawn")
    channel = Channel.objects.create(
        dispute=move.detail,
        kind=data.kind,
        organ_id=data.organ,
        receiver=data.receiver.strip(),
        is_at_request=True,
        opened_at=move.now,
        filed_on=_filed_on(move),
        opened_by_id=move.actor.user_id,
    )
    attach_files(move.matter, move.actor, data.files, MatterFile.Purpose.DOCUMENT)
    papers.referral(move, channel)
    move.matter.organ_id = data.organ
    move.public.update(channel=data.kind, **({} if channel.receiver else {"unit": str(channel.organ)}))
    if channel.filed_on is not None:
        move.public["filed_on"] = channel.filed_on.isoformat()
    move.note = told(data.note, receiver=channel.receiver, exception=data.exception)


def _filed_on(move: Move) -> date | None:
    """Return the day on which it was handed over, if that was before today."""
    day = timezone.localdate(move.data.filed_on or move.now)
    return day if day < timezone.localdate(move.now) else None


def refer_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: those of the mediation end; the receiving organ's term for accepting runs from when it got it."""
    accept = RULES[move.data.kind].accept
    at = move.data.filed_on if _filed_on(move) is not None else None
    return [*stop_channel_terms(move), *(start(move.detail, accept, at=at) if accept else [])]


def accepted_offered(actor: Actor, dispute: Any) -> Any:
    """Once per channel."""
    is_accepted = dispute.channels.filter(state="open", accepted_on__isnull=False).exists()
    return _("It was accepted already.") if is_accepted else None


def accepted_guard(move: Move) -> None:
    """Guard: not in the future, not before it was handed over; simplified only where there is such a procedure."""
    channel = the_open_channel(move.detail)
    if move.data.procedure == "simple" and RULES[channel.kind].decide not in _SIMPLE:
        raise Invalid({"procedure": _("This channel knows no simplified procedure.")})
    handed_over = channel.handed_over_on
    demand_happened(move, "accepted_at", handed_over, _("This lies before it was handed over."))


def accepted_effect(move: Move) -> None:
    """Effect: accepted there, under its number."""
    channel = the_open_channel(move.detail)
    channel.accepted_on = timezone.localdate(move.data.accepted_at)
    channel.number_there = move.data.number_there
    channel.save(update_fields=["accepted_on", "number_there"])
    move.public["channel"] = channel.kind
    move.note = told(move.data.note, number=move.data.number_there)


def accepted_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: accepting is decided, deciding starts; simplified procedures have their own term."""
    rule = RULES[the_open_channel(move.detail).kind]
    decide = rule.decide
    if move.data.procedure == "simple" and decide in _SIMPLE:
        decide = _SIMPLE[decide]
    accepted_at = move.data.accepted_at
    stop: list[ClockOperation] = [StopClock(rule.accept, judged_at=accepted_at)] if rule.accept else []
    return [*stop, *(start(move.detail, decide, at=move.data.accepted_at) if decide else [])]


_SIMPLE = {"suit_ordinary": "suit_simple", "recon_decide": "recon_decide_simple"}
#: 民诉法 §164 by position [M]; a simplified reconsideration has no extension.
_SIMPLE_EXTENSIONS = {"suit_simple": "suit_simple_extension_months", "recon_decide_simple": ""}


def _deciding(dispute: Any) -> Clock | None:
    decide = RULES[the_open_channel(dispute).kind].decide
    stages = [decide, _SIMPLE.get(decide, decide)]
    return Clock.objects.filter(matter_id=dispute.pk, stage__in=stages, stopped_at=None).first()


def extend_offered(actor: Actor, dispute: Any) -> Any:
    """Once, where the law allows it and the deciding term runs."""
    clock = _deciding(dispute)
    if clock is None:
        return _("No term of a decision runs.")
    if clock.extension:
        return _("It was extended once already.")
    return None if _extension(dispute, clock) else _("The law gives no extension here.")


def _extension(dispute: Any, clock: Clock) -> int:
    code = _SIMPLE_EXTENSIONS.get(clock.stage, RULES[the_open_channel(dispute).kind].extension)
    found = number(code, dispute.matter.region_code) if code else None
    return found.count if found is not None else 0


def extend_effect(move: Move) -> None:
    """Effect: the reason; how long is the law's."""
    move.note = move.data.note


def extend_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: the deciding term, by what the law allows."""
    clock = _deciding(move.detail)
    if clock is None:
        return []
    return [ExtendClock(clock.stage, _extension(move.detail, clock), None, move.data.note)]


def result_guard(move: Move) -> None:
    """Guard: what can follow what is recorded, and at a moment that lies between."""
    data: inputs.ChannelResultInput = move.data
    channel = the_open_channel(move.detail)
    if data.result not in results_of(channel.kind):
        raise Invalid({"result": _("This cannot come of the channel that is open.")})
    if needs_acceptance(channel.kind, data.result) and channel.accepted_on is None:
        raise Invalid({"result": _("Record first that it was accepted there, and when.")})
    if data.result == "not_accepted" and channel.accepted_on is not None:
        raise Invalid({"result": _("It was accepted there already.")})
    handed_over = channel.handed_over_on
    demand_happened(move, "decided_at", handed_over, _("This lies before it was handed over."))
    accepted_on = channel.accepted_on or handed_over
    demand_happened(move, "decided_at", accepted_on, _("This lies before it was accepted there."))


def result_effect(move: Move) -> None:
    """Effect: what came of it. A decision resolves the dispute; after anything else an agreement is owed as before.

    Without one the parties have the other channels, and are told.
    """
    data: inputs.ChannelResultInput = move.data
    channel = end_channel(move, _STATE_OF.get(data.result, "decided"))
    if channel is None:
        raise AssertionError("a referred dispute without an open channel")
    channel.result = data.result
    channel.result_text = data.note
    channel.decided_on = timezone.localdate(data.decided_at)
    channel.decision_number = data.number_there
    channel.save()
    attach_files(move.matter, move.actor, data.files, MatterFile.Purpose.DOCUMENT)
    _lead_on(move, channel)
    move.public.update(channel=channel.kind, result=data.result)
    move.note = told(data.note, number=data.number_there)


def _lead_on(move: Move, channel: Channel) -> None:
    owed = standing.agreement_owed(move.detail)
    # A notary certifies the agreement that there is; everybody else puts something in its place.
    if owed is not None and channel.result not in _FINAL - {"notarized"}:
        standing.back_to(move, owed)
    elif channel.result in _FINAL:
        move.to = "resolved"
        standing.replace(move, channel)
    else:
        move.to = "unresolved"
        rights.tell_rights_after(move, channel)


def result_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: the deciding term is judged; resolved, the return visit's starts; those of an agreement run on."""
    met = {stage for rule in RULES.values() for stage in (rule.decide, rule.accept) if stage} | set(
        _SIMPLE.values()
    )
    stops = [
        StopClock(op.stage, every_organ=True, has_verdict=op.stage in met, judged_at=move.data.decided_at)
        for op in stop_channel_terms(move)
        if isinstance(op, StopClock)
    ]
    if move.to == "resolved":
        return [*stops, *resolved(move, "decided")]
    return [*stops, *standing.resumed_if_owed(move)]
