"""Outlines of grids, kept ready for the map."""

from __future__ import annotations

from typing import Any

from django.db import models


class GridOutline(models.Model):
    """A grid's boundary, simplified once when it was drawn (``grids.rules.outlines``).

    ``of_version`` is the version of the grid whose boundary this is: an older one is never shown, so that a grid changed
    by whatever door is drawn as it now is. No row: not kept yet, drawn from the boundary itself.
    """

    grid = models.OneToOneField(
        "grids.Grid", on_delete=models.CASCADE, primary_key=True, related_name="outline"
    )
    of_version = models.PositiveIntegerField()
    coarse: models.JSONField[Any, Any] = models.JSONField()
    fine: models.JSONField[Any, Any] = models.JSONField()

    def __str__(self) -> str:
        """Name grid and version by key."""
        return f"outline of {self.grid_id} v{self.of_version}"
