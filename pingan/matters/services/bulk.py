"""One action on many matters: each by itself, through the same gate as a single one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from pingan.access.rules import Actor
from pingan.common.errors import DomainError, Forbidden, Invalid, NotFound
from pingan.matters.services.performing import perform

#: As many as one request carries out before a gateway gives up waiting (30 s is usual; a row takes about 40 ms).
MOST = 200


@dataclass(frozen=True)
class Outcome:
    """What became of one row. ``refusal`` blank: done. ``said``: what it became, where the action's name leaves it open."""

    matter_id: int
    number: str
    title: str
    refusal: str = ""
    said: str = ""


def sentence_of(error: DomainError) -> str:
    """Return a refusal as one sentence, without the fields that it names."""
    if not isinstance(error, Invalid):
        return str(error.message)
    return " ".join(str(text) for texts in error.fields.values() for text in texts)


@dataclass(frozen=True)
class BulkOrder:
    """What is to be done to several matters of one kind. ``duty``: who may do it to several at once.

    ``data_for`` makes the input of one row and may refuse it; ``say`` tells of a row what its input leads to.
    """

    kind: str
    action: str
    duty: str
    data_for: Callable[[Any], Any]
    say: Callable[[Any, Any], str] = lambda row, data: ""


def act_on_many(
    *, actor: Actor, order: BulkOrder, visible: QuerySet[Any], rows: Sequence[tuple[int, int]]
) -> list[Outcome]:
    """Perform an action on rows given as (key, version seen); each is its own transaction.

    ``visible`` are the detail rows of the actor's scope. A row that somebody changed since it was listed is left
    alone, so that repeating the whole does nothing twice.

    Raises:
        Forbidden: the post does not act on several at once.
        Invalid: more than ``MOST`` rows.

    """
    if not actor.has(order.duty):
        raise Forbidden()
    if len(rows) > MOST:
        raise Invalid({"": f"> {MOST}"})
    seen = {row.pk: row for row in visible.filter(pk__in=[pk for pk, _version in rows])}
    return [_one(actor, order, pk, version, seen.get(pk)) for pk, version in dict(rows).items()]


def _one(actor: Actor, order: BulkOrder, pk: int, version: int, row: Any | None) -> Outcome:
    if row is None:
        return Outcome(pk, str(pk), "", str(NotFound.message))
    number, title = row.matter.number, row.matter.title
    try:
        data = order.data_for(row)
        perform(
            actor=actor, kind=order.kind, matter_id=pk, action=order.action, data=data, seen_version=version
        )
    except DomainError as error:
        return Outcome(pk, number, title, sentence_of(error))
    return Outcome(pk, number, title, said=order.say(row, data))
