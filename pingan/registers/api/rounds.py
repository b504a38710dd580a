"""Definitions and rounds for programs: read, order, open, close, cancel, urge, coverage."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.core.validators import RegexValidator
from django.db.models import F, QuerySet, Value
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from pingan.access.policy import fetch
from pingan.access.queries import region_for
from pingan.access.rules import Actor
from pingan.registers.api import schemas
from pingan.registers.models import DefinitionKind, RegisterDefinition, RegisterRound, RoundState
from pingan.registers.queries.coverage import Line, coverage
from pingan.registers.rules import specs_from
from pingan.registers.services.retention import hold_round
from pingan.registers.services.rounds import draft_round, edit_round, move_round
from pingan.registers.services.urging import urge_late
from pingan.web.api import ListedViewSet, etag_of, seen_version
from pingan.web.schema import IF_MATCH, OPTIONAL_IF_MATCH

_REGION = RegexValidator(r"^36[0-9]{0,10}\Z")


class DefinitionFilterSet(filters.FilterSet):  # type: ignore[misc]
    """``on``: what holds on that day (default: today). ``region``: what holds there."""

    on = filters.DateFilter(method="by_day")
    kind = filters.ChoiceFilter(choices=DefinitionKind.choices)
    code = filters.CharFilter(max_length=40)
    region = filters.CharFilter(method="by_region", validators=[_REGION])

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        day = self.form.cleaned_data.get("on") or timezone.localdate()
        rows: QuerySet[Any] = super().filter_queryset(queryset.filter(RegisterDefinition.in_force_q(day)))
        return rows

    def by_day(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        """Done for the whole set: without a day it is today's."""
        return rows

    def by_region(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        found: QuerySet[Any] = rows.annotate(asked=Value(value)).filter(asked__startswith=F("region_code"))
        return found


class DefinitionViewSet(ListedViewSet):
    """Definitions in force; an older version stays readable by its id."""

    model = RegisterDefinition
    serializer_class = schemas.DefinitionSerializer
    filterset_class = DefinitionFilterSet
    ordering = ("code", "pk")

    def retrieve(self, request: Request, pk: str) -> Response:
        return Response(self.get_serializer(self.get_object()).data)


class RoundFilterSet(filters.FilterSet):  # type: ignore[misc]
    """``region`` is a prefix of the order's own division."""

    state = filters.ChoiceFilter(choices=RoundState.choices)
    definition = filters.CharFilter(field_name="definition__code", max_length=40)
    region = filters.CharFilter(field_name="region_code", lookup_expr="startswith", validators=[_REGION])


def _counts(line: Line) -> dict[str, Any]:
    sums = {total.code: None if total.value is None else f"{total.value:f}" for total in line.sums}
    spans = {total.code: list(total.span) for total in line.sums if total.span is not None}
    return {"name": line.name, "code": line.code, "counts": dict(line.counts), "sums": sums, "spans": spans}


def covered(actor: Actor, row: RegisterRound, code: str = "") -> dict[str, Any]:
    """Return the coverage of a round as it is sent; blank: of the order's division, or the post's smaller one.

    Raises:
        NotFound: no such division today, or outside the area of the post.

    """
    found = coverage(actor, row, specs_from(row.definition.fields), code=code)
    places = [_counts(line) for line in found.lines]
    return {"region": found.region.code, "total": _counts(found.total), "places": places}


@extend_schema_view(
    create=extend_schema(request=schemas.NewRoundSerializer, responses={201: schemas.RoundSerializer}),
    partial_update=extend_schema(request=schemas.RoundEditSerializer, parameters=[IF_MATCH]),
)
class RoundViewSet(ListedViewSet):
    """Orders given in the area or reaching it."""

    duty_to_create = "registers.order"
    model = RegisterRound
    serializer_class = schemas.RoundSerializer
    filterset_class = RoundFilterSet
    ordering = ("-pk",)

    def refine(self, rows: QuerySet[RegisterRound]) -> QuerySet[RegisterRound]:
        return rows.select_related("definition", "region")

    def retrieve(self, request: Request, pk: str) -> Response:
        return self._answer(self.get_object())

    def create(self, request: Request) -> Response:
        """Write a draft for the division of the post."""
        given = schemas.NewRoundSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        row = draft_round(
            actor=self.actor,
            definition_id=given.validated_data["definition"],
            region=region_for(self.actor, ""),
            data=given.as_round(),
        )
        return self.made(request, row)

    def made(self, request: Request, row: RegisterRound) -> Response:
        """Answer with a new order and its address."""
        response = self._answer(row, status=201)
        address = reverse(f"api:{self.basename}-detail", kwargs={"pk": row.pk})
        response["Location"] = request.build_absolute_uri(address)
        return response

    def named(self, pk: str, verb: str) -> RegisterRound:
        """Return the order of the address, of those that this resource shows."""
        return fetch(RegisterRound, self.actor, pk, verb, refine=self.refine)

    def partial_update(self, request: Request, pk: str) -> Response:
        row = self.named(pk, "order")
        seen = seen_version(request, is_required=True)
        given = schemas.RoundEditSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        edit_round(actor=self.actor, round_id=row.pk, data=given.as_round(), seen_version=seen)
        return self._again(row.pk)

    def _moved(self, request: Request, pk: str, name: str) -> Response:
        row = self.named(pk, "order")
        given = schemas.NoteSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        note = given.validated_data["note"]
        move_round(
            actor=self.actor, round_id=row.pk, action=name, note=note, seen_version=seen_version(request)
        )
        return self._again(row.pk)

    @extend_schema(request=schemas.NoteSerializer, parameters=[OPTIONAL_IF_MATCH], filters=False)
    @action(detail=True, methods=["post"])
    def open(self, request: Request, pk: str) -> Response:
        """Open a draft: its units are listed and told."""
        return self._moved(request, pk, "open")

    @extend_schema(request=schemas.NoteSerializer, parameters=[OPTIONAL_IF_MATCH], filters=False)
    @action(detail=True, methods=["post"], url_path="add-units", url_name="add-units")
    def add_units(self, request: Request, pk: str) -> Response:
        """List the units that came since."""
        return self._moved(request, pk, "add_units")

    @extend_schema(request=schemas.NoteSerializer, parameters=[OPTIONAL_IF_MATCH], filters=False)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: str) -> Response:
        """Close an order: nothing can be reported any more."""
        return self._moved(request, pk, "close")

    @extend_schema(request=schemas.NoteSerializer, parameters=[OPTIONAL_IF_MATCH], filters=False)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        """Cancel an order; a reason is needed."""
        return self._moved(request, pk, "cancel")

    @extend_schema(request=schemas.HoldSerializer, parameters=[OPTIONAL_IF_MATCH], filters=False)
    @action(detail=True, methods=["post"])
    def hold(self, request: Request, pk: str) -> Response:
        """Keep the reports until a day, though their time of keeping ends before; a reason is needed."""
        row = self.named(pk, "order")
        given = schemas.HoldSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        hold_round(
            actor=self.actor, round_id=row.pk, seen_version=seen_version(request), **given.validated_data
        )
        return self._again(row.pk)

    @extend_schema(request=schemas.UrgeSerializer, responses=schemas.UrgedSerializer, filters=False)
    @action(detail=True, methods=["post"])
    def urge(self, request: Request, pk: str) -> Response:
        """Urge whoever has not reported; once per unit and day, however often it is called."""
        row = self.named(pk, "urge")
        given = schemas.UrgeSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        code = given.validated_data.get("region", "")
        region = region_for(self.actor, code) if code else None
        done = urge_late(actor=self.actor, round_id=row.pk, region=region)
        return Response(schemas.UrgedSerializer(done).data)

    @extend_schema(
        parameters=[
            OpenApiParameter("region", OpenApiTypes.STR, description="Division; default: the order's.")
        ],
        responses=schemas.CoverageSerializer,
        filters=False,
    )
    @action(detail=True, methods=["get"], filterset_class=None, pagination_class=None)
    def coverage(self, request: Request, pk: str) -> Response:
        """How far the round has come in a division and the places inside it, and what its fields come to."""
        return Response(covered(self.actor, self.get_object(), request.query_params.get("region", "")[:12]))

    def _answer(self, row: RegisterRound, *, status: int = 200) -> Response:
        response = Response(self.get_serializer(row).data, status=status)
        response["ETag"] = etag_of(row.version)
        return response

    def _again(self, pk: int) -> Response:
        return self._answer(fetch(RegisterRound, self.actor, pk, refine=self.refine))


resources: list[tuple[str, Any, str]] = [
    ("register-definitions", DefinitionViewSet, "register-definition"),
    ("register-rounds", RoundViewSet, "register-round"),
]
