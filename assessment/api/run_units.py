"""Assessed units, their scores with the records behind them, reports and objections, for programs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from assessment.api import run_schemas as schemas
from assessment.models import AssessedUnit, AssessmentRun, Objection, Score, SelfReport
from assessment.queries.run_units import scores_visible, sees_points
from assessment.queries.traces import figures_of, item_of, records_of
from assessment.services.run_reports import Report, confirm, report, return_report
from assessment.services.run_reviews import (
    NewObjection,
    change_points,
    dismiss_objection,
    raise_objection,
    uphold_objection,
)
from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.common.errors import NotFound
from pingan.web.api import ScopedViewSet
from pingan.web.api_matters import whole
from pingan.web.schema import query_parameter


def unit_rows(actor: Actor, run: AssessmentRun, units: Iterable[AssessedUnit]) -> list[dict[str, Any]]:
    """Return units as rows; totals only where this post may see them."""
    shows = sees_points(actor, run)
    return [
        {
            "id": unit.pk,
            "code": unit.code,
            "name": unit.name,
            "peer_group": unit.peer_group,
            "population": unit.population,
            "total": str(unit.total) if shows and unit.total is not None else None,
            "place": unit.place if shows else None,
            "grade": unit.grade if shows else None,
            "is_vetoed": unit.is_vetoed if shows else None,
        }
        for unit in units
    ]


class AssessedUnitViewSet(ScopedViewSet):
    """Units that the post may see in detail: those of its area, and its own."""

    model = AssessedUnit
    serializer_class = schemas.AssessedUnitSerializer

    def refine(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("run__matter", "run__scheme")

    def retrieve(self, request: Request, pk: str) -> Response:
        unit = self.get_object()
        return Response(unit_rows(self.actor, unit.run, [unit])[0])

    @extend_schema(responses=schemas.UnitScoresSerializer)
    @action(detail=True, methods=["get"], pagination_class=None)
    def scores(self, request: Request, pk: str) -> Response:
        """What it earned for every indicator; none before this post may see them."""
        found = scores_visible(self.actor, self.get_object())
        return whole(schemas.UnitScoreSerializer(found, many=True).data)

    @extend_schema(methods=["get"], responses=schemas.SelfReportsSerializer)
    @extend_schema(
        methods=["post"], request=schemas.NewReportSerializer, responses={201: schemas.SelfReportSerializer}
    )
    @action(detail=True, methods=["get", "post"], pagination_class=None)
    def reports(self, request: Request, pk: str) -> Response:
        """What it reported; report for one indicator, or anew what is not confirmed."""
        unit = self.get_object()
        if request.method == "GET":
            found = visible_to(SelfReport, self.actor).filter(unit=unit).order_by("pk")
            return whole(schemas.SelfReportSerializer(found, many=True).data)
        given = schemas.NewReportSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        data = Report(**{**given.validated_data, "evidence": tuple(given.validated_data["evidence"])})
        made = report(actor=self.actor, unit_id=unit.pk, data=data)
        return Response(schemas.SelfReportSerializer(made).data, status=201)

    @extend_schema(methods=["get"], responses=schemas.ObjectionsSerializer)
    @extend_schema(
        methods=["post"], request=schemas.NewObjectionSerializer, responses={201: schemas.ObjectionSerializer}
    )
    @action(detail=True, methods=["get", "post"], pagination_class=None)
    def objections(self, request: Request, pk: str) -> Response:
        """What it objects to; object to one preliminary score within the term."""
        unit = self.get_object()
        if request.method == "GET":
            found = visible_to(Objection, self.actor).filter(unit=unit).order_by("pk")
            return whole(schemas.ObjectionSerializer(found, many=True).data)
        given = schemas.NewObjectionSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        data = NewObjection(**{**given.validated_data, "evidence": tuple(given.validated_data["evidence"])})
        made = raise_objection(actor=self.actor, unit_id=unit.pk, data=data)
        return Response(schemas.ObjectionSerializer(made).data, status=201)


class ScoreViewSet(ScopedViewSet):
    """One score with the records behind it as they stood."""

    model = Score
    serializer_class = schemas.UnitScoreSerializer

    @property
    def ordering(self) -> tuple[str, ...]:
        return ("number", "pk")

    def refine(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related("indicator", "unit__run__matter", "unit__run__scheme")

    def retrieve(self, request: Request, pk: str) -> Response:
        return Response(schemas.UnitScoreSerializer(self.get_object()).data)

    @extend_schema(
        parameters=[
            query_parameter(
                "figure", OpenApiTypes.STR, "Code of the figure; the first one where none is named."
            ),
            query_parameter("which", OpenApiTypes.STR, "in the numerator, or out of it.", enum=["in", "out"]),
        ],
        responses=schemas.FrozenRecordSerializer(many=True),
    )
    @action(detail=True, methods=["get"])
    def records(self, request: Request, pk: str) -> Response:
        """The records behind one count of this score, as they stood when the data were locked."""
        score = self.get_object()
        run, asked = score.unit.run, request.query_params.get("figure", "")
        figures = figures_of(run, score.unit, item_of(score))
        figure = next((one for one in figures if asked in {"", one.code}), None)
        if figure is None:
            raise NotFound()
        which = "out" if request.query_params.get("which") == "out" else "in"
        page = self.paginate_queryset(records_of(run, score.unit, figure, which=which)) or []
        return self.get_paginated_response(schemas.FrozenRecordSerializer(page, many=True).data)

    @extend_schema(request=schemas.ChangeSerializer, responses=schemas.UnitScoreSerializer)
    @action(detail=True, methods=["post"])
    def change(self, request: Request, pk: str) -> Response:
        """Change its points while the run is under review, with the reason."""
        key = self.get_object().pk
        given = schemas.ChangeSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        change_points(actor=self.actor, score_id=key, **given.validated_data)
        return Response(schemas.UnitScoreSerializer(self.get_object()).data)


class SelfReportViewSet(ScopedViewSet):
    """Reports that the post may see; the department that supplies the number confirms or returns them."""

    model = SelfReport
    serializer_class = schemas.SelfReportSerializer

    def retrieve(self, request: Request, pk: str) -> Response:
        return Response(schemas.SelfReportSerializer(self.get_object()).data)

    @extend_schema(request=None, responses=schemas.SelfReportSerializer)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, pk: str) -> Response:
        """Confirm the number."""
        found = confirm(actor=self.actor, report_id=self.get_object().pk)
        return Response(schemas.SelfReportSerializer(found).data)

    @extend_schema(request=schemas.ReasonSerializer, responses=schemas.SelfReportSerializer)
    @action(detail=True, methods=["post"], url_path="return")
    def send_back(self, request: Request, pk: str) -> Response:
        """Return it with the reason; it counts as not reported."""
        key = self.get_object().pk
        given = schemas.ReasonSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        found = return_report(actor=self.actor, report_id=key, reason=given.validated_data["reason"])
        return Response(schemas.SelfReportSerializer(found).data)


class ObjectionViewSet(ScopedViewSet):
    """Objections that the post may see; the office of the body answers them."""

    model = Objection
    serializer_class = schemas.ObjectionSerializer

    def retrieve(self, request: Request, pk: str) -> Response:
        return Response(schemas.ObjectionSerializer(self.get_object()).data)

    @extend_schema(request=schemas.AnswerSerializer, responses=schemas.ObjectionSerializer)
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, pk: str) -> Response:
        """Uphold it with other points, or dismiss it."""
        key = self.get_object().pk
        given = schemas.AnswerSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        data = given.validated_data
        if data["is_upheld"]:
            found = uphold_objection(
                actor=self.actor, objection_id=key, answer=data["answer"], points=data["points"]
            )
        else:
            found = dismiss_objection(actor=self.actor, objection_id=key, answer=data["answer"])
        return Response(schemas.ObjectionSerializer(found).data)


resources: list[tuple[str, Any, str]] = [
    ("assessed-units", AssessedUnitViewSet, "assessed-unit"),
    ("assessment-scores", ScoreViewSet, "assessment-score"),
    ("assessment-self-reports", SelfReportViewSet, "assessment-self-report"),
    ("assessment-objections", ObjectionViewSet, "assessment-objection"),
]
