"""What the API says and takes of briefs."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from pingan.office.models import Brief, BriefChange, BriefChart, Cadence
from pingan.office.rules.brief_periods import period_words
from pingan.office.services.brief_rows import LONGEST, LONGEST_REASON, SECTIONS
from pingan.web.api_matter_schemas import moment
from pingan.web.serializers import StrictInput

BRIEF_FIELDS: tuple[str, ...] = (
    "id", "region", "region_name", "cadence", "since", "until", "period", "version", "corrects", "reason", "state",
    "counted_at", "reviewed_at", "review_signature", "issued_at", "document", "document_number", "edition",
)  # fmt: skip


class BriefSerializer(serializers.ModelSerializer[Brief]):
    """One version of a brief. ``corrects`` is the version before, null for the first; ``document`` null: not issued."""

    region = serializers.CharField(source="region.code", read_only=True)
    region_name = serializers.CharField(source="region.name", read_only=True)
    period = serializers.SerializerMethodField()
    corrects = serializers.IntegerField(source="corrects_id", read_only=True, allow_null=True)
    counted_at = moment(may_be_null=False)
    reviewed_at = moment()
    issued_at = moment()
    document = serializers.IntegerField(source="document_id", read_only=True, allow_null=True)
    document_number = serializers.SerializerMethodField()

    class Meta:
        model = Brief
        fields = BRIEF_FIELDS
        read_only_fields = fields

    def get_period(self, row: Brief) -> str:
        """What its paper calls the period."""
        return period_words(row.cadence, row.since)

    def get_document_number(self, row: Brief) -> str:
        """Number of the paper; blank: not issued."""
        return row.document.number if row.document is not None else ""


class BriefChartSerializer(serializers.ModelSerializer[BriefChart]):
    """A chart as it was drawn when the brief was drafted."""

    class Meta:
        model = BriefChart
        fields = ("place", "title", "svg")
        read_only_fields = fields


class BriefChangeSerializer(serializers.ModelSerializer[BriefChange]):
    """What somebody changed in one section of the draft."""

    made_at = moment(may_be_null=False)

    class Meta:
        model = BriefChange
        fields = ("edition", "section", "before", "after", "signature", "made_at")
        read_only_fields = fields


class BriefReceiptSerializer(serializers.Serializer[Any]):
    """Proof that the brief reached a unit. ``acknowledged_at`` null: it has not confirmed yet.

    Whoever holds a post in the unit confirms it under its ``id`` at ``office/received/<id>/acknowledge/``.
    """

    id = serializers.IntegerField(source="pk")
    recipient = serializers.IntegerField(source="recipient_id")
    recipient_name = serializers.CharField(source="recipient.name")
    served_at = moment(may_be_null=False)
    acknowledged_at = moment()


class BriefDetailSerializer(BriefSerializer):
    """A brief with its words, the frozen figures, the charts, what was changed, and the receipts."""

    figures = serializers.JSONField(read_only=True)
    charts = BriefChartSerializer(many=True, read_only=True, source="shown_charts")
    changes = BriefChangeSerializer(many=True, read_only=True, source="shown_changes")
    receipts = BriefReceiptSerializer(many=True, read_only=True, source="shown_receipts")

    class Meta(BriefSerializer.Meta):
        fields = (*BRIEF_FIELDS, *SECTIONS, "return_note", "figures", "charts", "changes", "receipts")
        read_only_fields = fields


class BriefDraftSerializer(StrictInput):
    """``day``: any day of the week, month or quarter, which must be over."""

    cadence = serializers.ChoiceField(Cadence.choices)
    day = serializers.DateField()


class BriefSectionsSerializer(StrictInput):
    """Sections of a draft; one that is left out stays as it is."""

    situation = serializers.CharField(max_length=LONGEST, allow_blank=True, required=False)
    hot_spots = serializers.CharField(max_length=LONGEST, allow_blank=True, required=False)
    problems = serializers.CharField(max_length=LONGEST, allow_blank=True, required=False)
    forecast = serializers.CharField(max_length=LONGEST, allow_blank=True, required=False)
    measures = serializers.CharField(max_length=LONGEST, allow_blank=True, required=False)


class BriefReturnSerializer(StrictInput):
    reason = serializers.CharField(max_length=LONGEST_REASON)


class BriefCorrectionSerializer(StrictInput):
    """``recounts``: the figures are counted anew at this moment; else they stay as they were issued."""

    reason = serializers.CharField(max_length=LONGEST_REASON)
    recounts = serializers.BooleanField(required=False, default=False)
