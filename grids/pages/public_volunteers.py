"""Volunteering without an account (Article 54): applying with consent, the own record by code, and withdrawing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path, reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from grids.models import PublicSubmission, ServiceKind
from grids.pages.public import SendingPage
from grids.pages.public_forms import CodeForm, PlaceForm, WithdrawForm
from grids.pages.public_progress import CodeDoor
from grids.queries.volunteers import idle_days, own_record
from grids.rules.incidents import LONGEST_TEXT
from grids.services.submissions import NewSubmission
from grids.services.volunteers import withdraw
from pingan.common.errors import IllegalAction, NotFound
from pingan.files.services import open_file
from pingan.web.public_forms import KeptText
from pingan.web.public_pages import PublicDoor


class VolunteerForm(PlaceForm):
    """Which place, which kinds of activity, how to reach the person, and the consent."""

    services = forms.MultipleChoiceField(
        label=_("What you would like to help with"),
        choices=ServiceKind.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    text = KeptText(
        label=_("What else we should know"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("When you have time, or what you can do. No identity numbers, please."),
    )
    name = KeptText(
        label=_("Your name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = KeptText(
        label=_("Your phone"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    consent = forms.BooleanField(
        label=_("I agree that the office of this place keeps my name, phone and hours of service"),
        help_text=_(
            "Only to arrange activities and to certify them. You may withdraw at any time with your code."
        ),
        error_messages={"required": _("Without your consent nothing of you may be kept.")},
    )

    def submission(self, files: tuple[int, ...]) -> NewSubmission:
        """Return what was typed as the service takes it."""
        data = self.cleaned_data
        with translation.override(settings.LANGUAGE_CODE):  # the desk reads it, whatever the page was read in
            services = "、".join(str(dict(ServiceKind.choices)[code]) for code in data["services"])
        return NewSubmission(
            region=data["region"] or self.county.code,
            kind=PublicSubmission.Kind.VOLUNTEER,
            text=data["text"] or services,
            name=data["name"],
            phone=data["phone"],
            services=tuple(data["services"]),
        )


class Volunteering(SendingPage):
    """Applies to volunteer."""

    form_class = VolunteerForm
    template = "volunteer"
    title = _("Become a volunteer")

    def extra(self) -> dict[str, Any]:
        """Say before anybody agrees how long the data are kept without service."""
        return {"idle_days": idle_days()}


class Withdraw(CodeDoor):
    """Deletes what is kept of a volunteer: at once, and asked of nobody."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.ask(CodeForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        row, page = self.found(request)
        if row is None:
            return page
        form = WithdrawForm(request.POST)
        if not form.is_valid():
            return self.tell(row, status=422, withdraw_form=form)
        try:
            row = withdraw(code=form.cleaned_data["code"])
        except (NotFound, IllegalAction):
            return self.tell_refused(row, _("Nothing was changed: the consent had ended already."))
        return self.tell(
            row, done=_("Your consent is withdrawn; name, phone, hours and certificates are deleted.")
        )


class Certificate(CodeDoor):
    """Hands out the certificate that was issued last."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.ask(CodeForm())

    def post(self, request: HttpRequest) -> Any:
        row, page = self.found(request)
        if row is None:
            return page
        own = own_record(row)
        if own is None or not own.certificates:
            return self.tell(row, status=409)
        answer = StreamingHttpResponse(open_file(own.certificates[0][0].pdf), content_type="application/pdf")
        answer["Content-Disposition"] = 'attachment; filename="certificate.pdf"'
        answer["Cache-Control"] = "no-store"
        answer["X-Robots-Tag"] = "noindex, nofollow"
        return answer


def volunteer_door(_request: HttpRequest) -> PublicDoor:
    """Return what the public index says of volunteering."""
    words = _(
        "Patrols, settling disputes, help in emergencies, care: with your consent, as long as you wish."
    )
    return PublicDoor(_("Become a volunteer"), words, reverse("grids:public_volunteer"), "star")


urlpatterns = [
    path("public/volunteer/", Volunteering.as_view(), name="public_volunteer"),
    path("public/volunteer/withdraw/", Withdraw.as_view(), name="public_withdraw"),
    path("public/volunteer/certificate/", Certificate.as_view(), name="public_certificate"),
]
