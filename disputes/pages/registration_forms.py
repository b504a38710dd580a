"""What the registration of a dispute asks for: few fields on a worker's phone, all of them at a desk.

Names are those of the API; a party's field is ``parties-N-name`` here and ``parties.N.name`` there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes.models.choices import DisputeSource, FlagCode, RestrictionKind, Scale
from disputes.queries.sources import sources_of
from disputes.queries.types import type_choices
from disputes.rules.intake import LONGEST_TEXT
from disputes.services import NewDispute, NewParty
from grids.queries.grids import grids_visible
from grids.queries.reporting import point_of_photos
from pingan.access.rules import Actor
from pingan.common.amounts import amount_of
from pingan.common.text import plain_text
from pingan.org.queries import regions_in_force
from pingan.web.report_forms import HIDDEN, FieldReportForm

#: Registering begins with both sides of it.
FIRST_PARTIES = 2
#: A list of more grids is no choice any more: then a point or the place in words tells where it is.
MOST_GRIDS = 400
_PLAIN = {"autocomplete": "off"}


class YuanField(forms.DecimalField):
    """An amount in plain digits; full-width ones are read as well."""

    def to_python(self, value: Any) -> Any:
        """Refuse what is no amount."""
        if isinstance(value, str) and value.strip():
            read = amount_of(value)
            if read is None:
                raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
            value = str(read)
        return super().to_python(value)


class DisputeForm(FieldReportForm):
    """The registration of a dispute."""

    type = forms.ChoiceField(
        label=gettext_lazy("What kind of dispute"), widget=forms.Select(attrs={"data-ui": "search"})
    )
    description = forms.CharField(
        label=gettext_lazy("What it is about"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "Names and numbers of parties are replaced by their roles before the text is kept."
        ),
    )
    source = forms.ChoiceField(label=gettext_lazy("How it reached us"), required=False)
    external_number = forms.CharField(
        label=gettext_lazy("Number at the sender"), max_length=60, required=False
    )
    occurred_on = forms.DateField(label=gettext_lazy("Began on"), required=False, widget=forms.DateInput)
    grid = forms.TypedChoiceField(
        label=gettext_lazy("Grid it belongs to"),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.Select(attrs={"data-ui": "search"}),
    )
    region = forms.ChoiceField(
        label=gettext_lazy("Or the division"),
        required=False,
        widget=forms.Select(attrs={"data-ui": "search"}),
    )
    amount = YuanField(
        label=gettext_lazy("Amount in yuan"), max_digits=14, decimal_places=2, min_value=0, required=False
    )
    people_involved = forms.IntegerField(
        label=gettext_lazy("People involved"), min_value=1, max_value=1_000_000, required=False
    )
    scale = forms.ChoiceField(label=gettext_lazy("Scale"), choices=Scale.choices, required=False)
    is_cross_region = forms.BooleanField(label=gettext_lazy("Reaches beyond the area"), required=False)
    flags = forms.MultipleChoiceField(
        label=gettext_lazy("Signs that it may turn violent"),
        choices=FlagCode.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    flag_note = forms.CharField(
        label=gettext_lazy("What was seen or heard"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    restriction = forms.ChoiceField(
        label=gettext_lazy("Close it to all but those named"),
        choices=[("", gettext_lazy("not needed")), *RestrictionKind.choices],
        required=False,
        help_text=gettext_lazy("With minors it closes by itself."),
    )
    is_settled = forms.BooleanField(label=gettext_lazy("Settled on the spot"), required=False)
    settlement = forms.CharField(
        label=gettext_lazy("What the parties agreed"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    parties_total = forms.IntegerField(required=False, widget=forms.HiddenInput(attrs=HIDDEN))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        #: A worker at a door types little; everybody else has a desk.
        self.is_short = actor.role == "grid_worker"
        self._choose("type", [("", _("Choose…")), *type_choices()])
        grids = _grids(actor)
        if len(grids) > 1:
            self._choose("grid", [("", _("by the point, or my own")), *grids])
        else:
            del self.fields["grid"]
        regions = _villages(actor)
        if regions:
            self._choose("region", [("", _("by the grid or point")), *regions])
        else:
            del self.fields["region"]
        sources = sources_of(actor)
        self._choose("source", [(value, DisputeSource(value).label) for value in sources])
        self.fields["source"].initial = next(iter(sources), None)
        if self.is_short:
            for name in ("occurred_on", "amount", "scale", "is_cross_region", "restriction"):
                del self.fields[name]
        if len(sources) < 2:
            del self.fields["source"]
        if not set(sources) & {"court", "police", "petition", "other_unit", "incident"}:
            del self.fields["external_number"]

    def _choose(self, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = list(choices)

    def clean(self) -> dict[str, Any]:
        """Ask for the agreement where the toggle says settled; forget it where the toggle took it back."""
        data = super().clean() or {}
        if not data.get("is_settled"):
            data["settlement"] = ""
        elif not plain_text(str(data.get("settlement", ""))).strip():
            self.add_error("settlement", _("Say what the parties agreed."))
        return data

    def registration(self, parties: Sequence[NewParty], files: tuple[int, ...]) -> NewDispute:
        """Return what was typed as the service takes it; photos tell the place where nobody else did."""
        data = self.cleaned_data
        longitude, latitude = data["longitude"], data["latitude"]
        has_place = longitude is not None or data.get("grid") is not None or data.get("region")
        if files and not has_place:
            longitude, latitude = point_of_photos(self.actor, files) or (None, None)
        return NewDispute(
            type=data["type"],
            description=data["description"],
            parties=tuple(parties),
            source=data.get("source", ""),
            external_number=data.get("external_number", ""),
            occurred_on=data.get("occurred_on"),
            longitude=longitude,
            latitude=latitude,
            grid=data.get("grid"),
            region=data.get("region", ""),
            place_text=data["place_text"],
            amount=data.get("amount"),
            people_involved=data["people_involved"] or max(len(parties), 2),
            scale=data.get("scale") or Scale.INDIVIDUAL,
            is_cross_region=data.get("is_cross_region", False),
            flags=tuple(data["flags"]),
            flag_note=data["flag_note"],
            restriction=data.get("restriction", ""),
            settlement=data["settlement"],
            attachments=files,
        )


def _grids(actor: Actor) -> list[tuple[int, str]]:
    found = list(grids_visible(actor).values_list("pk", "name")[: MOST_GRIDS + 1])
    return found if len(found) <= MOST_GRIDS else []


def _villages(actor: Actor) -> list[tuple[str, str]]:
    """Return the divisions below the post's own that a desk may name instead of a grid."""
    if actor.region_id is None or actor.level not in {3, 4} or actor.role == "grid_worker":
        return []
    rows = regions_in_force().filter(parent_id=actor.region_id, is_virtual=False).order_by("code")
    return list(rows.values_list("code", "name"))
