"""Reads about matters of any kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

from django.db.models import Q, QuerySet

from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.common.crypto import DecryptionError
from pingan.common.slots import entries_kept_inside, entries_that_lead
from pingan.matters.models import Clock, Matter, MatterFile, MatterLink, TimelineEntry
from pingan.matters.rules import REWORDED, EntryContent, entry_hash, note_digest


def timeline_of(actor: Actor, matter: Matter) -> list[TimelineEntry]:
    """Return the entries of a matter that the caller was allowed to fetch, oldest first, with their notes.

    An entry that leads to a matter which the actor may not see (slot ``entries_that_lead``), or names one that is
    restricted by now, is left out: with the link hidden, it alone would tell that there is something to hide. So is
    what the kind keeps inside the office that handles it (slot ``entries_kept_inside``).
    """
    rows = TimelineEntry.objects.filter(matter=matter).select_related("note").order_by("seq")
    kept_inside = entries_kept_inside.get(matter.kind)
    inside = kept_inside(actor, matter) if kept_inside is not None else frozenset()
    entries = [entry for entry in rows if entry.action not in inside]
    untold = {
        key
        for action, kind in entries_that_lead.items().items()
        if any(entry.action == action for entry in entries)
        for key in _untold(actor, matter, entries, action, kind)
    }
    untold.update(_naming_hidden(actor, entries))
    return [entry for entry in entries if entry.pk not in untold] if untold else entries


#: Where the data of an entry names another matter by its number.
_NAMES = ("target", "from")


def _naming_hidden(actor: Actor, entries: list[TimelineEntry]) -> Iterator[int]:
    """Yield the entries that name a restricted matter which the actor may not see; it may have become so later."""
    named = {
        entry.pk: {found for name in _NAMES if isinstance(found := entry.data.get(name), str)}
        for entry in entries
    }
    numbers = {number for found in named.values() for number in found}
    if not numbers:
        return
    restricted = Matter.objects.filter(number__in=numbers, is_restricted=True)
    closed = dict(restricted.values_list("number", "pk"))
    if not closed:
        return
    seen = set(visible_to(Matter, actor).filter(pk__in=closed.values()).values_list("pk", flat=True))
    hidden = {number for number, key in closed.items() if key not in seen}
    for key, found in named.items():
        if found & hidden:
            yield key


def _untold(
    actor: Actor, matter: Matter, entries: list[TimelineEntry], action: str, kind: str
) -> Iterator[int]:
    """Yield the entries of one action whose matter is hidden: each made one link, so they come in the same order."""
    links = MatterLink.objects.filter(source=matter, kind=MatterLink.Kind.REFERRED, target__kind=kind)
    targets = list(links.order_by("pk").values_list("target_id", flat=True))
    seen = set(visible_to(Matter, actor).filter(pk__in=targets).values_list("pk", flat=True))
    own = [entry for entry in entries if entry.action == action]
    for entry, target in zip_longest(own, targets[: len(own)]):
        if target not in seen:
            yield entry.pk


def clocks_of(matter: Matter) -> QuerySet[Clock]:
    """Return the clocks of a matter, running ones first, with pauses and extensions at hand."""
    return (
        Clock.objects.filter(matter=matter)
        .select_related("organ")
        .prefetch_related("pauses", "extensions")
        .order_by("stopped_at", "due_at")
    )


def files_of(matter: Matter) -> list[MatterFile]:
    """Return the files on a matter that the caller was allowed to fetch, in the order in which they came."""
    return list(MatterFile.objects.filter(matter=matter).select_related("file", "added_by"))


def linked_matters(actor: Actor, matter: Matter) -> list[tuple[MatterLink, Matter, bool]]:
    """Return the matters of any kind that this one is linked with and the actor sees; True: the link leads away."""
    links = list(MatterLink.objects.filter(Q(source=matter) | Q(target=matter), ended_at=None))
    if not links:
        return []
    keys = {link.source_id for link in links} | {link.target_id for link in links}
    seen = {row.pk: row for row in visible_to(Matter, actor).filter(pk__in=keys).defer("search", "text")}
    found = []
    for link in links:
        is_out = link.source_id == matter.pk
        other = seen.get(link.target_id if is_out else link.source_id)
        if other is not None:
            found.append((link, other, is_out))
    return found


def due_clocks(now: datetime, *, limit: int = 500) -> list[Clock]:
    """Return running clocks whose warning or due moment has come and was not reminded of yet, earliest first."""
    rows = Clock.objects.filter(stopped_at=None, paused_at=None, warn_at__lte=now)
    rows = rows.filter(Q(reminded="") | Q(reminded="warn", due_at__lt=now))
    return list(rows.order_by("due_at")[:limit])


def work_of_today(actor: Actor, *, limit: int = 50) -> list[Matter]:
    """Return the actor's open matters with the earliest due moments, of every kind."""
    rows = visible_to(Matter, actor).filter(closed_at=None, next_due_at__isnull=False)
    return list(rows.order_by("next_due_at")[:limit])


@dataclass(frozen=True)
class ChainFault:
    """One place at which a timeline does not hold."""

    number: str
    seq: int
    reason: str


def chain_faults(*, first_id: int = 0, batch: int = 500) -> Iterator[ChainFault]:
    """Yield every place at which a timeline was altered, cut or shortened; reads all matters in batches.

    An altered entry fails its own hash, a deleted one breaks the sequence, a deleted last one no longer
    matches the head and count that stand on the matter. A note is checked against its digest, or the one
    that a later entry gave it when words in it were replaced, unless retention blanked it.
    """
    while True:
        matters = list(
            Matter.objects.filter(pk__gt=first_id)
            .order_by("pk")
            .values_list("pk", "number", "timeline_head", "timeline_count")[:batch]
        )
        if not matters:
            return
        entries: dict[int, list[TimelineEntry]] = {}
        for entry in _entries_of([row[0] for row in matters]):
            entries.setdefault(entry.matter_id, []).append(entry)
        for pk, number, head, count in matters:
            yield from _faults_of(number, entries.get(pk, []), head, count)
        first_id = matters[-1][0]


def _entries_of(matter_ids: list[int]) -> list[TimelineEntry]:
    rows = TimelineEntry.objects.filter(matter_id__in=matter_ids).order_by("matter_id", "seq")
    try:
        return list(rows.select_related("note"))
    except DecryptionError:
        # One note that cannot be opened is a fault to be named, not the end of the run: read them one by one.
        return list(rows)


def _faults_of(number: str, entries: list[TimelineEntry], head: str, count: int) -> Iterator[ChainFault]:
    previous = ""
    reworded = {int(seq): digest for entry in entries for seq, digest in entry.data.get(REWORDED, {}).items()}
    for place, entry in enumerate(entries, start=1):
        if entry.seq != place:
            yield ChainFault(number, place, "entry missing")
            return
        if entry.previous_hash != previous or entry.hash != entry_hash(_content(entry), previous):
            yield ChainFault(number, entry.seq, "entry altered")
            return
        if not _note_holds(entry, reworded.get(entry.seq, entry.note_digest)):
            yield ChainFault(number, entry.seq, "note altered")
        previous = entry.hash
    if len(entries) != count or previous != head:
        yield ChainFault(number, len(entries) + 1, "last entry missing")


def _content(entry: TimelineEntry) -> EntryContent:
    return EntryContent(
        matter_id=entry.matter_id,
        seq=entry.seq,
        action=entry.action,
        from_state=entry.from_state,
        to_state=entry.to_state,
        actor_user_id=entry.actor_user_id,
        actor_post_id=entry.actor_post_id,
        actor_label=entry.actor_label,
        at=entry.at,
        data=entry.data,
        note_digest=entry.note_digest,
    )


def _note_holds(entry: TimelineEntry, digest: str) -> bool:
    try:
        note = getattr(entry, "note", None)
    except DecryptionError:
        return False
    if note is None:
        return not digest
    blanked = not note.text and not note.salt
    return blanked or note_digest(note.text, note.salt) == digest
