"""How a table moves between vintages: its columns on every edition of the panel (marts.panel_edition)."""

from __future__ import annotations

from typing import Any

import pandas as pd

from resilience.estimation import design
from resilience.estimation.derived_columns import with_levels
from resilience.estimation.fitted_column import FittedColumn
from resilience.estimation.specification import Column, Study, Table
from resilience.project.errors import UserError

ERRORS = ("CRV1(region)", "CRV3(region)")  # permutation and the bootstrap on 28 editions would say the same, slowly
EDITION = ["edition", "kind", "edition_day"]
NUMBERS = ["term", "estimate", "std_error", "p_value", "se_type", "n_obs", "year_min", "year_max"]


def run(study: Study, panels: pd.DataFrame) -> pd.DataFrame | None:
    """The study's tables with `by_vintage`, one row per column, edition, coefficient and error type."""
    panels = with_levels(study, panels)
    editions = [
        (dict(zip(EDITION, key, strict=True)), panel.reset_index(drop=True))
        for key, panel in panels.groupby(EDITION, dropna=False)
    ]
    rows = [
        {**row, "study": study.study, "table_id": table.id, "column_id": column.id, **edition}
        for table in study.tables
        if table.by_vintage
        for column in table.columns
        for edition, panel in editions
        for row in _fit(study, table, column, panel)
    ]
    return pd.DataFrame(rows).astype(dict.fromkeys(["estimate", "std_error", "p_value"], float)) if rows else None


def _fit(study: Study, table: Table, column: Column, panel: pd.DataFrame) -> list[dict[str, Any]]:
    """One column on one edition; a row that says what is lacking where it cannot be estimated."""
    needed = design.needed(study.of(table, column), table, column)
    if unknown := [name for name in needed if name not in panel]:
        return _unavailable(f"editions of the panel do not have: {', '.join(unknown)}")
    if lacking := [name for name, is_known in panel[needed].notna().any().items() if not is_known]:
        return _unavailable(f"no figure was public by the day for: {', '.join(lacking)}")
    try:
        fitted = FittedColumn(design.build(study, table, column, panel))
    except UserError as error:
        return _unavailable(str(error))
    years = fitted.design.rows.year
    about = {"n_obs": len(years), "year_min": int(years.min()), "year_max": int(years.max())}
    rows = [{**row, **about, "se_type": error} for error in ERRORS for row in fitted.coefficients(error)]
    return [{**{name: row[name] for name in NUMBERS}, "status": "ok", "message": None} for row in rows]


def _unavailable(message: str) -> list[dict[str, Any]]:
    return [{**dict.fromkeys(NUMBERS), "n_obs": 0, "status": "not available", "message": message}]
