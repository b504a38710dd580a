"""The files that a survey takes: the populations of its plan, and the rows of a third party."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment.models import Survey
from assessment.models.survey_choices import AgeBand, Setting, Sex
from assessment.pages.survey_forms import SurveyFileForm
from assessment.pages.survey_list import LIST
from assessment.services.survey_answers import running
from assessment.services.survey_frames import frame_of
from assessment.services.survey_imports import columns_of, take_file
from assessment.services.survey_plans import COLUMNS, bring_in_plan
from assessment.services.survey_sheets import MOST_BYTES
from pingan.access.policy import fetch
from pingan.common.errors import IllegalAction, Invalid
from pingan.web.forms import add_errors
from pingan.web.pages_matter_lists import MatterPage

#: What the columns take that know a few words alone.
_VALUES = (("sex", Sex.choices), ("age", AgeBand.choices), ("setting", Setting.choices))


class SurveyFilePage(MatterPage):
    """A page that takes a file: it is read in memory, judged line by line, and not kept."""

    spec = LIST
    duty = "survey.run"
    template_name = "assessment/survey/file.html"

    def show(self, survey: Survey, form: SurveyFileForm, status: int = 200, **more: Any) -> HttpResponse:
        back = reverse("assessment:survey_detail", args=[survey.pk])
        context = {
            "survey": survey,
            "matter": survey.matter,
            "form": form,
            "back_url": back,
            **self.words(survey),
            **more,
        }
        return self.render(context, status=status)

    def words(self, survey: Survey) -> dict[str, Any]:
        """Return the head of the page and the columns of the file."""
        raise NotImplementedError

    def content_in(self, form: SurveyFileForm) -> bytes | None:
        """Return what was sent; None: the form says what is wrong with it."""
        if not form.is_valid():
            return None
        upload = form.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            form.add_error("file", _("At most %(size)d MB.") % {"size": MOST_BYTES // 1024 // 1024})
            return None
        return bytes(upload.read())


class PlanPage(SurveyFilePage):
    """The populations of the plan."""

    def words(self, survey: Survey) -> dict[str, Any]:
        return {
            "heading": _("Sample plan"),
            "columns": COLUMNS,
            "values": _VALUES,
            "explained": _(
                "One line for each division, sex, age band and urban or rural, with how many people of 16 and older live "
                "there. From the margin follows how many are asked in each."
            ),
        }

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        survey = fetch(Survey, self.actor, pk, "run")
        if survey.matter.state != "drafted":
            raise IllegalAction(_("The plan of a survey in the field is never changed."))
        return self.show(survey, _form(self, without_trial=True))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        survey, form = fetch(Survey, self.actor, pk, "run"), _form(self, request, without_trial=True)
        content = self.content_in(form)
        if content is None:
            return self.show(survey, form, 422)
        try:
            reading = bring_in_plan(actor=self.actor, survey_id=pk, content=content)
        except Invalid as error:
            add_errors(form, error)
            return self.show(survey, form, 422)
        if reading.faults:
            return self.show(survey, form, 422, faults=reading.faults)
        messages.success(request, _("The plan is brought in."))
        return self.sent(reverse("assessment:survey_detail", args=[pk]))


def _form(
    page: MatterPage, request: HttpRequest | None = None, *, without_trial: bool = False
) -> SurveyFileForm:
    form = SurveyFileForm() if request is None else SurveyFileForm(request.POST, request.FILES)
    if without_trial:
        del form.fields["is_trial"]
    return form


class AnswersPage(SurveyFilePage):
    """The rows of a third party."""

    def words(self, survey: Survey) -> dict[str, Any]:
        return {
            "heading": _("Answers of a third party"),
            "columns": columns_of(frame_of(survey)),
            "values": _VALUES,
            "explained": _(
                "One line for each sheet, a mark from 1 to 5 for each question, 5 for its first answer. No names, numbers, "
                "phones or addresses: such a column is refused. The file is read and not kept."
            ),
        }

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(running(self.actor, pk), _form(self))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        survey, form = running(self.actor, pk), _form(self, request)
        content = self.content_in(form)
        if content is None:
            return self.show(survey, form, 422)
        is_trial = form.cleaned_data["is_trial"]
        try:
            taken = take_file(actor=self.actor, survey_id=pk, content=content, is_trial=is_trial)
        except Invalid as error:
            add_errors(form, error)
            return self.show(survey, form, 422)
        if taken.faults:
            return self.show(survey, form, 422, faults=taken.faults)
        words = ngettext("%(count)d sheet", "%(count)d sheets", taken.rows) % {"count": taken.rows}
        if is_trial:
            return self.show(survey, _form(self), sound=words)
        if taken.is_again:
            messages.warning(
                request, _("These very rows had been brought in before; nothing was written again.")
            )
        else:
            messages.success(request, _("%(sheets)s brought in.") % {"sheets": words})
        return self.sent(reverse("assessment:survey_detail", args=[pk]))


urlpatterns = [
    path("assessment/surveys/<int:pk>/plan/", PlanPage.as_view(), name="survey_plan"),
    path("assessment/surveys/<int:pk>/answers/", AnswersPage.as_view(), name="survey_import"),
]
