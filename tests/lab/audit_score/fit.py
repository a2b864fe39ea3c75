"""One column of a true paper: ordinary least squares with the error that its note names, and the stars that follow."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from scipy import stats

from linear.basis import beside
from linear.conventions import parse
from linear.groups import Panel, coded
from linear.least_squares import LeastSquares

LEAST = 1e-6  # of a column's length, that the others leave of it
ERRORS = ("classical", "HC1", "HC3", "CRV1")
LEVELS = {"10 5 1": (0.1, 0.05, 0.01), "5 1 0.1": (0.05, 0.01, 0.001)}


@dataclass(frozen=True)
class Fit:
    """A fitted column. `errors` holds the standard errors of each type, in the order of `terms`."""

    terms: tuple[str, ...]
    estimates: np.ndarray
    errors: dict[str, np.ndarray]
    n_obs: int
    df_resid: int
    n_clusters: int
    r2: float
    adj_r2: float

    def stars(self, position: int, error: str, law: str, levels: str = "10 5 1") -> str:
        """Stars at some levels in percent, by the `normal` law, `t(residual)` or `t(clusters)`."""
        df = {"normal": np.inf, "t(residual)": self.df_resid, "t(clusters)": self.n_clusters - 1}[law]
        statistic = abs(self.estimates[position] / self.errors[error][position])
        return "*" * sum(statistic >= limit for limit in _limits(df, levels))

    def without(self, names: Collection[str]) -> Fit:
        """The same fit without the terms of these names, as a table prints it."""
        kept = [position for position, term in enumerate(self.terms) if term not in names]
        errors = {name: error[kept] for name, error in self.errors.items()}
        return replace(self, terms=tuple(self.terms[i] for i in kept), estimates=self.estimates[kept], errors=errors)


@cache
def _limits(df: float, levels: str) -> tuple[float, ...]:
    return tuple(stats.t.ppf(1 - level / 2, df) for level in LEVELS[levels])


def fit(
    outcome: np.ndarray,
    regressors: dict[str, np.ndarray],
    units: np.ndarray,
    effects: Sequence[np.ndarray] = (),
    *,
    is_within: bool = False,
) -> Fit | None:
    """Regresses `outcome` on `regressors`, a constant and dummies of all but the first value of each of `effects`.

    R2 is that of all, or, where `is_within`, of what the effects leave, as programs for fixed effects print it. None
    where the regressors are collinear, too many for the sample, or one observation has all the weight.
    """
    dummies = [(labels == label).astype(float) for labels in effects for label in np.unique(labels)[1:]]
    design = np.column_stack([*regressors.values(), np.ones_like(outcome), *dummies])
    left = outcome - outcome.mean()
    if is_within and dummies:
        left = beside(np.linalg.qr(np.column_stack([np.ones_like(outcome), *dummies]))[0], outcome)
    return solved(outcome, design, design, (*regressors, "_cons"), units, float(left @ left))


def solved(
    y: np.ndarray, design: np.ndarray, projected: np.ndarray, terms: tuple[str, ...], units: np.ndarray, total: float
) -> Fit | None:
    """b = (P'P)⁻¹P'y for projected regressors P, residuals by the regressors themselves; the first ones have `terms`.

    Args:
        total: sum of squares that R2 is of.
    """
    n, k = design.shape
    if n < k + 5:
        return None
    q, r = np.linalg.qr(projected)
    if np.any(np.abs(np.diag(r)) < LEAST * np.linalg.norm(design, axis=0)) or (q**2).sum(axis=1).max() > 1 - LEAST:
        return None
    inverse = np.linalg.inv(r)
    estimates = inverse @ (q.T @ y)
    residuals = y - design @ estimates
    groups, kept = coded(units), len(terms)
    found = LeastSquares(q, np.eye(k), residuals, k, Panel(groups, np.zeros_like(groups)))
    half = inverse[:kept]
    errors = {
        name: np.sqrt(np.diag(half @ found.covariance(parse(convention)).values @ half.T))
        for name, convention in zip(ERRORS, ("classical", "HC1", "HC3", "CRV1(region)"), strict=True)
    }
    r2 = 1 - float(residuals @ residuals) / total
    adj_r2 = 1 - (1 - r2) * (n - 1) / (n - k)
    return Fit(terms, estimates[:kept], errors, n, n - k, int(groups.max()) + 1, r2, adj_r2)
