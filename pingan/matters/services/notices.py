"""Notices that go with an entry: one per entry and recipient, whatever is delivered twice."""

from __future__ import annotations

from collections.abc import Iterable

from pingan.common.slots import matter_urls
from pingan.matters.machine import Notification
from pingan.matters.models import Matter, TimelineEntry
from pingan.notify.services import notify


def url_of(matter: Matter) -> str:
    """Return the page of a matter, as the app of its kind gave it."""
    address = matter_urls.get(matter.kind)
    return address(matter.pk) if address else ""


def send_notices(matter: Matter, entry: TimelineEntry, notices: Iterable[Notification]) -> None:
    """Put the notices of an entry into the outbox."""
    for place, notice in enumerate(notices):
        notify(
            recipients=notice.recipients,
            key=f"matter:{matter.pk}:{entry.seq}:{place}",
            title=notice.title,
            params={"number": matter.number, "title": matter.title, **notice.params},
            url=url_of(matter),
            is_urgent=notice.is_urgent,
            kind=f"{matter.kind}.{entry.action}",
        )
