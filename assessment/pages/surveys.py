"""Surveys: the page of one with plan, progress and results, its actions, the draft."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from assessment.machine.surveys import SURVEYS
from assessment.models import Survey
from assessment.models.survey_choices import AgeBand, Setting, Sex
from assessment.pages.survey_forms import NewSurveyForm, answers_of, draft_values
from assessment.pages.survey_list import LIST, WORDS
from assessment.pages.survey_results import results_panel
from assessment.queries.surveys import progress_of, strata_of
from assessment.services.surveys import NewSurvey, draft_survey
from grids.queries.limits import name_of_stage, words_of_term
from pingan.access.policy import allows
from pingan.common.errors import Invalid
from pingan.matters.machine import Action
from pingan.web.forms import add_errors
from pingan.web.pages_matter_lists import MatterPage, list_addresses
from pingan.web.pages_matters import MatterAction, MatterDetail


def facts(survey: Survey) -> list[tuple[Any, Any]]:
    """Return the facts of a survey in a few words each."""
    found: list[tuple[Any, Any]] = [
        (_("About the time"), f"{survey.period_from} – {survey.period_to}"),
        (_("Asked"), f"{survey.opens_on} – {survey.closes_on}"),
    ]
    if survey.contractor:
        found.append((_("Carried out by"), survey.contractor))
    if survey.document:
        found.append((_("Document number"), survey.document))
    return found


def numbers(survey: Survey) -> list[tuple[Any, str, Mapping[str, Any]]]:
    """Return each number of a survey with its source, which stands beside it wherever it is used (invariant 23)."""
    points = " / ".join(map(str, survey.points))
    shown = {
        "margin": (
            _("Margin in each division"),
            _("±%(value)s percentage points") % {"value": survey.margin.normalize()},
        ),
        "expected_deff": (_("Expected design effect"), f"{survey.expected_deff.normalize()}"),
        "points_2": (_("Points of the answers, best first"), points),
        "weight_cap": (_("Largest weight"), f"{survey.weight_cap.normalize()}"),
        "least_cell": (_("Fewest answers shown"), str(survey.least_cell)),
        "straight_from": (_("Marks that make a straight line"), str(survey.straight_from)),
        "least_seconds": (_("Fewest seconds"), str(survey.least_seconds)),
    }
    return [(label, value, survey.sources.get(code, {})) for code, (label, value) in shown.items()]


def particulars(page: MatterPage, survey: Survey) -> dict[str, Any]:
    """Return what is particular to a survey: questions, numbers, progress by division and stratum, results."""
    may_run = allows(page.actor, "run", survey)
    state = survey.matter.state
    is_counted = survey.closed_at is not None and (state in {"closed", "published"})
    sexes, ages, settings = dict(Sex.choices), dict(AgeBand.choices), dict(Setting.choices)
    progress = [] if is_counted else progress_of(survey)
    return {
        "survey": survey,
        "facts": facts(survey),
        "numbers": numbers(survey),
        "questions": [(one, answers_of(one.scale)) for one in survey.questions.all()],
        "progress": progress,
        "wanted": sum(one.wanted for one in progress),
        "there": sum(one.answers for one in progress),
        "strata": []
        if is_counted
        else [
            ((sexes[sex], ages[age], settings[setting]), wanted, there)
            for (sex, age, setting), wanted, there in strata_of(survey)
        ],
        "may_run": may_run,
        "is_draft": state == "drafted",
        "is_fielded": state == "fielded",
        **(results_panel(survey, page.request.GET) if is_counted else {"results": None}),
    }


class SurveyDetail(MatterDetail):
    spec = LIST
    duty = LIST.duty
    words = WORDS
    order = ("drafted", "fielded", "closed", "published")
    action_name = "assessment:survey_action"
    parts = "assessment/survey/_parts.html"
    stage_label = staticmethod(name_of_stage)
    term_in_words = staticmethod(words_of_term)

    def particulars(self, detail: Survey) -> Mapping[str, Any]:
        """Return what is particular to a survey."""
        return particulars(self, detail)


class SurveyAction(MatterAction):
    spec = LIST
    duty = LIST.duty
    machine = SURVEYS
    words = WORDS

    def proposed(self, action: Action, detail: Survey) -> dict[str, Any]:
        """Return what the draft says now."""
        return draft_values(detail) if action.name == "edit" else {}

    def hint(self, action: Action, detail: Survey) -> str:
        """Return what must be known before anything is typed."""
        if action.name == "field":
            return _("From then on questions, plan and numbers cannot be changed any more.")
        if action.name == "close":
            return _(
                "Answers are no longer taken, unused codes are destroyed, and the results are counted once."
            )
        if action.name == "publish":
            return _("Everybody whom it concerns reads the results; they cannot be changed any more.")
        return ""


class NewSurveyPage(MatterPage):
    """The form of a draft; what was typed comes back with every refusal."""

    spec = LIST
    duty = "survey.run"
    template_name = "assessment/survey/new.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._form(NewSurveyForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = NewSurveyForm(request.POST)
        if form.is_valid():
            try:
                survey = draft_survey(actor=self.actor, data=NewSurvey(**form.cleaned_data))
            except Invalid as error:
                add_errors(form, error)
            else:
                messages.success(request, _("Drawn up as %(number)s.") % {"number": survey.matter.number})
                return self.sent(reverse("assessment:survey_detail", args=[survey.pk]))
        return self._form(form, status=422)

    def _form(self, form: NewSurveyForm, *, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "draft_key": f"survey:{self.actor.user_id}",
            "is_official": self.actor.level == 1,
        }
        return self.render(context, status=status)


urlpatterns = [
    *list_addresses("assessment/surveys/", LIST),
    path("assessment/surveys/new/", NewSurveyPage.as_view(), name="survey_new"),
    path("assessment/surveys/<int:pk>/", SurveyDetail.as_view(), name="survey_detail"),
    path("assessment/surveys/<int:pk>/actions/<slug:name>/", SurveyAction.as_view(), name="survey_action"),
]
