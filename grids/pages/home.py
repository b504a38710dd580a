"""What stands on the home page of each business role, and this app's entries of the menu."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from grids.pages.lines import lines_of, list_url
from grids.pages.menu import sees_incidents
from grids.queries.home import Number, first_query, first_rows, is_overseeing, numbers_of
from grids.queries.my_area import my_area
from pingan.access.rules import Actor
from pingan.web.context import NavigationItem
from pingan.web.home import PHONE_ROLES, HomeCard, Tile
from pingan.web.navigation import Section

#: Roles that walk their area: their page begins with reporting, not with numbers.
WALKERS = PHONE_ROLES
#: Rows of one's own work; on a phone the rest is one tap away.
MOST, MOST_ON_PHONE = 8, 3


def _tile(number: Number) -> Tile:
    is_red = number.is_overdue and number.value > 0
    return Tile(
        number.label,
        number.value,
        list_url(number.query),
        "red" if is_red else "",
        number.icon,
        unit="+" if number.is_more else "",
    )


def _work(actor: Actor) -> HomeCard:
    context = {
        "title": _("Longest overdue") if is_overseeing(actor) else _("My work, the most urgent first"),
        "nothing": _("Nothing is overdue") if is_overseeing(actor) else _("Nothing waits for you"),
        "rows": lines_of(actor, first_rows(actor, most=MOST_ON_PHONE if actor.role in WALKERS else MOST)),
        "url": list_url(first_query(actor)),
    }
    return HomeCard("grids/home/_work.html", context)


def _area(actor: Actor) -> HomeCard:
    return HomeCard("grids/home/_area.html", {"area": my_area(actor)}, is_last=True)


def cards(actor: Actor) -> list[HomeCard]:
    """Return the cards of this post; none for administrators, who see no business data."""
    if not sees_incidents(actor):
        return []
    tiles = [_tile(number) for number in numbers_of(actor)]
    found = [HomeCard("web/home/_tiles.html", {"tiles": tiles}, is_lead=True), _work(actor)]
    if actor.role in WALKERS:
        found.insert(0, HomeCard("grids/worker/_start.html", is_start=True))
        found.append(_area(actor))
    if is_overseeing(actor):
        found.append(HomeCard("grids/home/_overview.html"))
    return found


def first_menu(actor: Actor) -> list[NavigationItem]:
    """Return what comes before everything else: home, and for those who walk their area the report."""
    if not (actor.has("grids.view") or actor.is_administrator):
        return []
    items = [NavigationItem(_("Home"), reverse("console:home"), "home", "start")]
    if actor.role in WALKERS and actor.has("incident.report"):
        items.append(
            NavigationItem(pgettext_lazy("action", "Report"), reverse("grids:report"), "camera", "start")
        )
    return items


def menu(actor: Actor) -> list[NavigationItem]:
    """Return this app's further entries of the menu; the incidents themselves stand before them."""
    if not actor.has("grids.view"):
        return []
    may_report, walks = actor.has("incident.report"), actor.role in WALKERS
    wanted: list[tuple[bool, Any, str, str, Section, bool]] = [
        (walks, _("My reports"), "grids:my_reports", "report", "start", True),
        (walks and not actor.has("ledger.tables"), _("Ledger"), "grids:ledger", "book", "start", False),
        (actor.has("overview.view"), _("Overview"), "grids:overview", "chart", "start", not may_report),
        (actor.has("ledger.tables"), _("Monthly tables"), "grids:monthly_tables", "book", "start", False),
        (may_report and not walks, pgettext_lazy("action", "Report"), "grids:report", "plus", "events", True),
        (
            actor.role != "grid_worker",
            pgettext_lazy("area", "Grids"),
            "grids:grid_list",
            "grid",
            "manage",
            False,
        ),
        (actor.has("overview.view"), _("Rules"), "grids:category_list", "settings", "manage", False),
        (actor.has("overview.view"), _("Calendar"), "console:calendar", "calendar", "manage", False),
    ]
    return [
        NavigationItem(label, reverse(name), icon, section, on_phone=on_phone)
        for is_wanted, label, name, icon, section, on_phone in wanted
        if is_wanted
    ]
