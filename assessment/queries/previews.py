"""What an expression comes to for the units of the own area: a look at real numbers while it is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.queries.schemes import assessed_of
from assessment.rules.expressions import OWN, Expression, ExpressionFault, parse
from assessment.rules.methods import rounded
from pingan.access.rules import Actor
from pingan.common.figures import Figure, Grain, Period, Tally, counts, figure, lasting_figures, sum_of

#: Units of one preview.
MOST = 20
#: Figures of one preview: each is a statement over a year of records, and somebody types.
MOST_FIGURES = 6
#: Periods of assessment (domain.md §7.4): the calendar year, and the half-year in between.
PERIODS = (("year", gettext_lazy("the last full year")), ("half", gettext_lazy("the last full half-year")))
_WIDTHS = (2, 4, 6, 9, 12)


@dataclass(frozen=True)
class PreviewLine:
    """One unit: its counts, one per figure in the order of the expression, and the value (None: no data)."""

    name: str
    tallies: tuple[Tally, ...]
    value: Decimal | None


@dataclass(frozen=True)
class Preview:
    """An expression with its numbers, or why it is none. ``at`` is the place of the fault, counted from 0.

    ``waiting`` names what only a run knows (reported numbers, population): where the expression needs it, no value
    is shown. ``note`` says why there are no numbers although the expression is sound.
    """

    text: str
    fault: Any = None
    at: int | None = None
    figures: tuple[Figure, ...] = ()
    period: Period | None = None
    lines: tuple[PreviewLine, ...] = ()
    waiting: tuple[str, ...] = ()
    note: Any = ""

    @property
    def place(self) -> int:
        """Return the place of the fault as people count, from 1."""
        return (self.at or 0) + 1

    @property
    def before(self) -> str:
        """Return what stands before the fault."""
        return self.text[: self.at] if self.at is not None else self.text

    @property
    def after(self) -> str:
        """Return what stands from the fault on."""
        return self.text[self.at :] if self.at is not None else ""


def last_full(today: date, length: str) -> Period:
    """Return the last year (``year``) or half-year (``half``) that is over: the periods of assessment (domain.md §7.4)."""
    if length == "half":
        first = date(today.year, 7 if today.month > 6 else 1, 1)
        until = first - timedelta(days=1)
        return Period(date(until.year, 1 if until.month <= 6 else 7, 1), until)
    return Period(date(today.year - 1, 1, 1), date(today.year - 1, 12, 31))


def previewed(actor: Actor, text: str, audience: str, length: str = "year") -> Preview:
    """Return what an expression comes to for at most ``MOST`` units that the own body assesses, none of elsewhere."""
    text = text.strip()
    try:
        expression = parse(text, {code: one.is_share for code, one in lasting_figures().items()})
    except ExpressionFault as fault:
        return Preview(text, fault.sentence, fault.at)
    period = last_full(timezone.localdate(), length)
    figures = tuple(figure(code) for code in expression.figures)
    grain = Grain.ORGAN if audience == "units" else Grain.TOWNSHIP
    waiting = tuple(name for name in expression.names if name in OWN)
    found = Preview(text, figures=figures, period=period, waiting=waiting)
    if len(figures) > MOST_FIGURES:
        return _noted(found, _("Numbers are shown for at most %(most)s figures.") % {"most": MOST_FIGURES})
    foreign = [one for one in figures if grain is Grain.ORGAN and not one.organ]
    if foreign:
        return _noted(found, _("“%(name)s” is not counted by units.") % {"name": foreign[0].label})
    units = assessed_of(actor, audience, MOST)
    if not units:
        return _noted(found, _("Your body assesses nobody of this kind."))
    lines = _lines(actor, expression, figures, period, grain, units)
    found = Preview(text, figures=figures, period=period, waiting=waiting, lines=lines)
    if any(_is_out_of_range(expression, figures, line) for line in lines):
        return replace(found, note=_("Some values are too large to be kept and would count as no data."))
    return found


def _noted(found: Preview, note: Any) -> Preview:
    return replace(found, note=note)


def _is_out_of_range(expression: Expression, figures: Sequence[Figure], line: PreviewLine) -> bool:
    return line.value is None and expression.is_out_of_range(_numbers(figures, line.tallies))


def _lines(
    actor: Actor,
    expression: Expression,
    figures: Sequence[Figure],
    period: Period,
    grain: Grain,
    units: Sequence[tuple[str, str]],
) -> tuple[PreviewLine, ...]:
    # One statement per figure, within the post's own area whatever the units are.
    counted = [(one, counts(one, period, grain, actor.areas)) for one in figures]
    lines = []
    for key, name in units:
        tallies = tuple(_tally(one, found, grain, key) for one, found in counted)
        numbers = _numbers(figures, tallies)
        value = expression.value(numbers)
        lines.append(PreviewLine(name, tallies, None if value is None else rounded(value)))
    return tuple(lines)


def _tally(one: Figure, found: Mapping[str, Tally], grain: Grain, key: str) -> Tally:
    if grain is Grain.ORGAN:
        return found.get(key, Tally(0, 0 if one.is_share else None))
    bare = key.rstrip("0")
    prefix = key[: next(width for width in _WIDTHS if width >= len(bare))]
    return sum_of(found, prefix, is_share=one.is_share)


def _numbers(figures: Sequence[Figure], tallies: Sequence[Tally]) -> dict[str, Fraction | None]:
    numbers: dict[str, Fraction | None] = {}
    for one, tally in zip(figures, tallies, strict=True):
        numbers[f"{one.code}.part"] = Fraction(tally.part)
        numbers[f"{one.code}.whole"] = None if tally.whole is None else Fraction(tally.whole)
    return numbers
