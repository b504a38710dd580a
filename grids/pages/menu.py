"""The entry of the main menu that leads to the incidents."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from grids.policy.incidents import VIEW
from pingan.access.rules import Actor
from pingan.web.context import NavigationItem


def sees_incidents(actor: Actor) -> bool:
    """Say whether incidents are this post's business: administrators and mediators have others."""
    return any(actor.has(permit.duty) for permit in VIEW)


def incident_menu(actor: Actor) -> list[NavigationItem]:
    """Return the inbox for everybody whose business the incidents are."""
    if not sees_incidents(actor):
        return []
    return [NavigationItem(_("Incidents"), reverse("grids:incident_list"), "inbox", "events")]


def map_menu(actor: Actor) -> list[NavigationItem]:
    """Return the map for everybody whose business the grids are."""
    if not actor.has("grids.view"):
        return []
    return [NavigationItem(_("Map"), reverse("grids:map"), "map-pin", "events", on_phone=False)]
