"""Sound: kept as it came, because nothing on the server decodes it."""

from __future__ import annotations

import io
import wave

from django.utils.translation import gettext as _

from pingan.files.rules.packages import holds_archive
from pingan.files.rules.refusals import refuse
from pingan.files.rules.tracks import kinds_of_tracks
from pingan.files.rules.webm import NoSound, seconds_of_webm

#: What ``filetype`` finds -> the media type under which it is kept.
AUDIO_TYPES = {
    "audio/mpeg": "audio/mpeg",
    "audio/mp4": "audio/mp4",
    "audio/x-wav": "audio/wav",
    "audio/ogg": "audio/ogg",
    "audio/amr": "audio/amr",
    # What browsers record: the formats of films. Whether it is sound alone, their own elements tell.
    "video/webm": "audio/webm",
    "video/mp4": "audio/mp4",
}
_MARKUP = (b"<html", b"<script", b"<svg", b"<!doctype", b"<?php")


def check_audio(data: bytes, found: str) -> int | None:
    """Return the length in whole seconds where the file tells it (WAV, WebM), else None.

    ``found`` is what ``filetype`` found, one of ``AUDIO_TYPES``.

    Raises:
        Invalid: another file hides in it, a WAV is broken, a WebM is anything but sound, or an MP4 is a film.

    """
    media_type = AUDIO_TYPES[found]
    if found == "video/mp4" and kinds_of_tracks(data) != {"sound"}:
        raise refuse(_("Films are not taken here, only sound: send photos and a recording."))
    if holds_archive(data) or any(mark in data[:4096].lower() for mark in _MARKUP):
        raise refuse(_("The recording is damaged or not what it claims to be."))
    if media_type not in {"audio/wav", "audio/webm"}:
        return None
    try:
        if media_type == "audio/webm":
            return seconds_of_webm(data)
        with wave.open(io.BytesIO(data)) as sound:
            seconds: float = sound.getnframes() / sound.getframerate()
            return round(seconds)
    except (wave.Error, EOFError, ZeroDivisionError, NoSound) as error:
        raise refuse(_("The recording is damaged or not what it claims to be.")) from error
