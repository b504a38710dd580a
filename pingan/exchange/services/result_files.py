"""Photos and files that a unit's system sends with a result: checked and kept as those of people, their place never read."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any, Final

from django.core.files import File
from django.utils.translation import gettext as _

from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.files.rules import LIMITS
from pingan.files.services import store_upload

#: As many as a form of the unit's people takes at a time.
MOST: Final = 9
_NAME: Final = 80


def digest_of(file: File[Any]) -> str:
    """Return the SHA-256 of what was sent, of no more than may be sent."""
    file.seek(0)
    return sha256(file.read(LIMITS.file_bytes + 1)).hexdigest()


def keep_files(actor: Actor, files: Sequence[File[Any]]) -> tuple[int, ...]:
    """Check and keep all of them, or none; return their keys. Call inside the transaction that links them.

    Raises:
        Invalid: too many, or what is wrong with each one that is not taken, by its name.
        Unavailable: the storage is full or away.

    """
    if len(files) > MOST:
        raise Invalid({"files": _("No more than %(most)d files at a time.") % {"most": MOST}})
    kept: list[int] = []
    problems: list[str] = []
    for file in files:
        try:
            kept.append(store_upload(actor=actor, upload=file, read_place=False).pk)
        except Invalid as error:
            said = " ".join(str(text) for texts in error.fields.values() for text in texts)
            problems.append(f"{(file.name or '')[:_NAME]}: {said}")
    if problems:
        raise Invalid({"files": problems})
    return tuple(kept)
