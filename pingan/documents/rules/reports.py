"""What a report for reading consists of: a cover, then parts in their order. Pure.

Numbers come as they are printed: a report shows figures, it computes none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

#: A table with more columns is set on sheets laid across.
_MOST_UPRIGHT = 8


@dataclass(frozen=True)
class HeadingPart:
    """A heading of the first or second level."""

    text: str
    level: int = 1

    def sheet(self) -> dict[str, Any]:
        """Return it as the sheet reads it."""
        return {"kind": "heading", "text": self.text, "level": self.level}


@dataclass(frozen=True)
class TextPart:
    """A paragraph."""

    text: str

    def sheet(self) -> dict[str, Any]:
        """Return it as the sheet reads it."""
        return {"kind": "text", "text": self.text}


@dataclass(frozen=True)
class Bar:
    """One bar: its label, its number as printed, its length in per cent of the longest possible; red where it is low."""

    label: str
    value: str
    percent: float
    is_low: bool = False


@dataclass(frozen=True)
class BarsPart:
    """Bars under a caption."""

    caption: str
    rows: Sequence[Bar]

    def sheet(self) -> dict[str, Any]:
        """Return it as the sheet reads it; a bar is never longer than its frame."""
        rows = [
            {
                "label": row.label,
                "value": row.value,
                "percent": min(max(row.percent, 0.0), 100.0),
                "is_low": row.is_low,
            }
            for row in self.rows
        ]
        return {"kind": "bars", "caption": self.caption, "rows": rows}


@dataclass(frozen=True)
class TablePart:
    """A table whose head is repeated on each page. ``widths`` in parts of the line (0: as wide as its words).

    ``numbers`` are the columns set to the right.

    """

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int]
    numbers: Sequence[int] = ()
    caption: str = ""

    def __post_init__(self) -> None:
        """Refuse rows that do not fit the head.

        Raises:
            ValueError: one of them does not.

        """
        if any(len(row) != len(self.heads) for row in (*self.rows, self.widths)):
            raise ValueError("every row of a table has as many cells as its head")

    def sheet(self) -> dict[str, Any]:
        """Return it as the sheet reads it."""
        return {
            "kind": "table",
            "heads": list(self.heads),
            "rows": [list(row) for row in self.rows],
            "widths": list(self.widths),
            "numbers": list(self.numbers),
            "caption": self.caption,
            "is_wide": len(self.heads) > _MOST_UPRIGHT,
        }


Part = HeadingPart | TextPart | BarsPart | TablePart


@dataclass(frozen=True)
class Report:
    """A report: the facts of its cover (name and value), its parts, and what stands at the foot of each page."""

    title: str
    subtitle: str
    organ: str
    facts: Sequence[tuple[str, str]]
    parts: Sequence[Part]
    mark: str = ""
    code: str = ""

    def sheet(self) -> dict[str, Any]:
        """Return it as the sheet reads it."""
        return {
            "title": self.title,
            "subtitle": self.subtitle,
            "organ": self.organ,
            "facts": [list(fact) for fact in self.facts],
            "parts": [part.sheet() for part in self.parts],
            "mark": self.mark,
            "code": self.code,
        }
