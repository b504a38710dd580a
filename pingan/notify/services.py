"""Telling people, and taking note that they have read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from django.utils import timezone

from pingan.access.policy import fetch, visible_to
from pingan.access.rules import Actor
from pingan.accounts.models import User
from pingan.calendars.rules import next_office_moment
from pingan.common.outbox import enqueue
from pingan.common.slots import notice_readers
from pingan.notify.models import Notice
from pingan.notify.models.texts import message, source_text, storable

__all__ = ["deliver_notices", "mark_all_read", "mark_read", "message", "notify", "withdraw_notices"]

# Most recipients of one outbox row. A larger circle becomes several rows, so that one failure repeats little.
_BATCH: Final = 500


def notify(
    *,
    recipients: Iterable[int],
    key: str,
    title: str,
    body: str = "",
    url: str = "",
    is_urgent: bool = False,
    kind: str = "",
    params: Mapping[str, Any] | None = None,
    about: int = 0,
) -> int:
    """Send a notice to people's inboxes when the caller's transaction commits; return how many are addressed.

    ``title`` and ``body`` are msgids (``gettext_noop``) that share ``params``; each reader gets them in
    their own language. ``key`` names the occasion and makes repeats harmless: the same key never stands
    twice in an inbox. Outside 08:30-18:00 Asia/Shanghai delivery waits for the next 08:30, unless
    ``is_urgent`` (emergencies). ``about`` is the number of the matter that it names (0: none): who may not see that
    matter any more when the notice is handed over does not get it.

    Raises:
        TypeError: a lazy translation, or a parameter that cannot be kept.
        ValueError: a key, title or kind that does not fit, or a url that leads outside.

    """
    now = timezone.now()
    content = {
        "key": key,
        "kind": kind,
        "title_msgid": source_text(title),
        "body_msgid": source_text(body),
        "params": storable(params or {}),
        "url": url,
        "is_urgent": is_urgent,
        "happened_at": now.isoformat(),
        "about": about,
    }
    _check(key=key, title=title, url=url, kind=kind)
    people = sorted(set(recipients))
    not_before = None if is_urgent else _delivery_moment(now)
    for first in range(0, len(people), _BATCH):
        batch = people[first : first + _BATCH]
        enqueue("notify.deliver", not_before=not_before, recipients=batch, content=content)
    return len(people)


def _check(*, key: str, title: str, url: str, kind: str) -> None:
    """Refuse here what would only fail in the job, where nobody sees it."""
    if not 0 < len(key) <= 200:
        raise ValueError("a notice needs a key of at most 200 characters")
    if not 0 < len(title) <= 300:
        raise ValueError("a notice needs a title of at most 300 characters")
    if len(kind) > 60:
        raise ValueError("the kind of a notice has at most 60 characters")
    if url and (not url.startswith("/") or url.startswith("//") or len(url) > 300):
        raise ValueError("a notice links to a path of the product only")


def _delivery_moment(now: datetime) -> datetime | None:
    """Return None by day, so that the outbox hands over at once."""
    moment = next_office_moment(now)
    return moment if moment > now else None


def deliver_notices(*, recipients: list[int], content: Mapping[str, Any]) -> int:
    """Put a message into inboxes that do not hold it yet; return how many people were addressed.

    Runs in the transaction that closes its outbox row: killed in between, neither is there. People whose
    account was removed or closed in the meantime are left out.
    """
    values = {**content, "happened_at": datetime.fromisoformat(content["happened_at"])}
    about = values.pop("about", 0)
    admitted = notice_readers.get("matters") if about else None
    people = admitted(about, recipients) if admitted else recipients
    # In one order everywhere: two deliveries of one occasion wait for each other instead of deadlocking.
    active = User.objects.filter(pk__in=people, is_active=True).order_by("pk")
    notices = [Notice(recipient_id=user_id, **values) for user_id in active.values_list("pk", flat=True)]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    return len(notices)


def withdraw_notices(*, url: str, keep: Iterable[int]) -> int:
    """Take the notices that lead to a page out of all inboxes but those of some people; return how many.

    For a matter that was closed to all but those named: number and type would tell the others that it is there.
    """
    taken, _by_model = Notice.objects.filter(url=url).exclude(recipient_id__in=set(keep)).delete()
    return taken


def mark_read(*, actor: Actor, notice_id: int) -> Notice:
    """Note that the actor has read a notice; a second time changes nothing.

    Raises:
        NotFound: it is not in the actor's inbox.

    """
    notice = fetch(Notice, actor, notice_id, verb="mark_read")
    if notice.read_at is None:
        notice.read_at = timezone.now()
        notice.save(update_fields=["read_at"])
    return notice


def mark_all_read(*, actor: Actor, up_to_id: int | None = None) -> int:
    """Note that the actor has read everything; return how many notices were unread.

    ``up_to_id`` is the latest notice that was on the page: what came in since then stays unread. None: all.
    """
    unread = visible_to(Notice, actor, "mark_read").filter(recipient_id=actor.user_id, read_at=None)
    if up_to_id is not None:
        unread = unread.filter(pk__lte=up_to_id)
    return unread.update(read_at=timezone.now())
