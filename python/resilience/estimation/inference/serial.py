"""DK(lag) and NW(lag): Bartlett weights 1 - l/(lag + 1) over calendar years.

A lag is a difference of calendar years, never of rows: a year that is missing contributes nothing and its neighbours
do not move together (the amplitude-modulated estimator of Datta and Du 2012). Most tools count rows or periods instead.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from statsmodels.stats.sandwich_covariance import S_hac_simple

from resilience.estimation.inference.result import Errors, Linear
from resilience.project.errors import UserError


def driscoll_kraay(fit: Linear, lag: int) -> Errors:
    """Newey-West over the yearly sums of scores (Driscoll and Kraay 1998).

    The factor is T/(T-1) (N-1)/(N-K), effects nested in years not counted, and t has T - 1 degrees of freedom, so that
    DK(0) is CRV1(year).
    """
    years = fit.design.sample["year"].to_numpy(int)
    _check(years, lag, "DK")
    n_years = len(np.unique(years))
    meat = S_hac_simple(_by_year(fit.scores, years, years.min(), years.max()), lag)
    factor = n_years / (n_years - 1) * (fit.n - 1) / (fit.n - fit.k_outside(pd.factorize(years)[0]))
    return fit.errors(meat, n_years - 1, factor, n_years)


def newey_west(fit: Linear, lag: int) -> Errors:
    """Newey-West within each region, regions independent; factor N/(N-K) and t with N - K, so that NW(0) is HC1."""
    years, regions = fit.design.sample["year"].to_numpy(int), fit.column("region")
    _check(years, lag, "NW")
    meat = within_regions(fit.scores, regions, years, lag) + fit.scores.T @ fit.scores
    return fit.errors(meat, fit.n - fit.k, fit.n / (fit.n - fit.k))


def within_regions(scores: np.ndarray, regions: np.ndarray, years: np.ndarray, lag: int) -> np.ndarray:
    """Σ over regions and lags 1…lag of the Bartlett-weighted autocovariances, without the lag-0 part."""
    meat = np.zeros((scores.shape[1], scores.shape[1]))
    for region in range(regions.max() + 1):
        own = regions == region
        path = _by_year(scores[own], years[own], years.min(), years.max())
        meat += S_hac_simple(path, lag) - path.T @ path
    return meat


def _by_year(scores: np.ndarray, years: np.ndarray, first: int, last: int) -> np.ndarray:
    """Sums of scores on the full calendar from first to last; a year without rows is zero."""
    sums = np.zeros((last - first + 1, scores.shape[1]))
    np.add.at(sums, years - first, scores)
    return sums


def _check(years: np.ndarray, lag: int, name: str) -> None:
    span = years.max() - years.min()
    if lag >= span:
        raise UserError(f"{name}({lag}): the sample spans {span + 1} years; use a lag below {span} or CRV1(region).")
