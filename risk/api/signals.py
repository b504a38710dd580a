"""Signals for programs: the same rows, verbs and actions as on the pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from pingan.web.api_listed_matters import FILTERS, ListedRowSerializer
from pingan.web.api_matter_parameters import action_input_schema, action_name
from pingan.web.api_matter_rows import moment
from pingan.web.api_matter_schemas import CountSerializer, MatterActionsSerializer, Whole, choice, maybe_key
from pingan.web.api_matter_schemas import moment as moment_field
from pingan.web.api_matters import whole
from pingan.web.schema import OPTIONAL_IF_MATCH
from risk.api.matters import RiskDetailFields, RiskViewSet
from risk.models import Counted, Dismissal, Layer, Method, Signal
from risk.queries.signal_filters import LISTED_STATES, SignalFilterSet
from risk.queries.signals import records_behind, sightings_of, signals_visible

#: How many records behind a signal are named; the filters of their own lists find them all.
MOST_RECORDS = 200


class SignalRowSerializer(ListedRowSerializer):
    state = choice(LISTED_STATES)  # type: ignore[assignment]
    layer = choice(Layer.choices)
    method = choice(Method.choices)
    rule = maybe_key()
    counted = choice(Counted.choices)
    category = serializers.CharField(help_text="Code of the class that is counted.")
    area = serializers.CharField(help_text="Beginning of the codes of the area that is counted.")
    first_night = serializers.DateField()
    last_night = serializers.DateField()
    nights = serializers.IntegerField()
    figures = serializers.DictField(help_text="Numbers and lists of numbers: count, days, expected, upper …")
    outcome = choice(Signal.Outcome.choices, may_be_blank=True)
    dismissal = choice(Dismissal.choices, may_be_blank=True)
    reviewed_at = moment_field()


class SightingSerializer(serializers.Serializer[Any]):
    """The signal as one night saw it; a rule knows no p-value."""

    night = serializers.DateField()
    statistic = serializers.FloatField()
    p_value = serializers.FloatField(allow_null=True)
    q_value = serializers.FloatField(allow_null=True)


class SignalSerializer(SignalRowSerializer, RiskDetailFields):
    grids = serializers.ListField(child=serializers.IntegerField())
    sightings = SightingSerializer(many=True, help_text="The latest 60 nights, the oldest first.")


class SignalRecordSerializer(serializers.Serializer[Any]):
    """One matter that a signal counted and that the reader may see."""

    id = serializers.IntegerField(source="pk")
    number = serializers.CharField()
    kind = serializers.CharField()
    title = serializers.CharField()
    state = serializers.CharField()
    opened_at = moment_field(may_be_null=False)


class SignalRecordsSerializer(Whole):
    results = SignalRecordSerializer(many=True)


class OfferedSignalActionsSerializer(MatterActionsSerializer):
    state = choice(LISTED_STATES)  # type: ignore[assignment]


@extend_schema_view(
    list=extend_schema(parameters=FILTERS, responses=SignalRowSerializer),
    retrieve=extend_schema(responses=SignalSerializer),
    count=extend_schema(parameters=FILTERS, responses=CountSerializer, filters=True),
    offered=extend_schema(responses=OfferedSignalActionsSerializer),
    perform=extend_schema(
        operation_id="signals_perform",
        request=action_input_schema("signal"),
        responses=SignalSerializer,
        parameters=[OPTIONAL_IF_MATCH, action_name("signal")],
    ),
)
class SignalViewSet(RiskViewSet):
    """Signals of the area, and those of which the own unit has a task. They are made by the nightly screening alone."""

    kind = "signal"
    model = Signal
    serializer_class = SignalRowSerializer
    filterset_class = SignalFilterSet
    more = (
        "layer", "method", "rule_id", "counted", "area_code", "first_night", "last_night", "nights", "figures",
        "outcome", "dismissal", "reviewed_at",
    )  # fmt: skip

    def visible(self) -> QuerySet[Signal]:
        return signals_visible(self.actor)

    def row(self, values: Mapping[str, Any]) -> dict[str, Any]:
        # The keys of the matters stay inside: one of them may have been closed to all but those named since.
        shown = {name: value for name, value in values["figures"].items() if name != "matters"}
        return {
            "layer": values["layer"],
            "method": values["method"],
            "rule": values["rule_id"],
            "counted": values["counted"],
            "category": values["matter__class_code"],
            "area": values["area_code"],
            "first_night": values["first_night"].isoformat(),
            "last_night": values["last_night"].isoformat(),
            "nights": values["nights"],
            "figures": shown,
            "outcome": values["outcome"],
            "dismissal": values["dismissal"],
            "reviewed_at": moment(values["reviewed_at"]),
        }

    def whole_of(self, detail: Signal) -> dict[str, Any]:
        return {
            "grids": list(detail.grid_ids),
            "sightings": SightingSerializer(sightings_of(detail), many=True).data,
        }

    @extend_schema(responses=SignalRecordsSerializer)
    @action(detail=True, methods=["get"], filterset_class=None, pagination_class=None)
    def records(self, request: Request, pk: str) -> Response:
        """The matters that it counted on its last night, the newest 200, as far as the reader may see them."""
        found = records_behind(self.actor, self.get_object())[:MOST_RECORDS]
        return whole(SignalRecordSerializer(found, many=True).data)


resources: list[tuple[str, Any, str]] = [("signals", SignalViewSet, "signal")]
