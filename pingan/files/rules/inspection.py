"""From bytes of unknown origin to what will be kept; what the sender claims of them counts nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

import filetype
from django.utils.translation import gettext as _

from pingan.files.rules.audio import AUDIO_TYPES, check_audio
from pingan.files.rules.limits import Limits
from pingan.files.rules.packages import check_package, is_package
from pingan.files.rules.pdf import check_pdf, is_pdf
from pingan.files.rules.photos import prepare_photo
from pingan.files.rules.places import Place
from pingan.files.rules.refusals import refuse
from pingan.files.rules.webm import MAGIC as EBML

PHOTO_TYPES = frozenset({"image/jpeg", "image/png", "image/webp"})
#: Photo formats of phones that Pillow alone cannot decode.
_UNDECODABLE = frozenset({"image/heic", "image/avif"})


@dataclass(frozen=True)
class Inspected:
    """What will be kept. ``kind`` is photo, document or audio; None: pixels or seconds are unknown."""

    kind: str
    media_type: str
    content: bytes
    thumbnail: bytes = b""
    width: int | None = None
    height: int | None = None
    duration_seconds: int | None = None
    place: Place = field(default_factory=Place)


def _photo(data: bytes, media_type: str, limits: Limits, *, read_place: bool) -> Inspected:
    photo = prepare_photo(data, media_type, limits=limits, read_place=read_place)
    return Inspected(
        kind="photo",
        media_type=media_type,
        content=photo.content,
        thumbnail=photo.thumbnail,
        width=photo.width,
        height=photo.height,
        place=photo.place,
    )


def _check_size(data: bytes, limits: Limits) -> None:
    if not data:
        raise refuse(_("The file is empty."))
    if len(data) > limits.file_bytes:
        raise refuse(_("The file is larger than %(size)d MB.") % {"size": limits.file_bytes // (1024 * 1024)})


def _check_decodable(media_type: str) -> None:
    if media_type in _UNDECODABLE:
        raise refuse(_("This photo format cannot be read here. Set the camera to JPEG (most compatible)."))


def _guessed(data: bytes) -> str:
    """Name what the first bytes promise; of EBML the library knows only how some programs write its head."""
    if data.startswith(EBML):
        return "video/webm"
    found = filetype.guess(data)
    return found.mime if found else ""


def _only_photo(data: bytes, limits: Limits, *, read_place: bool) -> Inspected:
    media_type = _guessed(data)
    if media_type in PHOTO_TYPES:
        return _photo(data, media_type, limits, read_place=read_place)
    _check_decodable(media_type)
    raise refuse(
        _("Only photos are taken here: JPEG, PNG or WebP. Other files can be added once it is sent.")
    )


def inspect(data: bytes, *, limits: Limits, read_place: bool, only_photos: bool = False) -> Inspected:
    """Recognise, check and, for photos, rewrite a file.

    ``read_place``: place and time may be read from a photo before they are removed. ``only_photos``: whatever
    is none is refused with a sentence that asks for nothing else.

    Raises:
        Invalid: field ``file`` with one sentence that says what to do.

    """
    _check_size(data, limits)
    if only_photos:
        return _only_photo(data, limits, read_place=read_place)
    if is_pdf(data):
        check_pdf(data, limits=limits)
        return Inspected(kind="document", media_type="application/pdf", content=data)
    if is_package(data):
        return Inspected(kind="document", media_type=check_package(data, limits=limits), content=data)
    media_type = _guessed(data)
    if media_type in PHOTO_TYPES:
        return _photo(data, media_type, limits, read_place=read_place)
    if media_type in AUDIO_TYPES:
        seconds = check_audio(data, media_type)
        kept = AUDIO_TYPES[media_type]
        return Inspected(kind="audio", media_type=kept, content=data, duration_seconds=seconds)
    _check_decodable(media_type)
    raise refuse(
        _("This kind of file is not accepted. Send a JPEG, PNG or WebP photo, PDF, Word, Excel or sound.")
    )
