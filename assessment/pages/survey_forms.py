"""The forms of surveys: a draft, a file, codes, and the questions as somebody answers them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy

from assessment.models import Survey, SurveyQuestion
from assessment.models.survey_choices import AgeBand, Scale, Setting, Sex
from assessment.services.survey_codes import MOST_AT_ONCE
from assessment.services.survey_frames import Sheet
from pingan.web.action_fields import PlainText
from pingan.web.forms import choose

_SCALES: dict[str, tuple[Any, ...]] = {
    Scale.SAFE: (
        pgettext_lazy("survey answer", "very safe"),
        pgettext_lazy("survey answer", "rather safe"),
        pgettext_lazy("survey answer", "so-so"),
        pgettext_lazy("survey answer", "rather unsafe"),
        pgettext_lazy("survey answer", "very unsafe"),
    ),
    Scale.SATISFIED: (
        pgettext_lazy("survey answer", "very satisfied"),
        pgettext_lazy("survey answer", "rather satisfied"),
        pgettext_lazy("survey answer", "so-so"),
        pgettext_lazy("survey answer", "rather dissatisfied"),
        pgettext_lazy("survey answer", "very dissatisfied"),
    ),
    Scale.AWARE: (
        pgettext_lazy("survey answer", "very well"),
        pgettext_lazy("survey answer", "rather well"),
        pgettext_lazy("survey answer", "a little"),
        pgettext_lazy("survey answer", "hardly"),
        pgettext_lazy("survey answer", "not at all"),
    ),
    Scale.MANY: (
        pgettext_lazy("survey answer", "very many"),
        pgettext_lazy("survey answer", "rather many"),
        pgettext_lazy("survey answer", "some"),
        pgettext_lazy("survey answer", "few"),
        pgettext_lazy("survey answer", "none at all"),
    ),
}


def answers_of(scale: str) -> list[tuple[int, Any]]:
    """Return the five answers of a scale with their marks, from 5 down."""
    return list(zip((5, 4, 3, 2, 1), _SCALES[scale], strict=True))


class NewSurveyForm(forms.Form):
    """What a survey begins with."""

    title = PlainText(label=gettext_lazy("Title"), max_length=120)
    introduction = PlainText(
        label=gettext_lazy("Words to those asked"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Who asks, what for, how long it takes. They stand above the questions."),
    )
    period_from = forms.DateField(
        label=gettext_lazy("About the time from"), widget=forms.DateInput(attrs={"type": "date"})
    )
    period_to = forms.DateField(label=gettext_lazy("Until"), widget=forms.DateInput(attrs={"type": "date"}))
    opens_on = forms.DateField(
        label=gettext_lazy("Asked from"), widget=forms.DateInput(attrs={"type": "date"})
    )
    closes_on = forms.DateField(
        label=gettext_lazy("Asked until"), widget=forms.DateInput(attrs={"type": "date"})
    )
    contractor = PlainText(label=gettext_lazy("Carried out by"), max_length=120, required=False)
    margin = forms.DecimalField(
        label=gettext_lazy("Margin in each division (percentage points)"),
        min_value=0,
        max_value=20,
        max_digits=4,
        decimal_places=2,
        required=False,
        help_text=gettext_lazy("Left out: as the rulebook has it."),
    )


class SurveyFileForm(forms.Form):
    """A CSV file or workbook; it is read and not kept."""

    file = forms.FileField(
        label=gettext_lazy("CSV file or workbook (.xlsx)"),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        max_length=200,
    )
    is_trial = forms.BooleanField(label=gettext_lazy("Only check it, write nothing"), required=False)


class CodesForm(forms.Form):
    """How many codes for which division."""

    region = forms.ChoiceField(label=gettext_lazy("Division"))
    count = forms.IntegerField(label=gettext_lazy("Codes"), min_value=1, max_value=MOST_AT_ONCE, initial=50)

    def __init__(self, *args: Any, regions: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "region", regions)


class SheetForm(forms.Form):
    """The questions of a survey: three about the group, then five answers each."""

    sex = forms.ChoiceField(
        label=pgettext_lazy("survey", "Sex"), choices=Sex.choices, widget=forms.RadioSelect
    )
    age = forms.ChoiceField(label=gettext_lazy("Age"), choices=AgeBand.choices, widget=forms.RadioSelect)
    setting = forms.ChoiceField(
        label=gettext_lazy("You live in"), choices=Setting.choices, widget=forms.RadioSelect
    )
    began = forms.CharField(widget=forms.HiddenInput, max_length=100, required=False)

    def __init__(self, *args: Any, questions: Sequence[SurveyQuestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        language = get_language() or ""
        for place, question in enumerate(questions, start=1):
            self.fields[f"q{place}"] = forms.TypedChoiceField(
                label=f"{place}. {question.shown(language=language)}",
                choices=answers_of(question.scale),
                coerce=int,
                empty_value=None,
                widget=forms.RadioSelect,
                required=question.is_required,
            )

    def sheet(self, seconds: int | None) -> Sheet:
        """Return what was answered, as the services take it."""
        data = self.cleaned_data
        marks = tuple(data[f"q{place}"] or 0 for place in range(1, len(self.questions) + 1))
        return Sheet(data["sex"], data["age"], data["setting"], marks, seconds)


class PhoneForm(SheetForm):
    """The same, with the division that the interviewer dials; the number makes two taps one sheet."""

    form_number = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    region = forms.ChoiceField(label=gettext_lazy("Division"))
    field_order = ("region",)

    def __init__(self, *args: Any, regions: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "region", regions)


class CodeForm(forms.Form):
    """The code on the letter, typed."""

    code = forms.CharField(
        label=pgettext_lazy("survey", "Code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
        help_text=gettext_lazy("Sixteen letters and digits, with or without dashes."),
    )


def draft_values(survey: Survey) -> dict[str, Any]:
    """Return what the form of a draft's words and days proposes."""
    names = ("introduction", "period_from", "period_to", "opens_on", "closes_on", "contractor")
    return {"title": survey.matter.title, **{name: getattr(survey, name) for name in names}}
