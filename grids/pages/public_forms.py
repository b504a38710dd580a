"""Forms of the public pages: a report, a code, a rating, a review."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from grids.machine.inputs import YES_NO
from grids.models.incidents import Satisfaction
from grids.queries.submissions import townships_of
from grids.rules.incidents import LONGEST_TEXT
from grids.services.submissions import NewSubmission
from pingan.org.models import Region
from pingan.web.forms import choose
from pingan.web.public_forms import KeptText, PublicForm
from pingan.web.report_forms import HIDDEN, ManyPhotos

MOST_PHOTOS = 3
_PLAIN = {"autocomplete": "off"}


class Coordinate(forms.FloatField):
    """Degrees that a script filled in; what is none is no place, and refuses nobody's report."""

    widget = forms.HiddenInput(attrs=HIDDEN)

    def clean(self, value: Any) -> float | None:
        """Return the number, or None."""
        try:
            found = super().clean(value)
        except forms.ValidationError:
            return None
        return None if found is None else float(found)


class PlaceForm(PublicForm):
    """Where it is: the township of a county, words, and a point where the browser can tell one."""

    region = forms.ChoiceField(label=_("Township"), required=False)
    place_text = KeptText(
        label=_("Where exactly"),
        required=False,
        max_length=200,
        help_text=_("Street and number, village, or what stands beside it."),
        widget=forms.TextInput(attrs=_PLAIN),
    )
    longitude = Coordinate(required=False)
    latitude = Coordinate(required=False)
    name = KeptText(
        label=_("Your name"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = KeptText(
        label=_("Your phone"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )

    def __init__(self, *args: Any, county: Region, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "region", [(county.code, _("I do not know which")), *townships_of(county)])
        self.county = county

    def point(self) -> tuple[float | None, float | None]:
        """Return longitude and latitude, or neither."""
        data = self.cleaned_data
        pair = (data.get("longitude"), data.get("latitude"))
        return (None, None) if None in pair else pair


class ReportForm(PlaceForm):
    """A report by anybody."""

    text = KeptText(
        label=_("What is the matter"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Please write no identity numbers, and no names of others that are not needed."),
    )
    # No FileField: it knows one file only, and each is checked when it is stored.
    photos = forms.Field(
        label=_("Photos"),
        required=False,
        widget=ManyPhotos(attrs={"data-ui": "plain", "accept": "image/jpeg,image/png,image/webp"}),
        help_text=_("Up to 3. Where and when a photo was taken is removed from it."),
    )
    field_order = ("text", "photos", "region", "place_text", "name", "phone")

    def submission(self, files: tuple[int, ...]) -> NewSubmission:
        """Return what was typed as the service takes it."""
        data = self.cleaned_data
        longitude, latitude = self.point()
        return NewSubmission(
            region=data["region"] or self.county.code,
            text=data["text"],
            place_text=data["place_text"],
            longitude=longitude,
            latitude=latitude,
            name=data["name"],
            phone=data["phone"],
            files=files,
        )


class CodeForm(forms.Form):
    """A code, as it was shown once."""

    code = forms.CharField(
        label=pgettext_lazy("submission", "Code"),
        max_length=64,
        help_text=_("26 letters and digits, with or without dashes."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


class HeldCode(forms.Form):
    """The code of the page that was shown."""

    code = forms.CharField(max_length=64, widget=forms.HiddenInput)


class RateForm(HeldCode):
    """Two questions, never one."""

    solved = forms.ChoiceField(label=_("Is it solved?"), choices=YES_NO, widget=forms.RadioSelect)
    satisfaction = forms.ChoiceField(
        label=_("Are you satisfied with how it was handled?"),
        choices=[pair for pair in Satisfaction.choices if pair[0] != Satisfaction.NO_ANSWER],
        widget=forms.RadioSelect,
    )
    note = KeptText(
        label=_("What else you want to say"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class WithdrawForm(HeldCode):
    """Consent ends; one tick, so that no slip of the finger deletes."""

    is_sure = forms.BooleanField(
        label=_("I withdraw my consent: delete what is kept of me"),
        error_messages={"required": _("Tick this, if you wish that it is deleted.")},
    )


class ReviewForm(HeldCode):
    """Why somebody else should look at it again."""

    reason = KeptText(
        label=_("What is wrong with the result"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
