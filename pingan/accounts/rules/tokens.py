"""Keys for programs. Pure."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

#: Version 1. Our own choice: the same life as a password's.
DEFAULT_DAYS = 90
#: Version 1. No key outlives a year.
MAX_DAYS = 365
#: Version 1. How many live keys one person may hold; the oldest gives way to a new one.
MAX_LIVE = 50
#: How exactly the last use is remembered: a busy program writes its row once an hour.
USE_RESOLUTION = timedelta(hours=1)
#: So that a leaked key is recognised by scanners.
PREFIX = "pingan_"


def new_key() -> str:
    """Make a key of 256 random bits."""
    return PREFIX + secrets.token_urlsafe(32)


def digest_of(key: str) -> str:
    """Return what is stored of a key."""
    return sha256(key.encode()).hexdigest()


def is_use_due(*, last_used_at: datetime | None, now: datetime) -> bool:
    """Say whether a use is worth writing down."""
    return last_used_at is None or now - last_used_at >= USE_RESOLUTION
