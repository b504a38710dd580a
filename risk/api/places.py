"""Key places for programs (Article 42): reading, keeping, and recording rounds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from pingan.access.policy import fetch
from pingan.web.api import LARGEST_ID, ListedViewSet, etag_of, seen_version
from pingan.web.api_matter_schemas import Whole, maybe_key, moment
from pingan.web.api_matters import whole
from pingan.web.schema import IF_MATCH
from pingan.web.serializers import Degrees, StrictInput
from risk.models import KeyPlace, PlaceInspection
from risk.models.choices import Domain, Inspector, PlaceKind
from risk.queries.place_filters import PlaceFilterSet
from risk.queries.places import places_visible, rounds_of, with_parts
from risk.services.place_data import MOST_DAYS, PlaceData, data_of
from risk.services.places import add_place, edit_place, record_inspection


class PlaceSerializer(serializers.ModelSerializer[KeyPlace]):
    """``guards``, ``barriers``, ``technology``: 人防, 物防, 技防. ``open_hazards``: not closed yet."""

    region = serializers.CharField(source="region.code", read_only=True)
    region_name = serializers.CharField(source="region.name", read_only=True)
    grid = maybe_key()
    organ = maybe_key()
    organ_name = serializers.CharField(source="organ.name", default=None, allow_null=True, read_only=True)
    open_hazards = serializers.IntegerField(read_only=True)
    is_overdue = serializers.SerializerMethodField()

    class Meta:
        model = KeyPlace
        fields = (
            "id", "name", "kind", "domain", "region", "region_name", "grid", "place_text", "longitude", "latitude",
            "organ", "organ_name", "operator", "guards", "barriers", "technology", "has_plan", "drilled_on",
            "inspector", "inspection_days", "watched_on", "last_inspected_on", "next_inspection_on", "is_overdue",
            "closed_on", "open_hazards", "version",
        )  # fmt: skip
        read_only_fields = fields

    def to_representation(self, instance: KeyPlace) -> dict[str, Any]:
        """Write keys of grid and unit, not their rows."""
        return {
            **super().to_representation(instance),
            "grid": instance.grid_id,
            "organ": instance.organ_id,
        }

    def get_fields(self) -> dict[str, Any]:
        """Read the keys themselves: the rows behind them need not be fetched."""
        found = super().get_fields()
        found["grid"].source, found["organ"].source = "grid_id", "organ_id"
        return found

    def get_is_overdue(self, row: KeyPlace) -> bool:
        """Whether the next round is over."""
        return row.next_inspection_on is not None and row.next_inspection_on < timezone.localdate()


def _words(longest: int) -> serializers.CharField:
    return serializers.CharField(max_length=longest, required=False, allow_blank=True, default="")


def _key() -> serializers.IntegerField:
    return serializers.IntegerField(
        min_value=1, max_value=LARGEST_ID, required=False, allow_null=True, default=None
    )


def _degrees(most: int) -> Degrees:
    return Degrees(
        min_value=-most, max_value=most, required=False, allow_null=True, default=None, help_text="WGS-84."
    )


class PlaceInputSerializer(StrictInput):
    """The whole of a place; what is left out is empty. One of grid, division and point is needed."""

    name = serializers.CharField(max_length=120)
    kind = serializers.ChoiceField(PlaceKind.choices)
    domain = serializers.ChoiceField(Domain.choices)
    inspector = serializers.ChoiceField(Inspector.choices)
    region = serializers.RegexField(r"^36[0-9]{10}\Z", required=False, allow_blank=True, default="")
    grid = _key()
    place_text = _words(200)
    longitude = _degrees(180)
    latitude = _degrees(90)
    organ = _key()
    operator = _words(120)
    guards = _words(2000)
    barriers = _words(2000)
    technology = _words(2000)
    has_plan = serializers.BooleanField(required=False, default=False)
    drilled_on = serializers.DateField(required=False, allow_null=True, default=None)
    inspection_days = serializers.IntegerField(
        min_value=1, max_value=MOST_DAYS, required=False, allow_null=True, default=None
    )
    is_closed = serializers.BooleanField(required=False, default=False)

    def as_input(self) -> PlaceData:
        """Return the service's own input."""
        return PlaceData(**self.validated_data)


class PlaceRoundInputSerializer(StrictInput):
    """One round at a place."""

    made_on = serializers.DateField()
    result = serializers.CharField(max_length=2000)


class PlaceRoundSerializer(serializers.ModelSerializer[PlaceInspection]):
    """One round that was made."""

    recorded_at = moment(may_be_null=False)

    class Meta:
        model = PlaceInspection
        fields = ("id", "made_on", "result", "recorded_at")
        read_only_fields = fields


class PlaceRoundsSerializer(Whole):
    """The latest rounds of one place."""

    results = PlaceRoundSerializer(many=True)


@extend_schema_view(
    create=extend_schema(request=PlaceInputSerializer, responses={201: PlaceSerializer}),
    partial_update=extend_schema(
        request=PlaceInputSerializer, responses=PlaceSerializer, parameters=[IF_MATCH]
    ),
)
class KeyPlaceViewSet(ListedViewSet):
    """Key places of the area, of the own grids, or of the own unit; those watched today unless asked otherwise."""

    model = KeyPlace
    serializer_class = PlaceSerializer
    filterset_class = PlaceFilterSet
    ordering = ("region__code", "name_pinyin", "pk")

    def get_queryset(self) -> QuerySet[KeyPlace]:
        """Rows with what a list shows; none while the schema is generated."""
        if getattr(self, "swagger_fake_view", False):
            return super().get_queryset()
        return places_visible(self.actor)

    def retrieve(self, request: Request, pk: str) -> Response:
        return self._answer(self.get_object())

    def create(self, request: Request) -> Response:
        given = PlaceInputSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        place = add_place(actor=self.actor, data=given.as_input())
        response = self._answer(self._again(place), status=201)
        response["Location"] = request.build_absolute_uri(
            reverse("api:key-place-detail", kwargs={"pk": place.pk})
        )
        return response

    def partial_update(self, request: Request, pk: str) -> Response:
        """Change what is sent; what is left out stays."""
        place = fetch(
            KeyPlace, self.actor, int(pk) if int(pk) <= LARGEST_ID else 0, "edit", refine=with_parts
        )
        seen = seen_version(request, is_required=True)
        given = PlaceInputSerializer(data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        data = replace(data_of(place), **given.validated_data)
        edit_place(actor=self.actor, place_id=place.pk, data=data, seen_version=seen)
        return self._answer(self._again(place))

    @extend_schema(methods=["get"], responses=PlaceRoundsSerializer)
    @extend_schema(methods=["post"], request=PlaceRoundInputSerializer, responses={201: PlaceRoundSerializer})
    @action(detail=True, methods=["get", "post"], filterset_class=None, pagination_class=None)
    def inspections(self, request: Request, pk: str) -> Response:
        """The latest rounds of a place; POST records one."""
        place = self.get_object()
        if request.method == "GET":
            return whole(PlaceRoundSerializer(rounds_of(place), many=True).data)
        given = PlaceRoundInputSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        made = record_inspection(actor=self.actor, place_id=place.pk, **given.validated_data)
        return Response(PlaceRoundSerializer(made).data, status=201)

    def _again(self, place: KeyPlace) -> KeyPlace:
        return self.get_queryset().filter(pk=place.pk).first() or place

    def _answer(self, place: KeyPlace, *, status: int = 200) -> Response:
        response = Response(self.get_serializer(place).data, status=status)
        response["ETag"] = etag_of(place.version)
        return response


resources: list[tuple[str, Any, str]] = [("key-places", KeyPlaceViewSet, "key-place")]
