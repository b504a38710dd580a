"""What partners read: a list page by page, one matter, and everything in parts."""

from __future__ import annotations

import csv
import io
import json
from hashlib import sha256
from typing import Any, ClassVar, Final

from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from pingan.common.errors import NotFound
from pingan.exchange.api.asked import PARAMETERS, asked_of, cursor_of, size_of
from pingan.exchange.api.callers import PartnerView
from pingan.exchange.api.document import IF_NONE_MATCH, PART, described
from pingan.exchange.api.shapes import (
    RECORD_EXAMPLE,
    PartnerIncidentPageSerializer,
    PartnerIncidentSerializer,
)
from pingan.exchange.queries.records import one_of, part_of
from pingan.web.export_writers import safe_text

_PAGE: Final = 100
_PART: Final = 5000
_HEADS: Final[tuple[tuple[str, str, dict[str, Any]], ...]] = (
    ("Pingan-Cursor", "Where this part ended.", {}),
    ("Pingan-Complete", "Whether nothing comes after it now.", {"enum": ["true", "false"]}),
)


def answer(request: Request, content: dict[str, Any]) -> Response:
    """Answer with a tag of what is said, or that nothing changed since the tag that was seen."""
    said = json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
    tag = f'"{sha256(said).hexdigest()[:32]}"'
    is_same = request.headers.get("If-None-Match", "").removeprefix("W/") == tag
    return (
        Response(status=304, headers={"ETag": tag}) if is_same else Response(content, headers={"ETag": tag})
    )


class Records(PartnerView):
    parameters = PARAMETERS

    @described(
        "incidents",
        "Read incidents",
        "What a permission to read shows, in the order in which they were opened. What changes later, events tell.",
        {
            200: PartnerIncidentPageSerializer,
            304: OpenApiResponse(description="Nothing changed since the ETag that was seen."),
        },
        parameters=(*PART, IF_NONE_MATCH),
        examples=(
            OpenApiExample(
                "a part", value={"results": [RECORD_EXAMPLE], "next_cursor": "MjAyNi0…"}, response_only=True
            ),
        ),
    )
    def get(self, request: Request) -> Response:
        part = part_of(self.permit, asked_of(request, self.permit.fields), size_of(request, _PAGE, _PAGE * 5))
        self.rows_answered = len(part.rows)
        cursor = None if part.is_last else cursor_of(part.place)
        return answer(request, {"results": part.rows, "next_cursor": cursor})


class Record(PartnerView):
    parameters = frozenset({"fields"})

    @described(
        "incident",
        "Read one incident",
        "By its number.",
        {
            200: PartnerIncidentSerializer,
            304: OpenApiResponse(description="Nothing changed since the ETag that was seen."),
        },
        refusals=(400, 404),
        parameters=(PART[0], IF_NONE_MATCH),
        examples=(OpenApiExample("one", value=RECORD_EXAMPLE, response_only=True),),
    )
    def get(self, request: Request, number: str) -> Response:
        found = one_of(self.permit, number, asked_of(request, self.permit.fields).only)
        if found is None:
            raise NotFound()
        self.rows_answered = 1
        return answer(request, found)


class Bulk(PartnerView):
    """Everything, in parts: each answer tells where it ended, and a break costs one part."""

    parameters = PARAMETERS | {"format"}
    formats: ClassVar[dict[str, str]] = {"jsonl": "application/x-ndjson", "csv": "text/csv; charset=utf-8"}

    @described(
        "bulk_incidents",
        "Read all incidents in parts",
        "JSON Lines or CSV (RFC 4180; the first part alone has a head). Each answer tells where it ended (`Pingan-Cursor`)"
        " and whether that was the end (`Pingan-Complete`): ask again with that cursor, and a break costs one part.",
        {(200, "application/x-ndjson"): OpenApiTypes.STR, (200, "text/csv"): OpenApiTypes.STR},
        parameters=(
            *PART,
            OpenApiParameter(
                "format", OpenApiTypes.STR, enum=["jsonl", "csv"], description="Default: jsonl."
            ),
            *(
                OpenApiParameter(
                    name, OpenApiTypes.STR, OpenApiParameter.HEADER, description=said, response=[200], **more
                )
                for name, said, more in _HEADS
            ),
        ),
    )
    def get(self, request: Request) -> HttpResponse:
        kind = request.query_params.get("format", "jsonl")
        if kind not in self.formats:
            raise ValidationError({"format": _("csv or jsonl")})
        asked = asked_of(request, self.permit.fields)
        part = part_of(self.permit, asked, size_of(request, _PART, _PART))
        self.rows_answered = len(part.rows)
        names = ["number", *(name for name in self.permit.fields if asked.only is None or name in asked.only)]
        text = (
            as_lines(part.rows)
            if kind == "jsonl"
            else as_csv(names, part.rows, with_head=asked.after is None)
        )
        response = HttpResponse(text.encode(), content_type=self.formats[kind])
        response["Pingan-Cursor"] = cursor_of(part.place)
        response["Pingan-Complete"] = "true" if part.is_last else "false"
        return response


def as_lines(rows: list[dict[str, Any]]) -> str:
    """Return one JSON document a line."""
    return "".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows)


def as_csv(names: list[str], rows: list[dict[str, Any]], *, with_head: bool) -> str:
    """Return rows by RFC 4180; the first part alone has a head, so that parts are joined as they are."""
    out = io.StringIO()
    writer = csv.writer(out)
    if with_head:
        writer.writerow(names)
    writer.writerows([[_cell(row.get(name)) for name in names] for row in rows])
    return out.getvalue()


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    return safe_text(value) if isinstance(value, str) else value


urlpatterns = [
    path("incidents/", Records.as_view(), name="incidents"),
    path("incidents/<str:number>/", Record.as_view(), name="incident"),
    path("bulk/incidents/", Bulk.as_view(), name="bulk_incidents"),
]
