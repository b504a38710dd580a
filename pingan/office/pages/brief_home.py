"""What of briefs and served papers waits for this post, as numbers on its home page; each opens as many rows."""

from __future__ import annotations

from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pingan.access.rules import Actor
from pingan.office.policy import VIEW
from pingan.office.queries.briefs import briefs_in, parts_of
from pingan.office.queries.ladders import received
from pingan.web.home import TILES, HomeCard, Tile

PARTS: Final[dict[str, tuple[Any, str]]] = {
    "write": (_("Briefs to finish"), "edit"),
    "review": (_("Briefs to review"), "eye"),
    "issue": (_("Briefs to issue"), "check"),
    "confirm": (_("Briefs to confirm"), "inbox"),
}


def brief_tiles(actor: Actor) -> list[Tile]:
    """Return a number for each part in which anything waits; nought waits for nobody."""
    if not actor.has(VIEW):
        return _served(actor)
    here = reverse("office:brief_list")
    counts = {part: briefs_in(actor, part).order_by().count() for part in parts_of(actor)}
    return [
        Tile(PARTS[part][0], count, f"{here}?part={part}", icon=PARTS[part][1])
        for part, count in counts.items()
        if count
    ]


def _served(actor: Actor) -> list[Tile]:
    """Return what a unit that looks at no area has to confirm; its list of all that was served is one page."""
    if actor.organ_id is None or not actor.has("documents.acknowledge"):
        return []
    count = received(actor).filter(acknowledged_at=None).order_by().count()
    url = f"{reverse('office:supervision_received')}?part=open"
    return [Tile(_("Served, to be confirmed"), count, url, icon="inbox")] if count else []


def brief_cards(actor: Actor) -> list[HomeCard]:
    """Return the card of what waits."""
    tiles = brief_tiles(actor)
    return [HomeCard(TILES, {"tiles": tiles}, is_lead=True)] if tiles else []
