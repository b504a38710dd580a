"""催报: telling those who have not reported. By hand once a day and unit, by itself once per stage, never at night."""

from __future__ import annotations

import logging
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from pingan.access.policy import fetch, visible_to
from pingan.access.rules import Actor
from pingan.common.errors import IllegalAction
from pingan.common.outbox import enqueue
from pingan.notify.services import notify
from pingan.org.models import Region
from pingan.registers.machine import ROUND_MOVES
from pingan.registers.models import RegisterReport, RegisterRound
from pingan.registers.queries.units import inside, kind_of
from pingan.registers.rules import due_reminder
from pingan.registers.services.steps import demand_possible, write_round

log = logging.getLogger(__name__)
WORDS = {
    "urge": gettext_noop("Please report: %(title)s (%(unit)s)"),
    "warn": gettext_noop("Due soon: %(title)s (%(unit)s)"),
    "due": gettext_noop("Overdue: %(title)s (%(unit)s)"),
    "returned": gettext_noop("Returned to you: %(title)s (%(unit)s)"),
}
#: Reports that one job looks after.
_BATCH = 1_000
UNREPORTED = ("open", "returned")


@dataclass(frozen=True)
class Urging:
    """How many units of those that have not reported are urged now, and how many were urged today before."""

    urged: int
    already_urged: int


@transaction.atomic
def urge_late(*, actor: Actor, round_id: int, region: Region | None = None) -> Urging:
    """Urge every unit of an area that has not reported. Once per unit and day, however often.

    Raises:
        NotFound, Forbidden: outside the area, or not this post's to urge.
        IllegalAction: the order is not open, or has no term.

    """
    row = fetch(RegisterRound, actor, round_id, "urge")
    demand_possible({"urge": ROUND_MOVES["urge"]}, "urge", row.state)
    if row.due_at is None:
        raise IllegalAction(_("A standing register has no term: nobody is late."))
    reports = visible_to(RegisterReport, actor, "review").filter(round=row, state__in=UNREPORTED)
    today = timezone.localdate()
    if region is not None:
        reports = reports.filter(inside(region, today, "region_code"))
    # Locked: of two who press at once, one urges and the other is told so.
    locked = reports.select_for_update(of=("self",)).order_by("pk").values_list("pk", "urged_on")
    late = list(locked)
    keys = [pk for pk, urged_on in late if urged_on != today]
    for first in range(0, len(keys), _BATCH):
        batch = keys[first : first + _BATCH]
        RegisterReport.objects.filter(pk__in=batch).update(urged_on=today)
        enqueue("registers.tell", report_ids=batch, occasion="urge", day=today.isoformat())
    if keys:
        code = region.code if region else row.region_code
        write_round(actor, row, "urged", units=len(keys), region=code)
    return Urging(len(keys), len(late) - len(keys))


def tell_units(*, report_ids: list[int], occasion: str, day: str) -> int:
    """Tell the people of these units, unless they have reported meanwhile; return how many units were told."""
    rows = RegisterReport.objects.filter(pk__in=report_ids, state__in=UNREPORTED, round__state="open")
    by_kind: dict[str, list[RegisterReport]] = defaultdict(list)
    for row in rows.select_related("round").order_by("pk"):
        by_kind[row.unit_kind].append(row)
    told = 0
    for kind, reports in by_kind.items():
        workers = kind_of(kind).workers([row.unit_id for row in reports], timezone.localdate())
        for row in reports:
            # The day belongs to the key: urged again tomorrow, one notice more; pressed twice today, none.
            key = f"register:{row.round_id}:{row.pk}:{occasion}:{day}"
            told += bool(_notify(row, workers.get(row.unit_id, ()), key, occasion))
    return told


def _notify(row: RegisterReport, people: object, key: str, occasion: str) -> int:
    return notify(
        recipients=people,  # type: ignore[arg-type]
        key=key,
        title=WORDS[occasion],
        params={"title": row.round.title, "unit": row.unit_name},
        url=f"/registers/reports/{row.pk}/",
        kind=f"register.{occasion}",
    )


def tell_unit(row: RegisterReport, *, key: str, occasion: str) -> int:
    """Tell the people of one unit, in the caller's transaction."""
    workers = kind_of(row.unit_kind).workers([row.unit_id], timezone.localdate())
    people = set(workers.get(row.unit_id, ())) | ({row.submitted_by_id} if row.submitted_by_id else set())
    return _notify(row, people, key, occasion)


def remind_rounds(now: datetime) -> int:
    """Send the automatic reminders that are due; return how many rounds were reminded. Each stage goes out once."""
    open_rounds = RegisterRound.objects.filter(state="open", due_at__isnull=False, listed_at__isnull=False)
    waiting = open_rounds.exclude(reminded="due").annotate(warn_hours=F("definition__warn_hours"))
    done = 0
    for row in waiting.order_by("due_at"):
        stage = due_reminder(now=now, due=row.due_at, warn_hours=row.warn_hours, sent=row.reminded)
        if not stage:
            continue
        try:
            done += _remind(row.pk, stage, timezone.localdate(now))
        except Exception:
            log.exception("reminder of round %s failed", row.pk)
    return done


@transaction.atomic
def _remind(round_id: int, stage: str, day: date) -> bool:
    rows = RegisterRound.objects.select_for_update(of=("self",), skip_locked=True)
    row = rows.filter(pk=round_id, state="open").exclude(reminded__in=(stage, "due")).first()
    if row is None:
        return False
    keys = list(row.reports.filter(state__in=UNREPORTED).order_by("pk").values_list("pk", flat=True))
    for first in range(0, len(keys), _BATCH):
        # The stage is in the key, the day of the due moment with it: a second run would say the same.
        enqueue(
            "registers.tell", report_ids=keys[first : first + _BATCH], occasion=stage, day=day.isoformat()
        )
    row.reminded = stage
    row.save(update_fields=["reminded"])
    return True
