"""A receiver of events on this machine, whose network and certificate are opened for the test alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.exchange.receiver import Receiver, certificate


@pytest.fixture
def receiver(tmp_path: Path, settings: Any) -> Iterator[Receiver]:
    pem = certificate(tmp_path)
    settings.EXCHANGE_NETWORKS = ["127.0.0.0/8"]
    settings.EXCHANGE_CA_FILE = str(pem)
    found = Receiver(pem).come()
    yield found
    found.go()
