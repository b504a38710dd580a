"""Which grids lie nearest to which, by their centres. Pure."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Real = NDArray[np.float64]


class Neighbours:
    """For each grid its nearest ones, itself first, and the way back: of whom a grid is a near one, and the how-manieth."""

    def __init__(self, nearest: Whole) -> None:
        """Take rows of grids, the nearest first.

        Raises:
            ValueError: a row does not begin with its own grid.

        """
        if nearest.ndim != 2 or (nearest[:, 0] != np.arange(len(nearest))).any():
            raise ValueError("each row must begin with its own grid")
        self.nearest = nearest
        flat = nearest.ravel()
        order = np.argsort(flat, kind="stable")
        self.centres, self.ranks = order // nearest.shape[1], order % nearest.shape[1]
        self.starts = np.concatenate([[0], np.cumsum(np.bincount(flat, minlength=len(nearest)))])

    @classmethod
    def of(cls, points: Real, nearest: int) -> Neighbours:
        """Return the table for centres of grids, in metres or any plane unit."""
        from scipy.spatial import cKDTree  # late: it takes long to load, and only the nights need it

        count = min(nearest, len(points))
        found = np.atleast_2d(cKDTree(points).query(points, k=count)[1].reshape(len(points), count))
        own = np.arange(len(points))
        for row in np.flatnonzero(found[:, 0] != own):  # Two grids may have one centre.
            others = found[row][found[row] != row]
            found[row] = np.concatenate([[row], others])[:count]
        return cls(found.astype(np.int64))
