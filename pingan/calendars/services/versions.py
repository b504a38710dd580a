"""The version row that every change of the calendar renews."""

from __future__ import annotations

import uuid

from pingan.calendars.models import CalendarVersion


def renew_version() -> None:
    """Give the calendar a new version, in the caller's transaction.

    The row is also the lock of the calendar: call this first, and two offices that edit at once come one
    after the other instead of overwriting what they have not seen.
    """
    CalendarVersion.objects.update_or_create(id=1, defaults={"token": uuid.uuid4()})
