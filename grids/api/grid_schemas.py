"""Shapes of grids and of who works in them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from grids.models import DutyRole, Employment, Grid, GridAssignment, GridKind
from grids.services.grids import GridEdit, GridInput
from grids.services.workers import AssignmentInput
from pingan.web.api import LARGEST_ID
from pingan.web.serializers import Degrees, StrictInput


class GridSerializer(serializers.ModelSerializer[Grid]):
    region_code = serializers.CharField(source="region.code", read_only=True)
    region_name = serializers.CharField(source="region.name", read_only=True)
    host_organ_name = serializers.SerializerMethodField()
    has_boundary = serializers.SerializerMethodField()

    class Meta:
        model = Grid
        fields = (
            "id", "code", "name", "kind", "region", "region_code", "region_name", "resident_population",
            "households", "host_organ", "host_organ_name", "supervision_phone", "is_urban_override",
            "has_boundary", "west", "south", "east", "north", "area_m2", "is_demo", "valid_from", "valid_to",
            "version",
        )  # fmt: skip
        read_only_fields = fields

    def get_host_organ_name(self, row: Grid) -> str | None:
        return row.host_organ.name if row.host_organ else None

    def get_has_boundary(self, row: Grid) -> bool:
        return row.west is not None


class GridDetailSerializer(GridSerializer):
    boundary = serializers.DictField(
        read_only=True, allow_null=True, help_text="GeoJSON Polygon or MultiPolygon, WGS-84."
    )

    class Meta(GridSerializer.Meta):
        fields = (*GridSerializer.Meta.fields, "boundary")  # type: ignore[assignment]
        read_only_fields = fields  # type: ignore[assignment]


class WarningSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(
        [("overlap", _("overlap")), ("outside_line", _("outside the line of its division"))]
    )
    percent = serializers.FloatField()
    grid_code = serializers.CharField(allow_blank=True)
    grid_name = serializers.CharField(allow_blank=True)
    line_name = serializers.CharField(
        allow_blank=True, help_text="The division whose line is left; blank for an overlap."
    )


class SavedGridSerializer(GridDetailSerializer):
    warnings = WarningSerializer(many=True, help_text="What a person should look at; nothing is refused.")

    class Meta(GridDetailSerializer.Meta):
        fields = (*GridDetailSerializer.Meta.fields, "warnings")  # type: ignore[assignment]
        read_only_fields = fields  # type: ignore[assignment]


def _people(most: int) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=0, max_value=most, required=False, allow_null=True)


class _GridFields(StrictInput):
    boundary = serializers.DictField(
        required=False, allow_null=True, help_text="GeoJSON Polygon or MultiPolygon, WGS-84."
    )
    resident_population = _people(1_000_000)
    households = _people(500_000)
    host_organ = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, required=False, allow_null=True)
    supervision_phone = serializers.CharField(max_length=30, required=False, allow_blank=True)
    is_urban_override = serializers.BooleanField(required=False, allow_null=True)

    def _values(self) -> dict[str, Any]:
        values = dict(self.validated_data)
        if "host_organ" in values:
            values["host_organ_id"] = values.pop("host_organ")
        return values


class NewGridSerializer(_GridFields):
    name = serializers.CharField(max_length=80)
    kind = serializers.ChoiceField(GridKind.choices)
    region = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)
    code = serializers.CharField(
        max_length=20, required=False, allow_blank=True, help_text="Blank: the next one."
    )
    valid_from = serializers.DateField(required=False)
    reason = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")

    def as_input(self) -> tuple[GridInput, str]:
        values = self._values()
        reason = values.pop("reason")
        return GridInput(region_id=values.pop("region"), **values), reason


class GridEditSerializer(_GridFields):
    name = serializers.CharField(max_length=80, required=False)
    kind = serializers.ChoiceField(GridKind.choices, required=False)
    reason = serializers.CharField(max_length=300, help_text="Kept with the former values.")

    def as_input(self) -> tuple[GridEdit, str]:
        values = self._values()
        reason = values.pop("reason")
        return GridEdit(**values), reason


class GridAtSerializer(serializers.Serializer[Any]):
    longitude = Degrees(min_value=-180, max_value=180)
    latitude = Degrees(min_value=-90, max_value=90)


class GridNameSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(GridKind.choices)
    region_code = serializers.CharField()
    region_name = serializers.CharField()


class FoundGridSerializer(serializers.Serializer[Any]):
    grid = GridNameSerializer(allow_null=True)


class WorkerSerializer(serializers.ModelSerializer[GridAssignment]):
    """Name and published phone; the account's own number never appears."""

    grid_code = serializers.CharField(source="grid.code", read_only=True)
    grid_name = serializers.CharField(source="grid.name", read_only=True)
    name = serializers.CharField(source="user.name", read_only=True)

    class Meta:
        model = GridAssignment
        fields = (
            "id", "grid", "grid_code", "grid_name", "user", "name", "duty_role", "employment", "public_phone",
            "valid_from", "valid_to",
        )  # fmt: skip
        read_only_fields = fields


class NewWorkerSerializer(StrictInput):
    grid = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)
    user = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)
    duty_role = serializers.ChoiceField(DutyRole.choices)
    employment = serializers.ChoiceField(Employment.choices)
    public_phone = serializers.CharField(max_length=30, required=False, allow_blank=True, default="")
    valid_from = serializers.DateField(required=False, allow_null=True, default=None)
    valid_to = serializers.DateField(required=False, allow_null=True, default=None)
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")

    def as_input(self) -> tuple[int, AssignmentInput]:
        values = dict(self.validated_data)
        return values.pop("grid"), AssignmentInput(user_id=values.pop("user"), **values)


class EndSerializer(StrictInput):
    reason = serializers.CharField(max_length=200, help_text=_("Why it ends."))
    on = serializers.DateField(required=False, allow_null=True, default=None)
