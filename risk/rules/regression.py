"""Poisson regressions with log link of many series at once, by iteratively reweighted least squares. Pure.

McCullagh P., Nelder J. A., "Generalized Linear Models" (1989), chapters 2 and 6; residuals of Anscombe F. J. as in
Noufaily A. et al., Statistics in Medicine 32 (2013) 1206-1222. All series share their regressors, so that a round is one
matrix product.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]

#: Of a linear predictor: beyond it exp() only overflows or is none that data could tell from zero.
FARTHEST = 12.0
_RIDGE = 1e-9


@dataclass(frozen=True)
class Fit:
    """A Poisson regression with log link of each row, by iteratively reweighted least squares, all rows at once."""

    beta: Matrix
    mean: Matrix
    weights: Matrix
    leverage: Matrix

    @classmethod
    def of(cls, counts: Matrix, design: Matrix, weights: Matrix) -> Fit:
        """Fit series × weeks of counts by weeks × regressors, each week with its weight in each series."""
        weeks, width = design.shape
        outer = (design[:, :, None] * design[:, None, :]).reshape(weeks, width * width)
        mean: Matrix = counts + 0.1
        beta: Matrix = np.zeros((counts.shape[0], width))
        deviance = np.full(counts.shape[0], np.inf)
        ridge = _RIDGE * np.eye(width)
        for _round in range(30):
            working = weights * mean
            target = np.log(mean) + (counts - mean) / mean
            normal = (working @ outer).reshape(-1, width, width) + ridge
            solved = np.linalg.solve(normal, ((working * target) @ design)[..., None])
            beta = solved[..., 0].astype(np.float64)
            mean = np.exp(np.clip(beta @ design.T, -FARTHEST, FARTHEST))
            before, deviance = deviance, deviance_of(counts, mean, weights)
            if (np.abs(before - deviance) <= 1e-8 * (np.abs(deviance) + 0.1)).all():
                break
        working = weights * mean
        normal = (working @ outer).reshape(-1, width, width) + ridge
        leverage = working * (np.linalg.inv(normal).reshape(-1, width * width) @ outer.T)
        return cls(beta, mean, weights, leverage)

    def dispersion(self, counts: Matrix) -> Matrix:
        """Return Pearson's estimate, at least 1: sparse counts are no less variable than Poisson's."""
        squares = (self.weights * (counts - self.mean) ** 2 / self.mean).sum(axis=1)
        found: Matrix = np.maximum(squares / (counts.shape[1] - self.beta.shape[1]), 1.0)
        return found

    def anscombe(self, counts: Matrix) -> Matrix:
        """Return standardised Anscombe residuals, by which weeks that were surges are known."""
        raw = 1.5 * (counts ** (2 / 3) * self.mean ** (-1 / 6) - np.sqrt(self.mean))
        scale = np.sqrt(self.dispersion(counts)[:, None] * np.maximum(1 - self.leverage, 1e-6))
        found: Matrix = raw / scale
        return found


def deviance_of(counts: Matrix, mean: Matrix, weights: Matrix) -> Matrix:
    """Return the deviance of each series."""
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.where(counts > 0, counts * np.log(counts / mean), 0.0)
    found: Matrix = 2 * (weights * (logs - (counts - mean))).sum(axis=1)
    return found
