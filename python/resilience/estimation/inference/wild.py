"""wild(cluster): the restricted wild cluster bootstrap of t (Cameron, Gelbach and Miller 2008; WCR of MacKinnon).

The null is imposed; signs are drawn by cluster. With 8 clusters or more the weights are Rademacher's, all 2^G sign
patterns where these are at most 2^13, else 9,999 draws; with fewer Webb's six points, all 6^G or 9,999 draws. Drawn:
p = (1 + exceedances) / (B + 1); enumerated: share of all patterns, the data's own included. Ties count as exceedances.
The interval holds the values that the test at 5 % does not reject.
"""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd

from resilience.estimation.conventions import Convention
from resilience.estimation.design import CONSTANT
from resilience.estimation.inference.clustered import crv1_factor
from resilience.estimation.inference.result import Linear

DRAWS = 9_999
ENUMERATED = 2**13
POINTS = {"rademacher": (1.0, -1.0), "webb": tuple(s * v**0.5 for v in (1.5, 1.0, 0.5) for s in (1, -1))}


def wild(fit: Linear, convention: Convention, seed: int) -> pd.DataFrame:
    """t (that of CRV1), p and interval of each regressor but the constant, one row each; no standard error."""
    codes = fit.column(convention.clusters[0])
    n_clusters = fit.count(codes, convention.clusters[0])
    weights, detail, drawn = signs(n_clusters, convention.weights, seed)
    factor, rows = crv1_factor(fit, n_clusters, codes), []
    for position, term in enumerate(fit.design.x.columns):
        if term != CONSTANT:
            test = _Test(fit.matrix, fit.design.y.to_numpy(float), position, codes, weights, drawn)
            low, high = test.end(-1), test.end(1)
            note = "" if np.isfinite([low, high]).all() else "; interval unbounded"
            rows.append((term, fit.params[term], test.t(0.0) / np.sqrt(factor), test.p(0.0), low, high, detail + note))
    columns = ["term", "estimate", "statistic", "p_value", "ci_low", "ci_high", "detail"]
    frame = pd.DataFrame(rows, columns=columns).replace([np.inf, -np.inf], np.nan)
    return frame.assign(std_error=np.nan, df=np.nan, n_clusters=n_clusters)


def p_at(
    matrix: np.ndarray, y: np.ndarray, position: int, codes: np.ndarray, weights: np.ndarray, value: float
) -> float:
    """p of the hypothesis that the coefficient of one column has a stated value, with drawn `weights` of `signs`.

    The interval of 95 % holds the value where p is at least 0.05.
    """
    return _Test(matrix, y, position, codes, weights, drawn=True).p(value)


def signs(n_clusters: int, weights: str, seed: int, draws: int = DRAWS) -> tuple[np.ndarray, str, bool]:
    """Weights by pattern and cluster, shape (B, G), in words, and whether they were drawn."""
    name = weights or ("rademacher" if n_clusters >= 8 else "webb")
    points = np.array(POINTS[name])
    if n_clusters * np.log(len(points)) <= np.log(ENUMERATED) + 1e-9:
        patterns = np.array(list(product(points, repeat=n_clusters)))
        return patterns, f"{name}, all {len(patterns):,} patterns", False
    patterns = np.random.default_rng(seed).choice(points, size=(draws, n_clusters))
    return patterns, f"{name}, {draws:,} draws, seed {seed}", True


class _Test:
    """The bootstrap distribution of one coefficient's t under any null, from sums by cluster computed once.

    With x~ the regressor without the others and u = y~ - b0 x~ the restricted residuals, both a bootstrap slope and the
    scores of its refit are linear in the signs and in b0, so that another null costs no new regression.
    """

    def __init__(self, matrix, y, position: int, codes: np.ndarray, weights: np.ndarray, drawn: bool):
        others = np.delete(matrix, position, axis=1)
        both = np.column_stack([matrix[:, position], y])
        x, y = (both - others @ np.linalg.lstsq(others, both, rcond=None)[0]).T
        u, s, _ = np.linalg.svd(matrix, full_matrices=False)
        q = u[:, s > 1e-10 * s.max()]
        self.drawn, self.slope, self.scale = drawn, x @ y / (x @ x), np.sqrt(1 / (x @ x)) * y.std()
        sums = [self._linear(x, each, q, codes, weights) for each in (y, x)]
        (self.top_y, refit_y), (self.top_x, refit_x) = sums
        self.yy, self.xy, self.xx = (refit_y**2).sum(1), (refit_y * refit_x).sum(1), (refit_x**2).sum(1)
        one = np.ones((1, weights.shape[1]))
        (self.own_y, own_y), (self.own_x, own_x) = (self._linear(x, each, q, codes, one) for each in (y, x))
        self.own = [(own_y**2).sum(), (own_y * own_x).sum(), (own_x**2).sum()]

    @staticmethod
    def _linear(x, u, q, codes, weights):
        """Σ v_g x~_g'u_g, shape (B,), and the scores of the refit by cluster, shape (B, G)."""
        n = weights.shape[1]
        direct = np.bincount(codes, x * u, n)
        left, right = np.zeros((n, q.shape[1])), np.zeros((n, q.shape[1]))
        np.add.at(left, codes, x[:, None] * q)
        np.add.at(right, codes, u[:, None] * q)
        return weights @ direct, weights * direct - (weights @ right) @ left.T

    def t(self, b0: float) -> float:
        """The data's own t, with the CRV1 sandwich without its factor, which is the same in every pattern."""
        yy, xy, xx = self.own
        return float((self.own_y - b0 * self.own_x)[0] / np.sqrt(yy - 2 * b0 * xy + b0**2 * xx))

    def p(self, b0: float) -> float:
        spread = np.sqrt(np.maximum(self.yy - 2 * b0 * self.xy + b0**2 * self.xx, 0))
        top = np.abs(self.top_y - b0 * self.top_x)
        exceeding = top >= abs(self.t(b0)) * spread * (1 - 1e-9)  # a tie in floating point is a tie
        return float((1 + exceeding.sum()) / (len(top) + 1) if self.drawn else exceeding.mean())

    def end(self, side: int) -> float:
        """The end of the interval on one side: bracketed by doubling, then halved; infinite where never rejected."""
        step = self.scale
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
        return self.slope + side * inner
