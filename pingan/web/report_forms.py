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
from pingan.files.models import StoredFile
from pingan.files.services import store_upload
from pingan.web.forms import refusal_of
from pingan.web.parts import parts_of

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
    accuracy_m = forms.FloatField(
        required=False,
        min_value=0,
        widget=forms.HiddenInput(attrs=HIDDEN),
        label=gettext_lazy("Accuracy of the position"),
    )
    place_text = forms.CharField(
        required=False,
        max_length=200,
        label=gettext_lazy("Place in words"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class KeepingForm(forms.Form):
    """What an earlier, refused sending of the form has stored already comes along.

    So do ``parts``: ids of photos and files that a phone sent ahead, in pieces (``pingan.web.parts``).
    """

    kept_files = forms.CharField(required=False, max_length=400, widget=forms.HiddenInput(attrs=HIDDEN))

    def files_kept(self) -> tuple[int, ...]:
        """Return the files that an earlier, refused sending of this form has already stored."""
        sent = self.data.getlist("kept_files") if isinstance(self.data, QueryDict) else []
        texts = ",".join(sent).split(",")
        return tuple(int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 19)[:30]


class FieldReportForm(PointForm, KeepingForm):
    """A place and photos."""

    # No FileField: it knows one file only, and each is checked when it is stored.
    photos = forms.Field(
        required=False,
        label=gettext_lazy("Photos"),
        widget=ManyPhotos(attrs={"data-ui": "photos", "accept": "image/*"}),
        help_text=gettext_lazy("Up to 9. Place and time are read from a photo, then removed from it."),
    )


class EvidenceForm(KeepingForm):
    """Files of every kind that a matter takes; each is checked when it is stored."""

    evidence = forms.Field(
        required=False,
        label=gettext_lazy("Files"),
        widget=ManyPhotos(attrs={"data-ui": "files"}),
        help_text=gettext_lazy("Photos, PDF, Word or Excel, up to 20 MB each."),
    )


def stored_photos(actor: Actor, form: FieldReportForm, sent: Sequence[File[Any]]) -> tuple[int, ...]:
    """Keep the photos that were sent; a refused one is told at its field, the others stay kept."""
    return _stored(actor, form, sent, "photos")


def stored_evidence(actor: Actor, form: EvidenceForm, sent: Sequence[File[Any]]) -> tuple[int, ...]:
    """Keep the files that were sent; a refused one is told at its field, the others stay kept."""
    return _stored(actor, form, sent, "evidence")


def _stored(actor: Actor, form: KeepingForm, sent: Sequence[File[Any]], field: str) -> tuple[int, ...]:
    is_photo = field == "photos"
    parts = parts_of(actor, form.data, field)
    kept = list(form.files_kept())
    only_photos = _(
        "Only photos are taken here: JPEG, PNG or WebP. Other files can be added once it is sent."
    )
    for part in parts[:MOST_PHOTOS]:
        if is_photo and part.kind != StoredFile.Kind.PHOTO:
            form.add_error(field, f"{part.original_name}: {only_photos}")
        else:
            kept.append(part.pk)
    for upload in sent[:MOST_PHOTOS]:
        try:
            kept.append(
                store_upload(actor=actor, upload=upload, read_place=is_photo, only_photos=is_photo).pk
            )
        except (Invalid, Unavailable) as error:
            form.add_error(field, f"{upload.name}: {refusal_of(error)}")
    if len(sent) + len(parts) > MOST_PHOTOS:
        too_many = (
            _("Only %(most)s photos can be sent at once.")
            if is_photo
            else _("Only %(most)s files can be sent at once.")
        )
        form.add_error(field, too_many % {"most": MOST_PHOTOS})
    return tuple(dict.fromkeys(kept))
