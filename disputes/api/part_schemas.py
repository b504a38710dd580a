"""What belongs to a dispute: parties (masked), signs, channels, sessions, agreements, visits, units, readers."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from disputes.models import (
    Agreement,
    AgreementClause,
    AgreementSignature,
    Attendance,
    Channel,
    DisputePaper,
    DisputeParty,
    DisputeReader,
    DisputeUnit,
    JudicialConfirmation,
    MediationSession,
    PoliceNotice,
    RedFlag,
    ReturnVisit,
)
from disputes.models.choices import ChannelResult
from grids.rules.incidents import masked_name, masked_phone


def _words() -> serializers.CharField:
    """Encrypted text of a row; the texts hold roles, never names."""
    return serializers.CharField(read_only=True, allow_null=True)


def _maybe_none(choices: Any) -> serializers.ChoiceField:
    """A word of a closed list, blank until somebody decides."""
    return serializers.ChoiceField(choices.choices, allow_blank=True, read_only=True)


class PartySerializer(serializers.ModelSerializer[DisputeParty]):
    """``label`` is the role that stands for the party in every text. Particulars in clear: ``reveal/``."""

    label = serializers.CharField(read_only=True)  # type: ignore[assignment]
    name = serializers.SerializerMethodField()
    phone = serializers.SerializerMethodField()
    has_identity_number = serializers.SerializerMethodField()

    class Meta:
        model = DisputeParty
        fields = (
            "id", "dispute", "label", "side", "kind", "position", "represents", "name", "phone",
            "has_identity_number", "is_identity_seen", "is_minor", "chose_mediator", "refused_at", "left_at",
        )  # fmt: skip
        read_only_fields = fields

    def get_name(self, row: DisputeParty) -> str:
        return masked_name(row.name)

    def get_phone(self, row: DisputeParty) -> str:
        return masked_phone(row.phone or "")

    def get_has_identity_number(self, row: DisputeParty) -> bool:
        return bool(row.identity_number)


class ParticularsSerializer(serializers.Serializer[Any]):
    label = serializers.CharField()  # type: ignore[assignment]
    name = serializers.CharField()
    phone = serializers.CharField(allow_blank=True)
    identity_number = serializers.CharField(allow_blank=True)


class FlagSerializer(serializers.ModelSerializer[RedFlag]):
    code_label = serializers.CharField(source="get_code_display", read_only=True)
    note = _words()
    review = _maybe_none(RedFlag.Review)
    review_reason = _words()

    class Meta:
        model = RedFlag
        fields = (
            "id", "code", "code_label", "note", "raised_at", "review", "review_reason", "reviewed_at",
            "notice",
        )  # fmt: skip
        read_only_fields = fields


class PoliceNoticeSerializer(serializers.ModelSerializer[PoliceNotice]):
    class Meta:
        model = PoliceNotice
        fields = ("id", "station", "channel", "told_at", "receipt")
        read_only_fields = fields


class _OfDisputeSerializer(serializers.ModelSerializer[Any]):
    dispute_number = serializers.SerializerMethodField()

    def get_dispute_number(self, row: Any) -> str:
        dispute = row.dispute if hasattr(row, "dispute") else row.channel.dispute
        return str(dispute.matter.number)


class ChannelSerializer(_OfDisputeSerializer):
    """One stretch of the path of Article 32; ``receiver`` names an organ outside the system."""

    kind_label = serializers.CharField(source="get_kind_display", read_only=True)
    committee_name = serializers.CharField(
        source="committee.organ.name", read_only=True, default=None, allow_null=True
    )
    mediator_name = serializers.CharField(
        source="mediator.name", read_only=True, default=None, allow_null=True
    )
    organ_name = serializers.CharField(source="organ.name", read_only=True, default=None, allow_null=True)
    result = _maybe_none(ChannelResult)
    result_text = _words()

    class Meta:
        model = Channel
        fields = (
            "id", "dispute", "dispute_number", "kind", "kind_label", "state", "committee", "committee_name",
            "mediator", "mediator_name", "organ", "organ_name", "receiver", "is_at_request", "opened_at",
            "filed_on", "accepted_on", "number_there", "decision_number", "result", "result_text", "decided_on", "ended_at",
        )  # fmt: skip
        read_only_fields = fields


class AttendanceSerializer(serializers.ModelSerializer[Attendance]):
    party_label = serializers.CharField(source="party.label", read_only=True)

    class Meta:
        model = Attendance
        fields = ("party", "party_label", "invited_at", "has_attended")
        read_only_fields = fields


class SessionMediatorSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField(source="mediator_id")
    name = serializers.CharField(source="mediator.name")


class SessionSerializer(_OfDisputeSerializer):
    dispute = serializers.IntegerField(source="channel.dispute_id", read_only=True)
    committee_name = serializers.CharField(source="committee.organ.name", read_only=True)
    mediators = SessionMediatorSerializer(many=True, read_only=True)
    attendances = AttendanceSerializer(many=True, read_only=True)
    record = _words()

    class Meta:
        model = MediationSession
        fields = (
            "id", "dispute", "dispute_number", "channel", "state", "starts_at", "ends_at", "committee",
            "committee_name", "room", "place_text", "is_joint", "mediators", "attendances", "record", "reason",
        )  # fmt: skip
        read_only_fields = fields


class ClauseSerializer(serializers.ModelSerializer[AgreementClause]):
    text = _words()
    note = _words()

    class Meta:
        model = AgreementClause
        fields = ("id", "position", "text", "amount", "term", "due_on", "state", "settled_at", "note")
        read_only_fields = fields


class SignatureSerializer(serializers.ModelSerializer[AgreementSignature]):
    """Of a party; without one: of the mediator, or (``seal``) of the committee."""

    party_label = serializers.CharField(source="party.label", read_only=True, default=None, allow_null=True)

    class Meta:
        model = AgreementSignature
        fields = ("id", "party", "party_label", "method", "signed_at")
        read_only_fields = fields


class ConfirmationSerializer(serializers.ModelSerializer[JudicialConfirmation]):
    result = _maybe_none(JudicialConfirmation.Result)

    class Meta:
        model = JudicialConfirmation
        fields = ("court", "applied_on", "pre_check", "result", "decided_on", "number_there")
        read_only_fields = fields


class AgreementSerializer(_OfDisputeSerializer):
    dispute = serializers.IntegerField(source="channel.dispute_id", read_only=True)
    facts = _words()
    manner = _words()
    clauses = ClauseSerializer(many=True, read_only=True)
    signatures = SignatureSerializer(many=True, read_only=True)
    confirmation = ConfirmationSerializer(read_only=True, allow_null=True, default=None)

    class Meta:
        model = Agreement
        fields = (
            "id", "dispute", "dispute_number", "channel", "form", "facts", "manner", "reached_on",
            "effective_at", "withdrawn_at", "replaced_by", "clauses", "signatures", "confirmation",
        )  # fmt: skip
        read_only_fields = fields


class VisitSerializer(serializers.ModelSerializer[ReturnVisit]):
    note = _words()

    class Meta:
        model = ReturnVisit
        fields = (
            "id", "visited_on", "performance", "satisfaction", "went_to_court", "has_latent_risk", "note",
            "made_at",
        )  # fmt: skip
        read_only_fields = fields


class UnitSerializer(serializers.ModelSerializer[DisputeUnit]):
    organ_name = serializers.CharField(source="organ.name", read_only=True)
    contribution = _words()

    class Meta:
        model = DisputeUnit
        fields = (
            "id", "organ", "organ_name", "part", "asked_for", "contribution", "joined_at", "ended_at",
        )  # fmt: skip
        read_only_fields = fields


class ReaderSerializer(serializers.ModelSerializer[DisputeReader]):
    """Who is named for a restricted dispute."""

    name = serializers.CharField(source="user.name", read_only=True)

    class Meta:
        model = DisputeReader
        fields = ("id", "name", "reason", "named_at", "ended_at")
        read_only_fields = fields


class PaperSerializer(serializers.ModelSerializer[DisputePaper]):
    """An official document of the case; its PDF is at ``/documents/{document}/``."""

    number = serializers.CharField(source="document.number", read_only=True)
    title = serializers.CharField(source="document.title", read_only=True)

    class Meta:
        model = DisputePaper
        fields = ("id", "document", "kind", "number", "title", "made_at")
        read_only_fields = fields
