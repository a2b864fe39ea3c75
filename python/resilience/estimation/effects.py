"""Fixed effects: dummies of full rank, and the rows that they leave with nothing to compare."""

from __future__ import annotations

import numpy as np
import pandas as pd


def columns_of(effects: list[str]) -> list[str]:
    """The panel columns behind fixed effects, combinations such as `macro_region^year` resolved."""
    return [column for effect in effects for column in effect.split("^")]


def without_singletons(sample: pd.DataFrame, effects: list[str]) -> tuple[pd.DataFrame, int]:
    """Drops rows alone in a level of a fixed effect until none is left, as reghdfe; also how many went.

    Such a row fits itself: kept, it would count in N and in the clusters and understate the errors (Correia 2015).
    """
    n = len(sample)
    while len(sample):
        alone = [sample.groupby(effect)[effect].transform("size") == 1 for effect in effects]
        lonely = np.logical_or.reduce(alone) if alone else np.zeros(len(sample), bool)
        if not lonely.any():
            break
        sample = sample[~lonely]
    return sample.reset_index(drop=True), n - len(sample)


def dummies(sample: pd.DataFrame, effects: list[str], cluster: str, trends: pd.DataFrame | None = None) -> pd.DataFrame:
    """Dummies `effect=level` without the first level of each effect; one that those before it span is left out.

    Effects nested in the clusters come first, then the regions' trends, then effects of more levels: which dummies are
    left, and so what counts as nested, does not hang on the order in which effects are named.
    """

    def is_shared(effect: str) -> bool:
        return bool((sample.groupby(effect)[cluster].nunique() > 1).any())

    ordered = sorted(effects, key=lambda effect: (is_shared(effect), -sample[effect].nunique()))
    parts = [pd.get_dummies(sample[e], prefix=e, prefix_sep="=", drop_first=True, dtype=float) for e in ordered]
    if trends is not None:
        parts.insert(sum(not is_shared(effect) for effect in effects), trends)
    return independent(pd.concat(parts, axis=1)) if parts else pd.DataFrame(index=sample.index)


def independent(frame: pd.DataFrame) -> pd.DataFrame:
    """The columns that neither a constant nor the columns before them span."""
    diagonal = pivots(np.column_stack([np.ones(len(frame)), frame.to_numpy()]))
    return frame.loc[:, diagonal[1:] > 1e-9 * np.sqrt(len(frame))]


def pivots(matrix: np.ndarray) -> np.ndarray:
    """How much of each column those before it leave, one number a column also where columns outnumber rows."""
    found = np.abs(np.diag(np.linalg.qr(matrix, mode="r")))
    return np.pad(found, (0, matrix.shape[1] - len(found)))
