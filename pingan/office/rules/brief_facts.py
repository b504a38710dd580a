"""The numbers of a brief as they stood at one moment, and how they are kept in its version. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pingan.common.figures import Tally
from pingan.office.rules.comparing import Value


@dataclass(frozen=True)
class Line:
    """One figure of the body's area with its comparisons. ``group`` is the subject of the board that shows it."""

    code: str
    label: str
    group: str
    is_live: bool
    value: Value


@dataclass(frozen=True)
class PlaceLine:
    """A division inside, with its tallies by the code of the figure."""

    code: str
    name: str
    tallies: Mapping[str, Tally]


@dataclass(frozen=True)
class Course:
    """A figure step by step, beside the same days of the year before (None: nothing to show there).

    ``note``: what a reader must know of the steps; a line that falls because its last week has three days looks like news.
    """

    code: str
    label: str
    steps: tuple[tuple[str, float | None, float | None], ...]
    note: str = ""


@dataclass(frozen=True)
class ClassLine:
    """How many matters of a class came in, and how many in the period before."""

    figure: str
    name: str
    count: int
    before: int


@dataclass(frozen=True)
class Facts:
    """All that a brief was drafted from."""

    lines: tuple[Line, ...]
    places: tuple[PlaceLine, ...]
    courses: tuple[Course, ...]
    classes: tuple[ClassLine, ...]
    own: PlaceLine | None = None
    """What belongs to the division itself and to none of its places; None: nothing, or drafted before it was kept."""

    def line(self, code: str) -> Line | None:
        """Return a figure's line; None where the brief has none."""
        return next((line for line in self.lines if line.code == code), None)


def _tally(kept: list[Any]) -> Tally:
    return Tally(kept[0], kept[1])


def _kept(tally: Tally) -> list[int | None]:
    return [tally.part, tally.whole]


def _kept_place(place: PlaceLine) -> dict[str, Any]:
    return {
        "code": place.code,
        "name": place.name,
        "tallies": {code: _kept(tally) for code, tally in place.tallies.items()},
    }


def _place(kept: Mapping[str, Any]) -> PlaceLine:
    return PlaceLine(
        kept["code"], kept["name"], {code: _tally(tally) for code, tally in kept["tallies"].items()}
    )


def facts_as_json(facts: Facts) -> dict[str, Any]:
    """Return what the version keeps."""
    return {
        "lines": [
            {
                "code": line.code,
                "label": line.label,
                "group": line.group,
                "is_live": line.is_live,
                "now": _kept(line.value.now),
                "before": _kept(line.value.before),
                "last_year": _kept(line.value.last_year),
            }
            for line in facts.lines
        ],
        "places": [_kept_place(place) for place in facts.places],
        **({"own": _kept_place(facts.own)} if facts.own is not None else {}),
        "courses": [
            {
                "code": one.code,
                "label": one.label,
                "steps": [list(step) for step in one.steps],
                **({"note": one.note} if one.note else {}),
            }
            for one in facts.courses
        ],
        "classes": [
            {"figure": one.figure, "name": one.name, "count": one.count, "before": one.before}
            for one in facts.classes
        ],
    }


def facts_of_json(kept: Mapping[str, Any]) -> Facts:
    """Read what the version keeps; the inverse of ``facts_as_json``."""
    return Facts(
        lines=tuple(
            Line(
                line["code"],
                line["label"],
                line["group"],
                line["is_live"],
                Value(_tally(line["now"]), _tally(line["before"]), _tally(line["last_year"])),
            )
            for line in kept["lines"]
        ),
        places=tuple(map(_place, kept["places"])),
        courses=tuple(
            Course(
                one["code"],
                one["label"],
                tuple((step[0], step[1], step[2]) for step in one["steps"]),
                one.get("note", ""),
            )
            for one in kept["courses"]
        ),
        classes=tuple(ClassLine(**one) for one in kept["classes"]),
        own=_place(kept["own"]) if kept.get("own") else None,
    )
