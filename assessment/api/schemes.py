"""Schemes of assessment for programs (Article 57): reading, drafting, editing, publishing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from assessment.api.scheme_schemas import (
    ExpressionPreviewSerializer,
    ExpressionSerializer,
    IndicatorInputSerializer,
    IndicatorSerializer,
    NewSchemeSerializer,
    SchemeInputSerializer,
    SchemeProblemSerializer,
    SchemeProblemsSerializer,
    SchemePublicationSerializer,
    SchemeSerializer,
    SchemeWithIndicatorsSerializer,
)
from assessment.models import AssessmentScheme, Indicator
from assessment.queries.previews import previewed
from assessment.queries.scheme_filters import SchemeFilterSet
from assessment.queries.schemes import indicators_of, problems_of, schemes_listed
from assessment.services.publishing import discard_draft, publish_scheme, take_over
from assessment.services.scheme_data import data_of_indicator, data_of_scheme
from assessment.services.schemes import draft_scheme, remove_indicator, save_indicator, save_scheme
from pingan.access.policy import fetch
from pingan.common.errors import Forbidden, Invalid, NotFound
from pingan.web.api import LARGEST_ID, ListedViewSet, etag_of, seen_version
from pingan.web.api_matters import whole
from pingan.web.schema import IF_MATCH

_PARAM = "param_"


@contextmanager
def _told_at_the_field() -> Iterator[None]:
    """Name a number of a method as a program sent it, ``params.floor``, where the page's form calls it ``param_floor``."""
    try:
        yield
    except Invalid as error:
        raise Invalid(
            {
                f"params.{name.removeprefix(_PARAM)}" if name.startswith(_PARAM) else name: sentence
                for name, sentence in error.fields.items()
            }
        ) from error


@extend_schema_view(
    create=extend_schema(request=NewSchemeSerializer, responses={201: SchemeWithIndicatorsSerializer}),
    retrieve=extend_schema(responses=SchemeWithIndicatorsSerializer),
    partial_update=extend_schema(
        request=SchemeInputSerializer, responses=SchemeWithIndicatorsSerializer, parameters=[IF_MATCH]
    ),
    destroy=extend_schema(responses={204: None}),
)
class SchemeViewSet(ListedViewSet):
    """Schemes in force and before, of the bodies around; drafts of the own body. A scheme comes with its indicators."""

    model = AssessmentScheme
    serializer_class = SchemeSerializer
    filterset_class = SchemeFilterSet
    ordering = ("-year", "region__code", "audience", "-version", "pk")

    def get_queryset(self) -> QuerySet[AssessmentScheme]:
        """Rows with what a list shows; none while the schema is generated."""
        if getattr(self, "swagger_fake_view", False):
            return super().get_queryset()
        return schemes_listed(self.actor)

    def retrieve(self, request: Request, pk: str) -> Response:
        return self._answer(self.get_object())

    def create(self, request: Request) -> Response:
        given = NewSchemeSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        row = draft_scheme(actor=self.actor, **given.validated_data)
        response = self._again(row.pk, status=201)
        response["Location"] = request.build_absolute_uri(
            reverse("api:assessment-scheme-detail", kwargs={"pk": row.pk})
        )
        return response

    def partial_update(self, request: Request, pk: str) -> Response:
        """Change what is sent of a draft; what is left out stays. Faults stand in ``problems``."""
        row = self._draft()
        given = SchemeInputSerializer(data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        data = replace(data_of_scheme(row), **given.words())
        seen = seen_version(request, is_required=True)
        save_scheme(actor=self.actor, pk=row.pk, data=data, seen_edition=seen)
        return self._again(row.pk)

    def destroy(self, request: Request, pk: str) -> Response:
        """Throw a draft away; 409 for a scheme that was published."""
        discard_draft(actor=self.actor, pk=self._draft().pk)
        return Response(status=204)

    @extend_schema(request=SchemePublicationSerializer, responses=SchemeWithIndicatorsSerializer)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, pk: str) -> Response:
        """Put a draft in force; 422 with every fault at ``indicator:<code>``."""
        row = self._draft("publish")
        given = SchemePublicationSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        publish_scheme(
            actor=self.actor, pk=row.pk, document=given.validated_data["document"], seen_edition=seen_version(request)
        )  # fmt: skip
        return self._again(row.pk)

    @extend_schema(request=None, responses=SchemeWithIndicatorsSerializer)
    @action(detail=True, methods=["post"], url_path="take-over")
    def take_over(self, request: Request, pk: str) -> Response:
        """Derive a draft anew from the version in force above; 409 where it derives from that already."""
        row = self._draft()
        take_over(actor=self.actor, pk=row.pk, seen_edition=seen_version(request))
        return self._again(row.pk)

    @extend_schema(responses=SchemeProblemsSerializer)
    @action(detail=True, methods=["get"], filterset_class=None, pagination_class=None)
    def problems(self, request: Request, pk: str) -> Response:
        """What keeps a draft from being published, by indicator; nothing for a published one."""
        row = self.get_object()
        found = problems_of(row) if row.state == AssessmentScheme.State.DRAFT else []
        return whole(SchemeProblemSerializer(found, many=True).data)

    @extend_schema(
        request=IndicatorInputSerializer, responses={201: IndicatorSerializer}, parameters=[IF_MATCH]
    )
    @action(detail=True, methods=["post"], filterset_class=None, pagination_class=None)
    def indicators(self, request: Request, pk: str) -> Response:
        """Add an indicator to a draft."""
        row = self._draft()
        given = IndicatorInputSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        seen = seen_version(request)
        with _told_at_the_field():
            made = save_indicator(
                actor=self.actor, scheme_id=row.pk, data=given.as_input(), seen_edition=seen
            )
        return self._indicator(row, made.pk, status=201)

    @extend_schema(
        methods=["patch"], request=IndicatorInputSerializer(partial=True), responses=IndicatorSerializer,
        parameters=[IF_MATCH],
    )  # fmt: skip
    @extend_schema(methods=["delete"], responses={204: None}, parameters=[IF_MATCH])
    @action(
        detail=True, methods=["patch", "delete"], url_path="indicators/(?P<code>[A-Za-z0-9-]{1,20})",
        filterset_class=None, pagination_class=None,
    )  # fmt: skip
    def indicator(self, request: Request, pk: str, code: str) -> Response:
        """Change what is sent of one indicator; DELETE takes an own one out, with its parts."""
        row = self._draft()
        found = row.indicators.select_related("parent").filter(code=code).first()
        if found is None:
            raise NotFound()
        seen = seen_version(request)
        if request.method == "DELETE":
            remove_indicator(actor=self.actor, scheme_id=row.pk, indicator_id=found.pk, seen_edition=seen)
            return Response(status=204)
        given = IndicatorInputSerializer(data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        data = replace(data_of_indicator(found), **given.validated_data)
        with _told_at_the_field():
            save_indicator(
                actor=self.actor, scheme_id=row.pk, indicator_id=found.pk, data=data, seen_edition=seen
            )
        return self._indicator(row, found.pk)

    @extend_schema(request=ExpressionSerializer, responses=ExpressionPreviewSerializer)
    @action(detail=False, methods=["post"], filterset_class=None, pagination_class=None)
    def preview(self, request: Request) -> Response:
        """What an expression comes to for units of the own area in the last full period, or where it is none."""
        if not self.actor.has("assessment.scheme"):
            raise Forbidden()
        given = ExpressionSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        data = given.validated_data
        found = previewed(self.actor, data["expression"], data["audience"], data["period"])
        return Response(ExpressionPreviewSerializer(found).data)

    def _draft(self, verb: str = "edit") -> AssessmentScheme:
        pk = int(self.kwargs["pk"])
        return fetch(AssessmentScheme, self.actor, pk if pk <= LARGEST_ID else 0, verb)

    def _indicator(self, scheme: AssessmentScheme, pk: int, *, status: int = 200) -> Response:
        rows = indicators_of(scheme)
        found: Indicator = next(row for row in rows if row.pk == pk)
        scheme.refresh_from_db(fields=["edition"])
        response = Response(IndicatorSerializer(found, context=_codes(rows)).data, status=status)
        response["ETag"] = etag_of(scheme.edition)
        return response

    def _again(self, pk: int, *, status: int = 200) -> Response:
        return self._answer(self.get_queryset().get(pk=pk), status=status)

    def _answer(self, row: AssessmentScheme, *, status: int = 200) -> Response:
        rows = indicators_of(row)
        indicators = IndicatorSerializer(rows, many=True, context=_codes(rows)).data
        response = Response({**SchemeSerializer(row).data, "indicators": indicators}, status=status)
        response["ETag"] = etag_of(row.edition)
        return response


def _codes(rows: list[Indicator]) -> dict[str, Any]:
    return {"codes": {row.pk: row.code for row in rows}}


resources: list[tuple[str, Any, str]] = [("assessment-schemes", SchemeViewSet, "assessment-scheme")]
