"""What forms that report something from the field share: photos that are kept over a refusal, a place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files import File
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pingan.access.rules import Actor
from pingan.common.errors import Invalid, Unavailable
from pingan.files.services import store_upload
from pingan.web.forms import refusal_of

MOST_PHOTOS = 9
HIDDEN = {"autocomplete": "off"}


class ManyPhotos(forms.FileInput):
    """Takes several photos; the page reads them from ``request.FILES`` itself."""

    allow_multiple_selected = True


class PointForm(forms.Form):
    """Where: coordinates from the device or the map, and words."""

    longitude = forms.FloatField(
        required=False, widget=forms.HiddenInput(attrs=HIDDEN), label=gettext_lazy("Longitude")
    )
    latitude = forms.FloatField(
        required=False, widget=forms.HiddenInput(attrs=HIDDEN), label=gettext_lazy("Latitude")
    )
    accuracy_m = forms.FloatField(required=False, min_value=0, widget=forms.HiddenInput(attrs=HIDDEN))
    place_text = forms.CharField(
        required=False,
        max_length=200,
        label=gettext_lazy("Place in words"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class FieldReportForm(PointForm):
    """A place and photos; what an earlier, refused sending of the form has stored already comes along."""

    # No FileField: it knows one file only, and each is checked when it is stored.
    photos = forms.Field(
        required=False,
        label=gettext_lazy("Photos"),
        widget=ManyPhotos(attrs={"data-ui": "photos", "accept": "image/*"}),
        help_text=gettext_lazy("Up to 9. Place and time are read from a photo, then removed from it."),
    )
    kept_files = forms.CharField(required=False, max_length=400, widget=forms.HiddenInput(attrs=HIDDEN))

    def files_kept(self) -> tuple[int, ...]:
        """Return the files that an earlier, refused sending of this form has already stored."""
        sent = self.data.getlist("kept_files") if isinstance(self.data, QueryDict) else []
        texts = ",".join(sent).split(",")
        return tuple(int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 19)[:30]


def stored_photos(actor: Actor, form: FieldReportForm, sent: Sequence[File[Any]]) -> tuple[int, ...]:
    """Keep the photos that were sent; a refused one is told at its field, the others stay kept."""
    kept = list(form.files_kept())
    for upload in sent[:MOST_PHOTOS]:
        try:
            kept.append(store_upload(actor=actor, upload=upload, read_place=True, only_photos=True).pk)
        except (Invalid, Unavailable) as error:
            form.add_error("photos", f"{upload.name}: {refusal_of(error)}")
    if len(sent) > MOST_PHOTOS:
        form.add_error("photos", _("Only %(most)s photos can be sent at once.") % {"most": MOST_PHOTOS})
    return tuple(kept)
