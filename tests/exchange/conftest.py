"""A receiver of events on this machine, whose network and certificate are opened for the test alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pingan.exchange.queries import records
from tests.exchange.receiver import Receiver, certificate


@pytest.fixture
def receiver(tmp_path: Path, settings: Any) -> Iterator[Receiver]:
    pem = certificate(tmp_path)
    settings.EXCHANGE_NETWORKS = ["127.0.0.0/8"]
    settings.EXCHANGE_CA_FILE = str(pem)
    found = Receiver(pem).come()
    yield found
    found.go()


@pytest.fixture(autouse=True)
def _what_was_just_opened_is_settled(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Nobody writes beside these tests, and none of them waits; the tests of the margin itself keep it."""
    if not request.node.get_closest_marker("keeps_margin"):
        monkeypatch.setattr(records, "MARGIN", timedelta(0))
