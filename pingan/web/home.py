"""Cards of the home page: each app puts its own through the slot ``home_cards``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class HomeCard:
    """One piece of the home page: a fragment and what it needs. No query may start from the fragment.

    ``is_lead``: stands above the columns, over the whole width. ``is_first``: before all others of its kind, for what
    waits for nothing else.
    """

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    is_lead: bool = False
    is_first: bool = False


@dataclass(frozen=True)
class Tile:
    """A number that opens its list. ``value`` None: not counted. ``tone``: red means overdue, nothing else."""

    label: Any
    value: int | None
    url: str = ""
    tone: str = ""
    icon: str = ""
    unit: str = ""
