"""Files sent in pieces, as a phone sends them through the API."""

from __future__ import annotations

from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from django.test import Client

from tests.factories.files import pdf_bytes

API = "/api/v1/uploads/"
PIECE = "application/offset+octet-stream"


def document() -> bytes:
    """A PDF of some hundred bytes, enough for several pieces."""
    return pdf_bytes(b"%" + b"0123456789" * 60)


def promise(client: Client, key: UUID, content: bytes, **values: Any) -> Any:
    """Promise a file, or ask how far it got."""
    data = {"size": len(content), "sha256": sha256(content).hexdigest(), "name": "image.jpg", **values}
    return client.put(f"{API}{key}/", data, content_type="application/json")


def piece(client: Client, key: UUID, start: int, content: bytes) -> Any:
    """Send one piece."""
    headers = {"Upload-Offset": str(start)}
    return client.patch(f"{API}{key}/", content, content_type=PIECE, headers=headers)


def sent_ahead(client: Client, content: bytes, *, pieces: int = 3, **values: Any) -> UUID:
    """Send a whole file in pieces and return its id."""
    key, step = uuid4(), -(-len(content) // pieces)
    assert promise(client, key, content, **values).status_code == 200
    for start in range(0, len(content), step):
        assert piece(client, key, start, content[start : start + step]).status_code == 200
    return key
