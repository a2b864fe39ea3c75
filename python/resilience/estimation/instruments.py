"""What instruments are worth: first stages, effective F, Anderson-Rubin test and set."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from scipy import optimize, stats

from linear.basis import residuals
from linear.distributions import t_p
from linear.least_squares import Floats, wald
from resilience.estimation.design import Design
from resilience.estimation.fitted_column import FittedColumn
from resilience.estimation.specification_tests import Row

BIAS = 0.10  # worst-case bias of 2SLS, relative to the benchmark, that the critical value of the effective F allows
Test = Callable[[float], tuple[float, float]]


def diagnostics(fitted: FittedColumn, se_type: str) -> list[Row]:
    """First stages, effective F and Anderson-Rubin test under the table's reported convention, as diagnostics' rows.

    With several endogenous regressors each first stage is told and the Anderson-Rubin test is joint; an effective F and
    a set of values are those of one endogenous regressor only. Nothing for a column without instruments.
    """
    design = fitted.design
    if design.instruments is None:
        return []
    alone = len(design.endogenous) == 1
    rows: list[Row] = []
    for name in design.endogenous:
        rows += _first_stage(design, name, se_type, alone)
    item, what = "; ".join(design.endogenous), "a zero coefficient" if alone else "all these coefficients being zero"
    reduced = wald(*_reduced(design, design.y, se_type))
    rows.append(("anderson_rubin_test", item, *reduced, f"F of {what}, {se_type}"))
    if not alone:
        note = "the effective F and the Anderson-Rubin set are for one endogenous regressor; read the joint test"
        rows.append(("effective_f", item, None, None, note))
        return rows
    scale = float(fitted.errors(se_type).std_error[item])
    intervals = confidence_set(anderson_rubin(design, se_type), float(fitted.params[item]), scale)
    shape = "95 % set, any strength of the instruments: " + in_words(intervals)
    for low, high in intervals:
        rows.append(("anderson_rubin_low", item, _finite(low), None, shape))
        rows.append(("anderson_rubin_high", item, _finite(high), None, shape))
    if not intervals:
        rows.append(("anderson_rubin_low", item, None, None, shape))
    return rows


def effective_f(design: Design, coefficients: Floats, covariance: Floats) -> tuple[float, float]:
    """The effective F and its 5 % critical value (their generalised one, Patnaik's approximation with B = 1)."""
    assert design.instruments is not None
    exogenous = [place for place, name in enumerate(design.names) if name not in design.endogenous]
    z = residuals(design.values[:, exogenous], design.instruments.to_numpy(float))
    weight = z.T @ z
    root = np.linalg.cholesky(weight)
    w = root.T @ covariance @ root
    trace, largest = np.trace(w), np.linalg.eigvalsh(w).max()
    x = 1 / BIAS
    df = trace**2 * (1 + 2 * x) / (np.trace(w @ w) + 2 * x * trace * largest)
    return float(coefficients @ weight @ coefficients / trace), float(stats.ncx2.ppf(0.95, df, df * x) / df)


def anderson_rubin(design: Design, se_type: str) -> Test:
    """b0 -> (F, p) of the instruments in a regression of y - b0 · endogenous on them and the other regressors."""

    # Residuals are linear in b0 and a sandwich is quadratic in them: three covariances give every other one.
    endogenous = design.of(design.endogenous[0])
    step = float(design.y.std(ddof=1) / endogenous.std(ddof=1))
    parts = [_reduced(design, design.y - b0 * endogenous, se_type) for b0 in (0.0, step, -step)]
    (c0, v0, df), (c1, v1, _), (_, v2, _) = parts

    def test(b0: float) -> tuple[float, float]:
        s = b0 / step
        return wald(c0 + s * (c1 - c0), v0 + s * (v1 - v2) / 2 + s**2 * ((v1 + v2) / 2 - v0), df)

    return test


def confidence_set(test: Test, centre: float, scale: float, level: float = 0.05) -> list[tuple[float, float]]:
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


def _first_stage(design: Design, name: str, se_type: str, alone: bool) -> list[Row]:
    assert design.instruments is not None
    coefficients, covariance, df = _reduced(design, design.of(name), se_type)
    p_values = t_p(coefficients / np.sqrt(np.diag(covariance)), df)
    note = f"{se_type}; of {name} on its instruments"
    rows: list[Row] = [
        ("first_stage_coefficient", each if alone else f"{name}: {each}", value, p, note)
        for each, value, p in zip(design.instruments.columns, coefficients, p_values, strict=True)
    ]
    rows.append(("first_stage_f", name, *wald(coefficients, covariance, df), f"F of the instruments, {se_type}"))
    if alone:
        value, critical = effective_f(design, coefficients, covariance)
        limit = f"below {critical:.2f} a bias above 10 % is not rejected at 5 %"
        rows.append(("effective_f", name, value, None, f"Montiel Olea and Pflueger (2013), {se_type}; {limit}"))
    return rows


def _reduced(design: Design, outcome: Floats, se_type: str) -> tuple[Floats, Floats, float]:
    """Coefficients, covariance and degrees of freedom of the instruments in an OLS on them and the other regressors."""
    assert design.instruments is not None
    excluded = {name: values.to_numpy(float) for name, values in design.instruments.items()}
    others = {name: design.of(name) for name in design.terms if name not in design.endogenous}
    plain = replace(design.with_regressors(excluded | others), y=outcome, endogenous=(), instruments=None)
    fitted = FittedColumn(plain)
    errors = fitted.errors(se_type)
    return fitted.slopes(list(excluded)), errors.of(list(excluded)), errors.df


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
