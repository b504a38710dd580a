"""Counting everything anew: what the refresh keeps is compared with the records, told where it differs, and mended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone

from pingan.common.figure_days import counts_by_day
from pingan.common.figures import Figure, Tally
from pingan.common.periods import Period
from pingan.office.models import FigureCell, Span, SummaryMark, SummaryRun
from pingan.office.rules.spans import first_of_month, month_period, next_month
from pingan.office.services.cells import hold_sums, sum_up, summed_figures
from pingan.office.services.refreshing import deal_with_marks, refresh_summaries

_ALL_TIME = Period(date(1900, 1, 1), date(2200, 12, 31))
_BATCH = 5_000
_Key = tuple[str, date]


def recount_summaries() -> int:
    """Bring the sums up to date, then count every figure month by month; mend and return the cells that differed.

    Each month has its own transaction and lock, so that the refresh is never kept waiting for long. What is only not yet
    refreshed is no fault: marks are dealt with first, under the same lock.
    """
    refresh_summaries()
    differing = 0
    for figures in summed_figures().values():
        for one in figures:
            differing += sum(_recount_month(one, month) for month in _months(one))
    SummaryRun.objects.update_or_create(
        pk=1,
        defaults={"recounted_at": timezone.now(), "differences": differing},
        create_defaults={
            "fresh_at": timezone.now(), "recounted_at": timezone.now(), "differences": differing,
        },
    )  # fmt: skip
    return differing


def _months(one: Figure) -> Iterator[date]:
    """Return every month that has records or cells of a figure."""
    cells = FigureCell.objects.filter(figure=one.code).aggregate(Min("first_on"), Max("first_on"))
    records = one.rows(_ALL_TIME).order_by().aggregate(first=Min(one.day), last=Max(one.day))
    ends = [_day(value) for value in (*cells.values(), *records.values()) if value is not None]
    if not ends:
        return
    month = first_of_month(min(ends))
    while month <= max(ends):
        yield month
        month = next_month(month)


def _day(value: date) -> date:
    return timezone.localtime(value).date() if hasattr(value, "hour") else value  # type: ignore[arg-type]


def _kept(figure: str, period: Period) -> dict[_Key, Tally]:
    days = (period.since, period.until)
    rows = FigureCell.objects.of_townships().filter(figure=figure, span=Span.DAY, first_on__range=days)
    found = rows.values_list("code", "first_on", "part", "whole")
    return {(code, day): Tally(part, whole) for code, day, part, whole in found}


def _recount_month(one: Figure, month: date) -> int:
    period = month_period(month)
    with transaction.atomic():
        hold_sums(wait=True)
        while deal_with_marks():
            pass
        kept, counted = _kept(one.code, period), counts_by_day(one, period, [""])
        wrong = {key for key in kept.keys() | counted.keys() if kept.get(key) != counted.get(key)}
        if wrong:
            _mend(one.code, wrong, counted)
        # Committed since the marks were dealt with: its own mark waits, and nothing was lost.
        late = SummaryMark.objects.filter(topic=one.source).values_list("township", "day")
        return len(wrong.difference(late))


def _mend(figure: str, wrong: set[_Key], counted: dict[_Key, Tally]) -> None:
    days, codes = {day for _code, day in wrong}, {code for code, _day in wrong}
    FigureCell.objects.filter(figure=figure, span=Span.DAY, first_on__in=days, code__in=codes).delete()
    FigureCell.objects.bulk_create(
        (
            FigureCell(
                figure=figure, code=code, span=Span.DAY, first_on=day, part=tally.part, whole=tally.whole
            )
            for (code, day), tally in counted.items()
            if day in days and code in codes
        ),
        batch_size=_BATCH,
    )
    sum_up(figure, days, codes)
