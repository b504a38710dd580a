"""Giving and taking back the exceptional right."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pingan.access.models import Grant
from pingan.access.rules import Actor
from pingan.audit.services import log
from pingan.common.errors import Forbidden, Invalid
from pingan.common.text import plain_text

#: Longest life of a grant. Our own choice: long enough for a holiday stand-in, short enough to be noticed.
LONGEST = timedelta(days=30)


@transaction.atomic
def grant(*, actor: Actor, matter_id: int, user_id: int, reason: str, expires_at: datetime) -> Grant:
    """Let one user see one matter until a moment.

    Raises:
        Forbidden: the post does not manage grants.
        Invalid: no reason, or a moment that is past or further away than 30 days.

    """
    if not actor.has("grants.manage"):
        raise Forbidden()
    now = timezone.now()
    problems: dict[str, str] = {}
    reason = plain_text(reason)
    if not reason.strip():
        problems["reason"] = _("Say why.")
    if not now < expires_at <= now + LONGEST:
        problems["expires_at"] = _("Choose a moment within the next 30 days.")
    if problems:
        raise Invalid(problems)
    row = Grant.objects.create(
        matter_id=matter_id,
        user_id=user_id,
        reason=reason,
        expires_at=expires_at,
        granted_by_id=actor.person,
    )
    log(
        actor=actor,
        action="grant.given",
        object_type="matter",
        object_id=matter_id,
        reason=reason,
        data={"user": user_id},
    )
    return row


@transaction.atomic
def revoke(*, actor: Actor, grant_id: int, reason: str) -> None:
    """Take a grant back at once.

    Raises:
        Forbidden: the post does not manage grants.

    """
    if not actor.has("grants.manage"):
        raise Forbidden()
    row = Grant.objects.select_for_update().get(pk=grant_id)
    if row.revoked_at is None:
        row.revoked_at = timezone.now()
        row.save(update_fields=["revoked_at"])
        log(actor=actor, action="grant.revoked", object_type="matter", object_id=row.matter_id, reason=reason)


def sweep_expired() -> int:
    """Remove grants that ended more than a year ago; readers never relied on this."""
    ended = Grant.objects.filter(expires_at__lt=timezone.now() - timedelta(days=365))
    return ended.delete()[0]
