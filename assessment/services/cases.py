"""Opening an accountability case by hand, and ending measures whose time is over."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.machine.case_hearing import circumstances_of
from assessment.machine.case_opening import CaseData, open_case_matter
from assessment.models import AccountabilityCase
from assessment.queries.cases import expiring, subjects_below, units_of_body
from disputes.services.screening import without_numbers
from pingan.access.rules import Actor, system_actor
from pingan.common.errors import DomainError, Forbidden, Invalid
from pingan.common.text import in_plain_text
from pingan.matters.machine import Note
from pingan.matters.services import perform
from pingan.org.models import Region

log = logging.getLogger(__name__)
LONGEST_FACTS = 4000


@dataclass(frozen=True)
class NewCase:
    """Whom it is about (``region`` or ``organ``, by key), for which items of Article 58, of which day."""

    facts: str
    circumstances: tuple[str, ...]
    event_on: date | None
    region: int | None = None
    organ: int | None = None
    attachments: tuple[int, ...] = ()


def open_case(*, actor: Actor, data: NewCase) -> AccountabilityCase:
    """Open a candidate of the actor's own body by hand: about a division just below it, or a unit of its own level.

    Raises:
        Forbidden: the post opens none.
        Invalid: what is wrong, at each field.

    """
    if not actor.has("case.open") or actor.region_id is None:
        raise Forbidden()
    body = Region.objects.get(pk=actor.region_id)
    data = in_plain_text(data)
    problems: dict[str, str] = {}
    circumstances: list[int] = []
    try:
        circumstances = circumstances_of(data.circumstances)
    except Invalid as error:
        problems |= {name: str(text) for name, text in error.fields.items()}
    if not data.facts.strip():
        problems["facts"] = _("This field is required.")
    elif len(data.facts) > LONGEST_FACTS:
        problems["facts"] = _("At most %(most)d characters.") % {"most": LONGEST_FACTS}
    day = data.event_on
    if day is None or not date(2023, 1, 1) <= day <= timezone.localdate():
        problems["event_on"] = _(
            "Choose a day since the regulation came into force (2023-01-01), at most today."
        )
    region = subjects_below(body).filter(pk=data.region).first() if data.region is not None else None
    organ = units_of_body(body).filter(pk=data.organ).first() if data.organ is not None else None
    named = [one for one in (data.region, data.organ) if one is not None]
    if len(named) != 1 or (region is None and organ is None):
        problems["region"] = _("Choose either a division just below yours or a unit of your level.")
    if problems or day is None:
        raise Invalid(problems)
    return open_case_matter(
        actor=actor,
        action="open",
        data=CaseData(
            body=body,
            circumstances=tuple(circumstances),
            event_on=day,
            facts=without_numbers(data.facts),
            region=region,
            organ=organ,
            files=data.attachments,
        ),
    )


def end_expired(now: datetime) -> int:
    """Lift measures whose time is over; return how many. Safe to run again."""
    return sum(_ended(pk) for pk in expiring(timezone.localdate(now)))


def _ended(pk: int) -> bool:
    try:
        perform(actor=system_actor(), kind="case", matter_id=pk, action="expire", data=Note())
    except DomainError:
        log.info("the measure of case %s is no longer to be ended", pk)
        return False
    return True
