"""Closing the book in batches, and reading it again to prove that nobody changed it."""

from __future__ import annotations

from django.db import connection, transaction
from django.db.models import Max

from pingan.audit.models import AuditEntry, AuditSeal, SealCandidate
from pingan.audit.rules.chain import (
    BATCH,
    COLUMNS,
    Finding,
    Verdict,
    chain_text,
    gaps_between,
    missing_ids,
)
from pingan.audit.services.entries import digest_of
from pingan.common.crypto import blind_index

_LOCK = 0x50494E47  # any number that no other advisory lock of the product uses


def _writers() -> list[str]:
    """Return the transactions that have written to the log and not ended yet, by PostgreSQL's own names.

    An INSERT takes this lock before it takes an id, and keeps it until its transaction ends.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT virtualtransaction FROM pg_locks"
            " WHERE locktype = 'relation' AND mode = 'RowExclusiveLock' AND granted AND relation = %s::regclass"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
            [AuditEntry._meta.db_table],
        )
        return sorted(name for (name,) in cursor.fetchall())


def seal() -> int:
    """Seal every row whose predecessors can no longer appear; return how many rows were sealed.

    Runs in two steps: the newest row is named as candidate together with the transactions that were writing
    at that moment, and sealed once all of those have ended. Mostly that is so at once, in round two.
    """
    return _round() + _round()


@transaction.atomic
def _round() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return 0  # another host is at it
    candidate = SealCandidate.objects.first()
    if candidate is not None and not set(candidate.waiting_for).isdisjoint(_writers()):
        return 0
    sealed = _seal_up_to(candidate.last_id) if candidate is not None else 0
    newest = AuditEntry.objects.aggregate(last=Max("pk"))["last"]
    if newest is not None:
        # Asked after the newest row was read: whoever holds a lower id is still among them, or has committed.
        SealCandidate.objects.update_or_create(id=1, defaults={"last_id": newest, "waiting_for": _writers()})
    return sealed


def _seal_up_to(last_id: int) -> int:
    total = 0
    while True:
        last = AuditSeal.objects.order_by("-id").first()
        after, previous = (last.last_id, last.hash) if last else (0, "")
        rows = list(
            AuditEntry.objects.filter(pk__gt=after, pk__lte=last_id)
            .order_by("pk")
            .values_list("pk", "digest")[:BATCH]
        )
        if not rows:
            return total
        ids = [pk for pk, _digest in rows]
        AuditSeal.objects.create(
            first_id=ids[0],
            last_id=ids[-1],
            count=len(ids),
            gaps=gaps_between(after, ids),
            previous_hash=previous,
            hash=blind_index(chain_text(previous, rows), scope="audit.seal"),
        )
        total += len(ids)


def verify() -> Verdict:
    """Read every row again and say what no longer fits: altered, deleted, inserted rows, broken seals.

    Changes nothing. What lies after the last seal is checked row by row, but a deletion there is not noticed.
    ``head`` is the hash to write down outside of the database: it proves later that no seal was cut off.
    """
    findings: list[Finding] = []
    previous, after, seals, entries = "", 0, 0, 0
    for batch in AuditSeal.objects.order_by("id").iterator(chunk_size=200):
        findings += _check(batch, previous=previous, after=after)
        previous, after = batch.hash, batch.last_id
        seals += 1
        entries += batch.count
    loose = AuditEntry.objects.filter(pk__gt=after).order_by("pk")
    unsealed = 0
    for row in loose.values("pk", "digest", *COLUMNS).iterator(chunk_size=BATCH):
        unsealed += 1
        if digest_of(row) != row["digest"]:
            findings.append(Finding(0, "altered", row["pk"]))
    return Verdict(seals, entries, unsealed, previous, tuple(findings))


def _check(batch: AuditSeal, *, previous: str, after: int) -> list[Finding]:
    rows = list(
        AuditEntry.objects.filter(pk__gt=after, pk__lte=batch.last_id)
        .order_by("pk")
        .values("pk", "digest", *COLUMNS)
    )
    findings = [Finding(batch.pk, "altered", row["pk"]) for row in rows if digest_of(row) != row["digest"]]
    ids = [row["pk"] for row in rows]
    findings += [
        Finding(batch.pk, "deleted", pk) for pk in missing_ids(after, batch.last_id, ids, batch.gaps)
    ]
    findings += [
        Finding(batch.pk, "inserted", pk)
        for pk in ids
        if any(first <= pk <= end for first, end in batch.gaps)
    ]
    text = chain_text(previous, [(row["pk"], row["digest"]) for row in rows])
    whole = blind_index(text, scope="audit.seal") == batch.hash and batch.previous_hash == previous
    if not whole and not findings:
        findings.append(Finding(batch.pk, "seal_broken"))
    return findings
