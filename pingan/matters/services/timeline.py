"""Writing the book of a matter: exactly one entry per change, in the transaction of the change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from pingan.access.rules import Actor
from pingan.matters.models import EntryNote, Matter, TimelineEntry
from pingan.matters.rules import EntryContent, as_kept, entry_hash, fresh_salt, note_digest


@dataclass(frozen=True)
class Event:
    """What an entry says. ``data`` must be JSON and hold no personal data; ``note`` is stored encrypted."""

    action: str
    from_state: str = ""
    to_state: str = ""
    note: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    at: datetime | None = None


def append_entry(matter: Matter, actor: Actor, event: Event) -> TimelineEntry:
    """Chain one entry to a matter whose row the caller holds locked; moves the matter's head and count.

    The caller saves the matter. A trigger at commit refuses a matter whose head is not its last entry.
    """
    at = event.at or timezone.now()
    salt = fresh_salt() if event.note else ""
    content = EntryContent(
        matter_id=matter.pk,
        seq=matter.timeline_count + 1,
        action=event.action,
        from_state=event.from_state,
        to_state=event.to_state,
        actor_user_id=actor.user_id,
        actor_post_id=actor.post_id,
        actor_label=_label(actor),
        at=at,
        data=as_kept(event.data),
        note_digest=note_digest(event.note, salt) if event.note else "",
    )
    digest = entry_hash(content, matter.timeline_head)
    entry = TimelineEntry.objects.create(
        matter=matter,
        seq=content.seq,
        action=content.action,
        from_state=content.from_state,
        to_state=content.to_state,
        actor_user_id=content.actor_user_id,
        actor_post_id=content.actor_post_id,
        actor_label=content.actor_label,
        at=at,
        data=dict(content.data),
        note_digest=content.note_digest,
        previous_hash=matter.timeline_head,
        hash=digest,
    )
    if event.note:
        EntryNote.objects.create(entry=entry, text=event.note, salt=salt)
    matter.timeline_head = digest
    matter.timeline_count = content.seq
    return entry


def record(matter_id: int, actor: Actor, event: Event) -> TimelineEntry:
    """Append an entry for a verb that changes no state. Call inside a transaction; locks the matter."""
    matter = Matter.objects.select_for_update().get(pk=matter_id)
    entry = append_entry(matter, actor, event)
    matter.version += 1
    matter.save(update_fields=["timeline_head", "timeline_count", "version", "updated_at"])
    return entry


def reword_notes(matter: Matter, reword: Callable[[str], str]) -> dict[str, str]:
    """Replace words in the notes of a locked matter; return the new digests by the place of their entries.

    The entries stay as they are. The caller puts the digests under ``REWORDED`` into the data of the entry that tells
    why, so that the chain covers the new words as it covered the old ones. Notes that retention blanked stay blank.
    """
    digests = {}
    for note in EntryNote.objects.filter(entry__matter=matter).exclude(salt="").select_related("entry"):
        text = reword(note.text)
        if text != note.text:
            note.text, note.salt = text, fresh_salt()
            note.save(update_fields=["text", "salt"])
            digests[str(note.entry.seq)] = note_digest(text, note.salt)
    return digests


def _label(actor: Actor) -> str:
    return (actor.signature or actor.name)[:200]
