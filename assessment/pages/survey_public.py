"""The public door of a survey: without sign-in, without script, for a phone first, in two languages.

The page sets no session. Its cookies are Django's against forged forms, and the language where one was chosen. What limits
guessing and floods counts keyed digests of addresses that end with their minute or hour (``pingan.web.throttling``).
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.models import Survey
from assessment.pages.survey_forms import CodeForm, SheetForm
from assessment.pages.survey_timing import began_now, seconds_since
from assessment.services.survey_answers import NotGood, is_open, survey_of_code, take_by_code
from assessment.services.survey_codes import plain_code, readable
from assessment.services.survey_frames import Over
from pingan.common.errors import Invalid
from pingan.web.forms import add_errors
from pingan.web.public_pages import PublicPage
from pingan.web.throttling import is_let_through

_MINUTE, _HOUR = 60, 3600
#: Looks at codes from one address, so that a village hall behind one line can answer; whoever guesses is slowed to nothing.
PER_MINUTE, PER_HOUR = 60, 1200


class SurveyDoor(PublicPage):
    """A page that nobody is led to without a code."""

    folder = "assessment/survey_public"

    def is_too_much(self) -> bool:
        """Count this look; both windows, whichever is over."""
        looks = (
            is_let_through("survey", most=PER_MINUTE, seconds=_MINUTE, request=self.request),
            is_let_through("survey", most=PER_HOUR, seconds=_HOUR, request=self.request),
        )
        return not all(looks)


class CodeDoor(SurveyDoor):
    """Where a code is typed that cannot be scanned."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show("code", {"form": CodeForm()})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = CodeForm(request.POST)
        if form.is_valid():
            code = plain_code(form.cleaned_data["code"])
            if code:
                return HttpResponseRedirect(reverse("assessment:survey_answer", args=[code]))
            form.add_error("code", _("A code has sixteen letters and digits. Look at it once more."))
        return self.show("code", {"form": form}, 422)


class AnswerDoor(SurveyDoor):
    """The questions, for whoever holds a good code."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        if self.is_too_much():
            return self.show("busy", {}, 429)
        found = survey_of_code(token)
        if found is None:
            return self.show("used", {}, 404)
        survey, _region = found
        if not is_open(survey, timezone.localdate()):
            return self._closed(survey)
        return self._form(survey, token, self._fresh(survey, None))

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        is_too_much, found = self.is_too_much(), survey_of_code(token)
        if found is None:
            return self.show("busy", {}, 429) if is_too_much else self.show("used", {}, 404)
        survey, _region = found
        form = self._fresh(survey, request.POST)
        if is_too_much:
            form.add_error(None, _("Too many answers arrive at once. Wait a minute, then send it again."))
            return self._form(survey, token, form, 429)
        if not form.is_valid():
            return self._form(survey, token, form, 422)
        seconds = seconds_since(form.cleaned_data["began"], timezone.now())
        try:
            take_by_code(token, form.sheet(seconds))
        except Invalid as error:
            add_errors(form, error)
            return self._form(survey, token, form, 422)
        except NotGood:
            return self.show("used", {}, 404)
        except Over:
            return self._closed(survey)
        return HttpResponseRedirect(reverse("assessment:survey_thanks"))

    def _fresh(self, survey: Survey, data: Any) -> SheetForm:
        initial = {"began": began_now(timezone.now())}
        return SheetForm(data, initial=initial, questions=list(survey.questions.all()))

    def _form(self, survey: Survey, token: str, form: SheetForm, status: int = 200) -> HttpResponse:
        context = {
            "survey": survey,
            "matter": survey.matter,
            "form": form,
            "code": readable(plain_code(token)),
        }
        return self.show("form", context, status)

    def _closed(self, survey: Survey) -> HttpResponse:
        is_early = timezone.localdate() < survey.opens_on
        is_sent = self.request.method == "POST"
        status = (409 if is_sent else 200) if is_early else 410
        return self.show("closed", {"survey": survey, "matter": survey.matter, "is_early": is_early}, status)


class ThanksDoor(SurveyDoor):
    """What everybody sees who has sent it; it shows nothing of what was answered, and no code."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show("thanks", {})


urlpatterns = [
    path("survey/", CodeDoor.as_view(), name="survey_code"),
    path("survey/thanks/", ThanksDoor.as_view(), name="survey_thanks"),
    path("survey/<slug:token>/", AnswerDoor.as_view(), name="survey_answer"),
]
