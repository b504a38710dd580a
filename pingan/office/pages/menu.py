"""The office's entries of the menu."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pingan.access.rules import Actor
from pingan.office.policy import CIRCULARS, SUPERVISE, VIEW
from pingan.web.context import NavigationItem


def office_menu(actor: Actor) -> list[NavigationItem]:
    """Return dashboard, supervision desk and briefs, for those who look at an area; units find what was served on them."""
    if not actor.has(VIEW):
        return _received(actor)
    found = [
        NavigationItem(_("Dashboard"), reverse("office:dashboard"), "chart", "start", on_phone=False),
        NavigationItem(_("Supervision desk"), reverse("office:supervision"), "flag", "start", on_phone=False),
    ]
    if actor.has(CIRCULARS):
        url = reverse("office:circulars")
        found.append(NavigationItem(_("Circulars"), url, "document", "start", on_phone=False))
    url = reverse("office:brief_list")
    found.append(NavigationItem(_("Briefs"), url, "document", "oversight", on_phone=False))
    return found + _received(actor)


def _received(actor: Actor) -> list[NavigationItem]:
    """Return the entry of what supervision served on the own unit; offices that supervise find it at their desk."""
    if actor.organ_id is None or not actor.has("documents.acknowledge") or actor.has(SUPERVISE):
        return []
    url = reverse("office:supervision_received")
    return [NavigationItem(_("Letters of supervision"), url, "inbox", "start", on_phone=False)]
