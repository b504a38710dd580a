"""Guards and effects of agreements: drafting, signing, withdrawing, starting anew."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from disputes.machine import agreement_papers, inputs, standing
from disputes.machine.common import (
    call_off_sessions,
    end_channel,
    stop_channel_terms,
    the_open_channel,
)
from disputes.machine.conflicts import impartial_offered
from disputes.machine.drafting import add_clause, demand_sound
from disputes.machine.inputs.choices import signers
from disputes.machine.moments import demand_all, demand_happened
from disputes.machine.standing import agreement_in_effect, agreement_of, the_agreement
from disputes.models import Agreement, AgreementClause, AgreementSignature, Attendance, Dispute, DisputeParty
from disputes.models.choices import Side
from disputes.queries.terms import mediation_clock, start
from disputes.rules.agreements import Signed, effective_at
from disputes.rules.channels import MEDIATION_STAGES
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.matters.machine import ClockOperation, Move, StopClock
from pingan.matters.models import Clock

Term = AgreementClause.Term


def agree_offered(actor: Actor, dispute: Any) -> Any:
    """Only after a session of this mediation, and once each side was present at one, itself or by who represents it."""
    held = the_open_channel(dispute).sessions.filter(state="held")
    if not held.exists():
        return _("Hold a session and record it first.")
    came = set(
        DisputeParty.objects.filter(
            pk__in=Attendance.objects.filter(session__in=held, has_attended=True).values("party")
        ).values_list("side", flat=True)
    )
    sides = dispute.parties.filter(left_at=None, represents=None).values_list("side", flat=True)
    missing = [side for side in (Side.APPLICANT, Side.RESPONDENT) if side in set(sides) - came]
    if not missing:
        return impartial_offered(actor, dispute)
    return _("No record says that the side of the %(side)s was present at a session of this mediation.") % {
        "side": missing[0].label
    }


def agree_guard(move: Move) -> None:
    """Guard: the clause says what, an amount that is one, by when; reached between the first session and now."""
    first = the_open_channel(move.detail).sessions.filter(state="held").order_by("starts_at").first()
    met_on = timezone.localdate(first.starts_at if first is not None else move.now)
    demand_all(
        lambda: demand_happened(
            move, "reached_on", met_on, _("This lies before the first session of this mediation.")
        ),
        lambda: demand_sound(move, _reached_on(move)),
    )


def _reached_on(move: Move) -> date:
    """Return the day on which the parties agreed; with none given: today."""
    return timezone.localdate(move.data.reached_on or move.now)


def agree_effect(move: Move) -> None:
    """Effect: the agreement with its first clause; an oral one is in effect on the day it was reached (§28, 30)."""
    data: inputs.Agree = move.data
    reached_on = _reached_on(move)
    agreement = Agreement.objects.create(
        channel=the_open_channel(move.detail),
        form=data.form,
        facts=data.facts,
        manner=data.manner or None,
        reached_on=reached_on,
    )
    add_clause(agreement, data.terms, data)
    move.public["form"] = data.form
    if reached_on < timezone.localdate(move.now):
        move.public["reached_on"] = reached_on.isoformat()
    if data.form == Agreement.Form.ORAL:
        is_earlier = reached_on < timezone.localdate(move.now)
        _take_effect(move, agreement, data.reached_on if is_earlier and data.reached_on else move.now)
    else:
        # The mediation stays open until the last signature; its sessions do not.
        call_off_sessions(move, agreement.channel)
        move.to = "agreed"


def _take_effect(move: Move, agreement: Agreement, at: datetime) -> None:
    """Put an agreement into effect: from now on it is owed, and no longer the one that it takes the place of.

    What is to be done at once is due on that day.
    """
    agreement.effective_at = at
    agreement.save(update_fields=["effective_at"])
    agreement.clauses.filter(term=Term.AT_ONCE).update(due_on=timezone.localdate(at))
    standing.replace(move, agreement.channel)
    end_channel(move, "agreed")
    agreement_papers.agreement(move, agreement)
    move.to = "performing"


def agree_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: the mediation has come to its end in time; an oral agreement can be confirmed from now on."""
    clock = mediation_clock(move.detail)
    at = move.data.reached_on
    stop: list[ClockOperation] = [] if clock is None else [StopClock(clock.stage, judged_at=at)]
    return [*stop, *_effect_clocks(move)] if move.to == "performing" else stop


def _effect_clocks(move: Move) -> list[ClockOperation]:
    """The 30 days for a joint application run from the day of effect, however late it is recorded (民诉法 §205).

    Of the agreement that gave way nothing is waited for any more.
    """
    ended = stop_channel_terms(move) if "replaced" in move.public else []
    return [*ended, *start(move.detail, "confirm_apply", at=the_agreement(move.detail).effective_at)]


def withdraw_effect(move: Move) -> None:
    """Effect: back to the table; the draft is kept as withdrawn."""
    agreement = the_agreement(move.detail)
    agreement.withdrawn_at = move.now
    agreement.save(update_fields=["withdrawn_at"])
    move.note = move.data.note
    move.to = "mediating"


def withdraw_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: the mediation's term runs on from its own start, as if it had not stopped."""
    last = Clock.objects.filter(matter=move.matter, stage__in=MEDIATION_STAGES).order_by("pk").last()
    return start(move.detail, last.stage) if last is not None else []


def sign_guard(move: Move) -> None:
    """Guard: somebody who has not signed yet, not before there was something to sign; no seal on what nobody signed."""
    data: inputs.Sign = move.data
    agreement = the_agreement(move.detail)
    drawn_up = agreement.reached_on
    demand_happened(move, "signed_at", drawn_up, _("This lies before the agreement was drawn up."))
    if data.signer not in {key for key, _label in signers(move.actor, move.detail)}:
        raise Invalid({"signer": _("Choose who signed.")})
    if data.signer == "committee" and not agreement.signatures.exists():
        raise Invalid({"signer": _("Nobody has signed yet: record a signature before the seal.")})


def sign_effect(move: Move) -> None:
    """Effect: one signature; the last of parties, mediator and seal puts the agreement into effect (§29)."""
    data: inputs.Sign = move.data
    agreement = the_agreement(move.detail)
    who, _colon, key = data.signer.partition(":")
    signature = AgreementSignature.objects.create(
        agreement=agreement,
        party_id=int(key) if who == "party" else None,
        # The form asks how for everybody: whatever was sent, the committee's seal is a seal.
        method="seal" if who == "committee" else data.method,
        signed_at=min(data.signed_at or move.now, move.now),
        recorded_by_id=move.actor.user_id,
    )
    move.public["signer"] = signature.party.label if signature.party is not None else who
    parties = move.detail.parties.filter(left_at=None, represents=None).values_list("pk", flat=True)
    signed = [Signed(row.party_id, row.method == "seal", row.signed_at) for row in agreement.signatures.all()]
    at = effective_at(set(parties), signed)
    if at is not None:
        _take_effect(move, agreement, at)


def sign_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: in effect, the time for a joint application runs."""
    return _effect_clocks(move) if move.to == "performing" else []


def renew_offered(actor: Actor, dispute: Any) -> Any:
    """Only after a clause was not kept or is overdue."""
    agreement = agreement_in_effect(dispute)
    late = agreement is not None and agreement.clauses.filter(state__in=["overdue", "breached"]).exists()
    return None if late else _("No clause is overdue or broken.")


def renew_effect(move: Move) -> None:
    """Effect: a mediation beside the agreement, which is owed until something takes its place (§31)."""
    move.public["owed"] = day_of_effect(standing.the_agreement_in_effect(move.detail))
    move.note = move.data.note


def day_of_effect(agreement: Agreement) -> str:
    """Return the day on which an agreement took effect, as entries keep it."""
    return f"{timezone.localdate(agreement.effective_at):%Y-%m-%d}"


def renew_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: the time for a joint application stands aside; a court that was asked goes on, and so do the clauses."""
    return stop_channel_terms(move)


def signed_name_problems(dispute: Dispute, party: DisputeParty) -> dict[str, str]:
    """Agreement and file must name the same people: what somebody signed names all who were parties then."""
    newest, holds = agreement_of(dispute), agreement_in_effect(dispute)
    if holds is not None and standing.named_in(holds).filter(pk=party.pk).exists():
        return {"name": _("The agreement in effect names this party so: a wrong name needs a new agreement.")}
    if newest is None or newest.effective_at is not None or not newest.signatures.exists():
        return {}
    text = _(
        "What was signed names this party so: withdraw the draft, correct the name, have it signed anew."
    )
    return {"name": text}
