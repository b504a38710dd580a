"""Hazards as a layer of the map."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from pingan.access.rules import Actor
from pingan.web.listing import ShownRow
from pingan.web.map_layers import MapLayer
from pingan.web.matter_lists import listed, shown_rows
from risk.pages.hazards import LIST


def _lines(actor: Actor, rows: Sequence[Any], now: datetime) -> list[ShownRow]:
    return shown_rows(LIST, rows, list(LIST.place.columns), QueryDict(), now)


LAYER = MapLayer(
    key="hazards",
    label=_("Hazards"),
    icon="warning",
    place=LIST.place,
    filters=LIST.filterset.base_filters,
    is_open_to=lambda actor: actor.has(LIST.duty),
    listed=partial(listed, LIST),
    lines=_lines,
    search_hint=LIST.search_hint,
)
