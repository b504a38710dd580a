"""The cast and the ground of risk's showcase: every act goes through the verb that a page's click calls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from pingan.access.rules import Actor
from pingan.demo.pictures import photo_of
from pingan.demo.stories import Place
from pingan.matters.machine import machine_for
from pingan.matters.services import perform
from pingan.org.models import Organ

#: Pictures of the showcase of incidents have the seeds below.
_FIRST_PICTURE = 4000


@dataclass
class RiskStage:
    """``cast``: accounts by user name. ``grounds``: places by the prefix of the accounts of their township."""

    cast: dict[str, Actor]
    grounds: dict[str, list[Place]]
    pictures: Iterator[int] = field(default_factory=lambda: count(_FIRST_PICTURE))

    def do(self, kind: str, pk: int, action: str, username: str, /, **values: Any) -> Any:
        """Perform one action on a matter; return the detail."""
        spec = machine_for(kind).action(action)
        if spec is None:
            raise AssertionError(f"no action {action}")
        data = spec.input(**values)
        return perform(actor=self.cast[username], kind=kind, matter_id=pk, action=action, data=data).detail

    def photo(self, username: str) -> int:
        """Store another photo of this person's."""
        return photo_of(self.cast[username], next(self.pictures))

    def organ(self, username: str) -> int:
        """Return the unit of an account."""
        found = self.cast[username].organ_id
        if found is None:
            raise AssertionError(f"{username} has no unit")
        return found

    def ground(self, prefix: str, at: int = 0) -> Place:
        """Return a grid of a township with accounts, the first ones being those of its first worker."""
        places = self.grounds[prefix]
        return places[at % len(places)]

    def unit(self, name: str) -> int:
        """Return a unit of the demo county by the end of its name."""
        return Organ.objects.get(name=f"南康区{name}", valid_to=None).pk


def point_of(place: Place, shift: float = 0.5) -> dict[str, float]:
    """Return a point inside a grid; ``shift`` moves it along, from 0 to 1."""
    west, south, east, north = place.bounds
    return {"longitude": west + (east - west) * shift, "latitude": south + (north - south) * shift}


def day(days: int = 0) -> datetime:
    """Return the first moment of a day so many days from the present one of the story."""
    moment = timezone.localtime(timezone.now() + timedelta(days=days))
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)
