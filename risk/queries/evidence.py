"""When the photos that are to prove something were taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pingan.files.models import StoredFile
from pingan.matters.models import MatterFile

# Phones that set their clocks by the network differ by seconds; one that is set by hand, by minutes.
CLOCK_AHEAD = timedelta(minutes=2)


@dataclass(frozen=True)
class Proof:
    """A photo and when it was taken: as it says itself, or by the statement of who sends it."""

    photo: StoredFile
    at: datetime
    is_by_statement: bool


def photos_among(file_ids: Sequence[int]) -> list[StoredFile]:
    """Return the photos among stored files, those whose bytes are gone left out."""
    rows = StoredFile.objects.filter(pk__in=list(file_ids), kind=StoredFile.Kind.PHOTO, deleted_at=None)
    return list(rows.order_by("pk"))


def own_moment(photo: StoredFile) -> datetime | None:
    """Return when a photo was taken as it says itself; None: it says nothing, as a camera whose clock is wrong.

    When it was sent is no answer, for an old photo can be sent anew; but a clock that is ahead by no more than
    ``CLOCK_AHEAD`` is that of an ordinary phone, and nothing is sent before it is taken.
    """
    taken = photo.taken_at
    if taken is None or taken > photo.created_at + CLOCK_AHEAD:
        return None
    return min(taken, photo.created_at)


def is_shown_before(photo: StoredFile, matter_id: int) -> bool:
    """Say whether the same picture lies on the matter already: what was shown once proves nothing new."""
    earlier = MatterFile.objects.filter(matter_id=matter_id, file__sha256=photo.sha256)
    return bool(earlier.exclude(file_id=photo.pk).exists())


def new_photos(file_ids: Sequence[int], matter_id: int) -> list[StoredFile]:
    """Return the photos that the matter has not shown before."""
    return [photo for photo in photos_among(file_ids) if not is_shown_before(photo, matter_id)]


def proof_after(
    photos: Sequence[StoredFile], *, after: datetime, now: datetime, stated: datetime | None
) -> Proof | None:
    """Return the newest photo taken after a moment; None: none of them proves it.

    One that says itself when it was taken goes first; of one that says nothing the statement holds, unless the photo had
    been sent before the moment that is stated.
    """
    told = [
        Proof(photo, at, is_by_statement=False)
        for photo in photos
        if (at := own_moment(photo)) and at > after
    ]
    if not told and stated is not None and after < stated <= now:
        silent = [photo for photo in photos if own_moment(photo) is None]
        told = [Proof(photo, stated, is_by_statement=True) for photo in silent if stated <= photo.created_at]
    return max(told, key=lambda proof: (proof.at, proof.photo.pk), default=None)
