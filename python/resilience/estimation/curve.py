"""The specification curve: the focus coefficient under every combination of choices, from shared cross-products.

For each outcome, sample, set of controls and fixed effects the projections are computed once; all kernels and points
are then columns of one matrix, so that a specification costs a dot product and its CRV1 error a sum by region. For CRV3
each region's part is taken out of these cross-products (MacKinnon, Nielsen and Webb 2023), at the cost of no new fit.
"""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
from scipy import stats

from resilience.estimation.study import Study
from fe_duckdb.engine import Engine

SPILLOVERS = """
select region_code, year, kernel, distance_point, lq_base, spillover
from marts.fct_spillover
where industry_code = (select industry_code from marts.dim_industry where is_focus_industry)
"""
OUTCOMES = """
select region_code, year, flow, horizon, national_base, resilience
from marts.fct_resilience
where national_base in ('panel', 'all')
"""
COLUMNS = [
    "spec_id",
    "flow",
    "horizon",
    "kernel",
    "distance_point",
    "lq_base",
    "national_base",
    "controls",
    "fixed_effects",
    "sample_start",
    "term",
    "estimate",
    "std_error",
    "statistic",
    "p_value",
    "se_type",
    "n_obs",
]


def read_alternatives(engine: Engine) -> dict[str, pd.DataFrame]:
    """Outcomes by flow, horizon and base, and spillovers by kernel, points and base."""
    outcomes = engine.frame(OUTCOMES, ["region_code", "year", "flow", "horizon", "national_base"])
    spillovers = engine.frame(SPILLOVERS, ["region_code", "year", "kernel", "distance_point", "lq_base"])
    return {"outcomes": outcomes, "spillovers": spillovers}


def run(
    study: Study, panel: pd.DataFrame, alternatives: dict[str, pd.DataFrame] | None, se_type: str = "CRV3(region)"
) -> pd.DataFrame:
    """Standardised slopes, one row per specification; empty where the study has no curve.

    Args:
        se_type: CRV3(region) or CRV1(region).
    """
    if study.curve is None or alternatives is None:
        return pd.DataFrame(columns=["study", *COLUMNS])
    keys, x, y = matrices(panel, alternatives)
    blocks, seen = [], set()
    choices = itertools.product(
        study.curve.controls.items(), study.curve.fixed_effects.items(), study.curve.sample_start
    )
    for (controls_name, controls), (effects_name, effects), start in choices:
        for outcome in y.columns:
            block = _block(study, keys, x, y[outcome], controls, effects, start, se_type)
            # A flow that begins later has one sample for several starts: it is one specification, not several.
            if (
                block is not None
                and (same := (controls_name, effects_name, outcome, block["n_obs"].iloc[0])) not in seen
            ):
                seen.add(same)
                flow, horizon, national_base = outcome
                blocks.append(
                    block.assign(
                        flow=flow,
                        horizon=horizon,
                        national_base=national_base,
                        controls=controls_name,
                        fixed_effects=effects_name,
                        sample_start=start,
                    )
                )
    if not blocks:
        return pd.DataFrame(columns=["study", *COLUMNS])
    frame = pd.concat(blocks, ignore_index=True)
    frame = frame.assign(spec_id=np.arange(1, len(frame) + 1), term=study.focus, se_type=se_type)
    return frame[COLUMNS].assign(study=study.study)


def matrices(
    panel: pd.DataFrame, alternatives: dict[str, pd.DataFrame]
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Panel, spillovers and outcomes by region and year, the last two with one column per alternative."""
    keys = panel.set_index(["region_code", "year"])
    x = alternatives["spillovers"].pivot(
        index=["region_code", "year"], columns=["lq_base", "distance_point", "kernel"], values="spillover"
    )
    y = alternatives["outcomes"].pivot(
        index=["region_code", "year"], columns=["flow", "horizon", "national_base"], values="resilience"
    )
    return keys, x.reindex(keys.index), y.reindex(keys.index)


def _block(
    study: Study,
    panel: pd.DataFrame,
    x: pd.DataFrame,
    y: pd.Series,
    controls: list[str],
    effects: list[str],
    start: int,
    se_type: str,
) -> pd.DataFrame | None:
    """All spillovers against one outcome: shape (number of spillovers) rows, or None when too few rows are left."""
    keep = (y.notna() & x.notna().all(axis=1) & (panel.index.get_level_values("year") >= start)).to_numpy()
    if controls:
        keep = keep & panel[controls].notna().all(axis=1).to_numpy()
    index = panel.index[keep]
    n_regions = index.get_level_values("region_code").nunique()
    if n_regions < 3 or keep.sum() < 3 * n_regions:
        return None
    levels = index.to_frame(index=False)
    parts = [np.ones((len(index), 1)), panel.loc[keep, controls].to_numpy(float)]
    parts += [pd.get_dummies(levels[effect], drop_first=True, dtype=float).to_numpy() for effect in effects]
    u, s, _ = np.linalg.svd(np.column_stack(parts), full_matrices=False)
    q = u[:, s > 1e-10 * s.max()]
    xs, ys = x[keep].to_numpy(), y[keep].to_numpy()
    xr, yr = xs - q @ (q.T @ xs), ys - q @ (q.T @ ys)
    sums = (xr**2).sum(axis=0)
    slope = xr.T @ yr / sums
    codes = pd.factorize(levels["region_code"])[0]
    if se_type == "CRV3(region)":
        error = _jackknife(xr, yr, q, codes, slope)
    else:
        nested = n_regions - 1 if study.cluster in effects else 0
        factor = n_regions / (n_regions - 1) * (len(ys) - 1) / (len(ys) - q.shape[1] - 1 + nested)
        scores = np.zeros((n_regions, xs.shape[1]))
        np.add.at(scores, codes, xr * (yr[:, None] - xr * slope))
        error = np.sqrt(factor * (scores**2).sum(axis=0)) / sums
    scale = xs.std(axis=0, ddof=1) / ys.std(ddof=1)
    statistic = slope / error
    return pd.DataFrame(
        {
            "estimate": slope * scale,
            "std_error": error * scale,
            "statistic": statistic,
            "p_value": 2 * stats.t.sf(np.abs(statistic), n_regions - 1),
            "n_obs": len(ys),
        },
        index=x.columns,
    ).reset_index()


def _jackknife(x: np.ndarray, y: np.ndarray, q: np.ndarray, codes: np.ndarray, slope: np.ndarray) -> np.ndarray:
    """CRV3 errors of the slopes of y on each column of x, shape (columns,); null where a region alone carries one.

    x and y are free of q, an orthonormal basis. Without a region the sums of squares and products lose its part, and
    what the basis then explains of the rest: with h = q_g'x_g, that is h'(I - q_g'q_g)^-1 h.
    """
    n_regions, width = codes.max() + 1, q.shape[1]
    squares, products = (x**2).sum(axis=0), x.T @ y
    spread = np.zeros(x.shape[1])
    for region in range(n_regions):
        own = codes == region
        x_g, y_g, q_g = x[own], y[own], q[own]
        rest = np.linalg.pinv(np.eye(width) - q_g.T @ q_g, rcond=1e-10, hermitian=True)
        h = q_g.T @ x_g
        left = squares - (x_g**2).sum(axis=0) - np.einsum("ks,kl,ls->s", h, rest, h, optimize=True)
        moved = products - x_g.T @ y_g - h.T @ (rest @ (q_g.T @ y_g))
        with np.errstate(divide="ignore", invalid="ignore"):
            spread += np.where(left > 1e-9 * squares, moved / left - slope, np.nan) ** 2
    return np.sqrt((n_regions - 1) / n_regions * spread)
