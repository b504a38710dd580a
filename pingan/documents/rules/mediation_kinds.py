"""The papers of people's mediation, and what each may and must say (司发通〔2010〕239号; domain.md §4.9)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pingan.documents.rules.shapes import Field, KindRule, Layout

#: On every paper of a case. ``committee``: where its name is not that of the issuing organ.
_ALWAYS: dict[str, Field] = {
    "case_number": Field(_("case number"), is_required=False, longest=50),
    "type": Field(_("type of dispute"), longest=60),
    "place": Field(pgettext_lazy("case paper", "place"), longest=200),
    "parties": Field(_("parties, one per line with the role first"), longest=8000),
    "mediator": Field(pgettext_lazy("case paper", "mediator"), longest=200),
    "committee": Field(_("mediation committee"), is_required=False, longest=200),
    "signatures": Field(_("who signs, one per line"), is_required=False, longest=16_000),
    "attachments": Field(_("attachments, one per line"), is_required=False, longest=2000),
    "contact": Field(_("contact person and telephone"), is_required=False, longest=200),
}
_POOL: dict[str, Field] = {
    "addressee": Field(_("addressee"), longest=500),
    "facts": Field(_("facts of the dispute"), longest=8000),
    "request": Field(_("what is asked for"), is_required=False, longest=4000),
    "evidence": Field(pgettext_lazy("case paper", "evidence"), is_required=False, longest=2000),
    "source": Field(_("how the dispute came in"), longest=60),
    "received_on": Field(_("day taken in"), longest=60),
    "opinion": Field(_("decision on taking it in"), is_required=False, longest=2000),
    "session_at": Field(_("date and time"), longest=100),
    "attendance": Field(_("who was present"), is_required=False, longest=4000),
    "recorder": Field(_("who kept the record"), is_required=False, longest=60),
    "record": Field(pgettext_lazy("case paper", "record")),
    "result": Field(pgettext_lazy("case paper", "result"), is_required=False, longest=4000),
    "issue": Field(_("what is in dispute"), is_required=False, longest=8000),
    "responsibility": Field(_("responsibility of each party"), is_required=False, longest=4000),
    "terms": Field(_("terms, one clause per line"), longest=8000),
    "manner": Field(_("manner of performance"), is_required=False, longest=1000),
    "due": Field(_("term of performance"), is_required=False, longest=500),
    "effective": Field(_("further condition of effect"), is_required=False, longest=500),
    "copies": Field(_("number of copies"), is_required=False, longest=200),
    "reached_on": Field(_("day of the agreement"), longest=60),
    "performed_on": Field(_("day of performance"), longest=60),
    "performance": Field(_("how far the agreement is performed"), longest=2000),
    "satisfaction": Field(_("satisfaction of the parties"), is_required=False, longest=500),
    "court_dispute": Field(_("whether the agreement is before a court"), is_required=False, longest=500),
    "latent_risk": Field(_("risk that is left"), is_required=False, longest=1000),
    "reason": Field(pgettext_lazy("case paper", "reason"), longest=2000),
    "channels": Field(_("other ways and their time limits, one per line"), longest=4000),
    "court": Field(pgettext_lazy("case paper", "court"), longest=120),
    "agreement_number": Field(_("number of the agreement"), longest=60),
    "effective_on": Field(_("day the agreement took effect"), longest=60),
    "precheck": Field(_("what was checked before, one per line"), is_required=False, longest=4000),
    "found_at": Field(_("when the clues were found"), is_required=False, longest=60),
    "told_at": Field(_("when the police were told"), is_required=False, longest=60),
    "told_how": Field(_("how the police were told"), is_required=False, longest=60),
    "told_whom": Field(_("who was told"), is_required=False, longest=200),
    "told_what": Field(_("what was told"), is_required=False, longest=4000),
    "danger": Field(_("signs of danger"), longest=4000),
    "measures": Field(_("what was done"), is_required=False, longest=4000),
    "receipt": Field(_("receipt, as far as known"), is_required=False, longest=1000),
    "pages": Field(_("pages of the file"), is_required=False, longest=60),
    "missing": Field(_("what is missing, and why"), is_required=False, longest=2000),
    "filed_by": Field(_("who made up the file"), longest=60),
    "checked_by": Field(_("who checked the file"), is_required=False, longest=60),
    "filed_on": Field(_("day the file was made up"), longest=60),
    "bring": Field(_("what to bring"), is_required=False, longest=1000),
}
#: Parties are named together, and a dispute may have many; the bound of a unit's name is that of its column.
_PERSONS = Field(_("addressee"), longest=4000)
_BY_HAND = "（签名、盖章或者按指印）"
_APPLICANT, _RESPONDENT, _PARTIES = f"申请人{_BY_HAND}", f"被申请人{_BY_HAND}", f"当事人{_BY_HAND}"
_MEDIATOR, _RECORDER = "人民调解员（签名）", "记录人（签名）"


def _paper(
    mark: str,
    names: str,
    needed: Collection[str],
    signers: tuple[str, ...] = (),
    *,
    has_seal: bool = True,
    has_receipt: bool = False,
    is_to_persons: bool = False,
) -> KindRule:
    """Compose one kind; ``names`` are its own fields out of the pool."""
    fields = {**_ALWAYS, **{name: _POOL[name] for name in names.split()}}
    if "record" in fields and "record" not in needed:
        fields["record"] = replace(fields["record"], is_required=False)
    if is_to_persons:
        fields["addressee"] = _PERSONS
    return KindRule(
        layout=Layout.CASE,
        mark=f"人调{mark}",
        fields=fields,
        needed=frozenset(needed),
        signers=signers,
        has_seal=has_seal,
        has_receipt=has_receipt,
        is_to_persons=is_to_persons,
    )


MEDIATION_KINDS: Mapping[str, KindRule] = {
    "mediation_application": _paper(
        "申", "facts request evidence", ("parties", "facts", "request"), (_APPLICANT,), has_seal=False
    ),
    "mediation_intake": _paper(
        "受", "source received_on facts request opinion", ("parties", "facts", "source"), (_MEDIATOR,)
    ),
    "mediation_rights": _paper("权", "addressee", (), (_PARTIES, _PARTIES), is_to_persons=True),
    "mediation_survey": _paper(
        "查",
        "session_at attendance recorder record",
        ("session_at", "attendance", "record"),
        ("被调查人（签名或者按指印）", "调查人（签名）", _RECORDER),
        has_seal=False,
    ),
    "mediation_record": _paper(
        "录",
        "session_at attendance recorder record result",
        ("session_at", "parties", "record"),
        (_PARTIES, _PARTIES, _MEDIATOR, _RECORDER),
        has_seal=False,
    ),
    # 人民调解法 Articles 28 and 29.
    "mediation_agreement": _paper(
        "协",
        "facts issue responsibility terms manner due effective copies",
        ("parties", "facts", "issue", "terms", "manner", "due"),
        (_APPLICANT, _RESPONDENT, _MEDIATOR),
    ),
    # Article 28: an oral agreement is written down by the mediator; Article 30: in force from that day.
    "oral_agreement": _paper(
        "口",
        "reached_on facts issue terms manner due",
        ("parties", "facts", "terms", "manner", "due", "reached_on"),
        (_MEDIATOR,),
    ),
    # Article 31: the committee watches over performance.
    "performance_note": _paper(
        "履",
        "agreement_number terms due performed_on performance record evidence",
        ("performance", "performed_on"),
        (_PARTIES, _PARTIES, _MEDIATOR),
    ),
    "return_visit": _paper(
        "访",
        "session_at attendance performance satisfaction court_dispute latent_risk record",
        ("session_at", "performance", "satisfaction", "court_dispute", "latent_risk"),
        ("被回访人（签名或者按指印）", "回访人（签名）"),
        has_seal=False,
    ),
    # Article 26: whoever ends a mediation tells the parties of the other ways.
    "mediation_end": _paper(
        "终", "addressee facts reason channels", ("reason", "channels"), has_receipt=True, is_to_persons=True
    ),
    # The same where nobody mediated, or after it: another channel came to nothing (Article 3).
    "rights_notice": _paper(
        "告", "addressee facts reason channels", ("reason", "channels"), has_receipt=True, is_to_persons=True
    ),
    # 民事诉讼法 (2023) Article 205: both parties together, within thirty days.
    "confirmation_application": _paper(
        "确",
        "court agreement_number effective_on facts terms precheck evidence",
        ("parties", "court", "agreement_number", "effective_on", "terms"),
        (_APPLICANT, _APPLICANT),
        has_seal=False,
    ),
    # Article 25: at once, where a crime or a breach of the peace may follow.
    "police_notice": _paper(
        "警",
        "addressee found_at told_at told_how told_whom told_what facts danger measures receipt",
        ("facts", "danger", "found_at"),
        has_receipt=True,
    ),
    "referral_letter": _paper(
        "移", "addressee facts reason request receipt", ("facts", "reason"), has_receipt=True
    ),
    "file_note": _paper(
        "卷",
        "record pages missing filed_by checked_by filed_on",
        ("record", "filed_by"),
        ("立卷人（签名）", "检查人（签名）"),
    ),
    "session_invitation": _paper(
        "通",
        "addressee session_at bring",
        ("session_at", "place"),
        has_receipt=True,
        is_to_persons=True,
    ),
}
