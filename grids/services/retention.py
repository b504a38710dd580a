"""Deleting personal data when its time is over: contacts first, the words of the timeline later."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from grids.models import Incident, JoinedReport, PublicSubmission
from grids.queries.limits import number_for
from pingan.access.rules import system_actor
from pingan.matters.models import EntryNote
from pingan.matters.services import record
from pingan.matters.services.erasing import blank_notes, words_deleted

_BATCH = 1_000
_DAYS_IN_YEAR = 365.25
#: Prefix of the whole province: retention is not a matter of counties.
_PROVINCE = "360000000000"


def blank_expired(now: datetime) -> int:
    """Blank what is past its retention; return how many incidents were touched. Safe to run again.

    The chain of the timeline holds, because it covers a digest of each note and not the note.
    """
    contact = number_for("retention.contact_days", _PROVINCE)
    notes = number_for("retention.notes_years", _PROVINCE)
    _forget_lines(now)
    touched = 0
    if contact is not None:
        touched += _blank_submissions(now - timedelta(days=contact.count))
        touched += _blank_contacts(now - timedelta(days=contact.count))
    if notes is not None:
        touched += _blank_notes(now - timedelta(days=notes.count * _DAYS_IN_YEAR))
    return touched


def _forget_lines(now: datetime) -> None:
    """Forget what told floods of the public door: it is asked for a day, and for no longer."""
    old = PublicSubmission.objects.filter(sent_at__lt=now - timedelta(days=1))
    old.exclude(text_digest="", line_digest="").update(text_digest="", line_digest="")


def _blank_submissions(before: datetime) -> int:
    """Forget what was declined, and why a review was asked for, as long after as contacts are kept; number and reason stay.

    Files that no row holds any more are swept.
    """
    ended = Q(decided_at__lt=before) & (Q(reviewed_at=None) | Q(reviewed_at__lt=before))
    due = PublicSubmission.objects.filter(ended).exclude(review=PublicSubmission.Review.ASKED)
    rows = due.filter(is_blank=False).order_by("pk")[:_BATCH]
    for row in rows:
        with transaction.atomic():
            row.blank_words()
            row.decline_note = row.review_reason = row.review_answer = None
            row.is_blank = True
            row.save()
            row.files.clear()
    return len(rows)


def _blank_contacts(before: datetime) -> int:
    given = ~Q(reporter_name=None) | ~Q(reporter_phone=None)
    later = Exists(JoinedReport.objects.filter(given, incident_id=OuterRef("pk")))
    due = Incident.objects.filter(given | Q(later), matter__closed_at__lt=before).order_by("pk")
    ids = list(due.values_list("pk", flat=True)[:_BATCH])
    for pk in ids:
        with transaction.atomic():
            Incident.objects.filter(pk=pk).update(reporter_name=None, reporter_phone=None)
            JoinedReport.objects.filter(incident_id=pk).update(reporter_name=None, reporter_phone=None)
            record(pk, system_actor(), words_deleted("contact_deleted", before))
    return len(ids)


def _blank_notes(before: datetime) -> int:
    due = EntryNote.objects.filter(
        entry__matter__closed_at__lt=before, entry__matter__kind="incident"
    ).exclude(salt="")
    ids = list(due.values_list("entry__matter_id", flat=True).distinct()[:_BATCH])
    for pk in ids:
        with transaction.atomic():
            blank_notes(pk)
            record(pk, system_actor(), words_deleted("notes_deleted", before))
    return len(ids)
