"""Files that come in pieces: promised under an id of the sender's own, sent from wherever the line broke."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from pingan.common.errors import DomainError
from pingan.files.models import Upload
from pingan.files.queries import Receipt, own_upload, receipt_of
from pingan.files.services import Promise, WrongOffset, begin_upload, receive_piece
from pingan.web.api import ScopedViewSet
from pingan.web.errors import problem
from pingan.web.parsers import PieceParser, StrictJSONParser
from pingan.web.queued import check_account
from pingan.web.serializers import StrictInput

#: As many as one question names.
MOST_IDS = 100
_OFFSET = OpenApiParameter(
    "Upload-Offset", OpenApiTypes.INT, OpenApiParameter.HEADER, required=True, description="Where it begins."
)


class UploadReceiptSerializer(serializers.Serializer[Receipt]):
    """How far a file got. ``file`` is its id among the attachments once it is ``whole``."""

    id = serializers.UUIDField(read_only=True)
    state = serializers.ChoiceField(choices=Upload.State.choices, read_only=True)
    offset = serializers.IntegerField(read_only=True, help_text="Bytes that have arrived, without a gap.")
    size = serializers.IntegerField(read_only=True, help_text="Bytes as promised.")
    file = serializers.IntegerField(read_only=True, allow_null=True)
    reason = serializers.CharField(read_only=True, allow_blank=True, help_text="Why it was refused.")


class UploadPromiseSerializer(StrictInput):
    size = serializers.IntegerField(min_value=0, max_value=2**31 - 1, help_text="Bytes, up to 20 MiB.")
    sha256 = serializers.CharField(
        max_length=64, help_text="Of the whole file, in lower-case hexadecimal digits."
    )
    name = serializers.CharField(max_length=400, allow_blank=True, required=False, default="")
    read_place = serializers.BooleanField(
        required=False,
        default=False,
        help_text="The sender agrees that place and time are read from a photo before they are removed.",
    )


def _read_ids(text: str) -> list[UUID]:
    try:
        wanted = [UUID(part) for part in text.split(",") if part]
    except ValueError as error:
        raise serializers.ValidationError({"ids": [_("Name uploads by their ids, with commas.")]}) from error
    if len(wanted) > MOST_IDS:
        raise serializers.ValidationError({"ids": [_("Name at most %(most)d at once.") % {"most": MOST_IDS}]})
    return wanted


def _offset(request: Request) -> int:
    text = request.headers.get("Upload-Offset", "")
    if not (text.isascii() and text.isdigit() and len(text) < 12):
        raise serializers.ValidationError({"Upload-Offset": [_("Say in bytes where this piece begins.")]})
    return int(text)


@extend_schema_view(
    list=extend_schema(
        parameters=[
            OpenApiParameter("ids", OpenApiTypes.STR, description="Only these, with commas; at most 100.")
        ]
    ),
    update=extend_schema(request=UploadPromiseSerializer, responses=UploadReceiptSerializer),
    partial_update=extend_schema(
        request={PieceParser.media_type: OpenApiTypes.BINARY},
        responses=UploadReceiptSerializer,
        parameters=[_OFFSET],
    ),
)
class UploadViewSet(ScopedViewSet):
    """Own files on their way here, piece by piece; an id of others is as unknown as one that nobody has made.

    PUT promises a file (or asks how far it got), PATCH appends at most 512 KiB at ``Upload-Offset``. A wrong offset is
    409 ``wrong_offset`` with the true one. With the last piece the whole is checked and stored as an attachment.
    """

    model = Upload
    serializer_class = UploadReceiptSerializer
    parser_classes = (StrictJSONParser, PieceParser)
    ordering = ("-pk",)
    lookup_value_regex = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse what another account's phone sends in this one's session."""
        super().initial(request, *args, **kwargs)
        check_account(request._request)

    def list(self, request: Request) -> Response:
        rows = self.get_queryset().select_related("file")
        ids = request.query_params.get("ids")
        if ids is not None:
            rows = rows.filter(key__in=_read_ids(ids))
        page = self.paginate_queryset(rows) or []
        return self.get_paginated_response([receipt_of(row).document() for row in page])

    def retrieve(self, request: Request, pk: str) -> Response:
        return _answer(receipt_of(own_upload(actor=self.actor, key=UUID(pk))))

    def update(self, request: Request, pk: str) -> Response:
        given = UploadPromiseSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        data = given.validated_data
        promise = Promise(
            name=data["name"],
            size_bytes=data["size"],
            sha256=data["sha256"],
            read_place=data["read_place"],
        )
        return _answer(begin_upload(actor=self.actor, key=UUID(pk), promise=promise))

    def partial_update(self, request: Request, pk: str) -> Response:
        own_upload(actor=self.actor, key=UUID(pk))  # whose id it is not is told so, whatever was sent
        content = request.data
        if not isinstance(content, bytes):
            raise serializers.ValidationError(
                {"": [_("Send the piece as %(type)s.") % {"type": PieceParser.media_type}]}
            )
        try:
            receipt = receive_piece(actor=self.actor, key=UUID(pk), start=_offset(request), content=content)
        except WrongOffset as error:
            return _again(error, error.receipt)
        return _answer(receipt)


def _answer(receipt: Receipt) -> Response:
    response = Response(receipt.document())
    response["Upload-Offset"] = str(receipt.offset)
    response["Cache-Control"] = "no-store"
    return response


def _again(error: DomainError, receipt: Receipt) -> Response:
    response = problem(409, code=error.code, title=str(error.message), **receipt.document())
    response["Upload-Offset"] = str(receipt.offset)
    return response


resources: list[tuple[str, Any, str]] = [("uploads", UploadViewSet, "upload")]
