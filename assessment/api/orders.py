"""Rectification orders for programs: the same rows, verbs and actions as on the pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from assessment.api import order_schemas as schemas
from assessment.models import RectificationOrder
from assessment.queries.order_filters import OrderFilterSet
from assessment.queries.order_reports import origin_of
from assessment.queries.orders import items_of, orders_visible, receipt_of, replies_of, suggestions_of
from assessment.services.orders import draft_order
from pingan.web.api_listed_matters import FILTERS as FILTERS_OF_ALL
from pingan.web.api_listed_matters import ListedMatterViewSet
from pingan.web.api_matter_parameters import action_input_schema, action_name
from pingan.web.api_matter_rows import moment
from pingan.web.api_matter_schemas import CountSerializer
from pingan.web.schema import OPTIONAL_IF_MATCH
from pingan.web.schema import query_parameter as _query

FILTERS = [
    *FILTERS_OF_ALL,
    _query("first_passed", OpenApiTypes.BOOL, "Passed at the first review."),
    _query("todo", OpenApiTypes.BOOL, "The next step is the own post's."),
]


@extend_schema_view(
    list=extend_schema(parameters=FILTERS, responses=schemas.OrderRowSerializer),
    create=extend_schema(
        request=schemas.NewOrderSerializer, responses={201: schemas.RectificationOrderSerializer}
    ),
    retrieve=extend_schema(responses=schemas.RectificationOrderSerializer),
    count=extend_schema(parameters=FILTERS, responses=CountSerializer, filters=True),
    offered=extend_schema(responses=schemas.OfferedOrderActionsSerializer),
    perform=extend_schema(
        operation_id="rectification_orders_perform",
        request=action_input_schema("order"),
        responses=schemas.RectificationOrderSerializer,
        parameters=[OPTIONAL_IF_MATCH, action_name("order")],
    ),
)
class RectificationOrderViewSet(ListedMatterViewSet):
    """Orders of the area, and those that were served on the own unit."""

    kind = "order"
    model = RectificationOrder
    serializer_class = schemas.OrderRowSerializer
    filterset_class = OrderFilterSet
    more = (
        "body_id", "body__name", "due_on", "issued_at", "document__number", "failed_reviews", "first_passed",
    )  # fmt: skip

    def visible(self) -> QuerySet[RectificationOrder]:
        return orders_visible(self.actor)

    def row(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "body": values["body_id"],
            "body_name": values["body__name"],
            "due_on": values["due_on"],
            "issued_at": moment(values["issued_at"]),
            "document_number": values["document__number"],
            "failed_reviews": values["failed_reviews"],
            "first_passed": values["first_passed"],
        }

    def whole_of(self, detail: RectificationOrder) -> dict[str, Any]:
        paper, receipt = detail.document, receipt_of(detail)
        suggestions = suggestions_of(self.actor, detail)
        origin = origin_of(self.actor, detail)
        return {
            "facts": detail.facts,
            "basis": detail.basis,
            "report": origin.pk if origin is not None else None,
            "approved_at": moment(detail.approved_at),
            "document_pdf": paper.pdf_id if paper else None,
            "document_docx": paper.docx_id if paper else None,
            "served_at": moment(receipt.served_at if receipt else None),
            "acknowledged_at": moment(receipt.acknowledged_at if receipt else None),
            "items": schemas.OrderItemSerializer(items_of(detail), many=True).data,
            "replies": schemas.OrderReplySerializer(replies_of(detail)[::-1], many=True).data,
            "suggestions": schemas.DisciplineSuggestionSerializer(suggestions, many=True).data,
        }

    def create(self, request: Request) -> Response:
        given = schemas.NewOrderSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        order = draft_order(actor=self.actor, data=given.as_input())
        response = self.answer_after(order, status=201)
        response["Location"] = request.build_absolute_uri(
            reverse("api:rectification-order-detail", kwargs={"pk": order.pk})
        )
        return response


resources: list[tuple[str, Any, str]] = [
    ("rectification-orders", RectificationOrderViewSet, "rectification-order")
]
