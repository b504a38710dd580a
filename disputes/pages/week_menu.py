"""The entries of the main menu that lead to the week of mediation, to those who mediate and to the register."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pingan.access.rules import Actor
from pingan.web.context import NavigationItem


def mediation_menu(actor: Actor) -> list[NavigationItem]:
    """Return week and committees for those who mediate or keep these, the register for those who report figures."""
    items = []
    if actor.has("mediation.book") or actor.has("mediation.edit"):
        items.append(
            NavigationItem(
                _("Mediation week"),
                reverse("disputes:mediation_week"),
                "calendar",
                "disputes",
                on_phone=actor.has("mediation.book"),
            )
        )
        items.append(
            NavigationItem(
                _("Committees and mediators"),
                reverse("disputes:committee_list"),
                "building",
                "disputes",
                on_phone=False,
                also=(reverse("disputes:mediator_list"),),
            )
        )
    if actor.has("dispute.statistics"):
        items.append(
            NavigationItem(
                _("Register and statistics of disputes"),
                reverse("disputes:dispute_registers"),
                "chart",
                "disputes",
                on_phone=False,
                also=(reverse("disputes:dispute_statistics"),),
            )
        )
    return items
