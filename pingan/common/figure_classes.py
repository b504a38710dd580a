"""Classes by which figures can be split. Each kind of record has its own catalogue, which its app brings through a slot."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet

from pingan.common import slots
from pingan.common.figures import Figure
from pingan.common.periods import Period


@dataclass(frozen=True)
class Catalogue:
    """The classes of one kind of record.

    ``names``: those that can be chosen today by code, in their order. ``parents``: (code, code of the class around it) of
    every class that there ever was, blank on the first level; a flat catalogue has blanks alone.
    """

    label: Any
    names: Callable[[], Mapping[str, Any]]
    parents: Callable[[], Sequence[tuple[str, str]]]


def flat(label: Any, names: Callable[[], Mapping[str, Any]]) -> Catalogue:
    """Return a catalogue without levels."""
    return Catalogue(label, names, lambda: [(code, "") for code in names()])


def catalogue(kind: str) -> Catalogue | None:
    """Return the catalogue of a kind of record; None where nobody brought one."""
    found = slots.figure_classes.get(kind)
    return found if isinstance(found, Catalogue) else None


def codes_under(pairs: Sequence[tuple[str, str]], code: str) -> tuple[str, ...]:
    """Return a code with those of all classes below it; nothing for a code that there never was."""
    if code not in {child for child, _parent in pairs}:
        return ()
    found = [code]
    for known in found:
        found += [child for child, parent in pairs if parent == known and child not in found]
    return tuple(found)


def of_classes(one: Figure, codes: Sequence[str]) -> Figure:
    """Return a figure that counts the records of some classes alone: no sum is kept of it, it is counted.

    Raises:
        ValueError: the figure cannot be split by class.

    """
    if not one.class_path:
        raise ValueError(f"{one.code} is not split by class")

    def rows(period: Period) -> QuerySet[Any]:
        return one.rows(period).filter(**{f"{one.class_path}__in": list(codes)})

    return replace(one, rows=rows, is_narrowed=True)
