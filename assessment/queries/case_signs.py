"""What a night's look for candidates finds (Article 58 (1), (2)): the records, and by which numbers they are judged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from assessment.models import AccountabilityCase, CaseRecord
from assessment.rules.candidates import (
    MILDEST,
    SERIOUS_NUMBERS,
    PetitionNumbers,
    SeriousEvent,
    SeriousNumbers,
    again,
)
from disputes.queries.petitions import AGAIN, petitioned_again
from grids.queries.limits import Number, numbers_for
from grids.queries.serious import serious_incidents
from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.matters.models import Matter
from pingan.org.models import CODE_WIDTH, Region
from pingan.org.queries import successor_of

_PREFIX = "assessment.candidate."
_TOWNSHIP = 4
#: How long a body may look back; nothing before is read.
LONGEST_DAYS = 366


@dataclass(frozen=True)
class Petitioned:
    """A dispute, the township that answers for it, and when petitions were recorded on it in the days that count."""

    matter: Matter
    township: Region
    moments: tuple[datetime, ...]


def _numbers(body_code: str, on: date) -> dict[str, Number]:
    found = numbers_for(_PREFIX, body_code, on)
    return {code.removeprefix(_PREFIX): number for code, number in found.items()}


def serious_numbers(body_code: str, on: date) -> SeriousNumbers | None:
    """Return what counts as serious events in short time for a body; None: nobody set it, so nothing is proposed."""
    found = _numbers(body_code, on)
    counts = {name: row.count for name, row in found.items() if row.value is not None}
    if not set(SERIOUS_NUMBERS) <= set(counts) or "serious_classes" not in found:
        return None
    return SeriousNumbers(
        at_least=counts["serious_incidents"],
        days=min(counts["serious_days"], LONGEST_DAYS),
        level=min(counts["serious_level"], MILDEST),
        gravest=counts["gravest"],
        classes=tuple(found["serious_classes"].text.split()),
    )


def petition_numbers(body_code: str, on: date) -> PetitionNumbers | None:
    """Return from how many petitions on within how many days a body is proposed a candidate; None: nobody set it."""
    found = _numbers(body_code, on)
    least, days = found.get("petitions"), found.get("petition_days")
    if least is None or days is None:
        return None
    return PetitionNumbers(max(least.count, AGAIN), min(days.count, LONGEST_DAYS))


def known_records(rule: str) -> QuerySet[Matter]:
    """Return the matters that stand behind a candidate of a rule already: they give no further occasion."""
    return Matter.objects.filter(pk__in=CaseRecord.objects.filter(rule=rule).values("matter"))


def townships_with_events(since: datetime) -> list[str]:
    """Return the nine digits of the townships in which anything that could count occurred since a moment."""
    levels = [f"{level:02d}" for level in range(1, MILDEST + 1)]
    rows = Matter.objects.filter(kind="incident", opened_at__gte=since, severity__in=levels)
    found = rows.order_by().values_list("township_code", flat=True).distinct()
    return sorted(code for code in found if not code.endswith("000"))


def events_of(
    township: str, numbers: SeriousNumbers, now: datetime, without: QuerySet[Matter] | None = None
) -> list[SeriousEvent]:
    """Return the serious events of a township within the days that count, the earliest first."""
    rows = serious_incidents(
        since=now - timedelta(days=numbers.days),
        gravest_but=numbers.level,
        classes=numbers.classes,
        without=without,
    )
    found: Iterable[tuple[int, str, datetime]] = rows.filter(township_code=township).values_list(
        "pk", "severity", "incident__occurred_at"
    )
    return [SeriousEvent(pk, int(severity), at) for pk, severity, at in found]


def petitioned(now: datetime, without: QuerySet[Matter]) -> list[Petitioned]:
    """Return disputes petitioned about again, by the numbers of the body above their township; some left out.

    What lies in no township is not among them: who answers for it is for the office to see.
    """
    rows = petitioned_again(now - timedelta(days=LONGEST_DAYS)).exclude(pk__in=without.values("pk"))
    townships: dict[str, Region | None] = {}
    numbers: dict[str, PetitionNumbers | None] = {}
    found = []
    for row in rows.defer("search", "text"):
        code = row.township_code
        if code not in townships:
            townships[code] = None if code.endswith("000") else township_at(code)
        township = townships[code]
        if township is None or township.parent is None:
            continue
        body = township.parent.code
        if body not in numbers:
            numbers[body] = petition_numbers(body, timezone.localdate(now))
        moments = again(getattr(row, "petitioned_at", ()), numbers[body], now)
        if moments:
            found.append(Petitioned(row, township, moments))
    return found


def township_at(code: str) -> Region | None:
    """Return the township of a code in force today, or the one that it became; None: none is certain."""
    rows = Region.objects.filter(code=code.ljust(CODE_WIDTH[5], "0"), level=_TOWNSHIP)
    last = rows.select_related("parent").order_by("-valid_from", "-pk").first()
    return successor_of(last) if last is not None else None


def records_shown(actor: Actor, case: AccountabilityCase, most: int = 50) -> tuple[Sequence[Matter], int]:
    """Return the records behind a case that the actor may see, the first ``most``, and how many stand behind it."""
    keys = CaseRecord.objects.filter(case=case)
    rows = visible_to(Matter, actor).filter(pk__in=keys.values("matter")).defer("search")
    return list(rows.order_by("opened_at", "pk")[:most]), keys.count()


def still_free(keys: Iterable[int], rule: str) -> list[int]:
    """Return those of the matters that stand behind no candidate of a rule."""
    known = set(CaseRecord.objects.filter(rule=rule, matter__in=keys).values_list("matter", flat=True))
    return [key for key in keys if key not in known]
