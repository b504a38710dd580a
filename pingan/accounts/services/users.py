"""Opening, closing and arranging accounts."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from pingan.accounts.models import User
from pingan.accounts.rules.passwords import temporary_password
from pingan.accounts.services.devices import sign_out_devices
from pingan.accounts.services.tokens import revoke_tokens
from pingan.common.errors import Invalid


def create_account(*, username: str, name: str, phone: str = "") -> tuple[User, str]:
    """Open an account with a random password for the first sign-in; return both.

    Raises:
        Invalid: a name is missing, or the username is taken.

    """
    problems: dict[str, str] = {}
    if not username.strip():
        problems["username"] = _("Enter a username.")
    if not name.strip():
        problems["name"] = _("Enter the person's name.")
    if problems:
        raise Invalid(problems)
    password = temporary_password()
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                username, password, name=name.strip(), phone=phone.strip() or None, must_change_password=True
            )
    except IntegrityError as error:
        raise Invalid({"username": _("This username is taken.")}) from error
    return user, password


@transaction.atomic
def close_account(*, user: User) -> None:
    """Close an account: no sign-in, every session and key ends at once, its devices are wiped. Its history stays."""
    user.is_active = False
    user.session_epoch += 1
    user.save(update_fields=["is_active", "session_epoch"])
    revoke_tokens(user=user)
    sign_out_devices(user=user)


def reopen_account(*, user: User) -> None:
    """Open a closed account again; keys revoked at closing stay revoked."""
    user.is_active = True
    user.save(update_fields=["is_active"])


def sign_out_everywhere(*, user: User) -> None:
    """End every session of a user at once; keys for programs stay."""
    user.session_epoch += 1
    user.save(update_fields=["session_epoch"])


def save_preferences(*, user: User, language: str, theme: str, large_type: bool) -> None:
    """Keep how the user wants to see the pages, on every device."""
    user.language, user.theme, user.large_type = language, theme, large_type
    user.save(update_fields=["language", "theme", "large_type"])
