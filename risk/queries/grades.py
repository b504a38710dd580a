"""What the rules make of a hazard's facts, with the numbers that hold in its area."""

from __future__ import annotations

from disputes.rules.levels import Reason
from risk.models import Hazard
from risk.queries.terms import thresholds
from risk.rules.grades import GradeFacts, computed_grade


def grade_of(hazard: Hazard) -> tuple[str, list[Reason]]:
    """Return the grade of a hazard as its facts stand now, with every reason."""
    facts = GradeFacts(
        exposed=hazard.exposed,
        days=hazard.days_needed,
        cost=hazard.cost_yuan,
        needs_stop=hazard.needs_stop,
        is_beyond_unit=hazard.is_beyond_unit,
        recurrences=hazard.recurrences,
    )
    return computed_grade(facts, thresholds("hazard.grade.", hazard.matter.region_code))
