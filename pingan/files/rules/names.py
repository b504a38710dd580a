"""The name under which people see a file. Storage never uses it."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

_LONGEST = 120
_FORBIDDEN = re.compile(r'[<>:"|?*%;]')
#: Media type -> endings that fit it; the first is given to a name with another ending.
ENDINGS: dict[str, tuple[str, ...]] = {
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/webp": (".webp",),
    "application/pdf": (".pdf",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (".docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (".xlsx",),
    # A piece of a file that the house itself made (long exports); nobody can send one.
    "application/octet-stream": (".part",),
    "audio/mpeg": (".mp3",),
    "audio/mp4": (".m4a",),
    "audio/wav": (".wav",),
    "audio/ogg": (".ogg",),
    "audio/amr": (".amr",),
    "audio/webm": (".webm", ".weba"),
}


def _cleaned(raw: str) -> str:
    """Drop folders, control characters and invisible marks (a right-to-left mark hides an ending)."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", raw))[-1]
    visible = "".join(char for char in last if unicodedata.category(char) not in {"Cc", "Cf", "Cs"})
    return _FORBIDDEN.sub("_", visible).strip(" .")


def has_name_of_type(name: str, media_type: str) -> bool:
    """Say whether the ending of ``name`` fits the type that was found in the bytes."""
    return PurePosixPath(name).suffix.lower() in ENDINGS[media_type]


def display_name(raw: str, media_type: str) -> str:
    """Return a harmless name of at most 120 characters whose ending tells the truth.

    ``../../报告.docx`` becomes ``报告.docx``; a photo sent as ``x.html`` becomes ``x.jpg``. Chinese and rare
    characters stay. A name of which nothing is left becomes ``file`` with the right ending.
    """
    name = _cleaned(raw)
    ending = PurePosixPath(name).suffix.lower()
    # A "suffix" such as ".1号楼漏水" is part of the name, not an ending.
    stem = name[: -len(ending)] if ending and re.fullmatch(r"\.[a-z0-9]{1,5}", ending) else name
    if ending not in ENDINGS[media_type]:
        ending = ENDINGS[media_type][0]
    return (stem.strip(" .")[: _LONGEST - len(ending)].rstrip(" .") or "file") + ending
