"""Joint inference over the specification curve under the null that the regressor moves no outcome.

Simonsohn, Simmons & Nelson (2020), Nature Human Behaviour 4, 1208-1214: the curve is computed again under the null.
As in permutation(region), the residual paths of each specification without the regressor are dealt to other regions
(Freedman and Lane 1983), the same order in every specification, so that correlation over time and between
specifications stays; regressors and controls stay where they are. Residual paths are assumed exchangeable.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from linear import small_sample
from linear.basis import orthonormal
from linear.distributions import t_limit
from linear.exchange import balanced
from linear.groups import Codes, Floats
from resilience.estimation.specification import Curve, Study
from resilience.estimation.specification_curve import Alternatives, Shared

COLUMNS = ["study", "statistic", "observed", "null_median", "null_p05", "null_p95", "p_value", "n_draws", "n_specs"]
DRAWS = 499
LEVEL = 0.05


def run(study: Study, curve: Curve, alternatives: Alternatives, draws: int = DRAWS) -> pd.DataFrame:
    """One row per statistic of the curve: observed, its null distribution, p = (1 + as extreme) / (1 + draws).

    Shares count specifications with p < 0.05 under CRV1(region) and one sign and are one-sided; the median slope, in
    standard deviations, is two-sided. Unbalanced samples are left out: see `n_specs`.
    """
    n_regions, random = alternatives.panel.index.unique("region_code").size, np.random.default_rng(study.seed)
    orders = np.array([np.arange(n_regions), *(random.permutation(n_regions) for _ in range(draws))])
    slopes, positive, negative = [], np.zeros(len(orders)), np.zeros(len(orders))
    critical = t_limit(n_regions - 1, LEVEL)
    for shared in alternatives.shared(curve):
        if (found := _of_shared(study, alternatives, shared, orders)) is not None:
            slopes.append(found[0].T)
            positive += (found[1] > critical).astype(float).sum(axis=0)
            negative += (found[1] < -critical).astype(float).sum(axis=0)
    if not slopes:
        return pd.DataFrame(columns=COLUMNS)
    slope = np.concatenate(slopes, axis=1)
    curves = {
        "share significant and positive": positive / slope.shape[1],
        "share significant and negative": negative / slope.shape[1],
        "median standardised slope": np.median(slope, axis=1),
    }
    rows = [_row(name, values) for name, values in curves.items()]
    return pd.DataFrame(rows).assign(study=study.study, n_draws=draws, n_specs=slope.shape[1])[COLUMNS]


def _row(name: str, values: Floats) -> dict[str, Any]:
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


def _of_shared(study: Study, alternatives: Alternatives, shared: Shared, orders: Codes) -> tuple[Floats, Floats] | None:
    """Standardised slopes and t under CRV1(region), shape (specifications, orders); None of an unbalanced sample."""
    keep, effects, years = shared.keep, shared.effects, alternatives.panel.index.get_level_values("year")
    n_regions, n_years = orders.shape[1], len(set(years[keep]))
    if n_years < 3 or n_regions < 3 or keep.sum() != n_regions * n_years:
        return None
    grid = (n_regions, n_years, -1)
    y = alternatives.y.to_numpy(float)[keep][:, shared.outcomes].reshape(grid)
    x = alternatives.x.to_numpy(float)[keep].reshape(grid)
    z = alternatives.panel.loc[keep, shared.controls].to_numpy(float).reshape(n_regions, n_years, len(shared.controls))
    scale = x.std(axis=(0, 1))[:, None] / y.std(axis=(0, 1))
    basis = orthonormal(_within(z, effects).reshape(n_regions * n_years, -1))
    slopes, t = balanced(_within(y, effects), _within(x, effects), basis, orders)
    n_effects = sum({"region_code": n_regions, "year": n_years}[effect] - 1 for effect in effects)
    nested = n_regions - 1 if study.cluster in effects else 0
    factor = small_sample.clustered(n_regions * n_years, 2 + n_effects + basis.shape[1] - nested, n_regions)
    return (slopes * scale[..., None]).reshape(-1, len(orders)), (t / np.sqrt(factor)).reshape(-1, len(orders))


def _within(values: Floats, effects: Sequence[str]) -> Floats:
    """Values (region, year, column) without the constant and the means of the effects."""
    values = values - values.mean(axis=(0, 1))
    if "region_code" in effects:
        values = values - values.mean(axis=1, keepdims=True)
    return values - values.mean(axis=0, keepdims=True) if "year" in effects else values
