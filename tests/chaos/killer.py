"""Kills whatever serves, in a seeded order, without warning."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import threading
import time

from tests.chaos.house import House, children, command_of

#: Part of the house -> how its process is known.
PARTS = {
    "web": "granian",
    "worker": "pingan.celery worker",
    "beat": "pingan.celery beat",
    "broker": "valkey-server",
    "database": "/postgres -D",
}


class Killer(threading.Thread):
    """SIGKILLs one part after another; every round meets each part once, in an order of its own."""

    def __init__(self, house: House, *, seed: int, until: float) -> None:
        super().__init__(name="killer", daemon=True)
        self.house, self.until = house, until
        self.draw = random.Random(seed)
        self.kills: list[str] = []

    def run(self) -> None:
        order: list[str] = []
        while time.monotonic() < self.until:
            if not order:
                order = self.draw.sample(sorted(PARTS), len(PARTS))
            self._kill(order.pop())
            time.sleep(self.draw.uniform(1.2, 3.6))

    def _kill(self, part: str) -> None:
        pids = self.house.victims(PARTS[part])
        if not pids:  # still waiting for its restart
            return
        victim = pids[0]
        if part == "web" and len(pids) > 1 and self.draw.random() < 0.6:
            victim = self.draw.choice(pids[1:])
        if part == "database" and self.draw.random() < 0.4:
            victim = self.draw.choice(_sessions(pids[0]) or pids[:1])
        with contextlib.suppress(ProcessLookupError):
            os.kill(victim, signal.SIGKILL)
            self.kills.append(part if victim == pids[0] else f"{part}'s child")


def _sessions(postmaster: int) -> list[int]:
    """The processes that serve the application's own connections."""
    return [pid for pid in children(postmaster) if "pingan_app" in command_of(pid)]
