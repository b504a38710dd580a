"""What a number is compared with, and when a comparison says nothing. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from pingan.common.figures import Tally
from pingan.common.periods import Period

#: Below this many cases a share moves by more than three points with every single one (1/30); our own choice.
FEWEST = 30


class Silence(StrEnum):
    """Why a change is not told."""

    NOW_FEW = "now_few"
    """The share of today rests on too few cases."""
    THEN_NONE = "then_none"
    """There was nothing then."""
    THEN_FEW = "then_few"
    """What it would be measured by is too small."""


def period_before(period: Period) -> Period:
    """Return the period of equal length that ended the day before; whole months go back by whole months."""
    last = period.since - timedelta(days=1)
    if _is_whole_months(period):
        months = (period.until.year - period.since.year) * 12 + period.until.month - period.since.month + 1
        return Period(_months_back(period.since, months), last)
    return Period(period.since - (period.until - period.since) - timedelta(days=1), last)


def period_of_last_year(period: Period) -> Period:
    """Return the same days of the year before; 29 February becomes the 28th."""
    return Period(_year_back(period.since), _year_back(period.until))


def _is_whole_months(period: Period) -> bool:
    return period.since.day == 1 and (period.until + timedelta(days=1)).day == 1


def _months_back(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)


def _year_back(day: date) -> date:
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 2, 28)
    return day.replace(year=day.year - 1)


@dataclass(frozen=True)
class Value:
    """A figure over a period, beside the period before and the same days of the year before."""

    now: Tally
    before: Tally
    last_year: Tally

    @property
    def is_share(self) -> bool:
        """Say whether it is a part of a whole."""
        return self.now.whole is not None

    @property
    def is_small(self) -> bool:
        """Say whether a reader must be warned: too few cases to compare."""
        return self.now.whole is not None and 0 < self.now.whole < FEWEST

    @property
    def change(self) -> float | None:
        """Return the change against the period before; see ``change_of``."""
        return change_of(self.now, self.before)

    @property
    def change_of_year(self) -> float | None:
        """Return the change against the same days of the year before; see ``change_of``."""
        return change_of(self.now, self.last_year)

    @property
    def base(self) -> int:
        """Return what the change against the period before is measured by; see ``base_of``."""
        return base_of(self.before)

    @property
    def base_of_year(self) -> int:
        """Return what the change against the year before is measured by; see ``base_of``."""
        return base_of(self.last_year)

    @property
    def silence(self) -> Silence | None:
        """Say why there is no change against the period before; None where there is one."""
        return silence_of(self.now, self.before)

    @property
    def silence_of_year(self) -> Silence | None:
        """Say why there is no change against the year before; None where there is one."""
        return silence_of(self.now, self.last_year)


def percent_of(tally: Tally) -> float | None:
    """Return the share in per cent with one decimal; None where there is no whole."""
    return round(tally.part / tally.whole * 100, 1) if tally.whole else None


def change_of(now: Tally, then: Tally) -> float | None:
    """Return the change of a count in per cent, of a share in points, with one decimal; None where it says nothing.

    A count says nothing against a small one, a share where one of the two rests on too few cases.
    """
    if silence_of(now, then) is not None:
        return None
    if now.whole is None or then.whole is None:
        return round((now.part - then.part) / then.part * 100, 1)
    return round((now.part / now.whole - then.part / then.whole) * 100, 1)


def base_of(then: Tally) -> int:
    """Return how many records stand behind what something is compared with: the count itself, or a share's whole."""
    return then.part if then.whole is None else then.whole


def silence_of(now: Tally, then: Tally) -> Silence | None:
    """Say why a change is not told; None where it is."""
    if now.whole is not None and now.whole < FEWEST:
        return Silence.NOW_FEW
    base = base_of(then)
    if base >= FEWEST:
        return None
    return Silence.THEN_FEW if base else Silence.THEN_NONE


def ranks(shares: Mapping[int, Tally], *, is_low_first: bool = False) -> dict[int, int]:
    """Rank places by their share, the best first, equal ones alike; who has too few cases has no rank, nor who is alone."""
    fit = {key: tally.part / tally.whole for key, tally in shares.items() if (tally.whole or 0) >= FEWEST}  # type: ignore[operator]
    return places_in(fit, is_low_first=is_low_first) if len(fit) > 1 else {}


def places_in(values: Mapping[int, float], *, is_low_first: bool = False) -> dict[int, int]:
    """Number values from the largest on (or from the lowest), equal ones alike: 1, 2, 2, 4."""
    order = sorted(values.values(), reverse=not is_low_first)
    return {key: order.index(value) + 1 for key, value in values.items()}
