"""The form of a draft of a warning."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from grids.queries.units import units_for
from pingan.access.rules import Actor
from pingan.web.action_fields import Moment
from pingan.web.forms import choose
from risk.models.warning_choices import CATEGORIES, CHANNELS, LEVELS
from risk.queries.warnings import addressable_regions


class WarningForm(forms.Form):
    """All that a warning holds (突发事件应对法 §64)."""

    source = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    category = forms.ChoiceField(label=pgettext_lazy("warning", "Category"), choices=list(CATEGORIES.items()))
    level = forms.ChoiceField(label=gettext_lazy("Level"), choices=list(LEVELS.items()), initial="yellow")
    channel = forms.ChoiceField(
        label=gettext_lazy("Channel"),
        choices=list(CHANNELS.items()),
        initial="internal_notice",
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Only warnings of disasters, accidents and public health are ever released."),
    )
    starts_at = Moment(
        label=gettext_lazy("Begins"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    regions = forms.MultipleChoiceField(
        label=gettext_lazy("Divisions it goes to"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("At least one division here or one unit below."),
    )
    organs = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Units it goes to"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    scope_text = forms.CharField(label=gettext_lazy("Reach, in words"), max_length=200, required=False)
    watch = forms.CharField(
        label=gettext_lazy("What to watch for"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    measures = forms.CharField(
        label=pgettext_lazy("warning", "What is to be done"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    basis = forms.CharField(
        label=gettext_lazy("What it rests on"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Matters, figures and decisions of places, never of persons."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "regions", [(str(r.pk), r.name) for r in addressable_regions(actor.region_code)])
        choose(self, "organs", [(str(organ.pk), str(organ)) for organ in units_for(actor.region_code)])
        for name in ("regions", "organs"):  # one of both is needed: neither is marked as optional
            self.fields[name].widget.is_required = True

    def clean(self) -> dict[str, Any]:
        """Ask for an addressee together with all else that is missing; the service asks the same of everybody."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not (data.get("regions") or data.get("organs") or {"regions", "organs"} & self.errors.keys()):
            self.add_error("regions", _("Choose at least one division or unit that it goes to."))
        return data
