"""What is known of a key place as it is sent, put in order and looked over."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from pingan.common.text import in_plain_text
from risk.machine.hazard_words import without_numbers
from risk.models import KeyPlace
from risk.models.choices import Domain, Inspector, PlaceKind

_LENGTHS = {
    "name": 120,
    "place_text": 200,
    "operator": 120,
    "guards": 2000,
    "barriers": 2000,
    "technology": 2000,
}
_CHOICES = {"kind": PlaceKind, "domain": Domain, "inspector": Inspector}
MOST_DAYS = 366


@dataclass(frozen=True)
class PlaceData:
    """What is known of a key place; ``guards``, ``barriers``, ``technology`` are 人防, 物防, 技防.

    ``organ`` is the key of the responsible unit, ``inspection_days`` None: the usual interval of the inspector.
    ``is_closed``: no longer watched.
    """

    name: str
    kind: str
    domain: str
    inspector: str
    region: str = ""
    grid: int | None = None
    place_text: str = ""
    longitude: float | None = None
    latitude: float | None = None
    organ: int | None = None
    operator: str = ""
    guards: str = ""
    barriers: str = ""
    technology: str = ""
    has_plan: bool = False
    drilled_on: date | None = None
    inspection_days: int | None = None
    is_closed: bool = False


def data_of(place: KeyPlace) -> PlaceData:
    """Return what is known of a place as it is sent: what an edit begins with."""
    return PlaceData(
        name=place.name,
        kind=place.kind,
        domain=place.domain,
        inspector=place.inspector,
        region="" if place.grid_id else place.region.code,
        grid=place.grid_id,
        place_text=place.place_text,
        longitude=place.longitude,
        latitude=place.latitude,
        organ=place.organ_id,
        operator=place.operator,
        guards=place.guards,
        barriers=place.barriers,
        technology=place.technology,
        has_plan=place.has_plan,
        drilled_on=place.drilled_on,
        inspection_days=place.inspection_days,
        is_closed=place.closed_on is not None,
    )


def in_order(data: PlaceData) -> PlaceData:
    """Return it in plain text, without phones and identity numbers."""
    data = in_plain_text(data)
    texts = {name: without_numbers(getattr(data, name)).strip() for name in _LENGTHS}
    return replace(data, **texts)  # type: ignore[arg-type]  # every one of them is a text


def problems_of(data: PlaceData) -> dict[str, Any]:
    """Return what is wrong with it: a sentence at each field."""
    problems: dict[str, Any] = {
        name: _("At most %(length)s characters.") % {"length": length}
        for name, length in _LENGTHS.items()
        if len(getattr(data, name)) > length
    }
    if not data.name:
        problems["name"] = _("This is needed.")
    for name, choices in _CHOICES.items():
        if getattr(data, name) not in choices.values:
            problems[name] = _("Choose one of the listed values.")
    if (data.longitude is None) != (data.latitude is None):
        problems["longitude"] = _("A point needs longitude and latitude.")
    if data.inspection_days is not None and not 1 <= data.inspection_days <= MOST_DAYS:
        problems["inspection_days"] = _("From 1 to %(most)s days.") % {"most": MOST_DAYS}
    if data.drilled_on is not None and data.drilled_on > timezone.localdate():
        problems["drilled_on"] = _("This lies in the future.")
    return problems
