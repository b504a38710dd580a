"""The results of a survey on its page: a ranking with bounds, places and bands, groups, a drawing with its table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from assessment.models import Survey, SurveyResult
from assessment.models.survey_choices import AgeBand, Dimension, Section, Setting, Sex
from assessment.queries.surveys import results_shown, sections_with_results
from assessment.rules.survey_charts import Whisker, scale_begin, whisker

_GROUPS: Mapping[str, Mapping[str, Any]] = {
    "sex": dict(Sex.choices),
    "age": dict(AgeBand.choices),
    "setting": dict(Setting.choices),
}


def section_label(section: str) -> str:
    """Return the name of a section, or of the five together."""
    return str(Section(section).label) if section in Section.values else _("satisfaction with the five")


def results_panel(survey: Survey, query: QueryDict) -> dict[str, Any]:
    """Return what the page shows of the results: one section, of all or by one kind of group."""
    known = sections_with_results(survey)
    section = query.get("section", "")
    section = section if section in known else "safety" if "safety" in known else (known or [""])[0]
    dimension = query.get("by", "") if query.get("by", "") in Dimension.values else ""
    rows = list(results_shown(survey, section, dimension))
    rows.sort(key=lambda row: (row.region.level, row.place or 1000, row.region.code, row.group))
    shown = [row for row in rows if not row.is_hidden]
    first = scale_begin([row.low for row in shown if row.low is not None])
    return {
        "results": [
            (
                row,
                _GROUPS[dimension].get(row.group, "") if dimension else "",
                _drawn(row, first),
            )
            for row in rows
        ],
        "hidden": len(rows) - len(shown),
        "section": section,
        "section_label": section_label(section),
        "dimension": dimension,
        "sections": [(one, section_label(one), one == section) for one in known],
        "dimensions": [
            ("", _("all together"), not dimension),
            *((key, label, key == dimension) for key, label in Dimension.choices),
        ],
        "sound": (survey.answered or 0) - (survey.straight or 0) - (survey.speeders or 0),
        "first": first,
        "export_url": f"{reverse('assessment:survey_export')}?survey={survey.pk}"
        if survey.published_at is not None
        else "",
    }


def _drawn(row: SurveyResult, first: int) -> Whisker | None:
    if row.index is None or row.low is None or row.high is None:
        return None
    return whisker(row.index, row.low, row.high, first)
