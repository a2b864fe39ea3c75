"""Fixed effects: dummies of full rank, and the rows that they leave with nothing to compare."""

from __future__ import annotations

import numpy as np
import pandas as pd


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


def dummies(sample: pd.DataFrame, effects: list[str]) -> pd.DataFrame:
    """Dummies without the first level of each effect; one that the effects before it span is left out."""
    parts = [pd.get_dummies(sample[e], prefix=e, drop_first=True, dtype=float) for e in effects]
    frame = pd.concat(parts, axis=1) if parts else pd.DataFrame(index=sample.index)
    if len(effects) < 2:
        return frame
    diagonal = np.abs(np.diag(np.linalg.qr(np.column_stack([np.ones(len(frame)), frame.to_numpy()]), mode="r")))
    return frame.loc[:, diagonal[1:] > 1e-9 * np.sqrt(len(frame))]
