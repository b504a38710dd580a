"""The secrets of one data directory, and the environment file that leads manage.py to the running servers."""

from __future__ import annotations

import base64
import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path

from launcher.output import Stop


def quoted(value: str) -> str:
    """Quote for both readers, django-environ and a shell that sources the file.

    Raises:
        Stop: a line break, which neither reads back.
    """
    if "\n" in value or "\r" in value:
        raise Stop("A value of the environment file contains a line break.")
    return '"' + re.sub(r'([\\"$`])', r"\\\1", value) + '"'


def unquoted(text: str) -> str:
    """Undo ``quoted``."""
    return re.sub(r"\\(.)", r"\1", text[1:-1])


def write_environment(path: Path, values: Mapping[str, str]) -> None:
    """Write a dotenv file that only its owner may read, in one step."""
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.writelines(f"{key}={quoted(value)}\n" for key, value in values.items())
    fresh.replace(path)


def read_environment(path: Path) -> dict[str, str]:
    """Read what ``write_environment`` wrote; empty without the file."""
    if not path.is_file():
        return {}
    pairs = (line.partition("=") for line in path.read_text(encoding="utf-8").splitlines())
    return {key: unquoted(value) for key, _equals, value in pairs}


def keys_of(path: Path) -> dict[str, str]:
    """The secrets of this data directory, made once; without them encrypted fields stay closed."""
    known = read_environment(path)
    if not known:
        known = {
            "PINGAN_SECRET_KEY": secrets.token_urlsafe(48),
            "PINGAN_FIELD_KEYS": f"k1:aes256gcm:{base64.b64encode(secrets.token_bytes(32)).decode()}",
            "PINGAN_BLIND_INDEX_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
        }
        write_environment(path, known)
    return known
