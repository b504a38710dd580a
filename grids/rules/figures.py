"""Shares that say when they stand on too few cases to be compared. Pure."""

from __future__ import annotations

from dataclasses import dataclass

#: Below this many cases a share swings by more than three points with every single one (1/30); our own
#: choice, the regulation names no number.
FEWEST = 30


@dataclass(frozen=True)
class Share:
    """A part of a whole. ``is_small``: too few cases to compare places with each other."""

    part: int
    whole: int

    @property
    def percent(self) -> float | None:
        """Return the share in per cent with one decimal; None where the whole is nothing."""
        return round(self.part / self.whole * 100, 1) if self.whole else None

    @property
    def is_small(self) -> bool:
        """Say whether a reader must be warned."""
        return 0 < self.whole < FEWEST


@dataclass(frozen=True)
class Tally:
    """Counts of incidents reported in a period in one place.

    ``handling`` are those not ended yet, ``overdue`` and ``returned`` are parts of them as they stand now;
    ``closed`` are those closed in the regular way. ``missed``: closed although a term had been missed.
    ``solved`` the verifier found solved, ``said_solved`` their reporters call solved, of those ``judged`` who said
    either. ``asked`` were asked for their satisfaction and could be reached.
    """

    intake: int = 0
    handling: int = 0
    overdue: int = 0
    returned: int = 0
    closed: int = 0
    missed: int = 0
    solved: int = 0
    said_solved: int = 0
    judged: int = 0
    satisfied: int = 0
    asked: int = 0

    def __add__(self, other: Tally) -> Tally:
        """Add column by column."""
        return Tally(*(mine + its for mine, its in zip(self.counts(), other.counts(), strict=True)))

    def counts(self) -> tuple[int, ...]:
        """Return the numbers in their order."""
        return (
            self.intake, self.handling, self.overdue, self.returned, self.closed, self.missed, self.solved,
            self.said_solved, self.judged, self.satisfied, self.asked,
        )  # fmt: skip

    @property
    def on_time(self) -> Share:
        """Return how many of the closed ones missed no term."""
        return Share(self.closed - self.missed, self.closed)

    @property
    def solved_share(self) -> Share:
        """Return how many of the closed ones the verifier found solved."""
        return Share(self.solved, self.closed)

    @property
    def said_solved_share(self) -> Share:
        """Return how many were solved in the words of their reporters; apart from satisfaction."""
        return Share(self.said_solved, self.judged)

    @property
    def satisfied_share(self) -> Share:
        """Return how many of those asked were satisfied."""
        return Share(self.satisfied, self.asked)
