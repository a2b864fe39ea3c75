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

from linear.conventions import parse
from linear.groups import Panel
from linear.least_squares import Floats, LeastSquares, jackknife
from linear.wild import WildBootstrap, signs
from resilience.estimation.specification import Study, load_study
from resilience.project.errors import UserError
from resilience.project.settings import BUNDLED_STUDY
from resilience.project.warehouse import panel_sha256, replace_results, working
from resilience.simulation.economy import SPREAD, TRUTH, Setting, World, draw

if TYPE_CHECKING:
    from resilience.project.settings import Settings

DRAWS = (
    400  # of each world, in about three seconds; `resilience simulate --draws 2000` pins coverage to a percentage point
)
SEED = 20261125
# The column of the study whose specification is the planted equation.
TABLE, COLUMN = "table_4_as_equations_state", "2"
ERRORS = ("classical", "HC1", "CRV1(region)", "CRV3(region)")
WILD = "wild(region)"  # of the focus only: its interval holds the truth where its test does not reject it
FOCUS, WILD_DRAWS = "vag", 999
NOMINAL = 0.95


def recover(settings: Settings, run_id: str, draws: int = DRAWS) -> str:
    """Writes `results.coverage` for both worlds; gives one line on it."""
    setting = Setting.read(settings.project_dir / "seeds", settings.parameters)
    with working(settings) as engine:
        fingerprint = panel_sha256(engine)
        columns = list(engine.columns("marts.panel"))
    require_planted_column(load_study(BUNDLED_STUDY, columns))
    found = measure(setting, draws)
    with working(settings, read_only=False) as engine:
        replace_results(engine, "coverage", found, run_id=run_id, panel_sha256=fingerprint)
    missed = int((~found.drop_duplicates(["world", "term"])["is_recovered"]).sum())
    return f"{draws} panels of each world drawn and fitted, {missed} planted coefficients missed"


def coverage_table(settings: Settings, draws: int) -> str:
    """Bias and coverage of the focus over so many panels of each world, as text; no warehouse is needed or touched."""
    found = measure(Setting.read(settings.project_dir / "seeds", settings.parameters), draws)
    lines = [f"{'world':13} {'errors':15} {'bias':>9} {'its error':>9} {'coverage':>9}   95 % Monte Carlo interval"]
    for row in found[found["term"] == FOCUS].sort_values("world", ascending=False, kind="stable").itertuples():
        interval = f"{row.coverage_low:.4f} to {row.coverage_high:.4f}"
        lines.append(
            f"{row.world:13} {row.se_type:15} {row.bias:9.5f} {row.bias_error:9.5f} {row.coverage:9.4f}   {interval}"
        )
    return "\n".join(lines)


def require_planted_column(study: Study) -> None:
    """The study's column TABLE, COLUMN must be the planted equation: what was planted, with year effects."""
    table = next(table for table in study.tables if table.id == TABLE)
    column = next(column for column in table.columns if column.id == COLUMN)
    if set(table.regressors(column)) != set(TRUTH) or table.effects(column) != ["year"]:
        raise UserError(f"{TABLE}, column {COLUMN}, of the study is no longer the planted equation; plant it anew.")


def measure(setting: Setting, draws: int) -> pd.DataFrame:
    """One row per world, planted term and error type."""
    from threadpoolctl import threadpool_limits

    weights, _, _ = signs(len(setting.panel), "", SEED, WILD_DRAWS)
    frames = []
    with threadpool_limits(1, user_api="blas"):  # small matrices lose half their time to waiting threads
        for position, world in enumerate(SPREAD):
            rng = np.random.default_rng([SEED, position])  # the worlds share no draw, so that one cannot echo the other
            rows = [row for _ in range(draws) for row in fitted(draw(setting, rng, world), weights)]
            frames.append(pd.DataFrame(rows).assign(world=world))
    fits = pd.concat(frames, ignore_index=True)
    keys = ["world", "term", "se_type"]
    return pd.DataFrame([_summary(dict(zip(keys, key, strict=True)), rows) for key, rows in fits.groupby(keys)])


def fitted(world: World, weights: Floats) -> list[dict[str, Any]]:
    """Slope, standard error and whether the interval holds the truth, of every planted term under every error type."""
    n_regions, n_years = world.resilience.shape
    x = np.stack([world.variables[name].ravel() for name in TRUTH], axis=-1)
    matrix = np.column_stack([x, np.tile(np.eye(n_years), (n_regions, 1))])
    panel = Panel(np.repeat(np.arange(n_regions), n_years), np.tile(np.arange(n_years), n_regions))
    outcome, truth, k = world.resilience.ravel(), np.array(list(TRUTH.values())), len(TRUTH)
    fit, slopes = LeastSquares.fit(matrix, outcome, k, panel)
    rows = []
    for name in ERRORS:
        jackknifed = name == "CRV3(region)"
        found = jackknife(matrix, outcome, panel.region) if jackknifed else fit.covariance(parse(name))
        errors = np.sqrt(found.variances[:k])
        covered = np.abs(slopes - truth) <= stats.t.ppf(0.5 + NOMINAL / 2, found.df) * errors
        for row in zip(TRUTH, slopes, errors, truth, covered, strict=True):
            named = dict(zip(("term", "estimate", "std_error", "truth", "is_covered"), row, strict=True))
            rows.append(named | {"se_type": name})
    place = list(TRUTH).index(FOCUS)
    p = WildBootstrap(matrix, outcome, place, panel.region, weights).p(truth[place])
    focus = {"term": FOCUS, "estimate": slopes[place], "std_error": np.nan, "truth": truth[place]}
    return [*rows, {**focus, "se_type": WILD, "is_covered": p >= 1 - NOMINAL}]


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
