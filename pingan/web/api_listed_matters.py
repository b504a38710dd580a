"""The base of a resource that lists matters: rows, links and answers are the same for every kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from drf_spectacular.types import OpenApiTypes
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from pingan.access.policy import fetch
from pingan.calendars.rules import LIGHTS, light
from pingan.matters.machine import machine_for
from pingan.matters.models import MatterLink
from pingan.matters.queries.listed import LISTED, as_listed, links_of, placed
from pingan.matters.queries.tabs import MATTER_ORDERINGS, ordering_in
from pingan.web.api_matter_rows import moment
from pingan.web.api_matter_schemas import choice, maybe_key, maybe_text, text
from pingan.web.api_matter_schemas import moment as moment_field
from pingan.web.api_matters import MatterViewSet
from pingan.web.filters import ActorFilterBackend
from pingan.web.geojson import GEO_JSON, MOST_FEATURES, points_of_matters, wants_geojson
from pingan.web.pagination import value_at
from pingan.web.schema import query_parameter as _query

#: What the filter sets cannot say of themselves.
FILTERS = [
    _query("q", OpenApiTypes.STR, "Words of title, description, place, or the beginning of a number."),
    _query("region", OpenApiTypes.STR, "Code of a division, or its beginning; everything inside is found."),
    _query("light", OpenApiTypes.STR, "Traffic lights.", enum=[name for name, _label in LIGHTS], many=True),
    _query("overdue", OpenApiTypes.BOOL, "A running term is over."),
    _query("closed", OpenApiTypes.BOOL, "Has ended."),
    _query("opened_after", OpenApiTypes.STR, "Day or moment; without offset in Asia/Shanghai."),
    _query("opened_before", OpenApiTypes.STR, "Day (which is included) or moment."),
    _query(
        "bbox",
        OpenApiTypes.STR,
        "west,south,east,north in WGS-84 degrees; with a fifth part, gcj02, in that datum.",
    ),
]


class ListedRowSerializer(serializers.Serializer[Any]):
    """What a row of every kind shows. A kind adds its own."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    title = serializers.CharField()
    description = text()
    state = serializers.CharField()
    state_label = serializers.CharField()
    region = serializers.CharField()
    region_name = serializers.CharField()
    grid = maybe_key()
    grid_name = maybe_text()
    organ = maybe_key()
    organ_name = maybe_text()
    longitude = serializers.FloatField(allow_null=True)
    latitude = serializers.FloatField(allow_null=True)
    opened_at = moment_field(may_be_null=False)
    closed_at = moment_field()
    next_due_at = moment_field()
    light = choice(LIGHTS)
    version = serializers.IntegerField()


class LinkedMatterSerializer(serializers.Serializer[Any]):
    """The other end of a link, and which way it points."""

    id = serializers.IntegerField()
    number = serializers.CharField()
    kind = choice(MatterLink.Kind.choices)
    matter_kind = serializers.CharField()
    is_from_here = serializers.BooleanField()


class ListedDetailFields(serializers.Serializer[Any]):
    """What one matter of every kind has besides its row."""

    attachments = serializers.ListField(child=serializers.IntegerField())
    links = LinkedMatterSerializer(many=True)


@lru_cache(maxsize=256)
def _state_label(kind: str, state: str, language: str | None) -> str:
    """Translate a state once per language: fifty rows ask for the same few words."""
    return str(machine_for(kind).states[state])


def base_row(kind: str, row: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Return what every kind shows in a list, from the values of ``as_listed``."""
    return {
        "id": row["pk"],
        "number": row["matter__number"],
        "title": row["matter__title"],
        "description": row["matter__text"],
        "state": row["matter__state"],
        "state_label": _state_label(kind, row["matter__state"], get_language()),
        "region": row["matter__region_code"],
        "region_name": row["matter__region__name"],
        "grid": row["matter__grid_id"],
        "grid_name": row["matter__grid__name"],
        "organ": row["matter__organ_id"],
        "organ_name": row["matter__organ__name"],
        "longitude": row["matter__longitude"],
        "latitude": row["matter__latitude"],
        "opened_at": moment(row["matter__opened_at"]),
        "closed_at": moment(row["matter__closed_at"]),
        "next_due_at": moment(row["matter__next_due_at"]),
        "light": light(
            now=now,
            warn_at=row["matter__next_warn_at"],
            due_at=row["matter__next_due_at"],
            stopped_at=None,
            is_paused=row["matter__clock_paused"],
        ),
        "version": row["matter__version"],
    }


def _link_row(link: MatterLink, pk: int) -> dict[str, Any]:
    is_from_here = link.source_id == pk
    other = link.target if is_from_here else link.source
    return {
        "id": other.pk,
        "number": other.number,
        "kind": link.kind,
        "matter_kind": other.kind,
        "is_from_here": is_from_here,
    }


class ListedMatterViewSet(MatterViewSet):
    """Detail rows of one kind of matter. A kind says what its rows and its single rows hold."""

    filter_backends = (ActorFilterBackend,)
    more: ClassVar[tuple[str, ...]] = ()
    """Columns of the kind in a list."""

    def row(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the kind adds to a row of its list."""
        return {}

    def whole_of(self, detail: Any) -> dict[str, Any]:
        """Return what the kind adds to a single row."""
        return {}

    def shared_of(self, detail: Any) -> Mapping[str, Any]:
        """Return what all kinds of an app add to a single row."""
        return {}

    def visible(self) -> QuerySet[Any]:
        """Return the rows in the actor's scope with what every list shows."""
        raise NotImplementedError

    @property
    def ordering(self) -> tuple[str, ...]:
        return ordering_in(MATTER_ORDERINGS, self.request.query_params)

    def get_queryset(self) -> QuerySet[Any]:
        """Rows with what a list shows; none while the schema is generated."""
        if getattr(self, "swagger_fake_view", False):
            return super().get_queryset()
        return self.visible()

    def _row(self, values: Mapping[str, Any], now: datetime) -> dict[str, Any]:
        return {**base_row(self.kind, values, now), **self.row(values)}

    def rows_of(self, found: QuerySet[Any]) -> Sequence[dict[str, Any]]:
        """Return a few rows of the scope as lists write them."""
        now = timezone.now()
        return [self._row(row, now) for row in as_listed(found, *self.more)]

    def list(self, request: Request) -> Response:
        as_map = wants_geojson(request)
        found = self.filter_queryset(self.get_queryset())
        now = timezone.now()
        if as_map:
            points = as_listed(placed(found), *self.more)[: MOST_FEATURES + 1]
            return Response(points_of_matters(points, lambda row: self._row(row, now)), content_type=GEO_JSON)
        page = self.paginate_queryset(as_listed(found, *self.more)) or ()
        return self.get_paginated_response([self._row(row, now) for row in page])

    def retrieve(self, request: Request, pk: str) -> Response:
        return self.answer(self.key())

    def answer(self, pk: int, *, status: int = 200) -> Response:
        def refine(rows: QuerySet[Any]) -> QuerySet[Any]:
            joined = rows.select_related("matter__region", "matter__grid", "matter__organ")
            return joined.defer("matter__search", "matter__grid__bbox", "matter__region__boundary")

        return self._written(fetch(self.model, self.actor, pk, refine=refine), status)

    def answer_after(self, detail: Any, *, status: int = 200) -> Response:
        detail.refresh_from_db()
        return self._written(detail, status)

    def _written(self, detail: Any, status: int) -> Response:
        values = {path: value_at(detail, path) for path in (*LISTED, *self.more)}
        matter = detail.matter
        body = {
            **self._row(values, timezone.now()),
            "attachments": [link.file_id for link in matter.files.all()],
            "links": [_link_row(link, detail.pk) for link in links_of(self.actor, matter)],
            **self.shared_of(detail),
            **self.whole_of(detail),
        }
        return self.tagged(Response(body, status=status), matter.version)

    @action(detail=False, methods=["get"], pagination_class=None)
    def count(self, request: Request) -> Response:
        """How many rows the list with these filters has."""
        return Response({"count": self.filter_queryset(self.get_queryset()).order_by().count()})
