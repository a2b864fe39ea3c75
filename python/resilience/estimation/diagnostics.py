"""What stands beside a coefficient: its scale, the variation of its regressor, and every check of a column."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from resilience.estimation import checks, clusters, moderation
from resilience.estimation.design import CONSTANT, Design
from resilience.estimation.inference import focus_column
from resilience.estimation.study import Study

SMALL = 100  # residual degrees of freedom below which classical t rests on normal errors
COLUMNS = ["diagnostic", "item", "value", "p_value", "note"]


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
    focal: pd.DataFrame | None = None,
    errors: pd.DataFrame | None = None,
    distances: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """All diagnostics of one column, one row per diagnostic and item.

    Args:
        se_type: the convention of joint tests and of effects along a moderator.
        focal: its focal coefficients (focal.of_column).
        errors: its coefficient table under the convention by which power is told.
    """
    focus = focus_column(study, design)
    rows = [
        *_scale(design, fit),
        *_inflation(design),
        *_within(design),
        *clusters.of_design(study, design),
        *moderation.of_fit(study, design, fit, se_type, distances),
        *checks.equal_slopes(study, design, fit, se_type, distances),
    ]
    if design.instruments is None:
        rows += checks.of_fit(study, design, fit, focus, distances)
        if se_type == "classical" and fit.df_resid < SMALL:
            rows.append(checks.normality(fit))
    if focal is not None and errors is not None and len(focal):
        rows += checks.power(study, focal, errors)
    return pd.DataFrame(rows, columns=COLUMNS)


def _scale(design: Design, fit: Any) -> list[tuple]:
    note = "coefficient times sd of the regressor over sd of the outcome, in the column's sample"
    terms = [term for term in design.x.columns if term != CONSTANT]
    return [
        ("standardised_slope", term, fit.params[term] * design.x[term].std() / design.y.std(), None, note)
        for term in terms
    ]


def _within(design: Design) -> list[tuple]:
    """Share of each regressor's variation that lies within regions: what region effects would leave of it."""
    note = "sum of squares about region means over that about the mean; the rest lies between regions"
    regions = design.sample["region_code"].to_numpy()
    rows = []
    for term in design.x.columns:
        if term != CONSTANT:
            values = design.x[term]
            within = ((values - values.groupby(regions).transform("mean")) ** 2).sum()
            rows.append(("within_share", term, within / ((values - values.mean()) ** 2).sum(), None, note))
    return rows


def _inflation(design: Design) -> list[tuple]:
    """Variance inflation: 1 / (1 - R2) of each regressor on all others and the fixed effects."""
    matrix, rows = design.matrix.to_numpy(), []
    for position, term in enumerate(design.x.columns):
        if term == CONSTANT:
            continue
        values, others = matrix[:, position], np.delete(matrix, position, axis=1)
        rest = values - others @ np.linalg.lstsq(others, values, rcond=None)[0]
        centred = values - values.mean()
        rows.append(
            (
                "vif",
                term,
                (centred @ centred) / (rest @ rest),
                None,
                "above 10 the regressor is hard to tell from the others",
            )
        )
    return rows
