"""What a referee asks of a fitted column, beyond its coefficients: functional form, influence, dependence, power."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from linear.least_squares import Floats, wald
from resilience.estimation.derived_columns import group_slope
from resilience.estimation.design import Design
from resilience.estimation.diagnostic_row import Row
from resilience.estimation.inference import standard_errors
from resilience.estimation.ordinary import ols
from resilience.estimation.specification import Study
from resilience.project.errors import UserError

POWER = 0.8
TOP_ROWS = 3


def of_fit(
    study: Study, design: Design, fit: Any, focus: str | None, distances: pd.DataFrame | None = None
) -> list[Row]:
    """Joint test, RESET, Mundlak test, condition number, influence and dependence between regions, one row an item."""
    rows = [joint_test(study, design, fit), condition_number(design), *mundlak(study, design)]
    rows += [reset(fit), *influence(design, fit, focus), *pesaran_cd(design, fit)]
    return rows + (morans_i(design, fit, distances) if distances is not None else [])


def power(study: Study, about: pd.DataFrame, errors: list[dict[str, Any]], se_type: str) -> list[Row]:
    """What a coefficient that does not differ from zero still says: the least effect in reach, equivalence to zero.

    Args:
        about: the column's coefficients of the focus with their scale (focus_coefficients.of_column).
        errors: the column's coefficients under one convention, the most careful one that it has.

    The minimum detectable effect is (t(0.975) + t(0.8)) standard errors (Bloom 1995). The equivalence test is the
    larger of two one-sided p-values against effects beyond the study's margin (Schuirmann 1987): small means that the
    effect, whatever its sign, is smaller than the margin. Both in sd of the outcome per sd of the regressor, or per sd
    of both factors of a product.
    """
    rows = []
    for term, scale in zip(about["term"], about["scale"], strict=True):
        row = next((row for row in errors if row["term"] == term and not np.isnan(row["std_error"])), None)
        if row is None:
            continue
        slope, error, df = row["estimate"], row["std_error"], row["df"]
        margin = study.equivalence_margin_sd / scale
        least = (stats.t.ppf(0.975, df) + stats.t.ppf(POWER, df)) * error * scale
        p_value = max(stats.t.sf((slope + margin) / error, df), stats.t.cdf((slope - margin) / error, df))
        note = f"small p: the effect is within ± the value, in sd per sd; {se_type}"
        rows += [
            ("minimum_detectable_effect", term, least, None, f"sd per sd, at 5 % with power 80 %; {se_type}"),
            ("equivalence_test", term, study.equivalence_margin_sd, p_value, note),
        ]
    return rows


def joint_test(study: Study, design: Design, fit: Any) -> Row:
    """Wald F of all regressors under CRV1 by the study's cluster."""
    terms = design.terms
    return _clustered_f(study, design, fit, terms, "joint_test", "F of all regressors being zero, CRV1(region)")


def equal_slopes(
    study: Study, design: Design, fit: Any, se_type: str, distances: pd.DataFrame | None = None
) -> list[Row]:
    """Does the focus have one slope in all groups? Wald F under the reported errors; nothing without group slopes."""
    terms = [term for term in design.x.columns if group_slope(study, term) == study.focus]
    if len(terms) < 2:
        return []
    try:
        errors = standard_errors(study, design, fit, se_type, distances)
    except UserError as error:
        return [("equal_slopes", ", ".join(terms), None, None, str(error))]
    contrasts = np.column_stack([-np.ones(len(terms) - 1), np.eye(len(terms) - 1)])
    b, v = contrasts @ fit.params[terms], contrasts @ errors.covariance.loc[terms, terms].to_numpy() @ contrasts.T
    value = wald(b, v)
    p_value = float(stats.f.sf(value, len(b), errors.df))
    return [("equal_slopes", ", ".join(terms), value, p_value, f"F of one slope in all groups, {se_type}")]


def mundlak(study: Study, design: Design) -> list[Row]:
    """Are region effects needed? F of the region means of the regressors that vary within regions (Mundlak 1978).

    It answers the question of Hausman's test and, unlike it, stands with clustered errors. Nothing where region effects
    are there already, or where the clusters are too few for the means.
    """
    terms = design.terms
    if study.cluster in design.fixed_effects or design.instruments is not None:
        return []
    means = design.x[terms].groupby(design.sample[study.cluster].to_numpy()).transform("mean").add_suffix(" mean")
    matrix = pd.concat([design.matrix, means], axis=1)
    if np.linalg.matrix_rank(matrix.to_numpy()) < matrix.shape[1]:
        return []
    fit = ols(design.y, matrix)
    note = "F of the region means, CRV1(region); small p: effects of regions belong in the column"
    return [_clustered_f(study, design, fit, list(means.columns), "mundlak_test", note)]


def reset(fit: Any) -> Row:
    """Ramsey's test with the second and third power of the fitted values, classical errors."""
    from statsmodels.stats.diagnostic import linear_reset

    found = linear_reset(getattr(fit, "results", fit), power=3, test_type="fitted", use_f=True)
    return ("reset", "fitted values", float(found.fvalue), float(found.pvalue), "small p: the form is not linear")


def normality(fit: Any) -> Row:
    """Shapiro and Wilk's test: only where few observations and classical errors make t rest on normal residuals."""
    found = stats.shapiro(np.asarray(fit.resid))
    note = "small p: residuals are not normal, and classical t with so few observations needs them to be"
    return ("residual_normality", "residuals", float(found.statistic), float(found.pvalue), note)


def condition_number(design: Design) -> Row:
    """Of the regressors with the constant, each column scaled to unit length (Belsley, Kuh and Welsch 1980)."""
    x = design.x.to_numpy(float)
    value = float(np.linalg.cond(x / np.linalg.norm(x, axis=0)))
    return ("condition_number", "regressors", value, None, "above 30 the regressors are hard to tell apart")


def influence(design: Design, fit: Any, focus: str | None) -> list[Row]:
    """The region-years of most leverage, most influence (Cook) and most weight on the focus coefficient (DFBETA)."""
    from statsmodels.stats.outliers_influence import OLSInfluence

    found = OLSInfluence(getattr(fit, "results", fit))
    labels = (design.sample["region_code"] + " " + design.sample["year"].astype(str)).to_numpy()
    hat, cook = found.hat_matrix_diag, found.cooks_distance[0]
    rows: list[Row] = [
        ("max_leverage", labels[np.argmax(hat)], float(hat.max()), None, "diagonal of the hat matrix; mean is K/N"),
        ("max_cooks_distance", labels[np.argmax(cook)], float(cook.max()), None, "above 1 the row moves the fit"),
    ]
    if focus is None or focus not in fit.params.index:
        return rows
    # statsmodels' dfbeta fits again without every row; the closed form needs one solve.
    change = np.linalg.pinv(design.matrix.to_numpy(float))[list(fit.params.index).index(focus)]
    change = change * np.asarray(fit.resid) / (1 - hat)
    note = f"change of the coefficient of {focus} that the row makes"
    top = np.argsort(-np.abs(change), kind="stable")[:TOP_ROWS]
    return rows + [("dfbeta", labels[i], float(change[i]), None, note) for i in top]


def pesaran_cd(design: Design, fit: Any) -> list[Row]:
    """Dependence between regions: the scaled sum of pairwise correlations of residuals (Pesaran 2004, unbalanced)."""
    values, present = _on_grid(design, fit)
    shared = present @ present.T  # years that two regions have in common
    sums, squares = values @ present.T, values**2 @ present.T
    spread = shared * squares - sums**2
    varies = spread > 1e-20 * shared * squares
    pairs = np.triu((shared >= 3) & varies & varies.T, 1)
    if not pairs.any():
        return []
    covariance = shared * (values @ values.T) - sums * sums.T
    correlation = covariance[pairs] / np.sqrt(spread[pairs] * spread.T[pairs])
    value = (np.sqrt(shared[pairs]) * correlation).sum() / np.sqrt(pairs.sum())
    note = "standard normal under independence; year effects make it negative by construction"
    return [("pesaran_cd", "residuals", float(value), float(2 * stats.norm.sf(abs(value))), note)]


def morans_i(design: Design, fit: Any, distances: pd.DataFrame) -> list[Row]:
    """Spatial dependence of residuals, year by year: Moran's I with inverse distances, rows adding to 1.

    Mean and variance are those of Cliff and Ord (1981) for a variable, not for residuals: an approximation.
    """
    values, present = _on_grid(design, fit)
    regions = np.array(sorted(design.sample["region_code"].unique()))
    rows: list[Row] = []
    known = distances.reindex(index=regions, columns=regions).to_numpy(float)
    is_known = np.isin(regions, distances.index)
    for place, year in enumerate(range(design.rows.year.min(), design.rows.year.max() + 1)):
        here = present[:, place] > 0
        if (n := int(here.sum())) < 5 or not is_known[here].all():
            continue
        with np.errstate(divide="ignore"):
            w = np.where(np.eye(n, dtype=bool), 0.0, 1 / known[np.ix_(here, here)])
        w /= w.sum(axis=1, keepdims=True)
        e = values[here, place]
        s0, z = w.sum(), e - e.mean()
        s1, s2 = ((w + w.T) ** 2).sum() / 2, ((w.sum(axis=0) + w.sum(axis=1)) ** 2).sum()
        value, mean = n / s0 * (z @ w @ z) / (z @ z), -1 / (n - 1)
        variance = (n**2 * s1 - n * s2 + 3 * s0**2) / ((n**2 - 1) * s0**2) - mean**2
        p_value = 2 * stats.norm.sf(abs(value - mean) / np.sqrt(variance))
        rows.append(("morans_i", str(year), float(value), float(p_value), "weights 1/km, rows add to 1; normality"))
    return rows


def _on_grid(design: Design, fit: Any) -> tuple[Floats, Floats]:
    """Residuals by region and calendar year, 0 where a region-year is not in the sample; and 1 where it is."""
    values = design.rows.on_grid(np.asarray(fit.resid))
    return values, design.rows.on_grid(np.ones(len(design.y)))


def _clustered_f(study: Study, design: Design, fit: Any, terms: list[str], name: str, note: str) -> Row:
    """F of the terms being zero with CRV1 errors; null where the clusters are too few for as many restrictions."""
    from statsmodels.stats.sandwich_covariance import cov_cluster

    groups = design.codes(study.cluster)
    n_groups = len(set(groups))
    if len(terms) >= n_groups:
        return (name, ", ".join(terms), None, None, f"{n_groups} clusters cannot test {len(terms)} coefficients")
    at = [list(fit.params.index).index(term) for term in terms]
    b, v = np.asarray(fit.params)[at], cov_cluster(fit, groups)[np.ix_(at, at)]
    value = wald(b, v)
    return (name, ", ".join(terms), value, float(stats.f.sf(value, len(terms), n_groups - 1)), note)
