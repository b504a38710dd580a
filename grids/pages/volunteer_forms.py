"""Forms of the desk about one volunteer."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from grids.rules.incidents import LONGEST_TEXT
from grids.services.volunteer_hours import LONGEST_REASON, MOST_HOURS


class HoursForm(forms.Form):
    """Hours given at an activity that the register holds."""

    activity = forms.ChoiceField(
        label=_("Activity"),
        help_text=_("From the register of activities of this place; enter it there first."),
    )
    hours = forms.IntegerField(label=_("Hours"), min_value=1, max_value=MOST_HOURS)


class CorrectionForm(forms.Form):
    """Another figure for hours that were noted; the first one stays beside it."""

    service = forms.ChoiceField(
        label=_("Which hours"),
        error_messages={"invalid_choice": _("These hours were corrected meanwhile; choose them again.")},
    )
    hours = forms.IntegerField(
        label=_("Right figure"),
        min_value=0,
        max_value=MOST_HOURS,
        help_text=_("0: not given, or not by this person."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        help_text=_("Stays with the figure before; no names."),
    )


class CertifyForm(forms.Form):
    """Nothing to type: the paper says what is noted."""


class ThreatForm(forms.Form):
    """What happened; the police have it in the same moment."""

    text = forms.CharField(
        label=_("What happened, where and when"),
        max_length=LONGEST_TEXT,
        help_text=_("Name and phone of the volunteer are handed over with it; do not write them here."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    organ = forms.ChoiceField(label=_("Police unit"))


class ReasonForm(forms.Form):
    """Why the contact is needed."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class RenewalForm(forms.Form):
    """The person was asked, and agreed anew."""

    is_agreed = forms.BooleanField(
        label=_("The person was asked and agrees to be kept as a volunteer"),
        error_messages={"required": _("Tick this, if the person agreed.")},
    )


class LeavingForm(forms.Form):
    """The person asked for it; it cannot be undone."""

    is_sure = forms.BooleanField(
        label=_("The person asked that the data are deleted"),
        error_messages={"required": _("Tick this, if the person asked for it.")},
    )
