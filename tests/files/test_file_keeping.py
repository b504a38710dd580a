"""Encryption at rest, roll-back, sweeping and who may open a file."""

from __future__ import annotations

import gc
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from PIL import Image

from pingan.access.policy import allows, fetch, visible_to
from pingan.access.rules import system_actor
from pingan.common.crypto import DecryptionError
from pingan.common.errors import Forbidden, Invalid, NotFound
from pingan.common.slots import file_in_use, file_scopes
from pingan.files.models import StoredFile
from pingan.files.services import (
    claim_files,
    erase,
    open_file,
    open_thumbnail,
    store_generated,
    store_upload,
    sweep_abandoned,
    sweep_unlinked,
)
from tests.factories import files as make


def objects_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
def links(monkeypatch: pytest.MonkeyPatch) -> dict[str, set[int]]:
    """A toy app above: which files it uses, and which of them everybody may read through it."""
    state: dict[str, set[int]] = {"used": set(), "open": set()}
    monkeypatch.setattr(file_in_use, "_entries", {})
    monkeypatch.setattr(file_scopes, "_entries", {})
    file_in_use.fill("toy", lambda: Q(pk__in=state["used"]))
    file_scopes.fill("toy", lambda actor: Q(pk__in=state["open"]))
    return state


@pytest.mark.django_db
def test_the_database_holds_no_name_of_a_file_in_clear_attached_or_not():
    name = "张三13907970001欠条.pdf"
    stored = store_generated(actor=system_actor(), name=name, content=b"x", media_type="application/pdf")
    with connection.cursor() as cursor:
        cursor.execute("select row_to_json(f)::text, f.* from files_storedfile f where id = %s", [stored.pk])
        (row,) = cursor.fetchall()
    everything = b"".join(
        bytes(value) if isinstance(value, memoryview) else str(value).encode() for value in row
    )
    assert "张三".encode() not in everything and b"13907970001" not in everything
    assert StoredFile.objects.get(pk=stored.pk).original_name == name


@pytest.mark.django_db
def test_storage_holds_no_plain_byte_and_opening_gives_all_back(vault_folder):
    content = b"%PDF-1.7 " + bytes(range(256)) * 4000
    stored = store_generated(
        actor=system_actor(), name="a.pdf", content=content, media_type="application/pdf"
    )
    (path,) = objects_in(vault_folder)
    assert b"%PDF" not in path.read_bytes()
    assert bytes(range(256)) not in path.read_bytes()
    pieces = list(open_file(stored))
    assert b"".join(pieces) == content
    assert len(pieces) == 4
    assert stored.sha256 == sha256(content).hexdigest()


@pytest.mark.django_db
@pytest.mark.parametrize("harm", ["cut frame", "cut last frame", "swap frames", "flip a bit", "emptied"])
def test_bytes_altered_in_storage_are_noticed(vault_folder, harm):
    content = bytes(256 * 1024) + bytes([1]) * 256 * 1024
    stored = store_generated(
        actor=system_actor(), name="a.pdf", content=content, media_type="application/pdf"
    )
    (path,) = objects_in(vault_folder)
    kept = path.read_bytes()
    half = len(kept) // 2
    path.write_bytes(
        {
            "cut frame": kept[:-5],
            "cut last frame": kept[:half],
            "swap frames": kept[half:] + kept[:half],
            "flip a bit": kept[:100] + bytes([kept[100] ^ 1]) + kept[101:],
            "emptied": b"",
        }[harm]
    )
    with pytest.raises(DecryptionError):
        list(open_file(stored))


@pytest.mark.django_db
def test_an_object_put_in_place_of_another_is_noticed(vault_folder):
    one, two = make.given_file(make.given_actor(), seed=1), make.given_file(make.given_actor(), seed=2)
    (vault_folder / one.storage_name).write_bytes((vault_folder / two.storage_name).read_bytes())
    with pytest.raises(DecryptionError):
        list(open_file(one))


@pytest.mark.django_db
def test_the_thumbnail_opens_and_a_document_has_none(vault_folder):
    import io

    photo = make.given_file(make.given_actor())
    assert Image.open(io.BytesIO(b"".join(open_thumbnail(photo)))).format == "JPEG"
    letter = store_generated(actor=system_actor(), name="a", content=b"x", media_type="application/pdf")
    with pytest.raises(NotFound):
        open_thumbnail(letter)


@pytest.mark.django_db
def test_the_same_bytes_twice_are_two_rows_with_one_digest():
    actor = make.given_actor()
    one, two = make.given_file(actor), make.given_file(actor)
    assert one.pk != two.pk
    assert one.sha256 == two.sha256
    assert one.storage_name != two.storage_name


@pytest.mark.django_db
def test_an_administrator_may_not_send_files():
    with pytest.raises(Forbidden):
        make.given_file(make.given_actor(role="system_admin"))


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_transaction_takes_the_bytes_with_it(vault_folder):
    actor = make.given_actor()
    with pytest.raises(RuntimeError, match="later"), transaction.atomic():
        make.given_file(actor)
        assert len(objects_in(vault_folder)) == 2
        raise RuntimeError("something later in the request failed")
    gc.collect()
    assert not StoredFile.objects.exists()
    assert not objects_in(vault_folder)


@pytest.mark.django_db(transaction=True)
def test_committed_bytes_stay_and_a_rolled_back_savepoint_takes_only_its_own(vault_folder):
    actor = make.given_actor()
    with transaction.atomic():
        kept = make.given_file(actor, seed=1)
        with pytest.raises(RuntimeError), transaction.atomic():
            make.given_file(actor, seed=2)
            raise RuntimeError
    gc.collect()
    assert {p.relative_to(vault_folder).as_posix() for p in objects_in(vault_folder)} == {
        kept.storage_name,
        kept.thumbnail_name,
    }
    assert b"".join(open_file(kept))


@pytest.mark.django_db(transaction=True)
def test_only_old_files_that_nothing_uses_are_swept(vault_folder, links):
    actor = make.given_actor()
    now = timezone.now()
    used, unused, young = (make.given_file(actor, seed=n) for n in range(3))
    links["used"] = {used.pk}
    StoredFile.objects.exclude(pk=young.pk).update(created_at=now - timedelta(hours=49))
    assert sweep_unlinked(now=now) == 1
    unused.refresh_from_db()
    assert unused.deleted_at is not None
    assert len(objects_in(vault_folder)) == 4
    with pytest.raises(NotFound):
        open_file(unused)
    assert b"".join(open_file(used))
    assert sweep_unlinked(now=now) == 0


@pytest.mark.django_db(transaction=True)
def test_a_file_being_linked_right_now_is_not_swept(links):
    import threading

    from django.db import connection

    actor = make.given_actor()
    stored = make.given_file(actor)
    StoredFile.objects.update(created_at=timezone.now() - timedelta(hours=49))
    swept: list[int] = []

    def sweep() -> None:
        swept.append(sweep_unlinked(now=timezone.now()))
        connection.close()

    with transaction.atomic():
        claim_files(actor=actor, file_ids=[stored.pk])
        thread = threading.Thread(target=sweep)
        thread.start()
        thread.join(20)
    assert swept == [0]


@pytest.mark.django_db
def test_objects_that_no_row_knows_are_swept_after_two_days(vault_folder):
    now = timezone.now()
    stored = make.given_file(make.given_actor())
    day = timezone.localdate(now) - timedelta(days=3)
    folder = vault_folder / f"vault/{day:%Y/%m/%d}"
    folder.mkdir(parents=True)
    (folder / "orphan").write_bytes(b"x")
    known = f"vault/{day:%Y/%m/%d}/known"
    (vault_folder / known).write_bytes(b"x")
    StoredFile.objects.filter(pk=stored.pk).update(storage_name=known)
    assert sweep_abandoned(now=now) == 1
    assert (vault_folder / known).exists()
    assert not (folder / "orphan").exists()


@pytest.mark.django_db
def test_claiming_takes_own_living_files_in_order():
    mine, other = make.given_actor("mine"), make.given_actor("other")
    one, two, foreign = make.given_file(mine, 1), make.given_file(mine, 2), make.given_file(other, 3)
    assert claim_files(actor=mine, file_ids=[two.pk, one.pk, two.pk]) == [two, one]
    for ids in ([foreign.pk], [one.pk, 999_999_999]):
        with pytest.raises(Invalid) as refusal:
            claim_files(actor=mine, file_ids=ids)
        assert "attachments" in refusal.value.fields
    erase(one)
    with pytest.raises(Invalid):
        claim_files(actor=mine, file_ids=[one.pk])


@pytest.mark.django_db
def test_a_file_is_its_senders_until_it_is_linked_and_then_follows_the_link(links):
    mine, other = make.given_actor("mine"), make.given_actor("other", role="unit_handler")
    stored = make.given_file(mine)

    def seen_by() -> list[str]:
        return [
            actor.name
            for actor in (mine, other)
            if visible_to(StoredFile, actor).filter(pk=stored.pk).exists() and allows(actor, "view", stored)
        ]

    assert seen_by() == ["mine"]
    with pytest.raises(NotFound):
        fetch(StoredFile, other, stored.pk)
    links["used"] = {stored.pk}
    assert seen_by() == []
    links["open"] = {stored.pk}
    assert seen_by() == ["mine", "other"]
    erase(stored)
    assert seen_by() == []


@pytest.mark.django_db
def test_list_and_single_answer_agree(links):
    actors = [
        make.given_actor("a"),
        make.given_actor("b", role="auditor"),
        make.given_actor("c", role="audit_admin"),
    ]
    stored = [make.given_file(actors[0], 1), make.given_file(actors[0], 2), make.given_file(actors[1], 3)]
    links["used"], links["open"] = {stored[1].pk}, {stored[1].pk}
    for actor in actors:
        visible = set(visible_to(StoredFile, actor).values_list("pk", flat=True))
        assert visible == {row.pk for row in stored if allows(actor, "view", row)}
    assert store_upload  # the rows above came through the real service
