"""Deleting what was said of people in cases and commendations when its retention ends; a hold keeps it.

What the law wants kept stays: circumstances, measure, document and days of a case, who answered by their office, and that an
honour was given. The chain of the timeline holds, because it covers digests and not the notes.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from assessment.models import AccountabilityCase, CaseObjection, Commendation
from assessment.queries.case_retention import (
    cases_past_retention,
    commendations_past_retention,
    kept_since,
)
from pingan.access.rules import system_actor
from pingan.matters.models import ClockExtension, ClockPause, Matter
from pingan.matters.services.erasing import (
    GONE,
    blank_description,
    blank_notes,
    each_due,
    erase_files,
    words_deleted,
)
from pingan.matters.services.performing import lock

#: The words of a case; the schema lets those of a decided one go at no other time.
CASE_WORDS = ("facts", "findings", "statement", "rectification", "skip_reason", "ending")
#: What was told of a nominee besides the name.
COMMENDATION_WORDS = ("deeds", "ending")


def blank_expired(now: datetime) -> int:
    """Delete what is past its retention; return how many matters were touched. Safe to run again, and twice at once."""
    cases, nominees = kept_since("case_years", now), kept_since("nominee_years", now)
    touched = 0
    if cases is not None:
        before = cases
        touched += each_due(cases_past_retention(now, before), lambda pk: _blank_case(pk, now, before))
    if nominees is not None:
        since = nominees
        touched += each_due(
            commendations_past_retention(now, since), lambda pk: _blank_commendation(pk, now, since)
        )
    return touched


@transaction.atomic
def _blank_case(pk: int, now: datetime, before: datetime) -> bool:
    """Blank the words of one case; False: another worker was faster, or it is held since."""
    case: AccountabilityCase = lock(system_actor(), "case", pk)
    if not cases_past_retention(now, before).filter(pk=pk).exists():
        return False
    CaseObjection.objects.filter(case=case).update(text="")
    CaseObjection.objects.filter(case=case).exclude(answer="").update(answer=GONE)
    words: dict[str, Any] = dict.fromkeys(CASE_WORDS, "")
    AccountabilityCase.objects.filter(pk=pk).update(**words, words_deleted_at=now)
    _blank_matter(case.matter, before)
    return True


@transaction.atomic
def _blank_commendation(pk: int, now: datetime, before: datetime) -> bool:
    """Blank name and words of one commendation; False: another worker was faster, or it is held since."""
    row: Commendation = lock(system_actor(), "commendation", pk)
    if not commendations_past_retention(now, before).filter(pk=pk).exists():
        return False
    words: dict[str, Any] = dict.fromkeys(COMMENDATION_WORDS, "")
    if row.name is not None:
        words["name"] = ""
    found = Commendation.objects.filter(pk=pk)
    found.exclude(override_reason="").update(override_reason=GONE)
    found.update(**words, words_deleted_at=now)
    matter = row.matter
    if row.name is not None:
        # The title of a person's nomination holds the masked name.
        matter.title = row.honour
    _blank_matter(matter, before)
    return True


def _blank_matter(matter: Matter, before: datetime) -> None:
    """Blank notes, description, reasons and files of a locked matter, with the entry that tells it."""
    blank_notes(matter.pk)
    for model in (ClockPause, ClockExtension):
        model.objects.filter(clock__matter=matter).update(reason="")
    erase_files(matter.pk)
    blank_description(matter, words_deleted("notes_deleted", before))
