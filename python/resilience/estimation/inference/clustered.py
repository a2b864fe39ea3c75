"""CRV1 in one or two dimensions, and CRV3; t with G - 1 degrees of freedom, G the smallest number of clusters."""

from __future__ import annotations

import numpy as np
import pandas as pd

from resilience.estimation.inference.result import Errors, Linear
from resilience.project.errors import UserError


def crv1(fit: Linear, clusters: tuple[str, ...]) -> Errors:
    """Liang and Zeger's sandwich, or Cameron, Gelbach and Miller's in two dimensions (A + B - A∩B).

    The factor is reghdfe's, with the smallest G.
    """
    codes = [fit.column(name) for name in clusters]
    n_clusters = min(fit.count(code, name) for code, name in zip(codes, clusters, strict=True))
    one_way = [_meat(fit.scores, code) for code in codes]
    meat, at_least = sum(one_way), ()
    if len(codes) == 2:
        meat = meat - _meat(fit.scores, pd.factorize(codes[0] * (codes[1].max() + 1) + codes[1])[0])
        at_least = tuple(one_way)
    factor = crv1_factor(fit, n_clusters, *codes)
    return fit.errors(meat, n_clusters - 1, factor, n_clusters, at_least)


def crv1_factor(fit: Linear, n_clusters: int, *codes: np.ndarray) -> float:
    """G/(G-1) (N-1)/(N-K), as reghdfe: K without effects nested in a cluster."""
    return n_clusters / (n_clusters - 1) * (fit.n - 1) / (fit.n - fit.k_outside(*codes))


def crv3(fit: Linear, cluster: str) -> Errors:
    """The leave-one-cluster-out jackknife by statsmodels, (G-1)/G Σ (b_g - b)(b_g - b)' (MacKinnon et al. 2023).

    Effects nested in the clusters and trends of regions are taken out first, which changes no slope of any jackknife
    sample; the constant beside nested effects is then not identified and has no standard error.
    """
    import statsmodels.api as sm
    from statsmodels.stats.sandwich_covariance import cov_cluster

    codes = fit.column(cluster)
    n_clusters = fit.count(codes, cluster)
    matrix, y = fit.design.matrix, fit.design.y.to_numpy(float)
    if within := fit.design.within_clusters(codes):
        inner = matrix[within].to_numpy(float)
        matrix = matrix.drop(columns=within)
        both = np.column_stack([matrix.to_numpy(float), y])
        both = both - inner @ np.linalg.lstsq(inner, both, rcond=None)[0]
        matrix, y = pd.DataFrame(both[:, :-1], columns=matrix.columns), both[:, -1]
    try:
        covariance = cov_cluster(sm.OLS(y, matrix.to_numpy(float)).fit(), codes, crv_type="cluster-crv3")
    except ValueError as error:
        raise UserError(
            f"CRV3({cluster}) needs every coefficient without each cluster in turn, and one is lost: {error} "
            f"Leave CRV3({cluster}) out of this table or the regressor that one cluster carries alone."
        ) from None
    terms = fit.design.x.columns
    frame = pd.DataFrame(covariance, matrix.columns, matrix.columns).reindex(index=terms, columns=terms)
    return Errors(frame, n_clusters - 1, n_clusters)


def _meat(scores: np.ndarray, codes: np.ndarray) -> np.ndarray:
    sums = np.zeros((codes.max() + 1, scores.shape[1]))
    np.add.at(sums, codes, scores)
    return sums.T @ sums
