"""How the OpenAPI document describes rectification orders, and what programs send to draw one up."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from assessment.models import DisciplineSuggestion
from assessment.rules.orders import LONGEST_TEXT, STATE_CHOICES
from assessment.services.orders import NewOrder
from pingan.matters.services.attaching import MOST_FILES
from pingan.web.api import LARGEST_ID
from pingan.web.api_listed_matters import ListedDetailFields, ListedRowSerializer
from pingan.web.api_matter_schemas import MatterActionsSerializer, choice, maybe_key, maybe_text, moment, text
from pingan.web.serializers import StrictInput


class OrderRowSerializer(ListedRowSerializer):
    """What lists show."""

    state = choice(STATE_CHOICES)  # type: ignore[assignment]
    body = serializers.IntegerField()
    body_name = serializers.CharField()
    due_on = serializers.DateField()
    issued_at = moment()
    document_number = maybe_text()
    failed_reviews = serializers.IntegerField()
    first_passed = serializers.BooleanField(allow_null=True)


class OrderItemSerializer(serializers.Serializer[Any]):
    """One point that is demanded."""

    position = serializers.IntegerField()
    demand = serializers.CharField()


class OrderReviewSerializer(serializers.Serializer[Any]):
    """``unmet``: positions of the points not met."""

    is_passed = serializers.BooleanField()
    unmet = serializers.ListField(child=serializers.IntegerField())
    note = serializers.CharField()
    made_at = moment(may_be_null=False)


class OrderReplySerializer(serializers.Serializer[Any]):
    """One round: what the unit reported, and what was found of it."""

    round = serializers.IntegerField()
    text = serializers.CharField()
    made_at = moment(may_be_null=False)
    review = OrderReviewSerializer(allow_null=True, default=None)


class DisciplineSuggestionSerializer(serializers.Serializer[Any]):
    """What was put to a competent authority (Article 62); only for the body's side."""

    concerns = choice(DisciplineSuggestion.Concerns.choices)
    authority = serializers.CharField()
    reason = serializers.CharField()
    document_number = serializers.CharField(source="document.number")
    made_at = moment(may_be_null=False)
    answered_on = serializers.DateField(allow_null=True)
    answer_number = text()
    answer = text()


class RectificationOrderSerializer(OrderRowSerializer, ListedDetailFields):
    """One order with what belongs to it."""

    facts = serializers.CharField()
    basis = serializers.CharField()
    report = maybe_key()
    approved_at = moment()
    document_pdf = maybe_key()
    document_docx = maybe_key()
    served_at = moment()
    acknowledged_at = moment()
    items = OrderItemSerializer(many=True)
    replies = OrderReplySerializer(many=True)
    suggestions = DisciplineSuggestionSerializer(many=True)


class OfferedOrderActionsSerializer(MatterActionsSerializer):
    """The possible actions of one order."""

    state = choice(STATE_CHOICES)  # type: ignore[assignment]


class NewOrderSerializer(StrictInput):
    """A draft of the own body, to a unit of the same level."""

    organ = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)
    facts = serializers.CharField(max_length=LONGEST_TEXT)
    basis = serializers.CharField(max_length=LONGEST_TEXT)
    demands = serializers.CharField(max_length=6000, help_text="One point on each line.")
    due_on = serializers.DateField(help_text="Day, in Asia/Shanghai.")
    source = serializers.IntegerField(
        min_value=1,
        max_value=LARGEST_ID,
        required=False,
        allow_null=True,
        default=None,
        help_text="A matter.",
    )  # type: ignore[assignment]
    report = serializers.IntegerField(
        min_value=1,
        max_value=LARGEST_ID,
        required=False,
        allow_null=True,
        default=None,
        help_text="A duty report that the unit did not hand in, or not as it was asked to.",
    )
    attachments = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST_ID),
        required=False,
        max_length=MOST_FILES,
        default=list,
    )

    def as_input(self) -> NewOrder:
        """Return the service's own input."""
        data = dict(self.validated_data)
        return NewOrder(**{**data, "attachments": tuple(data["attachments"])})
