"""The entry of the menu, and what entries of timelines and terms of exchange are called."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pingan.access.rules import Actor
from pingan.exchange.policy import VIEW
from pingan.web.context import NavigationItem

#: Entries that exchange writes into the timeline of a matter that was handed over.
ENTRY_LABELS = {
    "hand_over_delivered": pgettext_lazy("timeline", "Handed over to the unit's own system"),
    "hand_over_acknowledged": pgettext_lazy("timeline", "Acknowledged by the unit's system"),
    "hand_over_overdue": pgettext_lazy("timeline", "Not acknowledged by the unit's system within its term"),
}
STAGE_LABEL = _("acknowledgement by a unit's system")


def exchange_menu(actor: Actor) -> list[NavigationItem]:
    """Return the catalogue, for offices, leaders and auditors."""
    if not actor.has(VIEW):
        return []
    return [
        NavigationItem(_("Data exchange"), reverse("exchange:partner_list"), "swap", "manage", on_phone=False)
    ]
