"""The entries of the main menu that lead to the week of mediation and to the register of disputes."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pingan.access.rules import Actor
from pingan.web.context import NavigationItem


def mediation_menu(actor: Actor) -> list[NavigationItem]:
    """Return the week for those who mediate or keep committees, the register for those who report figures."""
    items = []
    if actor.has("mediation.book") or actor.has("mediation.edit"):
        items.append(
            NavigationItem(
                _("Mediation week"),
                reverse("disputes:mediation_week"),
                "calendar",
                on_phone=actor.has("mediation.book"),
            )
        )
    if actor.has("dispute.statistics"):
        items.append(
            NavigationItem(
                _("Register and statistics of disputes"),
                reverse("disputes:dispute_registers"),
                "chart",
                on_phone=False,
            )
        )
    return items
