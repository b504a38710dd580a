"""How the OpenAPI document describes instruments of Article 60, and what programs send to register one."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from assessment.models import InstrumentMeasure
from assessment.models.instrument_choices import KIND_CHOICES
from assessment.rules.instruments import LONGEST_TEXT, STATE_CHOICES
from assessment.services.instruments import NewInstrument
from pingan.matters.services.attaching import MOST_FILES
from pingan.web.api import LARGEST_ID
from pingan.web.api_listed_matters import ListedDetailFields, ListedRowSerializer
from pingan.web.api_matter_schemas import MatterActionsSerializer, choice, moment, text
from pingan.web.serializers import StrictInput


class InstrumentRowSerializer(ListedRowSerializer):
    """What lists show."""

    state = choice(STATE_CHOICES)  # type: ignore[assignment]
    sort = choice(KIND_CHOICES)
    issuer = serializers.CharField()
    document_number = serializers.CharField()
    received_on = serializers.DateField()
    reply_by = serializers.DateField(allow_null=True)
    is_on_time = serializers.BooleanField(allow_null=True)
    inaction_at = moment()


class InstrumentMeasureSerializer(serializers.Serializer[Any]):
    """One thing that the unit does about it."""

    id = serializers.IntegerField()
    position = serializers.IntegerField()
    title = serializers.CharField()
    owner = serializers.CharField()
    due_on = serializers.DateField()
    state = choice(InstrumentMeasure.State.choices)
    done_at = moment()
    result = text()


class InstrumentReplySerializer(serializers.Serializer[Any]):
    """One reply, and what was found of it (``is_accepted`` null: not judged yet)."""

    round = serializers.IntegerField()
    document_number = serializers.CharField()
    replied_on = serializers.DateField()
    judgement = text()
    text = serializers.CharField()
    made_at = moment(may_be_null=False)
    is_accepted = serializers.BooleanField(allow_null=True)


class InstrumentSerializer(InstrumentRowSerializer, ListedDetailFields):
    """One instrument with what belongs to it."""

    measures = InstrumentMeasureSerializer(many=True)
    replies = InstrumentReplySerializer(many=True)


class OfferedInstrumentActionsSerializer(MatterActionsSerializer):
    """The possible actions of one instrument."""

    state = choice(STATE_CHOICES)  # type: ignore[assignment]


class NewInstrumentSerializer(StrictInput):
    """What came, from whom, to which unit. Of a counter-espionage notice only the receipt."""

    kind = serializers.ChoiceField(KIND_CHOICES)
    issuer = serializers.CharField(max_length=120)
    document_number = serializers.CharField(max_length=60)
    received_on = serializers.DateField(help_text="Day, in Asia/Shanghai.")
    organ = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)
    content = serializers.CharField(max_length=LONGEST_TEXT, required=False, allow_blank=True, default="")
    reply_by = serializers.DateField(
        required=False, allow_null=True, default=None, help_text="Day that the letter sets."
    )
    attachments = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST_ID),
        required=False,
        max_length=MOST_FILES,
        default=list,
    )

    def as_input(self) -> NewInstrument:
        """Return the service's own input."""
        data = dict(self.validated_data)
        return NewInstrument(**{**data, "attachments": tuple(data["attachments"])})
