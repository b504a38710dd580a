"""Forms of key places and of the rounds made there. Names are those of the API."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from pingan.access.rules import Actor
from pingan.web.forms import choose
from pingan.web.report_forms import PointForm
from risk.models import KeyPlace
from risk.models.choices import Domain, Inspector, PlaceKind
from risk.queries.places import division_choices, grid_choices, units_for_place
from risk.services.place_data import MOST_DAYS, PlaceData

_DAY = {"type": "date"}
_SEARCH = {"data-ui": "search"}


def _area(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=help_text,
    )


class PlaceForm(PointForm):
    """What is known of a place."""

    name = forms.CharField(label=pgettext_lazy("thing", "Name"), max_length=120)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of place"), choices=PlaceKind.choices, widget=forms.Select(attrs=_SEARCH)
    )
    domain = forms.ChoiceField(
        label=gettext_lazy("Domain"), choices=Domain.choices, widget=forms.Select(attrs=_SEARCH)
    )
    region = forms.ChoiceField(
        label=gettext_lazy("Division"), required=False, widget=forms.Select(attrs=_SEARCH)
    )
    grid = forms.TypedChoiceField(
        label=gettext_lazy("Grid it belongs to"),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.Select(attrs=_SEARCH),
    )
    organ = forms.TypedChoiceField(
        label=gettext_lazy("Responsible unit"),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.Select(attrs=_SEARCH),
    )
    operator = forms.CharField(
        label=gettext_lazy("Managing or operating unit"), max_length=120, required=False
    )
    guards = _area(gettext_lazy("Guards and watches"), gettext_lazy("Posts and shifts, no names."))
    barriers = _area(gettext_lazy("Barriers and equipment"))
    technology = _area(gettext_lazy("Alarms and video"))
    has_plan = forms.BooleanField(label=gettext_lazy("Has an emergency plan"), required=False)
    drilled_on = forms.DateField(
        label=gettext_lazy("Last drill on"), required=False, widget=forms.DateInput(attrs=_DAY)
    )
    inspector = forms.ChoiceField(label=gettext_lazy("Inspected by"), choices=Inspector.choices)
    inspection_days = forms.IntegerField(
        label=gettext_lazy("Inspected every (days)"),
        required=False,
        min_value=1,
        max_value=MOST_DAYS,
        help_text=gettext_lazy("Empty: the usual interval of who inspects it."),
    )
    is_closed = forms.BooleanField(label=gettext_lazy("No longer watched"), required=False)
    field_order = (
        "name", "kind", "domain", "region", "grid", "place_text", "organ", "operator", "guards", "barriers",
        "technology", "has_plan", "drilled_on", "inspector", "inspection_days", "is_closed",
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, place: KeyPlace | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nothing = ("", _("Choose…"))
        regions = dict(division_choices(actor))
        grids = dict(grid_choices(actor))
        code = actor.region_code
        if place is not None:
            code = place.region.code
            regions.setdefault(code, place.region.name)
            if place.grid is not None:
                grids.setdefault(place.grid.pk, place.grid.name)
        choose(self, "region", [nothing, *regions.items()])
        choose(self, "grid", [("", _("by the point or division")), *grids.items()])
        units = dict(units_for_place(code))
        if place is not None and place.organ is not None:
            units.setdefault(str(place.organ.pk), str(place.organ))
        choose(self, "organ", [nothing, *units.items()])
        if place is None:
            del self.fields["is_closed"]

    def data_of_place(self) -> PlaceData:
        """Return the service's own input; a grid tells its division."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "accuracy_m"}
        if data.get("grid") is not None:
            data["region"] = ""
        return PlaceData(**data)


class RoundForm(forms.Form):
    """One round: when, and what was seen."""

    made_on = forms.DateField(
        label=gettext_lazy("Made on"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d")
    )
    result = forms.CharField(
        label=gettext_lazy("What was seen"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("What is dangerous is registered as a hazard besides."),
    )
