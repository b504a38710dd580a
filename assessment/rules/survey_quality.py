"""Answers that are no answers: the same mark everywhere, or faster than anybody reads. Pure (domain.md §7.5).

Full marks everywhere are what a satisfied person gives; they prove nothing. So the same mark all down counts as
straight-lining only where some question is asked the other way round, and the mark is not the middle one: then the answers
contradict each other. The bounds are numbers of the survey, kept with their source.
"""

from __future__ import annotations

from collections.abc import Sequence

SOUND, STRAIGHT, SPEEDER = "", "straight", "speeder"
MARKS = (1, 2, 3, 4, 5)
MIDDLE = 3
_LONGEST_KEPT = 1_800


def flag_of(
    marks: Sequence[int],
    reversed_at: frozenset[int],
    seconds: int | None,
    *,
    least_seconds: int,
    straight_from: int,
) -> str:
    """Return why a sheet is left out of the results; blank: it is sound.

    ``marks`` by place from 0, 0 where nothing was marked; ``reversed_at`` the places of questions in which 5 is bad;
    ``seconds`` how long it took (None: nobody knows); ``straight_from`` the least number of marks that make a line.
    """
    if seconds is not None and seconds < least_seconds:
        return SPEEDER
    given = {at: mark for at, mark in enumerate(marks) if mark}
    both_ways = 0 < len(reversed_at & given.keys()) < len(given)
    is_line = len(set(given.values())) == 1 and MIDDLE not in given.values()
    return STRAIGHT if is_line and both_ways and len(given) >= straight_from else SOUND


def kept_seconds(seconds: int) -> int:
    """Return how long a sheet took as it is kept: in tens up to a minute, then in minutes, at most thirty.

    A log of requests that an operator keeps tells to the second when a code was looked at and sent. An exact duration would
    pick the sheet out by that; whether it was too fast is judged before.
    """
    if seconds < 60:
        return max(0, seconds) // 10 * 10
    return min(seconds // 60 * 60, _LONGEST_KEPT)
