"""What the security log learns of signing in and out, of second factors and of refusals.

The libraries tell about these moments through signals only; this is the one place that listens. Each row is
written outside of any transaction of the request, so a failure stands even though nothing else happened.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from allauth.account.signals import password_changed
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
    authenticator_used,
)
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from pingan.access.queries import actor_for
from pingan.accounts.models import User
from pingan.accounts.queries import account_by_username
from pingan.accounts.services.second_factors import use_up_present_code
from pingan.audit.services import log
from pingan.web.middleware import client_ip
from pingan.web.problems import is_api
from pingan.web.sign_in import SECOND_FACTOR_KEY, has_second_factor, note_second_factor


def record(request: HttpRequest, user: User, action: str, **details: Any) -> None:
    """Write a row about something that a known user did to the own account."""
    actor = actor_for(user, ip=client_ip(request), request_id=_request_id(request))
    log(
        actor=actor,
        action=action,
        object_type="user",
        object_id=user.pk,
        user_id=user.pk,
        user_name=user.name,
        ip=client_ip(request),
        request_id=_request_id(request),
        **details,
    )


def _request_id(request: HttpRequest) -> str:
    return getattr(request, "request_id", "")


def _door(request: HttpRequest) -> str:
    return "api" if is_api(request) else "page"


def _record_attempt(
    request: HttpRequest, username: str, action: str, result: str, data: Mapping[str, Any]
) -> None:
    # Nobody knows who tried; the account is the object. A name that is no account is not kept: people type
    # their password there.
    user = account_by_username(username)
    actor = actor_for(user) if user else None
    log(
        actor=None,
        action=action,
        object_type="user" if user else "",
        object_id=user.pk if user else None,
        region_code=actor.areas[0] if actor and actor.areas else "",
        result=result,
        data={"door": _door(request), "known_account": user is not None, **data},
        ip=client_ip(request),
        request_id=_request_id(request),
    )


@receiver(user_logged_in)
def _signed_in(request: HttpRequest, user: User, **_kwargs: Any) -> None:
    shown = request.session.get(SECOND_FACTOR_KEY) == user.pk
    record(request, user, "sign_in.succeeded", data={"door": _door(request), "second_factor": shown})


@receiver(user_login_failed)
def _sign_in_failed(
    credentials: Mapping[str, Any], request: HttpRequest | None = None, **_kwargs: Any
) -> None:
    # Axes listens first and counts; an attempt during a lockout is not counted, and told by ``_locked_out``.
    if request is None or getattr(request, "axes_failures_since_start", None) is None:
        return
    step = getattr(request, "sign_in_step", "password")
    _record_attempt(request, str(credentials.get("username", "")), "sign_in.failed", "failed", {"step": step})


@receiver(user_locked_out)
def _locked_out(request: HttpRequest, username: str | None, **_kwargs: Any) -> None:
    _record_attempt(request, username or "", "sign_in.locked_out", "refused", {})


@receiver(user_logged_out)
def _signed_out(request: HttpRequest, user: User | None, **_kwargs: Any) -> None:
    if user is not None:
        record(request, user, "sign_out", data={"by": getattr(request, "signed_out_by", "user")})


@receiver(password_changed)
def _password_changed(request: HttpRequest, user: User, **_kwargs: Any) -> None:
    record(request, user, "password.changed")


@receiver(authenticator_added)
def _factor_added(request: HttpRequest, user: User, authenticator: Authenticator, **_kwargs: Any) -> None:
    if authenticator.type == Authenticator.Type.TOTP:
        use_up_present_code(authenticator=authenticator)
        note_second_factor(request, user.pk)
    record(request, user, "second_factor.added", data={"kind": str(authenticator.type)})


@receiver(authenticator_removed)
def _factor_removed(request: HttpRequest, user: User, authenticator: Authenticator, **_kwargs: Any) -> None:
    if authenticator.type == Authenticator.Type.TOTP:
        request.session.pop(SECOND_FACTOR_KEY, None)
    record(request, user, "second_factor.removed", data={"kind": str(authenticator.type)})


@receiver(authenticator_reset)
def _factor_renewed(request: HttpRequest, user: User, authenticator: Authenticator, **_kwargs: Any) -> None:
    record(request, user, "second_factor.renewed", data={"kind": str(authenticator.type)})


@receiver(authenticator_used)
def _factor_used(request: HttpRequest, user: User, authenticator: Authenticator, **_kwargs: Any) -> None:
    note_second_factor(request, user.pk)
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        record(request, user, "second_factor.recovery_used")


@receiver(authentication_failed)
def _factor_failed(request: HttpRequest, user: User, **_kwargs: Any) -> None:
    count_failure(request, user, step="second_factor")


def count_failure(request: HttpRequest, user: User, *, step: str) -> None:
    """Count a wrong code like a wrong password: the same five, the same half hour."""
    request.sign_in_step = step  # type: ignore[attr-defined]
    user_login_failed.send(sender=User, credentials={"username": user.username}, request=request)


class RefusalLogMiddleware:
    """Writes a row for every page and endpoint that was refused to a known post (403)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, then record a refusal: the route and the row's key, never what was typed."""
        response = self.get_response(request)
        actor = getattr(request, "actor", None)
        match = request.resolver_match
        if response.status_code == 403 and actor is not None and match is not None:
            pk = next(
                (str(match.kwargs[name]) for name in ("pk", "matter_id", "id") if name in match.kwargs), ""
            )
            log(
                actor=actor,
                action="access.refused",
                object_type=match.view_name[:60],
                object_id=int(pk) if pk.isdigit() and len(pk) < 19 else None,
                result="refused",
                data={"method": request.method or "", "second_factor": has_second_factor(request)},
            )
        return response
