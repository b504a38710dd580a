"""Files in pieces through the API: repeated, broken off, out of order, damaged, foreign, by many at once."""

from __future__ import annotations

import errno
from collections import Counter
from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from pingan.files.models import StoredFile, Upload, UploadPiece
from pingan.files.rules.pieces import PIECE_BYTES, follows
from pingan.files.services import erase, open_file, sweep_abandoned, sweep_uploads
from pingan.files.services.vault import folder_of
from tests.factories.files import exif_at, image_bytes
from tests.factories.uploads import API, PIECE, document, piece, promise, sent_ahead
from tests.factories.world import World

pytestmark = pytest.mark.django_db


def stored(key: Any) -> StoredFile:
    return StoredFile.objects.get(pk=Upload.objects.get(key=key).file_id)


def test_a_file_arrives_in_pieces_and_is_an_attachment_then(world: World) -> None:
    client, content, key = world.here.client("grid_worker"), document(), uuid4()
    begun = promise(client, key, content, name="情况说明.pdf").json()
    assert begun == {
        "id": str(key), "state": "receiving", "offset": 0, "size": len(content), "file": None, "reason": "",
    }  # fmt: skip
    half = piece(client, key, 0, content[:100]).json()
    assert (half["state"], half["offset"]) == ("receiving", 100)
    assert client.get(f"{API}{key}/").json() == half
    assert promise(client, key, content, name="情况说明.pdf").json() == half
    whole = piece(client, key, 100, content[100:]).json()
    assert (whole["state"], whole["offset"]) == ("whole", len(content))
    file = client.get(f"/api/v1/attachments/{whole['file']}/").json()
    assert (file["name"], file["size_bytes"]) == ("情况说明.pdf", len(content))
    assert not UploadPiece.objects.exists()


@pytest.mark.parametrize("start", [0, 50, 150], ids=["again", "overlap", "gap"])
def test_a_piece_that_does_not_continue_is_told_where_to_go_on(world: World, start: int) -> None:
    client, content, key = world.here.client("grid_worker"), document(), uuid4()
    promise(client, key, content)
    piece(client, key, 0, content[:100])
    answer = piece(client, key, start, content[start : start + 100])
    assert (answer.status_code, answer["Upload-Offset"]) == (409, "100")
    assert (answer.json()["code"], answer.json()["offset"]) == ("wrong_offset", 100)


def test_a_piece_beyond_the_promised_size_is_refused(world: World) -> None:
    client, content, key = world.here.client("grid_worker"), document(), uuid4()
    promise(client, key, content)
    assert piece(client, key, 0, content + b"x").status_code == 409
    assert piece(client, key, 0, b"").status_code == 422
    assert piece(client, key, 0, bytes(PIECE_BYTES + 1)).status_code == 413
    assert Upload.objects.get(key=key).offset == 0


def test_bytes_other_than_promised_are_refused_and_may_be_sent_anew(world: World) -> None:
    client, content, key = world.here.client("grid_worker"), document(), uuid4()
    promise(client, key, content)
    damaged = piece(client, key, 0, content[:-1] + b"?").json()
    assert (damaged["state"], damaged["file"]) == ("refused", None)
    assert damaged["reason"]
    assert not StoredFile.objects.exists()
    assert promise(client, key, content).json()["state"] == "receiving"
    assert piece(client, key, 0, content).json()["state"] == "whole"


def test_a_kind_of_file_that_nobody_takes_is_refused_for_good_and_says_why(world: World) -> None:
    client, content, key = world.here.client("grid_worker"), b"<html><script>1</script></html>", uuid4()
    promise(client, key, content)
    answer = piece(client, key, 0, content)
    assert answer.status_code == 200
    assert (answer.json()["state"], "不" in answer.json()["reason"]) == ("refused", True)
    assert promise(client, key, content).json()["state"] == "refused"


def test_one_id_never_stands_for_two_files(world: World) -> None:
    client, key = world.here.client("grid_worker"), uuid4()
    promise(client, key, b"one")
    assert promise(client, key, b"two").status_code == 409
    assert promise(client, key, b"three").status_code == 409


def test_what_others_send_is_unknown_even_by_its_id(world: World) -> None:
    client, other = world.here.client("grid_worker"), world.neighbour.client("grid_worker")
    content, key = document(), uuid4()
    promise(client, key, content)
    piece(client, key, 0, content[:10])
    nobodys = other.get(f"{API}{uuid4()}/")
    for answer in (other.get(f"{API}{key}/"), piece(other, key, 10, content[10:])):
        assert (answer.status_code, answer.json()) == (404, nobodys.json())
    # The same id is the other's own as well: nothing tells that somebody has it already.
    assert promise(other, key, b"other").json()["offset"] == 0
    assert other.get(API, {"ids": str(key)}).json()["results"][0]["size"] == 5
    assert client.get(f"{API}{key}/").json()["offset"] == 10


def test_many_are_asked_for_at_once(world: World) -> None:
    client = world.here.client("grid_worker")
    keys = [sent_ahead(client, document(), pieces=1), sent_ahead(client, document(), pieces=2)]
    told = client.get(API, {"ids": ",".join(map(str, [*keys, uuid4()]))}).json()["results"]
    assert {row["id"] for row in told} == {str(key) for key in keys}
    assert {row["state"] for row in told} == {"whole"}
    assert client.get(API, {"ids": "x"}).status_code == 400


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"size": 0}, "size"),
        ({"size": 21 * 1024 * 1024}, "size"),
        ({"sha256": "x"}, "sha256"),
        ({"y": 1}, "y"),
    ],
)
def test_a_promise_that_cannot_be_kept_is_refused_at_its_field(
    world: World, values: dict[str, Any], field: str
) -> None:
    answer = promise(world.here.client("grid_worker"), uuid4(), b"x", **values)
    assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])


def test_an_account_cannot_fill_the_disk_with_promises(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pingan.files.services.receiving.OPEN_BYTES", 10)
    client, key = world.here.client("grid_worker"), uuid4()
    assert promise(client, key, b"12345678").status_code == 200
    assert promise(client, key, b"12345678").status_code == 200
    assert "size" in promise(client, uuid4(), b"123").json()["errors"]


def test_place_and_time_are_read_with_consent_only_and_never_stay_in_the_photo(world: World) -> None:
    client, content = world.here.client("grid_worker"), image_bytes(exif=exif_at(25.5, 114.5))
    with_consent = stored(sent_ahead(client, content, read_place=True))
    without = stored(sent_ahead(client, content))
    assert (with_consent.latitude, with_consent.longitude) == (25.5, 114.5)
    assert with_consent.taken_at is not None
    assert (without.latitude, without.taken_at) == (None, None)
    for file in (with_consent, without):
        kept = b"".join(open_file(file))
        assert b"SecretMaker" not in kept
        assert b"Exif" not in kept


def test_pieces_lie_encrypted(world: World) -> None:
    client, content, key = world.here.client("grid_worker"), b"%PDF-1.7 secret words", uuid4()
    promise(client, key, content)
    piece(client, key, 0, content[:15])
    (row,) = UploadPiece.objects.filter(upload__key=key)
    with default_storage.open(row.storage_name) as kept:
        assert b"secret" not in kept.read()


def test_a_full_disk_costs_the_piece_and_nothing_else(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    client, content, key = world.here.client("grid_worker"), document(), uuid4()
    promise(client, key, content)
    piece(client, key, 0, content[:100])

    def full(*args: Any, **kwargs: Any) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(type(default_storage._wrapped), "save", full)  # type: ignore[attr-defined]
        answer = piece(client, key, 100, content[100:])
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert client.get(f"{API}{key}/").json()["offset"] == 100
    assert piece(client, key, 100, content[100:]).json()["state"] == "whole"


def test_a_file_that_was_cleared_since_is_sent_again_under_the_same_id(world: World) -> None:
    client, content = world.here.client("grid_worker"), document()
    key = sent_ahead(client, content)
    erase(stored(key))
    told = client.get(f"{API}{key}/").json()
    assert (told["state"], told["offset"], told["file"]) == ("receiving", 0, None)
    assert piece(client, key, 0, content).json()["state"] == "whole"


def test_what_was_given_up_is_swept_after_seven_days_with_its_pieces(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    client, content, key = world.here.client("grid_worker"), document(), uuid4()
    promise(client, key, content)
    piece(client, key, 0, content[:100])
    name = UploadPiece.objects.get(upload__key=key).storage_name
    now = timezone.now()
    # Objects that no row knows are looked for by day; a piece on its way is known.
    for days in range(3, 7):
        sweep_abandoned(now=now + timedelta(days=days))
    assert sweep_uploads(now=now + timedelta(days=6, hours=23)) == 0
    assert default_storage.exists(name)
    assert name.startswith(folder_of(timezone.localdate(now)))
    with django_capture_on_commit_callbacks(execute=True):
        assert sweep_uploads(now=now + timedelta(days=7, minutes=1)) == 1
    assert not default_storage.exists(name)
    assert client.get(f"{API}{key}/").status_code == 404


def test_a_kept_form_of_another_account_is_not_sent_in_this_ones_name(world: World) -> None:
    client, other = world.here.client("grid_worker"), world.here.users["township_desk"]
    answer = client.get(f"{API}{uuid4()}/", headers={"X-Account": str(other.pk)})
    assert (answer.status_code, answer.json()["code"]) == (409, "other_account")


@given(
    cuts=st.lists(st.integers(1, 399), max_size=6),
    order=st.lists(st.integers(0, 7), max_size=40),
)
@settings(max_examples=300)
def test_pieces_in_any_order_and_repetition_end_whole_or_wait_at_the_first_gap(
    cuts: list[int], order: list[int]
) -> None:
    content = bytes(range(200)) * 2
    edges = sorted({0, 400, *cuts})
    pieces = [(start, content[start:end]) for start, end in pairwise(edges)]
    kept, due = b"", 0
    for number in order:
        start, data = pieces[number % len(pieces)]
        if follows(offset=len(kept), start=start, size=len(data), promised=400):
            kept += data
            due += 1
    assert kept == content[: len(kept)]
    assert len(kept) == edges[due]


def test_a_broken_off_request_keeps_the_bytes_that_came(world: World) -> None:
    client, content, key = world.here.client("grid_worker"), document(), uuid4()
    promise(client, key, content)
    # The worker died after 37 bytes: what was committed counts, wherever the sender had meant to cut.
    assert piece(client, key, 0, content[:37]).json()["offset"] == 37
    assert piece(client, key, 37, content[37:]).json()["state"] == "whole"
    assert b"".join(open_file(stored(key))) == content


def test_only_the_type_of_pieces_is_taken_as_one(world: World) -> None:
    client, key = world.here.client("grid_worker"), uuid4()
    promise(client, key, b"1")
    as_json = client.patch(f"{API}{key}/", {"x": 1}, content_type="application/json")
    assert as_json.status_code == 422
    assert PIECE in str(as_json.json()["errors"])
    nowhere = client.patch(f"{API}{key}/", b"1", content_type=PIECE)
    assert list(nowhere.json()["errors"]) == ["Upload-Offset"]
    assert Counter(Upload.objects.values_list("offset", flat=True)) == {0: 1}


def test_an_old_form_token_is_refused_with_the_next_one(world: World) -> None:
    client, content, key = Client(enforce_csrf_checks=True), document(), uuid4()
    client.cookies = world.here.client("grid_worker").cookies
    refused = promise(client, key, content)
    assert (refused.status_code, refused.json()["code"]) == (403, "form_token")
    again = client.put(
        f"{API}{key}/",
        {"size": len(content), "sha256": "0" * 64},
        content_type="application/json",
        headers={"X-CSRFToken": refused["X-Form-Token"]},
    )
    assert again.status_code == 200


def test_without_a_session_it_is_401(world: World) -> None:
    assert promise(Client(), uuid4(), b"1").status_code == 401
