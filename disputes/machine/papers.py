"""The papers that actions leave in the case file (domain.md §4.9), written by ``pingan.documents``.

A paper names the parties: it is closed to everybody who may not see their particulars. Its words are in the language of
the law, whatever language the person reads who acts.
"""

from __future__ import annotations

from django.conf import settings
from django.utils import translation

from disputes.machine.paper_words import (
    NONE,
    day_text,
    is_mediated,
    lines,
    mediator_name,
    moment_text,
    parties_text,
    place_text,
    signing_roles,
    word,
)
from disputes.models import (
    CaseNumber,
    Channel,
    Dispute,
    DisputePaper,
    MediationCommittee,
    MediationSession,
    PoliceNotice,
    ReturnVisit,
)
from disputes.queries.mediators import committees_for
from disputes.rules.flags import means_police
from disputes.rules.wording import sentences, signing_lines
from pingan.documents.rules import KINDS
from pingan.documents.services import issue, take_case_number
from pingan.matters.machine import Move
from pingan.org.models import Organ

MEDIATOR, RECORDER = "人民调解员（签名）", "记录人（签名）"


def committee_of(dispute: Dispute) -> MediationCommittee | None:
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


def add(
    move: Move,
    kind: str,
    unit: Organ | None = None,
    wording: str = "",
    session: MediationSession | None = None,
    /,
    **values: str,
) -> DisputePaper | None:
    """Write one paper into the file of a locked dispute; None where no committee of the area can number any.

    ``unit``: another organ than the committee issues it, under its own number: that of the case is the committee's.
    ``wording``: the code of another template of this kind than the one that is named like it. ``session``: which it
    invites to or records, so that the file can say what became of it.
    """
    dispute: Dispute = move.detail
    committee = committee_of(dispute)
    organ = unit or (committee.organ if committee is not None else None)
    if organ is None or not organ.document_code:
        move.public["no_paper"] = kind
        return None
    is_of_case = committee is not None and organ.pk == committee.pk
    if is_of_case and committee is not None and dispute.case_number:
        number_case(move, committee)
    with translation.override(settings.LANGUAGE_CODE):
        document = issue(
            actor=move.actor,
            organ_id=organ.pk,
            template_code=wording or kind,
            region_code=move.matter.region_code,
            case_number=dispute.case_number if is_of_case else "",
            is_authorised=True,
            is_closed=True,
            data=values_of(dispute, organ.name, kind, values),
        )
    paper = DisputePaper.objects.create(
        dispute=dispute, document=document, kind=kind, session=session, made_at=move.now
    )
    move.public.setdefault("papers", []).append(document.number)
    return paper


def values_of(dispute: Dispute, issuer: str, kind: str, values: dict[str, str]) -> dict[str, str]:
    """Return what a paper says: its own values after those that all papers share."""
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


def number_case(move: Move, committee: MediationCommittee) -> None:
    """Let a dispute bear its number with a committee: the one it has there, else the next of committee and year.

    Each committee numbers its own cases without gaps; papers that another one issued keep the number they bear.
    """
    dispute: Dispute = move.detail
    known = dispute.case_numbers.filter(committee=committee).first()
    if known is None:
        number = take_case_number(organ_id=committee.pk, now=move.now)
        known = CaseNumber.objects.create(
            dispute=dispute, committee=committee, number=number, taken_at=move.now
        )
    if dispute.case_number != known.number:
        dispute.case_number = known.number
        dispute.save(update_fields=["case_number"])


def open_file(move: Move, channel: Channel) -> None:
    """Take the case number of committee and year, once per dispute and committee, and write what opens a file."""
    dispute: Dispute = move.detail
    if channel.committee is not None:
        number_case(move, channel.committee)
    add(
        move, "mediation_intake",
        facts=sentences(move.matter.text), source=word(dispute.get_source_display),
        received_on=day_text(move.matter.opened_at), request="", opinion="同意受理。",
    )  # fmt: skip
    add(
        move, "mediation_rights", addressee=addressees(dispute), signatures=signing_lines(signing_roles(dispute)),
    )  # fmt: skip


def addressees(dispute: Dispute) -> str:
    """Name those who act for themselves, one per line: each is served, and signs for it, by itself."""
    return lines(row.name for row in dispute.parties.filter(left_at=None, represents=None)) or NONE


def police_notice(move: Move, told: PoliceNotice) -> None:
    """Write what the police were told, with the receipt: in the name of the unit that told them, if it numbers papers.

    A committee may have had no part in it yet.
    """
    dispute: Dispute = move.detail
    own = Organ.objects.filter(pk=int(move.actor.organ_id or 0), valid_to=None)
    unit = own.exclude(document_code="").first()
    signs = list(told.signs.all()) or list(dispute.flags.all())
    grave = [flag for flag in signs if means_police([flag.code])] or signs
    # Whoever told the police had seen it, though the sign may be recorded here only afterwards.
    found_at = min([flag.raised_at for flag in grave] + [told.told_at]) if grave else None
    flags = "、".join(dict.fromkeys(word(flag.get_code_display) for flag in signs)) or NONE
    add(
        move, "police_notice", unit,
        addressee=told.station, found_at=moment_text(found_at) if found_at else "",
        told_at=moment_text(told.told_at), told_how=word(told.get_channel_display), told_whom=told.told_whom or "",
        facts=move.matter.text, danger=flags, told_what=move.data.note, receipt=told.receipt,
    )  # fmt: skip


def invitation(move: Move, session: MediationSession) -> None:
    """Write the invitation, one paper per invited party; with domestic violence there is only one side."""
    for row in session.attendances.select_related("party"):
        add(
            move, "session_invitation", None, "", session,
            addressee=row.party.name, session_at=moment_text(session.starts_at),
            place=place_of(session), bring="", parties=f"{row.party.label}：{row.party.name}",
        )  # fmt: skip


def record(move: Move, session: MediationSession) -> None:
    """Write the record of a session that was held. What it led to stands in its own words."""
    came = [row.party.label for row in session.attendances.filter(has_attended=True).select_related("party")]
    add(
        move, "mediation_record", None, "", session,
        session_at=moment_text(session.starts_at), attendance="、".join(came), record=sentences(session.record or ""),
        recorder=move.actor.name, result="" if session.is_joint else "本次单独听取当事人意见，没有形成调解结果。",
        place=place_of(session), signatures=signing_lines(came, MEDIATOR, RECORDER),
    )  # fmt: skip


def place_of(session: MediationSession) -> str:
    """Return where a session is held."""
    return session.room or session.place_text


def visit(move: Move, made: ReturnVisit, *, is_owed: bool) -> None:
    """Write the answers of a return visit. Who made it need not be the mediator; who reached nobody learned nothing.

    ``is_owed``: an agreement stands of which something is open, so the committee goes on watching it (§31).
    """
    is_reached = made.satisfaction != ReturnVisit.Satisfaction.NO_ANSWER
    no = ("否", "无") if is_reached else ("未了解到", "未了解到")
    wording = "" if is_owed else "return_visit_settled"
    if not is_mediated(move.detail):
        wording = "return_visit_unmediated"
    add(
        move, "return_visit", None, wording,
        session_at=day_text(made.visited_on), attendance="", mediator=move.actor.name,
        performance=word(made.get_performance_display), satisfaction=word(made.get_satisfaction_display),
        court_dispute="是" if made.went_to_court else no[0], latent_risk="有" if made.has_latent_risk else no[1],
        record=sentences(made.note or ""),
    )  # fmt: skip


def referral(move: Move, channel: Channel) -> None:
    """Write the letter with which the dispute goes to another organ."""
    add(
        move, "referral_letter",
        addressee=channel.receiver or str(channel.organ), facts=sentences(move.matter.text),
        reason=sentences(move.data.note), request=f"{word(channel.get_kind_display)}。", receipt="",
    )  # fmt: skip
