"""t statistics of one design for many outcomes at once, under every convention with a closed form.

Outcomes are columns. The formulas are those of `inference`, applied to one coefficient: a score is the coefficient's
weight of an observation times its residual, and a variance is a sum of products of scores.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pandas as pd
from scipy import stats

from resilience.estimation.conventions import Convention
from resilience.estimation.design import CONSTANT, Design
from resilience.estimation.inference.clustered import crv1_factor
from resilience.estimation.inference.conley import kernel_weights
from resilience.estimation.inference.result import Linear


class Batch:
    """A design fitted to outcomes, shape (n, D).

    Attributes:
        terms: the regressors, the constant last.
        estimates: shape (terms, D).
    """

    def __init__(self, design: Design, outcomes: np.ndarray, cluster: str, distances: pd.DataFrame | None):
        self._design, self._outcomes, self._distances = design, outcomes, distances
        self._linear = Linear(design, pd.Series(dtype=float), cluster)
        self.terms = list(design.x.columns)
        weights = self._linear.bread @ self._linear.matrix.T
        self._weights = weights[: len(self.terms)]
        coefficients = weights @ outcomes
        self.estimates = coefficients[: len(self.terms)]
        self._residuals = outcomes - self._linear.matrix @ coefficients

    def reject(self, convention: Convention, level: float, shifts: np.ndarray) -> np.ndarray:
        """Share of outcomes whose coefficient, moved by a shift, differs from zero at a level.

        Args:
            shifts: true effects added to every estimate, shape (terms, effects). Residuals do not move with them.

        Returns:
            Shape (terms, effects); null where the convention has no error for a term. A variance that is none, and is
            kept out of what is reported, rejects nothing.
        """
        variances, df = self._variances(convention)
        moved = np.abs(self.estimates[:, None, :] + shifts[:, :, None])
        limit = stats.t.ppf(1 - level / 2, df) * np.sqrt(np.maximum(variances, 0))
        shares = ((moved > limit[:, None, :]) & (variances > 0)[:, None, :]).mean(axis=-1)
        return np.where(np.isnan(variances).all(axis=-1)[:, None], np.nan, shares)

    def _variances(self, convention: Convention) -> tuple[np.ndarray, float]:
        """Shape (terms, D), and degrees of freedom."""
        n, k = self._linear.n, self._linear.k
        if convention.kind == "classical":
            scale = (self._residuals**2).sum(axis=0) / (n - k)
            return (self._weights**2).sum(axis=1)[:, None] * scale, n - k
        if convention.kind == "HC1":
            return np.stack([(s**2).sum(axis=0) for s in self._scores()]) * n / (n - k), n - k
        if convention.kind == "HC3":
            leverage = np.einsum("ij,jk,ik->i", self._linear.matrix, self._linear.bread, self._linear.matrix)
            shrunk = np.where(leverage > 1 - 1e-10, np.inf, 1 - leverage)[:, None]
            return np.stack([((s / shrunk) ** 2).sum(axis=0) for s in self._scores()]), n - k
        return {"CRV1": self._crv1, "CRV3": self._crv3, "DK": self._dk, "NW": self._nw, "Conley": self._conley}[
            convention.kind
        ](convention)

    def _scores(self) -> list[np.ndarray]:
        return [weights[:, None] * self._residuals for weights in self._weights]

    def _crv1(self, convention: Convention) -> tuple[np.ndarray, float]:
        codes = [self._linear.column(name) for name in convention.clusters]
        n_clusters = min(code.max() + 1 for code in codes)
        factor = crv1_factor(self._linear, n_clusters, *codes)
        if len(codes) == 1:
            return factor * np.stack([_squares(s, codes[0]) for s in self._scores()]), n_clusters - 1
        both = pd.factorize(codes[0] * (codes[1].max() + 1) + codes[1])[0]
        sums = [np.stack([_sums(s, code) for s in self._scores()]) for code in (*codes, both)]
        one, other, cell = (np.einsum("igd,jgd->dij", each, each, optimize=True) for each in sums)
        covariance = factor * (one + other - cell)
        diagonal = np.einsum("dii->id", covariance)
        slopes = [position for position, term in enumerate(self.terms) if term != CONSTANT]
        scale = np.sqrt(np.abs(diagonal[slopes])).T + 1e-300
        block = covariance[:, slopes][:, :, slopes] / (scale[:, :, None] * scale[:, None, :])
        is_none = np.linalg.eigvalsh(block)[:, 0] < -1e-10  # a constant is left out of what is repaired
        found = diagonal.copy()
        found[slopes] = np.where(is_none, 0.0, diagonal[slopes])
        return found, n_clusters - 1

    def _crv3(self, convention: Convention) -> tuple[np.ndarray, float]:
        codes = self._linear.column(convention.clusters[0])
        n_clusters = codes.max() + 1
        matrix, y, n_terms = self._without_nested(codes)
        gram, moments = matrix.T @ matrix, matrix.T @ y
        whole = np.linalg.solve(gram, moments)[:n_terms]
        spread = np.zeros_like(whole)
        for cluster in range(n_clusters):
            own = matrix[codes == cluster]
            left = np.linalg.solve(gram - own.T @ own, moments - own.T @ y[codes == cluster])
            spread += (left[:n_terms] - whole) ** 2
        found = np.full((len(self.terms), spread.shape[1]), np.nan)  # the constant beside nested effects has no error
        found[:n_terms] = (n_clusters - 1) / n_clusters * spread
        return found, n_clusters - 1

    def _without_nested(self, codes: np.ndarray) -> tuple[np.ndarray, np.ndarray, int]:
        """Matrix and outcomes as `clustered.crv3` leaves them, for the jackknife, and how many regressors are left."""
        within = self._design.within_clusters(codes)
        matrix = self._design.matrix
        if not within:
            return matrix.to_numpy(float), self._outcomes, len(self.terms)
        basis = np.linalg.qr(matrix[within].to_numpy(float))[0]
        rest = matrix.drop(columns=within).to_numpy(float)
        n_terms = len(self.terms) - (CONSTANT in within)
        return rest - basis @ (basis.T @ rest), self._outcomes - basis @ (basis.T @ self._outcomes), n_terms

    def _dk(self, convention: Convention) -> tuple[np.ndarray, float]:
        years = self._linear.column("year")
        n_years, n = years.max() + 1, self._linear.n
        factor = n_years / (n_years - 1) * (n - 1) / (n - self._linear.k_outside(years))
        weights = self._bartlett(convention.lag)
        sums = [_sums(s, self._calendar[1]) for s in self._scores()]
        padded = [np.pad(each, ((0, len(weights) - len(each)), (0, 0))) for each in sums]
        return factor * np.stack([(each * (weights @ each)).sum(axis=0) for each in padded]), n_years - 1

    def _nw(self, convention: Convention) -> tuple[np.ndarray, float]:
        n, k = self._linear.n, self._linear.k
        within = self._within_regions(self._bartlett(convention.lag))
        return n / (n - k) * within, n - k

    def _conley(self, convention: Convention) -> tuple[np.ndarray, float]:
        n, k = self._linear.n, self._linear.k
        names = self._design.sample[self._linear.cluster].to_numpy()
        years = self._linear.column("year")
        found = np.zeros_like(self.estimates)
        for year in range(years.max() + 1):
            rows = np.flatnonzero(years == year)
            kernel = kernel_weights(self._distances.loc[names[rows], names[rows]].to_numpy(float), convention)
            found += np.stack([(s[rows] * (kernel @ s[rows])).sum(axis=0) for s in self._scores()])
        if convention.lag:
            weights = self._bartlett(convention.lag)
            found += self._within_regions(weights - np.eye(len(weights)))
        return n / (n - k) * found, n - k

    def _within_regions(self, weights: np.ndarray) -> np.ndarray:
        regions, years = self._calendar
        found = []
        for s in self._scores():
            grid = np.zeros((regions.max() + 1, len(weights), s.shape[1]))
            grid[regions, years] = s
            found.append((grid * np.einsum("ts,gsd->gtd", weights, grid, optimize=True)).sum(axis=(0, 1)))
        return np.stack(found)

    def _bartlett(self, lag: int) -> np.ndarray:
        apart = np.arange(self._calendar[1].max() + 1)
        return np.maximum(0, 1 - np.abs(apart[:, None] - apart) / (lag + 1))

    @cached_property
    def _calendar(self) -> tuple[np.ndarray, np.ndarray]:
        """Codes of regions, and calendar years from the first."""
        years = self._design.sample["year"].to_numpy(int)
        return self._linear.column("region"), years - years.min()


def _sums(scores: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """Sums by cluster, shape (clusters, D)."""
    order = np.argsort(codes, kind="stable")
    starts = np.flatnonzero(np.diff(codes[order], prepend=-1))
    found = np.zeros((codes.max() + 1, scores.shape[1]))
    found[codes[order][starts]] = np.add.reduceat(scores[order], starts, axis=0)
    return found


def _squares(scores: np.ndarray, codes: np.ndarray) -> np.ndarray:
    return (_sums(scores, codes) ** 2).sum(axis=0)
