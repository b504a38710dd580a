"""Forms of the catalogue of major decisions: a new decision, a new catalogue, its publication."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from grids.queries.units import units_for
from pingan.access.rules import Actor
from pingan.web.forms import choose
from risk.models.decision_choices import Field
from risk.queries.decision_catalogues import catalogues_to_fill, deciding_bodies, regions_to_choose
from risk.services.decisions import LONGEST_TEXT


class DecisionForm(forms.Form):
    """What is put into a catalogue."""

    catalogue = forms.TypedChoiceField(label=gettext_lazy("Catalogue"), coerce=int)
    title = forms.CharField(label=gettext_lazy("Title of the decision"), max_length=200)
    text = forms.CharField(
        label=gettext_lazy("What is to be decided"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("The project, its reach, and whom it concerns. Name no private persons."),
    )
    field = forms.ChoiceField(label=gettext_lazy("Field"), choices=Field.choices)
    organ = forms.TypedChoiceField(
        label=gettext_lazy("Responsible unit"), coerce=int, required=False, empty_value=None
    )
    region = forms.ChoiceField(
        label=gettext_lazy("Division"),
        required=False,
        help_text=gettext_lazy("Left out: the whole division of the catalogue."),
    )
    planned_on = forms.DateField(
        label=gettext_lazy("To be decided about"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "catalogue", [(str(row.pk), str(row)) for row in catalogues_to_fill(actor)])
        choose(self, "region", [("", "—"), *regions_to_choose(actor)])
        if actor.role == "unit_handler":  # a unit registers what it is responsible for
            del self.fields["organ"]
        else:
            units = [(str(organ.pk), str(organ)) for organ in units_for(actor.region_code)]
            choose(self, "organ", [("", "—"), *units])


class CatalogueForm(forms.Form):
    """A body's catalogue of a year."""

    organ = forms.TypedChoiceField(label=gettext_lazy("Deciding body"), coerce=int)
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=2000, max_value=2100)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "organ", [(str(organ.pk), str(organ)) for organ in deciding_bodies(actor)])


class PublishForm(forms.Form):
    """The paper by which the party committee agreed to the catalogue."""

    document = forms.CharField(label=gettext_lazy("Document of consent"), max_length=120)
