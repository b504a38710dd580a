"""Work orders of a hotline (12345): handed over once, and looked up under the partner's own number."""

from __future__ import annotations

from typing import Any

from django.urls import path
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from pingan.common.errors import NotFound
from pingan.exchange.api.callers import PartnerView
from pingan.exchange.models import CatalogueEntry
from pingan.exchange.queries.work_orders import Standing, standing_of
from pingan.exchange.services.work_orders import WorkOrderInput, receive_work_order

_NUMBER = r"^[0-9A-Za-z._-]{1,60}$"


class WorkOrderSerializer(serializers.Serializer[Any]):
    number = serializers.RegexField(_NUMBER)
    category = serializers.CharField(max_length=40)
    description = serializers.CharField(max_length=5000)
    region = serializers.RegexField(r"^36[0-9]{10}$", required=False)
    place_text = serializers.CharField(max_length=200, required=False, allow_blank=True)
    longitude = serializers.FloatField(min_value=-180, max_value=180, required=False)
    latitude = serializers.FloatField(min_value=-90, max_value=90, required=False)
    severity = serializers.CharField(max_length=2, required=False)
    urgency = serializers.CharField(max_length=12, required=False)
    occurred_at = serializers.DateTimeField(required=False)
    reporter_name = serializers.CharField(max_length=50, required=False, allow_blank=True)
    reporter_phone = serializers.CharField(max_length=30, required=False, allow_blank=True)

    def to_internal_value(self, data: Any) -> Any:
        unknown = set(data) - set(self.fields) if isinstance(data, dict) else set()
        if unknown:
            raise ValidationError(
                {str(name): _("There is no such field.") for name in sorted(unknown, key=str)}
            )
        return super().to_internal_value(data)


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
