"""Programs sign in with a token: ``Authorization: Token <key>``, and choose a post with ``X-Post: <id>``."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.authentication import SessionScheme
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import (
    BaseAuthentication,
    SessionAuthentication,
    get_authorization_header,
)
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from pingan.access.queries import Held, actor_for, holder_of
from pingan.access.rules import SECOND_FACTOR_ROLES, Actor
from pingan.accounts.models import ApiToken, User
from pingan.accounts.queries import must_change_password
from pingan.accounts.services import note_use
from pingan.web.middleware import client_ip

KEYWORD = "Token"


def chosen_post(request: Request) -> int | None:
    """Return the post named by ``X-Post``; None where the header is absent.

    Raises:
        PermissionDenied: it is no number.

    """
    value = request.headers.get("X-Post", "").strip()
    if not value:
        return None
    if not (value.isascii() and value.isdigit() and len(value) < 19):
        raise PermissionDenied(_("You do not hold this post today."), code="post_not_held")
    return int(value)


class ApiTokenAuthentication(BaseAuthentication):
    """Knows a program by its key. An unknown, expired or revoked key, or a closed account, is 401."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """Return user and token and put the actor on the request; None where no token was sent."""
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != KEYWORD.lower().encode():
            return None
        holder = holder_of(self._key(words))
        if holder is None:
            raise AuthenticationFailed(_("This token is unknown, expired or revoked."), code="invalid_token")
        token, posts = holder
        request._request.actor = self._actor(request, token, posts)  # type: ignore[attr-defined]
        note_use(token)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """Name the scheme in 401 answers."""
        return KEYWORD

    def _key(self, words: list[bytes]) -> str:
        try:
            (key,) = words[1:]
            return key.decode("ascii")
        except ValueError as error:
            raise AuthenticationFailed(_("Send: Authorization: Token <key>"), code="invalid_token") from error

    def _actor(self, request: Request, token: ApiToken, posts: list[Held]) -> Actor | None:
        if must_change_password(token.user):
            raise PermissionDenied(_("Your password must be changed first."), code="password_change_required")
        post_id = chosen_post(request)
        actor = actor_for(
            token.user,
            post_id,
            posts=posts,
            ip=client_ip(request._request),
            request_id=getattr(request._request, "request_id", ""),
        )
        if actor is None and post_id is not None:
            raise PermissionDenied(_("You do not hold this post today."), code="post_not_held")
        if actor is not None and actor.role in SECOND_FACTOR_ROLES and not token.with_second_factor:
            raise PermissionDenied(
                _("This post needs a token that was made with a second factor."),
                code="second_factor_required",
            )
        return actor


class SignedIn(SessionAuthentication):
    """Knows a page's own scripts by its session; an old form token is refused with the next one, as by pages."""

    def enforce_csrf(self, request: Any) -> None:
        """Check the form token.

        Raises:
            PermissionDenied: ``form_token``; the answer brings the one for the next attempt (``X-Form-Token``).

        """
        try:
            super().enforce_csrf(request)
        except PermissionDenied as error:
            said = _("The form had expired and was renewed. Send it again.")
            raise PermissionDenied(said, code="form_token") from error


class SignedInScheme(SessionScheme):  # type: ignore[no-untyped-call]
    """How the OpenAPI document describes it: as the session's cookie."""

    target_class = "pingan.web.authentication.SignedIn"
    name = "cookieAuth"


class ApiTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the OpenAPI document describes the token."""

    target_class = "pingan.web.authentication.ApiTokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """Describe the header."""
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "Token <key>",
        }
