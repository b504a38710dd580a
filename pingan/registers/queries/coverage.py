"""How far a round has come, by division, and what its fields come to: as many queries for 90,000 units as for three."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, DecimalField, F, Q, QuerySet, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.db.models.lookups import Exact, GreaterThan, GreaterThanOrEqual, LessThan
from django.utils import timezone

from pingan.access.policy import visible_to
from pingan.access.queries import region_for
from pingan.access.rules import Actor
from pingan.org.models import Region
from pingan.org.queries import covered_prefixes
from pingan.registers.models import RegisterReport, RegisterRound
from pingan.registers.queries.places import places_of
from pingan.registers.queries.reports import HANDED_IN, STATUS
from pingan.registers.rules import FieldSpec
from pingan.registers.rules import Sum as Total
from pingan.registers.rules.sums import summed, whole_per_cent, with_shares

_EXACT: DecimalField[Any, Any] = DecimalField(max_digits=20, decimal_places=2)


@dataclass(frozen=True)
class Line:
    """One place: what was counted there, by key of ``STATUS``, and what the fields come to."""

    name: str
    code: str
    counts: Mapping[str, int]
    sums: tuple[Total, ...] = ()
    can_open: bool = False

    @property
    def share(self) -> int:
        """Return how much of it was handed in, in whole per cent."""
        return whole_per_cent(self.counts["handed_in"], self.counts["total"])


@dataclass(frozen=True)
class Coverage:
    """A division with the places inside it."""

    region: Region
    path: tuple[Region, ...]
    total: Line
    lines: tuple[Line, ...] = field(default=())


def _figures(specs: Sequence[FieldSpec], now: datetime) -> dict[str, Any]:
    """Return the aggregates of one group: counts as ``n_<key>``, fields as ``f_<code>``.

    Of a field with small cells ``f_`` is the sum of what may be told, and ``h_<code>`` how many numbers may not.
    """
    found: dict[str, Any] = {
        f"n_{key}": Count("pk", filter=condition(now)) for key, (_l, condition) in STATUS.items()
    }
    for spec in summed(specs):
        if spec.aggregation == "sum":
            number = Cast(KeyTextTransform(spec.code, "values"), _EXACT)
            told = HANDED_IN
            if spec.small_cells is not None:
                told = HANDED_IN & (Q(Exact(number, 0)) | Q(GreaterThanOrEqual(number, spec.small_cells)))
                small = Q(GreaterThan(number, 0)) & Q(LessThan(number, spec.small_cells))
                found[f"h_{spec.code}"] = Count("pk", filter=HANDED_IN & small)
            found[f"f_{spec.code}"] = Sum(number, filter=told)
        elif spec.aggregation == "count":
            given = Q(values__has_key=spec.code) & ~Q(**{f"values__{spec.code}": False})
            found[f"f_{spec.code}"] = Count("pk", filter=HANDED_IN & given)
    return found


def grouped(
    rows: QuerySet[RegisterReport], key: Any, specs: Sequence[FieldSpec], now: datetime
) -> dict[Any, Mapping[str, Any]]:
    """Group reports by an expression and return the figures of each group; one query."""
    found = rows.order_by().annotate(place=key).values("place").annotate(**_figures(specs, now))
    figures: list[dict[str, Any]] = [dict(row) for row in found]
    return {row.pop("place"): row for row in figures}


def line_from(
    name: str,
    code: str,
    groups: Iterable[Mapping[str, Any]],
    specs: Sequence[FieldSpec],
    *,
    can_open: bool = False,
) -> Line:
    """Add groups up to one line."""
    counts = dict.fromkeys(STATUS, 0)
    totals: dict[str, Decimal] = {}
    small: Counter[str] = Counter()
    for group in groups:
        for key in STATUS:
            counts[key] += group[f"n_{key}"]
        for name_, value in group.items():
            if name_.startswith("f_") and value is not None:
                totals[name_[2:]] = totals.get(name_[2:], Decimal()) + Decimal(value)
            elif name_.startswith("h_"):
                small[name_[2:]] += value
    return Line(name, code, counts, tuple(with_shares(specs, totals, small)), can_open)


def coverage(
    actor: Actor,
    row: RegisterRound,
    specs: Sequence[FieldSpec],
    *,
    code: str = "",
    now: datetime | None = None,
) -> Coverage:
    """Return how far a round has come in a division (blank: the order's, or the post's where that is smaller).

    Raises:
        NotFound: no such division today, or outside the area of the post.

    """
    moment = now or timezone.now()
    today = timezone.localdate(moment)
    own = row.region.code if actor.covers(row.region.code) else actor.region_code
    region = region_for(actor, code or own)
    places = places_of(actor, region, today)
    rows = visible_to(RegisterReport, actor).filter(places.inside("region_code"), round=row)
    groups = grouped(rows, places.key("region_code"), specs, moment)
    lines = [
        line_from(child.name, child.code, places.of(child, groups), specs, can_open=child.level < 5)
        for child in places.children
    ]
    total = line_from(region.name, region.code, groups.values(), specs)
    return Coverage(region, places.path, total, tuple(line for line in lines if line.counts["total"]))


@dataclass(frozen=True)
class RoundLine:
    """One round of a definition with its figures."""

    row: RegisterRound
    line: Line


def over_rounds(
    actor: Actor,
    code: str,
    specs: Sequence[FieldSpec],
    region: Region,
    *,
    most: int = 24,
    now: datetime | None = None,
) -> list[RoundLine]:
    """Return the latest rounds of a definition with what its fields come to in a division; two queries."""
    moment = now or timezone.now()
    rounds = visible_to(RegisterRound, actor).filter(definition__code=code, state__in=("open", "closed"))
    latest = list(rounds.select_related("definition").order_by("-period_to", "-pk")[:most])
    inside = Q(pk__in=[])
    for prefix in covered_prefixes(region):
        inside |= Q(region_code__startswith=prefix)
    rows = visible_to(RegisterReport, actor).filter(inside, round__in=[row.pk for row in latest])
    groups = grouped(rows, F("round_id"), specs, moment)
    found = []
    for row in latest:
        group = groups.get(row.pk)
        found.append(RoundLine(row, line_from(row.title, "", [group] if group else [], specs)))
    return found
