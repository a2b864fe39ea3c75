"""Estimates a study on the gated panel and stores everything in `results.*`."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

import pandas as pd

from resilience.config import BUNDLED_STUDY
from resilience.errors import UserError
from resilience.estimation import (
    curve,
    design,
    diagnostics,
    editions,
    focal,
    instruments,
    joint,
    leave_out,
    margins,
    multiple,
    naming,
    oster,
    placebo,
    size,
)
from resilience.estimation.fits import fit_body, fit_head
from resilience.estimation.inference import coefficient_table, parse
from resilience.estimation.study import Column, Study, Table, load_study
from resilience.estimation.terms import expand
from fe_duckdb.engine import Engine, text
from resilience.terminal import progress
from resilience.warehouse import panel_sha256, replace_results, working

if TYPE_CHECKING:
    from resilience.config import Settings

# The marts that the estimation reads: where none of them changed, and no code or study, its results stand.
READS = (
    "marts.panel", "marts.panel_edition", "marts.fct_distance", "marts.fct_resilience", "marts.fct_spillover",
    "marts.dim_industry", "marts.panel_parameter", "quality.study_departure",
)  # fmt: skip
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

    with threadpool_limits(1, user_api="blas"):
        results, fingerprint, plan = _results(settings, study)
    with working(settings, read_only=False) as engine:
        for name, frame in results.items():
            replace_results(engine, name, frame, run_id=run_id, panel_sha256=fingerprint)
    return {
        "tables": len(plan.tables) + 1,
        "columns": len(results["fits"]),
        "failed": int((results["fits"]["status"] == "failed").sum()),
        "specifications": len(results["specification_curve"]),
    }


def _results(settings: Settings, study: str) -> tuple[dict[str, pd.DataFrame | None], str, Study]:
    """Every table of `results` by name, the fingerprint of the panel they rest on, and the study.

    A second process, on the second core, does what needs no column of the tables.
    """
    with ProcessPoolExecutor(1, get_context("spawn"), _one_thread) as beside:
        with working(settings) as engine:
            fingerprint = panel_sha256(engine)
            _require_gate(engine, fingerprint)
            panel = engine.frame("select * from marts.panel", ["region_code", "year"])
            plan = naming.on_panel(
                load_study(study, list(panel.columns)),
                engine.frame(naming.DEPARTURES, ["study", "parameter"]),
                engine.frame(naming.PARAMETERS, ["parameter"]),
            )
            vintages = editions.read_editions(engine)
            alternatives = curve.read_alternatives(engine) if plan.curve else None
            spillovers = placebo.read_spillovers(engine)
            distances = _distances(engine)
            plan, panel = expand(plan, panel)
            later = {
                "vintage_estimates": beside.submit(editions.run, plan, vintages),
                "placebo": beside.submit(placebo.run, plan, panel, spillovers),
                "specification_joint": beside.submit(joint.run, plan, panel, alternatives),
                "specification_curve": beside.submit(curve.run, plan, panel, alternatives),
            }
            parts = [
                fit_column(plan, table, column, panel, distances)
                for table in plan.tables
                for column in table.columns
            ]
        results = {name: _concat(parts, name) for name in BY_COLUMN}
        results["focal_terms"] = pd.concat([focal.of_descriptives(plan), results["focal_terms"]], ignore_index=True)
        results["descriptives"] = diagnostics.descriptives(plan, panel)
        results["multiple_testing"] = multiple.run(plan, panel, results["estimates"])
        results["oster"] = oster.run(plan, panel)
        measured = size.Measured(settings.dataset_dir / "test_size.csv")
        results["test_size"] = size.measure(plan, panel, distances, measured, progress)
        results |= {name: done.result() for name, done in later.items()}
    return results, fingerprint, plan


def _one_thread() -> None:
    """As in this process: two processes on two cores gain nothing from threads of their own."""
    from threadpoolctl import threadpool_limits

    threadpool_limits(1, user_api="blas")


def fit_column(
    study: Study,
    table: Table,
    column: Column,
    panel: pd.DataFrame,
    distances: pd.DataFrame | None = None,
) -> dict[str, pd.DataFrame]:
    """One column: its estimates under every error type, its fit, its diagnostics. A column that fails says why."""
    keys = dict(zip(KEYS, (study.study, table.id, column.id), strict=True))
    head = fit_head(keys, study, table, column)
    try:
        ready = design.build(study, table, column, panel)
        parts = _fitted(study.of(table, column), table, column, ready, distances)
    except UserError as error:
        return {"fits": pd.DataFrame([{**head, "status": "failed", "message": str(error)}])}
    fits = pd.DataFrame([{**head, **parts.pop("fits")}])
    return {"fits": fits, **{name: frame.assign(**keys) for name, frame in parts.items()}}


def _fitted(
    study: Study,
    table: Table,
    column: Column,
    ready: design.Design,
    distances: pd.DataFrame | None,
) -> dict[str, Any]:
    import statsmodels.api as sm

    fit = sm.OLS(ready.y, ready.matrix).fit() if ready.instruments is None else instruments.two_stage(ready)
    estimates = [
        coefficient_table(study, ready, fit, se_type, distances).assign(se_type=se_type) for se_type in table.errors
    ]
    careful = _most_careful(table, estimates)
    shown = table.reported if careful is None else careful["se_type"].iloc[0]
    about = focal.of_column(study, list(ready.x.columns), ready)
    about = about.assign(power_errors=None if careful is None else shown)
    rows = [diagnostics.of_column(study, shown, ready, fit, about, careful, distances)]
    if untold := leave_out.untold(study, ready):
        rows.append(pd.DataFrame(untold, columns=diagnostics.COLUMNS))
    if ready.instruments is not None:
        rows.append(instruments.diagnostics(study, ready, fit, table.reported, distances))
    parts = {
        "estimates": pd.concat(estimates).assign(n_obs=len(ready.y)),
        "fits": fit_body(study, table, column, ready, fit),
        "diagnostics": pd.concat(rows, ignore_index=True),
        "focal_terms": about,
        "marginal_effects": margins.of_fit(study, ready, fit, shown, distances),
    }
    if (left_out := leave_out.leave_one_out(study, shown, ready)) is not None:
        parts["leave_one_out"] = left_out
    return parts


def _most_careful(table: Table, estimates: list[pd.DataFrame]) -> pd.DataFrame | None:
    """The coefficient table that figures, power and left-out units rest on: CRV3 where computed, else the reported."""
    wanted = [*(name for name in table.errors if parse(name).kind == "CRV3"), table.reported]
    return next((frame for name in wanted for frame in estimates if (frame["se_type"] == name).all()), None)


def _distances(engine: Engine) -> pd.DataFrame:
    """km between the panel's points, square, for Conley errors and Moran's I."""
    pairs = engine.frame("""
        select from_region_code, to_region_code, distance_km
        from marts.fct_distance
        where distance_point = (select value from marts.panel_parameter where parameter = 'distance_point')
    """)
    return pairs.pivot(index="from_region_code", columns="to_region_code", values="distance_km")


def _concat(parts: list[dict[str, pd.DataFrame]], name: str) -> pd.DataFrame | None:
    """The rows of all columns; None where no column has any, as when a study asks for no leave-one-out."""
    frames = [part[name] for part in parts if name in part]
    return pd.concat(frames, ignore_index=True) if frames else None


def _require_gate(engine: Engine, fingerprint: str) -> None:
    decisions = engine.rows(f"select decision from results.gate_decisions where panel_sha256 = {text(fingerprint)}")
    if not decisions:
        raise UserError("The gate has not decided on this panel. Run `resilience gate` first.")
    if decisions[0][0] not in ("pass", "pass with findings"):
        raise UserError("The gate refuses this panel. `resilience gate` says why and what to do.")
