"""Error laws under which the size of a test is measured, as draws over a grid of regions and years.

Every law has the same standard normal draws behind it, so that columns and laws differ by what they are and not by
chance. Errors have variance one; `region_sd` has the standard deviation of the column's own residuals by region.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

LAWS = ("independent", "ar", "ar_spatial", "region_sd")
AUTOCORRELATION = 0.5


def standard_normal(seed: int, draws: int, n_regions: int, n_years: int) -> np.ndarray:
    """Draws behind every law, shape (draws, regions, years)."""
    return np.random.default_rng(seed).standard_normal((draws, n_regions, n_years))


def errors(law: str, normal: np.ndarray, km: np.ndarray | None, region_sd: np.ndarray) -> np.ndarray:
    """Errors under one law.

    Args:
        law: `independent`; `ar`, first-order autocorrelation 0.5 within a region over calendar years; `ar_spatial`, the
            same with correlation exp(-d / d0) between regions, d0 half the median distance between two of them;
            `region_sd`, independent with a standard deviation for each region.
        normal: standard normal draws, shape (draws, regions, years); years are consecutive calendar years.
        km: distances between the regions, shape (regions, regions); for `ar_spatial` only.
        region_sd: shape (regions,).

    Returns:
        Shape (draws, regions, years).
    """
    if law == "independent":
        return normal
    if law == "region_sd":
        return np.asarray(normal * region_sd[:, None])
    if law == "ar_spatial" and km is not None:
        normal = np.linalg.cholesky(correlation(km)) @ normal
    found = normal.copy()
    for year in range(1, normal.shape[-1]):
        innovation = np.sqrt(1 - AUTOCORRELATION**2) * normal[..., year]
        found[..., year] = AUTOCORRELATION * found[..., year - 1] + innovation
    return found


def correlation(km: np.ndarray) -> np.ndarray:
    """exp(-d / d0), d0 half the median distance between two regions."""
    between = km[np.triu_indices(len(km), 1)]
    return np.asarray(np.exp(-km / (np.median(between) / 2)) + 1e-9 * np.eye(len(km)))


def residual_sd(residuals: np.ndarray, regions: np.ndarray, n_regions: int) -> np.ndarray:
    """Standard deviation of a column's residuals by region, over that of all; one where a region has fewer than two."""
    by_region = pd.Series(residuals).groupby(regions).std().reindex(range(n_regions))
    return np.asarray((by_region / residuals.std()).fillna(1.0).to_numpy())
