"""What the API says and takes of target letters."""

from __future__ import annotations

from rest_framework import serializers

from assessment.models import TargetLetter, TargetProgress, TargetTask
from assessment.services.target_rows import LONGEST_TEXT
from assessment.services.target_signing import LONGEST_NOTE
from pingan.web.api import LARGEST_ID
from pingan.web.api_matter_schemas import moment
from pingan.web.serializers import StrictInput

LETTER_FIELDS: tuple[str, ...] = (
    "id", "organ", "organ_name", "region", "year", "version", "state", "goals", "document", "reason",
    "body_signed_at", "body_signature", "unit_signed_at", "unit_signature", "task_count", "done_count", "edition",
)  # fmt: skip


class LetterSerializer(serializers.ModelSerializer[TargetLetter]):
    """One version of a letter. A side that has not signed has a null moment; ``done_count``: tasks reported as done."""

    organ = serializers.IntegerField(source="organ_id", read_only=True)
    organ_name = serializers.CharField(source="organ.name", read_only=True)
    region = serializers.CharField(source="region.code", read_only=True)
    body_signed_at = moment()
    unit_signed_at = moment()
    task_count = serializers.IntegerField(read_only=True)
    done_count = serializers.SerializerMethodField()

    class Meta:
        model = TargetLetter
        fields = LETTER_FIELDS
        read_only_fields = fields

    def get_done_count(self, row: TargetLetter) -> int:
        """How many tasks were last reported as done."""
        return int(getattr(row, "done_count", 0) or 0)


class ProgressSerializer(serializers.ModelSerializer[TargetProgress]):
    """One report on a task, as its unit made it."""

    made_at = moment(may_be_null=False)

    class Meta:
        model = TargetProgress
        fields = ("id", "state", "note", "signature", "made_at")
        read_only_fields = fields


class TaskSerializer(serializers.ModelSerializer[TargetTask]):
    """One task. ``last_state`` null: nothing has been reported of it, in this version or the one before."""

    last_state = serializers.CharField(read_only=True, allow_null=True)
    progress = ProgressSerializer(many=True, read_only=True)

    class Meta:
        model = TargetTask
        fields = (
            "number",
            "text",
            "department",
            "owner_post",
            "owner_name",
            "due_on",
            "last_state",
            "progress",
        )
        read_only_fields = fields


class LetterDetailSerializer(LetterSerializer):
    """A letter with its tasks."""

    tasks = TaskSerializer(many=True, read_only=True, source="shown_tasks")

    class Meta(LetterSerializer.Meta):
        fields = (*LETTER_FIELDS, "tasks")
        read_only_fields = fields


class LetterInputSerializer(StrictInput):
    organ = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)
    year = serializers.IntegerField(min_value=2023, max_value=2100)
    goals = serializers.CharField(max_length=LONGEST_TEXT)


class LetterEditSerializer(StrictInput):
    goals = serializers.CharField(max_length=LONGEST_TEXT)
    document = serializers.CharField(max_length=120, allow_blank=True)


class TaskInputSerializer(StrictInput):
    """``owner_name`` is the official who answers for it in ``owner_post``; ``due_on`` left out: the year's end."""

    text = serializers.CharField(max_length=500)
    department = serializers.CharField(max_length=120)
    owner_post = serializers.CharField(max_length=80)
    owner_name = serializers.CharField(max_length=60)
    due_on = serializers.DateField(required=False, allow_null=True, default=None)


class ProgressInputSerializer(StrictInput):
    state = serializers.ChoiceField(TargetProgress.State.choices)
    note = serializers.CharField(max_length=LONGEST_NOTE)


class RevisionSerializer(StrictInput):
    reason = serializers.CharField(max_length=300)
