"""Reads of accounts and keys."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from pingan.accounts.models import ApiToken, User
from pingan.accounts.rules.passwords import is_expired
from pingan.accounts.rules.tokens import digest_of
from pingan.common.statements import columns, fields_of, instance, rows_of


def accounts(*, search: str = "", is_active: bool | None = None) -> QuerySet[User]:
    """Return accounts by username, name or pinyin, for those who manage them; with ``has_second_factor``."""
    rows = User.objects.annotate(
        has_second_factor=Exists(
            Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
        )
    )
    if search:
        needle = search.strip()
        rows = rows.filter(
            Q(username__icontains=needle)
            | Q(name__contains=needle)
            | Q(name_pinyin__startswith=needle.lower())
        )
    if is_active is not None:
        rows = rows.filter(is_active=is_active)
    return rows.order_by("username")


def account_by_username(username: str) -> User | None:
    """Return the account of that exact name, closed ones too."""
    return User.objects.filter(username=username).first()


def account_by_id(user_id: int) -> User | None:
    """Return the account of that key, closed ones too."""
    return User.objects.filter(pk=user_id).first()


def tokens_of(user: User) -> QuerySet[ApiToken]:
    """Return the user's own keys, newest first, dead ones too."""
    return ApiToken.objects.filter(user=user)


_TOKEN = fields_of(ApiToken)
_USER = fields_of(User, without=("phone",))
#: Read on every request of a program, so it is written out (``common.statements``).
_LIVE_TOKEN = f"""
select {columns(ApiToken, "t", _TOKEN)}, {columns(User, "u", _USER)}
from accounts_apitoken t join accounts_user u on u.id = t.user_id
where t.digest = %(digest)s and t.revoked_at is null and t.expires_at > %(now)s and u.is_active
"""  # noqa: S608 - names of columns only


def live_token(key: str, *, now: datetime | None = None) -> ApiToken | None:
    """Return the token of a key with its user, in one query.

    None where it is unknown, expired or revoked, or the account is closed.
    """
    found = rows_of(_LIVE_TOKEN, {"digest": digest_of(key), "now": now or timezone.now()})
    if not found:
        return None
    token = instance(ApiToken, _TOKEN, found[0][: len(_TOKEN)])
    token.user = instance(User, _USER, found[0][len(_TOKEN) :])
    return token


def has_totp(user: User) -> bool:
    """Say whether an authenticator app is set up."""
    return bool(Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists())


def must_change_password(user: User) -> bool:
    """Say whether the password must be changed before anything else."""
    return is_expired(
        changed_at=user.password_changed_at,
        must_change=user.must_change_password,
        is_demo=user.is_demo,
        now=timezone.now(),
    )
