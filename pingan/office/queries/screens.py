"""Which screens hang where, and as whom one of them looks."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db.models import QuerySet
from django.utils import timezone

from pingan.access.policy import visible_to
from pingan.access.queries import actor_for
from pingan.access.rules import Actor
from pingan.accounts.rules.tokens import digest_of
from pingan.office.models import WallScreen

#: A key outlives no year, as those of programs.
LONGEST_DAYS: Final = 365


def live_screens(now: datetime) -> QuerySet[WallScreen]:
    """Return the screens that are neither taken down nor past their day."""
    return WallScreen.objects.filter(ended_at=None, expires_at__gt=now)


def screens_of(actor: Actor) -> list[WallScreen]:
    """Return the screens of the own area, those that are lit first."""
    rows = visible_to(WallScreen, actor).select_related("region", "post__user").order_by("-pk")
    now = timezone.now()
    return sorted(rows[:200], key=lambda row: not is_live(row, now))


def is_live(row: WallScreen, now: datetime) -> bool:
    """Say whether a screen may show anything, as far as its own row goes."""
    return row.ended_at is None and row.expires_at > now


def screen_of_key(key: str) -> tuple[WallScreen, Actor] | None:
    """Return the screen of a key with the actor as whom it looks: the post under which it was made.

    None: no such screen, taken down, past its day, or that post has ended or no longer covers the division.
    """
    row = (
        live_screens(timezone.now())
        .filter(digest=digest_of(key))
        .select_related("region", "post__user")
        .first()
    )
    if row is None:
        return None
    actor = actor_for(row.post.user, row.post_id)
    if actor is None or not actor.covers(row.region.code):
        return None
    return row, actor
