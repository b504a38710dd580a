"""From counted answers to indexes with their bounds, by section, division and group. Pure (domain.md §7.5).

The index of a question is the weighted mean of what its answers give; of a section the plain mean of its questions; of the
satisfaction the plain mean of the five. Precision is that of the question which fewest effective answers stand behind: the
questions of a sheet are not independent, and more of them make no more people.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from assessment.rules.survey_intervals import Interval, Standing, standings, wilson
from assessment.rules.survey_suppression import hidden_cells, hidden_of
from assessment.rules.survey_weights import Cell, design_effect, weights

#: The five of Article 59, each with its own index; together they are the satisfaction.
FIVE = ("courts", "procuratorate", "police", "justice", "committee")
SATISFACTION = "satisfaction"
DIMENSIONS = ("sex", "age", "setting")


class CellKey(NamedTuple):
    """A cell of the plan; ``region`` is a code of 12 digits."""

    region: str
    sex: str
    age: str
    setting: str


@dataclass(frozen=True)
class Asked:
    """A question by its place from 0."""

    place: int
    section: str
    is_reversed: bool = False


@dataclass(frozen=True)
class Tally:
    """A cell: its people, its sound answers, and for each place how often each mark from 1 to 5 was given."""

    population: int
    answers: int
    marks: Mapping[int, Sequence[int]]


@dataclass(frozen=True)
class Estimate:
    """An index with its bounds, the sheets behind it, and what they are worth."""

    interval: Interval
    answers: int
    effective: float


Tallies = Mapping[CellKey, Tally]


def _question(
    tallies: Tallies, weighed: Mapping[CellKey, float], asked: Asked, points: Sequence[int]
) -> tuple[float, float] | None:
    """Return index and effective answers of a question; None: nobody answered it."""
    given = points if asked.is_reversed else tuple(reversed(points))
    total = gained = 0.0
    pairs = []
    for key, weight in weighed.items():
        counts = tallies[key].marks.get(asked.place, ())
        number = sum(counts)
        if number:
            total += weight * number
            gained += weight * sum(count * point for count, point in zip(counts, given, strict=True))
            pairs.append((weight, number))
    if total <= 0:
        return None
    effective = sum(number for _weight, number in pairs) / design_effect(pairs)
    return min(100.0, max(0.0, gained / total)), effective


def estimates(
    tallies: Tallies, questions: Iterable[Asked], points: Sequence[int], cap: float
) -> dict[str, Estimate]:
    """Return the estimate of each section that somebody answered, and of the satisfaction.

    ``points`` are those of the answers from best to worst.
    """
    cells = {key: Cell(tally.population, tally.answers) for key, tally in tallies.items()}
    weighed, answers = weights(cells, cap), sum(tally.answers for tally in tallies.values())
    found: dict[str, list[tuple[float, float]]] = {}
    for asked in questions:
        one = _question(tallies, weighed, asked, points)
        if one is not None:
            found.setdefault(asked.section, []).append(one)
    means = {section: _mean(rows) for section, rows in found.items()}
    five = [means[section] for section in FIVE if section in means]
    if five:
        means[SATISFACTION] = _mean(five)
    return {
        section: Estimate(wilson(index, effective), answers, effective)
        for section, (index, effective) in means.items()
    }


def _mean(rows: Sequence[tuple[float, float]]) -> tuple[float, float]:
    return sum(index for index, _effective in rows) / len(rows), min(effective for _index, effective in rows)


@dataclass(frozen=True)
class Area:
    """A division with results: its code, the plan's divisions in it, and whether it is one, between, or the whole."""

    code: str
    kind: str
    members: frozenset[str]


@dataclass(frozen=True)
class Found:
    """One result. ``estimate`` None: hidden. ``dimension`` blank: of all; ``standing`` None: nobody stands beside it."""

    code: str
    section: str
    dimension: str
    group: str
    answers: int
    estimate: Estimate | None
    standing: Standing | None = None


def areas_of(whole: str, plan: Mapping[str, str]) -> list[Area]:
    """Return the divisions that get results: ``plan`` leads from each division of the plan to the one above it.

    A division above that is the whole itself, or has a single one below, stands for nothing of its own.
    """
    above: dict[str, set[str]] = {}
    for code, parent in plan.items():
        above.setdefault(parent, set()).add(code)
    between = [
        Area(parent, "between", frozenset(codes))
        for parent, codes in sorted(above.items())
        if parent not in {whole, *plan} and len(above) > 1
    ]
    units = [Area(code, "unit", frozenset({code})) for code in sorted(plan) if code != whole]
    return [Area(whole, "whole", frozenset(plan)), *between, *units]


def results(
    areas: Sequence[Area],
    tallies: Tallies,
    questions: Sequence[Asked],
    *,
    points: Sequence[int],
    cap: float,
    least: int,
) -> list[Found]:
    """Return every result of a survey: of each division as a whole, and of the whole and the plan's divisions by group."""
    by_region: dict[str, dict[CellKey, Tally]] = {}
    for key, tally in tallies.items():
        by_region.setdefault(key.region, {})[key] = tally
    of_area = {
        area.code: {key: one for code in area.members for key, one in by_region.get(code, {}).items()}
        for area in areas
    }
    counts = {code: _answers(cells) for code, cells in of_area.items()}
    hidden = hidden_of(counts, _lines(areas), least)
    made = {
        code: {} if code in hidden else estimates(cells, questions, points, cap)
        for code, cells in of_area.items()
    }
    found = list(_totals(areas, made, counts, sections_in(questions)))
    shown = [area for area in areas if area.kind != "between"]
    for at, dimension in enumerate(DIMENSIONS, start=1):
        split: dict[tuple[str, str], dict[CellKey, Tally]] = {}
        for area in shown:
            for key, tally in of_area[area.code].items():
                split.setdefault((area.code, key[at]), {})[key] = tally
        numbers = {key: _answers(cells) for key, cells in split.items()}
        gone = hidden_cells(numbers, least, {key for key in numbers if key[0] in hidden})
        for (code, group), cells in split.items():
            got = {} if (code, group) in gone else estimates(cells, questions, points, cap)
            found += [
                Found(code, section, dimension, group, numbers[code, group], got.get(section))
                for section in sections_in(questions)
            ]
    return found


def _answers(cells: Tallies) -> int:
    return sum(tally.answers for tally in cells.values())


def _lines(areas: Sequence[Area]) -> list[list[str]]:
    """Return which divisions add up to which."""
    whole = next(area for area in areas if area.kind == "whole")
    between = [area for area in areas if area.kind == "between"]
    units = [area for area in areas if area.kind == "unit"]
    if not between:
        return [[whole.code, *(area.code for area in units)]]
    # A division of the plan that lies under the whole itself, with nothing between, adds up with those between.
    loose = [one.code for one in units if not any(one.members <= area.members for area in between)]
    lines = [[area.code, *(one.code for one in units if one.members <= area.members)] for area in between]
    return [[whole.code, *(area.code for area in between), *loose], *lines]


def sections_in(questions: Iterable[Asked]) -> list[str]:
    """Return the sections that are asked about, in the order of the questions, and the satisfaction where one of five is."""
    found = list(dict.fromkeys(asked.section for asked in questions))
    return [*found, SATISFACTION] if set(found) & set(FIVE) else found


def _totals(
    areas: Sequence[Area],
    made: Mapping[str, Mapping[str, Estimate]],
    counts: Mapping[str, int],
    sections: Sequence[str],
) -> Iterable[Found]:
    for section in sections:
        stand: dict[str, Standing] = {}
        for kind in ("between", "unit"):
            shown = [area.code for area in areas if area.kind == kind and section in made[area.code]]
            if len(shown) > 1:
                ranked = standings([made[code][section].interval for code in shown])
                stand |= dict(zip(shown, ranked, strict=True))
        for area in areas:
            estimate = made[area.code].get(section)
            yield Found(area.code, section, "", "", counts[area.code], estimate, stand.get(area.code))
