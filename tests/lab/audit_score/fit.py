"""One column of a true paper: ordinary least squares with the error that its note names, and the stars that follow."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from scipy import stats

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

    R2 is that of all, or, where `is_within`, of what the effects leave, as programs for fixed effects print it. HC1 and
    HC3 after MacKinnon and White (1985); CRV1 by unit with G/(G−1) · (N−1)/(N−K), as Stata has it. None where the
    regressors are collinear, too many for the sample, or one observation has all the weight.
    """
    dummies = [(labels == label).astype(float) for labels in effects for label in np.unique(labels)[1:]]
    design = np.column_stack([*regressors.values(), np.ones_like(outcome), *dummies])
    n, k = design.shape
    if n < k + 5:
        return None
    q, r = np.linalg.qr(design)
    leverage = (q**2).sum(axis=1)
    if np.any(np.abs(np.diag(r)) < 1e-6 * np.linalg.norm(design, axis=0)) or leverage.max() > 1 - 1e-6:
        return None
    inverse = np.linalg.inv(r)
    estimates = inverse @ (q.T @ outcome)
    residuals = outcome - design @ estimates
    bread = inverse @ inverse.T
    groups = np.unique(units, return_inverse=True)[1]
    n_clusters = groups.max() + 1
    scores = np.zeros((n_clusters, k))
    np.add.at(scores, groups, design * residuals[:, None])
    squares = float(residuals @ residuals)

    def sandwich(rows: np.ndarray) -> np.ndarray:
        half = rows @ bread
        return np.sqrt((half**2).sum(axis=0))

    errors = {
        "classical": np.sqrt(squares / (n - k) * np.diag(bread)),
        "HC1": sandwich(design * residuals[:, None]) * np.sqrt(n / (n - k)),
        "HC3": sandwich(design * (residuals / (1 - leverage))[:, None]),
        "CRV1": sandwich(scores) * np.sqrt(n_clusters / (n_clusters - 1) * (n - 1) / (n - k)),
    }
    left = outcome - outcome.mean()
    if is_within and dummies:
        alone = np.linalg.qr(np.column_stack([np.ones_like(outcome), *dummies]))[0]
        left = outcome - alone @ (alone.T @ outcome)
    r2 = 1 - squares / float(left @ left)
    kept = len(regressors) + 1
    return Fit(
        terms=(*regressors, "_cons"),
        estimates=estimates[:kept],
        errors={name: error[:kept] for name, error in errors.items()},
        n_obs=n,
        df_resid=n - k,
        n_clusters=n_clusters,
        r2=r2,
        adj_r2=1 - (1 - r2) * (n - 1) / (n - k),
    )
