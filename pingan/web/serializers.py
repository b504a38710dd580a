"""What the documents that programs send have in common."""

from __future__ import annotations

import inspect
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiSerializerExtension, OpenApiSerializerFieldExtension
from rest_framework import serializers

from pingan.common.our_time import is_of_our_time

#: More are not named in one refusal: the answer does not grow with the request.
MOST_NAMED = 20


def refused_names(data: Any, known: Collection[str]) -> dict[str, list[str]]:
    """Return a sentence for each name of a sent document that nobody reads; the first ``MOST_NAMED`` of them."""
    if not isinstance(data, Mapping):
        return {}
    sentence = _("This field is unknown or cannot be changed here.")
    unknown = [str(name) for name in data if name not in known]
    return {name: [sentence] for name in unknown[:MOST_NAMED]}


class Degrees(serializers.FloatField):
    """A coordinate in degrees: a truth value in JSON is none, though it counts as 1."""

    def to_internal_value(self, data: Any) -> float:
        """Refuse true and false.

        Raises:
            serializers.ValidationError: it is no number.

        """
        if isinstance(data, bool):
            self.fail("invalid")
        return super().to_internal_value(data)


class MomentField(serializers.DateTimeField):
    """A moment near our time: the years 1 and 9999 do not exist in every zone, and could not be read again."""

    def to_internal_value(self, data: Any) -> datetime:
        """Refuse moments before 1900 and after 2200.

        Raises:
            serializers.ValidationError: no moment, or one far away.

        """
        moment: datetime = super().to_internal_value(data)
        if not is_of_our_time(moment):
            raise serializers.ValidationError(_("This lies too far from today."))
        return moment


class StrictInput(serializers.Serializer[Any]):
    """A document of known fields: a name that would be passed over in silence is refused instead."""

    def to_internal_value(self, data: Any) -> Any:
        """Refuse unknown names together with whatever else is wrong.

        Raises:
            serializers.ValidationError: at the name of each field that is wrong or unknown.

        """
        refused: dict[str, Any] = refused_names(data, self.fields)
        try:
            value = super().to_internal_value(data)
        except serializers.ValidationError as error:
            if not isinstance(error.detail, dict):
                raise
            raise serializers.ValidationError({**refused, **error.detail}) from error
        if refused:
            raise serializers.ValidationError(refused)
        return value


class StrictInputExtension(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]  # the library is untyped
    """Says in the OpenAPI document that such a body takes no other names."""

    target_class = StrictInput
    match_subclasses = True

    def map_serializer(self, auto_schema: Any, direction: Any) -> Any:
        """Describe the serializer as usual, and close it."""
        shape = auto_schema._map_serializer(self.target, direction, bypass_extensions=True)
        if shape.get("description") == inspect.getdoc(StrictInput):  # inherited; it is said of no body
            del shape["description"]
        return {**shape, "additionalProperties": False}


class BlankChoices(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]  # the library is untyped
    """Says in the OpenAPI document that a choice which may be left blank is answered blank.

    A field that is only read loses that in the framework: blank says there what may be sent.
    """

    target_class = serializers.ChoiceField
    match_subclasses = True

    @classmethod
    def _matches(cls, target: Any) -> bool:
        is_answered = isinstance(target, serializers.ChoiceField) and target.read_only
        return (
            is_answered and not isinstance(target, serializers.MultipleChoiceField) and _may_be_blank(target)
        )

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> Any:
        """Describe the field as usual, with blank among its choices."""
        shape = auto_schema._map_serializer_field(self.target, direction, bypass_extensions=True)
        if "" not in shape["enum"]:
            shape["enum"].append("")
        return shape


def _may_be_blank(field: Any) -> bool:
    model = getattr(getattr(field.parent, "Meta", None), "model", None)
    *way, column = field.source_attrs
    try:
        for step in way:
            model = None if model is None else model._meta.get_field(step).related_model
        return model is not None and bool(model._meta.get_field(column).blank)
    except FieldDoesNotExist:  # worked out, of no column
        return False
