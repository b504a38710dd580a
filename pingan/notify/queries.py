"""Reading an inbox."""

from __future__ import annotations

from django.db.models import QuerySet

from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.common.ids import UserId
from pingan.notify.models import Notice


def inbox(actor: Actor, *, is_unread: bool | None = None, kind: str = "") -> QuerySet[Notice]:
    """Return the actor's notices, the latest delivery first.

    ``is_unread`` None: read and unread. ``kind`` is a prefix at a dot: ``matter`` finds ``matter.reminder``.
    Show ``notice.title`` and ``notice.body``: they are in the language of whoever reads.
    """
    notices = visible_to(Notice, actor).filter(recipient_id=actor.user_id)
    if is_unread is not None:
        notices = notices.filter(read_at__isnull=is_unread)
    if kind:
        notices = notices.filter(kind=kind) | notices.filter(kind__startswith=f"{kind}.")
    return notices.order_by("-id")


def unread_count(user_id: UserId) -> int:
    """Count a person's unread notices, from an index that holds only those."""
    return Notice.objects.filter(recipient_id=user_id, read_at=None).count()
