"""Boards and the records behind their numbers for programs: what the pages show, from the same functions."""

from __future__ import annotations

from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from pingan.common.figures import figure
from pingan.office.api import schemas
from pingan.office.policy import VIEW
from pingan.office.queries.boards import Place, board, records_prefixes, tally_behind
from pingan.office.queries.classes import narrowed
from pingan.office.queries.records import ALL, IN, is_named, page_of_records, rows_behind
from pingan.office.rules.boards import group_of
from pingan.web.api import ActorMixin
from pingan.web.pagination import opened_cursor, sealed_cursor


def _line(place: Place, codes: list[str]) -> dict[str, Any]:
    return {
        "region": place.region.code,
        "name": place.name,
        "figures": dict(zip(codes, place.tallies, strict=True)),
    }


class BoardView(ActorMixin):
    """The figures of a division and of the places inside it."""

    duty = VIEW

    @extend_schema(
        parameters=[schemas.AskedBoardSerializer], responses=schemas.BoardSerializer, filters=False
    )
    def get(self, request: Request) -> Response:
        """The board of a division over a period."""
        given = schemas.AskedBoardSerializer(data=request.query_params)
        given.is_valid(raise_exception=True)
        asked = given.validated_data
        found = board(
            self.actor,
            code=asked.get("region", ""),
            period=asked["period"],
            codes=group_of(asked["view"]).figures,
            chosen=asked["category"],
        )
        codes = [one.code for one in found.figures]
        shown: dict[str, Any] = {
            "region": found.region.code,
            "name": found.region.name,
            "since": found.period.since,
            "until": found.period.until,
            "fresh_at": found.freshness.at,
            "category": asked["category"].text if asked["category"] else "",
            "unsplit": [one.code for one in found.unsplit],
            "values": [
                {
                    "figure": one.code,
                    "label": str(one.label),
                    "is_live": one.is_live,
                    "now": value.now,
                    "before": value.before,
                    "last_year": value.last_year,
                }
                for one, value in zip(found.figures, found.values, strict=True)
            ],
            "own": _line(found.own, codes) if found.own is not None else None,
            "places": [_line(place, codes) for place in found.places],
        }
        return Response(schemas.BoardSerializer(shown).data)


class RecordsView(ActorMixin):
    """The records that a number counts."""

    duty = VIEW

    @extend_schema(
        parameters=[schemas.AskedRecordsSerializer], responses=schemas.RecordsSerializer, filters=False
    )
    def get(self, request: Request) -> Response:
        """The records behind a figure of a division over a period, the newest first."""
        given = schemas.AskedRecordsSerializer(data=request.query_params)
        given.is_valid(raise_exception=True)
        asked = given.validated_data
        one = narrowed(figure(asked["figure"]), asked["category"])
        region, prefixes = records_prefixes(self.actor, asked.get("region", ""))
        which = asked["part"] if one.is_share else ALL
        is_own = asked["own"]
        rows = rows_behind(one, asked["period"], prefixes, which, own_code=region.code if is_own else "")
        names_them = is_named(one, self.actor, region.code, asked["period"], is_own=is_own)
        cursor = opened_cursor(request, asked.get("cursor", ""))
        page = page_of_records(one, rows, cursor, asked["page_size"], names_restricted=names_them)
        tally = tally_behind(one, asked["period"], region, is_own=is_own)
        whole = tally.part if tally.whole is None else tally.whole
        count = {ALL: whole, IN: tally.part}.get(which, whole - tally.part)
        return Response(
            schemas.RecordsSerializer(
                {"count": count, "next": sealed_cursor(request, page.next), "results": page.rows}
            ).data
        )


urlpatterns = [
    path("office/board/", BoardView.as_view(), name="office-board"),
    path("office/records/", RecordsView.as_view(), name="office-records"),
]
