"""Two-stage least squares: fit, first stages, effective F, Anderson-Rubin test and set."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from scipy import optimize, stats

from linear.basis import residuals
from linear.least_squares import Floats, wald
from resilience.estimation.design import Design
from resilience.estimation.diagnostic_row import Row
from resilience.estimation.inference import standard_errors
from resilience.estimation.ordinary import ols
from resilience.estimation.specification import Study
from resilience.project.errors import UserError

BIAS = 0.10  # worst-case bias of 2SLS, relative to the benchmark, that the critical value of the effective F allows


@dataclass(frozen=True)
class TwoStage:
    """What the tables read of a fit."""

    params: pd.Series
    rsquared: float
    rsquared_adj: float
    df_resid: float
    ssr: float


def fitted(design: Design) -> Any:
    """A column's fit: two-stage where it has instruments, else ordinary least squares."""
    return ols(design.y, design.matrix) if design.instruments is None else two_stage(design)


def two_stage(design: Design) -> TwoStage:
    """2SLS by linearmodels.

    Raises:
        UserError: an endogenous regressor is not in the column, there are fewer instruments than endogenous regressors,
            or an instrument adds nothing to the others.
    """
    from linearmodels.iv import IV2SLS

    names, instruments = list(design.endogenous), list(_excluded(design).columns)
    if missing := [name for name in names if name not in design.x]:
        raise UserError(f"{', '.join(missing)} has instruments and is no regressor of this column; add it to x.")
    if len(instruments) < len(names):
        raise UserError(f"{len(instruments)} instruments for {len(names)} endogenous regressors; name one more each.")
    exogenous = design.matrix.drop(columns=names)
    first = np.column_stack([exogenous, _excluded(design)])
    scale = np.linalg.norm(first, axis=0)
    if np.linalg.matrix_rank(first / np.where(scale > 0, scale, 1)) < first.shape[1]:
        listed = ", ".join(instruments)
        raise UserError(f"the instruments {listed} do not vary beyond the other regressors and each other; drop one.")
    fit = IV2SLS(design.y, exogenous, design.matrix[names], design.instruments).fit(cov_type="unadjusted")
    params = fit.params[design.matrix.columns]
    n, k = design.matrix.shape
    total = float(((design.y - design.y.mean()) ** 2).sum())
    r2 = 1 - float(fit.resid_ss) / total
    return TwoStage(params, r2, 1 - (1 - r2) * (n - 1) / (n - k), n - k, float(fit.resid_ss))


def diagnostics(
    study: Study, design: Design, fit: Any, se_type: str, distances: pd.DataFrame | None = None
) -> list[Row]:
    """First stages, effective F and Anderson-Rubin test under the table's reported convention, as diagnostics' rows.

    With several endogenous regressors each first stage is told and the Anderson-Rubin test is joint; an effective F and
    a set of values are those of one endogenous regressor only.
    """
    alone = len(design.endogenous) == 1
    rows: list[Row] = []
    for name in design.endogenous:
        rows += _first_stage(study, design, name, se_type, distances, alone)
    item, what = "; ".join(design.endogenous), "a zero coefficient" if alone else "all these coefficients being zero"
    reduced = _wald(*_reduced(study, design, design.y, se_type, distances))
    rows.append(("anderson_rubin_test", item, *reduced, f"F of {what}, {se_type}"))
    if not alone:
        note = "the effective F and the Anderson-Rubin set are for one endogenous regressor; read the joint test"
        rows.append(("effective_f", item, None, None, note))
        return rows
    centre = float(fit.params[item])
    scale = float(standard_errors(study, design, fit, se_type, distances).std_error[item])
    intervals = confidence_set(anderson_rubin(study, design, se_type, distances), centre, scale)
    shape = "95 % set, any strength of the instruments: " + in_words(intervals)
    for low, high in intervals:
        rows.append(("anderson_rubin_low", item, _finite(low), None, shape))
        rows.append(("anderson_rubin_high", item, _finite(high), None, shape))
    if not intervals:
        rows.append(("anderson_rubin_low", item, None, None, shape))
    return rows


def _first_stage(
    study: Study, design: Design, name: str, se_type: str, distances: pd.DataFrame | None, alone: bool
) -> list[Row]:
    covariance, coefficients, df = _reduced(study, design, design.matrix[name], se_type, distances)
    p_values = 2 * stats.t.sf(np.abs(coefficients / np.sqrt(np.diag(covariance))), df)
    note = f"{se_type}; of {name} on its instruments"
    rows = [
        ("first_stage_coefficient", each if alone else f"{name}: {each}", value, p, note)
        for each, value, p in zip(_excluded(design).columns, coefficients, p_values, strict=True)
    ]
    rows.append(("first_stage_f", name, *_wald(covariance, coefficients, df), f"F of the instruments, {se_type}"))
    if alone:
        value, critical = effective_f(design, coefficients, covariance)
        limit = f"below {critical:.2f} a bias above 10 % is not rejected at 5 %"
        rows.append(("effective_f", name, value, None, f"Montiel Olea and Pflueger (2013), {se_type}; {limit}"))
    return rows


def effective_f(design: Design, coefficients: Floats, covariance: Floats) -> tuple[float, float]:
    """The effective F and its 5 % critical value (their generalised one, Patnaik's approximation with B = 1)."""
    exogenous = design.matrix.drop(columns=list(design.endogenous)).to_numpy(float)
    z = residuals(exogenous, _excluded(design).to_numpy(float))
    weight = z.T @ z
    root = np.linalg.cholesky(weight)
    w = root.T @ covariance @ root
    trace, largest = np.trace(w), np.linalg.eigvalsh(w).max()
    x = 1 / BIAS
    df = trace**2 * (1 + 2 * x) / (np.trace(w @ w) + 2 * x * trace * largest)
    return float(coefficients @ weight @ coefficients / trace), float(stats.ncx2.ppf(0.95, df, df * x) / df)


def anderson_rubin(study: Study, design: Design, se_type: str, distances: pd.DataFrame | None = None) -> Any:
    """b0 -> (F, p) of the instruments in a regression of y - b0 · endogenous on them and the other regressors."""

    # Residuals are linear in b0 and a sandwich is quadratic in them: three covariances give every other one.
    endogenous = design.matrix[design.endogenous[0]]
    step = float(design.y.std() / endogenous.std())
    parts = [_reduced(study, design, design.y - b0 * endogenous, se_type, distances) for b0 in (0.0, step, -step)]
    (v0, c0, df), (v1, c1, _), (v2, _, _) = parts

    def test(b0: float) -> tuple[float, float]:
        s = b0 / step
        covariance = v0 + s * (v1 - v2) / 2 + s**2 * ((v1 + v2) / 2 - v0)
        return _wald(covariance, c0 + s * (c1 - c0), df)

    return test


def confidence_set(test: Any, centre: float, scale: float, level: float = 0.05) -> list[tuple[float, float]]:
    """Values that the test does not reject: intervals, possibly unbounded, possibly none.

    The line is wrapped onto angles, b0 = centre + scale · tan(angle), so that far ends are seen too; where the decision
    changes between two of 1,001 angles the end is found by Brent's method.
    """
    angles = np.linspace(-np.pi / 2, np.pi / 2, 1003)[1:-1]

    def above(angle: float) -> float:
        return float(test(centre + scale * np.tan(angle))[1] - level)

    values = np.array([above(angle) for angle in angles])
    inside = values >= 0
    changes = np.flatnonzero(inside[1:] != inside[:-1])
    ends = [centre + scale * np.tan(optimize.brentq(above, angles[i], angles[i + 1], xtol=1e-14)) for i in changes]
    edges = [*([-np.inf] if inside[0] else []), *ends, *([np.inf] if inside[-1] else [])]
    return list(zip(edges[::2], edges[1::2], strict=True))


def in_words(intervals: list[tuple[float, float]]) -> str:
    """The set as it is printed."""
    if not intervals:
        return "empty: no value fits, the instruments contradict each other"
    text = " and ".join(f"[{low:.6g}, {high:.6g}]" for low, high in intervals)
    if intervals == [(-np.inf, np.inf)]:
        return "unbounded: every value fits, the instruments say nothing"
    return text + (" (unbounded)" if not np.isfinite(intervals).all() else "")


def _reduced(
    study: Study, design: Design, outcome: pd.Series, se_type: str, distances: pd.DataFrame | None
) -> tuple[Floats, Floats, float]:
    """Covariance, coefficients and degrees of freedom of the instruments in an OLS on them and the other regressors."""
    x = pd.concat([design.instruments, design.x.drop(columns=list(design.endogenous))], axis=1)
    plain = replace(design, y=outcome, x=x, endogenous=(), instruments=None)
    fit = ols(plain.y, plain.matrix)
    errors = standard_errors(study, plain, fit, se_type, distances)
    names = list(_excluded(design).columns)
    return errors.covariance.loc[names, names].to_numpy(), fit.params[names].to_numpy(), errors.df


def _excluded(design: Design) -> pd.DataFrame:
    assert design.instruments is not None
    return design.instruments


def _wald(covariance: Floats, coefficients: Floats, df: float) -> tuple[float, float]:
    """F and p of all coefficients being zero."""
    value = wald(coefficients, covariance)
    return value, float(stats.f.sf(value, len(coefficients), df))


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
