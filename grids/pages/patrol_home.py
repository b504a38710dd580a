"""What is to be walked, on the home page; and the entries of the menu."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grids.queries.patrol_home import due_patrols
from pingan.access.rules import Actor
from pingan.web.context import NavigationItem
from pingan.web.home import HomeCard


def patrol_cards(actor: Actor) -> list[HomeCard]:
    """Return the card of patrols for those who walk: what is due, one tap from its beginning."""
    if not actor.has("patrol.walk"):
        return []
    today = timezone.localdate()
    found = due_patrols(actor, today)
    return [HomeCard("grids/patrol/_home.html", {"due": found.first, "number": found.number, "today": today})]


def patrol_menu(actor: Actor) -> list[NavigationItem]:
    """Return the entry: the own walks for who only walks, the coverage for everybody else."""
    if not actor.has("patrol.view"):
        return []
    name = "grids:patrol_coverage" if actor.has("patrol.view_area") else "grids:patrol_walks"
    here = reverse("grids:patrol_coverage")
    return [NavigationItem(_("Patrols"), reverse(name), "flag", "events", on_phone=False, also=(here,))]
