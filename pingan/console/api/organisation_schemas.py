"""What the organisation's resources look like from outside."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from pingan.org.models import (
    CenterChecklistItem,
    CoordinatingBody,
    GovernanceCenter,
    MemberUnit,
    Region,
    RegionChange,
    ResidentAgency,
)

LARGEST_ID = 2**63 - 1


def _key(**options: Any) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=1, max_value=LARGEST_ID, **options)


class RegionSerializer(serializers.ModelSerializer[Region]):
    level_label = serializers.CharField(source="get_level_display", read_only=True)
    parent_code = serializers.CharField(source="parent.code", read_only=True, allow_null=True, default=None)
    has_boundary = serializers.BooleanField(read_only=True)

    class Meta:
        model = Region
        fields = (
            "id", "code", "name", "name_pinyin", "level", "level_label", "parent", "parent_code",
            "urban_rural_code", "is_virtual", "valid_from", "valid_to", "has_boundary",
        )  # fmt: skip


class RegionChangeSerializer(serializers.ModelSerializer[RegionChange]):
    class Meta:
        model = RegionChange
        fields = ("kind", "region", "successor", "effective_on", "document", "old_name", "new_name")


class RegionRefSerializer(serializers.ModelSerializer[Region]):
    class Meta:
        model = Region
        fields = ("id", "code", "name", "level")


class RegionDetailSerializer(RegionSerializer):
    path = RegionRefSerializer(many=True, read_only=True)
    predecessors = RegionRefSerializer(many=True, read_only=True)
    successor = RegionRefSerializer(read_only=True, allow_null=True)
    changes = RegionChangeSerializer(many=True, read_only=True)

    class Meta(RegionSerializer.Meta):
        fields = (*RegionSerializer.Meta.fields, "path", "predecessors", "successor", "changes")  # type: ignore[assignment]


class OfficeSerializer(serializers.Serializer[Any]):
    organ = serializers.IntegerField(source="organ_id")
    name = serializers.CharField(source="organ.name")
    duties = serializers.CharField()


class BodySerializer(serializers.ModelSerializer[CoordinatingBody]):
    region_code = serializers.CharField(source="region.code", read_only=True)
    region_name = serializers.CharField(source="region.name", read_only=True)
    office = serializers.SerializerMethodField()

    class Meta:
        model = CoordinatingBody
        fields = (
            "id", "region", "region_code", "region_name", "level", "name", "document", "valid_from",
            "valid_to", "office", "version",
        )  # fmt: skip

    @extend_schema_field(OfficeSerializer(allow_null=True))
    def get_office(self, obj: CoordinatingBody) -> Any:
        office = getattr(obj, "office", None)
        return OfficeSerializer(office).data if office else None


class NewBodySerializer(serializers.Serializer[Any]):
    region = _key()
    name = serializers.CharField(max_length=120)
    document = serializers.CharField(max_length=200)
    valid_from = serializers.DateField()


class BodyEditSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=120, required=False)
    document = serializers.CharField(max_length=200, required=False)


class MemberUnitSerializer(serializers.ModelSerializer[MemberUnit]):
    organ_name = serializers.CharField(source="organ.name", read_only=True)
    body_name = serializers.CharField(source="body.name", read_only=True)
    region_code = serializers.CharField(source="body.region.code", read_only=True)

    class Meta:
        model = MemberUnit
        fields = (
            "id", "body", "body_name", "region_code", "organ", "organ_name", "duties", "liaison_department",
            "liaison_name", "liaison_phone", "decision_document", "removal_document", "valid_from",
            "valid_to", "version",
        )  # fmt: skip


class MemberEditSerializer(serializers.Serializer[Any]):
    duties = serializers.CharField(max_length=4000, required=False)
    liaison_department = serializers.CharField(max_length=120, required=False, allow_blank=True)
    liaison_name = serializers.CharField(max_length=60, required=False, allow_blank=True)
    liaison_phone = serializers.CharField(max_length=30, required=False, allow_blank=True)


class NewMemberSerializer(MemberEditSerializer):
    body = _key()
    organ = _key()
    duties = serializers.CharField(max_length=4000)
    decision_document = serializers.CharField(max_length=200)
    valid_from = serializers.DateField()


class RemovalSerializer(serializers.Serializer[Any]):
    valid_to = serializers.DateField()
    removal_document = serializers.CharField(max_length=200)


class CheckSerializer(serializers.ModelSerializer[CenterChecklistItem]):
    class Meta:
        model = CenterChecklistItem
        fields = ("code", "is_met", "remark", "checked_on", "checked_by")


class AgencySerializer(serializers.ModelSerializer[ResidentAgency]):
    organ_name = serializers.CharField(source="organ.name", read_only=True)

    class Meta:
        model = ResidentAgency
        fields = ("organ", "organ_name", "mode", "schedule", "window", "valid_from", "valid_to")


class CenterSerializer(serializers.ModelSerializer[GovernanceCenter]):
    region_code = serializers.CharField(source="region.code", read_only=True)
    region_name = serializers.CharField(source="region.name", read_only=True)
    agencies = AgencySerializer(many=True, read_only=True)
    checklist = CheckSerializer(many=True, read_only=True)

    class Meta:
        model = GovernanceCenter
        fields = (
            "id", "region", "region_code", "region_name", "level", "organ", "name", "address",
            "floor_area_m2", "windows", "staff_count", "phone", "opening_hours", "longitude", "latitude",
            "valid_from", "valid_to", "agencies", "checklist", "version",
        )  # fmt: skip


def _count(largest: int) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=0, max_value=largest, required=False, allow_null=True)


class CenterEditSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=120, required=False)
    address = serializers.CharField(max_length=200, required=False, allow_blank=True)
    floor_area_m2 = _count(1_000_000)
    windows = _count(1000)
    staff_count = _count(10_000)
    phone = serializers.CharField(max_length=30, required=False, allow_blank=True)
    opening_hours = serializers.CharField(max_length=100, required=False, allow_blank=True)
    longitude = serializers.FloatField(min_value=-180, max_value=180, required=False, allow_null=True)
    latitude = serializers.FloatField(min_value=-90, max_value=90, required=False, allow_null=True)


class NewCenterSerializer(CenterEditSerializer):
    region = _key()
    name = serializers.CharField(max_length=120)
    valid_from = serializers.DateField()


class CheckInputSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(max_length=40)
    is_met = serializers.BooleanField(allow_null=True)
    remark = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
