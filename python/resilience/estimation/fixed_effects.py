"""Fixed effects: dummies of full rank, and the rows that they leave with nothing to compare."""

from __future__ import annotations

import numpy as np
import pandas as pd

from linear.basis import SPANNED, pivots
from linear.groups import coded, is_nested


def columns_of(effects: list[str]) -> list[str]:
    """The panel columns behind fixed effects, combinations such as `macro_region^year` resolved."""
    return [column for effect in effects for column in effect.split("^")]


def without_singletons(sample: pd.DataFrame, effects: list[str]) -> tuple[pd.DataFrame, int]:
    """Drops rows alone in a level of a fixed effect until none is left, as reghdfe; also how many went.

    Such a row fits itself: kept, it would count in N and in the clusters and understate the errors (Correia 2015).
    """
    levels = [coded(sample[effect].to_numpy()) for effect in effects]
    keep = np.ones(len(sample), bool)
    while effects and keep.any():
        alone = [np.bincount(each[keep], minlength=each.max() + 1)[each] == 1 for each in levels]
        lonely = np.logical_or.reduce(alone) & keep
        if not lonely.any():
            break
        keep &= ~lonely
    return (sample, 0) if keep.all() else (sample[keep].reset_index(drop=True), int((~keep).sum()))


def dummies(sample: pd.DataFrame, effects: list[str], cluster: str, trends: pd.DataFrame | None = None) -> pd.DataFrame:
    """Dummies `effect=level` without the first level of each effect; one that those before it span is left out.

    Effects nested in the clusters come first, then the regions' trends, then effects of more levels: which dummies are
    left, and so what counts as nested, does not hang on the order in which effects are named.
    """
    clusters = coded(sample[cluster].to_numpy())
    shared = {effect: not is_nested(coded(sample[effect].to_numpy()), clusters) for effect in effects}
    ordered = sorted(effects, key=lambda effect: (shared[effect], -sample[effect].nunique()))
    parts = [_of_effect(sample[effect].to_numpy(), effect) for effect in ordered]
    if trends is not None:
        parts.insert(sum(not each for each in shared.values()), trends)
    if not parts:
        return pd.DataFrame(index=sample.index)
    frame = pd.concat(parts, axis=1) if len(parts) > 1 else parts[0]
    # Columns that neither a constant nor the columns before them span.
    diagonal = pivots(np.column_stack([np.ones(len(frame)), frame.to_numpy()]))
    return frame.loc[:, diagonal[1:] > SPANNED * np.sqrt(len(frame))]


def _of_effect(values: np.ndarray, effect: str) -> pd.DataFrame:
    levels, codes = np.unique(values, return_inverse=True)
    indicator = (codes[:, None] == np.arange(1, len(levels))).astype(float)
    return pd.DataFrame(indicator, columns=[f"{effect}={level}" for level in levels[1:]])
