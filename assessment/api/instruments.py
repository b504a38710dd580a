"""Instruments of Article 60 for programs: the same rows, verbs and actions as on the pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from assessment.api import instrument_schemas as schemas
from assessment.models import Instrument
from assessment.queries.instrument_filters import InstrumentFilterSet
from assessment.queries.instruments import instruments_visible, measures_of, replies_of
from assessment.services.instruments import register_instrument
from pingan.web.api_listed_matters import FILTERS as FILTERS_OF_ALL
from pingan.web.api_listed_matters import ListedMatterViewSet
from pingan.web.api_matter_parameters import action_input_schema, action_name
from pingan.web.api_matter_rows import moment
from pingan.web.api_matter_schemas import CountSerializer
from pingan.web.schema import OPTIONAL_IF_MATCH
from pingan.web.schema import query_parameter as _query

FILTERS = [
    *FILTERS_OF_ALL,
    _query("on_time", OpenApiTypes.BOOL, "Answered in time."),
    _query("todo", OpenApiTypes.BOOL, "The next step is the own post's."),
]


@extend_schema_view(
    list=extend_schema(parameters=FILTERS, responses=schemas.InstrumentRowSerializer),
    create=extend_schema(
        request=schemas.NewInstrumentSerializer, responses={201: schemas.InstrumentSerializer}
    ),
    retrieve=extend_schema(responses=schemas.InstrumentSerializer),
    count=extend_schema(parameters=FILTERS, responses=CountSerializer, filters=True),
    offered=extend_schema(responses=schemas.OfferedInstrumentActionsSerializer),
    perform=extend_schema(
        operation_id="instruments_perform",
        request=action_input_schema("instrument"),
        responses=schemas.InstrumentSerializer,
        parameters=[OPTIONAL_IF_MATCH, action_name("instrument")],
    ),
)
class InstrumentViewSet(ListedMatterViewSet):
    """Instruments of the area, and those that are addressed to the own unit."""

    kind = "instrument"
    model = Instrument
    serializer_class = schemas.InstrumentRowSerializer
    filterset_class = InstrumentFilterSet
    more = ("kind", "issuer", "document_number", "received_on", "reply_by", "is_on_time", "inaction_at")

    def visible(self) -> QuerySet[Instrument]:
        return instruments_visible(self.actor)

    def row(self, values: Mapping[str, Any]) -> dict[str, Any]:
        same = ("issuer", "document_number", "received_on", "reply_by", "is_on_time")
        return {
            **{name: values[name] for name in same},
            "sort": values["kind"],
            "inaction_at": moment(values["inaction_at"]),
        }

    def whole_of(self, detail: Instrument) -> dict[str, Any]:
        return {
            "measures": schemas.InstrumentMeasureSerializer(measures_of(detail), many=True).data,
            "replies": schemas.InstrumentReplySerializer(replies_of(detail)[::-1], many=True).data,
        }

    def create(self, request: Request) -> Response:
        given = schemas.NewInstrumentSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        instrument = register_instrument(actor=self.actor, data=given.as_input())
        response = self.answer_after(instrument, status=201)
        response["Location"] = request.build_absolute_uri(
            reverse("api:instrument-detail", kwargs={"pk": instrument.pk})
        )
        return response


resources: list[tuple[str, Any, str]] = [("instruments", InstrumentViewSet, "instrument")]
