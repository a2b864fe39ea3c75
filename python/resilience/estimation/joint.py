"""Joint inference over the specification curve under the null that the regressor moves no outcome.

Simonsohn, Simmons & Nelson (2020), Nature Human Behaviour 4, 1208-1214: the curve is computed again under the null.
As in permutation(region), the residual paths of each specification without the regressor are dealt to other regions
(Freedman and Lane 1983), the same order in every specification, so that correlation over time and between
specifications stays; regressors and controls stay where they are. Residual paths are assumed exchangeable.

In a balanced sample, taking out region and year means commutes with the exchange. All that a draw needs are then sums
over years for each pair (region of the regressors, region whose residuals it gets), which are computed once.
"""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from resilience.estimation.curve import matrices
from resilience.estimation.study import Study

COLUMNS = ["study", "statistic", "observed", "null_median", "null_p05", "null_p95", "p_value", "n_draws", "n_specs"]
DRAWS = 499
AT_ONCE = 50
LEVEL = 0.05


def run(
    study: Study, panel: pd.DataFrame, alternatives: dict[str, pd.DataFrame] | None, draws: int = DRAWS
) -> pd.DataFrame:
    """One row per statistic of the curve: observed, its null distribution, p = (1 + as extreme) / (1 + draws).

    Shares count specifications with p < 0.05 under CRV1(region) and one sign and are one-sided; the median slope, in
    standard deviations, is two-sided. Unbalanced samples are left out: see `n_specs`. Empty where there is no curve.
    """
    if study.curve is None or alternatives is None:
        return pd.DataFrame(columns=COLUMNS)
    keys, x, y = matrices(panel, alternatives)
    regions = keys.index.unique("region_code")
    random = np.random.default_rng(study.seed)
    orders = np.array([np.arange(len(regions)), *(random.permutation(len(regions)) for _ in range(draws))])
    slopes, statistics, critical = [], [], stats.t.ppf(1 - LEVEL / 2, len(regions) - 1)
    for group in _groups(study, keys, x, y):
        slope, t = _curve(study, *group, orders)
        slopes.append(slope)
        statistics.append(t)
    if not slopes:
        return pd.DataFrame(columns=COLUMNS)
    slope, t = np.concatenate(slopes, axis=1), np.concatenate(statistics, axis=1)
    found = {
        "share significant and positive": (t > critical).mean(axis=1),
        "share significant and negative": (t < -critical).mean(axis=1),
        "median standardised slope": np.median(slope, axis=1),
    }
    rows = [_row(name, values) for name, values in found.items()]
    return pd.DataFrame(rows).assign(study=study.study, n_draws=draws, n_specs=slope.shape[1])[COLUMNS]


def _row(name: str, values: np.ndarray) -> dict[str, Any]:
    """The first value is the observed one."""
    observed, null = values[0], values[1:]
    extremity = np.abs(values) if name.startswith("median") else values
    as_extreme = (extremity[1:] >= extremity[0] - 1e-12).sum()
    low, median, high = np.quantile(null, [0.05, 0.5, 0.95])
    return {
        "statistic": name,
        "observed": observed,
        "null_median": median,
        "null_p05": low,
        "null_p95": high,
        "p_value": (1 + as_extreme) / (1 + len(null)),
    }


def _groups(study: Study, keys: pd.DataFrame, x: pd.DataFrame, y: pd.DataFrame) -> Any:
    """Outcomes (region, year, outcome), spillovers, controls and effects of the specifications that share a sample."""
    n_regions = keys.index.get_level_values("region_code").nunique()
    years = keys.index.get_level_values("year").to_numpy()
    choices = itertools.product(study.curve.controls.values(), study.curve.fixed_effects.values())
    for controls, effects in choices:
        seen = {}
        for start, outcome in itertools.product(study.curve.sample_start, y.columns):
            keep = y[outcome].notna() & x.notna().all(axis=1) & keys[controls].notna().all(axis=1) & (years >= start)
            seen.setdefault(keep.to_numpy().tobytes(), (keep.to_numpy(), set()))[1].add(outcome)
        for keep, outcomes in seen.values():
            n_years = len(set(years[keep]))
            if n_years < 3 or n_regions < 3 or keep.sum() != n_regions * n_years:
                continue
            shape = (n_regions, n_years, -1)
            frames = y.loc[keep, sorted(outcomes)], x[keep], keys.loc[keep, controls]
            arrays = [frame.to_numpy(float) for frame in frames]
            yield (
                *(values.reshape(shape) if values.shape[1] else np.zeros((n_regions, n_years, 0)) for values in arrays),
                effects,
            )


def _curve(
    study: Study, y: np.ndarray, x: np.ndarray, controls: np.ndarray, effects: list[str], orders: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Standardised slopes and t under CRV1(region), shape (draws, specifications)."""
    n_regions, n_years, _ = x.shape
    scale = x.std(axis=(0, 1), ddof=0) / y.std(axis=(0, 1), ddof=0)[:, None]
    y, x, controls = (_within(values, effects) for values in (y, x, controls))
    basis = np.linalg.svd(controls.reshape(n_regions * n_years, -1), full_matrices=False)
    c = basis[0][:, basis[1] > 1e-10 * max(basis[1].max(initial=0), 1e-300)].reshape(n_regions, n_years, -1)
    y, x = (values - np.einsum("rtj,jo->rto", c, np.einsum("rtj,rto->jo", c, values)) for values in (y, x))
    xy = np.einsum("rtx,sto->rsox", x, y, optimize=True)
    cy = np.einsum("rtj,sto->rsjo", c, y, optimize=True)
    xc, xx = np.einsum("rtx,rtj->rjx", x, c), (x**2).sum(axis=1)
    n = n_regions * n_years
    n_effects = sum({"region_code": n_regions, "year": n_years}[effect] - 1 for effect in effects)
    nested = n_regions - 1 if study.cluster in effects else 0
    df = n - (1 + n_effects + c.shape[2] + 1) + nested
    factor = n_regions / (n_regions - 1) * (n - 1) / df
    own, sums, slopes, statistics = np.arange(n_regions), xx.sum(axis=0), [], []
    for some in np.array_split(orders, max(1, len(orders) // AT_ONCE)):
        a = xy[own, some]
        slope = a.sum(axis=1) / sums
        fitted = np.einsum("djo,rjx->drox", cy[own, some].sum(axis=1), xc, optimize=True)
        scores = a - fitted - slope[:, None] * xx[:, None, :]
        error = np.sqrt(factor * (scores**2).sum(axis=1)) / sums
        slopes.append((slope * scale).reshape(len(some), -1))
        statistics.append((slope / error).reshape(len(some), -1))
    return np.concatenate(slopes), np.concatenate(statistics)


def _within(values: np.ndarray, effects: list[str]) -> np.ndarray:
    """Values (region, year, column) without the constant and the means of the effects."""
    values = values - values.mean(axis=(0, 1))
    if "region_code" in effects:
        values = values - values.mean(axis=1, keepdims=True)
    return values - values.mean(axis=0, keepdims=True) if "year" in effects else values
