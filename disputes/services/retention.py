"""Deleting personal data of disputes when their retention ends; a hold keeps them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from disputes.models import Dispute
from disputes.queries.terms import number
from pingan.access.rules import system_actor
from pingan.matters.models import EntryNote
from pingan.matters.services import Event, record

_BATCH = 500
_DAYS_IN_YEAR = 365.25
_PROVINCE = "360000000000"


def blank_expired(now: datetime) -> int:
    """Blank what is past its retention; return how many disputes were touched. Safe to run again.

    First the particulars of the parties, later the words of the timeline. The chain holds: it covers digests.
    """
    contacts, words = number("party_contact_years", _PROVINCE), number("retention_years", _PROVINCE)
    touched = 0
    if contacts is not None:
        touched += _blank_parties(now, now - timedelta(days=contacts.count * _DAYS_IN_YEAR))
    if words is not None:
        touched += _blank_words(now, now - timedelta(days=words.count * _DAYS_IN_YEAR))
    return touched


def _free(now: datetime) -> Q:
    today = timezone.localdate(now)
    return Q(hold_until=None) | Q(hold_until__lt=today)


def _blank_parties(now: datetime, before: datetime) -> int:
    due = Dispute.objects.filter(_free(now), matter__closed_at__lt=before, contacts_deleted_at=None)
    ids = list(due.order_by("pk").values_list("pk", flat=True)[:_BATCH])
    for pk in ids:
        with transaction.atomic():
            dispute = Dispute.objects.select_for_update().get(pk=pk)
            for party in dispute.parties.all():
                party.name, party.phone, party.identity_number = "", None, None
                party.identity_key = party.contact_key = ""
                party.save()
            Dispute.objects.filter(pk=pk).update(contacts_deleted_at=now)
            record(
                pk,
                system_actor(),
                Event("contact_deleted", data={"closed_before": before.date().isoformat()}),
            )
    return len(ids)


def _blank_words(now: datetime, before: datetime) -> int:
    free = Dispute.objects.filter(_free(now), matter__closed_at__lt=before).values("pk")
    due = EntryNote.objects.filter(entry__matter_id__in=free).exclude(salt="")
    ids = list(due.values_list("entry__matter_id", flat=True).distinct()[:_BATCH])
    for pk in ids:
        with transaction.atomic():
            for note in EntryNote.objects.filter(entry__matter_id=pk).exclude(salt=""):
                note.text, note.salt = "", ""
                note.save()
            record(
                pk, system_actor(), Event("notes_deleted", data={"closed_before": before.date().isoformat()})
            )
    return len(ids)
