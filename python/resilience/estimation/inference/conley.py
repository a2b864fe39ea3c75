"""Conley(km,kernel[,lag]): errors correlated over space within a year, and within a region over `lag` years.

Weight of two regions at distance d: bartlett 1 - d/km below km, uniform 1 up to km (isotropic, where Conley 1999 takes
a product of two Bartlett weights); distances are those of marts.fct_distance. Regions are never paired across years;
own years are paired with the Bartlett weight 1 - l/(lag + 1), as Hsiang (2010). Factor N/(N-K), t with N - K.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from resilience.estimation.conventions import Convention
from resilience.estimation.inference.result import Errors, Linear
from resilience.estimation.inference.serial import within_regions
from resilience.project.errors import UserError


def conley(fit: Linear, convention: Convention, distances: pd.DataFrame | None) -> Errors:
    """Spatial HAC of a panel.

    Args:
        distances: km between regions, square, labelled by region on both sides.

    Raises:
        UserError: no distances, or none for some region.
    """
    sample = fit.design.sample
    if distances is None:
        raise UserError(f"{convention} needs distances between regions (marts.fct_distance); there are none.")
    if missing := sorted(set(sample[fit.cluster]) - set(distances.index)):
        raise UserError(
            f"{convention}: marts.fct_distance has no region {', '.join(missing[:5])}; add its point to regions, or "
            "raise the parameter pairs_up_to if there are more regions than that."
        )
    meat = np.zeros((fit.k, fit.k))
    for _, rows in sample.groupby("year").indices.items():
        names = sample[fit.cluster].to_numpy()[rows]
        km = distances.loc[names, names].to_numpy(float)
        scores = fit.scores[rows]
        meat += scores.T @ kernel_weights(km, convention) @ scores
    if convention.lag:
        meat += within_regions(fit.scores, fit.column("region"), sample["year"].to_numpy(int), convention.lag)
    errors = fit.errors(meat, fit.n - fit.k, fit.n / (fit.n - fit.k), at_least=(fit.scores.T @ fit.scores,))
    unrelated = "" if convention.lag else "years of a region are taken as unrelated"
    return replace(errors, detail="; ".join(filter(None, [errors.detail, unrelated])))


def kernel_weights(km: np.ndarray, convention: Convention) -> np.ndarray:
    """Weights of pairs at a distance, shape as given."""
    if convention.kernel == "bartlett":
        return np.maximum(0.0, 1 - km / convention.cutoff_km)
    return (km <= convention.cutoff_km).astype(float)
