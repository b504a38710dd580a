"""How a receiver knows that an event is ours: HMAC-SHA256 over the moment and the very bytes."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from hashlib import sha256

HEADER = "Pingan-Signature"


def signature(secrets: Iterable[str], body: bytes, moment: int) -> str:
    """Return the header: ``t=…,v1=…``, one ``v1`` for each secret that is valid now. ``moment``: seconds since 1970."""
    signed = f"{moment}.".encode() + body
    marks = [hmac.new(secret.encode(), signed, sha256).hexdigest() for secret in secrets]
    return ",".join([f"t={moment}", *(f"v1={mark}" for mark in marks)])
