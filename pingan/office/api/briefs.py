"""Briefs for programs: drafting, writing, reviewing, issuing, correcting."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from pingan.office.api.brief_schemas import (
    BriefCorrectionSerializer,
    BriefDetailSerializer,
    BriefDraftSerializer,
    BriefReturnSerializer,
    BriefSectionsSerializer,
    BriefSerializer,
)
from pingan.office.models import Brief
from pingan.office.policy import VIEW
from pingan.office.policy.briefs import WRITE
from pingan.office.queries.briefs import ORDER, BriefFilterSet, briefs_listed, changes_of, receipts_of
from pingan.office.services.brief_drafting import draft_brief
from pingan.office.services.brief_issuing import correct_brief, issue_brief
from pingan.office.services.brief_writing import return_brief, review_brief, write_brief
from pingan.web.api import ListedViewSet, etag_of, seen_version
from pingan.web.schema import IF_MATCH


@extend_schema_view(
    create=extend_schema(request=BriefDraftSerializer, responses={201: BriefDetailSerializer}),
    retrieve=extend_schema(responses=BriefDetailSerializer),
    partial_update=extend_schema(
        request=BriefSectionsSerializer, responses=BriefDetailSerializer, parameters=[IF_MATCH]
    ),
)
class BriefViewSet(ListedViewSet):
    """Drafts of the own body, and what was issued in the area or sent to the own unit; the newest period first."""

    model = Brief
    duty = VIEW
    duty_to_create = WRITE
    serializer_class = BriefSerializer
    filterset_class = BriefFilterSet
    ordering = ORDER

    def get_queryset(self) -> QuerySet[Brief]:
        if getattr(self, "swagger_fake_view", False):
            return super().get_queryset()
        return briefs_listed(self.actor)

    def retrieve(self, request: Request, pk: str) -> Response:
        return self._answer(self.get_object().pk)

    def create(self, request: Request) -> Response:
        """Draft the brief of the own body for a period that is over."""
        given = BriefDraftSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        row = draft_brief(actor=self.actor, **given.validated_data)
        response = self._answer(row.pk, status=201)
        response["Location"] = request.build_absolute_uri(reverse("api:brief-detail", kwargs={"pk": row.pk}))
        return response

    def partial_update(self, request: Request, pk: str) -> Response:
        """Write sections of a draft anew."""
        row, seen = self.get_object(), seen_version(request, is_required=True)
        given = BriefSectionsSerializer(data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        write_brief(actor=self.actor, pk=row.pk, sections=given.validated_data, seen_edition=seen)
        return self._answer(row.pk)

    @extend_schema(request=None, responses=BriefDetailSerializer, parameters=[IF_MATCH])
    @action(detail=True, methods=["post"])
    def review(self, request: Request, pk: str) -> Response:
        """Review a draft: another person than those who wrote it."""
        row, seen = self.get_object(), seen_version(request)
        return self._answer(review_brief(actor=self.actor, pk=row.pk, seen_edition=seen).pk)

    @extend_schema(request=BriefReturnSerializer, responses=BriefDetailSerializer, parameters=[IF_MATCH])
    @action(detail=True, methods=["post"], url_path="return")
    def give_back(self, request: Request, pk: str) -> Response:
        """Give a draft or a reviewed brief back to be written on."""
        row, seen = self.get_object(), seen_version(request)
        given = BriefReturnSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        reason = given.validated_data["reason"]
        return self._answer(return_brief(actor=self.actor, pk=row.pk, reason=reason, seen_edition=seen).pk)

    @extend_schema(request=None, responses=BriefDetailSerializer, parameters=[IF_MATCH])
    @action(detail=True, methods=["post"])
    def issue(self, request: Request, pk: str) -> Response:
        """Issue a reviewed brief: number, PDF and DOCX (see its document), service up and down."""
        row, seen = self.get_object(), seen_version(request)
        return self._answer(issue_brief(actor=self.actor, pk=row.pk, seen_edition=seen).pk)

    @extend_schema(
        request=BriefCorrectionSerializer, responses={201: BriefDetailSerializer}, parameters=[IF_MATCH]
    )
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, pk: str) -> Response:
        """Draft the next version of an issued brief, for a reason."""
        row, seen = self.get_object(), seen_version(request)
        given = BriefCorrectionSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        new = correct_brief(actor=self.actor, pk=row.pk, seen_edition=seen, **given.validated_data)
        return self._answer(new.pk, status=201)

    def _answer(self, pk: int, *, status: int = 200) -> Response:
        row: Any = briefs_listed(self.actor).defer(None).get(pk=pk)
        row.shown_charts = list(row.charts.order_by("place"))
        row.shown_changes = changes_of(row)
        row.shown_receipts = receipts_of(row)
        response = Response(BriefDetailSerializer(row).data, status=status)
        response["ETag"] = etag_of(row.edition)
        return response


resources: list[tuple[str, Any, str]] = [("briefs", BriefViewSet, "brief")]
