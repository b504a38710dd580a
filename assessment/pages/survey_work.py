"""Work on a survey besides its actions: the file of its plan, codes to print, a phone interview, files of answers."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment.models import Survey
from assessment.pages.survey_forms import CodesForm, PhoneForm, SurveyFileForm
from assessment.pages.survey_list import LIST
from assessment.pages.survey_timing import began_now, seconds_since
from assessment.queries.surveys import progress_of
from assessment.services.survey_answers import frame_of, new_form, running, take_by_phone
from assessment.services.survey_codes import draw_codes, readable
from assessment.services.survey_imports import columns_of, take_file
from assessment.services.survey_plans import COLUMNS, bring_in_plan
from pingan.access.policy import fetch
from pingan.common.errors import IllegalAction, Invalid
from pingan.web.forms import add_errors
from pingan.web.pages_matter_lists import MatterPage
from pingan.web.qr_codes import qr_code

#: A file of a wave of 400,000 sheets is about this large.
MOST_BYTES = 40 * 1024 * 1024


def regions_of(survey: Survey) -> list[tuple[str, str]]:
    """Return the divisions of the plan as choices."""
    return [(one.code, one.name) for one in progress_of(survey)]


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


class CodesPage(MatterPage):
    """Codes are shown this once, on a sheet to print: each with its link and QR code."""

    spec = LIST
    duty = "survey.run"
    template_name = "assessment/survey/codes.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        survey = running(self.actor, pk)
        return self._show(survey, CodesForm(regions=regions_of(survey)))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        survey = running(self.actor, pk)
        form = CodesForm(request.POST, regions=regions_of(survey))
        if not form.is_valid():
            return self._show(survey, form, 422)
        region = form.cleaned_data["region"]
        try:
            codes = draw_codes(
                actor=self.actor, survey_id=pk, region_code=region, count=form.cleaned_data["count"]
            )
        except Invalid as error:
            add_errors(form, error)
            return self._show(survey, form, 422)
        slips = [(readable(code), link, qr_code(link)) for code in codes if (link := link_of(request, code))]
        name = dict(regions_of(survey))[region]
        return self._show(survey, CodesForm(regions=regions_of(survey)), slips=slips, division=name)

    def _show(self, survey: Survey, form: CodesForm, status: int = 200, **more: Any) -> HttpResponse:
        back = reverse("assessment:survey_detail", args=[survey.pk])
        context = {"survey": survey, "matter": survey.matter, "form": form, "back_url": back, **more}
        answer = self.render(context, status=status)
        answer["Cache-Control"] = "no-store"
        return answer


def link_of(request: HttpRequest, code: str) -> str:
    """Return the whole address behind a code; where the house has another name outside, with that one."""
    here = reverse("assessment:survey_answer", args=[code])
    outside: str = settings.PUBLIC_URL
    return f"{outside.rstrip('/')}{here}" if outside else request.build_absolute_uri(here)


class PhonePage(MatterPage):
    """The sheet that an interviewer fills in while asking."""

    spec = LIST
    duty = "survey.run"
    template_name = "assessment/survey/phone.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        survey = running(self.actor, pk)
        initial = {
            "form_number": new_form(),
            "began": began_now(timezone.now()),
            "region": request.GET.get("region", ""),
        }
        return self._show(survey, self._form(survey, None, initial))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        survey = running(self.actor, pk)
        form = self._form(survey, request.POST, None)
        if not form.is_valid():
            return self._show(survey, form, 422)
        data = form.cleaned_data
        try:
            is_new = take_by_phone(
                actor=self.actor,
                survey_id=pk,
                form=data["form_number"],
                region_code=data["region"],
                sheet=form.sheet(seconds_since(data["began"], timezone.now())),
            )
        except Invalid as error:
            add_errors(form, error)
            return self._show(survey, form, 422)
        messages.success(
            request, _("The sheet is kept.") if is_new else _("This sheet had been kept already.")
        )
        return self.sent(f"{reverse('assessment:survey_phone', args=[pk])}?region={data['region']}")

    def _form(self, survey: Survey, data: Any, initial: dict[str, Any] | None) -> PhoneForm:
        return PhoneForm(
            data, initial=initial, regions=regions_of(survey), questions=list(survey.questions.all())
        )

    def _show(self, survey: Survey, form: PhoneForm, status: int = 200) -> HttpResponse:
        back = reverse("assessment:survey_detail", args=[survey.pk])
        return self.render(
            {"survey": survey, "matter": survey.matter, "form": form, "back_url": back}, status=status
        )


urlpatterns = [
    path("assessment/surveys/<int:pk>/plan/", PlanPage.as_view(), name="survey_plan"),
    path("assessment/surveys/<int:pk>/answers/", AnswersPage.as_view(), name="survey_import"),
    path("assessment/surveys/<int:pk>/codes/", CodesPage.as_view(), name="survey_codes"),
    path("assessment/surveys/<int:pk>/phone/", PhonePage.as_view(), name="survey_phone"),
]
