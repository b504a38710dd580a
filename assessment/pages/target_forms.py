"""Forms of target letters. Names are those of the API."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessment.models import TargetProgress
from assessment.queries.targets import units_to_bind
from assessment.services.target_rows import LONGEST_TEXT
from assessment.services.target_signing import LONGEST_NOTE
from pingan.access.rules import Actor
from pingan.web.forms import choose


def _area(label: Any, longest: int, rows: int, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=longest, widget=widget, help_text=help_text)


class GoalsForm(forms.Form):
    """What is to be reached, and the number of the paper."""

    goals = _area(_("Goals"), LONGEST_TEXT, 6, _("What the unit is to reach in the year, one goal a line."))
    document = forms.CharField(label=_("Document number"), max_length=120, required=False)


class LetterForm(forms.Form):
    """A new letter: with whom, for which year, to what end."""

    organ = forms.TypedChoiceField(label=_("Unit"), coerce=int)
    year = forms.IntegerField(label=_("Year"), min_value=2023, max_value=2100)
    goals = _area(_("Goals"), LONGEST_TEXT, 6, _("What the unit is to reach in the year, one goal a line."))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "organ", [("", "—"), *((str(organ.pk), str(organ)) for organ in units_to_bind(actor))])


class TaskForm(forms.Form):
    """One task, its department and who in office answers for it."""

    text = _area(_("Task"), 500, 3)
    department = forms.CharField(label=_("Responsible department"), max_length=120)
    owner_post = forms.CharField(label=_("Office of the responsible person"), max_length=80)
    owner_name = forms.CharField(
        label=_("Responsible person"),
        max_length=60,
        help_text=_("An official in this office; no number, no address."),
    )
    due_on = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Left out: the end of the year."),
    )  # fmt: skip


class RevisionForm(forms.Form):
    """Why a letter in force is revised."""

    reason = _area(_("Reason for the revision"), 300, 3)


class ProgressForm(forms.Form):
    """How far a task has come."""

    state = forms.ChoiceField(label=_("How far it has come"), choices=TargetProgress.State.choices)
    note = _area(_("What was done"), LONGEST_NOTE, 4)
