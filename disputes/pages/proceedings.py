"""What is done about a dispute, for its page: channels, sessions, agreement, confirmation."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from disputes.machine.confirming import unclear_sentence
from disputes.models import Agreement, AgreementClause, Channel, DisputeParty, MediationSession
from disputes.models.choices import ChannelKind, ChannelState
from disputes.queries.dossiers import Dossier
from disputes.rules.agreements import PRE_CHECKS, blocked_check
from disputes.services.drafts import DRAWN_UP
from pingan.calendars.rules import light

_CHANNEL_TONES = {
    "open": "blue", "agreed": "green", "decided": "green", "failed": "yellow", "refused": "yellow",
    "not_accepted": "yellow", "withdrawn": "grey",
}  # fmt: skip
_CLAUSE_TONES = {
    "pending": "blue",
    "overdue": "red",
    "performed": "green",
    "breached": "red",
    "waived": "grey",
}
_SESSION_TONES = {"planned": "blue", "held": "green", "adjourned": "yellow", "cancelled": "grey"}


def path(dossier: Dossier) -> list[dict[str, Any]]:
    """Return the channels of Article 32 that the dispute has gone through, in their order."""
    replaced = {one.replaced_by_id: one for one in dossier.agreements}
    return [_stretch(channel, replaced.get(channel.pk)) for channel in dossier.channels]


def _stretch(channel: Channel, replaced: Agreement | None) -> dict[str, Any]:
    receiver = channel.receiver or (str(channel.organ) if channel.organ else "")
    committee = str(channel.committee.organ) if channel.committee else ""
    return {
        "label": channel.get_kind_display(),
        "state": channel.get_state_display(),
        "tone": _CHANNEL_TONES.get(channel.state, "grey"),
        "dot": _CHANNEL_TONES.get(channel.state, "grey"),
        "is_open": channel.state == ChannelState.OPEN,
        "who": " · ".join(
            part
            for part in (committee or receiver, channel.mediator.name if channel.mediator else "")
            if part
        ),
        "is_at_request": channel.is_at_request,
        "opened_at": channel.opened_at,
        "filed_on": channel.filed_on,
        "accepted_on": channel.accepted_on,
        "number_there": channel.number_there,
        "decision_number": channel.decision_number,
        # What the parties settled among themselves was settled by no organ; the words are theirs.
        "result": "" if channel.kind == ChannelKind.SETTLEMENT else channel.get_result_display(),
        "result_text": channel.result_text or "",
        "decided_on": channel.decided_on,
        "ended_at": channel.ended_at,
        "replaced_since": replaced.effective_at if replaced is not None else None,
    }


def sessions(dossier: Dossier) -> list[dict[str, Any]]:
    """Return the sessions, the latest first, with who was invited and who came."""
    return [_session(session) for session in reversed(dossier.sessions)]


def _session(session: MediationSession) -> dict[str, Any]:
    attendances = list(session.attendances.all())
    return {
        "starts_at": session.starts_at,
        "ends_at": session.ends_at,
        "state": session.get_state_display(),
        "tone": _SESSION_TONES[session.state],
        "is_planned": session.state == MediationSession.State.PLANNED,
        "place": session.room or session.place_text,
        "committee": str(session.committee.organ),
        "is_joint": session.is_joint,
        "mediators": _(", ").join(row.mediator.name for row in session.mediators.all()),
        "came": _(", ").join(row.party.shown_label for row in attendances if row.has_attended),
        "missing": _(", ").join(row.party.shown_label for row in attendances if row.has_attended is False),
        "invited": _(", ").join(row.party.shown_label for row in attendances if row.has_attended is None),
        "record": session.record or "",
        "reason": session.reason,
    }


def agreements(dossier: Dossier, today: date) -> dict[str, Any]:
    """Return the agreement that holds, and the draft that is drawn up beside it; alone, a draft stands in its place."""
    newest, holds = dossier.agreement, dossier.agreement_in_effect
    beside = newest if holds is not None and newest is not holds else None
    return {
        "agreement": _agreement(dossier, holds or newest, today),
        "draft": _agreement(dossier, beside, today),
    }


def _agreement(dossier: Dossier, found: Agreement | None, today: date) -> dict[str, Any] | None:
    """Return an agreement with its clauses and who has not signed."""
    if found is None:
        return None
    clauses = [_clause(clause, today) for clause in found.clauses.all()]
    return {
        "form": found.get_form_display(),
        "is_written": found.form == Agreement.Form.WRITTEN,
        "facts": found.facts,
        "manner": found.manner or "",
        "reached_on": found.reached_on,
        "effective_at": found.effective_at,
        "clauses": clauses,
        "late": [clause for clause in clauses if clause["tone"] == "red"],
        "signed": [
            {
                "who": _signer(row.party, row.method),
                "how": "" if row.method == "seal" else row.get_method_display(),
                "at": row.signed_at,
            }
            for row in found.signatures.all()
        ],
        "missing": _missing(found, dossier.parties) if found.effective_at is None else [],
        "warnings": _warnings(dossier, found) if found.effective_at is None else [],
        "draft_url": reverse("disputes:dispute_agreement_draft", args=[dossier.dispute.pk])
        if dossier.may_reveal and dossier.matter.state == DRAWN_UP and found.effective_at is None
        else "",
    }


def _warnings(dossier: Dossier, found: Agreement) -> list[str]:
    """Return why a court would not confirm the agreement, while it can still be changed (民诉解释 §355, 358)."""
    said = []
    unclear = [
        clause.position for clause in found.clauses.all() if clause.term == AgreementClause.Term.UNSTATED
    ]
    if unclear:
        said.append(unclear_sentence(unclear))
    blocked = blocked_check(dossier.dispute.type.pre_check)
    if blocked:
        said.append(
            _("Judicial confirmation would be refused. Not met: %(check)s")
            % {"check": _(PRE_CHECKS[blocked])}
        )
    return said


def _clause(clause: AgreementClause, today: date) -> dict[str, Any]:
    is_open = clause.state in AgreementClause.OPEN
    is_standing = clause.term == AgreementClause.Term.STANDING and clause.state == "pending"
    return {
        "term": clause.get_term_display(),
        "is_at_once": clause.term == AgreementClause.Term.AT_ONCE,
        "position": clause.position,
        "text": clause.text,
        "amount": clause.amount,
        "due_on": clause.due_on,
        "days": (clause.due_on - today).days if clause.due_on and is_open else None,
        "state": _("standing duty") if is_standing else clause.get_state_display(),
        "tone": "grey" if is_standing else "red" if clause.is_late(today) else _CLAUSE_TONES[clause.state],
        "settled_at": clause.settled_at,
        "note": clause.note or "",
    }


def _signer(party: DisputeParty | None, method: str) -> str:
    if party is not None:
        return party.shown_label
    return str(_("seal of the committee") if method == "seal" else _("mediator"))


def _missing(found: Agreement, parties: list[DisputeParty]) -> list[str]:
    signatures = list(found.signatures.all())
    signed = {row.party_id for row in signatures}
    missing = [
        party.shown_label
        for party in parties
        if party.left_at is None and party.represents_id is None and party.pk not in signed
    ]
    if not any(row.party_id is None and row.method != "seal" for row in signatures):
        missing.append(_("mediator"))
    if not any(row.method == "seal" for row in signatures):
        missing.append(_("seal of the committee"))
    return missing


def confirmation(dossier: Dossier, now: datetime) -> dict[str, Any] | None:
    """Return where judicial confirmation stands: applied for, or how long it can be; None: not in question."""
    found = dossier.confirmation
    if found is not None:
        return {
            "court": found.court,
            "applied_on": found.applied_on,
            "result": found.get_result_display(),
            "decided_on": found.decided_on,
            "number_there": found.number_there,
            "checks": [
                (_(PRE_CHECKS.get(one["code"], one["code"])), one["is_met"]) for one in found.pre_check
            ],
        }
    clock = next(
        (one for one in dossier.clocks if one.stage == "confirm_apply" and one.stopped_at is None), None
    )
    if clock is None:
        return None
    seen = light(now=now, warn_at=clock.warn_at, due_at=clock.due_at, stopped_at=None, is_paused=False)
    return {"until": clock.due_at, "light": seen, "source": clock.rule.get("source", "")}
