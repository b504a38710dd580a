"""The papers that actions leave in the case file (domain.md §4.9), written by ``pingan.documents``.

A paper names the parties: it is closed to everybody who may not see their particulars. Its words are in the language of
the law, whatever language the person reads who acts.
"""

from __future__ import annotations

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from disputes.machine.paper_words import (
    NONE,
    day_text,
    mediator_name,
    moment_text,
    parties_text,
    place_text,
    signing_roles,
    word,
)
from disputes.models import (
    Agreement,
    AgreementClause,
    Channel,
    Dispute,
    DisputePaper,
    JudicialConfirmation,
    MediationCommittee,
    MediationSession,
    ReturnVisit,
)
from disputes.queries.mediators import committees_for
from disputes.queries.terms import TimeBar, open_channels
from disputes.rules.agreements import PRE_CHECKS
from disputes.rules.wording import bar_text, channel_line, numbered, sentences, signing_lines, term_text
from pingan.common.errors import NotFound
from pingan.documents.rules import KINDS
from pingan.documents.services import issue, print_draft, take_case_number
from pingan.matters.machine import Move
from pingan.org.models import Organ

_DRAFT = "草稿（供签字，未生效）"
_MEDIATOR, _RECORDER = "人民调解员（签名）", "记录人（签名）"


def _committee(dispute: Dispute) -> MediationCommittee | None:
    """Return the committee that has it, or had it last, else the nearest one that can number papers."""
    last = (
        dispute.channels.filter(committee__isnull=False)
        .select_related("committee__organ")
        .order_by("pk")
        .last()
    )
    if last is not None and last.committee is not None:
        return last.committee
    return committees_for(dispute.matter.region_code).exclude(organ__document_code="").first()


def add(move: Move, kind: str, unit: Organ | None = None, /, **values: str) -> DisputePaper | None:
    """Write one paper into the file of a locked dispute; None where no committee of the area can number any.

    ``unit``: another organ than the committee issues it, under its own number: that of the case is the committee's.
    """
    dispute: Dispute = move.detail
    committee = _committee(dispute)
    organ = unit or (committee.organ if committee is not None else None)
    if organ is None or not organ.document_code:
        move.public["no_paper"] = kind
        return None
    is_of_case = committee is not None and organ.pk == committee.pk
    with translation.override(settings.LANGUAGE_CODE):
        document = issue(
            actor=move.actor,
            organ_id=organ.pk,
            template_code=kind,
            region_code=move.matter.region_code,
            case_number=dispute.case_number if is_of_case else "",
            is_authorised=True,
            is_closed=True,
            data=_data(dispute, organ.name, kind, values),
        )
    paper = DisputePaper.objects.create(dispute=dispute, document=document, kind=kind, made_at=move.now)
    move.public.setdefault("papers", []).append(document.number)
    return paper


def _data(dispute: Dispute, issuer: str, kind: str, values: dict[str, str]) -> dict[str, str]:
    return {
        "type": dispute.type.name,
        "place": place_text(dispute),
        "parties": parties_text(dispute) or NONE,
        "mediator": mediator_name(dispute),
        "committee": issuer,
        # Before a committee has it, its number is that of the dispute.
        "case_number": dispute.case_number or dispute.matter.number,
        **_filled(kind, values),
    }


def _filled(kind: str, values: dict[str, str]) -> dict[str, str]:
    """Say 无 where a paper demands a value that nobody gave; an optional one is left out."""
    fields = KINDS[kind].fields
    return {
        name: value.strip() or (NONE if fields[name].is_required else "") for name, value in values.items()
    }


def open_file(move: Move, channel: Channel) -> None:
    """Take the case number of committee and year, once per dispute, and write what opens a file."""
    dispute: Dispute = move.detail
    if not dispute.case_number and channel.committee_id is not None:
        dispute.case_number = take_case_number(organ_id=channel.committee_id, now=move.now)
        dispute.save(update_fields=["case_number"])
    add(
        move, "mediation_intake",
        facts=sentences(move.matter.text), source=word(dispute.get_source_display),
        received_on=day_text(move.matter.opened_at), request="", opinion="同意受理。",
    )  # fmt: skip
    add(
        move, "mediation_rights", addressee=_addressees(dispute), signatures=signing_lines(signing_roles(dispute)),
    )  # fmt: skip


def _addressees(dispute: Dispute) -> str:
    return "、".join(row.name for row in dispute.parties.filter(left_at=None, represents=None)) or NONE


def _bar(dispute: Dispute, bar: TimeBar) -> str:
    day = (day_text(dispute.occurred_on), day_text(bar.until)) if bar.until else None
    return bar_text(bar.begins, term_text(bar.term.amount, bar.term.unit), day, bar.term.source)


def tell_rights(move: Move, *, reason: str) -> None:
    """Write the notice of rights with the next channels and their time bars (人民调解法 §26)."""
    dispute: Dispute = move.detail
    with translation.override(settings.LANGUAGE_CODE):
        names = dict(Channel._meta.get_field("kind").flatchoices)
        lines = [
            channel_line(str(names[channel.kind]), [_bar(dispute, bar) for bar in channel.bars], channel.note)
            for channel in open_channels(dispute)
        ]
    dispute.rights_told_at = move.now
    add(
        move, "mediation_end",
        addressee=_addressees(dispute), facts=sentences(move.matter.text), reason=sentences(reason),
        channels=numbered(lines),
    )  # fmt: skip


def police_notice(move: Move) -> None:
    """Write what the police were told, with the receipt: in the name of the unit that told them, if it numbers papers.

    A committee may have had no part in it yet.
    """
    dispute: Dispute = move.detail
    own = Organ.objects.filter(pk=int(move.actor.organ_id or 0), valid_to=None)
    unit = own.exclude(document_code="").first()
    flags = "、".join(word(flag.get_code_display) for flag in dispute.flags.all()) or NONE
    add(
        move, "police_notice", unit,
        addressee=move.data.station, found_at=moment_text(move.data.told_at), facts=move.matter.text, danger=flags,
        measures=move.data.note, receipt=move.data.receipt,
    )  # fmt: skip


def invitation(move: Move, session: MediationSession) -> None:
    """Write the invitation, one paper per invited party; with domestic violence there is only one side."""
    for row in session.attendances.select_related("party"):
        add(
            move, "session_invitation",
            addressee=row.party.name, session_at=moment_text(session.starts_at),
            place=_place_of(session), bring="", parties=f"{row.party.label}：{row.party.name}",
        )  # fmt: skip


def record(move: Move, session: MediationSession) -> None:
    """Write the record of a session that was held. What it leads to is not known yet: the next papers say it."""
    came = [row.party.label for row in session.attendances.filter(has_attended=True).select_related("party")]
    result = "是否达成协议，以卷内其后的调解协议书、口头协议登记表或者终止调解告知书为准。"
    add(
        move, "mediation_record",
        session_at=moment_text(session.starts_at), attendance="、".join(came), record=sentences(session.record or ""),
        recorder=move.actor.name, result=result if session.is_joint else "本次单独听取当事人意见，没有形成调解结果。",
        place=_place_of(session), signatures=signing_lines(came, _MEDIATOR, _RECORDER),
    )  # fmt: skip


def _place_of(session: MediationSession) -> str:
    return session.room or session.place_text


def _term(clause: AgreementClause) -> str:
    amount = f"，金额{clause.amount:,.2f}元" if clause.amount else ""
    due = f"，于{day_text(clause.due_on)}前履行" if clause.due_on else "，即时履行"
    return f"{clause.text}{amount}{due}"


def _terms(agreement: Agreement) -> str:
    return numbered(_term(clause) for clause in agreement.clauses.all())


def _last_due(agreement: Agreement) -> str:
    days = {clause.due_on for clause in agreement.clauses.all() if clause.due_on is not None}
    if not days:
        return "即时履行。"
    return f"{'以各条所列日期为准，最迟' if len(days) > 1 else ''}{day_text(max(days))}前。"


def agreement(move: Move, agreed: Agreement) -> None:
    """Write the agreement that has taken effect, or the register form of an oral one."""
    if agreed.form == Agreement.Form.ORAL:
        values = _agreed_values(agreed)
        held = agreed.channel.sessions.filter(state="held").last()
        if held is not None:
            values["place"] = _place_of(held)
        add(move, "oral_agreement", reached_on=day_text(agreed.reached_on), **values)
    else:
        add(move, "mediation_agreement", **_written_values(move.detail, agreed))


def _agreed_values(agreed: Agreement) -> dict[str, str]:
    return {
        # Facts, issue and responsibilities were written down together.
        "facts": sentences(agreed.facts), "issue": "见主要事实。", "terms": _terms(agreed),
        "manner": sentences(agreed.manner or "按约定履行"), "due": _last_due(agreed),
    }  # fmt: skip


def _written_values(dispute: Dispute, agreed: Agreement) -> dict[str, str]:
    signing = signing_roles(dispute)
    return {
        # One for each party, one for the committee (人民调解法 §29).
        "effective": "", "copies": f"一式{len(signing) + 1}份。", "responsibility": "见主要事实。",
        "signatures": signing_lines(signing, _MEDIATOR, _RECORDER), **_agreed_values(agreed),
    }  # fmt: skip


def agreement_draft(dispute: Dispute, agreed: Agreement) -> bytes:
    """Return the written agreement for signing, worded as its paper will be: no number is taken, nothing is kept.

    Raises:
        NotFound: no committee of the area words it.

    """
    committee = _committee(dispute)
    if committee is None:
        raise NotFound()
    with translation.override(settings.LANGUAGE_CODE):
        return print_draft(
            organ_id=committee.pk,
            template_code="mediation_agreement",
            data=_data(
                dispute, committee.organ.name, "mediation_agreement", _written_values(dispute, agreed)
            ),
            case_number=dispute.case_number,
            mark=_DRAFT,
        )


def performance(move: Move, clause: AgreementClause, note: str) -> None:
    """Write how a clause was performed."""
    add(
        move, "performance_note",
        agreement_number=_number_of(move.detail, "mediation_agreement", "oral_agreement"), terms=_term(clause),
        due=day_text(clause.due_on) if clause.due_on else "即时履行", performance=note,
        performed_on=day_text(clause.settled_at or move.now),
        record="", evidence="", signatures=signing_lines(signing_roles(move.detail), _MEDIATOR),
    )  # fmt: skip


def visit(move: Move, made: ReturnVisit) -> None:
    """Write the answers of a return visit. Who made it need not be the mediator; who reached nobody learned nothing."""
    is_reached = made.satisfaction != ReturnVisit.Satisfaction.NO_ANSWER
    no = ("否", "无") if is_reached else ("未了解到", "未了解到")
    add(
        move, "return_visit",
        session_at=day_text(made.visited_on), attendance="", mediator=move.actor.name,
        performance=word(made.get_performance_display), satisfaction=word(made.get_satisfaction_display),
        court_dispute="是" if made.went_to_court else no[0], latent_risk="有" if made.has_latent_risk else no[1],
        record=sentences(made.note or ""),
    )  # fmt: skip


def confirmation(move: Move, applied: JudicialConfirmation) -> None:
    """Write the joint application for judicial confirmation with its pre-check."""
    agreed = applied.agreement
    with translation.override(settings.LANGUAGE_CODE):
        checks = "".join(_(PRE_CHECKS[line["code"]]) for line in applied.pre_check if line["is_met"])
    add(
        move, "confirmation_application",
        court=applied.court, agreement_number=_number_of(move.detail, "mediation_agreement", "oral_agreement"),
        effective_on=day_text(agreed.effective_at), facts=sentences(agreed.facts), terms=_terms(agreed), precheck=checks,
        evidence="", signatures=signing_lines("申请人" for _label in signing_roles(move.detail)),
    )  # fmt: skip


def _number_of(dispute: Dispute, *kinds: str) -> str:
    paper = dispute.papers.filter(kind__in=kinds).select_related("document").last()
    return paper.document.number if paper is not None else NONE


def referral(move: Move, channel: Channel) -> None:
    """Write the letter with which the dispute goes to another organ."""
    add(
        move, "referral_letter",
        addressee=channel.receiver or str(channel.organ), facts=sentences(move.matter.text),
        reason=sentences(move.data.note), request=f"{word(channel.get_kind_display)}。", receipt="",
    )  # fmt: skip
