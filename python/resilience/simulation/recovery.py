"""Does the estimation find what was planted, and do its intervals cover it as often as they say?

Panels are drawn afresh, controls and shocks and all, and fitted by the study's own column that matches the planted
equation; nothing passes through the warehouse here. Bias is held against its Monte Carlo error; coverage is the share
of draws whose 95 % interval holds the truth, with the interval of Clopper and Pearson (1934).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy import stats

from resilience.estimation import design
from resilience.estimation.inference import coefficient_table, parse
from resilience.estimation.inference.result import Linear
from resilience.estimation.inference.wild import p_at
from resilience.estimation.study import Column, Study, Table, load_study
from resilience.simulation.economy import SPREAD, TRUTH, Setting, draw
from resilience.warehouse import connect, panel_sha256, read, replace_results

if TYPE_CHECKING:
    from resilience.config import Settings

DRAWS = 200
SEED = 20261125
# The column of the study whose specification is the planted equation.
TABLE, COLUMN = "table_4_as_equations_state", "2"
ERRORS = ("classical", "HC1", "CRV1(region)", "CRV3(region)")
WILD = "wild(region)"  # of the focus only: its interval holds the truth where its test does not reject it
NOMINAL = 0.95


def recover(settings: Settings, run_id: str, draws: int = DRAWS) -> str:
    """Writes `results.coverage` for both worlds; gives one line on it."""
    from threadpoolctl import threadpool_limits

    setting = Setting.read(settings.project_dir / "seeds", settings.parameters["excluded_regions"])
    with connect(settings.work_file) as connection:
        fingerprint = panel_sha256(connection)
        columns = list(read(connection, "select * from marts.panel limit 0").columns)
    with threadpool_limits(1, user_api="blas"):  # small matrices lose half their time to waiting threads
        found = measure(load_study("virtual_agglomeration", columns), setting, draws)
    with connect(settings.work_file, read_only=False) as connection:
        replace_results(connection, "coverage", found, run_id=run_id, panel_sha256=fingerprint)
    missed = int((~found.drop_duplicates(["world", "term"])["is_recovered"]).sum())
    return f"{draws} panels of each world drawn and fitted, {missed} planted coefficients missed"


def measure(study: Study, setting: Setting, draws: int) -> pd.DataFrame:
    """One row per world, planted term and error type."""
    table = next(table for table in study.tables if table.id == TABLE)
    column = next(column for column in table.columns if column.id == COLUMN)
    frames = []
    for position, world in enumerate(SPREAD):
        rng = np.random.default_rng([SEED, position])  # the worlds share no draw, so that one cannot echo the other
        for _ in range(draws):
            panel = draw(setting, rng, world).panel()
            frames.append(_fit(study, table, column, panel).assign(world=world))
    fits = pd.concat(frames, ignore_index=True)
    keys = ["world", "term", "se_type"]
    return pd.DataFrame([_summary(dict(zip(keys, key, strict=True)), rows) for key, rows in fits.groupby(keys)])


def _fit(study: Study, table: Table, column: Column, panel: pd.DataFrame) -> pd.DataFrame:
    import statsmodels.api as sm

    ready = design.build(study, table, column, panel)
    fit = sm.OLS(ready.y, ready.matrix).fit()
    tables = [coefficient_table(study, ready, fit, each, panel).assign(se_type=each) for each in ERRORS]
    found = pd.concat(tables, ignore_index=True)
    found = found[found["term"].isin(TRUTH)].assign(truth=lambda rows: rows["term"].map(TRUTH))
    found["is_covered"] = found["truth"].between(found["ci_low"], found["ci_high"])
    p = p_at(Linear(ready, fit.params, study.cluster), parse(WILD), study.seed, study.focus, TRUTH[study.focus])
    focus = {"term": study.focus, "estimate": fit.params[study.focus], "std_error": np.nan, "truth": TRUTH[study.focus]}
    wild = pd.DataFrame([{**focus, "se_type": WILD, "is_covered": p >= 1 - NOMINAL}])
    return pd.concat([found[list(wild.columns)], wild], ignore_index=True)


def _summary(keys: dict[str, str], rows: pd.DataFrame) -> dict[str, Any]:
    n, truth = len(rows), rows["truth"].iloc[0]
    bias_error = rows["estimate"].std() / np.sqrt(n)
    bias = rows["estimate"].mean() - truth
    covered = int(rows["is_covered"].sum())
    return {
        **keys,
        "truth": truth,
        "n_draws": n,
        "mean_estimate": rows["estimate"].mean(),
        "bias": bias,
        "bias_error": bias_error,
        "is_recovered": bool(abs(bias) < 2 * bias_error),
        "coverage": covered / n,
        "coverage_low": stats.beta.ppf(0.025, covered, n - covered + 1) if covered else 0.0,
        "coverage_high": stats.beta.ppf(0.975, covered + 1, n - covered) if covered < n else 1.0,
        "mean_error_over_sd": rows["std_error"].mean() / rows["estimate"].std(),
    }
