"""Restricted disputes as far as a reader may know of them: how many lie in which block (``disputes.rules.counts``)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, F, OuterRef, Q
from django.db.models.functions import ExtractMonth, ExtractYear
from django.utils import timezone

from disputes.models import Dispute, DisputeReader, DisputeType
from disputes.queries.areas import COLUMNS, in_area, opened_within
from disputes.queries.columns import COUNTED
from disputes.rules.counts import MONTHS, Cell, Hidden, blocks_of, hidden_in
from disputes.rules.periods import Period
from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.org.models import CODE_WIDTH
from pingan.org.rules import prefixes_cover

_COUNTY_LEVEL = 3


def open_to(actor: Actor, at: str = "") -> Q:
    """Return the condition that a dispute is not restricted to others; ``at`` leads to the dispute's key."""
    named = DisputeReader.objects.filter(
        dispute_id=OuterRef(f"{at}pk"), user_id=actor.user_id or 0, ended_at=None
    )
    return Q(**{f"{at}matter__is_restricted": False}) | Q(Exists(named))


def hidden_disputes(
    actor: Actor, prefixes: Sequence[str], since: date, until: date, *, below: int
) -> list[Hidden]:
    """Return what an actor may know of the disputes closed to it in an area, of those wholly between two days.

    Places are told apart down to the county, or to the actor's own area if that is smaller. However the question is
    put, the blocks are made of whole years of whole places, so that the answers to two questions fit together; one
    statement, and one for the lines of the statistics.
    """
    width = CODE_WIDTH[max(actor.level, _COUNTY_LEVEL)]
    if all(len(prefix) > width for prefix in prefixes):
        return []
    years = range(since.year, min(until.year, timezone.localdate().year) + 1)
    places = prefixes_cover(prefix[:width] for prefix in prefixes)
    return [
        one
        for one in _blocks(actor, places, width, years, below)
        if one.is_within(since, until) and any(one.place.startswith(prefix) for prefix in prefixes)
    ]


def _blocks(
    actor: Actor, places: Sequence[str], width: int, years: Sequence[int], below: int
) -> Iterator[Hidden]:
    """Yield what is hidden at places in years; a year that still runs consists of the months that have begun."""
    if not years:
        return
    first, last = Period("year", years[0], 1), Period("year", years[-1], 1)
    rows = visible_to(Dispute, actor, "count").filter(
        COUNTED, in_area(places), opened_within(first.since, last.until)
    )
    grouped = (
        rows.order_by()
        .annotate(
            place=F(f"matter__{COLUMNS[width]}"),
            year=ExtractYear("matter__opened_at"),
            month=ExtractMonth("matter__opened_at"),
            line=F("type__statistic_code"),
            is_open=ExpressionWrapper(open_to(actor), BooleanField()),
        )
        .values("place", "year", "month", "line", "is_open")
        .annotate(count=Count("pk"))
    )
    seen: dict[tuple[str, int], dict[Cell, int]] = defaultdict(dict)
    hidden: dict[tuple[str, int], dict[Cell, int]] = defaultdict(dict)
    for row in grouped:
        kept = seen if row["is_open"] else hidden
        kept[row["place"], row["year"]][row["month"], row["line"]] = row["count"]
    lines = set(DisputeType.objects.values_list("statistic_code", flat=True))
    today = timezone.localdate()
    for (place, year), cells in hidden.items():
        months: Iterable[int] = MONTHS if year < today.year else range(1, today.month + 1)
        blocks = blocks_of(seen[place, year], lines, below, months)
        yield from hidden_in(cells, blocks, place=place, year=year)
