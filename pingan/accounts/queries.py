"""Reads of accounts and keys."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from pingan.accounts.models import ApiToken, User
from pingan.accounts.rules.passwords import is_expired


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
