"""Browsers that signed in: known again, signed out from afar, told to clear what they keep."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from pingan.accounts.models import Device, User
from pingan.accounts.rules.devices import KEPT_FOR, is_contact_due
from pingan.accounts.rules.tokens import digest_of


def note_device(*, user: User, secret: str, label: str, session_key: str) -> Device:
    """Remember that a browser signed in for an account.

    One that was signed out from afar is a new one from now on; what it has not yet been told, it is still told.
    """
    now = timezone.now()
    fresh = {"label": label[:100], "session_key": session_key, "last_seen_at": now}
    device, _is_new = Device.objects.update_or_create(
        user=user, digest=digest_of(secret), signed_out_at=None, defaults=fresh
    )
    return device


def move_device(*, device_id: int, session_key: str) -> None:
    """Follow a session whose key was changed."""
    Device.objects.filter(pk=device_id, signed_out_at=None).update(session_key=session_key)


@transaction.atomic
def note_contact(*, secret: str) -> tuple[frozenset[int], list[int]]:
    """Return the accounts that a browser is known for, and those whose data on it must go.

    A browser is told until somebody signs in on it for that account again, and once at least: an answer may be lost.
    """
    now = timezone.now()
    rows = list(Device.objects.filter(digest=digest_of(secret)).order_by("pk"))
    live = frozenset(row.user_id for row in rows if row.signed_out_at is None)
    ended = [row for row in rows if row.signed_out_at is not None]
    untold = [row.pk for row in ended if row.wiped_at is None]
    wipe = sorted({row.user_id for row in ended if row.wiped_at is None or row.user_id not in live})
    Device.objects.filter(pk__in=untold).update(wiped_at=now)
    due = [row.pk for row in rows if is_contact_due(last_seen_at=row.last_seen_at, now=now)]
    Device.objects.filter(pk__in=due).update(last_seen_at=now)
    return live, wipe


def _end(rows: list[Device]) -> None:
    sessions = import_module(settings.SESSION_ENGINE).SessionStore
    for row in rows:
        if row.session_key:
            sessions(row.session_key).delete()
    keys = [row.pk for row in rows]
    Device.objects.filter(pk__in=keys).update(signed_out_at=timezone.now(), session_key="")


@transaction.atomic
def sign_out_device(*, device_id: int) -> bool:
    """End the session of one browser at once and have it wiped at its next contact; False where it has ended."""
    rows = list(Device.objects.select_for_update(no_key=True).filter(pk=device_id, signed_out_at=None))
    _end(rows)
    return bool(rows)


@transaction.atomic
def sign_out_devices(*, user: User, besides: str = "") -> int:
    """Do it for all browsers of an account, ``besides`` the one with this session; return how many."""
    known = Device.objects.select_for_update(no_key=True).filter(user=user, signed_out_at=None)
    rows = list(known.exclude(session_key=besides) if besides else known)
    _end(rows)
    return len(rows)


def sweep_devices(*, now: datetime) -> int:
    """Forget browsers that made no contact for 400 days; return how many."""
    return Device.objects.filter(last_seen_at__lt=now - KEPT_FOR).delete()[0]
