"""A figure day by day, for the lines of a board."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Sum

from pingan.common.figure_days import counts_by_day
from pingan.common.figures import Figure, Tally
from pingan.common.periods import Period
from pingan.office.models import FigureCell, Span
from pingan.office.queries.sums import codes_of
from pingan.office.rules.comparing import period_of_last_year
from pingan.office.rules.trends import Point, Step, points_of, step_of

_TOWNSHIP = 9
_PROVINCE = 2


def days_of(one: Figure, period: Period, prefixes: Sequence[str]) -> Iterable[tuple[date, Tally]]:
    """Return what a figure came to on each day with records, in divisions given by the prefixes of their codes."""
    wide = [prefix for prefix in prefixes if len(prefix) <= _TOWNSHIP and not one.is_narrowed]
    narrow = [prefix for prefix in prefixes if prefix not in wide]
    codes = codes_of({0: wide}) if wide else {}
    if codes:
        cells = FigureCell.objects.filter(figure=one.code, span=Span.DAY, code__in=list(codes))
        cells = cells.filter(first_on__range=(period.since, period.until))
        sums = cells.values_list("first_on").annotate(part=Sum("part"), whole=Sum("whole"))
        yield from ((day, Tally(part, whole)) for day, part, whole in sums.order_by())
    if narrow:
        # Of the days alone: a province's townships would be twenty thousand lines for thirty points.
        found = counts_by_day(one, period, narrow, digits=_PROVINCE)
        yield from ((day, tally) for (_code, day), tally in found.items())


def line_of(one: Figure, period: Period, prefixes: Sequence[str]) -> tuple[Step, list[Point], list[Point]]:
    """Return the points of a figure over a period and over the same days of the year before; none for one without days."""
    step = step_of(period)
    if not one.day:
        return step, [], []
    empty = Tally(0, 0 if one.is_share else None)
    then = period_of_last_year(period)
    now = points_of(period, step, days_of(one, period, prefixes), empty)
    before = points_of(then, step, days_of(one, then, prefixes), empty)
    return step, now, before
