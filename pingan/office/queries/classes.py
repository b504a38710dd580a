"""The class that a board is narrowed to, and which of its figures can follow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from pingan.common.errors import Invalid
from pingan.common.figure_classes import catalogue, codes_under, of_classes
from pingan.common.figures import Figure, Tally, within
from pingan.common.periods import Period

#: The longest answer to "which class": a kind and a code.
LONGEST = 60


@dataclass(frozen=True)
class Chosen:
    """A class of one kind of record, with everything below it. ``text`` is how an address names it."""

    kind: str
    code: str
    name: str
    codes: tuple[str, ...]

    @property
    def text(self) -> str:
        """Return it as an address names it."""
        return f"{self.kind}:{self.code}"


def chosen_class(text: str) -> Chosen | None:
    """Return the class that an address names (``kind:code``); None where it names none.

    Raises:
        Invalid: there never was such a class.

    """
    if not text:
        return None
    kind, _colon, code = text[:LONGEST].partition(":")
    found = catalogue(kind)
    codes = codes_under(found.parents(), code) if found is not None and code else ()
    if found is None or not codes:
        raise Invalid({"category": [_("Unknown class.")]})
    return Chosen(kind, code, str(found.names().get(code, code)), codes)


def can_follow(one: Figure, chosen: Chosen | None) -> bool:
    """Say whether a figure has the classes of which one is chosen; every figure follows none."""
    return chosen is None or (bool(one.class_path) and one.class_kind == chosen.kind)


def narrowed(one: Figure, chosen: Chosen | None) -> Figure:
    """Return the figure of the chosen class alone.

    Raises:
        Invalid: it has no such classes.

    """
    if chosen is None:
        return one
    if not can_follow(one, chosen):
        raise Invalid({"category": [_("This figure is not split by that class.")]})
    return of_classes(one, chosen.codes)


def parted(figures: Iterable[Figure], chosen: Chosen | None) -> tuple[tuple[Figure, ...], tuple[Figure, ...]]:
    """Return the figures that follow the class, narrowed to it, and those that cannot."""
    known = list(figures)
    follow = tuple(narrowed(one, chosen) for one in known if can_follow(one, chosen))
    return follow, tuple(one for one in known if not can_follow(one, chosen))


@dataclass(frozen=True)
class ClassCount:
    """A class directly below what is chosen, with what a figure comes to in it."""

    chosen: Chosen
    tally: Tally


def by_class(one: Figure, chosen: Chosen | None, period: Period, prefixes: Sequence[str]) -> list[ClassCount]:
    """Count a figure by the classes directly below the chosen one (none: the first level) in one statement."""
    found = catalogue(one.class_kind) if one.class_path else None
    if found is None:
        return []
    names, pairs = found.names(), found.parents()
    rows = within(one, narrowed(one, chosen).rows(period), prefixes).order_by()
    part = Count(one.record, filter=one.part) if one.part is not None else Count(one.record)
    grouped = rows.values(one.class_path).annotate(part=part, whole=Count(one.record))
    tallies = {
        code: Tally(part, whole if one.is_share else None)
        for code, part, whole in grouped.values_list(one.class_path, "part", "whole")
    }
    parent = chosen.code if chosen is not None else ""
    below = list(dict.fromkeys(code for code in names if (code, parent) in pairs))
    below += sorted({code for code, above in pairs if above == parent and code not in names})
    counted = (
        ClassCount(Chosen(one.class_kind, code, str(names.get(code, code)), codes), _sum(one, tallies, codes))
        for code in below
        for codes in [codes_under(pairs, code)]
    )
    return [each for each in counted if each.tally.whole or each.tally.part]


def _sum(one: Figure, tallies: dict[str, Tally], codes: Iterable[str]) -> Tally:
    total = Tally(0, 0 if one.is_share else None)
    for code in codes:
        if code in tallies:
            total += tallies[code]
    return total


def class_choices(kinds: Iterable[str]) -> list[tuple[Any, list[tuple[str, str]]]]:
    """Return, by kind of record, the classes that can be chosen as an address names them, deeper ones set in."""
    groups: list[tuple[Any, list[tuple[str, str]]]] = []
    for kind in dict.fromkeys(kinds):
        found = catalogue(kind)
        if found is None:
            continue
        parents = dict(found.parents())
        lines = [
            (f"{kind}:{code}", "\u3000" * _depth(parents, code) + str(name))
            for code, name in found.names().items()
        ]
        groups.append((found.label, lines))
    return groups


def _depth(parents: dict[str, str], code: str) -> int:
    depth = 0
    while (code := parents.get(code, "")) and depth < 9:
        depth += 1
    return depth
