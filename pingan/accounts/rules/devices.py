"""Devices: how a browser is called, and the secret by which it is known again. Pure."""

from __future__ import annotations

import re
import secrets
from datetime import datetime, timedelta

#: Version 1. How long a browser is remembered after its last contact; browsers themselves keep a cookie for 400 days.
KEPT_FOR = timedelta(days=400)
#: Version 1. How exactly the last contact is remembered: enough to tell one's devices apart, too little to follow anybody.
SEEN_RESOLUTION = timedelta(hours=1)
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
#: First match counts: browsers name those they descend from as well.
_BROWSERS = (
    ("MicroMessenger", "WeChat"),
    ("HuaweiBrowser", "Huawei Browser"),
    ("MiuiBrowser", "Mi Browser"),
    ("UCBrowser", "UC Browser"),
    ("EdgA", "Edge"),
    ("Edg/", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def new_secret() -> str:
    """Make a secret of 256 random bits, as text for a cookie."""
    return secrets.token_urlsafe(32)


def is_secret(text: str) -> bool:
    """Say whether a cookie can be one of ours."""
    return bool(_SECRET.fullmatch(text))


def label_of(user_agent: str) -> str:
    """Return browser and system in a few words, such as ``Chrome · Android``; blank where neither is known.

    No model and no version: they would tell more of a person than is needed to know one's own phone again.
    """
    found = [
        next((name for mark, name in marks if mark in user_agent), "") for marks in (_BROWSERS, _SYSTEMS)
    ]
    return " · ".join(name for name in found if name)


def is_contact_due(*, last_seen_at: datetime, now: datetime) -> bool:
    """Say whether a contact is worth writing down."""
    return now - last_seen_at >= SEEN_RESOLUTION
