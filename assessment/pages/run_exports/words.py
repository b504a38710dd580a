"""How the files of a run say what stands in its rows."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.models import AssessmentRun, Indicator, Score, ScoreChange
from assessment.rules.methods import METHODS
from assessment.rules.run_states import STATES

_NOTES = dict(Score.Note.choices)
_STAGES = dict(ScoreChange.Stage.choices)


def facts_of(run: AssessmentRun, mark: str, code: str) -> list[tuple[str, str]]:
    """Return what stands above every table and on the cover of the report."""
    scheme = run.scheme
    corrected = str(run.correction_of) if run.correction_of is not None else ""
    found = [
        (_("Number"), str(run)),
        (_("Period"), f"{run.since:%Y-%m-%d} – {run.until:%Y-%m-%d}"),
        (_("Scheme"), f"{scheme.title} v{scheme.version} {scheme.document}".strip()),
        (_("Result"), str(STATES[run.matter.state])),
        (_("Data locked"), moment(run.locked_at)),
        (_("Final since"), moment(run.final_at)),
        (_("Corrects"), corrected),
        (_("Method version"), run.method_version),
        (_("Digest of what was locked"), run.input_digest),
        (_("Digest of the result"), run.result_digest),
        (_("Taken by"), mark),
        (_("Verification code"), code),
    ]
    return [(name, value) for name, value in found if value]


def moment(at: Any) -> str:
    """Return a moment in the product's zone; blank where there is none."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at is not None else ""


def notes_of(score: Score) -> str:
    """Return what stands beside a score in words."""
    return _("; ").join(str(_NOTES.get(note, note)) for note in score.notes)


def stage_of(change: ScoreChange) -> str:
    """Return when a score was changed: in the review, or upon an objection."""
    return str(_STAGES.get(change.stage, change.stage))


def rule_of(indicator: Indicator) -> str:
    """Return by which rule points are given: method, its numbers, and the expression."""
    named = (
        {param.code: param.label for param in METHODS[indicator.method].params} if indicator.method else {}
    )
    numbers = _(", ").join(
        f"{named.get(name, name)} {_shown(value)}" for name, value in sorted(indicator.params.items())
    )
    parts: Iterable[str] = (str(indicator.get_method_display()), numbers, indicator.expression)
    return " · ".join(part for part in parts if part)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list | tuple):
        return " ".join("→".join(map(str, pair)) for pair in value)
    return str(value)


def plain(value: Any) -> str:
    """Return a number as text without an exponent; blank where there is none."""
    if value is None:
        return ""
    if isinstance(value, Fraction):
        return f"{float(value):.4f}"
    return f"{value:f}" if hasattr(value, "as_tuple") else str(value)
