"""When the photos that are to prove something were taken."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pingan.files.models import StoredFile
from pingan.matters.models import MatterFile


def photos_among(file_ids: Sequence[int]) -> list[StoredFile]:
    """Return the photos among stored files, those whose bytes are gone left out."""
    rows = StoredFile.objects.filter(pk__in=list(file_ids), kind=StoredFile.Kind.PHOTO, deleted_at=None)
    return list(rows.order_by("pk"))


def moment_of(photo: StoredFile, now: datetime) -> datetime:
    """Return when a photo was taken: as it says itself, else when it was sent.

    A camera whose clock is ahead says nothing: a moment after ``now`` counts as none.
    """
    taken = photo.taken_at
    return taken if taken is not None and taken <= now else photo.created_at


def is_shown_before(photo: StoredFile, matter_id: int) -> bool:
    """Say whether the same picture lies on the matter already: what was shown once proves nothing new."""
    earlier = MatterFile.objects.filter(matter_id=matter_id, file__sha256=photo.sha256)
    return bool(earlier.exclude(file_id=photo.pk).exists())


def newest_after(
    file_ids: Sequence[int], matter_id: int, *, after: datetime, now: datetime
) -> tuple[StoredFile, datetime] | None:
    """Return the newest photo taken after a moment and not shown on the matter before, and when; None: there is none."""
    found = [
        (moment_of(photo, now), photo)
        for photo in photos_among(file_ids)
        if moment_of(photo, now) > after and not is_shown_before(photo, matter_id)
    ]
    if not found:
        return None
    at, photo = max(found, key=lambda pair: (pair[0], pair[1].pk))
    return photo, at
