"""The entry of the main menu that leads to the incidents."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pingan.access.rules import BUSINESS_ROLES, Actor
from pingan.web.context import NavigationItem


def incident_menu(actor: Actor) -> list[NavigationItem]:
    """Return the inbox for everybody whose business the matters are."""
    if actor.role not in BUSINESS_ROLES:
        return []
    return [NavigationItem(_("Incidents"), reverse("grids:incident_list"), "inbox")]
