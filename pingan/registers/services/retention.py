"""Erasing the words of reports when their time of keeping ends; a hold keeps them.

How long, and on which ground, each version of a definition says (``retention_years``, ``retention_source``). Numbers and
choices stay: they name nobody, and coverage and tables go on counting them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from pingan.access.policy import fetch
from pingan.access.rules import Actor, system_actor
from pingan.common.errors import Invalid
from pingan.common.text import plain_text
from pingan.files.models import StoredFile
from pingan.files.services import erase
from pingan.registers.machine import ERASE
from pingan.registers.models import RegisterFinding, RegisterReport, RegisterRound, ReportFile, ReportStep
from pingan.registers.rules import specs_from, without_words
from pingan.registers.services.steps import demand_seen, write_round

_BATCH = 500
_YEAR = timedelta(days=365.25)


def erase_expired(now: datetime) -> int:
    """Erase what is past its time of keeping; return how many reports were touched. Safe to run again, and twice at once."""
    touched = 0
    while done := _erase_some(now):
        touched += done
    return touched


def _due(now: datetime) -> QuerySet[RegisterReport]:
    """Return the reports whose time is over: counted from the end of the order, from its due moment if nobody ended it.

    A standing register that was never closed is in use. What became a matter is kept as long as that is open.
    """
    ended = Coalesce("round__ended_at", "round__due_at")
    kept_for = F("round__definition__retention_years") * Value(_YEAR)
    rows = RegisterReport.objects.annotate(
        kept_until=ExpressionWrapper(ended + kept_for, output_field=DateTimeField())
    )
    is_free = Q(round__hold_until=None) | Q(round__hold_until__lt=timezone.localdate(now))
    open_matters = RegisterFinding.objects.filter(
        report=OuterRef("pk"), matter__isnull=False, matter__closed_at=None
    )
    # Version 1: the row was made when the order was opened, and nobody wrote a word since.
    return rows.filter(
        is_free, ~Exists(open_matters), kept_until__lt=now, erased_at=None, version__gt=1
    ).exclude(round__state="draft")


@transaction.atomic
def _erase_some(now: datetime) -> int:
    """Erase one batch; what another worker holds, or an order that is just being held, is left to the next run."""
    locked = _due(now).select_for_update(of=("self", "round"), skip_locked=True)
    rows = list(locked.select_related("round__definition").order_by("round_id", "pk")[:_BATCH])
    findings = list(RegisterFinding.objects.filter(report__in=rows))
    by_key = {row.pk: row for row in rows}
    for row in rows:
        row.values = without_words(specs_from(row.round.definition.fields), row.values)
        row.note, row.erased_at, row.version = "", now, row.version + 1
    for finding in findings:
        specs = specs_from(by_key[finding.report_id].round.definition.finding_fields)
        finding.values, finding.settled_note = without_words(specs, finding.values), ""
    RegisterReport.objects.bulk_update(rows, ["values", "note", "erased_at", "version"])
    RegisterFinding.objects.bulk_update(findings, ["values", "settled_note"])
    ReportStep.objects.filter(report__in=rows).exclude(note="").update(note="")
    _erase_files(rows)
    _write_down(rows, now)
    return len(rows)


def _erase_files(rows: Sequence[RegisterReport]) -> None:
    links = ReportFile.objects.filter(report__in=rows)
    keys = list(links.values_list("file_id", flat=True))
    links.delete()
    for stored in StoredFile.objects.filter(pk__in=keys).select_for_update():
        erase(stored)


def _write_down(rows: Sequence[RegisterReport], now: datetime) -> None:
    """Add a step to each report, and one entry per order to the security log: a report each would be 90,000."""
    actor = system_actor()
    ReportStep.objects.bulk_create(
        ReportStep(
            report=row,
            at=now,
            signature=actor.name,
            move=ERASE.name,
            from_state=row.state,
            to_state=row.state,
        )
        for row in rows
    )
    for order, reports in groupby(rows, key=lambda row: row.round):
        definition = order.definition
        data: dict[str, Any] = {
            "reports": len(list(reports)),
            "years": definition.retention_years,
            "source": definition.retention_source,
            "definition": f"{definition.code}.{definition.version}",
        }
        write_round(actor, order, "words_erased", **data)


@transaction.atomic
def hold_round(
    *, actor: Actor, round_id: int, until: date, note: str, seen_version: int | None = None
) -> RegisterRound:
    """Keep the reports of an order until a day, whatever their time of keeping; a later call sets another day.

    Raises:
        NotFound, Forbidden, Stale: as for every change.
        Invalid: a day that is past, or no reason.

    """
    row = fetch(
        RegisterRound,
        actor,
        round_id,
        "order",
        refine=lambda rows: rows.select_related("definition", "region").select_for_update(of=("self",)),
    )
    demand_seen(row, seen_version)
    words = plain_text(note).strip()
    faults: dict[str, Any] = {}
    if until <= timezone.localdate():
        faults["until"] = _("Choose a later day.")
    if not 2 <= len(words) <= 300:
        faults["note"] = _("Say why, in 2 to 300 characters.")
    if faults:
        raise Invalid(faults)
    row.hold_until = until
    row.version += 1
    row.save(update_fields=["hold_until", "version"])
    write_round(actor, row, "round_hold", reason=words, until=until.isoformat())
    return row
