"""The public questionnaire: without sign-in, without script, for a phone first. Nothing about who answers is kept.

The page sets no session; its one cookie is Django's, against forged forms, and nobody stores its value. What limits floods
counts keyed digests of addresses that end with their minute or hour (``pingan.web.throttling``).
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pingan.common.errors import Invalid
from pingan.web.action_fields import PlainText
from pingan.web.forms import add_errors
from pingan.web.public_pages import PublicPage
from pingan.web.throttling import is_let_through
from risk.models import Question, QuestionKind, Questionnaire
from risk.models.questionnaires import LONGEST_TEXT
from risk.queries.questionnaires import is_over, labels_of, public_questionnaire
from risk.rules.questionnaires import numbers_of
from risk.services.answers import Answers, Over, new_form, take_answers

_MINUTE, _HOUR = 60, 3600
#: Sends from one address, so that a village hall behind one line can answer, and all sends to one questionnaire.
PER_MINUTE, PER_HOUR, ALL_PER_MINUTE = 60, 1200, 600


def field_of(question: Question) -> forms.Field:
    """Return the form field of a question."""
    common: dict[str, Any] = {
        "label": f"{question.position}. {question.text}",
        "required": question.is_required,
    }
    if question.kind == QuestionKind.TEXT:
        return PlainText(max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 4}), **common)
    numbers = numbers_of(question.kind, question.choices)
    pairs = [(str(number), label) for number, label in zip(numbers, labels_of(question), strict=True)]
    if question.kind == QuestionKind.SEVERAL:
        return forms.TypedMultipleChoiceField(
            choices=pairs, coerce=int, widget=forms.CheckboxSelectMultiple, **common
        )
    if question.kind == QuestionKind.SCALE:
        common["help_text"] = gettext_lazy("1 is the lowest, 5 the highest.")
    return forms.TypedChoiceField(
        choices=pairs, coerce=int, empty_value=None, widget=forms.RadioSelect, **common
    )


class AnswerForm(forms.Form):
    """The questions of a questionnaire, and the number that makes two taps one answer."""

    form_number = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(self, *args: Any, asked: Questionnaire, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = list(asked.questions.all())
        for question in self.questions:
            self.fields[f"q{question.pk}"] = field_of(question)

    def answers(self) -> Answers:
        """Return what was answered, as the service takes it."""
        choices: dict[int, tuple[int, ...]] = {}
        words: dict[int, str] = {}
        for question in self.questions:
            value = self.cleaned_data[f"q{question.pk}"]
            if question.kind == QuestionKind.TEXT:
                words[question.pk] = value
            elif question.kind == QuestionKind.SEVERAL:
                choices[question.pk] = tuple(value)
            elif value is not None:
                choices[question.pk] = (value,)
        return Answers(self.cleaned_data["form_number"], choices, words)


def _is_too_much(request: HttpRequest, asked: Questionnaire) -> bool:
    from_here = (
        is_let_through("consult", most=PER_MINUTE, seconds=_MINUTE, request=request),
        is_let_through("consult", most=PER_HOUR, seconds=_HOUR, request=request),
    )
    return not (
        all(from_here) and is_let_through(f"consult:{asked.pk}", most=ALL_PER_MINUTE, seconds=_MINUTE)
    )


class ConsultDoor(PublicPage):
    """A page of the public door: found by nobody who was not given the link."""

    folder = "risk/consult"

    def missing(self) -> HttpResponse:
        return self.show("missing", {}, 404)


class ConsultPage(ConsultDoor):
    """The questions, as long as they are asked."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        asked = public_questionnaire(token)
        if asked is None:
            return self.missing()
        return self._closed(asked) or self._form(
            asked, AnswerForm(asked=asked, initial={"form_number": new_form()})
        )

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        asked = public_questionnaire(token)
        if asked is None:
            return self.missing()
        if (closed := self._closed(asked)) is not None:
            return closed
        form = AnswerForm(request.POST, asked=asked)
        is_sound = form.is_valid()
        if _is_too_much(request, asked):
            form.add_error(None, _("Too many answers arrive at once. Wait a minute, then send it again."))
            return self._form(asked, form, 429)
        if not is_sound:
            return self._form(asked, form, 422)
        try:
            take_answers(token, form.answers())
        except Invalid as error:
            add_errors(form, error)
            return self._form(asked, form, 422)
        except Over:
            return self.show("closed", {"asked": asked, "is_early": False}, 410)
        return HttpResponseRedirect(reverse("risk:consult_thanks", args=[token]))

    def _closed(self, asked: Questionnaire) -> HttpResponse | None:
        """Return what is shown while nothing is asked; None: it is."""
        today = timezone.localdate()
        if is_over(asked, today):
            return self.show("closed", {"asked": asked, "is_early": False}, 410)
        if today < asked.opens_on:
            is_sent = self.request.method == "POST"
            return self.show("closed", {"asked": asked, "is_early": True}, 409 if is_sent else 200)
        return None

    def _form(self, asked: Questionnaire, form: AnswerForm, status: int = 200) -> HttpResponse:
        decision = asked.consultation.decision
        context = {
            "asked": asked,
            "form": form,
            "organ": decision.matter.organ,
            "assessor": decision.assessor,
        }
        return self.show("form", context, status)


class ThanksPage(ConsultDoor):
    """What everybody sees who has sent it; it shows nothing of what was answered."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        asked = public_questionnaire(token)
        return self.missing() if asked is None else self.show("thanks", {"asked": asked})


urlpatterns = [
    path("consult/<slug:token>/", ConsultPage.as_view(), name="consult"),
    path("consult/<slug:token>/thanks/", ThanksPage.as_view(), name="consult_thanks"),
]
