"""The results of a published survey as a file: what is hidden on the page is as little in the file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import path, reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessment.models.survey_choices import AgeBand, Dimension, Setting, Sex, SurveyKind
from assessment.pages.survey_results import section_label
from assessment.queries.survey_rows import published_results
from pingan.access.rules import Actor
from pingan.common.errors import NotFound
from pingan.web.api import LARGEST_ID
from pingan.web.export_values import word_of
from pingan.web.exports import ExportColumn, ListExport, Row, register_export
from pingan.web.pages_exports import ExportListPage

EXPORT = "survey_results"
_GROUPS: Mapping[str, Any] = {**dict(Sex.choices), **dict(AgeBand.choices), **dict(Setting.choices)}


def _exact(path_of: str) -> Any:
    """Return what shows all four decimals, in Excel as well; nothing where it is hidden."""
    return lambda row: None if row[path_of] is None else float(row[path_of])


def _answers(row: Row) -> Any:
    """Return how many answered; nothing where the number is hidden, for that would tell how small the group is."""
    return None if row["index"] is None else row["answers"]


COLUMNS = (
    ExportColumn("number", _("Number"), ("survey__matter__number",), width=22),
    ExportColumn(
        "survey_kind",
        pgettext_lazy("survey", "Kind"),
        ("survey__kind",),
        word_of("survey__kind", SurveyKind.choices),
        22,
    ),
    ExportColumn("since", _("About the time from"), ("survey__period_from",)),
    ExportColumn("until", _("Until"), ("survey__period_to",)),
    ExportColumn("document", _("Document number"), ("survey__document",), width=24),
    ExportColumn("code", _("Division code"), ("region__code",)),
    ExportColumn("division", _("Division"), ("region__name",), width=20),
    ExportColumn("section", _("Section"), ("section",), lambda row: section_label(row["section"]), 24),
    ExportColumn(
        "by", pgettext_lazy("survey", "By"), ("dimension",), word_of("dimension", Dimension.choices), 14
    ),
    ExportColumn("group", _("Group"), ("group",), word_of("group", _GROUPS), 14),
    ExportColumn("index", _("Index"), ("index",), _exact("index"), 12),
    ExportColumn("low", _("95 % interval from"), ("low",), _exact("low"), 12),
    ExportColumn("high", _("95 % interval to"), ("high",), _exact("high"), 12),
    ExportColumn("answers", pgettext_lazy("survey", "Answers"), ("answers", "index"), _answers, 12),
    ExportColumn("effective", _("Effective answers"), ("effective",), _exact("effective"), 14),
    ExportColumn("place", pgettext_lazy("ranking", "Place"), ("place",), width=10),
    ExportColumn("best", _("Place may be from"), ("best",), width=10),
    ExportColumn("worst", _("Place may be to"), ("worst",), width=10),
    ExportColumn("band", _("Band"), ("band",), width=10),
    ExportColumn("is_shown", _("Shown"), ("index",), lambda row: row["index"] is not None, 10),
)


def survey_in(query: QueryDict) -> int:
    """Return the key of the survey that the address names; 0 for what is none."""
    text = query.get("survey", "")
    return (
        int(text) if text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= LARGEST_ID else 0
    )


def export_rows(actor: Actor, query: QueryDict) -> QuerySet[Any]:
    """Return the results of the survey that the address names, once it is published."""
    return published_results(actor, survey_in(query))


def register_survey_export() -> None:
    """Make the export known; called from ``ready()``."""
    register_export(
        ListExport(
            name=EXPORT,
            label=_("Results of a survey"),
            duty="survey.see",
            columns=COLUMNS,
            rows=export_rows,
            filters=("survey",),
        )
    )


class ResultsExport(ExportListPage):
    export_name = EXPORT
    back_url = reverse_lazy("assessment:survey_list")  # type: ignore[assignment]

    def _admit(self, request: HttpRequest) -> None:
        """What is not published, or not of one's area, is not there: no empty file is given for it."""
        super()._admit(request)
        key = survey_in(request.GET)
        if "survey" in request.GET and not published_results(self.actor, key).exists():
            raise NotFound()

    def _context(self, form: forms.Form) -> dict[str, Any]:
        """Lead back to the survey."""
        context, key = super()._context(form), survey_in(self.request.GET)
        if key:
            context["back_url"] = reverse("assessment:survey_detail", args=[key])
        return context


urlpatterns = [
    path("assessment/surveys/results/export/", ResultsExport.as_view(), name="survey_export"),
]
