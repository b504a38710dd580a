"""The same file from eight phones at once, with real commits; a worker that dies between two pieces."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage

from pingan.files.models import StoredFile, Upload, UploadPiece
from pingan.files.services import open_file, receiving, vault
from tests.api.test_concurrency import at_once
from tests.factories.uploads import document, piece, promise
from tests.factories.world import World, given_world, signed_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db: None) -> World:
    return given_world()


def test_the_same_upload_by_eight_clients_at_once_is_one_whole_file(world: World) -> None:
    content, key, step = document(), uuid4(), 150
    clients = [signed_in(world.here.users["grid_worker"]) for _number in range(8)]

    def send(number: int) -> str:
        client = clients[number]
        told = promise(client, key, content).json()
        while told["state"] == "receiving":
            start = told["offset"]
            told = piece(client, key, start, content[start : start + step]).json()
        return str(told["state"])

    assert at_once(8, send) == ["whole"] * 8
    assert (Upload.objects.count(), UploadPiece.objects.count()) == (1, 0)
    (file,) = StoredFile.objects.all()
    assert b"".join(open_file(file)) == content


def test_a_worker_that_dies_between_bytes_and_commit_costs_that_piece_only(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, content, key = signed_in(world.here.users["grid_worker"]), document(), uuid4()
    client.raise_request_exception = False
    promise(client, key, content)
    piece(client, key, 0, content[:100])
    written: list[str] = []

    def dies(*args: Any, **kwargs: Any) -> str:
        written.append(real(*args, **kwargs))
        raise KeyboardInterrupt

    real = vault.put
    with monkeypatch.context() as broken:
        broken.setattr(receiving.vault, "put", dies)
        with pytest.raises(KeyboardInterrupt):
            piece(client, key, 100, content[100:200])
    assert not default_storage.exists(written[0])
    assert promise(client, key, content).json()["offset"] == 100
    assert piece(client, key, 100, content[100:]).json()["state"] == "whole"
