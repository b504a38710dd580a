"""How the OpenAPI document describes what every kind of matter has: actions, timeline, terms, files.

Short functions for fields that repeat. A test compares the descriptions with what is really answered.
"""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from pingan.calendars.rules import LIGHTS
from pingan.files.models import StoredFile
from pingan.matters.models import MatterFile
from pingan.web.serializers import StrictInput


def moment(*, may_be_null: bool = True) -> serializers.DateTimeField:
    return serializers.DateTimeField(allow_null=may_be_null)


def text() -> serializers.CharField:
    return serializers.CharField(allow_blank=True)


def maybe_text() -> serializers.CharField:
    return serializers.CharField(allow_null=True)


def maybe_key() -> serializers.IntegerField:
    return serializers.IntegerField(allow_null=True)


def choice(choices: Any, *, may_be_blank: bool = False) -> serializers.ChoiceField:
    return serializers.ChoiceField(choices, allow_blank=may_be_blank)


class RevealSerializer(StrictInput):
    reason = serializers.CharField(max_length=200, help_text="Written into the security log.")


class CountSerializer(serializers.Serializer[Any]):
    count = serializers.IntegerField()


class ChoiceSerializer(serializers.Serializer[Any]):
    value = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


class ActionFieldSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    type = serializers.CharField()
    required = serializers.BooleanField()  # type: ignore[assignment]
    max_length = serializers.IntegerField(required=False)
    minimum = serializers.IntegerField(required=False)
    maximum = serializers.IntegerField(required=False)
    choices = ChoiceSerializer(many=True, required=False)


class OfferedActionSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    tone = serializers.CharField()
    key = text()
    fields = ActionFieldSerializer(many=True)  # type: ignore[assignment]


class MatterActionsSerializer(serializers.Serializer[Any]):
    """The kind adds its states."""

    state = serializers.CharField()
    version = serializers.IntegerField()
    results = OfferedActionSerializer(many=True)


class TimelineEntrySerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    seq = serializers.IntegerField()
    action = serializers.CharField()
    to = text()
    actor = serializers.CharField()
    at = moment(may_be_null=False)
    note = text()
    data = serializers.DictField()  # type: ignore[assignment]
    hash = serializers.CharField()

    def get_fields(self) -> dict[str, Any]:
        """``from`` is a word of Python's own, so it can only be added here."""
        return {**super().get_fields(), "from": text()}


class Whole(serializers.Serializer[Any]):
    """A short collection that comes whole: the links are always null."""

    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)


class TimelineSerializer(Whole):
    results = TimelineEntrySerializer(many=True)


class PauseSerializer(serializers.Serializer[Any]):
    started_at = moment(may_be_null=False)
    ended_at = moment()
    reason = text()


class ClockExtensionSerializer(serializers.Serializer[Any]):
    amount = serializers.IntegerField()
    reason = text()
    allowed_at = moment(may_be_null=False)
    due_before = moment(may_be_null=False)


class ClockSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    stage = serializers.CharField()
    organ = maybe_key()
    organ_name = maybe_text()
    amount = serializers.IntegerField()
    unit = serializers.CharField()
    extension = serializers.IntegerField()
    rule = serializers.DictField(help_text="The time limit as it stood at the start, with its source.")
    started_at = moment(may_be_null=False)
    warn_at = moment(may_be_null=False)
    due_at = moment(may_be_null=False)
    is_provisional = serializers.BooleanField()
    paused_at = moment()
    stopped_at = moment()
    is_met = serializers.BooleanField(allow_null=True)
    light = choice(LIGHTS)
    pauses = PauseSerializer(many=True)
    extensions = ClockExtensionSerializer(many=True)


class ClocksSerializer(Whole):
    results = ClockSerializer(many=True)


class LinkSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField(help_text="Of the attachment.")
    purpose = choice(MatterFile.Purpose.choices)
    kind = choice(StoredFile.Kind.choices)
    name = serializers.CharField()
    media_type = serializers.CharField()
    size_bytes = serializers.IntegerField()
    added_at = moment(may_be_null=False)
    is_gone = serializers.BooleanField()


class LinksSerializer(Whole):
    results = LinkSerializer(many=True)
