"""Matters given to a member unit: its own system looks them up, says that it has them, and what becomes of them."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.urls import path
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from pingan.common.errors import NotFound
from pingan.exchange.api.asked import size_of
from pingan.exchange.api.callers import PartnerView
from pingan.exchange.api.document import PART, described
from pingan.exchange.api.hand_over_shapes import (
    DONE_EXAMPLE,
    HAND_OVER_EXAMPLE,
    HandOverReportFormSerializer,
    HandOverReportSerializer,
    ReceiptSerializer,
    ShownHandOverPageSerializer,
    ShownHandOverSerializer,
)
from pingan.exchange.models import CatalogueEntry, HandOver
from pingan.exchange.queries.hand_overs import fields_of, hand_over_of, open_hand_overs, shown_to_system
from pingan.exchange.rules.resources import HAND_OVERS
from pingan.exchange.services.hand_overs import Report, Told, acknowledge, report
from pingan.web.parsers import FormParser, StrictJSONParser

_PAGE: Final = 100
_EXAMPLES: Final = (OpenApiExample("a hand-over", value=HAND_OVER_EXAMPLE, response_only=True),)


def shown(row: HandOver) -> dict[str, Any]:
    """Return a hand-over as its system sees it: with the approved fields as long as its unit has the task."""
    return {**shown_to_system(row), "record": row.matter.number, "fields": fields_of(row)}


class HandOverView(PartnerView):
    resource = HAND_OVERS.key
    direction = CatalogueEntry.Direction.OUTBOUND

    def told(self, told: Told) -> Response:
        """Answer with how it stands; what had been said before is marked."""
        self.rows_answered = 1
        row = hand_over_of(self.permit, told.row.public_id)
        if row is None:
            raise NotFound()
        return Response(shown(row), headers={} if told.is_new else {"Idempotent-Replayed": "true"})


class HandOvers(HandOverView):
    parameters = frozenset({"limit", "cursor"})

    @described(
        "hand_overs",
        "Read what lies with the unit",
        "Every matter that was given to the partner's unit and still lies with it, in the order in which they were given."
        " Events tell of each one; who missed them asks here.",
        {200: ShownHandOverPageSerializer},
        parameters=(PART[1], PART[2]),
        examples=(
            OpenApiExample(
                "a part", value={"results": [HAND_OVER_EXAMPLE], "next_cursor": None}, response_only=True
            ),
        ),
    )
    def get(self, request: Request) -> Response:
        size = size_of(request, _PAGE, _PAGE)
        rows = open_hand_overs(self.permit, _place(request.query_params.get("cursor", "0")), size)
        self.rows_answered = len(rows[:size])
        cursor = str(rows[size - 1].pk) if len(rows) > size else None
        return Response({"results": [shown(row) for row in rows[:size]], "next_cursor": cursor})


def _place(cursor: str) -> int:
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 19):
        raise ValidationError({"cursor": _("Nobody gave this cursor.")})
    return int(cursor)


class OneHandOver(HandOverView):
    @described(
        "hand_over",
        "Look up a hand-over",
        "How it stands, whoever moved it: the unit's people may act here as well. Once the task has left the unit, no field"
        " is told any more.",
        {200: ShownHandOverSerializer},
        refusals=(400, 404),
        examples=_EXAMPLES,
    )
    def get(self, request: Request, hand_over: UUID) -> Response:
        row = hand_over_of(self.permit, hand_over)
        if row is None:
            raise NotFound()
        self.rows_answered = 1
        return Response(shown(row))


class Receipt(HandOverView):
    @described(
        "hand_over_acknowledge",
        "Acknowledge a hand-over",
        "The system has the matter, under `number` of its own. Within `acknowledge_by`; later it is still taken. The same"
        " again changes nothing (`Idempotent-Replayed`); another number, or a matter that has left the unit, is 409.",
        {200: ShownHandOverSerializer},
        refusals=(400, 404, 409, 422),
        request=ReceiptSerializer,
        examples=(
            *_EXAMPLES,
            OpenApiExample("received", value={"number": "CG-2026-0815"}, request_only=True),
        ),
    )
    def post(self, request: Request, hand_over: UUID) -> Response:
        given = ReceiptSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        return self.told(acknowledge(entry=self.permit, public_id=hand_over, **given.validated_data))


class Status(HandOverView):
    parser_classes = (StrictJSONParser, FormParser)

    @described(
        "hand_over_report",
        "Report what becomes of a hand-over",
        "Becomes the action of the unit: `in_handling` signs (a unit that was called arrives), `done` with `result` reports"
        " the result, `refused` with `reason` returns it. It acknowledges as well. The same again changes nothing; what"
        " cannot be from where the matter stands is 409 with what can (`legal`), what a rule refuses 422 at its field."
        " Photos and files of a result come as a form (`multipart/form-data`): photos lose place and time, and what is no"
        " photo, no office document, no PDF and no recording is refused with 422 at `files`.",
        {200: ShownHandOverSerializer},
        refusals=(400, 404, 409, 422),
        request={
            "application/json": HandOverReportSerializer,
            "multipart/form-data": HandOverReportFormSerializer,
        },
        examples=(*_EXAMPLES, OpenApiExample("done", value=DONE_EXAMPLE, request_only=True)),
    )
    def post(self, request: Request, hand_over: UUID) -> Response:
        is_form = (request.content_type or "").startswith(FormParser.media_type)
        shape = HandOverReportFormSerializer if is_form else HandOverReportSerializer
        given = shape(data=request.data)
        given.is_valid(raise_exception=True)
        said = given.validated_data
        data = Report(**{**said, "files": tuple(said.get("files", ()))})
        return self.told(report(entry=self.permit, public_id=hand_over, data=data))


urlpatterns = [
    path("hand-overs/", HandOvers.as_view(), name="hand_overs"),
    path("hand-overs/<uuid:hand_over>/", OneHandOver.as_view(), name="hand_over"),
    path("hand-overs/<uuid:hand_over>/acknowledge/", Receipt.as_view(), name="hand_over_acknowledge"),
    path("hand-overs/<uuid:hand_over>/status/", Status.as_view(), name="hand_over_status"),
]
