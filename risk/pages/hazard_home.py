"""What hazards put on the home page and into the menu."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pingan.access.rules import Actor
from pingan.web.context import NavigationItem
from pingan.web.home import HomeCard, Tile
from risk.queries.hazard_numbers import numbers_of

#: Roles that reach hazards from the bar under the thumb are few: incidents and disputes stand there already.
_REGISTERING = frozenset({"grid_worker"})


def list_url(**query: str) -> str:
    """Return the address of the list under filters, in its part "all" unless they name another."""
    return f"{reverse('risk:hazard_list')}?{urlencode({'tab': 'all', **query})}"


def hazard_cards(actor: Actor) -> list[HomeCard]:
    """Return the numbers of this post's hazards and rounds, each leading to its list."""
    if not actor.has("hazard.see"):
        return []
    numbers = numbers_of(actor, timezone.now())
    tiles = [
        Tile(_("Hazards waiting for me"), numbers.waiting, list_url(todo="true"), icon="warning"),
        Tile(
            _("Hazards overdue"),
            numbers.overdue,
            f"{reverse('risk:hazard_list')}?tab=all&overdue=true",
            "red" if numbers.overdue else "",
            "clock",
        ),
        Tile(
            _("Rounds overdue"),
            numbers.rounds,
            f"{reverse('risk:place_list')}?due=true",
            "red" if numbers.rounds else "",
            "building",
        ),
    ]
    found = [HomeCard("web/home/_tiles.html", {"tiles": tiles}, is_lead=True)]
    if actor.role in _REGISTERING:
        found.insert(0, HomeCard("risk/hazard/_start.html", is_lead=True))
    return found


def hazard_menu(actor: Actor) -> list[NavigationItem]:
    """Return the hazards for everybody whose business they are."""
    if not actor.has("hazard.see"):
        return []
    also = (reverse("risk:place_list"),)
    return [NavigationItem(_("Hazards"), reverse("risk:hazard_list"), "warning", also=also)]
