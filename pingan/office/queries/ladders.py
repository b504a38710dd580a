"""How far up the ladder matters are: who took which rung when, by which document, and who has confirmed it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.documents.models import OfficialDocument, ServiceReceipt
from pingan.matters.models import Matter, TimelineEntry
from pingan.office.models import CircularMatter
from pingan.office.rules.ladder import CIRCULAR, ENTRIES, LETTER, REMIND, highest, rung_of


@dataclass(frozen=True)
class Receipt:
    """Service on one unit; ``acknowledged_at`` None: not confirmed yet."""

    unit: str
    served_at: datetime
    acknowledged_at: datetime | None


@dataclass(frozen=True)
class Step:
    """One rung that was taken. ``left_out``: the rung below that was passed over with a reason, blank: none.

    ``document_id`` None: without a document, or of one that the reader may not open.
    """

    rung: str
    who: str
    at: datetime
    note: str
    left_out: str
    document: str
    document_id: int | None
    receipts: tuple[Receipt, ...]


@dataclass(frozen=True)
class Reached:
    """The highest rung of a matter, by whom and when; ``reminders``: how often it was urged."""

    rung: str
    who: str
    at: datetime
    reminders: int
    taken: frozenset[str]


def _entries(matter_ids: Iterable[int]) -> list[TimelineEntry]:
    rows = TimelineEntry.objects.filter(matter_id__in=list(matter_ids), action__in=list(ENTRIES))
    return [entry for entry in rows.order_by("matter_id", "seq") if rung_of(entry.action, entry.data)]


def taken_by(matter_ids: Sequence[int]) -> dict[int, Reached]:
    """Return how far each of some matters is; those without any rung are left out. One statement."""
    by_matter: dict[int, dict[str, TimelineEntry]] = defaultdict(dict)
    reminders: dict[int, int] = defaultdict(int)
    for entry in _entries(matter_ids):
        rung = rung_of(entry.action, entry.data) or ""
        by_matter[entry.matter_id][rung] = entry
        reminders[entry.matter_id] += rung == REMIND
    found = {}
    for pk, rungs in by_matter.items():
        top = highest(rungs) or ""
        last = rungs[top]
        found[pk] = Reached(top, last.actor_label, last.at, reminders[pk], frozenset(rungs))
    return found


def proposal_of(matter_id: int, circumstance: str) -> TimelineEntry | None:
    """Return the first proposal of a case about a matter under one circumstance (``58-n``); None: the books hold none."""
    rows = TimelineEntry.objects.filter(matter_id=matter_id, action="propose_accountability")
    return rows.filter(data__circumstance=circumstance).order_by("seq").first()


def letters_by(matters: Sequence[Matter]) -> dict[int, tuple[str, ...]]:
    """Return the numbers of the letters that were written on each of some matters."""
    rows = TimelineEntry.objects.filter(matter__in=matters, action="supervise").order_by("seq")
    found: dict[int, list[str]] = defaultdict(list)
    for pk, data in rows.values_list("matter_id", "data"):
        found[pk].append(str(data.get("document", "")))
    return {pk: tuple(filter(None, numbers)) for pk, numbers in found.items()}


def ladder_of(actor: Actor, matter: Matter) -> list[Step]:
    """Return every rung that was taken on a matter in the actor's sight, oldest first."""
    rows = TimelineEntry.objects.filter(matter=matter, action__in=list(ENTRIES)).select_related("note")
    entries = [entry for entry in rows.order_by("seq") if rung_of(entry.action, entry.data)]
    documents = _documents(matter, entries)
    readable = set(
        visible_to(OfficialDocument, actor)
        .filter(pk__in=[one.pk for one in documents.values()])
        .values_list("pk", flat=True)
    )
    receipts = _receipts([one.pk for one in documents.values()])
    return [_step(entry, documents, readable, receipts) for entry in entries]


def _documents(matter: Matter, entries: Sequence[TimelineEntry]) -> dict[str, OfficialDocument]:
    """Return the documents that entries name, by number: letters of the matter's division, circulars that name it."""
    numbers = [str(entry.data["document"]) for entry in entries if entry.data.get("document")]
    circulars = CircularMatter.objects.filter(matter=matter, circular__document__isnull=False)
    rows = OfficialDocument.objects.filter(
        Q(kind="supervision_letter", region_code=matter.region_code)
        | Q(pk__in=circulars.values("circular__document_id")),
        number__in=numbers,
    )
    return {row.number: row for row in rows.defer("snapshot")}


def _receipts(document_ids: Sequence[int]) -> dict[int, list[Receipt]]:
    found: dict[int, list[Receipt]] = defaultdict(list)
    rows = ServiceReceipt.objects.filter(document_id__in=document_ids).select_related("recipient")
    for row in rows.order_by("served_at", "pk"):
        found[row.document_id].append(Receipt(str(row.recipient), row.served_at, row.acknowledged_at))
    return found


def _step(
    entry: TimelineEntry,
    documents: dict[str, OfficialDocument],
    readable: set[int],
    receipts: dict[int, list[Receipt]],
) -> Step:
    rung = rung_of(entry.action, entry.data) or ""
    number = str(entry.data.get("document", "")) if rung in {LETTER, CIRCULAR} else ""
    document = documents.get(number)
    return Step(
        rung=rung,
        who=entry.actor_label,
        at=entry.at,
        note=entry.note.text if hasattr(entry, "note") else "",
        left_out=str(entry.data.get("left_out", "")),
        document=number,
        document_id=document.pk if document is not None and document.pk in readable else None,
        receipts=tuple(receipts.get(document.pk, ())) if document is not None else (),
    )


#: What the desk writes to units.
WRITTEN = ("supervision_letter", "reminder_letter", "circular")
#: What the page of served papers holds: a unit without a board confirms the briefs of its area there as well.
_SERVED = (*WRITTEN, "situation_brief")


RECEIVED_ORDER = ("-served_at", "-pk")


def received(actor: Actor) -> QuerySet[ServiceReceipt]:
    """Return what was served on the actor's own unit by the office: letters, circulars and briefs, newest first."""
    rows = visible_to(ServiceReceipt, actor)
    own = rows.filter(recipient_id=actor.organ_id or 0, document__kind__in=_SERVED).order_by(*RECEIVED_ORDER)
    return own.select_related("document", "document__organ").defer("document__snapshot")
