"""The placebo: columns of a study again, with another industry's spillover in place of the panel's.

If the focus stood for what the study says it does, its coefficient would stand out among the industries'. Kernel,
points and base are the panel's own; every industry is fitted on exactly the rows of the column.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from resilience.estimation import design
from resilience.estimation.design import Design
from resilience.estimation.designs import Designs
from resilience.estimation.inference import permutation_p, standard_errors
from resilience.estimation.ordinary import ols
from resilience.estimation.specification import Column, Study, Table
from resilience.project.errors import UserError

BODY = [
    "n_obs", "estimate", "standardised_slope", "statistic_crv1", "p_crv1", "statistic_crv3", "p_crv3", "p_permutation"
]  # fmt: skip
ERRORS = {"crv1": "CRV1(region)", "crv3": "CRV3(region)"}


def run(study: Study, designs: Designs, spillovers: pd.DataFrame) -> pd.DataFrame | None:
    """One row per column of the study's `placebo` tables and industry; None where there is no placebo or no spillover.

    An industry that lacks a row of the column is not estimated and says which years it lacks: on other rows its
    coefficient would not compare.

    Args:
        spillovers: rows of marts_read.INDUSTRY_SPILLOVERS.
    """
    if study.placebo is None or spillovers.empty:
        return None
    own = spillovers.loc[spillovers["is_focus_industry"], "industry_code"].unique()
    paths = spillovers.pivot(index=["region_code", "year"], columns="industry_code", values="spillover")
    rows = []
    for table in study.tables:
        for column in table.columns if table.id in study.placebo.tables else []:
            seen = study.of(table, column)
            try:
                ready = designs.of(table, column)
                _require_own(seen, designs.panel, ready, paths, own)
                found = {code: _of_industry(seen, table, column, ready, paths[code]) for code in paths}
            except UserError as error:
                found = {code: {"status": "failed", "message": str(error)} for code in paths}
            head = {**dict.fromkeys(BODY), "study": study.study, "table_id": table.id, "column_id": column.id}
            rows += [{**head, "industry_code": code, "is_own": code in own, **row} for code, row in found.items()]
    numbers = dict.fromkeys(BODY[1:], float)
    return pd.DataFrame(rows).assign(n_obs=lambda frame: frame["n_obs"].astype("Int64")).astype(numbers)


def _require_own(study: Study, panel: pd.DataFrame, ready: Design, paths: pd.DataFrame, own: np.ndarray) -> None:
    if study.focus not in ready.x.columns:
        raise UserError(f"the column has no {study.focus} that another industry could stand in for.")
    if len(own) != 1:
        raise UserError("the panel's industry has no spillovers; a placebo compares with it.")
    path = paths[own[0]].reindex(pd.MultiIndex.from_frame(panel[["region_code", "year"]]))
    if not np.allclose(path, panel[study.focus], rtol=1e-12, equal_nan=True):
        raise UserError(f"{study.focus} is not the spillover of industry {own[0]}; a placebo needs that.")


def _of_industry(study: Study, table: Table, column: Column, whole: Design, path: pd.Series) -> dict[str, Any]:
    """The column on the rows of `whole`, with the industry's path as its focus."""
    rows = pd.MultiIndex.from_frame(whole.sample[["region_code", "year"]])
    sample = whole.sample.assign(**{study.focus: path.reindex(rows).to_numpy()})
    lacking = sample.loc[sample[study.focus].isna(), "year"].value_counts().sort_index()
    if len(lacking):
        years = ", ".join(f"{year} ({count})" for year, count in lacking.items())
        return {"status": "not available", "message": f"no location quotient in {years}"}
    try:
        ready = design.on_rows(study, table, column, sample, {})
        fit = ols(ready.y, ready.matrix)
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
