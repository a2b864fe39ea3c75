"""The restricted wild cluster bootstrap of t (Cameron, Gelbach and Miller 2008; WCR of MacKinnon, Nielsen and Webb).

The null is imposed; signs are drawn by cluster. With 8 clusters or more the weights are Rademacher's, all 2^G sign
patterns where these are at most 2^13, else 9,999 draws; with fewer Webb's six points, all 6^G or 9,999 draws. Drawn:
p = (1 + exceedances) / (B + 1); enumerated: share of all patterns, the data's own included. Ties count as exceedances.
"""

from __future__ import annotations

from itertools import product

import numpy as np
from numpy.typing import NDArray

from linear.basis import orthonormal, residuals
from linear.groups import Codes, sums

Floats = NDArray[np.float64]
DRAWS = 9_999
ENUMERATED = 2**13
POINTS = {"rademacher": (1.0, -1.0), "webb": tuple(s * v**0.5 for v in (1.5, 1.0, 0.5) for s in (1, -1))}
AT_ONCE = 2**23  # numbers in memory together
TIE = 1e-9  # a tie in floating point is a tie


def signs(n_clusters: int, weights: str, seed: int, draws: int = DRAWS) -> tuple[Floats, str, bool]:
    """Weights by pattern and cluster.

    Parameters
    ----------
    n_clusters : int
    weights : str
        rademacher or webb; empty for the one that suits the number of clusters.
    seed : int
    draws : int
        Patterns where not all are taken.

    Returns
    -------
    array, shape (patterns, n_clusters)
    str
        The same in words.
    bool
        Whether they were drawn.
    """
    name = weights or ("rademacher" if n_clusters >= 8 else "webb")
    points = np.array(POINTS[name])
    if n_clusters * np.log(len(points)) <= np.log(ENUMERATED) + 1e-9:
        patterns = np.array(list(product(points, repeat=n_clusters)))
        return patterns, f"{name}, all {len(patterns):,} patterns", False
    patterns = np.random.default_rng(seed).choice(points, size=(draws, n_clusters))
    return patterns, f"{name}, {draws:,} draws, seed {seed}", True


class WildBootstrap:
    """The bootstrap distribution of one coefficient's t under any null, from sums by cluster computed once.

    With x~ the regressor without the others and u = y~ - b0 x~ the restricted residuals, both a bootstrap slope and the
    scores of its refit are linear in the signs and in b0, so that another null costs no new regression.

    Parameters
    ----------
    matrix : array, shape (n, p)
    y : array, shape (n,)
    position : int
        The column whose coefficient is tested.
    codes : array of int, shape (n,)
        Clusters, coded from 0.
    weights : array, shape (patterns, clusters)
        `signs`.
    is_drawn : bool
    """

    def __init__(
        self, matrix: Floats, y: Floats, position: int, codes: Codes, weights: Floats, is_drawn: bool = True
    ) -> None:
        both = np.column_stack([matrix[:, position], y])
        x, y = residuals(np.delete(matrix, position, axis=1), both).T
        q = orthonormal(matrix)
        self.is_drawn, self.slope, self._scale = is_drawn, x @ y / (x @ x), np.sqrt(1 / (x @ x)) * y.std()
        (self.top_y, refit_y), (self._top_x, refit_x) = (_linear(x, each, q, codes, weights) for each in (y, x))
        self.yy, self._xy, self._xx = (refit_y**2).sum(1), (refit_y * refit_x).sum(1), (refit_x**2).sum(1)
        one = np.ones((1, weights.shape[1]))
        (self._own_y, own_y), (self._own_x, own_x) = (_linear(x, each, q, codes, one) for each in (y, x))
        self._own = [(own_y**2).sum(), (own_y * own_x).sum(), (own_x**2).sum()]

    def t(self, b0: float = 0.0) -> float:
        """The data's own t of a null, with the CRV1 sandwich without its factor, which is the same in every pattern."""
        yy, xy, xx = self._own
        return float((self._own_y - b0 * self._own_x)[0] / np.sqrt(yy - 2 * b0 * xy + b0**2 * xx))

    def p(self, b0: float = 0.0) -> float:
        """p of the null that the coefficient is b0."""
        spread = np.sqrt(np.maximum(self.yy - 2 * b0 * self._xy + b0**2 * self._xx, 0))
        exceeding = np.abs(self.top_y - b0 * self._top_x) >= abs(self.t(b0)) * spread * (1 - TIE)
        return float((1 + exceeding.sum()) / (len(spread) + 1) if self.is_drawn else exceeding.mean())

    def interval(self) -> tuple[float, float]:
        """The values that the test at 5 % does not reject; an end is infinite where it never rejects."""
        return self._end(-1), self._end(1)

    def _end(self, side: int) -> float:
        """Bracketed by doubling, then halved."""
        step = self._scale
        for _ in range(40):
            if self.p(self.slope + side * step) < 0.05:
                break
            step *= 2
        else:
            return side * np.inf
        inner = 0.0
        for _ in range(50):
            middle = (inner + step) / 2
            inner, step = (middle, step) if self.p(self.slope + side * middle) >= 0.05 else (inner, middle)
        return float(self.slope + side * inner)


def statistics(matrix: Floats, y: Floats, position: int, codes: Codes, weights: Floats) -> tuple[Floats, Floats]:
    """|t| of a zero coefficient for many outcomes as they stand and under each pattern, without the factor of CRV1.

    Parameters
    ----------
    matrix, position, codes, weights
        As for `WildBootstrap`.
    y : array, shape (d, n)

    Returns
    -------
    array, shape (d,)
    array, shape (patterns, d)
    """
    others, q = np.delete(matrix, position, axis=1), orthonormal(matrix)
    x, one = residuals(others, matrix[:, position]), np.ones((1, weights.shape[1]))
    found = []
    for some in np.array_split(y, max(1, len(y) * weights.size // AT_ONCE)):
        rest = residuals(others, some.T).T
        sides = (_linear(x, rest, q, codes, each) for each in (one, weights))
        found.append([np.abs(top) / np.sqrt(np.vecdot(refit, refit)) for top, refit in sides])
    return np.concatenate([own[:, 0] for own, _ in found]), np.concatenate([dealt for _, dealt in found]).T


def _linear(x: Floats, u: Floats, q: Floats, codes: Codes, weights: Floats) -> tuple[Floats, Floats]:
    """Σ v_g x~_g'u_g, shape (..., patterns), and the refit's scores by cluster, shape (..., patterns, clusters)."""
    n = weights.shape[1]
    direct, left, right = sums(x * u, codes, n), sums(x * q.T, codes, n), sums(u[..., None, :] * q.T, codes, n)
    return direct @ weights.T, weights * direct[..., None, :] - (weights @ np.swapaxes(right, -1, -2)) @ left
