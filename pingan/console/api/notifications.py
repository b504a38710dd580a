"""The own inbox for programs."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from pingan.notify.models import Notice
from pingan.notify.queries import inbox
from pingan.notify.services import mark_all_read, mark_read
from pingan.web.api import LARGEST_ID, ListedViewSet


class NoticeSerializer(serializers.ModelSerializer[Notice]):
    """``title`` and ``body`` are in the language of whoever reads."""

    title = serializers.CharField(read_only=True)
    body = serializers.CharField(read_only=True, allow_blank=True)

    class Meta:
        model = Notice
        fields = ("id", "kind", "title", "body", "url", "is_urgent", "happened_at", "delivered_at", "read_at")
        read_only_fields = fields


class ReadAllSerializer(serializers.Serializer[Any]):
    up_to = serializers.IntegerField(
        min_value=1,
        max_value=LARGEST_ID,
        required=False,
        allow_null=True,
        default=None,
        help_text="The latest notice that was seen; what came in since stays unread.",
    )


class ReadCountSerializer(serializers.Serializer[Any]):
    read = serializers.IntegerField(help_text="How many were unread.")


class NoticeFilterSet(filters.FilterSet):  # type: ignore[misc]
    unread = filters.TypedChoiceFilter(
        choices=[("true", "true"), ("false", "false")],
        coerce=lambda value: value == "true",
        method="by_unread",
    )
    kind = filters.CharFilter(method="by_kind", max_length=60)

    def by_unread(self, rows: QuerySet[Notice], name: str, value: object) -> QuerySet[Notice]:
        return rows.filter(read_at__isnull=bool(value))

    def by_kind(self, rows: QuerySet[Notice], name: str, value: str) -> QuerySet[Notice]:
        return rows.filter(kind=value) | rows.filter(kind__startswith=f"{value}.")


@extend_schema_view(
    list=extend_schema(
        parameters=[
            OpenApiParameter("unread", OpenApiTypes.BOOL, description="Only unread, or only read ones."),
            OpenApiParameter("kind", OpenApiTypes.STR, description="A kind, or its beginning up to a dot."),
        ]
    )
)
class NotificationViewSet(ListedViewSet):
    """What came in for this account, the latest first."""

    model = Notice
    serializer_class = NoticeSerializer
    filterset_class = NoticeFilterSet
    ordering = ("-pk",)

    def get_queryset(self) -> QuerySet[Notice]:
        if getattr(self, "swagger_fake_view", False):
            return super().get_queryset()
        return inbox(self.actor)

    def retrieve(self, request: Request, pk: str) -> Response:
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=None, responses=NoticeSerializer)
    @action(detail=True, methods=["post"], filterset_class=None)
    def read(self, request: Request, pk: str) -> Response:
        """Note that it was read; a second time changes nothing."""
        notice = mark_read(actor=self.actor, notice_id=self.get_object().pk)
        return Response(self.get_serializer(notice).data)

    @extend_schema(request=ReadAllSerializer, responses=ReadCountSerializer)
    @action(detail=False, methods=["post"], url_path="read-all", filterset_class=None)
    def read_all(self, request: Request) -> Response:
        """Note that everything was read."""
        given = ReadAllSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        return Response({"read": mark_all_read(actor=self.actor, up_to_id=given.validated_data["up_to"])})


resources: list[tuple[str, Any, str]] = [("notifications", NotificationViewSet, "notification")]
