"""Shapes of definitions, rounds and reports."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from pingan.registers.api.references import NamedSerializer, references_told, values_told
from pingan.registers.models import (
    RegisterDefinition,
    RegisterFinding,
    RegisterReport,
    RegisterRound,
    ReportStep,
)
from pingan.registers.services.answers import MOST_FINDINGS, ReportInput
from pingan.registers.services.rounds import MOST_FILES, RoundInput
from pingan.web.api import LARGEST_ID
from pingan.web.serializers import StrictInput

_DOCUMENTS = serializers.ListField(child=serializers.DictField())


class DefinitionSerializer(serializers.ModelSerializer[RegisterDefinition]):
    """``fields`` are the fields of a report, ``finding_fields`` those of each finding."""

    form = serializers.SerializerMethodField(help_text="Fields of a report.")
    finding_form = serializers.SerializerMethodField(help_text="Fields of each finding; empty: no findings.")
    order_levels = serializers.ListField(child=serializers.IntegerField(), read_only=True)
    order_roles = serializers.ListField(child=serializers.CharField(), read_only=True)
    targets = serializers.ListField(child=serializers.CharField(), read_only=True)
    endings = serializers.ListField(
        child=serializers.DictField(),
        read_only=True,
        help_text="Ways in which an entry of a register ends; empty: it is closed. `needs_reason`: not without a note.",
    )

    class Meta:
        model = RegisterDefinition
        fields = (
            "id", "code", "region_code", "kind", "period", "name", "name_en", "purpose", "source", "confidence",
            "unit_kind", "order_levels", "order_roles", "needs_review", "days_before_holidays", "due_working_days",
            "warn_hours", "retention_years", "retention_source", "form", "finding_form", "targets", "endings", "version",
            "effective_from", "effective_to",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(_DOCUMENTS)
    def get_form(self, row: RegisterDefinition) -> Any:
        return row.fields

    @extend_schema_field(_DOCUMENTS)
    def get_finding_form(self, row: RegisterDefinition) -> Any:
        return row.finding_fields


class RoundSerializer(serializers.ModelSerializer[RegisterRound]):
    """``region_code`` is a prefix. ``listed_at`` null: the units are not listed yet."""

    definition_code = serializers.CharField(source="definition.code", read_only=True)
    region_name = serializers.CharField(source="region.name", read_only=True)

    class Meta:
        model = RegisterRound
        fields = (
            "id", "definition", "definition_code", "title", "region", "region_code", "region_name", "organ",
            "period_from", "period_to", "opens_on", "due_at", "instructions", "state", "opened_at", "listed_at",
            "ended_at", "ended_reason", "hold_until", "schedule", "occasion", "version",
        )  # fmt: skip
        read_only_fields = fields


class _RoundFields(StrictInput):
    title = serializers.CharField(max_length=120)
    period_from = serializers.DateField()
    period_to = serializers.DateField()
    opens_on = serializers.DateField()
    due_on = serializers.DateField(required=False, allow_null=True, default=None)
    due_time = serializers.TimeField(required=False, allow_null=True, default=None)
    instructions = serializers.CharField(max_length=4000, required=False, allow_blank=True, default="")
    attachments = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST_ID),
        required=False,
        max_length=MOST_FILES,
        default=list,
    )

    def as_round(self) -> RoundInput:
        """Return what the service takes."""
        names = RoundInput.__dataclass_fields__
        return RoundInput(**{name: value for name, value in self.validated_data.items() if name in names})


class NewRoundSerializer(_RoundFields):
    definition = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)


class RoundEditSerializer(_RoundFields):
    pass


class NoteSerializer(StrictInput):
    note = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class HoldSerializer(StrictInput):
    until = serializers.DateField()
    note = serializers.CharField(max_length=300)


class UrgeSerializer(StrictInput):
    region = serializers.RegexField(
        r"^36[0-9]{10}\Z", required=False, help_text="Only the units of this division."
    )


class UrgedSerializer(serializers.Serializer[Any]):
    urged = serializers.IntegerField(help_text="Units that have not reported and are urged now.")
    already_urged = serializers.IntegerField(help_text="Units urged today before, and not again.")


class ReportSerializer(serializers.ModelSerializer[RegisterReport]):
    """The unit stands as it was when the round was opened. ``erased_at`` null: its words are still kept."""

    class Meta:
        model = RegisterReport
        fields = (
            "id", "round", "unit_kind", "unit_id", "unit_code", "unit_name", "region_code", "organ", "state",
            "is_nothing_found", "finding_count", "first_submitted_at", "submitted_at", "reviewed_at", "note", "erased_at",
            "version",
        )  # fmt: skip
        read_only_fields = fields


class FindingSerializer(serializers.ModelSerializer[RegisterFinding]):
    """``target`` blank: not taken further. ``context``: ``matters`` that the reader may see, by key; ``named``, entries."""

    values = serializers.SerializerMethodField(
        help_text="Of a finding that was taken further the choices alone: the matter has the rest. A field that names an "
        'entry holds its key; "***": one you may not see.',
    )
    references = serializers.SerializerMethodField(
        help_text="The entries that are named, by code of the field."
    )
    matter = serializers.SerializerMethodField(help_text="Null: none, or none that you may see.")

    class Meta:
        model = RegisterFinding
        fields = (
            "id",
            "number",
            "values",
            "references",
            "target",
            "matter",
            "due_on",
            "settled_on",
            "ending",
        )
        read_only_fields = fields

    @extend_schema_field(serializers.DictField())
    def get_values(self, row: RegisterFinding) -> Any:
        return values_told(self.context["finding_fields"], row.values, self.context["named"])

    @extend_schema_field(serializers.DictField(child=NamedSerializer()))
    def get_references(self, row: RegisterFinding) -> Any:
        return references_told(self.context["finding_fields"], row.values, self.context["named"])

    def get_matter(self, row: RegisterFinding) -> int | None:
        return row.matter_id if row.matter_id in self.context["matters"] else None


class StepSerializer(serializers.ModelSerializer[ReportStep]):
    class Meta:
        model = ReportStep
        fields = ("at", "signature", "move", "from_state", "to_state", "note")
        read_only_fields = fields


class ReportDetailSerializer(ReportSerializer):
    values = serializers.DictField(read_only=True)
    findings = FindingSerializer(many=True, read_only=True)
    steps = StepSerializer(many=True, read_only=True)

    class Meta(ReportSerializer.Meta):
        fields = (*ReportSerializer.Meta.fields, "values", "findings", "steps")  # type: ignore[assignment]
        read_only_fields = fields  # type: ignore[assignment]


class ReportInputSerializer(StrictInput):
    """``values`` and each finding by the codes of the definition; a finding keeps its ``number``."""

    values = serializers.DictField(required=False, default=dict)
    findings = serializers.ListField(
        child=serializers.DictField(), required=False, max_length=MOST_FINDINGS, default=list
    )
    is_nothing_found = serializers.BooleanField(required=False, default=False)

    def as_report(self) -> ReportInput:
        """Return what the service takes."""
        return ReportInput(**self.validated_data)


class CountsSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    code = serializers.CharField()
    counts = serializers.DictField(child=serializers.IntegerField(), help_text="By the names of `status`.")
    sums = serializers.DictField(
        child=serializers.CharField(allow_null=True),
        help_text="By code of the field; null: a share of nothing, or a number that holds small cells.",
    )
    spans = serializers.DictField(
        child=serializers.ListField(child=serializers.IntegerField(), min_length=2, max_length=2),
        help_text="By code of the field whose number holds small cells: between which two numbers it lies.",
    )


class CoverageSerializer(serializers.Serializer[Any]):
    region = serializers.CharField()
    total = CountsSerializer()
    places = CountsSerializer(many=True)


class CampaignDetailSerializer(RoundSerializer):
    """``coverage`` null: the post has no area to look over."""

    coverage = CoverageSerializer(allow_null=True)

    class Meta(RoundSerializer.Meta):
        fields = (*RoundSerializer.Meta.fields, "coverage")  # type: ignore[assignment]
        read_only_fields = fields  # type: ignore[assignment]
