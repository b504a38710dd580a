"""What came from the public and waits for this desk, by its kind, on the home page; each number opens as many rows."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from grids.policy.submissions import DESK
from grids.queries.submissions import counts, waiting_by_kind
from pingan.access.rules import Actor
from pingan.web.home import TILES, HomeCard, Tile

_KINDS: Final[dict[str, tuple[Any, str]]] = {
    "report": (_("Reports from the public"), "message"),
    "mediation": (_("Applications for mediation"), "users"),
    "volunteer": (_("Applications of volunteers"), "star"),
}


def submission_tiles(actor: Actor) -> list[Tile]:
    """Return a number for each kind that waits, and for reviews that were asked for."""
    if not actor.has(DESK):
        return []
    here, waiting = reverse("grids:submission_list"), waiting_by_kind(actor)
    tiles = [
        Tile(label, waiting[kind], f"{here}?{urlencode({'part': 'waiting', 'kind': kind})}", icon=icon)
        for kind, (label, icon) in _KINDS.items()
        if waiting.get(kind)
    ]
    if reviews := counts(actor)["review"]:
        tiles.append(Tile(_("Reviews asked for"), reviews, f"{here}?part=review", icon="return"))
    return tiles


def submission_cards(actor: Actor) -> list[HomeCard]:
    """Return the card of what waits."""
    tiles = submission_tiles(actor)
    return [HomeCard(TILES, {"tiles": tiles}, is_lead=True)] if tiles else []
