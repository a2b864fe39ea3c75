"""What a referee asks of a fitted column, beyond its coefficients: functional form, influence, dependence, power."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from scipy import special, stats

from linear.conventions import Convention
from linear.distributions import normal_p
from linear.least_squares import Floats, LeastSquares, wald
from resilience.estimation.fitted_column import FittedColumn, ols
from resilience.estimation.specification import Study
from resilience.project.errors import UserError

# A row of results.diagnostics before its keys: which diagnostic, of what, its value, p-value or none, and a note.
Row = tuple[str, str, float | None, float | None, str]
POWER = 0.8
TOP_ROWS = 3


def of_fit(fitted: FittedColumn) -> list[Row]:
    """Joint test, condition number, Mundlak test, RESET, influence and dependence between regions, one row an item."""
    rows = [joint_test(fitted), condition_number(fitted), *mundlak(fitted), reset(fitted), *influence(fitted)]
    return [*rows, *pesaran_cd(fitted), *morans_i(fitted)]


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
        least = (special.stdtrit(df, 0.975) + special.stdtrit(df, POWER)) * error * scale
        p_value = max(special.stdtr(df, -(slope + margin) / error), special.stdtr(df, (slope - margin) / error))
        note = f"small p: the effect is within ± the value, in sd per sd; {se_type}"
        rows += [
            ("minimum_detectable_effect", term, least, None, f"sd per sd, at 5 % with power 80 %; {se_type}"),
            ("equivalence_test", term, study.equivalence_margin_sd, p_value, note),
        ]
    return rows


def joint_test(fitted: FittedColumn) -> Row:
    """Wald F of all regressors under CRV1 by the study's cluster."""
    terms = fitted.design.terms
    return _clustered_f(fitted, terms, "joint_test", "F of all regressors being zero, CRV1(region)")


def equal_slopes(fitted: FittedColumn, se_type: str) -> list[Row]:
    """Does the focus have one slope in all groups? Wald F under the reported errors; nothing without group slopes."""
    terms = fitted.design.slopes
    if len(terms) < 2:
        return []
    try:
        errors = fitted.errors(se_type)
    except UserError as error:
        return [("equal_slopes", ", ".join(terms), None, None, str(error))]
    contrasts = np.column_stack([-np.ones(len(terms) - 1), np.eye(len(terms) - 1)])
    found = wald(contrasts @ fitted.slopes(terms), contrasts @ errors.of(terms) @ contrasts.T, errors.df)
    return [("equal_slopes", ", ".join(terms), *found, f"F of one slope in all groups, {se_type}")]


def mundlak(fitted: FittedColumn) -> list[Row]:
    """Are region effects needed? F of the region means of the regressors that vary within regions (Mundlak 1978).

    It answers the question of Hausman's test and, unlike it, stands with clustered errors. Nothing where region effects
    are there already, or where the clusters are too few for the means.
    """
    design, cluster = fitted.design, fitted.study.cluster
    if cluster in design.fixed_effects:
        return []
    codes, means = design.codes(cluster), [f"{term} mean" for term in design.terms]
    averages = design.matrix[design.terms].groupby(codes).mean().to_numpy()[codes]
    # In memory as a frame's columns: the last digits of a nearly collinear fit hang on it.
    values = np.asfortranarray(np.column_stack([design.values, averages]))
    wider = replace(design, values=values, names=[*design.names, *means])
    if np.linalg.matrix_rank(wider.values) < wider.values.shape[1]:
        return []
    note = "F of the region means, CRV1(region); small p: effects of regions belong in the column"
    return [_clustered_f(FittedColumn(wider), means, "mundlak_test", note)]


def reset(fitted: FittedColumn) -> Row:
    """Ramsey's test with the second and third power of the fitted values, classical errors."""
    guess = fitted.design.y - fitted.residuals
    fit = ols(fitted.design.y, np.column_stack([fitted.design.values, guess**2, guess**3]))
    found = wald(fit.params[-2:], fit.cov_params()[-2:, -2:], fit.df_resid)
    return ("reset", "fitted values", *found, "small p: the form is not linear")


def normality(fitted: FittedColumn) -> Row:
    """Shapiro and Wilk's test: only where few observations and classical errors make t rest on normal residuals."""
    found = stats.shapiro(fitted.residuals)
    note = "small p: residuals are not normal, and classical t with so few observations needs them to be"
    return ("residual_normality", "residuals", float(found.statistic), float(found.pvalue), note)


def condition_number(fitted: FittedColumn) -> Row:
    """Of the regressors with the constant, each column scaled to unit length (Belsley, Kuh and Welsch 1980)."""
    x = fitted.design.values[:, : fitted.design.k]
    value = float(np.linalg.cond(x / np.linalg.norm(x, axis=0)))
    return ("condition_number", "regressors", value, None, "above 30 the regressors are hard to tell apart")


def influence(fitted: FittedColumn) -> list[Row]:
    """The region-years of most leverage, most influence (Cook) and most weight on the focus coefficient (DFBETA)."""
    from statsmodels.stats.outliers_influence import OLSInfluence

    found, design = OLSInfluence(fitted.fit), fitted.design
    labels = [f"{region} {year}" for region, year in zip(design.sample["region_code"], design.rows.year, strict=True)]
    hat, cook = found.hat_matrix_diag, found.cooks_distance[0]
    rows: list[Row] = [
        ("max_leverage", labels[np.argmax(hat)], float(hat.max()), None, "diagonal of the hat matrix; mean is K/N"),
        ("max_cooks_distance", labels[np.argmax(cook)], float(cook.max()), None, "above 1 the row moves the fit"),
    ]
    if (focus := design.focus) is None:
        return rows
    # statsmodels' dfbeta fits again without every row; the closed form needs what is solved already.
    change = fitted.fit.model.pinv_wexog[design.names.index(focus)] * fitted.residuals / (1 - hat)
    note = f"change of the coefficient of {focus} that the row makes"
    top = np.argsort(-np.abs(change), kind="stable")[:TOP_ROWS]
    return rows + [("dfbeta", labels[i], float(change[i]), None, note) for i in top]


def pesaran_cd(fitted: FittedColumn) -> list[Row]:
    """Dependence between regions: the scaled sum of pairwise correlations of residuals (Pesaran 2004, unbalanced)."""
    values, present = _on_grid(fitted)
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
    return [("pesaran_cd", "residuals", float(value), float(normal_p(value)), note)]


def morans_i(fitted: FittedColumn) -> list[Row]:
    """Spatial dependence of residuals, year by year: Moran's I with inverse distances, rows adding to 1.

    Mean and variance are those of Cliff and Ord (1981) for a variable, not for residuals: an approximation. Nothing
    without distances.
    """
    design = fitted.design
    if design.distances is None:
        return []
    values, present = _on_grid(fitted)
    rows: list[Row] = []
    known = design.distances.reindex(index=design.regions, columns=design.regions).to_numpy(float)
    is_known = np.isin(design.regions, design.distances.index)
    with np.errstate(divide="ignore"):
        inverse = np.where(np.eye(len(known), dtype=bool), 0.0, 1 / known)
    for place, year in enumerate(range(design.rows.year.min(), design.rows.year.max() + 1)):
        here = present[:, place] > 0
        if (n := int(here.sum())) < 5 or not is_known[here].all():
            continue
        w = inverse[np.ix_(here, here)]
        w /= w.sum(axis=1, keepdims=True)
        e = values[here, place]
        s0, z = w.sum(), e - e.mean()
        s1, s2 = ((w + w.T) ** 2).sum() / 2, ((w.sum(axis=0) + w.sum(axis=1)) ** 2).sum()
        value, mean = n / s0 * (z @ w @ z) / (z @ z), -1 / (n - 1)
        variance = (n**2 * s1 - n * s2 + 3 * s0**2) / ((n**2 - 1) * s0**2) - mean**2
        p_value = float(normal_p((value - mean) / np.sqrt(variance)))
        rows.append(("morans_i", str(year), float(value), p_value, "weights 1/km, rows add to 1; normality"))
    return rows


def _on_grid(fitted: FittedColumn) -> tuple[Floats, Floats]:
    """Residuals by region and calendar year, 0 where a region-year is not in the sample; and 1 where it is."""
    rows = fitted.design.rows
    return rows.on_grid(fitted.residuals), rows.on_grid(np.ones(len(rows.year)))


def _clustered_f(fitted: FittedColumn, terms: list[str], name: str, note: str) -> Row:
    """F of the terms being zero with CRV1 errors; null where the clusters are too few for as many restrictions."""
    design = fitted.design
    panel = design.grouped()
    if len(terms) >= (n_groups := panel.shape[0]):
        return (name, ", ".join(terms), None, None, f"{n_groups} clusters cannot test {len(terms)} coefficients")
    at = [design.names.index(term) for term in terms]
    # Without effects all columns count, nested ones too.
    plain = LeastSquares(design.values, fitted.fit.normalized_cov_params, fitted.residuals, len(design.names), panel)
    covariance = plain.covariance(Convention("CRV1", ("region",))).values[np.ix_(at, at)]
    return (name, ", ".join(terms), *wald(fitted.slopes(terms), covariance, n_groups - 1), note)
