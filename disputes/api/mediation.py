"""Sessions, agreements and channels for programs: to read. They change through the actions of their dispute."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from disputes.api.part_schemas import AgreementSerializer, ChannelSerializer, SessionSerializer
from disputes.models import Agreement, Channel, MediationSession
from disputes.queries import mediation_lists as lists
from pingan.web.api import ListedViewSet


class _ReadOnly(ListedViewSet):
    def retrieve(self, request: Request, pk: str) -> Response:
        return Response(self.get_serializer(self.get_object()).data)


@extend_schema_view(
    list=extend_schema(
        parameters=[
            OpenApiParameter("from", OpenApiTypes.STR, description="Begins on this day or moment, or later."),
            OpenApiParameter(
                "to", OpenApiTypes.STR, description="Begins until this day, or before a moment."
            ),
            OpenApiParameter("mediator", OpenApiTypes.INT, description="In which somebody mediates."),
        ]
    )
)
class SessionViewSet(_ReadOnly):
    """Sessions of the disputes in scope: those planned, unless another ``state`` is asked for."""

    model = MediationSession
    serializer_class = SessionSerializer
    filterset_class = lists.SessionFilterSet
    ordering = ("starts_at", "pk")

    def get_queryset(self) -> QuerySet[MediationSession]:
        if getattr(self, "swagger_fake_view", False):
            return super().get_queryset()
        return lists.sessions_visible(self.actor)


@extend_schema_view(
    list=extend_schema(
        parameters=[OpenApiParameter("effective", OpenApiTypes.BOOL, description="In effect.")]
    )
)
class AgreementViewSet(_ReadOnly):
    """Agreements of the disputes in scope, with clauses, signatures and judicial confirmation."""

    model = Agreement
    serializer_class = AgreementSerializer
    filterset_class = lists.AgreementFilterSet
    ordering = ("-pk",)

    def get_queryset(self) -> QuerySet[Agreement]:
        if getattr(self, "swagger_fake_view", False):
            return super().get_queryset()
        return lists.agreements_visible(self.actor)


class ReferralViewSet(_ReadOnly):
    """Channels that disputes in scope went through, newest first: mediation, arbitration, court and the others."""

    model = Channel
    serializer_class = ChannelSerializer
    filterset_class = lists.ChannelFilterSet
    ordering = ("-opened_at", "-pk")

    def get_queryset(self) -> QuerySet[Channel]:
        if getattr(self, "swagger_fake_view", False):
            return super().get_queryset()
        return lists.channels_visible(self.actor)


resources: list[tuple[str, Any, str]] = [
    ("mediation-sessions", SessionViewSet, "mediation-session"),
    ("agreements", AgreementViewSet, "agreement"),
    ("referrals", ReferralViewSet, "referral"),
]
