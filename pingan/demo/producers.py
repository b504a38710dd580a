"""What a producing process runs. Imports nothing of ours until Django is set up in the new process."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from pingan.demo.seeders import Seeder

_seeders: list[Seeder] = []


def start(address: dict[str, Any], kind: str, number: int, seed: int, until: datetime, days: int) -> None:
    """Set up this process once: settings, the parent's database, the places."""
    django.setup()
    from django.db import connection

    from pingan.demo.seeders import SEEDERS

    connection.settings_dict.update(address)
    _seeders.append(SEEDERS[kind](number, seed, until, days))


def write(first: int) -> int:
    """Write one batch; return how many matters it holds."""
    return _seeders[0].write(first)
