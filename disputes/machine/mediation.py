"""Guards and effects of a mediation: opening, sessions, more time, joint units, failing."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from disputes.machine import inputs, papers, replacing, rights, standing
from disputes.machine.common import (
    end_channel,
    find_by_mediation,
    refresh_level,
    stop_channel_terms,
    the_open_channel,
)
from disputes.models import (
    Channel,
    Dispute,
    Mediator,
)
from disputes.queries.mediators import suggested_mediators
from disputes.queries.terms import mediation_clock, start
from disputes.rules.channels import mediation_stage
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.matters.machine import ClockOperation, ExtendClock, Move


def mediate_offered(actor: Actor, dispute: Any) -> Any:
    """Invariant 8: not while a party's refusal stands; and nobody mediates with fewer than two sides."""
    parties = list(dispute.parties.all())
    live = [party for party in parties if party.left_at is None]
    if any(party.refused_at is not None for party in live):
        return _(
            "A party has clearly refused mediation. Record its consent first, or refer to another channel."
        )
    if len({party.side for party in live if party.represents_id is None}) < 2:
        return _("Add the parties of both sides first.")
    return None


def _mediator(actor: Actor, dispute: Dispute, pk: int) -> Mediator:
    for found in suggested_mediators(actor, dispute):
        if found.mediator.pk == pk:
            if found.conflict:
                raise Invalid(
                    {"mediator": _("This mediator bears the name of a party: a conflict of interest.")}
                )
            return found.mediator
    raise Invalid({"mediator": _("Choose a mediator of this area.")})


def mediate_guard(move: Move) -> None:
    """Guard: an active mediator of this area without a conflict of interest, of a committee that can number papers."""
    mediator = _mediator(move.actor, move.detail, move.data.mediator)
    if not mediator.committee.organ.document_code:
        raise Invalid(
            {"mediator": _("This committee has no document code yet; the desk enters it with its data.")}
        )


def mediate_effect(move: Move) -> None:
    """Effect: the channel, the case number of committee and year, intake form and notice of rights and duties."""
    data: inputs.Mediate = move.data
    dispute: Dispute = move.detail
    mediator = _mediator(move.actor, dispute, data.mediator)
    channel = Channel.objects.create(
        dispute=dispute,
        kind=data.kind,
        committee=mediator.committee,
        mediator=mediator,
        is_at_request=data.basis == "request",
        opened_at=move.now,
        opened_by_id=move.actor.user_id,
    )
    move.matter.organ_id = mediator.committee_id
    if data.is_chosen:
        dispute.parties.filter(left_at=None).update(chose_mediator=True)
    _let_read(move, mediator)
    papers.open_file(move, channel)
    find_by_mediation(move, mediator)
    move.note = data.note
    move.public.update(channel=data.kind, committee=str(mediator.committee.organ), mediator=mediator.name)


def _let_read(move: Move, mediator: Mediator) -> None:
    """Name the mediator of a restricted matter as a reader: who mediates must see."""
    if not move.matter.is_restricted or mediator.user_id is None:
        return
    named = {"user_id": mediator.user_id, "ended_at": None}
    if not move.detail.readers.filter(**named).exists():
        move.detail.readers.create(
            **named, reason=_("mediates it"), named_by_id=move.actor.user_id, named_at=move.now, mediates=True
        )


def mediate_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: the term of this kind of mediation, and of labour disputes their own, starts."""
    return start(move.detail, mediation_stage(move.data.kind, move.detail.type.code))


def change_mediator_guard(move: Move) -> None:
    """Guard: another mediator of this area, without a conflict of interest."""
    if the_open_channel(move.detail).mediator_id == move.data.mediator:
        raise Invalid({"mediator": _("This mediator has it in hand already.")})
    mediate_guard(move)


def change_mediator_effect(move: Move) -> None:
    """Effect: another mediator leads, of another committee under its number, and takes over what is planned.

    The former one sees nothing of it any more.
    """
    mediator = _mediator(move.actor, move.detail, move.data.mediator)
    channel = the_open_channel(move.detail)
    former = channel.mediator
    papers.number_case(move, mediator.committee)
    find_by_mediation(move, mediator)
    channel.mediator, channel.committee = mediator, mediator.committee
    channel.save(update_fields=["mediator", "committee"])
    move.matter.organ_id = mediator.committee_id
    if former is not None:
        replacing.hand_over(move, channel, former, mediator)
    _let_read(move, mediator)
    move.note = move.data.note
    move.public["mediator"] = mediator.name


def extend_guard(move: Move) -> None:
    """Guard: only if all parties agree (domain.md §4.3)."""
    principals = set(move.detail.parties.filter(left_at=None, represents=None).values_list("pk", flat=True))
    if not principals <= set(move.data.agreed_by):
        raise Invalid({"agreed_by": _("The term is extended only if all parties agree.")})


def extend_effect(move: Move) -> None:
    """Effect: nothing but the reason; the clock keeps who allowed it."""
    move.public["amount"] = move.data.amount
    move.note = move.data.note


def extend_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: the mediation's term is extended by the parties' agreement."""
    clock = mediation_clock(move.detail)
    return [] if clock is None else [ExtendClock(clock.stage, move.data.amount, None, move.data.note)]


def fail_effect(move: Move) -> None:
    """Effect: the mediation ends without agreement; the parties are told their rights (人民调解法 §26)."""
    end_channel(move, "failed")
    move.detail.failed_mediations += 1
    refresh_level(move)
    rights.tell_rights(move, reason=move.data.note)
    standing.without_agreement(move)
    move.note = move.data.note


def fail_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: the mediation's ends without a verdict; those of an agreement that is owed run on."""
    return [*stop_channel_terms(move), *standing.resumed_if_owed(move)]
