"""Deleting the words of a matter when its retention ends, the same for every kind; which and when, each app decides.

The chain of the timeline holds: it covers digests of notes and not the notes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from pingan.access.rules import system_actor
from pingan.files.services import erase, reword_names
from pingan.matters.models import EntryNote, Matter, MatterFile
from pingan.matters.services.opening import keywords_of
from pingan.matters.services.timeline import Event, append_entry

#: What stands in a column that must not be empty, in the product's first language as roles in stored texts are.
GONE = "已删除"
_AT_ONCE = 500


def each_due(due: QuerySet[Any], blank: Callable[[int], bool]) -> int:
    """Blank one after another by key, each in the caller's own transaction, until none is left; return how many were."""
    done, last = 0, 0
    while keys := list(due.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:_AT_ONCE]):
        done += sum(blank(pk) for pk in keys)
        last = keys[-1]
    return done


def blank_notes(matter_id: int) -> None:
    """Blank the notes of a locked matter's timeline."""
    for note in EntryNote.objects.filter(entry__matter_id=matter_id).exclude(salt=""):
        note.text, note.salt = "", ""
        note.save()


def erase_files(matter_id: int) -> None:
    """Erase the files of a locked matter; what another matter holds as well goes with that."""
    held = MatterFile.objects.filter(file_id=OuterRef("file_id")).exclude(matter_id=matter_id)
    own = MatterFile.objects.filter(~Exists(held), matter_id=matter_id).select_related("file")
    reword_names([row.file_id for row in own], lambda _stem: GONE)
    for row in own:
        erase(row.file)


def blank_description(matter: Matter, event: Event) -> None:
    """Blank what a locked matter says, and what search finds besides its number; with the entry that tells it.

    The title stays as the caller set it.
    """
    matter.text, matter.keywords = "", keywords_of(matter.number)
    append_entry(matter, system_actor(), event)
    matter.version += 1
    changed = ("title", "text", "keywords", "timeline_head", "timeline_count", "version", "updated_at")
    matter.save(update_fields=changed)


def words_deleted(action: str, before: datetime) -> Event:
    """Return the entry that says what was deleted, and of matters closed before which day."""
    return Event(action, data={"closed_before": before.date().isoformat()})
