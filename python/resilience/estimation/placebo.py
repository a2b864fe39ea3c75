"""The placebo: columns of a study again, with another industry's spillover in place of the panel's.

If the focus stood for what the study says it does, its coefficient would stand out among the industries'. Kernel,
points and base are the panel's own; every industry is fitted on exactly the rows of the column.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from resilience.errors import UserError
from resilience.estimation import design
from resilience.estimation.inference import permutation_p, standard_errors
from resilience.estimation.study import Column, Study, Table
from fe_duckdb.engine import Engine

SPILLOVERS = """
with parameters as (
    select
        max(case when parameter = 'kernel' then value end) as kernel,
        max(case when parameter = 'distance_point' then value end) as distance_point,
        max(case when parameter = 'lq_base' then value end) as lq_base
    from marts.panel_parameter
)

select spillovers.region_code, spillovers.year, industry_code, spillovers.spillover, industries.is_focus_industry
from marts.fct_spillover as spillovers
inner join parameters using (kernel, distance_point, lq_base)
inner join marts.dim_industry as industries using (industry_code)
"""
BODY = [
    "n_obs", "estimate", "standardised_slope", "statistic_crv1", "p_crv1", "statistic_crv3", "p_crv3", "p_permutation"
]  # fmt: skip
ERRORS = {"crv1": "CRV1(region)", "crv3": "CRV3(region)"}


def read_spillovers(engine: Engine) -> pd.DataFrame:
    """Every industry's spillover under the panel's parameters, one row per region, year and industry."""
    return engine.frame(SPILLOVERS, ["region_code", "year", "industry_code"])


def run(study: Study, panel: pd.DataFrame, spillovers: pd.DataFrame) -> pd.DataFrame | None:
    """One row per column of the study's `placebo` tables and industry; None where there is no placebo or no spillover.

    An industry that lacks a row of the column is not estimated and says which years it lacks: on other rows its
    coefficient would not compare.
    """
    if study.placebo is None or spillovers.empty:
        return None
    own = spillovers.loc[spillovers["is_focus_industry"], "industry_code"].unique()
    paths = spillovers.pivot(index=["region_code", "year"], columns="industry_code", values="spillover")
    wide = paths.reindex(pd.MultiIndex.from_frame(panel[["region_code", "year"]]))
    rows = [
        {**dict.fromkeys(BODY), "study": study.study, "table_id": table.id, "column_id": column.id, **row}
        for table in study.tables
        if table.id in study.placebo.tables
        for column in table.columns
        for row in _of_column(study.of(table, column), table, column, panel, wide, own)
    ]
    numbers = dict.fromkeys(BODY[1:], float)
    return pd.DataFrame(rows).assign(n_obs=lambda frame: frame["n_obs"].astype("Int64")).astype(numbers)


def _of_column(
    study: Study, table: Table, column: Column, panel: pd.DataFrame, wide: pd.DataFrame, own: np.ndarray
) -> list[dict[str, Any]]:
    try:
        ready = design.build(study, table, column, panel)
        if study.focus not in ready.x.columns:
            raise UserError(f"the column has no {study.focus} that another industry could stand in for.")
        if len(own) != 1:
            raise UserError("the panel's industry has no spillovers; a placebo compares with it.")
        if not np.allclose(wide[own[0]], panel[study.focus], rtol=1e-12, equal_nan=True):
            raise UserError(f"{study.focus} is not the spillover of industry {own[0]}; a placebo needs that.")
    except UserError as error:
        failed = {"status": "failed", "message": str(error)}
        return [{"industry_code": code, "is_own": code in own, **failed} for code in wide.columns]
    return [
        {"industry_code": code, "is_own": code in own, **_of_industry(study, table, column, panel, ready, wide[code])}
        for code in wide.columns
    ]


def _of_industry(
    study: Study, table: Table, column: Column, panel: pd.DataFrame, whole: design.Design, path: pd.Series
) -> dict[str, Any]:
    """The column on the rows of `whole`, with the industry's path as its focus."""
    import statsmodels.api as sm

    rows = pd.MultiIndex.from_frame(whole.sample[["region_code", "year"]])
    sample = whole.sample.assign(**{study.focus: path.reindex(rows).to_numpy()})
    lacking = sample.loc[sample[study.focus].isna(), "year"].value_counts().sort_index()
    if len(lacking):
        years = ", ".join(f"{year} ({count})" for year, count in lacking.items())
        return {"status": "not available", "message": f"no location quotient in {years}"}
    try:
        ready = design.on_rows(study, table, column, sample, {})
        fit = sm.OLS(ready.y, ready.matrix).fit()
        errors = {name: standard_errors(study, ready, fit, kind) for name, kind in ERRORS.items()}
    except UserError as error:
        return {"status": "failed", "message": str(error)}
    slope = fit.params[study.focus]
    found = {name: slope / each.std_error[study.focus] for name, each in errors.items()}
    return {
        "n_obs": len(ready.y),
        "estimate": slope,
        "standardised_slope": slope * ready.x[study.focus].std() / ready.y.std(),
        **{f"statistic_{name}": t for name, t in found.items()},
        **{f"p_{name}": 2 * stats.t.sf(abs(t), errors[name].df) for name, t in found.items()},
        "p_permutation": permutation_p(study, ready)[study.focus],
        "status": "ok",
        "message": None,
    }
