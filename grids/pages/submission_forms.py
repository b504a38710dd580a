"""Forms of the desk: what it makes of what the public sent."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from grids.models import DESK_REASONS, Urgency


class TakeForm(forms.Form):
    """What the desk adds to what was sent."""

    category = forms.ChoiceField(
        label=gettext_lazy("Class"), widget=forms.Select(attrs={"data-ui": "search"})
    )
    region = forms.ChoiceField(
        label=gettext_lazy("Division"),
        required=False,
        help_text=gettext_lazy("Only where you know it better than the sender."),
        widget=forms.Select(attrs={"data-ui": "search"}),
    )
    urgency = forms.ChoiceField(
        label=gettext_lazy("Urgency"), choices=Urgency.choices, initial=Urgency.NORMAL
    )


class JoinForm(forms.Form):
    """Which incident it repeats."""

    number = forms.CharField(label=gettext_lazy("Number of the incident it repeats"), max_length=32)


class EnrolForm(forms.Form):
    """Nothing to add: what was sent is what was agreed to."""


class DeclineForm(forms.Form):
    """Why nothing comes of it."""

    reason = forms.ChoiceField(label=gettext_lazy("Reason"), choices=DESK_REASONS)
    note = forms.CharField(
        label=gettext_lazy("Explanation, and where to turn instead"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy("Shown under the code of the sender."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReviewForm(forms.Form):
    """What came of a review."""

    note = forms.CharField(
        label=gettext_lazy("What was found"),
        max_length=2000,
        help_text=gettext_lazy("Shown under the code of the sender."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
