"""How a table moves between vintages: its columns on every edition of the panel (marts.panel_edition)."""

from __future__ import annotations

import pandas as pd

from resilience.errors import UserError
from resilience.estimation import design
from resilience.estimation.derived_columns import with_levels
from resilience.estimation.inference import coefficient_table
from resilience.estimation.ordinary import ols
from resilience.estimation.specification import Column, Study, Table

ERRORS = ("CRV1(region)", "CRV3(region)")  # permutation and the bootstrap on 28 editions would say the same, slowly
NUMBERS = ["term", "estimate", "std_error", "p_value", "se_type", "n_obs", "year_min", "year_max"]


def run(study: Study, panels: pd.DataFrame) -> pd.DataFrame | None:
    """The study's tables with `by_vintage`, one row per column, edition, coefficient and error type."""
    tables, panels = [table for table in study.tables if table.by_vintage], with_levels(study, panels)
    frames = [
        _fit(study, table, column, panel.reset_index(drop=True)).assign(
            study=study.study, table_id=table.id, column_id=column.id,
            edition=edition, kind=panel["kind"].iloc[0], edition_day=panel["edition_day"].iloc[0],
        )
        for table in tables
        for column in table.columns
        for edition, panel in panels.groupby("edition")
    ]  # fmt: skip
    return pd.concat(frames, ignore_index=True) if frames else None


def _fit(study: Study, table: Table, column: Column, panel: pd.DataFrame) -> pd.DataFrame:
    """One column on one edition; a row that says what is lacking where it cannot be estimated."""
    study = study.of(table, column)
    needed = design.needed(study, table, column)
    if unknown := [name for name in needed if name not in panel]:
        return _unavailable(f"editions of the panel do not have: {', '.join(unknown)}")
    if lacking := [name for name in needed if not panel[name].notna().any()]:
        return _unavailable(f"no figure was public by the day for: {', '.join(lacking)}")
    try:
        ready = design.build(study, table, column, panel)
    except UserError as error:
        return _unavailable(str(error))
    fit = ols(ready.y, ready.matrix)
    years = ready.sample["year"]
    frames = [coefficient_table(study, ready, fit, error).assign(se_type=error) for error in ERRORS]
    frame = pd.concat(frames, ignore_index=True)
    frame = frame.assign(n_obs=len(ready.y), year_min=int(years.min()), year_max=int(years.max()))
    return frame[NUMBERS].assign(status="ok", message=None)


def _unavailable(message: str) -> pd.DataFrame:
    row = {**dict.fromkeys(NUMBERS), "n_obs": 0, "status": "not available", "message": message}
    return pd.DataFrame([row]).astype({"estimate": float, "std_error": float, "p_value": float})
