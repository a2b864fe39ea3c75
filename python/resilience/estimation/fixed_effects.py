"""Fixed effects: dummies of full rank, and the rows that they leave with nothing to compare."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from linear.basis import SPANNED, pivots
from linear.groups import Codes, is_nested


def columns_of(effects: list[str]) -> list[str]:
    """The panel columns behind fixed effects, combinations such as `macro_region^year` resolved."""
    return [column for effect in effects for column in effect.split("^")]


def without_singletons(sample: pd.DataFrame, effects: list[str]) -> tuple[pd.DataFrame, int]:
    """Drops rows alone in a level of a fixed effect until none is left, as reghdfe; also how many went.

    Such a row fits itself: kept, it would count in N and in the clusters and understate the errors (Correia 2015).
    """
    levels = [levels_of(sample, effect)[0] for effect in effects]
    keep = np.ones(len(sample), bool)
    while effects and keep.any():
        alone = [np.bincount(each[keep], minlength=each.max() + 1)[each] == 1 for each in levels]
        lonely = np.logical_or.reduce(alone) & keep
        if not lonely.any():
            break
        keep &= ~lonely
    return (sample, 0) if keep.all() else (sample[keep].reset_index(drop=True), int((~keep).sum()))


def levels_of(sample: pd.DataFrame, column: str) -> tuple[Codes, NDArray[np.generic]]:
    """The values of a column as integers from 0, in their order, and the values."""
    codes, labels = pd.factorize(sample[column].to_numpy(), sort=True)
    return codes, np.asarray(labels)


def dummies(
    sample: pd.DataFrame, effects: list[str], cluster: str, trend: str | None = None
) -> tuple[list[str], NDArray[np.float64]]:
    """Names and values, shape (n, d), of dummies `effect=level` without the first level of each effect; one that those
    before it span is left out.

    Effects nested in the clusters come first, then the regions' trends, then effects of more levels: which dummies are
    left, and so what counts as nested, does not hang on the order in which effects are named.

    Args:
        trend: how names of the regions' linear trends begin, zero in the mean year; None for no trends.
    """
    (clusters, _), one = levels_of(sample, cluster), np.ones((len(sample), 1))
    levels = {effect: levels_of(sample, effect) for effect in effects}
    shared = {effect: not is_nested(codes, clusters) for effect, (codes, _) in levels.items()}
    parts = []
    for effect in sorted(effects, key=lambda effect: (shared[effect], -len(levels[effect][1]))):
        codes, labels = levels[effect]
        names = [f"{effect}={level}" for level in labels[1:]]
        parts.append((names, (codes[:, None] == np.arange(1, len(labels))).astype(float)))
    if trend is not None:
        codes, labels = levels_of(sample, "region_code")
        years = sample["year"].to_numpy(float) - sample["year"].mean()
        of_regions = (codes[:, None] == np.arange(len(labels))) * years[:, None]
        parts.insert(sum(not each for each in shared.values()), ([f"{trend}{label}" for label in labels], of_regions))
    names, values = [name for each, _ in parts for name in each], np.column_stack([one, *(each for _, each in parts)])
    # Columns that neither a constant nor the columns before them span: with one effect all of them.
    is_sure = trend is None and len(parts) < 2
    keep = np.ones(len(names), bool) if is_sure else pivots(values)[1:] > SPANNED * np.sqrt(len(sample))
    return [name for name, is_kept in zip(names, keep, strict=True) if is_kept], values[:, 1:][:, keep]
