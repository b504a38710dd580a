"""Statistical tables of disputes: by type and by area, a period with the one before, one aggregating query each.

Restricted disputes count. A number that would betray one of them to a reader who is not named is left out
(``disputes.rules.counts``).
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
from disputes.queries.committees import NONE, hidden_from
from disputes.queries.figures import COUNTED, FIGURES, MEASURES, TABLES, Figure, TableForm, measured
from disputes.queries.types import statistic_lines
from disputes.rules.counts import Counted, protected
from disputes.rules.periods import Period
from pingan.access.policy import visible_to
from pingan.access.queries import region_for
from pingan.access.rules import Actor
from pingan.org.models import CODE_WIDTH, Region
from pingan.org.queries import children_of, covered_prefixes, path_to, prefixes_of

#: Line of the sums.
SUM = ""
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Cell:
    """One number. ``count``: how many disputes stand behind it; ``amount``: what was added up (None: the count).

    ``of``: the count it is divided by, where it is a share. ``is_hidden``: it must not be shown.
    """

    count: int = 0
    amount: Decimal | None = None
    of: int | None = None
    is_hidden: bool = False


@dataclass(frozen=True)
class Line:
    """One line of a table: a type of the statistics or a place; ``filters`` open the register at it."""

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

    count: Counted = NONE
    amount: Decimal | timedelta | None = None


def by_type(actor: Actor, *, table: str, code: str, period: Period) -> Statistics:
    """Return a table of a division (blank: the post's own) by type of dispute.

    Raises:
        NotFound: no such division, or outside the area of the post.

    """
    region = region_for(actor, code)
    form = TABLES[table]
    raw = _counted(actor, form, region, period, F("type__statistic_code"))
    lines = [(key, label, {"line": key}, False) for key, label in statistic_lines()]
    return _table(form, region, actor, period, raw, lines)


def by_area(actor: Actor, *, table: str, code: str, period: Period) -> Statistics:
    """Return a table of a division by the divisions inside it; a village has none.

    Raises:
        NotFound: no such division, or outside the area of the post.

    """
    region = region_for(actor, code)
    form = TABLES[table]
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
    if any(line == _ELSEWHERE for _period, line, _column in raw):
        lines.append((_ELSEWHERE, region.name, {}, False))
    return _table(form, region, actor, period, raw, lines)


_ELSEWHERE = "-"


def _home(key: str, homes: Mapping[str, str]) -> str:
    return next((homes[key[:width]] for width in (12, 9, 6, 4) if key[:width] in homes), _ELSEWHERE)


def _counted(
    actor: Actor,
    form: TableForm,
    region: Region,
    period: Period,
    line: Any,
    key: Callable[[str], str] = str,
) -> dict[tuple[bool, str, str], _Raw]:
    """Count one table and its predecessor in one statement: by line, by period, hidden ones apart."""
    before = period.moved(-1)
    rows = measured(visible_to(Dispute, actor, "count")).filter(
        COUNTED, in_area(covered_prefixes(region)), opened_within(before.since, period.until)
    )
    now = Case(
        When(opened_within(period.since, period.until), then=Value(True)),  # noqa: FBT003
        default=Value(False),  # noqa: FBT003
        output_field=BooleanField(),
    )
    # Grouped by what figures ask of a dispute, each is looked up once per row, however many columns read it.
    figures = [FIGURES[code] for code in form.columns]
    asked = sorted({figure.attribute for figure in figures} - {""})
    sums = {figure.measure: Sum(MEASURES[figure.measure]) for figure in figures if figure.measure}
    grouped = (
        rows.order_by()
        .annotate(line=line, is_now=now, is_hidden=hidden_from(actor))
        .values("line", "is_now", "is_hidden", *asked)
        .annotate(count=Count("pk"), **{f"sum_{name}": value for name, value in sums.items()})
    )
    found: dict[tuple[bool, str, str], _Raw] = {}
    for row in grouped:
        part = Counted(row["count"], row["count"] if row["is_hidden"] else 0)
        for figure in figures:
            if figure.holds(row):
                place = (row["is_now"], key(row["line"]), figure.code)
                amount = row[f"sum_{figure.measure}"] if figure.measure else None
                found[place] = _plus(found.get(place), _Raw(part, amount))
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
) -> Statistics:
    below = suppress_below(region.code)
    codes = [code for code, _label, _filters, _open in lines]
    shown = {is_now: _cells(form, raw, codes, below, is_now=is_now) for is_now in (True, False)}
    made = [
        Line(code, label, filters, shown[True][code], shown[False][code], is_open)
        for code, label, filters, is_open in lines
    ]
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
    form: TableForm,
    raw: Mapping[tuple[bool, str, str], _Raw],
    codes: Sequence[str],
    below: int,
    *,
    is_now: bool,
) -> dict[str, dict[str, Cell]]:
    parts = {
        (line, column): raw.get((is_now, line, column), _Raw()) for line in codes for column in form.columns
    }
    for column in form.columns:
        whole = _Raw()
        for (_now, _line, code), part in raw.items():
            if _now is is_now and code == column:
                whole = _plus(whole, part)
        parts[SUM, column] = whole
    counts = {key: part.count for key, part in parts.items() if key[0] != SUM}
    out = protected(counts, form.groups, below) | {
        (SUM, column) for column in form.columns if parts[SUM, column].count.is_telling(below)
    }
    return {
        line: {column: _cell(FIGURES[column], parts, line, out) for column in form.columns}
        for line in (*codes, SUM)
    }


def _cell(figure: Figure, parts: Mapping[Any, _Raw], line: str, out: frozenset[Any]) -> Cell:
    part = parts[line, figure.code]
    of = parts[line, figure.per].count.value if figure.is_share else None
    is_hidden = (line, figure.code) in out or (figure.is_share and (line, figure.per) in out)
    return Cell(part.count.value, _plain(figure, part), of, is_hidden)


def _plain(figure: Figure, part: _Raw) -> Decimal | None:
    """Return what a cell shows where it is no count: a sum, or an average per dispute in days."""
    if not figure.measure:
        return None
    if not isinstance(part.amount, timedelta):
        return None if figure.unit == "days" else Decimal(part.amount or 0)
    return round(Decimal(part.amount / _DAY) / part.count.value, 1) if part.count.value else None
