"""Deleting personal data of disputes when their retention ends; a hold keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from disputes.models import (
    Agreement,
    AgreementClause,
    Channel,
    Dispute,
    DisputeReader,
    DisputeUnit,
    JudicialConfirmation,
    MediationSession,
    PoliceNotice,
    RedFlag,
    ReturnVisit,
)
from disputes.queries.terms import number
from pingan.access.rules import system_actor
from pingan.documents.models import OfficialDocument
from pingan.documents.services import erase_document
from pingan.matters.models import ClockExtension, ClockPause, EntryNote, MatterLink
from pingan.matters.services import record
from pingan.matters.services.erasing import (
    GONE,
    blank_description,
    blank_notes,
    each_due,
    erase_files,
    words_deleted,
)
from pingan.matters.services.performing import lock

_DAYS_IN_YEAR = 365.25
_PROVINCE = "360000000000"
#: The particulars of a party, and what each column becomes.
PARTICULARS: Mapping[str, str | None] = {
    "name": "", "phone": None, "identity_number": None, "identity_key": "", "contact_key": "",
}  # fmt: skip
#: The words of a dispute outside its timeline: table, way to the dispute (blank: its papers), and what each column
#: becomes. A test fails for a column of text that is neither here nor in a reviewed list of what stays.
WORDS: Mapping[type[Model], tuple[str, Mapping[str, str | None]]] = {
    Dispute: (
        "pk",
        {"place_text": "", "level_override_reason": GONE, "charge_taken_by": "", "reject_reason": ""},
    ),
    DisputeReader: ("dispute", {"reason": ""}),
    DisputeUnit: ("dispute", {"asked_for": "", "contribution": None}),
    RedFlag: ("dispute", {"note": None, "review_reason": None}),
    PoliceNotice: ("dispute", {"station": "", "told_whom": None}),
    Channel: ("dispute", {"receiver": "", "result_text": None}),
    MediationSession: ("channel__dispute", {"place_text": "", "record": None, "reason": ""}),
    Agreement: ("channel__dispute", {"facts": "", "manner": None}),
    AgreementClause: ("agreement__channel__dispute", {"text": "", "note": None}),
    JudicialConfirmation: ("agreement__channel__dispute", {"court": ""}),
    ReturnVisit: ("dispute", {"note": None}),
    ClockPause: ("clock__matter", {"reason": ""}),
    ClockExtension: ("clock__matter", {"reason": ""}),
    MatterLink: ("source", {"reason": ""}),
    OfficialDocument: ("", {"void_reason": GONE}),
}


def blank_expired(now: datetime) -> int:
    """Blank what is past its retention; return how many disputes were touched. Safe to run again, and twice at once.

    First the particulars of the parties, later the words of timeline, sessions and agreements with papers and files. The
    chain holds: it covers digests.
    """
    contacts, words = number("party_contact_years", _PROVINCE), number("retention_years", _PROVINCE)
    touched = 0
    if contacts is not None:
        before = now - timedelta(days=contacts.count * _DAYS_IN_YEAR)
        due = _ended(now, before).filter(contacts_deleted_at=None)
        touched += each_due(due, lambda pk: _blank_party_rows(pk, now, before))
    if words is not None:
        before = now - timedelta(days=words.count * _DAYS_IN_YEAR)
        due = _ended(now, before).filter(_worded())
        touched += each_due(due, lambda pk: _blank_words(pk, now, before))
    return touched


def _ended(now: datetime, before: datetime) -> QuerySet[Dispute]:
    free = Q(hold_until=None) | Q(hold_until__lt=timezone.localdate(now))
    return Dispute.objects.filter(free, matter__closed_at__lt=before)


def _noted() -> QuerySet[EntryNote]:
    return EntryNote.objects.exclude(salt="")


def _worded() -> Q:
    """The condition: words stand; also those of what was done after they had been deleted once."""
    return Q(words_deleted_at=None) | Q(pk__in=_noted().values("entry__matter_id"))


@transaction.atomic
def _blank_party_rows(pk: int, now: datetime, before: datetime) -> bool:
    """Blank the parties of one; False: another worker was faster, or it is held since."""
    dispute: Dispute = lock(system_actor(), "dispute", pk)
    if not _ended(now, before).filter(pk=pk, contacts_deleted_at=None).exists():
        return False
    particulars: dict[str, Any] = dict(PARTICULARS)
    dispute.parties.update(**particulars)
    Dispute.objects.filter(pk=pk).update(contacts_deleted_at=now)
    record(pk, system_actor(), words_deleted("contact_deleted", before))
    return True


@transaction.atomic
def _blank_words(pk: int, now: datetime, before: datetime) -> bool:
    """Blank the words of one; False: another worker was faster, or it is held since."""
    dispute: Dispute = lock(system_actor(), "dispute", pk)
    if not _ended(now, before).filter(_worded(), pk=pk).exists():
        return False
    blank_notes(pk)
    for model, (way, blanks) in WORDS.items():
        of_dispute: dict[str, Any] = {way: pk} if way else {"pk__in": dispute.papers.values("document")}
        rows = model._default_manager.filter(**of_dispute)
        for column, left in blanks.items():
            # What is empty stays so: a mark in its place would say that something had stood there.
            blank: dict[str, Any] = {column: left}
            (rows.exclude(**{column: ""}) if left else rows).update(**blank)
    for paper in dispute.papers.select_related("document__pdf", "document__docx"):
        erase_document(paper.document, now=now)
    erase_files(pk)
    Dispute.objects.filter(pk=pk).update(words_deleted_at=now)
    blank_description(dispute.matter, words_deleted("notes_deleted", before))
    return True
