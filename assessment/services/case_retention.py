"""Deleting what was said of people in cases and commendations when its retention ends; a hold keeps it.

What the law wants kept stays: circumstances, measure, document and days of a case, who answered by their office, and that an
honour was given. The chain of the timeline holds, because it covers digests and not the notes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from assessment.models import AccountabilityCase, CaseObjection, Commendation
from assessment.queries.case_retention import (
    cases_past_retention,
    commendations_past_retention,
    kept_since,
)
from pingan.access.rules import system_actor
from pingan.files.services import erase, reword_names
from pingan.matters.models import ClockExtension, ClockPause, EntryNote, Matter, MatterFile
from pingan.matters.services import Event, append_entry, keywords_of
from pingan.matters.services.performing import lock

_BATCH = 500
#: What stands in a column that must not be empty, in the product's first language as roles in stored texts are.
_GONE = "已删除"
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
        touched += _each(cases_past_retention(now, before), lambda pk: _blank_case(pk, now, before))
    if nominees is not None:
        since = nominees
        touched += _each(
            commendations_past_retention(now, since), lambda pk: _blank_commendation(pk, now, since)
        )
    return touched


def _each(due: QuerySet[Any], blank: Callable[[int], bool]) -> int:
    done, last = 0, 0
    while keys := list(due.filter(pk__gt=last).values_list("pk", flat=True)[:_BATCH]):
        done += sum(blank(pk) for pk in keys)
        last = keys[-1]
    return done


@transaction.atomic
def _blank_case(pk: int, now: datetime, before: datetime) -> bool:
    """Blank the words of one case; False: another worker was faster, or it is held since."""
    case: AccountabilityCase = lock(system_actor(), "case", pk)
    if not cases_past_retention(now, before).filter(pk=pk).exists():
        return False
    CaseObjection.objects.filter(case=case).update(text="")
    CaseObjection.objects.filter(case=case).exclude(answer="").update(answer=_GONE)
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
    found.exclude(override_reason="").update(override_reason=_GONE)
    found.update(**words, words_deleted_at=now)
    matter = row.matter
    if row.name is not None:
        # The title of a person's nomination holds the masked name.
        matter.title = row.honour
    _blank_matter(matter, before)
    return True


def _blank_matter(matter: Matter, before: datetime) -> None:
    """Blank notes, description, reasons and files of a locked matter, with the entry that tells it."""
    for note in EntryNote.objects.filter(entry__matter=matter).exclude(salt=""):
        note.text, note.salt = "", ""
        note.save()
    for model in (ClockPause, ClockExtension):
        model.objects.filter(clock__matter=matter).update(reason="")
    # What another matter holds as well goes with that.
    shared = MatterFile.objects.filter(file_id=OuterRef("file_id")).exclude(matter=matter)
    own = MatterFile.objects.filter(~Exists(shared), matter=matter).select_related("file")
    reword_names([row.file_id for row in own], lambda _stem: _GONE)
    for row in own:
        erase(row.file)
    matter.text, matter.keywords = "", keywords_of(matter.number)
    append_entry(
        matter, system_actor(), Event("notes_deleted", data={"closed_before": before.date().isoformat()})
    )
    matter.version += 1
    matter.save(
        update_fields=[
            "title",
            "text",
            "keywords",
            "timeline_head",
            "timeline_count",
            "version",
            "updated_at",
        ]
    )
