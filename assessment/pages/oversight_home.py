"""What orders and instruments put on the home page and into the menu."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessment.pages import instrument_list, order_list
from assessment.queries import instrument_filters, order_filters
from pingan.access.rules import Actor
from pingan.matters.queries.tabs import COUNTED, tab_counts
from pingan.web.context import NavigationItem
from pingan.web.home import HomeCard, Tile

_KINDS: tuple[tuple[Any, Any, Any, Any, str], ...] = (
    (
        order_list.LIST,
        order_filters,
        _("Rectification orders waiting for me"),
        _("Rectification orders overdue"),
        "sign",
    ),
    (
        instrument_list.LIST,
        instrument_filters,
        _("Instruments waiting for me"),
        _("Instruments overdue"),
        "inbox",
    ),
)


def _tiles(actor: Actor) -> Iterator[Tile]:
    now = timezone.now()
    for spec, parts, waiting, overdue, icon in _KINDS:
        if not actor.has(spec.duty):
            continue
        tabs = [tab for tab in parts.tabs_of(actor) if tab.key in {"todo", "overdue"}]
        counts = tab_counts(spec.visible(actor), actor, tabs, now, kind=spec.kind)
        address = reverse(spec.place.list)
        for key, label, tone, sign in (("todo", waiting, "", icon), ("overdue", overdue, "red", "clock")):
            if found := counts.get(key, 0):
                unit = "+" if found > COUNTED else ""
                yield Tile(label, min(found, COUNTED), f"{address}?tab={key}", tone, sign, unit=unit)


def cards(actor: Actor) -> list[HomeCard]:
    """Return the numbers of orders and instruments that ask for this post; nothing where nothing waits."""
    tiles = list(_tiles(actor))
    return [HomeCard("web/home/_tiles.html", {"tiles": tiles}, is_lead=True)] if tiles else []


def menu(actor: Actor) -> list[NavigationItem]:
    """Return both lists for everybody whose business they are."""
    found = []
    if actor.has("order.see"):
        url = reverse("assessment:order_list")
        found.append(NavigationItem(_("Rectification orders"), url, "sign", "oversight", on_phone=False))
    if actor.has("instrument.see"):
        url = reverse("assessment:instrument_list")
        found.append(
            NavigationItem(_("Instruments of Article 60"), url, "inbox", "oversight", on_phone=False)
        )
    return found
