"""Work orders of a hotline (12345): handed over once, and looked up under the partner's own number."""

from __future__ import annotations

from typing import Any

from django.urls import path
from drf_spectacular.utils import OpenApiExample
from rest_framework.request import Request
from rest_framework.response import Response

from pingan.common.errors import NotFound
from pingan.exchange.api.callers import PartnerView
from pingan.exchange.api.document import described
from pingan.exchange.api.shapes import (
    ORDER_EXAMPLE,
    STANDING_EXAMPLE,
    WorkOrderSerializer,
    WorkOrderStandingSerializer,
)
from pingan.exchange.models import CatalogueEntry
from pingan.exchange.queries.work_orders import Standing, standing_of
from pingan.exchange.services.work_orders import WorkOrderInput, receive_work_order


def shown(standing: Standing) -> dict[str, Any]:
    """Return what a partner is told of its work order."""
    return {
        "number": standing.number,
        "record": standing.record,
        "state": standing.state,
        "received_at": standing.received_at.isoformat(),
        "closed_at": standing.closed_at.isoformat() if standing.closed_at else None,
    }


class WorkOrders(PartnerView):
    direction = CatalogueEntry.Direction.INBOUND

    @described(
        "work_order_create",
        "Hand over a work order",
        "It becomes an incident under the partner's own number, once: the same one again is answered with 200 and what came"
        " of it, another one under the number with 409. Who called is stored encrypted and told to nobody.",
        {201: WorkOrderStandingSerializer, 200: WorkOrderStandingSerializer},
        refusals=(400, 404, 409, 422),
        request=WorkOrderSerializer,
        examples=(
            OpenApiExample("a lamp", value=ORDER_EXAMPLE, request_only=True),
            OpenApiExample(
                "its standing", value=STANDING_EXAMPLE, response_only=True, status_codes=["200", "201"]
            ),
        ),
    )
    def post(self, request: Request) -> Response:
        serializer = WorkOrderSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        received = receive_work_order(entry=self.permit, data=WorkOrderInput(**serializer.validated_data))
        standing = standing_of(self.permit, received.order.number)
        if standing is None:
            raise NotFound()
        self.rows_answered = 1
        response = Response(shown(standing), status=201 if received.is_new else 200)
        if not received.is_new:
            response["Idempotent-Replayed"] = "true"
        return response


class OneWorkOrder(PartnerView):
    direction = CatalogueEntry.Direction.INBOUND

    @described(
        "work_order",
        "Look up a work order",
        "How far it has come, by the partner's own number.",
        {200: WorkOrderStandingSerializer},
        refusals=(400, 404),
        examples=(OpenApiExample("its standing", value=STANDING_EXAMPLE, response_only=True),),
    )
    def get(self, request: Request, number: str) -> Response:
        standing = standing_of(self.permit, number)
        if standing is None:
            raise NotFound()
        self.rows_answered = 1
        return Response(shown(standing))


urlpatterns = [
    path("work-orders/", WorkOrders.as_view(), name="work_orders"),
    path("work-orders/<str:number>/", OneWorkOrder.as_view(), name="work_order"),
]
