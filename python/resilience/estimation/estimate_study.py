"""Estimates a study on the gated panel and stores everything in `results.*`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from linear.conventions import parse
from resilience.estimation import (
    curve_inference,
    diagnostics,
    focus_coefficients,
    instruments,
    interactions,
    leave_one_out,
    marts_read,
    multiple_testing,
    oster_bounds,
    panel_labels,
    placebo,
    size,
    specification_curve,
    vintage_estimates,
)
from resilience.estimation.derived_columns import derive_columns
from resilience.estimation.fit_summary import BODY, fit_body, fit_head
from resilience.estimation.fitted_column import FittedColumn, FittedColumns
from resilience.estimation.specification import Column, Study, Table, load_study
from resilience.project.errors import UserError
from resilience.project.settings import BUNDLED_STUDY
from resilience.project.terminal import progress
from resilience.project.warehouse import panel_sha256, replace_results, working

if TYPE_CHECKING:
    from fe_duckdb import Engine
    from resilience.project.settings import Settings

KEYS = ["study", "table_id", "column_id"]
BY_COLUMN = ("estimates", "fits", "diagnostics", "leave_one_out", "focal_terms", "marginal_effects")


def estimate(settings: Settings, run_id: str, study: str = BUNDLED_STUDY) -> dict[str, Any]:
    """Fits every column of a study and replaces the rows of `results.*`.

    Returns:
        Counts: tables, columns, failed columns, specifications of the curve.

    Raises:
        UserError: the gate has not passed this very panel, or the study cannot be read.
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1, user_api="blas"):  # small matrices lose half their time to waiting threads
        results, fingerprint, plan = estimated(settings, study)
    with working(settings, read_only=False) as engine:
        for name, frame in results.items():
            replace_results(engine, name, frame, run_id=run_id, panel_sha256=fingerprint)
    return {
        "tables": len(plan.tables) + 1,
        "columns": len(results["fits"]),
        "failed": int((results["fits"]["status"] == "failed").sum()),
        "specifications": 0 if results["specification_curve"] is None else len(results["specification_curve"]),
    }


def estimated(settings: Settings, study: str) -> tuple[dict[str, Any], str, Study]:
    """Every table of `results` by name, the fingerprint of the panel they rest on, and the study."""
    with working(settings) as engine:
        fingerprint = panel_sha256(engine)
        _require_gate(engine, fingerprint)
        marts = {sql: _as_objects(engine.frame(sql, order)) for sql, order in marts_read.ORDERED.items()}
    panel = marts[marts_read.PANEL]
    plan = panel_labels.on_panel(
        load_study(study, list(panel.columns)),
        *(marts[sql] for sql in (marts_read.DEPARTURES, marts_read.PARAMETERS, marts_read.VARIABLES)),
    )
    plan, panel = derive_columns(plan, panel)
    columns = FittedColumns(plan, panel, by_pair(marts[marts_read.DISTANCES]))
    parts = [fit_column(columns, table, column) for table in plan.tables for column in table.columns]
    results = {name: _concat(parts, name) for name in BY_COLUMN}
    of_descriptives = focus_coefficients.of_descriptives(plan)
    results["focal_terms"] = pd.concat([of_descriptives, results["focal_terms"]], ignore_index=True)
    results["descriptives"] = diagnostics.descriptives(plan, panel)
    results["multiple_testing"] = multiple_testing.run(columns, results["estimates"])
    results["oster"] = oster_bounds.run(columns)
    results["test_size"] = size.measure(columns, size.Measured(settings.dataset_dir / "test_size.csv"), progress)
    results["vintage_estimates"] = vintage_estimates.run(plan, marts[marts_read.EDITIONS])
    results["placebo"] = placebo.run(columns, marts[marts_read.INDUSTRY_SPILLOVERS])
    results |= dict.fromkeys(("specification_joint", "specification_curve"))
    if plan.curve:
        outcomes, spillovers = marts[marts_read.OUTCOMES], marts[marts_read.SPILLOVERS]
        alternatives = (
            specification_curve.Alternatives.of_study(panel, plan)
            if spillovers.empty
            else specification_curve.Alternatives.on_panel(panel, outcomes, spillovers)
        )
        results["specification_joint"] = curve_inference.run(plan, plan.curve, alternatives)
        results["specification_curve"] = specification_curve.run(plan, plan.curve, alternatives)
    return results, fingerprint, plan


def fit_column(columns: FittedColumns, table: Table, column: Column) -> dict[str, pd.DataFrame]:
    """One column: its estimates under every error type, its fit, its diagnostics. A column that fails says why."""
    keys = dict(zip(KEYS, (columns.study.study, table.id, column.id), strict=True))
    head = keys | fit_head(columns.study, table, column)
    try:
        parts = _fitted(columns.of(table, column), table, column)
    except UserError as error:
        return {"fits": pd.DataFrame([{**head, **dict.fromkeys(BODY), "status": "failed", "message": str(error)}])}
    fits = pd.DataFrame([{**head, **parts.pop("fits")}])
    return {"fits": fits, **{name: frame.assign(**keys) for name, frame in parts.items()}}


def by_pair(distances: pd.DataFrame) -> pd.DataFrame:
    """km between the panel's points, square, for Conley errors and Moran's I."""
    return distances.pivot(index="from_region_code", columns="to_region_code", values="distance_km")


def _as_objects(frame: pd.DataFrame) -> pd.DataFrame:
    """Texts as Python's own: pandas' arrays of texts take ten times as long to walk through."""
    return frame.astype(dict.fromkeys(frame.select_dtypes("str"), object))


def _fitted(fitted: FittedColumn, table: Table, column: Column) -> dict[str, Any]:
    design = fitted.design
    rows_of = {se_type: fitted.coefficients(se_type) for se_type in table.errors}
    careful = _most_careful(table)
    shown = careful or table.reported
    about = focus_coefficients.of_column(design).assign(power_errors=careful)
    along, points = interactions.of_column(fitted, shown)
    left_out, untold = leave_one_out.leave_one_out(design, shown)
    rows = [
        *diagnostics.of_column(fitted, shown, about, rows_of.get(shown)),
        *along,
        *untold,
        *instruments.diagnostics(fitted, table.reported),
    ]
    estimates = [{**row, "se_type": se_type, "n_obs": len(design.y)} for se_type in rows_of for row in rows_of[se_type]]
    parts = {
        "estimates": pd.DataFrame(estimates),
        "fits": fit_body(fitted, table, column),
        "diagnostics": pd.DataFrame(rows, columns=diagnostics.COLUMNS),
        "focal_terms": about,
        "marginal_effects": points,
    }
    if left_out is not None:
        parts["leave_one_out"] = left_out
    return parts


def _most_careful(table: Table) -> str | None:
    """The convention that figures, power and left-out units rest on: CRV3 where computed, else the reported."""
    wanted = [*(name for name in table.errors if parse(name).kind == "CRV3"), table.reported]
    return next((name for name in wanted if name in table.errors), None)


def _concat(parts: list[dict[str, pd.DataFrame]], name: str) -> pd.DataFrame | None:
    """The rows of all columns; None where no column has any, as when a study asks for no leave-one-out."""
    frames = [part[name] for part in parts if name in part]
    return pd.concat(frames, ignore_index=True) if frames else None


def _require_gate(engine: Engine, fingerprint: str) -> None:
    from fe_duckdb.engine import text

    decisions = engine.rows(f"select decision from results.gate_decisions where panel_sha256 = {text(fingerprint)}")
    if not decisions:
        raise UserError("The gate has not decided on this panel. Run `resilience gate` first.")
    if decisions[0][0] not in ("pass", "pass with findings"):
        raise UserError("The gate refuses this panel. `resilience gate` says why and what to do.")
