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


def hazard_tiles(actor: Actor) -> list[Tile]:
    """Return the numbers of this post's hazards and rounds, each leading to its list; what is none is left out."""
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
    return [tile for tile in tiles if tile.value]


def hazard_start(actor: Actor) -> list[HomeCard]:
    """Return the button under which those who walk their area register a hazard."""
    is_wanted = actor.role in _REGISTERING and actor.has("hazard.see")
    return [HomeCard("risk/hazard/_start.html", is_start=True)] if is_wanted else []


def hazard_menu(actor: Actor) -> list[NavigationItem]:
    """Return the hazards for everybody whose business they are."""
    if not actor.has("hazard.see"):
        return []
    url, also = reverse("risk:hazard_list"), (reverse("risk:place_list"),)
    return [NavigationItem(_("Hazards"), url, "warning", "risk", also=also)]
