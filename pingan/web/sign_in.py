"""Gates between sign-in and the first page: idle sessions, old passwords, the second factor.

They stand after ``ActorMiddleware``. A program that signs in with a token meets the same rules in
``pingan.web.authentication``.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from pingan.access.rules import SECOND_FACTOR_ROLES
from pingan.accounts.queries import has_totp, must_change_password
from pingan.accounts.rules.sessions import RESOLUTION, has_idled_out
from pingan.web.problems import is_queued, problem_answer, reads_problems

SEEN_KEY = "seen_at"
SECOND_FACTOR_KEY = "second_factor_of"
#: Sent by pages that refresh themselves, so that an unattended screen does not keep its session alive.
BACKGROUND_HEADER = "X-Background"

#: Answered to everybody at any time: a phone asks before it sends, and with it no page is open.
_FOR_PHONES = ("web:phone_state", "web:service_worker", "web:manifest")
#: What stays reachable while a gate is closed: signing out, and the pages that open the gate.
_ALWAYS = (
    "account_logout",
    "account_login",
    "account_reauthenticate",
    "mfa_reauthenticate",
    "set_language",
    *_FOR_PHONES,
)
_FOR_PASSWORD = ("account_change_password",)
_FOR_SECOND_FACTOR = (
    *_FOR_PASSWORD,
    "console:switch_post",
    "mfa_activate_totp",
    "mfa_view_recovery_codes",
    "mfa_download_recovery_codes",
)

Next = Callable[[HttpRequest], HttpResponse]


def has_second_factor(request: HttpRequest) -> bool:
    """Say whether this session has shown a second factor. Without a query."""
    return request.user.is_authenticated and request.session.get(SECOND_FACTOR_KEY) == request.user.pk


def note_second_factor(request: HttpRequest, user_id: int) -> None:
    """Remember in the session that this user has shown a second factor."""
    request.session[SECOND_FACTOR_KEY] = user_id


def _is_open(request: HttpRequest, names: tuple[str, ...]) -> bool:
    for name in (*_ALWAYS, *names):
        try:
            if request.path == reverse(name):
                return True
        except NoReverseMatch:  # a page that this deployment does not mount
            continue
    return False


def _is_of_phone(request: HttpRequest) -> bool:
    return request.path in {reverse(name) for name in _FOR_PHONES}


def _send_to(request: HttpRequest, name: str) -> HttpResponse:
    url = reverse(name)
    if request.method == "GET":
        url = f"{url}?{urlencode({'next': request.get_full_path()})}"
    return HttpResponseClientRedirect(url) if getattr(request, "htmx", False) else HttpResponseRedirect(url)


class IdleSessionMiddleware:
    """Ends a session that stood idle too long for the post held (30 minutes; 12 hours for grid workers)."""

    def __init__(self, get_response: Next) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """End the session, or remember that it was used; a row is written once a minute at most."""
        if not request.user.is_authenticated:
            return self.get_response(request)
        now = time.time()
        seen = request.session.get(SEEN_KEY)
        if seen is not None and self._has_ended(request, seen, now):
            return self._sign_out(request)
        is_background = request.headers.get(BACKGROUND_HEADER) == "true" or _is_of_phone(request)
        if seen is None or (not is_background and now - seen >= RESOLUTION.total_seconds()):
            request.session[SEEN_KEY] = now
        return self.get_response(request)

    def _has_ended(self, request: HttpRequest, seen: float, now: float) -> bool:
        actor = getattr(request, "actor", None)
        return has_idled_out(
            last_seen_at=datetime.fromtimestamp(seen, UTC),
            role=actor.role if actor else "",
            now=datetime.fromtimestamp(now, UTC),
        )

    def _sign_out(self, request: HttpRequest) -> HttpResponse:
        request.signed_out_by = "idle"  # type: ignore[attr-defined]
        logout(request)
        request.actor = None  # type: ignore[attr-defined]
        if _is_of_phone(request):
            return self.get_response(request)
        said = _("You were signed out because nothing was done for a while. Please sign in again.")
        if reads_problems(request):
            code = "signed_out" if is_queued(request) else "session_expired"
            return problem_answer(401, code=code, title=said)
        messages.info(request, said)
        back = request.get_full_path() if request.method == "GET" else "/"
        answer = redirect_to_login(back)
        if getattr(request, "htmx", False):
            return HttpResponseClientRedirect(answer.url)
        return answer


class PasswordAgeMiddleware:
    """Sends somebody whose password is temporary or older than 90 days to the page that changes it."""

    def __init__(self, get_response: Next) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let through, or ask for a new password first. Costs no query: the user is loaded already."""
        if (
            not request.user.is_authenticated
            or not must_change_password(request.user)
            or _is_open(request, _FOR_PASSWORD)
        ):
            return self.get_response(request)
        if reads_problems(request):
            said = _("Your password must be changed first. Sign in on the page and choose a new one.")
            return problem_answer(403, code="password_change_required", title=said)
        return _send_to(request, "account_change_password")


class SecondFactorMiddleware:
    """Demands a second factor of the roles that need one, before any page of theirs.

    Whoever has no authenticator app yet is led through setting it up; whoever has one is asked for a code.
    """

    def __init__(self, get_response: Next) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let through, or lead to set-up or to the code."""
        actor = getattr(request, "actor", None)
        if actor is None or actor.role not in SECOND_FACTOR_ROLES or has_second_factor(request):
            return self.get_response(request)
        if _is_open(request, _FOR_SECOND_FACTOR):
            return self.get_response(request)
        if reads_problems(request):
            said = _("This post needs a second factor. Sign in on the page and show it there.")
            return problem_answer(403, code="second_factor_required", title=said)
        is_set_up = has_totp(request.user)  # type: ignore[arg-type]
        return _send_to(request, "mfa_reauthenticate" if is_set_up else "mfa_activate_totp")
