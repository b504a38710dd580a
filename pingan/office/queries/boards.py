"""A board: the figures of a division and of the places inside it, beside the period before and the year before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from pingan.access.queries import region_for
from pingan.access.rules import Actor
from pingan.common.figures import Figure, Tally, figure
from pingan.common.periods import Period
from pingan.office.models import SummaryMark, SummaryRun
from pingan.office.queries.classes import Chosen, parted
from pingan.office.queries.sums import Sums, sums_of
from pingan.office.rules.comparing import Value, period_before, period_of_last_year
from pingan.org.models import Region
from pingan.org.queries import children_of, covered_prefixes, path_to, prefixes_of

#: The division itself among the places inside it; no key of a division.
_WHOLE: Final = 0


@dataclass(frozen=True)
class Place:
    """A division inside, with its numbers in the order of the figures; ``is_own``: what lies in none of those inside."""

    region: Region
    tallies: tuple[Tally, ...]
    is_own: bool = False

    @property
    def name(self) -> str:
        """Return how a table calls it."""
        return _("%(name)s itself") % {"name": self.region.name} if self.is_own else self.region.name


@dataclass(frozen=True)
class Freshness:
    """``at``: everything committed by then is in the sums; None: they were never counted. ``waiting``: changes since."""

    at: datetime | None
    waiting: int


@dataclass(frozen=True)
class Board:
    """One division, its figures with their comparisons, and the places inside."""

    region: Region
    path: tuple[Region, ...]
    period: Period
    figures: tuple[Figure, ...]
    values: tuple[Value, ...]
    places: tuple[Place, ...]
    freshness: Freshness
    unsplit: tuple[Figure, ...] = ()
    """Figures that say nothing of the chosen class."""
    own: Place | None = None
    """What belongs to the division itself, so that its places add up to it; None: nothing does."""

    @property
    def lines(self) -> tuple[Place, ...]:
        """Return the lines that add up to the division."""
        return self.places if self.own is None else (self.own, *self.places)


def freshness() -> Freshness:
    """Return how fresh the kept sums are."""
    run = SummaryRun.objects.filter(pk=1).values_list("fresh_at", flat=True).first()
    return Freshness(run, SummaryMark.objects.count())


def board(
    actor: Actor, *, code: str, period: Period, codes: Sequence[str], chosen: Chosen | None = None
) -> Board:
    """Return the board of a division (blank: the post's own) over a period, of one class alone where one is chosen.

    Raises:
        NotFound: see ``region_for``.

    """
    region = region_for(actor, code)
    today = timezone.localdate()
    figures, unsplit = parted((figure(one) for one in codes), chosen)
    prefixes = covered_prefixes(region, today)
    children = list(children_of(region, on=today).order_by("code"))
    inside = sums_of(figures, period, {_WHOLE: prefixes, **prefixes_of(children, today)})
    totals = [inside[_WHOLE]]
    # What counts the present moment is the same whatever the period: counted once.
    dated = [one for one in figures if not one.is_live]
    for when in (period_before(period), period_of_last_year(period)):
        totals.append(inside[_WHOLE] | sums_of(dated, when, {_WHOLE: prefixes})[_WHOLE])
    places = tuple(Place(child, tuple(inside[child.pk][one.code] for one in figures)) for child in children)
    own = Place(region, tuple(_rest_of(inside, one) for one in figures), is_own=True)
    values = tuple(Value(*(total[one.code] for total in totals)) for one in figures)
    path = tuple(step for step in path_to(region) if actor.covers(step.code))
    has_own = bool(places) and any(tally.part or tally.whole for tally in own.tallies)
    return Board(
        region, path, period, figures, values, places, freshness(), unsplit, own=own if has_own else None
    )


def _rest_of(inside: Sums[int], one: Figure) -> Tally:
    """Return what a figure holds of the division itself: what lies in none of its places."""
    whole = inside[_WHOLE][one.code]
    placed = [tallies[one.code] for key, tallies in inside.items() if key != _WHOLE]
    return Tally(
        whole.part - sum(tally.part for tally in placed),
        None if whole.whole is None else whole.whole - sum(tally.whole or 0 for tally in placed),
    )


def tally_behind(one: Figure, period: Period, region: Region, *, is_own: bool) -> Tally:
    """Return what a figure comes to in a division; ``is_own``: in none of the places inside it."""
    today = timezone.localdate()
    inside = prefixes_of(list(children_of(region, on=today)), today) if is_own else {}
    found = sums_of([one], period, {_WHOLE: covered_prefixes(region, today), **inside})
    return _rest_of(found, one)


def records_prefixes(actor: Actor, code: str) -> tuple[Region, tuple[str, ...]]:
    """Return a division that the actor looks at, and the prefixes of what belongs to it.

    Raises:
        NotFound: see ``region_for``.

    """
    region = region_for(actor, code)
    return region, covered_prefixes(region, timezone.localdate())
