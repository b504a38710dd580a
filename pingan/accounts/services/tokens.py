"""Keys for programs: made once, shown once, revocable."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pingan.accounts.models import ApiToken, User
from pingan.accounts.rules.tokens import DEFAULT_DAYS, MAX_DAYS, MAX_LIVE, digest_of, is_use_due, new_key
from pingan.common.errors import Invalid


@transaction.atomic
def create_token(
    *, user: User, label: str, days: int = DEFAULT_DAYS, with_second_factor: bool
) -> tuple[ApiToken, str]:
    """Make a key for a user and return its row and the key itself, which is never shown again.

    Whoever holds as many live keys as allowed loses the oldest: a program that signs in again and again must
    not lock itself out.

    Raises:
        Invalid: a life of less than a day or more than a year.

    """
    if not 1 <= days <= MAX_DAYS:
        raise Invalid({"days": _("Choose between 1 and %(days)d days.") % {"days": MAX_DAYS}})
    now = timezone.now()
    User.objects.select_for_update(no_key=True).get(
        pk=user.pk
    )  # two at once must not pass the count together
    live = ApiToken.objects.filter(user=user, revoked_at=None, expires_at__gt=now)
    surplus = live.order_by("-created_at", "-id").values_list("pk", flat=True)[MAX_LIVE - 1 :]
    ApiToken.objects.filter(pk__in=list(surplus)).update(revoked_at=now)
    key = new_key()
    token = ApiToken.objects.create(
        user=user,
        digest=digest_of(key),
        label=label.strip()[:100],
        expires_at=now + timedelta(days=days),
        with_second_factor=with_second_factor,
    )
    return token, key


def revoke_token(*, user: User, token_id: int) -> bool:
    """End one of the user's own keys at once; False where it is none of theirs, or ended already."""
    rows = ApiToken.objects.filter(pk=token_id, user=user, revoked_at=None)
    return rows.update(revoked_at=timezone.now()) > 0


def revoke_tokens(*, user: User) -> int:
    """End every live key of a user; return how many."""
    return ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=timezone.now())


def note_use(token: ApiToken) -> None:
    """Write down that a key was used, at most once an hour."""
    now = timezone.now()
    if is_use_due(last_used_at=token.last_used_at, now=now):
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
