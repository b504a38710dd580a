"""The instruments of Article 60: the page of one, its actions, the registration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from assessment.machine.instruments import INSTRUMENTS
from assessment.models import Instrument
from assessment.models.instrument_choices import KIND_CHOICES, SEALED
from assessment.pages.details import AssessmentDetail
from assessment.pages.instrument_list import LIST, WORDS
from assessment.queries.instruments import addressable_units, measures_of, replies_of
from assessment.rules.instruments import LONGEST_TEXT
from assessment.services.instruments import NewInstrument, register_instrument
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.matters.machine import Action
from pingan.web.forms import add_errors, choose
from pingan.web.pages_matter_lists import MatterPage, list_addresses
from pingan.web.pages_matters import MatterAction
from pingan.web.report_forms import EvidenceForm, stored_evidence


class InstrumentForm(EvidenceForm):
    """What came, from whom, to whom, when; names are those of the API."""

    kind = forms.ChoiceField(label=pgettext_lazy("instrument", "Kind"), choices=KIND_CHOICES)
    issuer = forms.CharField(label=gettext_lazy("Sent by"), max_length=120)
    document_number = forms.CharField(label=gettext_lazy("Document number"), max_length=60)
    received_on = forms.DateField(
        label=gettext_lazy("Received on"), widget=forms.DateInput(attrs={"type": "date"})
    )
    organ = forms.TypedChoiceField(
        label=gettext_lazy("Unit"), coerce=int, widget=forms.Select(attrs={"data-ui": "search"})
    )
    content = forms.CharField(
        label=gettext_lazy("What is suggested"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Matters and places; no names, no phones."),
    )
    reply_by = forms.DateField(
        label=gettext_lazy("To be answered by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy(
            "As the letter says. Judicial and procuratorial suggestions: leave it empty, two months hold."
        ),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = [(str(unit.pk), str(unit)) for unit in addressable_units(actor)]
        choose(self, "organ", units if len(units) == 1 else [("", "—"), *units])
        self.order_fields(
            [*(name for name in self.fields if name not in {"evidence", "kept_files"}), "evidence"]
        )


def facts(instrument: Instrument) -> list[tuple[Any, Any]]:
    """Return the facts of an instrument in a few words each."""
    found: list[tuple[Any, Any]] = [
        (pgettext("instrument", "Kind"), instrument.get_kind_display()),
        (_("Sent by"), instrument.issuer),
        (_("Document number"), instrument.document_number),
        (_("Received on"), f"{instrument.received_on:%Y-%m-%d}"),
    ]
    if instrument.is_on_time is not None:
        found.append((_("Answered in time"), _("Yes") if instrument.is_on_time else _("No")))
    return found


class InstrumentDetail(AssessmentDetail):
    spec = LIST
    duty = LIST.duty
    words = WORDS
    order = ("registered", "assigned", "replied", "accepted")
    action_name = "assessment:instrument_action"
    parts = "assessment/instrument/_parts.html"

    def particulars(self, detail: Instrument) -> Mapping[str, Any]:
        """Return what is particular to an instrument: its measures and replies."""
        return {
            "instrument": detail,
            "is_sealed": detail.kind in SEALED,
            "measures": measures_of(detail),
            "replies": replies_of(detail),
            "facts": facts(detail),
        }


class InstrumentAction(MatterAction):
    spec = LIST
    duty = LIST.duty
    machine = INSTRUMENTS
    words = WORDS

    def hint(self, action: Action, detail: Instrument) -> str:
        """Return what must be known before anything is typed."""
        if action.name == "reply":
            return _("The day of the document decides whether the term was kept.")
        return ""


class NewInstrumentPage(MatterPage):
    """The form of a registration; what was typed and sent comes back with every refusal."""

    duty = "instrument.register"
    template_name = "assessment/instrument/new.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._form(InstrumentForm(actor=self.actor))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = InstrumentForm(request.POST, request.FILES, actor=self.actor)
        form.is_valid()
        files = stored_evidence(self.actor, form, request.FILES.getlist("evidence"))
        if not form.errors:
            data = {
                name: value
                for name, value in form.cleaned_data.items()
                if name not in {"evidence", "kept_files"}
            }
            try:
                found = register_instrument(actor=self.actor, data=NewInstrument(**data, attachments=files))
            except Invalid as error:
                if "attachments" in error.fields:
                    error.fields["evidence"] = error.fields.pop("attachments")
                add_errors(form, error)
            else:
                messages.success(request, _("Registered as %(number)s.") % {"number": found.matter.number})
                return self.sent(reverse("assessment:instrument_detail", args=[found.pk]))
        return self._form(form, files=files, status=422)

    def _form(self, form: InstrumentForm, *, files: tuple[int, ...] = (), status: int = 200) -> HttpResponse:
        context = {"form": form, "kept": files, "draft_key": f"instrument:{self.actor.user_id}"}
        return self.render(context, status=status)


urlpatterns = [
    *list_addresses("assessment/instruments/", LIST),
    path("assessment/instruments/new/", NewInstrumentPage.as_view(), name="instrument_new"),
    path("assessment/instruments/<int:pk>/", InstrumentDetail.as_view(), name="instrument_detail"),
    path(
        "assessment/instruments/<int:pk>/actions/<slug:name>/",
        InstrumentAction.as_view(),
        name="instrument_action",
    ),
]
