"""Shapes of operations on grids and of what the check of the ground finds."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from grids.api.grid_schemas import WarningSerializer
from grids.models import GridKind, GridOperation, GridOperationPart
from grids.services.borders import BordersInput
from grids.services.splitting import MergeInput, NewPiece, SplitInput
from pingan.web.api import LARGEST_ID
from pingan.web.serializers import StrictInput

GROUND_FAULTS = [("overlap", "overlap"), ("gap", "gap")]


class OperationPartSerializer(serializers.ModelSerializer[GridOperationPart]):
    grid_code = serializers.CharField(source="grid.code", read_only=True)
    grid_name = serializers.CharField(source="grid.name", read_only=True)
    is_former = serializers.SerializerMethodField()

    class Meta:
        model = GridOperationPart
        fields = ("grid", "grid_code", "grid_name", "is_former")
        read_only_fields = fields

    def get_is_former(self, row: GridOperationPart) -> bool:
        """Say whether the grid stood before the operation; the others were set up by it."""
        return row.side == GridOperationPart.Side.FROM


class OperationSerializer(serializers.ModelSerializer[GridOperation]):
    """``carried_out_at`` null: it waits for its day, or ``refusal`` says why it could not be carried out then."""

    region_code = serializers.CharField(source="region.code", read_only=True)
    parts = OperationPartSerializer(many=True, read_only=True)

    class Meta:
        model = GridOperation
        fields = (
            "id", "kind", "region_code", "day", "reason", "made_at", "carried_out_at", "refusal", "undone_at",
            "undone_reason", "version", "parts",
        )  # fmt: skip
        read_only_fields = fields


class MadeOperationSerializer(OperationSerializer):
    warnings = WarningSerializer(many=True, help_text="What a person should look at; nothing is refused.")

    class Meta(OperationSerializer.Meta):
        fields = (*OperationSerializer.Meta.fields, "warnings")  # type: ignore[assignment]
        read_only_fields = fields  # type: ignore[assignment]


def _key(**options: Any) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=1, max_value=LARGEST_ID, **options)


def _count(most: int) -> serializers.IntegerField:
    return serializers.IntegerField(
        min_value=0, max_value=most, required=False, allow_null=True, default=None
    )


class SeenGridSerializer(StrictInput):
    """A grid and its version as it was read: somebody else's edit in between is answered with 412."""

    id = _key()
    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1)


class NewPieceSerializer(StrictInput):
    name = serializers.CharField(max_length=80)
    kind = serializers.ChoiceField(GridKind.choices)
    code = serializers.CharField(
        max_length=20, required=False, allow_blank=True, default="", help_text="Blank: the next one."
    )
    households = _count(500_000)
    resident_population = _count(1_000_000)
    assignments = serializers.ListField(
        child=_key(), required=False, default=list, max_length=200,
        help_text="Keys of the assignments of the old grid that go on in this one.",
    )  # fmt: skip

    @staticmethod
    def piece(values: dict[str, Any]) -> NewPiece:
        return NewPiece(**{**values, "assignments": tuple(values["assignments"])})


class _Dated(StrictInput):
    reason = serializers.CharField(max_length=300)
    on = serializers.DateField(
        required=False, allow_null=True, default=None, help_text="Null: today. A later day is waited for."
    )


class SplitSerializer(_Dated):
    grid = SeenGridSerializer()
    line = serializers.DictField(help_text="GeoJSON LineString, WGS-84, from border to border.")
    pieces = NewPieceSerializer(many=True, help_text="From north to south, then west to east.")

    def as_input(self) -> tuple[int, int, SplitInput]:
        given = self.validated_data
        pieces = tuple(NewPieceSerializer.piece(values) for values in given["pieces"])
        data = SplitInput(line=given["line"], pieces=pieces, reason=given["reason"], on=given["on"])
        return given["grid"]["id"], given["grid"]["version"], data


class MergeSerializer(_Dated):
    grids = SeenGridSerializer(many=True)
    region = _key(help_text="Village or community of one of the grids.")
    result = NewPieceSerializer()

    def as_input(self) -> MergeInput:
        given = self.validated_data
        seen = {row["id"]: row["version"] for row in given["grids"]}
        return MergeInput(
            grid_ids=tuple(seen),
            region_id=given["region"],
            result=NewPieceSerializer.piece(given["result"]),
            reason=given["reason"],
            on=given["on"],
            seen_versions=seen,
        )


class BordersSerializer(_Dated):
    grid = SeenGridSerializer()
    boundary = serializers.DictField(help_text="GeoJSON Polygon or MultiPolygon, WGS-84.")
    neighbours_follow = serializers.BooleanField(
        required=False, default=True, help_text="What the grid takes they lose, what it gives up they get."
    )

    def as_input(self) -> tuple[int, BordersInput]:
        given = self.validated_data
        data = BordersInput(
            boundary=given["boundary"],
            reason=given["reason"],
            neighbours_follow=given["neighbours_follow"],
            on=given["on"],
            seen_versions={given["grid"]["id"]: given["grid"]["version"]},
        )
        return given["grid"]["id"], data


class UndoOperationSerializer(StrictInput):
    reason = serializers.CharField(max_length=300)


class FaultGridSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()


class GroundFaultSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(GROUND_FAULTS)
    area_m2 = serializers.FloatField()
    longitude = serializers.FloatField()
    latitude = serializers.FloatField()
    boundary = serializers.DictField()
    grids = FaultGridSerializer(many=True, help_text="The two that overlap; none for a gap.")
    division = serializers.CharField(source="division.code", allow_null=True, default=None)


class GroundCheckSerializer(serializers.Serializer[Any]):
    faults = GroundFaultSerializer(many=True, help_text="The largest first, at most 500.")
    is_whole = serializers.BooleanField()
    checked = serializers.IntegerField()
    undrawn = serializers.IntegerField(help_text="Grids without a boundary.")
    too_many = serializers.BooleanField(help_text="More grids than one check takes: nothing was compared.")


class GroundCheckQuerySerializer(serializers.Serializer[Any]):
    region = serializers.RegexField(r"^36[0-9]{10}\Z", help_text="Division code of a county or below.")
    on = serializers.DateField(required=False, default=None)
    kind = serializers.ChoiceField(GROUND_FAULTS, required=False, default="")
