"""What a run rests on and what came of it, each as one digest over rows in a fixed order.

Rows come from the database one handful at a time, so that a million of them need no more memory than a thousand.
"""

from __future__ import annotations

from hashlib import sha256

from django.db import connection

from assessment.models import AssessmentRun

_PER_ROW = "encode(sha256(convert_to({row}, 'UTF8')), 'hex')"
_WHOLE = "select {row} from {rows} order by {order}"
_HANDFUL = 5_000

_INPUT = {
    "scheme": (
        "to_jsonb(one)::text",
        "one.id",
        "assessment_indicator one join assessment_assessmentrun run on run.scheme_id = one.scheme_id"
        " where run.matter_id = %s",
    ),
    "units": (
        "concat_ws('|', one.code, one.name, one.peer_group, one.population, one.keys)",
        'one.code collate "C", one.id',
        "assessment_assessedunit one where one.run_id = %s",
    ),
    "cells": (
        _PER_ROW.format(
            row="concat_ws('|', one.figure, one.key, one.part, one.whole, one.ids_in, one.ids_out)"
        ),
        'one.key collate "C", one.figure collate "C"',
        "assessment_frozencell one where one.run_id = %s",
    ),
    "records": (
        "one.digest",
        'one.source collate "C", one.record',
        "assessment_frozenrecord one where one.run_id = %s",
    ),
    "reports": (
        "concat_ws('|', one.unit_id, one.indicator_id, one.part, one.whole, one.state)",
        "one.unit_id, one.indicator_id",
        "assessment_selfreport one join assessment_assessedunit unit on unit.id = one.unit_id where unit.run_id = %s",
    ),
    "evidence": (
        "one.sha256",
        "one.id",
        "assessment_evidencefile one join assessment_selfreport report on report.id = one.report_id"
        " join assessment_assessedunit unit on unit.id = report.unit_id where unit.run_id = %s",
    ),
}
_RESULT = {
    "scores": (
        "concat_ws('|', one.unit_id, one.indicator_id, one.exact, one.numbers, one.weight, one.place, one.computed,"
        " one.points, one.notes)",
        "one.unit_id, one.indicator_id",
        "assessment_score one where one.run_id = %s",
    ),
    "changes": (
        "concat_ws('|', one.score_id, one.from_points, one.to_points, one.reason)",
        "one.id",
        "assessment_scorechange one join assessment_score score on score.id = one.score_id where score.run_id = %s",
    ),
    "units": (
        "concat_ws('|', one.code, one.total, one.place, one.grade, one.is_vetoed)",
        'one.code collate "C", one.id',
        "assessment_assessedunit one where one.run_id = %s",
    ),
}


def _digest(run: AssessmentRun, parts: dict[str, tuple[str, str, str]]) -> str:
    found = [
        run.method_version,
        str(run.scheme_id),
        run.since.isoformat(),
        run.until.isoformat(),
        str(run.previous_id),
    ]
    for name, (row, order, rows) in parts.items():
        found.append(f"{name}:{_digest_of(_WHOLE.format(row=row, order=order, rows=rows), run.pk)}")
    return sha256("\n".join(found).encode()).hexdigest()


def _digest_of(statement: str, run_id: int) -> str:
    """Return the digest of all rows, one after the other with nothing between them."""
    made = sha256()
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, [run_id])
        while some := cursor.fetchmany(_HANDFUL):
            made.update("".join(text for (text,) in some).encode())
    return made.hexdigest()


def input_digest(run: AssessmentRun) -> str:
    """Return the digest of scheme, units, frozen numbers and records, reports and their evidence."""
    return _digest(run, _INPUT)


def result_digest(run: AssessmentRun) -> str:
    """Return the digest of every score, change, total, place and grade."""
    return _digest(run, _RESULT)
