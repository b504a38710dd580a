"""Entries of the main menu that lead to the organisation and the responsibility register."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pingan.access.rules import Actor
from pingan.web.context import NavigationItem

#: Posts whose work is in one place; the organisation stays reachable from there, but not in their menu.
_WITHOUT = frozenset({"grid_worker", "unit_handler"})


def menu(actor: Actor) -> list[NavigationItem]:
    """Return what this post may open."""
    found = []
    if actor.has("organisation.view") and actor.role not in _WITHOUT:
        url = reverse("console:organisation")
        found.append(NavigationItem(_("Organisation"), url, "building", "manage", on_phone=False))
    if actor.has("responsibility.view"):
        url = reverse("console:responsibility_register")
        found.append(NavigationItem(_("Responsibility register"), url, "flag", "oversight", on_phone=False))
    return found
