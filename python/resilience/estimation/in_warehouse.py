"""Columns of a table with `engine: warehouse`: the panel stays in the database, which sums; numpy solves."""

from __future__ import annotations

from typing import Any

import pandas as pd

from resilience.estimation.conventions import parse
from resilience.estimation.effects import columns_of
from resilience.estimation.study import Column, Study, Table
from resilience.project.errors import UserError
from resilience.regression import Engine, regress
from resilience.regression.engine import name as quoted


def fitted(engine: Engine, study: Study, table: Table, column: Column) -> dict[str, Any]:
    """Estimates under every error type of the table, and what its row of results.fits says.

    Raises:
        UserError: no row has every variable, a regressor does not vary, or too few rows are left.
    """
    study = study.of(table, column)
    _require_known(engine, study, table, column)
    sample = _sample(study, table, column)
    regressors, effects = table.regressors(column), [_as_column(each) for each in table.effects(column)]
    formula = f"{study.outcome} ~ {' + '.join(regressors)}" + (f" | {' + '.join(effects)}" if effects else "")
    engine.run(f"create or replace temp view estimation_sample as {sample}")
    try:
        every = dict.fromkeys([*table.errors, table.reported])
        found = {error: regress(engine, "estimation_sample", formula, _in_columns(study, error)) for error in every}
        ((n_regions, n_years, first, last),) = engine.rows(
            "select count(distinct region_code), count(distinct year), min(year), max(year) from estimation_sample"
        )
    finally:
        engine.run("drop view if exists estimation_sample")
    fits, reported = {error: found[error] for error in table.errors}, found[table.reported]
    details = {error: "; ".join(fit.notes) for error, fit in fits.items()}
    rows = [
        {**row, "se_type": error, "detail": details[error], "is_repaired": fit.is_repaired}
        for error, fit in fits.items()
        for row in fit.table()
    ]
    en = [f"{name} {why} and was dropped" for name, why in reported.dropped.items()]
    zh = [f"{name}与固定效应或其他变量完全共线，已剔除" for name in reported.dropped]
    if reported.n_singletons:
        en.append(f"{reported.n_singletons} observations alone in a level of a fixed effect were dropped")
        zh.append(f"剔除固定效应中仅有一个观测的样本{reported.n_singletons}个")
    n, k = reported.n_obs, len(reported.terms) + reported.rank
    return {
        "estimates": pd.DataFrame(rows),
        "fits": {
            "n_obs": n, "n_regions": n_regions, "n_years": n_years, "n_clusters": reported.n_clusters,
            "n_singletons": reported.n_singletons, "r2": reported.r2,
            "adj_r2": 1 - (1 - reported.r2) * (n - 1) / (n - k), "r2_within": reported.r2_within,
            "year_min": first, "year_max": last, "dropped_en": "; ".join(en), "dropped_zh": "；".join(zh),
            "df_resid": n - k, "status": "ok", "message": None,
        },
    }  # fmt: skip


def _require_known(engine: Engine, study: Study, table: Table, column: Column) -> None:
    """The warehouse sums columns of the panel and products of two; the rest of the grammar is statsmodels'."""
    columns = engine.columns("marts.panel")
    missing = [name for name in study.needed(table.regressors(column)) if name not in columns]
    if column.region_trends or study.restriction(table, column) or missing:
        what = ", ".join(missing) or ("region_trends" if column.region_trends else "restrict_to")
        raise UserError(f"engine warehouse has no {what} yet; take engine: statsmodels for this table.")


def _sample(study: Study, table: Table, column: Column) -> str:
    """The rows of the panel that have every variable, with the study's products; means are the sample's."""
    regressors = table.regressors(column)
    every = [name for each in table.columns for name in table.regressors(each)]
    needed = study.needed([*regressors, *(every + table.sample_also_needs if table.sample == "common" else [])])
    needed += columns_of(table.effects(column))
    columns = dict.fromkeys(
        ["region_code", "year", study.cluster, *study.needed(regressors), *columns_of(table.effects(column))]
    )
    values = [quoted(each) for each in columns]
    for name in regressors:
        if name in study.products:
            values.append(f"{_product(study, name)} as {quoted(name)}")
    for effect in table.effects(column):
        if "^" in effect:
            parts = (f"cast({quoted(each)} as varchar)" for each in columns_of([effect]))
            values.append(f"{' || chr(31) || '.join(parts)} as {quoted(_as_column(effect))}")
    complete = " and ".join(f"{quoted(each)} is not null" for each in needed)
    return f"select {', '.join(values)} from marts.panel where {complete}"


def _as_column(effect: str) -> str:
    """A fixed effect under a name that a formula takes: `macro_region^year` is the column macro_region__x__year."""
    return effect.replace("^", "__x__")


def _product(study: Study, name: str) -> str:
    product = study.products[name]
    parts = map(quoted, product.of)
    return " * ".join(f"({part} - avg({part}) over ())" if product.centred else part for part in parts)


def _in_columns(study: Study, error: str) -> str:
    """`CRV1(region)` in the panel's column names."""
    convention = parse(error)
    if convention.kind not in ("classical", "HC1", "CRV1"):
        raise UserError(f"{error} is not computed in the warehouse; known there: classical, HC1, CRV1.")
    if not convention.clusters:
        return convention.kind
    return f"CRV1({','.join(study.cluster if each == 'region' else each for each in convention.clusters)})"
