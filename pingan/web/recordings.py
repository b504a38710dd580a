"""A recorded note among the fields of a form: one file, sound alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files import File
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pingan.access.rules import Actor
from pingan.common.errors import Invalid, Unavailable
from pingan.files.models import StoredFile
from pingan.files.services import store_upload
from pingan.web.forms import refusal_of
from pingan.web.parts import parts_of


class RecordingForm(forms.Form):
    """What was spoken instead of typed; read from ``request.FILES`` and checked when it is stored."""

    recording = forms.Field(
        required=False,
        label=gettext_lazy("Or speak"),
        widget=forms.FileInput(attrs={"data-ui": "recording", "accept": "audio/*"}),
    )


def stored_recording(actor: Actor, form: RecordingForm, sent: Sequence[File[Any]]) -> tuple[int, ...]:
    """Keep the recording that was sent, or that came ahead in pieces, if any; a refused one is told at its field.

    A file of another kind is kept by nobody: it is refused here, belongs to its sender and is swept with all that
    nothing links.
    """
    ahead = parts_of(actor, form.data, "recording", is_only=False)
    if not sent and not ahead:
        return ()
    try:
        stored = ahead[0] if ahead else store_upload(actor=actor, upload=sent[0], read_place=False)
    except (Invalid, Unavailable) as error:
        form.add_error("recording", refusal_of(error))
        return ()
    if stored.kind != StoredFile.Kind.AUDIO:
        form.add_error("recording", _("Only a recording is taken here; photos have a field of their own."))
        return ()
    return (stored.pk,)
