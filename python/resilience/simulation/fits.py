"""Least squares with period effects on a balanced panel, in closed form: thousands of drawn panels in seconds.

With y and X demeaned by period (Frisch, Waugh and Lovell) every estimator is a function of sums by region; leaving a
region out moves a period's mean by -x_g/(G-1), so that its cross product is X'X - G/(G-1) X_g'X_g. Names, factors and
degrees of freedom are those of `resilience.estimation.inference`, which a test holds this to.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from resilience.estimation.inference.wild import p_at


@dataclass(frozen=True)
class Fit:
    """Slopes, and by convention their standard errors and degrees of freedom."""

    slopes: np.ndarray
    std_errors: dict[str, np.ndarray]
    df: dict[str, float]

    def covers(self, convention: str, truth: np.ndarray) -> np.ndarray:
        """Whether the 95 % interval of each slope holds its truth."""
        margin = stats.t.ppf(0.975, self.df[convention]) * self.std_errors[convention]
        return np.abs(self.slopes - truth) <= margin


def fit(y: np.ndarray, x: np.ndarray) -> Fit:
    """y of shape (regions, periods), x of shape (regions, periods, k)."""
    y, x = y - y.mean(axis=0), x - x.mean(axis=0)
    g, periods, k = x.shape
    n, n_coefficients = y.size, k + periods
    cross, moment = np.einsum("gtk,gtl->gkl", x, x), np.einsum("gtk,gt->gk", x, y)
    bread = np.linalg.inv(cross.sum(axis=0))
    slopes = bread @ moment.sum(axis=0)
    residuals = y - x @ slopes
    rows, regions = x * residuals[..., None], moment - cross @ slopes  # scores by observation and by region
    left_out = np.linalg.solve(
        cross.sum(axis=0) - g / (g - 1) * cross, (moment.sum(axis=0) - g / (g - 1) * moment)[..., None]
    )[..., 0]
    covariances = {
        "classical": bread * (residuals**2).sum() / (n - n_coefficients),
        "HC1": n / (n - n_coefficients) * bread @ np.einsum("gtk,gtl->kl", rows, rows) @ bread,
        "CRV1(region)": g / (g - 1) * (n - 1) / (n - n_coefficients) * bread @ (regions.T @ regions) @ bread,
        "CRV3(region)": (g - 1) / g * (left_out - slopes).T @ (left_out - slopes),
    }
    df = dict.fromkeys(("classical", "HC1"), n - n_coefficients) | dict.fromkeys(
        ("CRV1(region)", "CRV3(region)"), g - 1
    )
    return Fit(slopes, {name: np.sqrt(np.diag(each)) for name, each in covariances.items()}, df)


def wild_p(y: np.ndarray, x: np.ndarray, position: int, value: float, weights: np.ndarray) -> float:
    """p of the restricted wild cluster bootstrap of one slope at a stated value; `weights` as `signs` draws."""
    y, x = y - y.mean(axis=0), x - x.mean(axis=0)
    g, periods, k = x.shape
    codes = np.repeat(np.arange(g), periods)
    dummies = np.tile(np.eye(periods), (g, 1))
    return p_at(np.column_stack([x.reshape(-1, k), dummies]), y.ravel(), position, codes, weights, value)
