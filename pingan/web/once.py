"""Secrets that a person sees once, on the page after the one that made them."""

from __future__ import annotations

import base64

from django.http import HttpRequest

from pingan.common import crypto


def _context(request: HttpRequest, name: str) -> str:
    return f"shown-once:{request.user.pk}:{name}"


def keep_once(request: HttpRequest, name: str, secret: str) -> None:
    """Put a secret, encrypted, into the session for the next page of this user."""
    sealed = crypto.encrypt(secret.encode(), context=_context(request, name))
    request.session[f"once.{name}"] = base64.b64encode(sealed).decode()


def take_once(request: HttpRequest, name: str) -> str:
    """Return the secret and forget it; empty where there is none."""
    kept = request.session.pop(f"once.{name}", None)
    if kept is None:
        return ""
    return crypto.decrypt(base64.b64decode(kept), context=_context(request, name)).decode()
