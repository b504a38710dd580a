"""Disputes as a layer of the map; restricted ones never stand on it, whoever asks (``grids.queries.map_points``)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from disputes.pages.listing import COLUMNS, PLACE, listed, shown_rows
from disputes.queries.filters import DisputeFilterSet
from pingan.access.rules import Actor
from pingan.web.listing import ShownRow
from pingan.web.map_layers import MapLayer


def _lines(actor: Actor, rows: Sequence[Any], now: datetime) -> list[ShownRow]:
    return shown_rows(rows, list(COLUMNS), QueryDict(), now)


LAYER = MapLayer(
    key="disputes",
    label=_("Disputes"),
    icon="users",
    place=PLACE,
    filters=DisputeFilterSet.base_filters,
    is_open_to=lambda actor: actor.has("mediation.view"),
    listed=listed,
    lines=_lines,
    search_hint=_("Number, case, mediator, words"),
)
