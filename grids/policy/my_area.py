"""Who has an area that is walked: grid workers their grids, staff of a village or community its grids."""

from __future__ import annotations

from pingan.access.rules import extend_duties

VIEW = "my_area.view"
WALKING = ("grid_worker", "community_staff")


def register_my_area() -> None:
    """Give the duty; called once from ``AppConfig.ready()``. The rows keep their own permits."""
    extend_duties({role: {VIEW} for role in WALKING})
