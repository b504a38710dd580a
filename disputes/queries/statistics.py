"""Statistical tables of disputes: by type and by area, a period with the one before.

Every number counts what the reader may open; the number of disputes counts restricted ones besides, as far as
``disputes.rules.counts`` lets them be told apart. What is told apart no further stands in a line of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import BooleanField, Case, Count, F, Sum, Value, When
from django.utils import timezone

from disputes.models import Dispute
from disputes.queries.areas import COLUMNS, in_area, opened_within, suppress_below
from disputes.queries.columns import COUNTED, MEASURES, TABLE_COLUMNS, TABLES, Column, TableForm, measured
from disputes.queries.restricted import hidden_disputes, open_to
from disputes.queries.types import statistic_lines
from disputes.rules.counts import Hidden
from disputes.rules.periods import Period
from pingan.access.policy import visible_to
from pingan.access.queries import region_for
from pingan.access.rules import Actor
from pingan.org.models import CODE_WIDTH, Region
from pingan.org.queries import children_of, covered_prefixes, path_to, prefixes_of

#: Lines of the sums, of what is placed nowhere further, and of what must not be told apart further.
SUM, ELSEWHERE, HIDDEN = "", "-", "*"
#: The figure that counts restricted disputes of others, too.
TOTAL = "total"
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Cell:
    """One number. ``count``: how many disputes stand behind it; ``amount``: what was added up (None: the count).

    ``of``: the count it is divided by, where it is a share.
    """

    count: int = 0
    amount: Decimal | None = None
    of: int | None = None


@dataclass(frozen=True)
class Line:
    """One line of a table: a type of the statistics or a place; ``filters`` open the register at it.

    The line ``HIDDEN`` has a number of disputes alone.
    """

    code: str
    label: Any
    filters: Mapping[str, str]
    cells: Mapping[str, Cell]
    before: Mapping[str, Cell]
    is_open: bool = False
    """A place that can be looked into."""


@dataclass(frozen=True)
class Statistics:
    """A table of a division in a period, with the period before."""

    form: TableForm
    region: Region
    path: tuple[Region, ...]
    period: Period
    lines: tuple[Line, ...]
    total: Line
    below: int


@dataclass(frozen=True)
class _Raw:
    """What was counted for one line and column: the disputes, and what was added up over them."""

    count: int = 0
    amount: Decimal | timedelta | None = None


def by_type(actor: Actor, *, table: str, code: str, period: Period) -> Statistics:
    """Return a table of a division (blank: the post's own) by type of dispute.

    Raises:
        NotFound: no such division, or outside the area of the post.

    """
    region, form = region_for(actor, code), TABLES[table]
    raw = _counted(actor, form, region, period, F("type__statistic_code"))
    lines = [(key, label, {"line": key}, False) for key, label in statistic_lines()]
    return _table(form, region, actor, period, raw, lines, _line_of)


def _line_of(one: Hidden) -> str:
    """Return the line in which hidden disputes of a block count; ``HIDDEN``: they may be of several."""
    return next(iter(one.block.lines)) if len(one.block.lines) == 1 else HIDDEN


def by_area(actor: Actor, *, table: str, code: str, period: Period) -> Statistics:
    """Return a table of a division by the divisions inside it; a village has none.

    Raises:
        NotFound: no such division, or outside the area of the post.

    """
    region, form = region_for(actor, code), TABLES[table]
    today = timezone.localdate()
    children = list(children_of(region, on=today).order_by("code")) if region.level < 5 else []
    prefixes = prefixes_of(children, today)
    # Where a division came from elsewhere its old, longer code decides; else the short column is enough.
    own = CODE_WIDTH[min(region.level + 1, 5)]
    width = max([own, *(len(prefix) for all_of in prefixes.values() for prefix in all_of)])
    homes = {prefix: child.code for child in children for prefix in prefixes[child.pk]}
    raw = _counted(actor, form, region, period, F(f"matter__{COLUMNS[width]}"), lambda key: _home(key, homes))
    lines = [(child.code, child.name, {"region": child.code}, child.level < 5) for child in children]
    # What is placed nowhere further, in the township's own office: it counts, and no line below holds it.
    if any(line == ELSEWHERE for _period, line, _column in raw):
        lines.append((ELSEWHERE, region.name, {}, False))
    return _table(
        form, region, actor, period, raw, lines, lambda one: _home(one.place, homes, nowhere=HIDDEN)
    )


def _home(key: str, homes: Mapping[str, str], *, nowhere: str = ELSEWHERE) -> str:
    return next((homes[key[:width]] for width in (12, 9, 6, 4) if key[:width] in homes), nowhere)


def _counted(
    actor: Actor,
    form: TableForm,
    region: Region,
    period: Period,
    line: Any,
    key: Callable[[str], str] = str,
) -> dict[tuple[bool, str, str], _Raw]:
    """Count what the actor may open, for one table and its predecessor in one statement: by line, by period."""
    before = period.moved(-1)
    rows = measured(visible_to(Dispute, actor, "count")).filter(
        COUNTED,
        open_to(actor),
        in_area(covered_prefixes(region)),
        opened_within(before.since, period.until),
    )
    now = Case(
        When(opened_within(period.since, period.until), then=Value(True)),  # noqa: FBT003
        default=Value(False),  # noqa: FBT003
        output_field=BooleanField(),
    )
    # Grouped by what figures ask of a dispute, each is looked up once per row, however many columns read it.
    figures = [TABLE_COLUMNS[code] for code in form.columns]
    asked = sorted({figure.attribute for figure in figures} - {""})
    sums = {figure.measure: Sum(MEASURES[figure.measure]) for figure in figures if figure.measure}
    grouped = (
        rows.order_by()
        .annotate(line=line, is_now=now)
        .values("line", "is_now", *asked)
        .annotate(count=Count("pk"), **{f"sum_{name}": value for name, value in sums.items()})
    )
    found: dict[tuple[bool, str, str], _Raw] = {}
    for row in grouped:
        for figure in figures:
            if figure.holds(row):
                place = (row["is_now"], key(row["line"]), figure.code)
                amount = row[f"sum_{figure.measure}"] if figure.measure else None
                found[place] = _plus(found.get(place), _Raw(row["count"], amount))
    return found


def _plus(one: _Raw | None, other: _Raw) -> _Raw:
    if one is None:
        return other
    amounts: list[Any] = [part.amount for part in (one, other) if part.amount is not None]
    amount = None
    if amounts:
        amount = amounts[0] if len(amounts) == 1 else amounts[0] + amounts[1]
    return _Raw(one.count + other.count, amount)


def _table(
    form: TableForm,
    region: Region,
    actor: Actor,
    period: Period,
    raw: Mapping[tuple[bool, str, str], _Raw],
    lines: Sequence[tuple[str, Any, Mapping[str, str], bool]],
    line_of: Callable[[Hidden], str],
) -> Statistics:
    below, before = suppress_below(actor), period.moved(-1)
    whole, area = dict(raw), covered_prefixes(region)
    for one in hidden_disputes(actor, area, before.since, period.until, below=below):
        for is_now, span in ((True, period), (False, before)):
            if one.is_within(span.since, span.until):
                place = (is_now, line_of(one), TOTAL)
                whole[place] = _plus(whole.get(place), _Raw(one.count))
    codes = [code for code, _label, _filters, _open in lines]
    shown = {is_now: _cells(form, whole, codes, is_now=is_now) for is_now in (True, False)}
    made = [
        Line(code, label, filters, shown[True][code], shown[False][code], is_open)
        for code, label, filters, is_open in lines
    ]
    if any(line == HIDDEN for _now, line, _column in whole):
        now, earlier = (
            {TOTAL: Cell(whole.get((is_now, HIDDEN, TOTAL), _Raw()).count)} for is_now in (True, False)
        )
        made.append(Line(HIDDEN, "", {}, now, earlier))
    return Statistics(
        form=form,
        region=region,
        path=tuple(step for step in path_to(region) if actor.covers(step.code)),
        period=period,
        lines=tuple(made),
        total=Line(SUM, "", {}, shown[True][SUM], shown[False][SUM]),
        below=below,
    )


def _cells(
    form: TableForm, raw: Mapping[tuple[bool, str, str], _Raw], codes: Sequence[str], *, is_now: bool
) -> dict[str, dict[str, Cell]]:
    parts = {
        (line, column): raw.get((is_now, line, column), _Raw()) for line in codes for column in form.columns
    }
    for (now, _line, column), part in raw.items():
        if now is is_now:
            parts[SUM, column] = _plus(parts.get((SUM, column)), part)
    return {
        line: {column: _cell(TABLE_COLUMNS[column], parts, line) for column in form.columns}
        for line in (*codes, SUM)
    }


def _cell(figure: Column, parts: Mapping[tuple[str, str], _Raw], line: str) -> Cell:
    part = parts.get((line, figure.code), _Raw())
    of = parts.get((line, figure.per), _Raw()).count if figure.is_share else None
    return Cell(part.count, _plain(figure, part), of)


def _plain(figure: Column, part: _Raw) -> Decimal | None:
    """Return what a cell shows where it is no count: a sum, or an average per dispute in days."""
    if not figure.measure:
        return None
    if not isinstance(part.amount, timedelta):
        return None if figure.unit == "days" else Decimal(part.amount or 0)
    return round(Decimal(part.amount / _DAY) / part.count, 1) if part.count else None
