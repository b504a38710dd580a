"""A house of real processes: its own data directory, database, broker, web, worker and beat."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT / "script") not in sys.path:
    sys.path.insert(0, str(ROOT / "script"))

from tests.chaos.house import House  # noqa: E402 - needs script/ on the path


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    running = House(tmp_path_factory.mktemp("chaos").resolve() / "data")
    try:
        running.open()
        yield running
    finally:
        running.close()
