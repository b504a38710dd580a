"""The cookie by which a browser is known again, and the row behind it (``accounts.Device``).

The cookie lets nobody in: it says which device is asking, so that one that was signed out from afar learns at its next
contact that it has to clear what it keeps.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from pingan.accounts.models import User
from pingan.accounts.rules.devices import KEPT_FOR, is_secret, label_of, new_secret
from pingan.accounts.services import move_device, note_contact, note_device

COOKIE = "pingan_device"
SESSION_KEY = "device"


def note_sign_in(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Remember that this browser signed in for an account; a browser without a cookie gets one."""
    secret = request.COOKIES.get(COOKIE, "")
    if not is_secret(secret):
        secret = new_secret()
    session_key = request.session.session_key or ""
    label = label_of(request.headers.get("User-Agent", ""))
    device = note_device(user=user, secret=secret, label=label, session_key=session_key)
    request.session[SESSION_KEY] = [device.pk, session_key]
    response.set_cookie(
        COOKIE,
        secret,
        max_age=int(KEPT_FOR.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=bool(settings.SESSION_COOKIE_SECURE),
    )


def device_of(request: HttpRequest) -> int | None:
    """Return the key of the browser's own row for the account signed in; None: signed in before it was known."""
    known = request.session.get(SESSION_KEY)
    return int(known[0]) if known else None


def contact(request: HttpRequest) -> tuple[str, list[int]]:
    """Return what this browser is told of itself, and the accounts whose data on it must go.

    ``wiped`` where there are such, ``known``, or ``unknown`` of a browser that never signed in.
    """
    secret = request.COOKIES.get(COOKIE, "")
    if not is_secret(secret):
        return "unknown", []
    live, wipe = note_contact(secret=secret)
    if wipe:
        return "wiped", wipe
    known = request.user.pk in live if request.user.is_authenticated else bool(live)
    return ("known" if known else "unknown"), []


class DeviceMiddleware:
    """Follows a session whose key was changed (a new password), so that its device can still be signed out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, then compare; costs no query as long as the key is the same."""
        response = self.get_response(request)
        known = request.session.get(SESSION_KEY)
        key = request.session.session_key
        if known and key and known[1] != key:
            move_device(device_id=known[0], session_key=key)
            request.session[SESSION_KEY] = [known[0], key]
        return response
