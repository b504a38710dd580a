"""What an auditor takes away of a run: totals, scores, what they rest on, what was changed. Nothing is computed here."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from assessment.models import (
    AssessedUnit,
    AssessmentRun,
    FrozenCell,
    FrozenRecord,
    Indicator,
    Score,
    ScoreChange,
)
from assessment.queries.run_plans import grade_names, scored_indicators
from pingan.access.policy import fetch
from pingan.access.rules import Actor
from pingan.common.errors import IllegalAction

#: Lines of the list of records beyond which a file of the whole run leaves it out and says so: a sheet holds a
# million, and #: whoever opens it needs the memory for it.
MOST_RECORDS = 300_000
_CHUNK = 5_000


@dataclass(frozen=True)
class RunBook:
    """A run with its scored indicators in their order, its units by group and place, and their points by indicator."""

    run: AssessmentRun
    indicators: Sequence[Indicator]
    units: Sequence[AssessedUnit]
    points: Mapping[int, Mapping[int, Decimal | None]]
    grades: Mapping[str, str]

    def points_of(self, unit: AssessedUnit) -> list[Decimal | None]:
        """Return the points of a unit in the order of the indicators; None: no data."""
        own = self.points.get(unit.pk, {})
        return [own.get(indicator.pk) for indicator in self.indicators]

    def grade_of(self, unit: AssessedUnit) -> str:
        """Return the name of a unit's grade; blank: none yet."""
        return self.grades.get(unit.grade, unit.grade)


def run_to_export(actor: Actor, run_id: int) -> AssessmentRun:
    """Return a run that the actor may take away.

    Raises:
        NotFound, Forbidden: not this actor's.
        IllegalAction: nothing is computed yet.

    """
    run: AssessmentRun = fetch(AssessmentRun, actor, run_id, verb="export")
    if run.computed_at is None:
        raise IllegalAction(_("Nothing is computed yet: there is nothing to export."))
    return run


def book_of(run: AssessmentRun) -> RunBook:
    """Read the table of a run: three queries, whatever its size."""
    points: dict[int, dict[int, Decimal | None]] = defaultdict(dict)
    rows = Score.objects.filter(run=run).order_by().values_list("unit_id", "indicator_id", "points")
    for unit, indicator, given in rows.iterator(chunk_size=_CHUNK):
        points[unit][indicator] = given
    units = AssessedUnit.objects.filter(run=run).order_by("peer_group", "place", "code", "pk")
    scheme = run.scheme
    return RunBook(run, scored_indicators(scheme.pk), list(units), points, grade_names(scheme))


def scores_in(run: AssessmentRun) -> Iterator[Score]:
    """Yield every score of a run by unit and indicator, both at hand."""
    rows = Score.objects.filter(run=run).select_related("unit", "indicator")
    yield from rows.order_by("unit__code", "unit_id", "indicator__order", "indicator__code").iterator(
        chunk_size=_CHUNK
    )


def changes_in(run: AssessmentRun) -> Iterator[ScoreChange]:
    """Yield every change of points of a run in the order in which they were made."""
    rows = ScoreChange.objects.filter(score__run=run).select_related(
        "score__unit", "score__indicator", "changed_by"
    )
    yield from rows.order_by("pk").iterator(chunk_size=_CHUNK)


def cells_in(run: AssessmentRun) -> Iterator[FrozenCell]:
    """Yield the frozen numbers of a run by figure and key."""
    yield from FrozenCell.objects.filter(run=run).order_by("figure", "key").iterator(chunk_size=_CHUNK)


def cell_digest(cell: FrozenCell) -> str:
    """Return the digest of one frozen number and the keys of its records."""
    keys = ",".join(map(str, sorted(cell.ids_in))) + "/" + ",".join(map(str, sorted(cell.ids_out)))
    text = f"{cell.figure}|{cell.key}|{cell.part}|{'' if cell.whole is None else cell.whole}|{keys}"
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class RecordLine:
    """One record behind a frozen number: its own number, whether it is in the numerator, the digest of what it said."""

    figure: str
    key: str
    number: str
    is_part: bool
    digest: str
    facts: Mapping[str, Any]


def count_of_records(run: AssessmentRun) -> int:
    """Return how many lines ``records_in`` yields, without the keys themselves."""
    rows = FrozenCell.objects.filter(run=run).order_by()
    found = rows.extra(
        select={"held": "coalesce(sum(cardinality(ids_in) + cardinality(ids_out)), 0)"}
    ).values_list("held", flat=True)
    return int(found[0] or 0)


def records_in(run: AssessmentRun) -> Iterator[RecordLine]:
    """Yield the records behind every frozen number, those of the numerator first; numbers and digests, no text of people."""
    known: dict[str, dict[int, tuple[str, str, Mapping[str, Any]]]] = {}
    for cell in cells_in(run):
        source = str(run.figures.get(cell.figure, {}).get("source", ""))
        if source not in known:
            rows = FrozenRecord.objects.filter(run=run, source=source).order_by()
            columns = rows.values_list("record", "number", "digest", "facts")
            known[source] = {
                record: (number, digest, facts)
                for record, number, digest, facts in columns.iterator(chunk_size=_CHUNK)
            }
        for is_part, keys in ((True, cell.ids_in), (False, cell.ids_out)):
            for key in keys:
                number, digest, facts = known[source].get(key, (str(key), "", {}))
                yield RecordLine(cell.figure, cell.key, number, is_part, digest, facts)
