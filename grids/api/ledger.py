"""The ledger of a grid and the monthly tables of a division for programs: what the pages show."""

from __future__ import annotations

from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from grids.api import ledger_schemas as schemas
from grids.policy.ledger import TABLES, VIEW
from grids.queries.ledger import ledger_grid, ledger_of
from grids.queries.monthly import BookTable, MonthlyPlace, RecordTable, monthly_table
from pingan.web.api import ActorMixin


class LedgerView(ActorMixin):
    """Everything that was entered in one grid in a span of days, by the five kinds of work of Article 15."""

    duty = VIEW

    @extend_schema(
        parameters=[schemas.AskedLedgerSerializer], responses=schemas.LedgerSerializer, filters=False
    )
    def get(self, request: Request) -> Response:
        """The ledger of a grid."""
        given = schemas.AskedLedgerSerializer(data=request.query_params)
        given.is_valid(raise_exception=True)
        asked = given.validated_data
        ledger = ledger_of(self.actor, ledger_grid(self.actor, asked.get("grid")), asked["span"])
        return Response(schemas.LedgerSerializer(ledger).data)


def _place(place: MonthlyPlace) -> dict[str, Any]:
    cells = [
        {"classes": classes, "result": result, "count": count}
        for (classes, result), count in sorted(place.counts.cells.items())
        if count
    ]
    return {
        "code": place.code,
        "name": place.name,
        "filters": dict(place.place),
        "count": place.counts.of(),
        "cells": cells,
    }


def _table(book: BookTable) -> dict[str, Any]:
    return {
        "book": book.book.key,
        "name": str(book.book.label),
        "classes": {code: str(label) for code, label in book.classes},
        "total": _place(book.total),
        "places": [_place(place) for place in book.places],
    }


def _records(records: RecordTable) -> dict[str, Any]:
    def place(one: MonthlyPlace) -> dict[str, Any]:
        counts = {kind.key: one.counts.of(classes=kind.key) for kind in records.kinds}
        return {"code": one.code, "name": one.name, "counts": counts}

    return {
        "kinds": {kind.key: str(kind.label) for kind in records.kinds},
        "total": place(records.total),
        "places": [place(one) for one in records.places],
    }


class MonthlyTablesView(ActorMixin):
    """What came in during a span of days in a division and the places inside it, as it stands now."""

    duty = TABLES

    @extend_schema(
        parameters=[schemas.AskedTablesSerializer], responses=schemas.MonthlyTablesSerializer, filters=False
    )
    def get(self, request: Request) -> Response:
        """The monthly tables of a division."""
        given = schemas.AskedTablesSerializer(data=request.query_params)
        given.is_valid(raise_exception=True)
        asked = given.validated_data
        table = monthly_table(self.actor, code=asked.get("region", ""), span=asked["span"])
        shown = {
            "region": table.region.code,
            "region_name": table.region.name,
            "since": table.span.since,
            "until": table.span.until,
            "made_at": table.made_at,
            "tables": [_table(book) for book in table.tables],
            "records": _records(table.records),
        }
        return Response(schemas.MonthlyTablesSerializer(shown).data)


urlpatterns = [
    path("ledger/", LedgerView.as_view(), name="ledger"),
    path("monthly-tables/", MonthlyTablesView.as_view(), name="monthly-tables"),
]
