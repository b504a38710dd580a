"""Opening a matter: the row, its detail, its first entry, its first clocks, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, models, transaction
from django.utils import timezone

from pingan.access.rules import Actor
from pingan.matters.machine import ClockOperation, Notification, machine_for
from pingan.matters.models import Matter
from pingan.matters.services.clocks import apply_operations
from pingan.matters.services.notices import send_notices
from pingan.matters.services.timeline import Event, append_entry
from pingan.org.models import Region


@dataclass(frozen=True)
class MatterData:
    """The columns that every kind of matter has."""

    kind: str
    title: str
    text: str
    region: Region
    class_code: str
    severity: str = ""
    urgency: str = ""
    grid_id: int | None = None
    organ_id: int | None = None
    longitude: float | None = None
    latitude: float | None = None
    state: str = ""
    keywords: str = ""


def next_number(prefix: str, region_code: str, at: datetime) -> str:
    """Return a file number: prefix, county, year, running digits. Unique, not gapless; taken without a lock."""
    with connection.cursor() as cursor:
        cursor.execute("select nextval('matters_number')")
        (serial,) = cursor.fetchone()
    return f"{prefix}{region_code[:6]}{timezone.localtime(at):%y}{serial:08d}"


def keywords_of(number: str, *others: str) -> str:
    """Return what search finds besides title and text: the number, also by the digits that people read out.

    Those are the running ones without their zeros, and the last four: ``SJ3607032600012345`` is found by
    12345 and by 2345.
    """
    running = number[-8:].lstrip("0")
    spoken = (running, running[-4:]) if running.isdigit() else ()
    return " ".join(dict.fromkeys(part for part in (number, *spoken, *others) if part))


@transaction.atomic
def open_matter(
    *,
    actor: Actor,
    data: MatterData,
    event: Event,
    make_detail: Callable[[Matter], models.Model],
    clocks: Callable[[Matter], Iterable[ClockOperation]] = lambda matter: (),
    notices: Callable[[Matter], Iterable[Notification]] = lambda matter: (),
) -> Matter:
    """Create a matter in its state, with the detail row that ``make_detail`` saves, and its first entry."""
    now = event.at or timezone.now()
    machine = machine_for(data.kind)
    number = next_number(machine.number_prefix, data.region.code, now)
    matter = Matter(
        number=number,
        kind=data.kind,
        title=data.title,
        text=data.text,
        keywords=keywords_of(number, data.keywords),
        region=data.region,
        region_code=data.region.code,
        class_code=data.class_code,
        severity=data.severity,
        urgency=data.urgency,
        grid_id=data.grid_id,
        organ_id=data.organ_id,
        longitude=data.longitude,
        latitude=data.latitude,
        state=data.state or next(iter(machine.initial)),
        opened_at=now,
        closed_at=now if data.state in machine.final else None,
        created_by_id=actor.user_id,
    )
    matter.save(force_insert=True)
    make_detail(matter)
    entry = append_entry(matter, actor, Event(event.action, "", matter.state, event.note, event.data, now))
    apply_operations(matter, clocks(matter), now=now, actor=actor)
    matter.save()
    send_notices(matter, entry, notices(matter))
    return matter
