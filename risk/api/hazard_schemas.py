"""How the OpenAPI document describes hazards, and what programs send to register one."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from pingan.matters.services.attaching import MOST_FILES
from pingan.web.api import LARGEST_ID
from pingan.web.api_listed_matters import ListedRowSerializer
from pingan.web.api_matter_schemas import (
    MatterActionsSerializer,
    Whole,
    choice,
    maybe_key,
    maybe_text,
    moment,
    text,
)
from pingan.web.serializers import Degrees, StrictInput
from risk.api.matters import RiskDetailFields
from risk.models import Rectification
from risk.models.choices import Domain, Grade, HazardSource
from risk.rules.hazards import LONGEST_PLACE, LONGEST_TEXT, STATE_CHOICES
from risk.services.hazards import NewHazard


class HazardRowSerializer(ListedRowSerializer):
    """What lists show."""

    state = choice(STATE_CHOICES)  # type: ignore[assignment]
    domain = choice(Domain.choices)
    grade = choice(Grade.choices, may_be_blank=True)
    source = choice(HazardSource.choices)  # type: ignore[assignment]
    place = maybe_key()
    place_name = maybe_text()
    place_text = text()
    is_listed = serializers.BooleanField()
    recurrences = serializers.IntegerField()
    failed_inspections = serializers.IntegerField()
    cleared_at = moment()


class ReinspectionSerializer(serializers.Serializer[Any]):
    """``photo_at``: when the photo was taken, as it says itself; ``is_by_statement``: as the inspector stated it."""

    is_passed = serializers.BooleanField()
    note = serializers.CharField()
    photo = serializers.IntegerField(source="photo_id")
    photo_at = moment(may_be_null=False)
    is_by_statement = serializers.BooleanField()
    made_at = moment(may_be_null=False)


class RectificationSerializer(serializers.Serializer[Any]):
    """One order with its five points: measures, owner, money, day, plan."""

    round = serializers.IntegerField()
    organ = serializers.IntegerField(source="organ_id")
    organ_name = serializers.CharField(source="organ.name")
    measures = serializers.CharField()
    owner = serializers.CharField()
    money_yuan = serializers.DecimalField(max_digits=14, decimal_places=2)
    due_on = serializers.DateField()
    plan = serializers.CharField()
    state = choice(Rectification.State.choices)
    ordered_at = moment(may_be_null=False)
    done_at = moment()
    result = text()
    reinspection = ReinspectionSerializer(allow_null=True, default=None)


class HazardSerializer(HazardRowSerializer, RiskDetailFields):
    """One hazard with what belongs to it."""

    grade_computed = choice(Grade.choices, may_be_blank=True)
    grade_reasons = serializers.ListField(
        child=serializers.DictField(), help_text="Criterion, value, threshold, version and source of each."
    )
    grade_override_reason = text()
    exposed = serializers.IntegerField(allow_null=True)
    days_needed = serializers.IntegerField(allow_null=True)
    cost_yuan = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True)
    needs_stop = serializers.BooleanField(allow_null=True)
    is_beyond_unit = serializers.BooleanField(allow_null=True)
    listing_number = text()
    listed_at = moment()
    order_number = text()
    handed_over_at = moment()
    reject_reason = text()
    recurs_from = maybe_key()
    rectifications = RectificationSerializer(many=True)


class OfferedHazardActionsSerializer(MatterActionsSerializer):
    """The possible actions of one hazard."""

    state = choice(STATE_CHOICES)  # type: ignore[assignment]


class EarlierHazardsSerializer(Whole):
    """Earlier hazards at the same spot."""

    results = HazardRowSerializer(many=True)


def _key(**more: Any) -> serializers.IntegerField:
    return serializers.IntegerField(
        min_value=1, max_value=LARGEST_ID, required=False, allow_null=True, default=None, **more
    )


def _degrees(most: int) -> Degrees:
    return Degrees(
        min_value=-most, max_value=most, required=False, allow_null=True, default=None, help_text="WGS-84."
    )


class NewHazardSerializer(StrictInput):
    """With neither place nor point nor grid nor division, the registrar's own grid or division is taken."""

    domain = serializers.ChoiceField(Domain.choices)
    description = serializers.CharField(max_length=LONGEST_TEXT)
    source = serializers.CharField(
        max_length=12,
        required=False,
        allow_blank=True,
        default="",
        help_text=_("Empty: the usual one of the post."),
    )  # type: ignore[assignment]
    place = _key(help_text="A key place.")
    place_text = serializers.CharField(max_length=LONGEST_PLACE, required=False, allow_blank=True, default="")
    longitude = _degrees(180)
    latitude = _degrees(90)
    grid = _key()
    region = serializers.RegexField(
        r"^36[0-9]{10}\Z", required=False, allow_blank=True, default="", help_text="Division, 12 digits."
    )
    attachments = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST_ID),
        required=False,
        max_length=MOST_FILES,
        default=list,
    )

    def as_input(self) -> NewHazard:
        """Return the service's own input."""
        data = dict(self.validated_data)
        return NewHazard(**{**data, "attachments": tuple(data["attachments"])})
