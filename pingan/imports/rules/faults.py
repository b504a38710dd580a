"""What is read of a file, row by row, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.utils.translation import gettext as _

#: Faults that a page shows; the whole list is a file.
SHOWN_FAULTS: Final = 100
#: The sort of fault of a cell that a spreadsheet rounded: what else is wrong with it follows from that.
LOST_DIGITS: Final = "lost_digits"


@dataclass(frozen=True)
class Fault:
    """What is wrong in one row; ``line`` counts from 1 as a spreadsheet does, 0: the file as a whole.

    ``column`` blank: the row as a whole. ``kind`` names the sort of fault for programs; blank: none in particular.
    """

    line: int
    column: str
    message: str
    kind: str = ""


@dataclass(frozen=True)
class Line:
    """One row of a file: its number there, its cells as text by column, and its shape.

    ``shape`` is GeoJSON as it came, None: the file has none for this row. In GeoJSON and Shapefile ``number`` counts
    the features from 1. ``is_longer``: something stands in it beyond the last column that has a name.
    """

    number: int
    cells: Mapping[str, str]
    shape: Any = None
    is_longer: bool = False


@dataclass(frozen=True)
class Reading:
    """A file as it was read. ``lines`` hold what could be read even where faults were found.

    ``format`` is csv, xlsx, geojson or shapefile; ``encoding`` what its text was kept in, blank: it says so itself.
    ``columns`` are the known ones that the file has; ``notices`` are sentences for whoever sent it. ``names`` are what
    columns are called in the file, in the reader's language where it does not have them.
    """

    format: str
    lines: tuple[Line, ...] = ()
    encoding: str = ""
    columns: frozenset[str] = field(default_factory=frozenset)
    faults: tuple[Fault, ...] = ()
    notices: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)

    def told(self, faults: Sequence[Fault]) -> tuple[Fault, ...]:
        """Return faults with their columns as the file names them, for whoever mends it."""
        return tuple(replace(fault, column=self.names.get(fault.column, fault.column)) for fault in faults)


@dataclass(frozen=True)
class Limits:
    """How much of one file is read: rows of data, columns, characters of one cell, bytes unpacked.

    No statute names them: they are what can be checked and written within one request.
    """

    rows: int
    columns: int = 60
    characters: int = 200
    unpacked_bytes: int = 200 * 1024 * 1024


def surplus_of(line: Line) -> list[Fault]:
    """Return the fault of a row with more cells than columns: one that is left out would take its value along."""
    if not line.is_longer:
        return []
    words = _(
        "This row has more cells than there are columns: is a comma inside a cell, or a quotation mark missing?"
    )
    return [Fault(line.number, "", words, "cells")]


def too_many(most: int) -> str:
    """Return the sentence that refuses a file with too many rows."""
    return _("At most %(most)d rows are taken at a time.") % {"most": most}
