"""Clearing what nobody uses, and what retention ends."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from pingan.files.models import StoredFile, Upload, UploadPiece
from pingan.files.policy import in_use_q
from pingan.files.rules.pieces import KEPT_FOR
from pingan.files.services import vault

log = logging.getLogger(__name__)
#: How long a file may wait for its report (our own choice: a form left open over a weekend day).
UNLINKED_FOR = timedelta(hours=48)
#: How far back the sweeper looks for objects without a row; it runs daily, so a fortnight forgives an outage.
_LOOK_BACK_DAYS = 14
_BATCH = 200


def erase(stored: StoredFile) -> None:
    """Remove the bytes for good; the row stays and says since when. Idempotent.

    The caller holds a lock on the row or is alone; the bytes go after commit.
    """
    if stored.deleted_at is None:
        stored.deleted_at = timezone.now()
        stored.save(update_fields=["deleted_at"])
    for name in (stored.storage_name, stored.thumbnail_name):
        transaction.on_commit(partial(vault.remove_object, name))


def sweep_unlinked(*, now: datetime) -> int:
    """Erase files that nothing has linked for 48 hours; return how many.

    A file that is being linked at this moment is locked by ``claim_files`` and skipped.
    """
    old = StoredFile.objects.filter(deleted_at=None, created_at__lt=now - UNLINKED_FOR).exclude(in_use_q())
    with transaction.atomic():
        # Taken in two steps: after the lock is held, the question is asked again of the rows as they are now.
        locked = list(
            StoredFile.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:_BATCH]))
            .select_for_update(skip_locked=True)
            .values_list("pk", flat=True)
        )
        rows = list(old.filter(pk__in=locked))
        for row in rows:
            erase(row)
    return len(rows)


def sweep_uploads(*, now: datetime) -> int:
    """Give up uploads of which nothing was heard for seven days, with their pieces; return how many.

    What became a stored file stays with it. One that is written to at this moment is locked and skipped.
    """
    with transaction.atomic():
        old = Upload.objects.filter(touched_at__lt=now - KEPT_FOR).select_for_update(skip_locked=True)
        keys = [row.pk for row in old[:_BATCH]]
        pieces = UploadPiece.objects.filter(upload_id__in=keys)
        for name in pieces.values_list("storage_name", flat=True):
            transaction.on_commit(partial(vault.remove_object, name))
        Upload.objects.filter(pk__in=keys).delete()
    return len(keys)


def _objects_of(folder: str) -> set[str]:
    try:
        return {f"{folder}/{name}" for name in default_storage.listdir(folder)[1]}
    except FileNotFoundError:
        return set()


def _known_names(folder: str) -> set[str]:
    rows = StoredFile.objects.filter(storage_name__startswith=f"{folder}/", deleted_at=None)
    pieces = UploadPiece.objects.filter(storage_name__startswith=f"{folder}/")
    names = {name for pair in rows.values_list("storage_name", "thumbnail_name") for name in pair}
    return names | set(pieces.values_list("storage_name", flat=True))


def sweep_abandoned(*, now: datetime) -> int:
    """Remove objects older than two days that no row knows (a process died between bytes and commit)."""
    removed = 0
    today = timezone.localdate(now)
    for age in range(3, _LOOK_BACK_DAYS + 1):
        folder = vault.folder_of(today - timedelta(days=age))
        for name in _objects_of(folder) - _known_names(folder):
            vault.remove_object(name)
            removed += 1
    if removed:
        log.warning("removed %d objects that no row knew", removed)
    return removed
