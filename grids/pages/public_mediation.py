"""Applying for mediation without an account (Article 32). It stands here because submissions do; disputes takes it."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from grids.models import PublicSubmission
from grids.pages.public import SendingPage
from grids.pages.public_forms import PlaceForm
from grids.rules.incidents import LONGEST_TEXT
from grids.services.submissions import NewSubmission
from pingan.web.public_forms import KeptText
from pingan.web.public_pages import PublicDoor


class MediationForm(PlaceForm):
    """What about and with whom; who applies can be reached, or nobody could be invited."""

    text = KeptText(
        label=_("What it is about"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Please name the other side below and not here."),
    )
    other_party = KeptText(
        label=_("With whom"),
        max_length=60,
        help_text=_("Name of the person or organisation; sealed, read by those who mediate alone."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    name = KeptText(
        label=_("Your name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = KeptText(
        label=_("Your phone"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    field_order = ("text", "other_party", "region", "place_text", "name", "phone")

    def submission(self, files: tuple[int, ...]) -> NewSubmission:
        """Return what was typed as the service takes it."""
        data = self.cleaned_data
        longitude, latitude = self.point()
        return NewSubmission(
            region=data["region"] or self.county.code,
            kind=PublicSubmission.Kind.MEDIATION,
            text=data["text"],
            place_text=data["place_text"],
            longitude=longitude,
            latitude=latitude,
            name=data["name"],
            phone=data["phone"],
            other_party=data["other_party"],
        )


class Mediation(SendingPage):
    """Applies for mediation."""

    form_class = MediationForm
    template = "mediation"
    title = _("Apply for mediation")


def mediation_door(_request: HttpRequest) -> PublicDoor:
    """Return what the public index says of mediation."""
    words = _(
        "Between neighbours, in the family, over work or money: free of charge, and only if both sides wish it."
    )
    return PublicDoor(_("Apply for mediation"), words, reverse("grids:public_mediation"), "users")


urlpatterns = [path("public/mediation/", Mediation.as_view(), name="public_mediation")]
