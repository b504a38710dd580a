"""Notices that go with an entry: one per entry and recipient, whatever is delivered twice."""

from __future__ import annotations

from collections.abc import Iterable

from pingan.access.policy import visible_to
from pingan.access.queries import actor_for, posts_held
from pingan.accounts.models import User
from pingan.common.slots import matter_urls
from pingan.matters.machine import Notification
from pingan.matters.models import Matter, TimelineEntry
from pingan.notify.services import notify, withdraw_notices


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
            about=matter.pk,
        )


def who_may_be_told(matter_id: int, people: Iterable[int]) -> list[int]:
    """Return those of some people to whom a matter is not closed now; a matter that is not restricted says all.

    The row is locked until the caller's transaction ends: a notice is handed over before a restriction, which then
    withdraws it, or after, and is left out here.
    """
    locked = Matter.objects.select_for_update(no_key=True).filter(pk=matter_id)
    if not any(locked.values_list("is_restricted", flat=True)):
        return list(people)
    return [
        user.pk for user in User.objects.filter(pk__in=people).order_by("pk") if _may_see(user, matter_id)
    ]


def _may_see(user: User, matter_id: int) -> bool:
    actors = [actor_for(user, post.pk) for post in posts_held(user)]
    return any(visible_to(Matter, actor).filter(pk=matter_id).exists() for actor in actors)


def close_notices(matter: Matter, *, keep: Iterable[int]) -> None:
    """Take the notices of a matter that is closed now from everybody but its readers."""
    withdraw_notices(url=url_of(matter), keep=keep)
