"""The placebo: columns of a study again, with another industry's spillover in place of the panel's.

If the focus stood for what the study says it does, its coefficient would stand out among the industries'. Kernel,
points and base are the panel's own; every industry is fitted on exactly the rows of the column.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from linear.distributions import t_p
from resilience.estimation.design import Design, on_rows
from resilience.estimation.fitted_column import FittedColumn, FittedColumns
from resilience.estimation.specification import Column, Table
from resilience.project.errors import UserError

BODY = [
    "n_obs", "estimate", "standardised_slope", "statistic_crv1", "p_crv1", "statistic_crv3", "p_crv3", "p_permutation"
]  # fmt: skip


def run(columns: FittedColumns, spillovers: pd.DataFrame) -> pd.DataFrame | None:
    """One row per column of the study's `placebo` tables and industry; None where there is no placebo or no spillover.

    An industry that lacks a row of the column is not estimated and says which years it lacks: on other rows its
    coefficient would not compare.

    Args:
        spillovers: rows of marts_read.INDUSTRY_SPILLOVERS.
    """
    study = columns.study
    if study.placebo is None or spillovers.empty:
        return None
    own = spillovers.loc[spillovers["is_focus_industry"], "industry_code"].unique()
    paths = spillovers.pivot(index=["region_code", "year"], columns="industry_code", values="spillover")
    rows = []
    for table in study.tables:
        for column in table.columns if table.id in study.placebo.tables else []:
            try:
                design = columns.of(table, column).design
                _require_own(design, columns.panel, paths, own)
                of_rows = paths.reindex(pd.MultiIndex.from_frame(design.sample[["region_code", "year"]]))
                found = {code: _of_industry(table, column, design, of_rows[code].to_numpy()) for code in paths}
            except UserError as error:
                found = {code: {"status": "failed", "message": str(error)} for code in paths}
            head = {**dict.fromkeys(BODY), "study": study.study, "table_id": table.id, "column_id": column.id}
            rows += [{**head, "industry_code": code, "is_own": code in own, **row} for code, row in found.items()]
    numbers = dict.fromkeys(BODY[1:], float)
    return pd.DataFrame(rows).assign(n_obs=lambda frame: frame["n_obs"].astype("Int64")).astype(numbers)


def _require_own(design: Design, panel: pd.DataFrame, paths: pd.DataFrame, own: np.ndarray) -> None:
    focus = design.study.focus
    if focus not in design.regressors:
        raise UserError(f"the column has no {focus} that another industry could stand in for.")
    if len(own) != 1:
        raise UserError("the panel's industry has no spillovers; a placebo compares with it.")
    path = paths[own[0]].reindex(pd.MultiIndex.from_frame(panel[["region_code", "year"]]))
    if not np.allclose(path, panel[focus], rtol=1e-12, equal_nan=True):
        raise UserError(f"{focus} is not the spillover of industry {own[0]}; a placebo needs that.")


def _of_industry(table: Table, column: Column, whole: Design, path: np.ndarray) -> dict[str, Any]:
    """The column on the rows of `whole`, with the industry's path as its focus."""
    focus, is_lacking = whole.study.focus, np.isnan(path)
    if is_lacking.any():
        counts = zip(*np.unique(whole.rows.year[is_lacking], return_counts=True), strict=True)
        years = ", ".join(f"{year} ({count})" for year, count in counts)
        return {"status": "not available", "message": f"no location quotient in {years}"}
    try:
        design = on_rows(whole.study, table, column, whole.sample.assign(**{focus: path}))
        fitted = FittedColumn(design)
        crv1, crv3 = (fitted.errors(name) for name in ("CRV1(region)", "CRV3(region)"))
    except UserError as error:
        return {"status": "failed", "message": str(error)}
    slope = fitted.params[focus]
    t1, t3 = (slope / each.std_error[focus] for each in (crv1, crv3))
    p_values = {term: p for test in fitted.permuted for term, p in zip(test.terms, test.p_values, strict=True)}
    standardised = slope * design.of(focus).std(ddof=1) / design.y.std(ddof=1)
    found = (len(path), slope, standardised, t1, t_p(t1, crv1.df), t3, t_p(t3, crv3.df), p_values[focus])
    return {**dict(zip(BODY, found, strict=True)), "status": "ok", "message": None}
