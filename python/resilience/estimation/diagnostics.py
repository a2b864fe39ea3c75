"""What stands beside a coefficient: its scale, the variation of its regressor, and every check of a column."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from linear.basis import residuals
from resilience.estimation import cluster_leverage, interactions, specification_tests
from resilience.estimation.design import Design
from resilience.estimation.diagnostic_row import Row
from resilience.estimation.inference import focus_among
from resilience.estimation.specification import Study

SMALL = 100  # residual degrees of freedom below which classical t rests on normal errors


def descriptives(study: Study, panel: pd.DataFrame) -> pd.DataFrame:
    """N, mean, sd (n-1), range and the within/between split of each variable of the study's first table."""
    rows = []
    for name in study.descriptives.variables:
        data = panel[["region_code", "year", name]].dropna()
        values, label = data[name], study.variables[name]
        if data.empty:
            rows.append(_undescribed(study, name))
            continue
        region_mean = data.groupby("region_code")[name].transform("mean")
        total = ((values - values.mean()) ** 2).sum()
        within = ((values - region_mean) ** 2).sum()
        rows.append(
            {
                "study": study.study,
                "variable": name,
                "label_en": label.en,
                "label_zh": label.zh,
                "unit": label.unit,
                "n_obs": len(values),
                "mean": values.mean(),
                "sd": values.std(),
                "min": values.min(),
                "max": values.max(),
                "sd_within": np.sqrt(within / (len(values) - 1)),
                "sd_between": region_mean.std(),
                "within_share": within / total,
                "year_min": int(data["year"].min()),
                "year_max": int(data["year"].max()),
            }
        )
    return pd.DataFrame(rows).astype({"year_min": "Int64", "year_max": "Int64"})


def _undescribed(study: Study, name: str) -> dict[str, Any]:
    """A variable without a figure on the panel: it has a row, which says that there are none."""
    label = study.variables[name]
    named = {"study": study.study, "variable": name, "label_en": label.en, "label_zh": label.zh, "unit": label.unit}
    return {**named, "n_obs": 0, **dict.fromkeys(["mean", "sd", "min", "max", "sd_within", "sd_between"], np.nan)}


def of_column(
    study: Study,
    se_type: str,
    design: Design,
    fit: Any,
    about: pd.DataFrame | None = None,
    errors: list[dict[str, Any]] | None = None,
    distances: pd.DataFrame | None = None,
) -> list[Row]:
    """All diagnostics of one column, one row per diagnostic and item.

    Args:
        se_type: the convention of joint tests and of effects along a moderator.
        about: its coefficients of the focus (focus_coefficients.of_column).
        errors: its coefficients under the convention by which power is told (inference.coefficients).
    """
    focus = focus_among(study, list(design.x.columns))
    rows = [
        *_scale(design, fit),
        *_inflation(design),
        *_within(design),
        *cluster_leverage.of_design(study, design),
        *interactions.of_fit(study, design, fit, se_type, distances),
        *specification_tests.equal_slopes(study, design, fit, se_type, distances),
    ]
    if design.instruments is None:
        rows += specification_tests.of_fit(study, design, fit, focus, distances)
        if se_type == "classical" and fit.df_resid < SMALL:
            rows.append(specification_tests.normality(fit))
    if about is not None and errors is not None and len(about):
        rows += specification_tests.power(study, about, errors, se_type)
    return rows


def _scale(design: Design, fit: Any) -> list[Row]:
    note = "coefficient times sd of the regressor over sd of the outcome, in the column's sample"
    sd = design.y.std()
    return [
        ("standardised_slope", term, fit.params[term] * design.x[term].std() / sd, None, note) for term in design.terms
    ]


def _within(design: Design) -> list[Row]:
    """Share of each regressor's variation that lies within regions: what region effects would leave of it."""
    note = "sum of squares about region means over that about the mean; the rest lies between regions"
    regions = design.rows.region
    rows: list[Row] = []
    for term in design.terms:
        values = design.x[term].to_numpy(float)
        means = np.bincount(regions, values) / np.bincount(regions)
        share = ((values - means[regions]) ** 2).sum() / ((values - values.mean()) ** 2).sum()
        rows.append(("within_share", term, share, None, note))
    return rows


def _inflation(design: Design) -> list[Row]:
    """Variance inflation: 1 / (1 - R2) of each regressor on all others and the fixed effects."""
    note = "above 10 the regressor is hard to tell from the others"
    rows: list[Row] = []
    for position, term in enumerate(design.terms):
        values = design.values[:, position]
        rest = residuals(np.delete(design.values, position, axis=1), values)
        centred = values - values.mean()
        rows.append(("vif", term, (centred @ centred) / (rest @ rest), None, note))
    return rows
