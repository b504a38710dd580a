"""The nightly look for candidates (Article 58): repeated petitions on a matter, serious events in short time.

It proposes; a person takes each up or closes it with a reason. Every candidate is proposed in a transaction of its own, and
what stands behind one gives no further occasion, so a night may run again, and twice at once.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from assessment.queries.case_signs import (
    LONGEST_DAYS,
    Petitioned,
    events_of,
    known_records,
    petitioned,
    serious_numbers,
    still_free,
    township_at,
    townships_with_events,
)
from assessment.rules.candidates import GRAVEST, occasion
from assessment.services.candidates import propose_case
from pingan.access.rules import system_actor
from pingan.org.models import Region

SERIOUS, PETITION = "serious_incidents", "repeated_petition"


def scan_for_candidates(now: datetime) -> int:
    """Propose what the records of the last days give occasion for; return how many candidates there are more."""
    return _scan_petitions(now) + _scan_events(now)


def _scan_petitions(now: datetime) -> int:
    return sum(_propose_petitions(found) for found in petitioned(now, known_records(PETITION)))


def _propose_petitions(found: Petitioned) -> bool:
    # The number of a closed matter is told to its readers alone: they find it among the records behind the candidate.
    named = "一件纠纷" if found.matter.is_restricted else f"纠纷{found.matter.number}"
    case = propose_case(
        circumstance=2,
        reason=f"{found.township.name}辖区内{named}已登记信访{len(found.moments)}次。",
        actor=system_actor(),
        region_id=found.township.pk,
        matter_id=found.matter.pk,
        rule=PETITION,
        event_on=timezone.localdate(found.moments[-1]),
        records=(found.matter.pk,),
    )
    return case is not None


def _scan_events(now: datetime) -> int:
    done = 0
    for code in townships_with_events(now - timedelta(days=LONGEST_DAYS)):
        township = township_at(code)
        if township is not None:
            done += _propose_events(code, township, now)
    return done


@transaction.atomic
def _propose_events(code: str, township: Region, now: datetime) -> bool:
    body = township.parent or township
    numbers = serious_numbers(body.code, timezone.localdate(now))
    if numbers is None:
        return False
    events = occasion(events_of(code, numbers, now, known_records(SERIOUS)), numbers)
    if not events:
        return False
    # Whoever proposed meanwhile held the township's row; what stands behind that candidate is free no more.
    Region.objects.select_for_update().get(pk=township.pk)
    free = set(still_free([one.matter for one in events], SERIOUS))
    events = occasion([one for one in events if one.matter in free], numbers)
    if not events:
        return False
    gravest = sum(one.level == GRAVEST for one in events)
    reason = f"{township.name}{numbers.days}日内发生{len(events)}起达到计入级别的突发事件"
    case = propose_case(
        circumstance=1,
        reason=reason + (f"，其中特别重大{gravest}起。" if gravest else "。"),
        actor=system_actor(),
        region_id=township.pk,
        rule=SERIOUS,
        event_on=timezone.localdate(events[-1].at),
        records=tuple(one.matter for one in events),
    )
    return case is not None
