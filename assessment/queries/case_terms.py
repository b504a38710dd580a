"""Which rule on a measure, and which threshold of a candidate, holds on a day; rows of the rulebook with their source."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from assessment.models.case_choices import LiftRule
from assessment.rules.measures import MeasureRule, usual_rule
from grids.queries.limits import Number, number_for, numbers_for
from pingan.common.versions import Confidence

_PREFIX = "assessment."


def sure_in_words(confidence: str) -> str:
    """Return how sure a number is, in the product's first language: it is kept with what was decided by it."""
    with translation.override(settings.LANGUAGE_CODE):
        return str(dict(Confidence.choices).get(confidence, confidence))


def _origin(numbers: list[Number]) -> str:
    # Kept with the decision: the words of the place, whatever language the screen of who decides has.
    with translation.override(settings.LANGUAGE_CODE):
        words = [
            _("%(source)s (version %(version)s; %(confidence)s)")
            % {
                "source": one.source,
                "version": one.version,
                "confidence": sure_in_words(one.confidence),
            }
            for one in numbers
        ]
    return "；".join(dict.fromkeys(words))[:400]


def measure_rule(measure: str, region_code: str, on: date) -> MeasureRule:
    """Return the rule on a measure as it holds in a division on a day; the usual one where nobody set any."""
    prefix = f"{_PREFIX}measure.{measure}."
    found = {code.removeprefix(prefix): n for code, n in numbers_for(prefix, region_code, on).items()}
    usual = usual_rule(measure)
    level, months, lift = found.get("level"), found.get("months"), found.get("lift")
    return MeasureRule(
        measure,
        usual.lowest_level if level is None else level.count,
        None if months is None else months.count,
        lift.text if lift is not None and lift.text in LiftRule.values else usual.lift,
        _origin([one for one in (level, months, lift) if one is not None]),
    )


def threshold(code: str, region_code: str, on: date | None = None) -> Number | None:
    """Return a threshold above which a rule proposes a candidate (``serious_incidents``, …); None: nobody set it."""
    return number_for(f"{_PREFIX}candidate.{code}", region_code, on)


def threshold_in_words(number: Number | None) -> str:
    """Return a threshold as a candidate keeps it: its meaning and value, which row and version, source (invariant 23)."""
    if number is None:
        return ""
    value = "" if number.value is None else f"{number.value.normalize():f}"
    return f"{number.note}：{value}（{number.code} v{number.version}；{number.source}）"[:400]
