"""Shapes of the supervision desk and of circulars."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from pingan.matters.services.bulk import MOST
from pingan.office.models import CircularState
from pingan.office.queries.desk import ALL, NO_RUNG, SIGNS, TABS, kinds
from pingan.office.rules.ladder import RUNGS
from pingan.office.services.circular_checks import MOST as MOST_NAMED
from pingan.web.serializers import MomentField, StrictInput

_CIRCUMSTANCES = ("58-1", "58-2", "58-3", "58-6", "58-7")


class AskedDeskSerializer(StrictInput):
    """The same filters as those of the page."""

    tab = serializers.ChoiceField(TABS, required=False, default=ALL, help_text="Why it waits.")
    kind = serializers.CharField(required=False, default="", max_length=20, help_text="Kind of matter.")
    region = serializers.RegexField(
        r"^36[0-9]{10}\Z", required=False, default="", help_text="Division; blank: the whole area."
    )
    organ = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    rung = serializers.ChoiceField(
        (NO_RUNG, *RUNGS), required=False, default="", help_text="The highest rung that was taken."
    )
    q = serializers.CharField(
        required=False, default="", max_length=100, help_text="Number, or part of a title."
    )
    cursor = serializers.CharField(required=False, default="")
    page_size = serializers.IntegerField(required=False, default=50, min_value=1, max_value=200)

    def validate_kind(self, value: str) -> str:
        """Return the kind.

        Raises:
            serializers.ValidationError: nothing of this kind can be urged.

        """
        if value and value not in kinds():
            raise serializers.ValidationError(_("There is no such kind of matter."))
        return value


class DeskRowSerializer(serializers.Serializer[Any]):
    """A matter that waits for a push. ``rung`` null: none was taken yet."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    number = serializers.CharField()
    title = serializers.CharField()
    state = serializers.CharField()
    region = serializers.CharField()
    organ = serializers.IntegerField(allow_null=True)
    organ_name = serializers.CharField(allow_blank=True)
    due_at = serializers.DateTimeField(allow_null=True)
    signs = serializers.ListField(child=serializers.ChoiceField(tuple(SIGNS)))
    rung = serializers.ChoiceField(RUNGS, allow_null=True)
    rung_by = serializers.CharField(allow_blank=True)
    rung_at = serializers.DateTimeField(allow_null=True)
    reminders = serializers.IntegerField()
    version = serializers.IntegerField()


class DeskSerializer(serializers.Serializer[Any]):
    """``restricted``: numbers of restricted matters of the area that wait as well; nothing else is said of them."""

    next = serializers.CharField(allow_null=True)
    results = DeskRowSerializer(many=True)
    restricted = serializers.ListField(child=serializers.CharField())


class DeskReceiptSerializer(serializers.Serializer[Any]):
    """Service on one unit."""

    unit = serializers.CharField()
    served_at = serializers.DateTimeField()
    acknowledged_at = serializers.DateTimeField(allow_null=True)


class DeskStepSerializer(serializers.Serializer[Any]):
    """A rung that was taken. ``left_out``: the rung below it that was passed over with a reason."""

    rung = serializers.ChoiceField(RUNGS)
    who = serializers.CharField()
    at = serializers.DateTimeField()
    note = serializers.CharField(allow_blank=True)
    left_out = serializers.CharField(allow_blank=True)
    document = serializers.CharField(allow_blank=True, help_text="Number of the document.")
    receipts = DeskReceiptSerializer(many=True)


class LadderSerializer(serializers.Serializer[Any]):
    """A matter with every rung that was taken on it, oldest first."""

    matter = DeskRowSerializer()
    steps = DeskStepSerializer(many=True)


class RowSerializer(StrictInput):
    """A matter, and its version as it was listed: a row that was changed meanwhile is left alone."""

    id = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1)


class RemindManySerializer(StrictInput):
    """Whom to urge, in which words."""

    rows = serializers.ListField(child=RowSerializer(), allow_empty=False, max_length=MOST)
    note = serializers.CharField(max_length=200)


class OutcomeSerializer(serializers.Serializer[Any]):
    """What became of one row; ``refusal`` blank: done."""

    id = serializers.IntegerField(source="matter_id")
    number = serializers.SerializerMethodField(help_text="null: no matter of this id in the area.")
    refusal = serializers.CharField(allow_blank=True)

    def get_number(self, outcome: Any) -> str | None:
        """Return the number; of a matter that the post does not see its id stands in the outcome, and no title."""
        return None if outcome.number == str(outcome.matter_id) else str(outcome.number)


class OutcomesSerializer(serializers.Serializer[Any]):
    """One result for each row that was sent."""

    results = OutcomeSerializer(many=True)


class LetterSerializer(StrictInput):
    """A letter of supervision to the responsible unit."""

    demand = serializers.CharField(max_length=1000)
    due_at = MomentField()
    left_out = serializers.CharField(required=False, default="", max_length=200, allow_blank=True)


class ProposalSerializer(StrictInput):
    """The proposal of a case under Article 58."""

    circumstance = serializers.ChoiceField(_CIRCUMSTANCES)
    note = serializers.CharField(max_length=300)
    left_out = serializers.CharField(required=False, default="", max_length=200, allow_blank=True)


class CircularInputSerializer(StrictInput):
    """The wording of a circular; it names units and matters, never persons."""

    subject = serializers.CharField(max_length=200)
    text = serializers.CharField(max_length=5000)
    contact = serializers.CharField(required=False, default="", max_length=200, allow_blank=True)
    left_out = serializers.CharField(required=False, default="", max_length=200, allow_blank=True)
    matters = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1),
        allow_empty=False,
        max_length=MOST_NAMED,
    )
    recipients = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1), allow_empty=False, max_length=200
    )


class ReturnSerializer(StrictInput):
    """What is to be changed; asked of ``return`` alone."""

    remark = serializers.CharField(required=False, default="", max_length=200, allow_blank=True)


class AskedCircularsSerializer(StrictInput):
    """Which part of the list."""

    part = serializers.ChoiceField(("open", "issued", "withdrawn"), required=False, default="open")
    cursor = serializers.CharField(required=False, default="")
    page_size = serializers.IntegerField(required=False, default=50, min_value=1, max_value=200)


class CircularRowSerializer(serializers.Serializer[Any]):
    """A circular in a list."""

    id = serializers.IntegerField()
    subject = serializers.CharField()
    state = serializers.ChoiceField(CircularState.choices)
    organ = serializers.IntegerField()
    organ_name = serializers.CharField()
    document = serializers.CharField(allow_blank=True, help_text="Number; blank: not issued.")
    written_at = serializers.DateTimeField()
    served = serializers.IntegerField()
    confirmed = serializers.IntegerField()
    version = serializers.IntegerField()


class CircularsSerializer(serializers.Serializer[Any]):
    """Circulars, the newest first."""

    next = serializers.CharField(allow_null=True)
    results = CircularRowSerializer(many=True)


class CircularSerializer(serializers.Serializer[Any]):
    """One circular with what it names, where it goes, and what was confirmed."""

    id = serializers.IntegerField()
    subject = serializers.CharField()
    text = serializers.CharField()
    contact = serializers.CharField(allow_blank=True)
    left_out = serializers.CharField(allow_blank=True)
    remark = serializers.CharField(allow_blank=True)
    state = serializers.ChoiceField(CircularState.choices)
    document = serializers.CharField(allow_blank=True)
    written_at = serializers.DateTimeField()
    approved_at = serializers.DateTimeField(allow_null=True)
    matters = serializers.ListField(child=serializers.IntegerField())
    recipients = serializers.ListField(child=serializers.IntegerField())
    receipts = DeskReceiptSerializer(many=True)
    version = serializers.IntegerField()


class AskedPageSerializer(StrictInput):
    """Where a list goes on."""

    cursor = serializers.CharField(required=False, default="")
    page_size = serializers.IntegerField(required=False, default=50, min_value=1, max_value=200)


class ReceivedRowSerializer(serializers.Serializer[Any]):
    """A letter or circular that was served on the own unit."""

    id = serializers.IntegerField(help_text="Key of the receipt.")
    document = serializers.IntegerField()
    number = serializers.CharField()
    title = serializers.CharField()
    issuer = serializers.CharField()
    served_at = serializers.DateTimeField()
    acknowledged_at = serializers.DateTimeField(allow_null=True)


class ReceivedSerializer(serializers.Serializer[Any]):
    """What supervision served on the own unit, the newest first."""

    next = serializers.CharField(allow_null=True)
    results = ReceivedRowSerializer(many=True)
