"""The office's entries of the menu."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pingan.access.rules import Actor
from pingan.office.policy import VIEW
from pingan.web.context import NavigationItem


def office_menu(actor: Actor) -> list[NavigationItem]:
    """Return the dashboard and the briefs, for those who look at an area."""
    if not actor.has(VIEW):
        return []
    return [
        NavigationItem(_("Dashboard"), reverse("office:dashboard"), "chart", "start", on_phone=False),
        NavigationItem(_("Briefs"), reverse("office:brief_list"), "document", "oversight", on_phone=False),
    ]
