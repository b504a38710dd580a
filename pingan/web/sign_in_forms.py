"""allauth's forms, made to count every failure together and to take every code once."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.forms import ChangePasswordForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _

from pingan.accounts.models import User
from pingan.accounts.services import SecondFactor, check_second_factor


def is_locked_out(request: HttpRequest, user: User) -> bool:
    """Say whether this account may not try again yet; marks the request, so that the lockout page answers."""
    if AxesProxyHandler.is_allowed(request, {"username": user.username}):
        return False
    request.axes_locked_out = True  # type: ignore[attr-defined]
    return True


class _CodeOnce:
    """Checks the code against the house's own rule instead of allauth's cache."""

    user: User
    cleaned_data: dict[str, Any]

    def clean_code(self) -> str:
        """Accept a present code once; count a wrong one."""
        code: str = self.cleaned_data["code"]
        if is_locked_out(context.request, self.user):
            raise get_adapter().validation_error("incorrect_code")
        outcome, authenticator = check_second_factor(user=self.user, code=code)
        if outcome is SecondFactor.ACCEPTED and authenticator is not None:
            authenticator.user = self.user
            self.authenticator = authenticator
            return code
        if outcome is SecondFactor.REPLAYED:
            raise forms.ValidationError(_("This code was used already. Wait for the next one."))
        if authenticator is not None:
            self._emit_authentication_failed(authenticator)  # type: ignore[attr-defined]
        raise get_adapter().validation_error("incorrect_code")


class SecondFactorForm(_CodeOnce, AuthenticateForm):  # type: ignore[misc]
    """The code after the password."""


class SecondFactorAgainForm(_CodeOnce, ReauthenticateForm):  # type: ignore[misc]
    """The code before something sensitive."""


class PasswordForm(ChangePasswordForm):  # type: ignore[misc]
    """A new password; the present one is checked under the same count as at sign-in."""

    def clean_oldpassword(self) -> str:
        """Refuse a wrong present password, and count it."""
        typed: str = self.cleaned_data.get("oldpassword", "")
        adapter = get_account_adapter(context.request)
        if is_locked_out(context.request, self.user) or not adapter.reauthenticate(self.user, typed):
            raise adapter.validation_error("enter_current_password")
        return typed
