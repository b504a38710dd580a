"""What administrators do to accounts, and people to their own; each act stands in the security log."""

from __future__ import annotations

from axes.handlers.proxy import AxesProxyHandler
from django.db import transaction
from django.utils.translation import gettext as _

from pingan.access.policy import fetch
from pingan.access.rules import Actor
from pingan.accounts import services as accounts
from pingan.accounts.models import ApiToken, Device, User
from pingan.accounts.rules.tokens import DEFAULT_DAYS
from pingan.audit.services import log
from pingan.common.errors import Forbidden, Invalid, NotFound
from pingan.common.text import plain_text


def _managed(actor: Actor, user_id: int, verb: str, reason: str) -> User:
    user = fetch(User, actor, user_id, verb, refine=lambda rows: rows.select_for_update(no_key=True))
    if user.pk == actor.user_id:
        raise Forbidden(_("Nobody administers their own account."))
    reason = plain_text(reason)
    if not reason.strip():
        raise Invalid({"reason": _("Say why.")})
    return user


def _note(actor: Actor, action: str, user: User, reason: str = "") -> None:
    log(actor=actor, action=action, object_type="user", object_id=user.pk, reason=reason)


@transaction.atomic
def open_account(*, actor: Actor, username: str, name: str, phone: str = "") -> tuple[User, str]:
    """Open an account for a person; return it with the password for the first sign-in.

    It can do nothing until the security administrator gives it a post.

    Raises:
        Forbidden: the post does not manage accounts.
        Invalid: a name is missing, or the username is taken.

    """
    if not actor.has("users.manage"):
        raise Forbidden()
    user, password = accounts.create_account(username=username, name=name, phone=phone)
    _note(actor, "account.opened", user)
    return user, password


@transaction.atomic
def reset_password(*, actor: Actor, user_id: int, reason: str) -> tuple[User, str]:
    """Give somebody a password for one sign-in, lift a lockout, end all sessions and keys.

    Raises:
        NotFound, Forbidden: no such account, the own one, or the post does not manage accounts.
        Invalid: no reason.

    """
    user = _managed(actor, user_id, "manage", reason)
    password = accounts.reset_password(user=user)
    AxesProxyHandler.reset_attempts(username=user.username)
    _note(actor, "password.reset", user, reason)
    return user, password


@transaction.atomic
def close_account(*, actor: Actor, user_id: int, reason: str) -> None:
    """Close an account at once; posts and history stay.

    Raises:
        NotFound, Forbidden: no such account, the own one, or the post does not manage accounts.
        Invalid: no reason.

    """
    user = _managed(actor, user_id, "manage", reason)
    accounts.close_account(user=user)
    _note(actor, "account.closed", user, reason)


@transaction.atomic
def reopen_account(*, actor: Actor, user_id: int, reason: str) -> None:
    """Open a closed account again.

    Raises:
        NotFound, Forbidden: no such account, the own one, or the post does not manage accounts.
        Invalid: no reason.

    """
    user = _managed(actor, user_id, "manage", reason)
    accounts.reopen_account(user=user)
    _note(actor, "account.reopened", user, reason)


@transaction.atomic
def remove_second_factor(*, actor: Actor, user_id: int, reason: str) -> None:
    """Forget somebody's lost authenticator app, so that a new one is set up at the next sign-in.

    The security administrator does this and the system administrator resets passwords, so that neither can
    take over an account alone.

    Raises:
        NotFound, Forbidden: no such account, the own one, or the post does not manage posts.
        Invalid: no reason, or nothing is set up.

    """
    user = _managed(actor, user_id, "remove_second_factor", reason)
    if not accounts.remove_second_factor(user=user):
        raise Invalid({"": _("No second factor is set up.")})
    accounts.sign_out_everywhere(user=user)
    accounts.revoke_tokens(user=user)
    _note(actor, "second_factor.removed", user, reason)


@transaction.atomic
def make_token(
    *, actor: Actor, user: User, label: str, days: int = DEFAULT_DAYS, with_second_factor: bool
) -> tuple[ApiToken, str]:
    """Make a key for the own programs; the key itself is shown once.

    Raises:
        Invalid: no label, or a life that is too short or too long.

    """
    if not label.strip():
        raise Invalid({"label": _("Say which program will use it.")})
    token, key = accounts.create_token(
        user=user, label=label, days=days, with_second_factor=with_second_factor
    )
    log(actor=actor, action="token.created", object_type="api_token", object_id=token.pk, data={"days": days})
    return token, key


@transaction.atomic
def issue_token(*, actor: Actor | None, user: User, with_second_factor: bool) -> tuple[ApiToken, str]:
    """Make a key for a program that signed in by name and password. ``actor`` None: no post today."""
    label = str(_("Signed in by name and password"))
    token, key = accounts.create_token(user=user, label=label, with_second_factor=with_second_factor)
    log(
        actor=actor,
        action="token.created",
        object_type="api_token",
        object_id=token.pk,
        data={"days": DEFAULT_DAYS, "door": "api"},
        user_id=user.pk,
        user_name=user.name,
    )
    return token, key


@transaction.atomic
def end_token(*, actor: Actor, user: User, token_id: int) -> None:
    """Revoke one of the own keys at once.

    Raises:
        NotFound: none of theirs, or ended already.

    """
    if not accounts.revoke_token(user=user, token_id=token_id):
        raise NotFound()
    log(actor=actor, action="token.revoked", object_type="api_token", object_id=token_id)


@transaction.atomic
def sign_out_own_device(*, actor: Actor, device_id: int) -> None:
    """End the session of one of the own browsers, and have it clear what it keeps at its next contact.

    Raises:
        NotFound: none of theirs, or signed out already.

    """
    device = fetch(Device, actor, device_id, "sign_out")
    if device.user_id != actor.user_id or not accounts.sign_out_device(device_id=device.pk):
        raise NotFound()
    log(actor=actor, action="device.signed_out", object_type="user", object_id=device.user_id)


@transaction.atomic
def sign_out_device(*, actor: Actor, user_id: int, device_id: int, reason: str) -> None:
    """Do it for a browser of somebody else, such as a lost phone.

    Raises:
        NotFound, Forbidden: no such account or browser, the own account, or the post does not manage accounts.
        Invalid: no reason.

    """
    user = _managed(actor, user_id, "manage", reason)
    device = fetch(Device, actor, device_id, "sign_out")
    if device.user_id != user.pk or not accounts.sign_out_device(device_id=device.pk):
        raise NotFound()
    _note(actor, "device.signed_out", user, reason)


@transaction.atomic
def sign_out_everywhere(*, actor: Actor, user: User, besides: str = "") -> int:
    """End every session and key of the own account; return how many keys.

    Other browsers are wiped at their next contact, as one that is signed out by itself: a phone may be lost.
    ``besides`` is the session that goes on.
    """
    accounts.sign_out_everywhere(user=user)
    accounts.sign_out_devices(user=user, besides=besides)
    ended = accounts.revoke_tokens(user=user)
    log(
        actor=actor,
        action="sign_out.everywhere",
        object_type="user",
        object_id=user.pk,
        data={"tokens": ended},
    )
    return ended
