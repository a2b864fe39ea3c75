"""Columns of a true paper that are not ordinary least squares: weighted, two-stage, random effects, nonlinear."""

from __future__ import annotations

import warnings
from dataclasses import replace

import numpy as np

from lab.audit_score.fit import ERRORS, Fit, solved

NONLINEAR = ("logit", "probit", "Poisson")
LINEAR = ("2SLS", "RE", "GMM")


def fit_weighted(
    outcome: np.ndarray, regressors: dict[str, np.ndarray], units: np.ndarray, weights: np.ndarray
) -> Fit | None:
    """Weighted least squares; R2 is the weighted one, about the weighted mean."""
    root = np.sqrt(weights / weights.mean())
    mean = np.average(outcome, weights=weights)
    total = float((root**2 * (outcome - mean) ** 2).sum())
    design = np.column_stack([*regressors.values(), np.ones_like(outcome)])
    return solved(root * outcome, root[:, None] * design, root[:, None] * design, (*regressors, "_cons"), units, total)


def fit_two_stage(
    outcome: np.ndarray, regressors: dict[str, np.ndarray], units: np.ndarray, instrument: np.ndarray
) -> Fit | None:
    """Two-stage least squares, the first regressor instrumented; its R2 is 1 − SSR/SST, which may be below zero."""
    design = np.column_stack([*regressors.values(), np.ones_like(outcome)])
    instruments = np.column_stack([instrument, design[:, 1:]])
    q = np.linalg.qr(instruments)[0]
    total = float(((outcome - outcome.mean()) ** 2).sum())
    return solved(outcome, design, q @ (q.T @ design), (*regressors, "_cons"), units, total)


def fit_random_effects(
    outcome: np.ndarray, regressors: dict[str, np.ndarray], units: np.ndarray, theta: float
) -> Fit | None:
    """Random effects by quasi-demeaning; R2 is the overall one, a squared correlation."""
    groups = np.unique(units, return_inverse=True)[1]
    sizes = np.bincount(groups)

    def moved(values: np.ndarray) -> np.ndarray:
        return values - theta * (np.bincount(groups, values) / sizes)[groups]

    design = np.column_stack([*regressors.values(), np.ones_like(outcome)])
    quasi = np.column_stack([moved(column) for column in design.T])
    y = moved(outcome)
    found = solved(y, quasi, quasi, (*regressors, "_cons"), units, float(((y - y.mean()) ** 2).sum()))
    if found is None:
        return None
    line = design @ found.estimates
    return _with_r2(found, float(np.corrcoef(line, outcome)[0, 1] ** 2) if line.std() > 0 else 0.0)


def fit_nonlinear(kind: str, outcome: np.ndarray, regressors: dict[str, np.ndarray], units: np.ndarray) -> Fit | None:
    """Logit, probit or Poisson of the outcome cut at its median, or counted; R2 is McFadden's."""
    import statsmodels.api as sm

    design = np.column_stack([*regressors.values(), np.ones_like(outcome)])
    scale = np.maximum(np.abs(design).max(axis=0), 1e-12)
    model = {"logit": sm.Logit, "probit": sm.Probit, "Poisson": sm.Poisson}[kind]
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            found = model(outcome, design / scale).fit(disp=0, maxiter=60)
        except (np.linalg.LinAlgError, ValueError, sm.tools.sm_exceptions.PerfectSeparationError):
            return None
    errors = np.asarray(found.bse) / scale
    if not found.mle_retvals["converged"] or not np.isfinite(errors).all() or not (errors > 0).all():
        return None
    n, k = design.shape
    return Fit(
        terms=(*regressors, "_cons"),
        estimates=np.asarray(found.params) / scale,
        errors=dict.fromkeys(ERRORS, errors),
        n_obs=n,
        df_resid=n - k,
        n_clusters=len(np.unique(units)),
        r2=float(found.prsquared),
        adj_r2=float(1 - (found.llf - k) / found.llnull),
    )


def _with_r2(found: Fit, r2: float) -> Fit:
    return replace(found, r2=r2, adj_r2=1 - (1 - r2) * (found.n_obs - 1) / found.df_resid)
