"""A run for programs: every score as CSV, everything as JSON."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from assessment.models import AssessmentRun
from assessment.pages.run_exports.words import facts_of, moment, notes_of, plain, rule_of
from assessment.queries.run_books import RunBook, cell_digest, cells_in, changes_in, scores_in
from pingan.web.export_writers import safe_text


def csv_of(run: AssessmentRun, book: RunBook, mark: str, code: str) -> bytes:
    """Return one line per unit and indicator, safe in a spreadsheet; the mark with the code stands at the end."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(
        [
            _("Peer group"),
            _("Code"),
            _("Unit"),
            pgettext("ranking", "Place"),
            _("Grade"),
            _("Total"),
            _("Indicator"),
            pgettext("thing", "Name"),
            _("Value"),
            _("Numerator"),
            _("Denominator"),
            _("Weight"),
            _("Points as computed"),
            _("Points"),
            _("Remarks"),
        ]
    )
    for score in scores_in(run):
        unit, indicator = score.unit, score.indicator
        words = (unit.peer_group, unit.code, unit.name)
        named = (indicator.code, indicator.name)
        numbers = (score.value, score.part, score.whole, score.weight, score.computed, score.points)
        writer.writerow(
            [
                *map(safe_text, words),
                plain(unit.place),
                safe_text(book.grade_of(unit)),
                plain(unit.total),
                *map(safe_text, named),
                *map(plain, numbers),
                safe_text(notes_of(score)),
            ]
        )
    writer.writerow([])
    for name, value in facts_of(run, mark, code):
        writer.writerow([safe_text(name), safe_text(value)])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def json_of(run: AssessmentRun, book: RunBook, mark: str, code: str) -> bytes:
    """Return the whole run; decimals as text, so that no program rounds them."""
    found: dict[str, Any] = {
        "about": dict(facts_of(run, mark, code)),
        "verification_code": code,
        "input_digest": run.input_digest,
        "result_digest": run.result_digest,
        "indicators": [
            {
                "code": one.code, "name": one.name, "weight": plain(one.weight), "rule": rule_of(one), "method": one.method,
                "params": one.params, "expression": one.expression, "basis": one.basis, "confidence": one.confidence,
            }
            for one in book.indicators
        ],
        "units": [
            {
                "code": unit.code, "name": unit.name, "peer_group": unit.peer_group, "population": unit.population,
                "place": unit.place, "grade": unit.grade, "total": plain(unit.total), "is_vetoed": unit.is_vetoed,
            }
            for unit in book.units
        ],
        "scores": [
            {
                "unit": score.unit.code, "indicator": score.indicator.code, "value": score.exact, "part": plain(score.part),
                "whole": plain(score.whole), "weight": plain(score.weight), "computed": plain(score.computed),
                "points": plain(score.points), "notes": score.notes,
            }
            for score in scores_in(run)
        ],
        "figures": run.figures,
        "cells": [
            {
                "figure": cell.figure, "key": cell.key, "part": cell.part, "whole": cell.whole,
                "records": len(cell.ids_in) + len(cell.ids_out), "sha256": cell_digest(cell),
            }
            for cell in cells_in(run)
        ],
        "changes": [
            {
                "unit": change.score.unit.code, "indicator": change.score.indicator.code, "stage": change.stage,
                "from": plain(change.from_points), "to": plain(change.to_points), "reason": change.reason,
                "at": moment(change.changed_at),
            }
            for change in changes_in(run)
        ],
    }  # fmt: skip
    return json.dumps(found, ensure_ascii=False, indent=1).encode()
