"""What of assessment and accountability waits for a post, on its home page; orders and instruments in the menu."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessment.pages import case_list, commendation_list, instrument_list, order_list, run_words, survey_list
from pingan.access.rules import Actor
from pingan.matters.queries.tabs import COUNTED, tab_counts
from pingan.web.context import NavigationItem
from pingan.web.home import HomeCard, Tile
from pingan.web.matter_lists import MatterList

#: Kind of matter, and for each part of its list that stands on the home page: label, tone, icon.
_KINDS: tuple[tuple[MatterList, Mapping[str, tuple[Any, str, str]]], ...] = (
    (order_list.LIST, {
        "todo": (_("Rectification orders waiting for me"), "", "sign"),
        "overdue": (_("Rectification orders overdue"), "red", "clock"),
    }),
    (instrument_list.LIST, {
        "todo": (_("Instruments waiting for me"), "", "inbox"),
        "overdue": (_("Instruments overdue"), "red", "clock"),
    }),
    (run_words.LIST, {"todo": (_("Assessments waiting for me"), "", "check-circle")}),
    (case_list.LIST, {"todo": (_("Accountability cases waiting for me"), "", "warning")}),
    (commendation_list.LIST, {"todo": (_("Commendations waiting for me"), "", "star")}),
    (survey_list.LIST, {"work": (_("Surveys in work"), "", "message")}),
)  # fmt: skip


def tiles_of(actor: Actor) -> Iterator[Tile]:
    """Return what waits for this post: each number opens a list of as many rows; nothing where nothing waits."""
    now = timezone.now()
    for spec, shown in _KINDS:
        if not actor.has(spec.duty):
            continue
        tabs = [tab for tab in spec.tabs_of(actor) if tab.key in shown]
        counts = tab_counts(spec.visible(actor), actor, tabs, now, kind=spec.kind)
        address = reverse(spec.place.list)
        for key, (label, tone, icon) in shown.items():
            if found := counts.get(key, 0):
                unit = "+" if found > COUNTED else ""
                yield Tile(label, min(found, COUNTED), f"{address}?tab={key}", tone, icon, unit=unit)


def cards(actor: Actor) -> list[HomeCard]:
    """Return these numbers in one row; no card where nothing waits."""
    tiles = list(tiles_of(actor))
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
