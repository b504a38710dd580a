"""Reference lists that come with the product."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

REFERENCE = Path(__file__).resolve().parents[1] / "reference"


@dataclass(frozen=True)
class CheckLine:
    """One line of the standardisation check of governance centres, with its source."""

    code: str
    group: str
    name: str
    name_en: str
    source: str

    @property
    def label(self) -> str:
        """The line in the reader's language."""
        return self.name if (get_language() or "zh").startswith("zh") else self.name_en


@cache
def checklist_lines() -> tuple[CheckLine, ...]:
    """Return the lines of the check (五有 and five fields of standardisation), in order."""
    with (REFERENCE / "center_checklist.csv").open(encoding="utf-8", newline="") as file:
        return tuple(CheckLine(**row) for row in csv.DictReader(file))
