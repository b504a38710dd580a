"""Incidents as a layer of the map."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from grids.pages.listing import COLUMNS, PLACE, listed, shown_rows
from grids.pages.menu import sees_incidents
from grids.queries.filters import IncidentFilterSet
from pingan.access.rules import Actor
from pingan.web.listing import ShownRow
from pingan.web.map_layers import MapLayer


def _lines(actor: Actor, rows: Sequence[Any], now: datetime) -> list[ShownRow]:
    return shown_rows(actor, list(rows), list(COLUMNS), QueryDict(), now)


LAYER = MapLayer(
    key="incidents",
    label=_("Incidents"),
    icon="incident",
    place=PLACE,
    filters=IncidentFilterSet.base_filters,
    is_open_to=sees_incidents,
    listed=listed,
    lines=_lines,
    search_hint=_("Number, place, words"),
)
