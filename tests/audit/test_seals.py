"""The security log is append-only, sealed, and tampering is found."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from pingan.access.rules import Actor, system_actor
from pingan.audit.models import AuditEntry, AuditSeal, SealCandidate
from pingan.audit.services import log, seal, verify
from pingan.common.ids import PostId, UserId


def write(count: int) -> list[AuditEntry]:
    return [log(actor=system_actor(), action="test.act", data={"number": number}) for number in range(count)]


def tamper(sql: str, *args: object) -> None:
    """Do as the owner of the tables could who switches the triggers off."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table in ("audit_auditentry", "audit_auditseal"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(sql, args)
        for table in ("audit_auditentry", "audit_auditseal"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.fixture
def book(transactional_db: None) -> Iterator[None]:
    # Earlier tests may leave rows behind, which nothing may delete: each test starts with an emptied table.
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE audit_auditentry, audit_auditseal, audit_sealcandidate RESTART IDENTITY")
    yield


@pytest.fixture
def sealed(book: None) -> list[AuditEntry]:
    rows = write(6)
    assert seal() == 6
    return rows


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["audit_auditentry", "audit_auditseal"])
def test_raw_sql_can_neither_change_nor_delete_a_row(sealed: list[AuditEntry], table: str) -> None:
    column = "reason = 'x'" if table == "audit_auditentry" else "hash = 'x'"
    for sql in (f"UPDATE {table} SET {column}", f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    assert verify().is_sound


def test_the_orm_can_neither_change_nor_delete_a_row(sealed: list[AuditEntry]) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.update(reason="never happened")
    with pytest.raises(DatabaseError), transaction.atomic():
        sealed[0].delete()
    assert AuditEntry.objects.count() == 6


def test_a_whole_book_is_found_whole(sealed: list[AuditEntry]) -> None:
    write(2)
    verdict = verify()
    assert verdict.is_sound
    assert (verdict.seals, verdict.entries, verdict.unsealed) == (1, 6, 2)
    assert verdict.head == AuditSeal.objects.get().hash


def test_one_altered_row_is_named(sealed: list[AuditEntry]) -> None:
    tamper("UPDATE audit_auditentry SET reason = 'harmless' WHERE id = %s", sealed[2].pk)
    assert [(found.kind, found.entry_id) for found in verify().findings] == [("altered", sealed[2].pk)]


def test_an_altered_row_with_another_rows_digest_is_named(sealed: list[AuditEntry]) -> None:
    tamper("UPDATE audit_auditentry SET digest = %s WHERE id = %s", sealed[1].digest, sealed[2].pk)
    assert ("altered", sealed[2].pk) in [(found.kind, found.entry_id) for found in verify().findings]


@pytest.mark.parametrize("place", [0, 3, 5])
def test_one_deleted_row_is_named_even_the_last(sealed: list[AuditEntry], place: int) -> None:
    tamper("DELETE FROM audit_auditentry WHERE id = %s", sealed[place].pk)
    assert [(found.kind, found.entry_id) for found in verify().findings] == [("deleted", sealed[place].pk)]


def test_two_rows_that_swap_places_are_noticed(sealed: list[AuditEntry]) -> None:
    first, second = sealed[0].pk, sealed[1].pk
    tamper("UPDATE audit_auditentry SET id = -1 WHERE id = %s", first)
    tamper("UPDATE audit_auditentry SET id = %s WHERE id = %s", first, second)
    tamper("UPDATE audit_auditentry SET id = %s WHERE id = -1", second)
    assert [found.kind for found in verify().findings] == ["seal_broken"]


def test_a_row_slipped_into_a_gap_is_named(book: None) -> None:
    write(1)
    with pytest.raises(RuntimeError), transaction.atomic():
        lost = log(actor=system_actor(), action="test.rolled_back")
        raise RuntimeError
    write(1)
    seal()
    assert AuditSeal.objects.get().gaps == [[lost.pk, lost.pk]]
    assert verify().is_sound
    forged = AuditEntry.objects.first()
    assert forged is not None
    forged.pk = lost.pk
    forged.save(force_insert=True)
    assert [(found.kind, found.entry_id) for found in verify().findings] == [("inserted", lost.pk)]


def test_an_altered_seal_breaks_the_chain(sealed: list[AuditEntry]) -> None:
    write(1)
    seal()
    oldest = AuditSeal.objects.earliest("pk").pk
    tamper("UPDATE audit_auditseal SET hash = %s WHERE id = %s", "0" * 64, oldest)
    assert [found.kind for found in verify().findings] == ["seal_broken", "seal_broken"]


def test_a_seal_that_was_cut_out_is_noticed(sealed: list[AuditEntry]) -> None:
    write(1)
    seal()
    tamper("DELETE FROM audit_auditseal WHERE id = (SELECT min(id) FROM audit_auditseal)")
    assert not verify().is_sound


def test_an_altered_row_that_is_not_sealed_yet_is_named(book: None) -> None:
    (row,) = write(1)
    tamper("UPDATE audit_auditentry SET result = 'ok', action = 'other' WHERE id = %s", row.pk)
    assert [(found.kind, found.entry_id) for found in verify().findings] == [("altered", row.pk)]


def test_sealing_twice_seals_nothing_twice(sealed: list[AuditEntry]) -> None:
    assert seal() == 0
    assert AuditSeal.objects.count() == 1


def test_a_transaction_still_open_with_a_lower_id_is_waited_for(book: None) -> None:
    written, finish = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            log(actor=system_actor(), action="test.slow")
            written.set()
            finish.wait(20)
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    assert written.wait(20)
    write(2)  # higher ids, committed first
    assert seal() == 0, "the slow row would have come too late"
    finish.set()
    thread.join()
    assert seal() == 3
    assert verify().is_sound
    assert AuditSeal.objects.get().gaps == []


def test_a_writer_of_a_former_server_run_does_not_stop_the_sealing(sealed: list[AuditEntry]) -> None:
    write(1)
    SealCandidate.objects.update(waiting_for=["4711/4711"])
    assert seal() == 1
    assert verify().unsealed == 0


def test_the_command_fails_on_a_tampered_book_and_names_the_row(sealed: list[AuditEntry]) -> None:
    out, errors = StringIO(), StringIO()
    call_command("verify_audit", stdout=out)
    assert "head " in out.getvalue()
    tamper("DELETE FROM audit_auditentry WHERE id = %s", sealed[5].pk)
    with pytest.raises(CommandError):
        call_command("verify_audit", stdout=out, stderr=errors)
    assert f"#{sealed[5].pk}" in errors.getvalue()


@pytest.mark.django_db
def test_what_was_written_is_what_the_digest_covers() -> None:
    actor = Actor(
        user_id=UserId(7), name="王\0小明", post_id=PostId(3), role="auditor", areas=("360703",),
        ip="::ffff:10.0.0.9", request_id="r1",
    )  # fmt: skip
    log(
        actor=actor,
        action="export.csv",
        object_type="incident",
        object_id=2**40,
        reason="督查 𠮷",
        data={"rows": 3, "share": 1.0, "large": 1e20, "small": 0.1, "nested": {"b": [1, None], "a": "文"}},
    )
    row = AuditEntry.objects.latest("pk")
    assert (row.actor_name, row.actor_role, row.region_code, row.ip) == (
        "王小明",
        "auditor",
        "360703",
        "10.0.0.9",
    )
    assert [found for found in verify().findings if found.entry_id == row.pk] == []


@pytest.mark.django_db
@pytest.mark.parametrize("ip", ["fe80::1%eth0", "2001:DB8::1", "::1.2.3.4", "nonsense", ""])
def test_no_address_stops_the_log(ip: str) -> None:
    row = log(actor=None, action="test.ip", ip=ip)
    assert [found for found in verify().findings if found.entry_id == row.pk] == []
