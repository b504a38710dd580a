"""Watched days of entries: kept beside the values, and reminded of once before and once after."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop

from pingan.notify.services import notify
from pingan.registers.models import RegisterFinding
from pingan.registers.queries.entries import standing_q
from pingan.registers.queries.units import desks_over, handlers_of, kind_of
from pingan.registers.rules import FieldSpec, Watched, entry_reminder, watched_of

log = logging.getLogger(__name__)
#: Columns that follow from what an entry says.
WRITTEN: Final = ("values", "due_on", "warn_on", "reminded")
WORDS: Final[Mapping[str, str]] = {
    "warn": gettext_noop("Due on %(day)s: %(title)s, entry %(number)s (%(unit)s)"),
    "due": gettext_noop("Overdue since %(day)s: %(title)s, entry %(number)s (%(unit)s)"),
}
#: Entries of one transaction.
_BATCH: Final = 200


def written(
    finding: RegisterFinding, specs: Sequence[FieldSpec], values: Mapping[str, Any]
) -> RegisterFinding:
    """Put values into an entry, and the day that they ask to watch; another day is reminded of anew."""
    watched = watched_of(specs, values)
    if watched.due_on != finding.due_on:
        finding.reminded = ""
    finding.values, finding.due_on, finding.warn_on = dict(values), watched.due_on, watched.warn_on
    return finding


def _waiting(today: date) -> QuerySet[RegisterFinding]:
    late = Q(due_on__lt=today) & ~Q(reminded="due")
    soon = Q(warn_on__lte=today, due_on__gte=today, reminded="")
    return RegisterFinding.objects.filter(standing_q(), late | soon)


def remind_entries(today: date) -> int:
    """Remind those who keep an entry, and the desk above, of its watched day; return how many entries. Once each."""
    done = 0
    while keys := list(_waiting(today).order_by("pk").values_list("pk", flat=True)[:_BATCH]):
        try:
            sent = _remind(keys, today)
        except Exception:
            log.exception("reminder of entries from %s on failed", keys[0])
            break
        done += sent
        if not sent:  # another worker holds them
            break
    return done


@transaction.atomic
def _remind(keys: list[int], today: date) -> int:
    locked = _waiting(today).filter(pk__in=keys).select_for_update(of=("self",), skip_locked=True)
    rows = list(locked.select_related("report__round").order_by("pk"))
    desks: dict[tuple[str, int], frozenset[int]] = {}
    for row in rows:
        report = row.report
        stage = entry_reminder(today=today, watched=Watched(row.due_on, row.warn_on), sent=row.reminded)
        workers = kind_of(report.unit_kind).workers([report.unit_id], today).get(report.unit_id, ())
        told = handlers_of(row.responsible_id, today) if row.responsible_id is not None else ()
        place = (report.region_code, report.unit_level)
        if place not in desks:
            desks[place] = desks_over(*place, today)
        notify(
            recipients={*workers, *desks[place], *told},
            key=f"register:entry:{row.pk}:{stage}:{row.due_on}",
            title=WORDS[stage],
            params={
                "day": f"{row.due_on}",
                "title": report.round.title,
                "number": row.number,
                "unit": report.unit_name,
            },
            url=f"/registers/entries/{row.pk}/",
            kind=f"register.entry_{stage}",
        )
        row.reminded = stage
    RegisterFinding.objects.bulk_update(rows, ["reminded"])
    return len(rows)
