"""Cards of the home page: each app puts its own through the slot ``home_cards``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

#: Roles whose work is done on a phone: their page must tell what matters within two screens, and is kept on the device.
PHONE_ROLES = frozenset({"grid_worker", "community_staff"})
TILES = "web/home/_tiles.html"


@dataclass(frozen=True)
class HomeCard:
    """One piece of the home page: a fragment and what it needs. No query may start from the fragment.

    ``is_lead``: stands above the columns, over the whole width. ``is_first``: before all others of its kind, for what
    waits for nothing else. ``is_start``: a button with which something begins. ``is_last``: after all others, for what
    is looked up now and then.
    """

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    is_lead: bool = False
    is_first: bool = False
    is_start: bool = False
    is_last: bool = False


@dataclass(frozen=True)
class Tile:
    """A number that opens its list. ``value`` None: not counted. ``tone``: red means overdue, nothing else."""

    label: Any
    value: int | None
    url: str = ""
    tone: str = ""
    icon: str = ""
    unit: str = ""


def for_phone(cards: Sequence[HomeCard]) -> list[HomeCard]:
    """Return the cards of a phone's page: all numbers in one block instead of one for each app, those of nothing left out.

    A tile says what waits; nought waits for nobody, and eleven of them would push the work out of sight.
    """
    tiles, others = _apart(cards)
    starts = [card for card in others if card.is_start or (card.is_lead and not card.is_first)]
    rest = [card for card in others if card not in starts]
    return [*starts, *_block([tile for tile in tiles if tile.value]), *rest]


def for_desk(cards: Sequence[HomeCard]) -> list[HomeCard]:
    """Return the cards of a desk's page: all numbers in one block before everything else, nought included."""
    tiles, others = _apart(cards)
    return [*_block(tiles), *others]


def _apart(cards: Sequence[HomeCard]) -> tuple[list[Tile], list[HomeCard]]:
    tiles = [tile for card in cards if card.template == TILES for tile in card.context["tiles"]]
    return tiles, [card for card in cards if card.template != TILES]


def _block(tiles: list[Tile]) -> list[HomeCard]:
    return [HomeCard(TILES, {"tiles": tiles}, is_lead=True)] if tiles else []
