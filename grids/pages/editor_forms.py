"""Forms of the grid editor: the line of a split, what each piece is, what is merged, and a border drawn by hand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from grids.models import GridAssignment, GridKind
from grids.services.splitting import NewPiece

_DAY = {"type": "date"}
#: Longest text that a drawn shape is read from, in characters; a county has fewer corners.
MOST_LETTERS = 1_500_000


class ShapeField(forms.CharField):
    """GeoJSON as text: filled by the map, or by hand. What is no JSON is refused at its field."""

    def __init__(self, **options: Any) -> None:
        """Show it as a small text area that no spell checker touches."""
        widget = forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocomplete": "off"})
        options.setdefault("widget", widget)
        super().__init__(**options)

    def to_python(self, value: Any) -> Any:
        """Read the text."""
        text = super().to_python(value)
        if not text:
            return None
        if len(text) > MOST_LETTERS:
            raise forms.ValidationError(_("This is too long for a border."))
        try:
            found = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise forms.ValidationError(_("This is no GeoJSON.")) from error
        if isinstance(found, dict) and found.get("type") == "FeatureCollection":
            features = found.get("features")
            found = features[0] if isinstance(features, list) and len(features) == 1 else found
        if isinstance(found, dict) and found.get("type") == "Feature":
            found = found.get("geometry")
        return found

    def validate(self, value: Any) -> None:
        """Demand it where it is required; its length was checked as text."""
        if value is None and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: Any) -> None:
        """Check nothing more: the validators of text do not know shapes."""


class LineField(ShapeField):
    """A line: GeoJSON, or a point on each row as people write it, longitude first."""

    def to_python(self, value: Any) -> Any:
        """Read the text; rows of points become what a map would have drawn."""
        text = forms.CharField.to_python(self, value)
        if not text or len(text) > MOST_LETTERS or text[0] in "[{":
            return super().to_python(value)
        try:
            points = [_point(row) for row in text.splitlines() if row.strip()]
        except ValueError as error:
            raise forms.ValidationError(
                _("Write one point on each row: longitude, latitude. Or a GeoJSON LineString.")
            ) from error
        return {"type": "LineString", "coordinates": points}


def _point(row: str) -> list[float]:
    longitude, latitude = row.replace(",", " ").replace("，", " ").split()
    return [float(longitude), float(latitude)]


def day_field() -> forms.DateField:
    """Return the field of the day from which a change holds."""
    return forms.DateField(
        label=_("From the day"),
        required=False,
        widget=forms.DateInput(attrs=_DAY),
        help_text=_("Blank: today. A later day prepares the change; it can be cancelled before."),
    )


class LineForm(forms.Form):
    """Where a grid is cut, and from when."""

    line = LineField(
        label=_("Dividing line"),
        help_text=_(
            "Drawn on the map, or written: one point on each row (longitude, latitude; WGS-84), or a GeoJSON LineString."
        ),
    )
    on = day_field()


class MergeChoice(forms.Form):
    """Which neighbours a grid is merged with, and from when."""

    grids = forms.MultipleChoiceField(
        label=_("Merge with"), widget=forms.CheckboxSelectMultiple(attrs={"data-ui": "checks"})
    )
    on = day_field()


def _count(label: Any, proposal: int | None) -> forms.IntegerField:
    help_text = ""
    if proposal is not None:
        help_text = _("By area it would be about %(count)d; count before you enter it.") % {"count": proposal}
    return forms.IntegerField(label=label, required=False, min_value=0, help_text=help_text)


class PiecesForm(forms.Form):
    """What each new grid is: name, code, kind, counts and people; fields of the first end in ``-0``."""

    reason = forms.CharField(
        label=_("Reason"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def __init__(
        self,
        *args: Any,
        proposals: Sequence[tuple[int | None, int | None]],
        kind: str,
        people: Iterable[GridAssignment],
        names: Sequence[str],
        regions: Sequence[tuple[int, str]] = (),
        shows_grid: bool = False,
        **kwargs: Any,
    ) -> None:
        """Build the fields: one set per piece. ``proposals``: households and population by area."""
        super().__init__(*args, **kwargs)
        self.places = range(len(proposals))
        choices = [(row.pk, _person(row, shows_grid=shows_grid)) for row in people]
        for place, (households, population) in enumerate(proposals):
            fields: dict[str, forms.Field] = {
                "name": forms.CharField(
                    label=pgettext_lazy("thing", "Name"), max_length=80, initial=names[place]
                ),
                "code": forms.CharField(
                    label=_("Grid code"),
                    required=False,
                    max_length=20,
                    help_text=_("Blank: the next free code."),
                ),
                "kind": forms.ChoiceField(label=_("Kind of grid"), choices=GridKind.choices, initial=kind),
                "households": _count(_("Households"), households),
                "resident_population": _count(_("Resident population"), population),
            }
            if regions:
                fields["region"] = forms.TypedChoiceField(
                    label=_("Village or community"), choices=regions, coerce=int
                )
            if choices:
                fields["assignments"] = forms.TypedMultipleChoiceField(
                    label=_("People who go on here"),
                    required=False,
                    choices=choices,
                    coerce=int,
                    widget=forms.CheckboxSelectMultiple(attrs={"data-ui": "checks"}),
                )
            for name, field in fields.items():
                self.fields[f"{name}-{place}"] = field
        self.order_fields([name for name in self.fields if name != "reason"])

    def fields_of(self, place: int) -> list[forms.BoundField]:
        """Return the fields of one piece, for the template."""
        return [self[name] for name in self.fields if name.endswith(f"-{place}")]

    @property
    def sets(self) -> list[list[forms.BoundField]]:
        """Return the fields by piece."""
        return [self.fields_of(place) for place in self.places]

    def pieces(self) -> tuple[NewPiece, ...]:
        """Return what was entered."""
        given = self.cleaned_data
        return tuple(
            NewPiece(
                name=given[f"name-{place}"],
                kind=given[f"kind-{place}"],
                code=given[f"code-{place}"].strip(),
                households=given[f"households-{place}"],
                resident_population=given[f"resident_population-{place}"],
                assignments=tuple(given.get(f"assignments-{place}") or ()),
            )
            for place in self.places
        )


def _person(row: GridAssignment, *, shows_grid: bool) -> str:
    parts = [row.user.name, str(row.get_duty_role_display()), str(row.get_employment_display())]
    return " · ".join([*parts, row.grid.name] if shows_grid else parts)


class BorderForm(forms.Form):
    """A border drawn by hand. ``dragged``: neighbours whose corners were moved along, written by the map."""

    boundary = ShapeField(
        label=_("Border"),
        help_text=_("Drawn on the map, or a GeoJSON Polygon or MultiPolygon (longitude, latitude; WGS-84)."),
    )
    dragged = ShapeField(required=False, widget=forms.HiddenInput())
    neighbours_follow = forms.BooleanField(
        label=_("Neighbours follow: what this grid takes they lose, what it gives up they get"),
        required=False,
        initial=True,
    )
    on = day_field()
    reason = forms.CharField(
        label=_("Reason"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    seen = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput())

    def clean_dragged(self) -> dict[int, Any]:
        """Return borders by the key of their grid; what is none is left out."""
        found = self.cleaned_data["dragged"]
        if not isinstance(found, dict):
            return {}
        return {int(key): value for key, value in found.items() if _is_key(key)}

    def clean_seen(self) -> dict[int, int]:
        """Return the versions that the map showed, by grid."""
        pairs = (pair.partition(":")[::2] for pair in self.cleaned_data["seen"].split(",") if pair)
        return {int(key): int(version) for key, version in pairs if _is_key(key) and _is_key(version)}


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


class ReasonOnly(forms.Form):
    """Why an operation is taken back, or an earlier border taken up again."""

    reason = forms.CharField(
        label=_("Reason"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
