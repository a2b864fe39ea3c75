"""What stands beside a coefficient: its scale, the variation of its regressor, who carries it, and all other checks.

Leverage of regions: MacKinnon, Nielsen and Webb (2023, J. Applied Econometrics 38, 671-694). Effective clusters:
Carter, Schnepel and Steigerwald (2017, Review of Economics and Statistics 99, 698-709).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from linear.basis import leverage
from resilience.estimation import specification_tests
from resilience.estimation.design import Design
from resilience.estimation.fitted_column import FittedColumn
from resilience.estimation.specification import Study
from resilience.estimation.specification_tests import Row

COLUMNS = ["diagnostic", "item", "value", "p_value", "note"]
SMALL = 100  # residual degrees of freedom below which classical t rests on normal errors


def descriptives(study: Study, panel: pd.DataFrame) -> pd.DataFrame:
    """N, mean, sd (n-1), range and the within/between split of each variable of the study's first table.

    A variable without a figure on the panel has a row too, which says that there are none.
    """
    rows: list[dict[str, Any]] = []
    numbers = ("mean", "sd", "min", "max", "sd_within", "sd_between")
    for name in study.descriptives.variables:
        data, label = panel[["region_code", "year", name]].dropna(), study.variables[name]
        row = {"study": study.study, "variable": name, "label_en": label.en, "label_zh": label.zh, "unit": label.unit}
        rows.append(row | {"n_obs": len(data)} | dict.fromkeys(numbers, np.nan))
        if not data.empty:
            values, region_mean = data[name], data.groupby("region_code")[name].transform("mean")
            within = ((values - region_mean) ** 2).sum()
            spread = (values.mean(), values.std(), values.min(), values.max())
            found = (*spread, np.sqrt(within / (len(values) - 1)), region_mean.std())
            rows[-1] |= dict(zip(numbers, found, strict=True))
            rows[-1] |= {
                "within_share": within / ((values - values.mean()) ** 2).sum(),
                "year_min": int(data["year"].min()),
                "year_max": int(data["year"].max()),
            }
    return pd.DataFrame(rows).astype({"year_min": "Int64", "year_max": "Int64"})


def of_column(
    fitted: FittedColumn, se_type: str, about: pd.DataFrame | None = None, errors: list[dict[str, Any]] | None = None
) -> list[Row]:
    """All diagnostics of one column but those of interactions and instruments, one row per diagnostic and item.

    Args:
        se_type: the convention of joint tests.
        about: its coefficients of the focus (focus_coefficients.of_column).
        errors: its coefficients under the convention by which power is told (FittedColumn.coefficients).
    """
    design = fitted.design
    rows = [*_of_regressors(fitted), *cluster_leverage(design), *specification_tests.equal_slopes(fitted, se_type)]
    if design.instruments is None:
        rows += specification_tests.of_fit(fitted)
        if se_type == "classical" and fitted.fit.df_resid < SMALL:
            rows.append(specification_tests.normality(fitted))
    if about is not None and errors is not None and len(about):
        rows += specification_tests.power(design.study, about, errors, se_type)
    return rows


def _of_regressors(fitted: FittedColumn) -> list[Row]:
    """Scale; variance inflation, 1 / (1 - R2) of each regressor on all others and the fixed effects; and the share of
    each regressor's variation that lies within regions: what region effects would leave of it."""
    design, rows = fitted.design, []
    regions, counts = design.rows.region, np.bincount(design.rows.region)
    notes = {
        "standardised_slope": "coefficient times sd of the regressor over sd of the outcome, in the column's sample",
        "vif": "above 10 the regressor is hard to tell from the others",
        "within_share": "sum of squares about region means over that about the mean; the rest lies between regions",
    }
    for term, slope in zip(design.terms, fitted.slopes(design.terms), strict=True):
        values, rest = design.of(term), design.without(term)
        total = ((values - values.mean()) ** 2).sum()
        within = ((values - (np.bincount(regions, values) / counts)[regions]) ** 2).sum()
        found = (slope * values.std(ddof=1) / design.y.std(ddof=1), total / (rest @ rest), within / total)
        rows += [(name, term, value, None, note) for (name, note), value in zip(notes.items(), found, strict=True)]
    return sorted(rows, key=lambda row: list(notes).index(row[0]))


def cluster_leverage(design: Design) -> list[Row]:
    """Trace of each region's block of the hat matrix, effects of the regions themselves taken out first; and each
    region's share of the focus with everything else taken out, with the number of regions that these amount to."""
    regions = design.rows.region
    within, n_nested = design.within_clusters(regions)
    own = leverage(design.values)
    if n_nested:
        own = own - leverage(np.column_stack([design.of(name) for name in within[: n_nested + 1]]))
    traces = np.bincount(regions, own)
    note = f"trace of the region's block of the hat matrix; mean is {traces.mean():.4g}"
    rows: list[Row] = [
        ("cluster_leverage", region, float(trace), None, note)
        for region, trace in zip(design.regions, traces, strict=True)
    ]
    if (focus := design.focus) is None:
        return rows
    rest = design.without(focus)
    squares, sums = np.bincount(regions, rest**2), np.bincount(regions, rest) ** 2
    shares = squares / squares.sum()
    note = f"share of the variation that identifies {focus}: the region's partial leverage"
    rows += [
        ("identifying_share", region, share, None, note) for region, share in zip(design.regions, shares, strict=True)
    ]
    note = "1 / sum of squared shares: the effective clusters of Carter, Schnepel and Steigerwald (2017)"
    rows.append(("effective_regions", focus, 1 / (shares**2).sum(), None, note))
    if sums.sum() > 1e-12 * squares.sum():  # region effects leave sums of zero
        moved = sums / sums.sum()
        note = "the same with errors of a region that move together"
        rows.append(("effective_regions_correlated", focus, 1 / (moved**2).sum(), None, note))
    return rows
