"""Circulars for programs: worded by one, approved by another, as on the pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from pingan.common.errors import NotFound
from pingan.office.api import desk_schemas as schemas
from pingan.office.api.desk import checked
from pingan.office.models import Circular
from pingan.office.policy import CIRCULARS
from pingan.office.queries import circulars as queries
from pingan.office.services import circulars as services
from pingan.web.api import LARGEST_ID, ActorMixin, etag_of, seen_version
from pingan.web.pagination import opened_cursor, sealed_cursor
from pingan.web.tables import page_of


def _row(circular: Any) -> dict[str, Any]:
    return {
        "id": circular.pk,
        "subject": circular.subject,
        "state": circular.state,
        "organ": circular.organ_id,
        "organ_name": circular.organ.name,
        "document": circular.document.number if circular.document else "",
        "written_at": circular.written_at,
        "served": circular.served,
        "confirmed": circular.confirmed,
        "version": circular.version,
    }


def _whole(circular: Circular) -> dict[str, Any]:
    columns = ("subject", "text", "contact", "left_out", "remark", "state", "version")
    return {
        **{name: getattr(circular, name) for name in columns},
        "id": circular.pk,
        "document": circular.document.number if circular.document else "",
        "written_at": circular.written_at,
        "approved_at": circular.approved_at,
        "matters": [one.matter_id for one in circular.named.all()],
        "recipients": [one.organ_id for one in circular.recipients.all()],
        "receipts": [
            {
                "unit": str(row.recipient),
                "served_at": row.served_at,
                "acknowledged_at": row.acknowledged_at,
            }
            for row in queries.receipts_of(circular)
        ],
    }


def _input(data: Any) -> services.CircularInput:
    said = checked(schemas.CircularInputSerializer(data=data))
    return services.CircularInput(
        **{**said, "matters": tuple(said["matters"]), "recipients": tuple(said["recipients"])}
    )


class _Circulars(ActorMixin):
    def answer(self, pk: int, status: int = 200) -> Response:
        """Return a circular with its entity tag."""
        circular = queries.circular_view(self.actor, pk) if pk <= LARGEST_ID else None
        if circular is None:
            raise NotFound()
        response = Response(schemas.CircularSerializer(_whole(circular)).data, status=status)
        response["ETag"] = etag_of(circular.version)
        return response


class CircularsView(_Circulars):
    """Circulars of the area."""

    duty = CIRCULARS

    @extend_schema(
        operation_id="office_circulars_list",
        parameters=[schemas.AskedCircularsSerializer],
        responses=schemas.CircularsSerializer,
        filters=False,
    )
    def get(self, request: Request) -> Response:
        """Circulars in work, issued or withdrawn, the newest first."""
        said = checked(schemas.AskedCircularsSerializer(data=request.query_params))
        rows = queries.circulars_in(self.actor, said["part"])
        cursor = opened_cursor(request, said["cursor"])
        page = page_of(rows, order=queries.ORDER, cursor=cursor, size=said["page_size"])
        shown = {"next": sealed_cursor(request, page.next), "results": [_row(row) for row in page.rows]}
        return Response(schemas.CircularsSerializer(shown).data)

    @extend_schema(
        request=schemas.CircularInputSerializer, responses={201: schemas.CircularSerializer}, filters=False
    )
    def post(self, request: Request) -> Response:
        """Keep a draft of the own office."""
        made = services.draft_circular(actor=self.actor, data=_input(request.data))
        return self.answer(made.pk, 201)


class CircularView(_Circulars):
    """One circular."""

    duty = CIRCULARS

    @extend_schema(responses=schemas.CircularSerializer, filters=False)
    def get(self, request: Request, pk: int) -> Response:
        """A circular with what it names, where it goes, and what was confirmed."""
        return self.answer(pk)

    @extend_schema(request=schemas.CircularInputSerializer, responses=schemas.CircularSerializer)
    def put(self, request: Request, pk: int) -> Response:
        """Word a draft anew. ``If-Match``: the version that was read."""
        self.answer(pk)
        seen = seen_version(request, is_required=True)
        services.edit_circular(actor=self.actor, circular_id=pk, data=_input(request.data), seen_version=seen)
        return self.answer(pk)


class CircularStepView(_Circulars):
    """What becomes of a circular: ``submit``, ``approve``, ``return``, ``withdraw``."""

    duty = CIRCULARS

    @extend_schema(
        operation_id="office_circulars_step",
        request=schemas.ReturnSerializer,
        responses=schemas.CircularSerializer,
    )
    def post(self, request: Request, pk: int, step: str) -> Response:
        """Submit, approve, return or withdraw. ``If-Match``: the version that was read."""
        self.answer(pk)
        if step not in STEPS:
            raise NotFound()
        said = checked(schemas.ReturnSerializer(data=request.data))
        more = said if step == "return" else {}
        STEPS[step](actor=self.actor, circular_id=pk, seen_version=seen_version(request), **more)
        return self.answer(pk)


STEPS: dict[str, Callable[..., Any]] = {
    "submit": services.submit_circular,
    "approve": services.approve_circular,
    "return": services.return_circular,
    "withdraw": services.withdraw_circular,
}
urlpatterns = [
    path("office/circulars/", CircularsView.as_view(), name="circulars"),
    path("office/circulars/<int:pk>/", CircularView.as_view(), name="circular"),
    path("office/circulars/<int:pk>/<slug:step>/", CircularStepView.as_view(), name="circular-step"),
]
