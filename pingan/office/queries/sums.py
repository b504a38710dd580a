"""What figures come to in divisions over a period: from the kept sums where days add up, counted where they do not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from django.db.models import Q, Sum

from pingan.common.figure_days import counts_by_division
from pingan.common.figures import Figure, Tally
from pingan.common.periods import Period
from pingan.office.models import FigureCell, Span
from pingan.office.rules.spans import spans_of
from pingan.org.models import Region

K = TypeVar("K")
#: By place, then by the code of the figure.
Sums = dict[K, dict[str, Tally]]
_COUNTY, _TOWNSHIP, _VILLAGE = 6, 9, 12


def sums_of(figures: Sequence[Figure], period: Period, places: Mapping[K, Iterable[str]]) -> Sums[K]:
    """Count figures over a period for some places, each given by the prefixes of codes that belong to it.

    Kept sums answer for prefixes up to a township; what is narrower, of a class, or has no days, is counted from records.
    The statements are as many as there are such records to look at, not as figures or places.
    """
    wanted = {place: tuple(prefixes) for place, prefixes in places.items()}
    found: Sums[K] = {place: {one.code: _nothing(one) for one in figures} for place in wanted}
    narrow = {place: tuple(p for p in prefixes if len(p) > _TOWNSHIP) for place, prefixes in wanted.items()}
    wide = {place: tuple(p for p in prefixes if len(p) <= _TOWNSHIP) for place, prefixes in wanted.items()}
    # Of a class alone no sums are kept.
    dated = [one for one in figures if one.day and not one.is_narrowed]
    _add_kept(found, dated, period, wide)
    _add_counted(found, dated, period, narrow)
    _add_counted(found, [one for one in figures if not one.day or one.is_narrowed], period, wanted)
    return found


def _nothing(one: Figure) -> Tally:
    return Tally(0, 0 if one.is_share else None)


def _add_kept(
    found: Sums[K], figures: Sequence[Figure], period: Period, places: Mapping[K, Sequence[str]]
) -> None:
    codes = codes_of(places)
    if not codes or not figures:
        return
    spans = spans_of(period)
    when = Q(span=Span.MONTH, first_on__in=spans.months)
    for first, last in spans.days:
        when |= Q(span=Span.DAY, first_on__range=(first, last))
    rows = FigureCell.objects.filter(when, code__in=list(codes), figure__in=[one.code for one in figures])
    sums = rows.values_list("code", "figure").annotate(part=Sum("part"), whole=Sum("whole"))
    for code, figure, part, whole in sums.order_by():
        for place in codes[code]:
            found[place][figure] += Tally(part, whole)


def codes_of(places: Mapping[K, Sequence[str]]) -> dict[str, list[K]]:
    """Return the codes of cells that make up each place: counties for what is larger, else the division itself."""
    codes: dict[str, list[K]] = defaultdict(list)
    large: dict[str, list[K]] = defaultdict(list)
    for place, prefixes in places.items():
        for prefix in prefixes:
            (codes if len(prefix) in {_COUNTY, _TOWNSHIP} else large)[prefix].append(place)
    if large:
        inside = Q()
        for prefix in large:
            inside |= Q(code__startswith=prefix)
        # Every county that ever was: what was closed there counts under its code of then.
        for code in set(Region.objects.filter(inside, level__lte=3).values_list("code", flat=True)):
            for prefix, those in large.items():
                if code.startswith(prefix) and those[0] not in codes[code[:_COUNTY]]:
                    codes[code[:_COUNTY]].extend(those)
    return codes


def _add_counted(
    found: Sums[K], figures: Sequence[Figure], period: Period, places: Mapping[K, Sequence[str]]
) -> None:
    by_prefix: dict[str, list[K]] = defaultdict(list)
    for place, prefixes in places.items():
        for prefix in prefixes:
            by_prefix[prefix].append(place)
    if not by_prefix:
        return
    widths = {len(prefix) for prefix in by_prefix}
    for figure, tallies in counts_by_division(figures, period, by_prefix, max(widths)).items():
        for code, tally in tallies.items():
            for width in widths:
                for place in by_prefix.get(code[:width], ()):
                    found[place][figure] += tally
