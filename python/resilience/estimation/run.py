"""Estimates a study on the gated panel and stores everything in `results.*`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from resilience.errors import UserError
from resilience.estimation import (
    curve,
    design,
    diagnostics,
    editions,
    focal,
    in_warehouse,
    instruments,
    joint,
    multiple,
    oster,
    placebo,
)
from resilience.estimation.inference import coefficient_table, parse
from resilience.estimation.study import Column, Study, Table, load_study
from resilience.estimation.terms import expand
from resilience.warehouse import connect, panel_sha256, read, replace_results

if TYPE_CHECKING:
    from resilience.config import Settings

KEYS = ["study", "table_id", "column_id"]
# What a fitted column adds to its row in results.fits; a failed one leaves it empty.
FIT_BODY = [
    "n_obs", "n_regions", "n_years", "n_clusters", "n_singletons", "r2", "adj_r2", "r2_within", "year_min", "year_max",
    "dropped_en", "dropped_zh", "df_resid", "status", "message",
]  # fmt: skip


def estimate(settings: Settings, run_id: str, study: str = "virtual_agglomeration") -> dict[str, Any]:
    """Fits every column of a study and replaces the rows of `results.*`.

    Returns:
        Counts: tables, columns, failed columns, specifications of the curve.

    Raises:
        UserError: the gate has not passed this very panel, or the study cannot be read.
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1, user_api="blas"):
        results, fingerprint, plan = _results(settings, study)
    with connect(settings.work_file, read_only=False) as connection:
        for name, frame in results.items():
            replace_results(connection, name, frame, run_id=run_id, panel_sha256=fingerprint)
    return {
        "tables": len(plan.tables) + 1,
        "columns": len(results["fits"]),
        "failed": int((results["fits"]["status"] == "failed").sum()),
        "specifications": len(results["specification_curve"]),
    }


def _results(settings: Settings, study: str) -> tuple[dict[str, pd.DataFrame | None], str, Study]:
    """Every table of `results` by name, the fingerprint of the panel they rest on, and the study."""
    with connect(settings.work_file) as connection:
        fingerprint = panel_sha256(connection)
        _require_gate(connection, fingerprint)
        panel = read(connection, "select * from marts.panel order by region_code, year")
        plan = load_study(study, list(panel.columns))
        vintages = editions.read_editions(connection)
        alternatives = curve.read_alternatives(connection) if plan.curve else None
        spillovers = placebo.read_spillovers(connection)
        distances = _distances(connection)
        plan, panel = expand(plan, panel)
        parts = [
            fit_column(plan, table, column, panel, distances, connection)
            for table in plan.tables
            for column in table.columns
        ]
    results = {
        name: _concat(parts, name) for name in ("estimates", "fits", "diagnostics", "leave_one_out", "focal_terms")
    }
    results["focal_terms"] = pd.concat([focal.of_descriptives(plan), results["focal_terms"]], ignore_index=True)
    results["descriptives"] = diagnostics.descriptives(plan, panel)
    results["specification_curve"] = curve.run(plan, panel, alternatives)
    results["specification_joint"] = joint.run(plan, panel, alternatives)
    results["vintage_estimates"] = editions.run(plan, vintages)
    results["multiple_testing"] = multiple.run(plan, panel, results["estimates"])
    results["oster"] = oster.run(plan, panel)
    results["placebo"] = placebo.run(plan, panel, spillovers)
    return results, fingerprint, plan


def fit_column(
    study: Study,
    table: Table,
    column: Column,
    panel: pd.DataFrame,
    distances: pd.DataFrame | None = None,
    connection: Any = None,
) -> dict[str, pd.DataFrame]:
    """One column: its estimates under every error type, its fit, its diagnostics. A column that fails says why."""
    keys = dict(zip(KEYS, (study.study, table.id, column.id), strict=True))
    head = _fit_head(keys, study, table, column)
    try:
        if table.engine == "warehouse":
            parts = in_warehouse.fitted(connection, study, table, column)
            parts["focal_terms"] = focal.of_column(study.of(table, column), table.regressors(column))
        else:
            ready = design.build(study, table, column, panel)
            parts = _fitted(study.of(table, column), table, column, ready, panel, distances)
    except UserError as error:
        return {"fits": pd.DataFrame([{**head, "status": "failed", "message": str(error)}])}
    fits = pd.DataFrame([{**head, **parts.pop("fits")}])
    return {"fits": fits, **{name: frame.assign(**keys) for name, frame in parts.items()}}


def _fitted(
    study: Study,
    table: Table,
    column: Column,
    ready: design.Design,
    panel: pd.DataFrame,
    distances: pd.DataFrame | None,
) -> dict[str, Any]:
    import statsmodels.api as sm

    fit = sm.OLS(ready.y, ready.matrix).fit() if ready.instruments is None else instruments.two_stage(ready)
    estimates = [
        coefficient_table(study, ready, fit, se_type, panel, distances).assign(se_type=se_type)
        for se_type in table.errors
    ]
    careful = _most_careful(table, estimates)
    about = focal.of_column(study, list(ready.x.columns), ready)
    about = about.assign(power_errors=None if careful is None else careful["se_type"].iloc[0])
    rows = [diagnostics.of_column(study, table, ready, fit, about, careful, distances)]
    if ready.instruments is not None:
        rows.append(instruments.diagnostics(study, ready, fit, table.reported, distances))
    parts = {
        "estimates": pd.concat(estimates).assign(n_obs=len(ready.y)),
        "fits": _fit_body(study, table, column, ready, fit),
        "diagnostics": pd.concat(rows, ignore_index=True),
        "focal_terms": about,
    }
    if table.leave_one_out:
        parts["leave_one_out"] = diagnostics.leave_one_out(study, table, column, ready, distances)
    return parts


def _most_careful(table: Table, estimates: list[pd.DataFrame]) -> pd.DataFrame | None:
    """The coefficient table by which power is told: CRV3 where the study computes it, else the reported errors."""
    wanted = [*(name for name in table.errors if parse(name).kind == "CRV3"), table.reported]
    return next((frame for name in wanted for frame in estimates if (frame["se_type"] == name).all()), None)


def _distances(connection: Any) -> pd.DataFrame:
    """km between the panel's points, square, for Conley errors and Moran's I."""
    sql = """
        select from_region_code, to_region_code, distance_km
        from marts.fct_distance
        where distance_point = (select value from marts.panel_parameter where parameter = 'distance_point')
        order by all
    """
    return read(connection, sql).pivot(index="from_region_code", columns="to_region_code", values="distance_km")


def _fit_head(keys: dict[str, str], study: Study, table: Table, column: Column) -> dict[str, Any]:
    return {
        **dict.fromkeys(FIT_BODY),
        **keys,
        "table_version": table.version,
        "published_table_id": table.published_table,
        "published_column_id": column.id if table.published_table else None,
        "column_title_en": column.title_en,
        "column_title_zh": column.title_zh,
        "outcome": study.of(table, column).outcome,
        "fixed_effects": ", ".join([*table.effects(column), *(["region_trend"] if column.region_trends else [])]),
        "se_type": table.reported,
        "sample_note_en": table.note_en,
        "sample_note_zh": table.note_zh,
    }


def _fit_body(study: Study, table: Table, column: Column, ready: design.Design, fit: Any) -> dict[str, Any]:
    dropped_en, dropped_zh = _what_fell_out(study, table, column, ready)
    by = [study.cluster if name == "region" else name for name in parse(table.reported).clusters]
    clusters = min((ready.sample[name].nunique() for name in by), default=None)
    return {
        "n_obs": len(ready.y),
        "n_regions": ready.sample["region_code"].nunique(),
        "n_years": ready.sample["year"].nunique(),
        "n_clusters": clusters,
        "n_singletons": ready.n_singletons,
        "r2": fit.rsquared,
        "adj_r2": fit.rsquared_adj,
        "r2_within": _within_r2(ready, fit),
        "year_min": int(ready.sample["year"].min()),
        "year_max": int(ready.sample["year"].max()),
        "dropped_en": dropped_en,
        "dropped_zh": dropped_zh,
        "df_resid": fit.df_resid,
        "status": "ok",
        "message": None,
    }


def _within_r2(ready: design.Design, fit: Any) -> float:
    """R squared of the regressors on what the fixed effects leave of the outcome."""
    effects = np.column_stack([np.ones(len(ready.y)), ready.dummies.to_numpy()])
    rest = ready.y.to_numpy() - effects @ np.linalg.lstsq(effects, ready.y.to_numpy(), rcond=None)[0]
    return float(1 - fit.ssr / (rest @ rest))


def _what_fell_out(study: Study, table: Table, column: Column, ready: design.Design) -> tuple[str, str]:
    """Which variables cost how many region-years, and regressors dropped as collinear, in English and Chinese."""
    en, zh = [], []
    for name, rows in ready.missing.items():
        years = ", ".join(f"{year} ({count})" for year, count in rows["year"].value_counts().sort_index().items())
        label = study.variables.get(name)
        en.append(f"{label.en if label else name} is missing for {len(rows)} region-years: {years}")
        zh.append(f"{label.zh if label else name}缺失{len(rows)}个样本：{years}")
    if sample := study.restriction(table, column):
        en.append(f"only {sample.en}")
        zh.append(f"限于{sample.zh}")
    if table.sample == "common":
        en.append("restricted to the sample that every column has")
        zh.append("限于各列共有的样本")
    if ready.n_singletons:
        en.append(f"{ready.n_singletons} observations alone in a level of a fixed effect were dropped")
        zh.append(f"剔除固定效应中仅有一个观测的样本{ready.n_singletons}个")
    for name in ready.dropped:
        en.append(f"{name} is a linear combination of the others and was dropped")
        zh.append(f"{name}与其他变量完全共线，已剔除")
    return "; ".join(en), "；".join(zh)


def _concat(parts: list[dict[str, pd.DataFrame]], name: str) -> pd.DataFrame | None:
    """The rows of all columns; None where no column has any, as when a study asks for no leave-one-out."""
    frames = [part[name] for part in parts if name in part]
    return pd.concat(frames, ignore_index=True) if frames else None


def _require_gate(connection: Any, fingerprint: str) -> None:
    decisions = connection.execute(
        "select decision from results.gate_decisions where panel_sha256 = ?", [fingerprint]
    ).fetchall()
    if not decisions:
        raise UserError("The gate has not decided on this panel. Run `resilience gate` first.")
    if decisions[0][0] not in ("pass", "pass with findings"):
        raise UserError("The gate refuses this panel. `resilience gate` says why and what to do.")
