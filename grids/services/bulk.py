"""One action on many incidents: each by itself, through the same gate as a single one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from grids.models import Incident
from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.common.errors import DomainError, Forbidden, Invalid, NotFound
from pingan.matters.services import perform

#: As many as one request carries out before a gateway gives up waiting (30 s is usual; a row takes about 40 ms).
MOST = 200


@dataclass(frozen=True)
class Outcome:
    """What became of one row. ``refusal`` blank: done."""

    incident_id: int
    number: str
    title: str
    refusal: str = ""


def _sentence(error: DomainError) -> str:
    if not isinstance(error, Invalid):
        return str(error.message)
    return " ".join(str(text) for texts in error.fields.values() for text in texts)


def act_on_many(
    *,
    actor: Actor,
    action: str,
    rows: Sequence[tuple[int, int]],
    data_for: Callable[[Incident], Any],
) -> list[Outcome]:
    """Perform an action on rows given as (key, version seen); each is its own transaction.

    ``data_for`` makes the input of one row and may refuse it. A row that somebody changed since it was
    listed is left alone, so that repeating the whole does nothing twice.

    Raises:
        Forbidden: the post does not act on several at once.
        Invalid: more than ``MOST`` rows.

    """
    if not actor.has("incident.bulk"):
        raise Forbidden()
    if len(rows) > MOST:
        raise Invalid({"": f"> {MOST}"})
    seen = {
        row.pk: row
        for row in visible_to(Incident, actor)
        .filter(pk__in=[pk for pk, _version in rows])
        .select_related("matter")
        .defer("matter__search", "reporter_name", "reporter_phone")
    }
    return [_one(actor, action, pk, version, seen.get(pk), data_for) for pk, version in dict(rows).items()]


def _one(
    actor: Actor,
    action: str,
    pk: int,
    version: int,
    incident: Incident | None,
    data_for: Callable[[Incident], Any],
) -> Outcome:
    if incident is None:
        return Outcome(pk, str(pk), "", str(NotFound.message))
    number, title = incident.matter.number, incident.matter.title
    try:
        data = data_for(incident)
        perform(actor=actor, kind="incident", matter_id=pk, action=action, data=data, seen_version=version)
    except DomainError as error:
        return Outcome(pk, number, title, _sentence(error))
    return Outcome(pk, number, title)
