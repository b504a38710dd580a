"""Screens on walls: hung with a key that is shown once, taken down at any time, each act written down."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pingan.access.policy import fetch
from pingan.access.queries import region_for
from pingan.access.rules import Actor
from pingan.accounts.rules.tokens import digest_of, is_use_due, new_key
from pingan.audit.services import log
from pingan.common.errors import Forbidden, Invalid
from pingan.office.models import WallScreen
from pingan.office.queries.screens import LONGEST_DAYS, live_screens

#: Screens of one division at a time; a building has few walls.
MOST = 20


def hang_screen(*, actor: Actor, region: str, name: str, days: int) -> tuple[WallScreen, str]:
    """Let a screen show the board of a division for some days; return its row and its key, which nobody can read again.

    Raises:
        NotFound: the division lies outside the area.
        Invalid: no name, an impossible number of days, or too many screens already.

    """
    if actor.post_id is None:
        raise Forbidden()
    place = region_for(actor, region)
    if not name.strip():
        raise Invalid({"name": _("Say where the screen hangs.")})
    if not 1 <= days <= LONGEST_DAYS:
        raise Invalid({"days": _("Choose between 1 and %(days)d days.") % {"days": LONGEST_DAYS}})
    now = timezone.now()
    if live_screens(now).filter(region=place).count() >= MOST:
        raise Invalid(
            {"name": _("This division has %(most)d screens already: take one down first.") % {"most": MOST}}
        )
    key = new_key()
    with transaction.atomic():
        row = WallScreen.objects.create(
            region=place, name=name.strip()[:60], post_id=int(actor.post_id), digest=digest_of(key),
            made_at=now, expires_at=now + timedelta(days=days),
        )  # fmt: skip
        log(
            actor=actor, action="office.screen_hung", object_type="office.wallscreen", object_id=row.pk,
            region_code=place.code,
        )  # fmt: skip
    return row, key


def take_down_screen(*, actor: Actor, screen_id: int) -> None:
    """Let a screen go dark at once; nothing happens where it is dark already.

    Raises:
        NotFound: it hangs outside the area.

    """
    with transaction.atomic():
        row = fetch(WallScreen, actor, screen_id, verb="end")
        if WallScreen.objects.filter(pk=row.pk, ended_at=None).update(ended_at=timezone.now()):
            log(
                actor=actor, action="office.screen_taken_down", object_type="office.wallscreen", object_id=row.pk,
                region_code=row.region.code,
            )  # fmt: skip


def note_showing(row: WallScreen) -> None:
    """Remember that the screen is lit; once an hour at most."""
    now = timezone.now()
    if is_use_due(last_used_at=row.seen_at, now=now):
        WallScreen.objects.filter(pk=row.pk).update(seen_at=now)
