"""The entry of the menu."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pingan.access.rules import Actor
from pingan.exchange.policy import VIEW
from pingan.web.context import NavigationItem


def exchange_menu(actor: Actor) -> list[NavigationItem]:
    """Return the catalogue, for offices, leaders and auditors."""
    if not actor.has(VIEW):
        return []
    return [
        NavigationItem(_("Data exchange"), reverse("exchange:partner_list"), "swap", "manage", on_phone=False)
    ]
