"""Documents of entries, repeating orders and readiness."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from pingan.registers.api.references import NamedSerializer, references_told, values_told
from pingan.registers.models import Period, RegisterFinding, ReportStep, RoundSchedule
from pingan.registers.queries.tallies import Tally, TallyLine
from pingan.registers.services.answers import specs_of
from pingan.registers.services.entries import LONGEST_NOTE
from pingan.registers.services.schedules import MOST_DAYS, ScheduleInput
from pingan.web.api import LARGEST_ID
from pingan.web.serializers import StrictInput


class ProgressStepSerializer(serializers.ModelSerializer[ReportStep]):
    class Meta:
        model = ReportStep
        fields = ("at", "signature", "note")
        read_only_fields = fields


class EntrySerializer(serializers.ModelSerializer[RegisterFinding]):
    """``due_on`` null: no day is watched. ``settled_on`` null: it still stands; ``replaced_by``: the one that renewed it.

    ``ending`` is the code of the way in which it ended; blank: it stands, was renewed, or its definition names no ways.
    ``version`` is that of the whole register, which every change of an entry raises.
    """

    definition_code = serializers.CharField(source="report.round.definition.code", read_only=True)
    unit_kind = serializers.CharField(source="report.unit_kind", read_only=True)
    unit_id = serializers.IntegerField(source="report.unit_id", read_only=True)
    unit_name = serializers.CharField(source="report.unit_name", read_only=True)
    region_code = serializers.CharField(source="report.region_code", read_only=True)
    values = serializers.SerializerMethodField(
        help_text='By the codes of the form. A field that names an entry holds its key; "***": one you may not see.'
    )
    references = serializers.SerializerMethodField(
        help_text="The entries that are named, by code of the field."
    )
    responsible_name = serializers.CharField(source="responsible.name", read_only=True, default="")
    progress = serializers.SerializerMethodField(help_text="What was told of it, the latest first.")
    version = serializers.IntegerField(source="report.version", read_only=True)

    class Meta:
        model = RegisterFinding
        fields = (
            "id", "report", "number", "definition_code", "unit_kind", "unit_id", "unit_name", "region_code", "values",
            "references", "due_on", "settled_on", "ending", "settled_note", "replaced_by", "responsible",
            "responsible_name", "progress", "version",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.DictField())
    def get_values(self, row: RegisterFinding) -> Any:
        return values_told(specs_of(row.report)[1], row.values, self.context["named"])

    @extend_schema_field(serializers.DictField(child=NamedSerializer()))
    def get_references(self, row: RegisterFinding) -> Any:
        return references_told(specs_of(row.report)[1], row.values, self.context["named"])

    @extend_schema_field(ProgressStepSerializer(many=True))
    def get_progress(self, row: RegisterFinding) -> Any:
        # Read with the rows of a list; of an entry that was just made there is none.
        return ProgressStepSerializer(getattr(row, "told", ()), many=True).data


class HandSerializer(StrictInput):
    organ = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, help_text="Key of the unit.")


class ProgressSerializer(StrictInput):
    note = serializers.CharField(max_length=300)


class EntryInputSerializer(StrictInput):
    report = serializers.IntegerField(
        min_value=1, max_value=LARGEST_ID, help_text="The unit's report in a standing register."
    )
    values = serializers.DictField(help_text="By the codes of the definition's `finding_form`.")


class RenewSerializer(StrictInput):
    values = serializers.DictField(help_text="The whole new entry, by the codes of `finding_form`.")
    note = serializers.CharField(max_length=LONGEST_NOTE, required=False, allow_blank=True, default="")


class SettleSerializer(StrictInput):
    ending = serializers.CharField(
        max_length=40,
        required=False,
        allow_blank=True,
        default="",
        help_text="Code of one of the definition's `endings`; blank where it names none.",
    )
    on = serializers.DateField(help_text="Since when it is done, or holds no longer.")
    note = serializers.CharField(
        max_length=LONGEST_NOTE,
        required=False,
        allow_blank=True,
        default="",
        help_text="Must be given where the ending has `needs_reason`.",
    )


class ScheduleSerializer(serializers.ModelSerializer[RoundSchedule]):
    """``period`` blank and ``days_before_holidays`` null: as the definition says. ``skips``: occasion and reason."""

    region_name = serializers.CharField(source="region.name", read_only=True)
    skips = serializers.DictField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = RoundSchedule
        fields = (
            "id", "definition_code", "title", "region", "region_code", "region_name", "organ", "instructions", "period",
            "days_before_holidays", "starts_on", "ends_on", "skips", "ended_at", "ended_reason", "version",
        )  # fmt: skip
        read_only_fields = fields


class OccasionSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    period_from = serializers.DateField()
    period_to = serializers.DateField()
    opens_on = serializers.DateField()
    due_on = serializers.DateField(help_text="Its last working day; the definition's term may end before.")
    is_before_holiday = serializers.BooleanField()


class ScheduleDetailSerializer(ScheduleSerializer):
    ahead = OccasionSerializer(many=True, read_only=True)

    class Meta(ScheduleSerializer.Meta):
        fields = (*ScheduleSerializer.Meta.fields, "ahead")  # type: ignore[assignment]
        read_only_fields = fields  # type: ignore[assignment]


class NewScheduleSerializer(StrictInput):
    definition = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)
    title = serializers.CharField(max_length=90)
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(required=False, allow_null=True, default=None)
    period = serializers.ChoiceField(choices=Period.choices, required=False, allow_blank=True, default="")
    days_before_holidays = serializers.IntegerField(
        min_value=0, max_value=MOST_DAYS, required=False, allow_null=True, default=None
    )
    instructions = serializers.CharField(max_length=4000, required=False, allow_blank=True, default="")

    def as_schedule(self) -> ScheduleInput:
        """Return what the service takes."""
        return ScheduleInput(
            **{name: self.validated_data[name] for name in ScheduleInput.__dataclass_fields__}
        )


class SkipSerializer(StrictInput):
    occasion = serializers.CharField(max_length=24, help_text="Key of one of the occasions `ahead`.")
    note = serializers.CharField(max_length=300)


class StopSerializer(StrictInput):
    note = serializers.CharField(max_length=300)


class ReadinessSerializer(serializers.Serializer[Any]):
    """``report_ids``: the unit's registers by definition. ``is_list_published`` null: no list is asked of it."""

    id = serializers.IntegerField(help_text="Key of the first register that the unit keeps.")
    unit_kind = serializers.CharField()
    unit_id = serializers.IntegerField()
    unit_code = serializers.CharField()
    unit_name = serializers.CharField()
    region_code = serializers.CharField()
    report_ids = serializers.DictField(child=serializers.IntegerField())
    plans = serializers.IntegerField()
    plans_overdue = serializers.IntegerField()
    plans_soon = serializers.IntegerField()
    drills = serializers.IntegerField(help_text="Held this year.")
    drills_owed = serializers.IntegerField(help_text="In a year, by the unit's own plans.")
    improvements = serializers.IntegerField()
    improvements_overdue = serializers.IntegerField()
    is_list_published = serializers.BooleanField(allow_null=True)


class EntryTallyLineSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    code = serializers.CharField()
    counts = serializers.DictField(child=serializers.IntegerField(), help_text="By the names of `watch`.")
    sums = serializers.DictField(
        child=serializers.CharField(allow_null=True), help_text="By code of the field, over what stands."
    )
    endings = serializers.DictField(
        child=serializers.IntegerField(), help_text="By code of an ending: how many ended so."
    )


class EntryTallySerializer(serializers.Serializer[Any]):
    definition = serializers.CharField(read_only=True)
    region = serializers.CharField()
    total = EntryTallyLineSerializer()
    places = EntryTallyLineSerializer(many=True)
    sorts = serializers.DictField(
        child=serializers.DictField(child=serializers.IntegerField()),
        help_text="By code of a field of choices: how many standing entries chose what.",
    )


def tallied(definition: str, found: Tally) -> dict[str, Any]:
    """Return the document of a tally."""
    return {
        "definition": definition,
        "region": found.region.code,
        "total": _line(found.total),
        "places": [_line(line) for line in found.lines],
        "sorts": {spec.code: dict(counts) for spec, counts in found.sorts},
    }


def _line(line: TallyLine) -> dict[str, Any]:
    sums = {one.code: None if one.value is None else f"{one.value.normalize():f}" for one in line.sums}
    return {
        "name": line.name,
        "code": line.code,
        "counts": dict(line.counts),
        "sums": sums,
        "endings": dict(line.endings),
    }
