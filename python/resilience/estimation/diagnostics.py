"""What stands beside a coefficient: scale, who carries it, what happens without each region or year."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from resilience.errors import UserError
from resilience.estimation import checks, moderation
from resilience.estimation.design import CONSTANT, Design, on_rows
from resilience.estimation.inference import focus_column, standard_errors
from resilience.estimation.study import Column, Study, Table

COLUMNS = ["diagnostic", "item", "value", "p_value", "note"]


def descriptives(study: Study, panel: pd.DataFrame) -> pd.DataFrame:
    """N, mean, sd (n-1), range and the within/between split of each variable of the study's first table."""
    rows = []
    for name in study.descriptives.variables:
        data = panel[["region_code", "year", name]].dropna()
        values, label = data[name], study.variables[name]
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
    return pd.DataFrame(rows)


def of_column(
    study: Study,
    table: Table,
    design: Design,
    fit: Any,
    focal: pd.DataFrame | None = None,
    errors: pd.DataFrame | None = None,
    distances: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """All diagnostics of one column, one row per diagnostic and item.

    Args:
        focal: its focal coefficients (focal.of_column).
        errors: its coefficient table under the convention by which power is told.
    """
    focus = focus_column(study, design)
    rows = [
        *_scale(design, fit),
        *_inflation(design),
        *_carriers(study, design),
        *moderation.of_fit(study, design, fit, table.reported, distances),
    ]
    if design.instruments is None:
        rows += checks.of_fit(study, design, fit, focus, distances)
    if focal is not None and errors is not None and len(focal):
        rows += checks.power(study, focal, errors)
    return pd.DataFrame(rows, columns=COLUMNS)


def leave_one_out(
    study: Study, table: Table, column: Column, whole: Design, distances: pd.DataFrame | None = None
) -> pd.DataFrame:
    """The focus coefficient without each region and without each year, with the table's reported errors.

    Every part is a design of its own: the fixed effects that are left, and no others. A part that cannot be fitted,
    such as one whose focus no longer varies, has no row.
    """
    import statsmodels.api as sm

    focus, rows = focus_column(study, whole), []
    for kind, key in (("region", "region_code"), ("year", "year")):
        for left_out in sorted(whole.sample[key].unique()):
            try:
                sample = whole.sample[whole.sample[key] != left_out].reset_index(drop=True)
                part = on_rows(study, table, column, sample, {})
            except UserError:
                continue
            if focus not in part.x.columns:
                continue
            fit = sm.OLS(part.y, part.matrix).fit()
            errors = standard_errors(study, part, fit, table.reported, distances)
            statistic = fit.params[focus] / errors.std_error[focus]
            rows.append(
                {
                    "term": focus,
                    "left_out_kind": kind,
                    "left_out": str(left_out),
                    "estimate": fit.params[focus],
                    "std_error": errors.std_error[focus],
                    "se_type": table.reported,
                    "statistic": statistic,
                    "p_value": 2 * stats.t.sf(abs(statistic), errors.df),
                    "n_obs": len(part.y),
                }
            )
    return pd.DataFrame(rows)


def _scale(design: Design, fit: Any) -> list[tuple]:
    note = "coefficient times sd of the regressor over sd of the outcome, in the column's sample"
    terms = [term for term in design.x.columns if term != CONSTANT]
    return [
        ("standardised_slope", term, fit.params[term] * design.x[term].std() / design.y.std(), None, note)
        for term in terms
    ]


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


def _carriers(study: Study, design: Design) -> list[tuple]:
    """Each region's share of what identifies the focus coefficient: the regressor with everything else taken out."""
    focus = focus_column(study, design)
    if focus is None:
        return []
    others = design.matrix.drop(columns=focus).to_numpy()
    values = design.x[focus].to_numpy()
    rest = values - others @ np.linalg.lstsq(others, values, rcond=None)[0]
    squares = pd.Series(rest**2).groupby(design.sample["region_code"].to_numpy()).sum()
    shares = squares / squares.sum()
    rows = [
        ("identifying_share", region, share, None, f"share of the variation that identifies {focus}")
        for region, share in shares.items()
    ]
    effective = 1 / (shares**2).sum()
    note = "1 / sum of squared shares: the effective clusters of Carter, Schnepel and Steigerwald (2017)"
    return [*rows, ("effective_regions", focus, effective, None, note)]
