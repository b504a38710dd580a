"""Deleting personal data of disputes when their retention ends; a hold keeps them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils import timezone

from disputes.models import (
    Agreement,
    AgreementClause,
    Channel,
    Dispute,
    DisputeUnit,
    MediationSession,
    PoliceNotice,
    RedFlag,
    ReturnVisit,
)
from disputes.queries.terms import number
from pingan.access.rules import system_actor
from pingan.documents.services import erase_document
from pingan.files.services import erase
from pingan.matters.models import EntryNote, MatterFile
from pingan.matters.services import Event, record
from pingan.matters.services.performing import lock

_BATCH = 500
_DAYS_IN_YEAR = 365.25
_PROVINCE = "360000000000"
#: The words of a dispute outside its timeline: table, way to the dispute, and what each column becomes.
_WORDS: tuple[tuple[type[Model], str, dict[str, str | None]], ...] = (
    (RedFlag, "dispute", {"note": None, "review_reason": None}),
    (PoliceNotice, "dispute", {"told_whom": None}),
    (DisputeUnit, "dispute", {"contribution": None}),
    (Channel, "dispute", {"result_text": None}),
    (MediationSession, "channel__dispute", {"record": None, "reason": ""}),
    (Agreement, "channel__dispute", {"facts": "", "manner": None}),
    (AgreementClause, "agreement__channel__dispute", {"text": "", "note": None}),
    (ReturnVisit, "dispute", {"note": None}),
)


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
        touched += _each(due, lambda pk: _blank_party_rows(pk, now, before))
    if words is not None:
        before = now - timedelta(days=words.count * _DAYS_IN_YEAR)
        due = _ended(now, before).filter(pk__in=_noted().values("entry__matter_id"))
        touched += _each(due, lambda pk: _blank_words(pk, now, before))
    return touched


def _ended(now: datetime, before: datetime) -> QuerySet[Dispute]:
    free = Q(hold_until=None) | Q(hold_until__lt=timezone.localdate(now))
    return Dispute.objects.filter(free, matter__closed_at__lt=before)


def _noted() -> QuerySet[EntryNote]:
    return EntryNote.objects.exclude(salt="")


def _each(due: QuerySet[Dispute], blank: Callable[[int], bool]) -> int:
    """Do one after another, each in a transaction of its own, until none is left."""
    done, last = 0, 0
    while ids := list(due.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:_BATCH]):
        done += sum(blank(pk) for pk in ids)
        last = ids[-1]
    return done


@transaction.atomic
def _blank_party_rows(pk: int, now: datetime, before: datetime) -> bool:
    """Blank the parties of one; False: another worker was faster, or it is held since."""
    dispute: Dispute = lock(system_actor(), "dispute", pk)
    if not _ended(now, before).filter(pk=pk, contacts_deleted_at=None).exists():
        return False
    for party in dispute.parties.all():
        party.name, party.phone, party.identity_number = "", None, None
        party.identity_key = party.contact_key = ""
        party.save()
    Dispute.objects.filter(pk=pk).update(contacts_deleted_at=now)
    record(pk, system_actor(), _event("contact_deleted", before))
    return True


@transaction.atomic
def _blank_words(pk: int, now: datetime, before: datetime) -> bool:
    """Blank the words of one; False: another worker was faster, or it is held since."""
    dispute: Dispute = lock(system_actor(), "dispute", pk)
    notes = _noted().filter(entry__matter_id=pk)
    if not notes.exists() or not _ended(now, before).filter(pk=pk).exists():
        return False
    for note in notes:
        note.text, note.salt = "", ""
        note.save()
    for model, way, blanks in _WORDS:
        values: dict[str, Any] = blanks
        model._default_manager.filter(**{way: pk}).update(**values)
    _erase_sheets(dispute, now)
    record(pk, system_actor(), _event("notes_deleted", before))
    return True


def _erase_sheets(dispute: Dispute, now: datetime) -> None:
    """Erase the papers, and the files that no other matter holds (an incident handed on shares its photos)."""
    for paper in dispute.papers.select_related("document__pdf", "document__docx"):
        erase_document(paper.document, now=now)
    held = MatterFile.objects.filter(file_id=OuterRef("file_id")).exclude(matter_id=dispute.pk)
    for row in MatterFile.objects.filter(~Exists(held), matter_id=dispute.pk).select_related("file"):
        erase(row.file)


def _event(action: str, before: datetime) -> Event:
    return Event(action, data={"closed_before": before.date().isoformat()})
