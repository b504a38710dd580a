"""Opening what is kept. Callers have fetched the row through ``access.policy``."""

from __future__ import annotations

from collections.abc import Iterator

from pingan.common.errors import NotFound
from pingan.files.models import StoredFile
from pingan.files.services import vault


def open_file(stored: StoredFile) -> Iterator[bytes]:
    """Yield the plain bytes in pieces of at most 256 KiB.

    Raises:
        NotFound: cleared by retention, or missing in storage.
        DecryptionError: altered in storage, or its key is no longer listed.

    """
    if stored.deleted_at is not None:
        raise NotFound()
    return vault.read(stored.storage_name)


def open_thumbnail(stored: StoredFile) -> Iterator[bytes]:
    """Yield the JPEG of at most 480 pixels.

    Raises:
        NotFound: the file is no photo, or its bytes are gone.
        DecryptionError: as for ``open_file``.

    """
    if stored.deleted_at is not None or not stored.thumbnail_name:
        raise NotFound()
    return vault.read(stored.thumbnail_name)
