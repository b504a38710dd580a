"""The small world, once per module: it stands in a transaction around each test's own."""

from __future__ import annotations

from tests.office.conftest import _world_of_module, world

__all__ = ["_world_of_module", "world"]
