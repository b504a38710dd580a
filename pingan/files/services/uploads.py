"""Taking files in: from people, and from the house itself."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from django.core.files import File
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from pingan.access.rules import Actor
from pingan.common.errors import Forbidden, Invalid
from pingan.files.models import StoredFile
from pingan.files.rules import LIMITS, Inspected, Limits, display_name, inspect
from pingan.files.services import vault


def _bytes_of(upload: File[Any], limits: Limits) -> bytes:
    """Read one byte past the limit at most: what the sender claims about the size is not believed."""
    upload.seek(0)
    data: bytes = upload.read(limits.file_bytes + 1)
    return data


def _store(file: Inspected, *, name: str, user_id: int | None) -> StoredFile:
    today = timezone.localdate()
    with transaction.atomic():
        return StoredFile.objects.create(
            uploaded_by_id=user_id,
            kind=file.kind,
            original_name=display_name(name, file.media_type),
            media_type=file.media_type,
            size_bytes=len(file.content),
            sha256=sha256(file.content).hexdigest(),
            storage_name=vault.put(file.content, day=today),
            thumbnail_name=vault.put(file.thumbnail, day=today) if file.thumbnail else "",
            width=file.width,
            height=file.height,
            duration_seconds=file.duration_seconds,
            taken_at=file.place.taken_at,
            longitude=file.place.longitude,
            latitude=file.place.latitude,
        )


def store_upload(
    *,
    actor: Actor,
    upload: File[Any],
    read_place: bool,
    only_photos: bool = False,
    limits: Limits = LIMITS,
) -> StoredFile:
    """Check and keep a file that somebody sent; it belongs to its sender until an app above links it.

    ``read_place``: the sender agreed that place and time of a photo are read before they are removed.
    ``only_photos``: the field takes nothing else.

    Raises:
        Forbidden: the post may not send files.
        Invalid: field ``file`` with one sentence; nothing is kept.
        Unavailable: the storage is full or away; nothing is kept.

    """
    if not actor.has("file.upload"):
        raise Forbidden()
    data = _bytes_of(upload, limits)
    file = inspect(data, limits=limits, read_place=read_place, only_photos=only_photos)
    return _store(file, name=upload.name or "", user_id=actor.user_id)


def store_generated(*, actor: Actor, name: str, content: bytes, media_type: str) -> StoredFile:
    """Keep a document that the house itself made; it is not inspected."""
    file = Inspected(kind=StoredFile.Kind.DOCUMENT, media_type=media_type, content=content)
    return _store(file, name=name, user_id=actor.user_id)


def claim_files(*, actor: Actor, file_ids: Iterable[int]) -> list[StoredFile]:
    """Lock the actor's own files so that they can be linked in this transaction, in the order given.

    The lock keeps the sweeper away until the link stands. System actors may claim any file.

    Raises:
        Invalid: field ``attachments``, where one is unknown, gone or somebody else's.

    """
    wanted = list(dict.fromkeys(file_ids))
    rows: QuerySet[StoredFile] = StoredFile.objects.filter(deleted_at=None, pk__in=wanted)
    if not actor.is_system:
        rows = rows.filter(uploaded_by_id=actor.user_id)
    found = {row.pk: row for row in rows.select_for_update(no_key=True).order_by("pk")}
    if len(found) < len(wanted):
        raise Invalid({"attachments": _("One of the files is gone or not yours. Send it again.")})
    return [found[key] for key in wanted]
