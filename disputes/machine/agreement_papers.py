"""The papers of an agreement: the sheet to sign, the agreement in force, its performance, the way to the court."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from disputes.machine import papers
from disputes.machine.paper_words import NONE, day_text, identified_text, signing_roles
from disputes.machine.papers import MEDIATOR
from disputes.machine.standing import named_in
from disputes.models import Agreement, AgreementClause, AgreementSignature, Dispute, JudicialConfirmation
from disputes.models.choices import SignatureMethod
from disputes.rules.agreements import PRE_CHECKS
from disputes.rules.wording import due_text, numbered, sentences, signed_lines, signing_lines
from pingan.common.errors import NotFound
from pingan.documents.services import print_draft
from pingan.matters.machine import Move

_TO_SIGN = "供签字"
#: Every way to sign, as it is told of who signed.
_HOW = {
    SignatureMethod.SIGNATURE: "已签字", SignatureMethod.FINGERPRINT: "已按指印",
    SignatureMethod.STAMP: "已盖章", SignatureMethod.SEAL: "已盖章",
}  # fmt: skip
#: Terms without a day, as they were agreed.
_WHEN = {AgreementClause.Term.AT_ONCE.value: "即时履行", AgreementClause.Term.STANDING.value: "长期遵守"}


def _term(clause: AgreementClause) -> str:
    """Say a clause as it was agreed. Where no day was agreed, none is printed: nobody agreed to at once."""
    amount = f"，金额{clause.amount:,.2f}元" if clause.amount else ""
    day = _agreed_day(clause)
    when = f"于{day_text(day)}前履行" if day else _WHEN.get(clause.term, "")
    return f"{clause.text}{amount}{f'，{when}' if when else ''}"


def _agreed_day(clause: AgreementClause) -> date | None:
    """Return the day that the parties named; the day on which "at once" falls due is none."""
    return clause.due_on if clause.term == AgreementClause.Term.DATED else None


def _terms(agreement: Agreement) -> str:
    return numbered(_term(clause) for clause in agreement.clauses.all())


def _due(agreement: Agreement) -> str:
    days = [_agreed_day(clause) for clause in agreement.clauses.all()]
    last = max((day for day in days if day is not None), default=None)
    is_same = len(set(days)) == 1
    return due_text(day_text(last) if last else "", is_same=is_same, is_whole=None not in days)


def agreement(move: Move, agreed: Agreement) -> None:
    """Write the agreement that has taken effect, or the register form of an oral one."""
    if agreed.form == Agreement.Form.ORAL:
        values = _agreed_values(agreed)
        held = agreed.channel.sessions.filter(state="held").last()
        if held is not None:
            values["place"] = papers.place_of(held)
        papers.add(move, "oral_agreement", reached_on=day_text(agreed.reached_on), **values)
    else:
        values = _written_values(move.detail, agreed)
        values["signatures"] = _signed(move.detail, agreed) or values["signatures"]
        papers.add(move, "mediation_agreement", **values)


def _agreed_values(agreed: Agreement) -> dict[str, str]:
    return {
        # Facts, issue and responsibilities were written down together.
        "facts": sentences(agreed.facts), "terms": _terms(agreed),
        "manner": sentences(agreed.manner or ""), "due": _due(agreed),
    }  # fmt: skip


def _written_values(dispute: Dispute, agreed: Agreement) -> dict[str, str]:
    signing = signing_roles(dispute)
    return {
        # One for each party, one for the committee (人民调解法 §29).
        "parties": identified_text(dispute, dispute.parties.filter(left_at=None)),
        "copies": f"一式{len(signing) + 1}份。", "signatures": signing_lines(signing, MEDIATOR),
        **_agreed_values(agreed),
    }  # fmt: skip


def _signed(dispute: Dispute, agreed: Agreement) -> str:
    """Say of each signature that is recorded whose it is, how and on which day: the sheet itself is on paper."""
    rows = {
        (row.party_id, row.method == SignatureMethod.SEAL): row
        for row in agreed.signatures.select_related("party")
    }
    mediator, committee = agreed.channel.mediator, papers.committee_of(dispute)
    places: list[tuple[tuple[int | None, bool], str, str]] = [
        ((party.pk, False), f"{party.label}（签名、盖章或者按指印）", party.name)
        for party in dispute.parties.filter(left_at=None, represents=None)
    ]
    places.append(((None, False), MEDIATOR, mediator.name if mediator is not None else ""))
    places.append(((None, True), "人民调解委员会（盖章）", committee.organ.name if committee else ""))
    return signed_lines((place, name, _told(rows[key])) for key, place, name in places if key in rows)


def _told(signature: AgreementSignature) -> str:
    day = day_text(signature.signed_at)
    return f"{_HOW[SignatureMethod(signature.method)]}，{day}"


def agreement_to_sign(dispute: Dispute, agreed: Agreement) -> bytes:
    """Return the written agreement for signing, worded as its paper will be: no number is taken, nothing is kept.

    Raises:
        NotFound: no committee of the area words it.

    """
    committee = papers.committee_of(dispute)
    if committee is None:
        raise NotFound()
    values = _written_values(dispute, agreed)
    with translation.override(settings.LANGUAGE_CODE):
        return print_draft(
            organ_id=committee.pk,
            template_code="mediation_agreement",
            data=papers.values_of(dispute, committee.organ.name, "mediation_agreement", values),
            case_number=dispute.case_number,
            mark=_TO_SIGN,
        )


def performance(move: Move, clause: AgreementClause, note: str) -> None:
    """Write how a clause was performed."""
    papers.add(
        move, "performance_note",
        agreement_number=_number_of(move.detail), terms=_term(clause),
        due=day_text(_agreed_day(clause)) if _agreed_day(clause) else _WHEN.get(clause.term, ""),
        performed_on=day_text(clause.settled_at or move.now), performance=note,
        record="", evidence="", signatures=signing_lines(signing_roles(move.detail), MEDIATOR),
    )  # fmt: skip


def confirmation(move: Move, applied: JudicialConfirmation) -> None:
    """Write the joint application for judicial confirmation with its pre-check."""
    agreed = applied.agreement
    bound = list(named_in(agreed))
    signing = [row for row in bound if row.represents_id is None]
    with translation.override(settings.LANGUAGE_CODE):
        checks = "".join(_(PRE_CHECKS[line["code"]]) for line in applied.pre_check if line["is_met"])
    papers.add(
        move, "confirmation_application",
        parties=identified_text(move.detail, bound), court=applied.court, agreement_number=_number_of(move.detail),
        effective_on=day_text(agreed.effective_at), facts=sentences(agreed.facts), terms=_terms(agreed), precheck=checks,
        evidence="", signatures=signing_lines("申请人" for _row in signing),
    )  # fmt: skip


def _number_of(dispute: Dispute) -> str:
    kinds = ("mediation_agreement", "oral_agreement")
    paper = dispute.papers.filter(kind__in=kinds).select_related("document").last()
    return paper.document.number if paper is not None else NONE
