"""Work on a survey in the field besides its actions: codes to print, and the sheet of a phone interview."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.models import Survey
from assessment.pages.survey_forms import CodesForm, PhoneForm
from assessment.pages.survey_list import LIST
from assessment.pages.survey_timing import began_now, seconds_since
from assessment.queries.surveys import progress_of
from assessment.services.survey_answers import new_form, running, take_by_phone
from assessment.services.survey_codes import draw_codes, readable
from pingan.common.errors import Invalid
from pingan.web.forms import add_errors
from pingan.web.pages_matter_lists import MatterPage
from pingan.web.public_pages import outside_address
from pingan.web.qr_codes import qr_code


def path_of(code: str) -> str:
    """Return the path of the page behind a code."""
    return reverse("assessment:survey_answer", args=[code])


def regions_of(survey: Survey) -> list[tuple[str, str]]:
    """Return the divisions of the plan as choices."""
    return [(one.code, one.name) for one in progress_of(survey)]


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
        slips = [
            (readable(code), link, qr_code(link))
            for code in codes
            if (link := outside_address(request, path_of(code)))
        ]
        name = dict(regions_of(survey))[region]
        return self._show(survey, CodesForm(regions=regions_of(survey)), slips=slips, division=name)

    def _show(self, survey: Survey, form: CodesForm, status: int = 200, **more: Any) -> HttpResponse:
        back = reverse("assessment:survey_detail", args=[survey.pk])
        context = {"survey": survey, "matter": survey.matter, "form": form, "back_url": back, **more}
        answer = self.render(context, status=status)
        answer["Cache-Control"] = "no-store"
        return answer


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
    path("assessment/surveys/<int:pk>/codes/", CodesPage.as_view(), name="survey_codes"),
    path("assessment/surveys/<int:pk>/phone/", PhonePage.as_view(), name="survey_phone"),
]
