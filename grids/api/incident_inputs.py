"""What programs send about incidents: shapes only; what is sound is decided by the service."""

from __future__ import annotations

from rest_framework import serializers

from grids.models import Severity, Urgency
from grids.models.incidents import Source
from grids.queries.reporting import moment_of_photos
from grids.rules.incidents import LONGEST_TEXT
from grids.services.incidents import Amendment, Reporter, ReportInput
from pingan.access.rules import Actor
from pingan.matters.services.attaching import MOST_FILES
from pingan.web.api import LARGEST_ID
from pingan.web.serializers import Degrees, MomentField, StrictInput


class ReporterInputSerializer(StrictInput):
    name = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    phone = serializers.CharField(max_length=30, required=False, allow_blank=True, default="")
    wants_no_reply = serializers.BooleanField(required=False, default=False)


class NewIncidentSerializer(StrictInput):
    """With neither point nor grid, the reporter's own grid is taken."""

    category = serializers.CharField(max_length=40, help_text="Code of a reportable class.")
    description = serializers.CharField(
        max_length=LONGEST_TEXT, required=False, allow_blank=True, default="", trim_whitespace=False
    )
    severity = serializers.ChoiceField(
        Severity.choices,
        required=False,
        help_text="01 is the gravest. Without it: the usual one of the class.",
    )
    urgency = serializers.ChoiceField(Urgency.choices, required=False)
    longitude = Degrees(
        min_value=-180,
        max_value=180,
        required=False,
        allow_null=True,
        default=None,
        help_text="WGS-84 degrees.",
    )
    latitude = Degrees(
        min_value=-90,
        max_value=90,
        required=False,
        allow_null=True,
        default=None,
        help_text="WGS-84 degrees.",
    )
    accuracy_m = serializers.FloatField(
        min_value=0, max_value=100_000, required=False, allow_null=True, default=None
    )
    grid = serializers.IntegerField(
        min_value=1, max_value=LARGEST_ID, required=False, allow_null=True, default=None
    )
    region = serializers.RegexField(
        r"^36[0-9]{10}\Z", required=False, allow_blank=True, default="", help_text="Division, 12 digits."
    )
    place_text = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    occurred_at = MomentField(
        required=False,
        allow_null=True,
        default=None,
        help_text="Without it: when the first photo was taken, if in the last seven days; else now.",
    )
    reporter = ReporterInputSerializer(required=False, allow_null=True, default=None)
    wants_no_reply = serializers.BooleanField(required=False, default=False)
    attachments = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST_ID),
        required=False,
        max_length=MOST_FILES,
        default=list,
    )
    source = serializers.ChoiceField(Source.choices, required=False)  # type: ignore[assignment]
    external_number = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    people_involved = serializers.IntegerField(
        min_value=0, max_value=1_000_000, required=False, allow_null=True, default=None
    )
    resolution = serializers.CharField(
        max_length=2000, required=False, allow_blank=True, default="", help_text="Resolved on the spot: how."
    )
    clue_receipt = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")

    def as_input(self, actor: Actor) -> ReportInput:
        """The service's own input, from what was sent; photos tell the time where nobody else did."""
        data = dict(self.validated_data)
        data["occurred_at"] = data["occurred_at"] or moment_of_photos(actor, data["attachments"])
        told = data.pop("reporter")
        wants_no_reply = data.pop("wants_no_reply") or bool(told and told["wants_no_reply"])
        return ReportInput(
            **{**data, "attachments": tuple(data["attachments"])},
            reporter=Reporter(told["name"], told["phone"]) if told else None,
            wants_no_reply=wants_no_reply,
        )


class AmendmentSerializer(StrictInput):
    description = serializers.CharField(max_length=LONGEST_TEXT, required=False, trim_whitespace=False)
    place_text = serializers.CharField(max_length=200, required=False, allow_blank=True)
    people_involved = serializers.IntegerField(min_value=0, max_value=1_000_000, required=False)
    occurred_at = MomentField(required=False)

    def as_input(self) -> Amendment:
        return Amendment(**self.validated_data)
