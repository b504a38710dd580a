"""What a report asks for: eight fields at most in sight, the rest folded away with sensible defaults."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from grids.models import IncidentCategory, Severity, Source, Urgency
from grids.pages.patrol_finding import FoundOnPatrol
from grids.queries.class_words import words_of_class
from grids.queries.grids import grids_visible
from grids.queries.reporting import class_choices, emergency_classes, moment_of_photos, point_of_photos
from grids.rules.incidents import LONGEST_TEXT
from grids.services.incidents import SOURCES, Reporter, ReportInput
from pingan.access.rules import Actor
from pingan.web.action_fields import Moment
from pingan.web.recordings import RecordingForm
from pingan.web.report_forms import FieldReportForm, PointForm

#: A list of more grids is no choice any more: then a point or the place in words tells where it is.
MOST_GRIDS = 400
SAY_WHAT_WAS_DONE = _("Say what was done.")


def _choices_of_grids(actor: Actor) -> list[tuple[int, str]]:
    rows = grids_visible(actor).values_list("pk", "name")[: MOST_GRIDS + 1]
    found = list(rows)
    return found if len(found) <= MOST_GRIDS else []


class ClassSelect(forms.Select):
    """A list of classes of which each is also found by pinyin, by its first letters, and by everyday words."""

    def create_option(
        self,
        name: str,
        value: Any,
        label: int | str,
        selected: bool,  # noqa: FBT001 - Django's own signature
        index: int,
        subindex: int | None = None,
        attrs: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Add the words by which the search box finds this class."""
        option = super().create_option(name, value, label, selected, index, subindex, attrs)
        if found := words_of_class(str(value), str(label)):
            option["attrs"]["data-find"] = found
        return option


class ReportForm(FoundOnPatrol, FieldReportForm, RecordingForm):
    """The report of an incident. Names are those of the API."""

    category = forms.ChoiceField(
        label=_("What kind of matter"), widget=ClassSelect(attrs={"data-ui": "search"})
    )
    description = forms.CharField(
        # Not required here: the rule takes a recording instead.
        required=False,
        label=_("What has happened"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": _("Where, what, how many are affected")}),
    )
    grid = forms.TypedChoiceField(
        required=False,
        coerce=int,
        empty_value=None,
        label=_("Grid it belongs to"),
        widget=forms.Select(attrs={"data-ui": "search"}),
    )
    is_resolved = forms.BooleanField(required=False, label=_("I have resolved it on the spot"))
    resolution = forms.CharField(
        required=False,
        max_length=2000,
        label=_("What was done, and with what result"),
        # Asked before it is kept on a phone, too: a refusal would come hours later, from the outbox.
        widget=forms.Textarea(
            attrs={"rows": 2, "data-needed-if": "is_resolved", "data-needed-words": SAY_WHAT_WAS_DONE}
        ),
    )
    severity = forms.ChoiceField(
        required=False, label=_("Severity"), choices=[("", _("usual for this class")), *Severity.choices]
    )
    urgency = forms.ChoiceField(
        required=False, label=_("Urgency"), choices=Urgency.choices, initial=Urgency.NORMAL
    )
    occurred_at = Moment(required=False, label=_("When it happened"), widget=forms.DateTimeInput)
    people_involved = forms.IntegerField(
        required=False, min_value=0, max_value=1_000_000, label=_("People involved")
    )
    clue_receipt = forms.CharField(
        required=False,
        max_length=60,
        label=_("Receipt number"),
        help_text=_("Only for the transfer of a clue: its content is never stored here."),
    )
    reporter_name = forms.CharField(
        required=False, max_length=60, label=_("Name"), widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    reporter_phone = forms.CharField(
        required=False,
        max_length=30,
        label=_("Phone"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
        help_text=_("Stored encrypted, shown masked. Say that it serves only to answer."),
    )
    wants_no_reply = forms.BooleanField(required=False, label=_("Anonymous, or wants no answer"))
    source = forms.ChoiceField(required=False, label=_("How it reached us"))
    external_number = forms.CharField(
        required=False, max_length=60, label=_("Number of the hotline's work order")
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self._choose("category", [("", _("Choose…")), *class_choices(actor)])
        grids = _choices_of_grids(actor)
        if len(grids) > 1:
            self._choose("grid", [("", _("by the point, or my own")), *grids])
        else:
            del self.fields["grid"]
        sources = SOURCES.get(actor.role, ())
        if len(sources) > 1:
            self._choose("source", [(value, Source(value).label) for value in sources])
        else:
            del self.fields["source"]
        if Source.HOTLINE not in sources:
            del self.fields["external_number"]
        # One of the two is needed: neither is called optional. The result is, where it is asked at all.
        for name in ("description", "recording", "resolution"):
            self.fields[name].widget.is_required = True

    def _choose(self, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = list(choices)

    def clean(self) -> dict[str, Any]:
        """Ask for the result where the toggle says resolved; forget a result that the toggle took back."""
        data = super().clean() or {}
        if not data.get("is_resolved"):
            data["resolution"] = ""
        elif not str(data.get("resolution", "")).strip():
            self.add_error("resolution", SAY_WHAT_WAS_DONE)
        return data

    def report(self, files: tuple[int, ...]) -> ReportInput:
        """Return what was typed as the service takes it; photos tell place and time where nobody else did."""
        data = self.cleaned_data
        longitude, latitude = data["longitude"], data["latitude"]
        if files and longitude is None and latitude is None and data.get("grid") is None:
            longitude, latitude = point_of_photos(self.actor, files) or (None, None)
        has_contact = data["reporter_name"] or data["reporter_phone"]
        return ReportInput(
            category=data.get("category", ""),
            description=data["description"],
            severity=data["severity"],
            urgency=data["urgency"],
            longitude=longitude,
            latitude=latitude,
            accuracy_m=data["accuracy_m"],
            grid=data.get("grid"),
            place_text=data["place_text"],
            occurred_at=data["occurred_at"] or moment_of_photos(self.actor, files),
            reporter=Reporter(data["reporter_name"], data["reporter_phone"]) if has_contact else None,
            wants_no_reply=data["wants_no_reply"],
            attachments=files,
            source=data.get("source", ""),
            external_number=data.get("external_number", ""),
            people_involved=data["people_involved"],
            resolution=data["resolution"],
            clue_receipt=data["clue_receipt"],
        )


class EmergencyForm(PointForm):
    """Two fields, neither of them required: nothing may keep an emergency from being reported."""

    category = forms.ChoiceField(required=False, label=_("What kind"), widget=forms.RadioSelect)
    description = forms.CharField(
        required=False,
        label=_("What is happening, and where"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.classes: list[IncidentCategory] = emergency_classes(actor)
        choices = [(row.code, str(row)) for row in self.classes]
        cast("forms.ChoiceField", self.fields["category"]).choices = choices

    def report(self) -> ReportInput:
        """Return a report from whatever was understood; what was not is left out, never refused."""
        self.is_valid()
        data = getattr(self, "cleaned_data", {})
        text = str(self.data.get("description", "")).replace("\0", "")[:LONGEST_TEXT]
        longitude, latitude = data.get("longitude"), data.get("latitude")
        if longitude is None or latitude is None:
            longitude = latitude = None
        return ReportInput(
            category=data.get("category") or self._usual(),
            description=text,
            longitude=longitude,
            latitude=latitude,
            accuracy_m=data.get("accuracy_m"),
            place_text=data.get("place_text", ""),
        )

    def _usual(self) -> str:
        """An accident is what a worker meets most; the desk reclassifies."""
        codes = [row.code for row in self.classes]
        return next((code for code in codes if code.endswith("ACCIDENT")), codes[0] if codes else "")
