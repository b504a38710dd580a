"""Forms of briefs. Names are those of the API."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pingan.office.models import BriefChange, Cadence
from pingan.office.services.brief_rows import LONGEST, LONGEST_REASON

_HELP = {
    "situation": _("What happened in the period, in numbers; the tables follow as an annex."),
    "hot_spots": _("Places and subjects, never a person."),
    "problems": _("What is wrong, and what lies behind it."),
    "forecast": _("What is to be expected in the coming period."),
    "measures": _("What is to be done, by which unit, until when."),
}


class DraftForm(forms.Form):
    """Which period; the job drafts the last one by itself."""

    cadence = forms.ChoiceField(label=pgettext_lazy("brief", "How often"), choices=Cadence.choices)
    day = forms.DateField(
        label=_("A day of the period"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("The brief covers the whole week, month or quarter in which it lies."),
    )


class SectionsForm(forms.Form):
    """The five sections of a brief."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in BriefChange.Section.choices:
            self.fields[name] = forms.CharField(
                label=label,
                required=False,
                max_length=LONGEST,
                strip=False,
                help_text=_HELP[name],
                widget=forms.Textarea(attrs={"rows": 8 if name == "situation" else 5}),
            )


class ReturnForm(forms.Form):
    """Why it is given back."""

    reason = forms.CharField(
        label=_("reason"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3})
    )


class CorrectionForm(forms.Form):
    """What is wrong with the issued one."""

    reason = forms.CharField(
        label=_("what is corrected"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Stands in the new paper, beside the number of the one that it replaces."),
    )
    recounts = forms.BooleanField(
        label=_("Count the figures anew"),
        required=False,
        help_text=_("Else the figures and charts stay as they were issued."),
    )
