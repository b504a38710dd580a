"""Loading the product's own catalogue: classes, time limits and numbers, each with its source."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from grids.models import IncidentCategory, TimeLimit, WorkflowNumber
from grids.models.limits import LIMIT_KEY
from pingan.access.rules import system_actor
from pingan.access.services.versions import content_of, open_version
from pingan.common.slots import term_tables
from pingan.common.versions import VersionedRow

REFERENCE = Path(__file__).resolve().parent.parent / "reference"
#: The regulation's own first day (Article 63): nothing of the catalogue holds before it.
IN_FORCE_FROM = date(2023, 1, 1)
REASON = "随系统发布的参考数据"


@dataclass(frozen=True)
class Loaded:
    """What one run did."""

    added: int
    renewed: int
    kept: int

    def __add__(self, other: Loaded) -> Loaded:
        """Return what both runs did together."""
        return Loaded(self.added + other.added, self.renewed + other.renewed, self.kept + other.kept)


def _lines(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _categories() -> Iterator[IncidentCategory]:
    for line in _lines(REFERENCE / "categories.csv"):
        yield IncidentCategory(
            code=line["code"],
            parent_code=line["parent_code"],
            kind=line["code"].partition(".")[0],
            name=line["name"],
            name_en=line["name_en"],
            article=line["article"],
            reportable=line["reportable"] == "1",
            default_severity=line["default_severity"],
            needs_place=line["needs_place"] == "1",
            is_clue=line["is_clue"] == "1",
            icon=line["icon"],
            order=int(line["order"]),
        )


def _time_limits(folder: Path) -> Iterator[TimeLimit]:
    for line in _lines(folder / "time_limits.csv"):
        yield TimeLimit(
            stage=line["stage"],
            category_code=line["category_code"],
            urgency=line["urgency"],
            severity=line["severity"],
            amount=int(line["amount"]),
            unit=line["unit"],
            source=line["source"],
            confidence=line["confidence"],
        )


def _numbers(folder: Path) -> Iterator[WorkflowNumber]:
    for line in _lines(folder / "workflow_numbers.csv"):
        yield WorkflowNumber(
            code=line["code"],
            value=Decimal(line["value"]).quantize(Decimal("0.0001")) if line["value"] else None,
            text=line["text"],
            unit=line["unit"],
            note=line["note"],
            source=line["source"],
            confidence=line["confidence"],
        )


def _load(row: VersionedRow, key: Sequence[str]) -> str:
    """Add what is missing, renew what only this loader ever touched, keep what an office changed or ended."""
    versions = type(row)._default_manager.filter(**{name: getattr(row, name) for name in key})
    last = versions.order_by("-version").first()
    if last is None:
        row.effective_from = IN_FORCE_FROM
        open_version(actor=system_actor(), row=row, key=key, reason=REASON)
        return "added"
    if last.created_by_id is not None or last.effective_to is not None or content_of(last) == content_of(row):
        return "kept"
    row.effective_from = max(timezone.localdate(), last.effective_from)
    open_version(actor=system_actor(), row=row, key=key, reason=REASON)
    return "renewed"


def load_rows(rows: Iterable[VersionedRow], key: Sequence[str]) -> Loaded:
    """Bring rows of one dated table in: add what is missing, renew what no office touched, keep the rest."""
    done = [_load(row, key) for row in rows]
    return Loaded(done.count("added"), done.count("renewed"), done.count("kept"))


@transaction.atomic
def load_catalogue() -> Loaded:
    """Bring the reference data in, with the terms of every app that named its folder; a second run changes nothing.

    A row that an office changed or ended is never touched again. A newer reference value closes the old
    version today, so that what began under it keeps it.
    """
    done = load_rows(_categories(), ("code",))
    for folder in (REFERENCE, *term_tables.entries()):
        done += load_terms(folder)
    return done


@transaction.atomic
def load_terms(folder: Path) -> Loaded:
    """Bring in ``time_limits.csv`` and ``workflow_numbers.csv`` of a folder, as ``load_catalogue`` does.

    Raises:
        FileNotFoundError: one of the two is missing; an app without numbers ships the heading alone.

    """
    limits = load_rows(_time_limits(folder), LIMIT_KEY)
    return limits + load_rows(_numbers(folder), ("code", "region_code"))
