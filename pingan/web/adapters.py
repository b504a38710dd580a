"""How allauth is bent to this house: nobody signs up, passwords have an age, secrets lie encrypted."""

from __future__ import annotations

import base64
import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url

from pingan.access.queries import needs_second_factor
from pingan.accounts.models import User
from pingan.accounts.services import change_password
from pingan.common import crypto
from pingan.web.devices import note_sign_in
from pingan.web.preferences import show_as_preferred

_CONTEXT = "mfa.authenticator.data"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are opened by the system administrator only."""

    error_messages = DefaultAccountAdapter.error_messages

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: accounts belong to people in office."""
        return False

    def set_password(self, user: User, password: str) -> None:
        """Store it with its date, so that its age is known."""
        change_password(user=user, password=password)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Go on to work, in the user's own language, colours and type size; the browser is known from now on."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        show_as_preferred(response, user)
        note_sign_in(request, response, user)
        return response

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Go on to work."""
        return resolve_url(settings.LOGIN_REDIRECT_URL)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Do not ask again for what was typed minutes ago, at sign-in."""
        request = context.request
        records = get_authentication_records(request, request.user)
        latest = max((record.get("at", 0) for record in records), default=0)
        return bool(time.time() - latest >= app_settings.REAUTHENTICATION_TIMEOUT)


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """The second factor."""

    def encrypt(self, text: str) -> str:
        """Keep secrets encrypted in the database."""
        return base64.b64encode(crypto.encrypt(text.encode(), context=_CONTEXT)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open what ``encrypt`` closed."""
        return crypto.decrypt(base64.b64decode(encrypted_text), context=_CONTEXT).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Refuse to switch it off while a post held today demands it."""
        return not needs_second_factor(authenticator.user)
