"""Files for programs: sent once, then named by id in whatever they belong to."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from pingan.documents.services import note_taking
from pingan.files.models import StoredFile
from pingan.files.services import open_file, open_thumbnail, store_upload
from pingan.web.api import ScopedViewSet
from pingan.web.parsers import FormParser

#: Shown in place by browsers; everything else is offered as a download.
_INLINE = (StoredFile.Kind.PHOTO, StoredFile.Kind.AUDIO)
THUMBNAIL_TYPE = "image/jpeg"


class AnyTypeRenderer(JSONRenderer):
    """Bytes are streamed whatever type the client accepts; a refusal is still problem+json."""

    media_type = "*/*"
    format = "bytes"


class AttachmentSerializer(serializers.ModelSerializer[StoredFile]):
    name = serializers.CharField(source="original_name", read_only=True)
    has_thumbnail = serializers.SerializerMethodField()

    class Meta:
        model = StoredFile
        fields = (
            "id", "kind", "name", "media_type", "size_bytes", "sha256", "width", "height", "duration_seconds",
            "taken_at", "longitude", "latitude", "created_at", "has_thumbnail",
        )  # fmt: skip
        read_only_fields = fields

    def get_has_thumbnail(self, row: StoredFile) -> bool:
        return bool(row.thumbnail_name)


class UploadSerializer(serializers.Serializer[Any]):
    file = serializers.FileField(
        allow_empty_file=True, use_url=False, help_text="JPEG, PNG, WebP, PDF, DOCX, XLSX or a recording."
    )
    read_place = serializers.BooleanField(
        required=False,
        default=False,
        help_text="The sender agrees that place and time are read from a photo before they are removed.",
    )


def _started(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Read the first piece now, so that what is missing is a 404 and not a broken stream."""
    first = next(pieces, b"")
    return chain([first], pieces)


def _bytes(content: Iterator[bytes], *, media_type: str, name: str, inline: bool) -> HttpResponseBase:
    response = StreamingHttpResponse(_started(content), content_type=media_type)
    disposition = content_disposition_header(not inline, name)
    if disposition:
        response["Content-Disposition"] = disposition
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"
    return response


@extend_schema_view(
    create=extend_schema(
        request={"multipart/form-data": UploadSerializer}, responses={201: AttachmentSerializer}
    )
)
class AttachmentViewSet(ScopedViewSet):
    """Own files that nothing refers to yet, and those on what the post may see. Kept two days until linked."""

    model = StoredFile
    serializer_class = AttachmentSerializer
    parser_classes = (FormParser,)
    ordering = ("-pk",)

    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def create(self, request: Request) -> Response:
        given = UploadSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        stored = store_upload(
            actor=self.actor,
            upload=given.validated_data["file"],
            read_place=given.validated_data["read_place"],
        )
        response = Response(self.get_serializer(stored).data, status=201)
        response["Location"] = request.build_absolute_uri(
            reverse("api:attachment-detail", kwargs={"pk": stored.pk})
        )
        return response

    def retrieve(self, request: Request, pk: str) -> Response:
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(responses={(200, "*/*"): OpenApiTypes.BINARY, 304: OpenApiResponse()})
    @action(detail=True, methods=["get"], renderer_classes=[AnyTypeRenderer], pagination_class=None)
    def content(self, request: Request, pk: str) -> HttpResponseBase:
        """The file itself."""
        stored: StoredFile = self.get_object()
        note_taking(actor=self.actor, stored=stored)
        tag = f'"{stored.sha256}"'
        if request.headers.get("If-None-Match") == tag:
            return HttpResponse(status=304, headers={"ETag": tag, "Cache-Control": "private, no-cache"})
        response = _bytes(
            open_file(stored),
            media_type=stored.media_type,
            name=stored.original_name,
            inline=stored.kind in _INLINE,
        )
        response["Content-Length"] = str(stored.size_bytes)
        response["ETag"] = tag
        return response

    @extend_schema(responses={(200, THUMBNAIL_TYPE): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"], renderer_classes=[AnyTypeRenderer], pagination_class=None)
    def thumbnail(self, request: Request, pk: str) -> HttpResponseBase:
        """A small picture of a photo; 404 for anything else."""
        stored: StoredFile = self.get_object()
        return _bytes(
            open_thumbnail(stored), media_type=THUMBNAIL_TYPE, name=stored.original_name, inline=True
        )


resources: list[tuple[str, Any, str]] = [("attachments", AttachmentViewSet, "attachment")]
