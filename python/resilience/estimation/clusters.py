"""Who carries a column: leverage and partial leverage of each region, and how many regions that amounts to.

MacKinnon, Nielsen and Webb (2023, J. Applied Econometrics 38, 671-694); effective clusters of Carter, Schnepel and
Steigerwald (2017, Review of Economics and Statistics 99, 698-709).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from resilience.estimation.design import CONSTANT, Design
from resilience.estimation.inference import focus_column
from resilience.estimation.study import Study


def of_design(study: Study, design: Design) -> list[tuple]:
    """Leverage of each region in the whole fit; its share of what identifies the focus, and the effective number."""
    rows = leverage(design)
    focus = focus_column(study, design)
    return rows + (carriers(design, focus) if focus is not None else [])


def leverage(design: Design) -> list[tuple]:
    """Trace of each region's block of the hat matrix, effects of the regions themselves taken out first."""
    regions = pd.factorize(design.sample["region_code"], sort=True)
    nested = design.nested_dummies(regions[0])
    first = design.matrix[[CONSTANT, *nested]].to_numpy(float) if nested else np.zeros((len(design.y), 0))
    own = _diagonal(design.matrix.to_numpy(float)) - _diagonal(first)
    sums = np.bincount(regions[0], own)
    note = f"trace of the region's block of the hat matrix; mean is {sums.mean():.4g}"
    return [
        ("cluster_leverage", region, float(sum_), None, note) for region, sum_ in zip(regions[1], sums, strict=True)
    ]


def carriers(design: Design, focus: str) -> list[tuple]:
    """Each region's share of the focus with everything else taken out; effective regions."""
    others = design.matrix.drop(columns=focus).to_numpy(float)
    values = design.x[focus].to_numpy(float)
    rest = pd.Series(values - others @ np.linalg.lstsq(others, values, rcond=None)[0])
    by_region = rest.groupby(design.sample["region_code"].to_numpy())
    squares, sums = by_region.agg(lambda each: (each**2).sum()), by_region.sum() ** 2
    shares = squares / squares.sum()
    share_note = f"share of the variation that identifies {focus}: the region's partial leverage"
    rows = [("identifying_share", region, share, None, share_note) for region, share in shares.items()]
    note = "1 / sum of squared shares: the effective clusters of Carter, Schnepel and Steigerwald (2017)"
    rows.append(("effective_regions", focus, 1 / (shares**2).sum(), None, note))
    if sums.sum() > 1e-12 * squares.sum():  # region effects leave sums of zero
        moved = sums / sums.sum()
        note = "the same with errors of a region that move together"
        rows.append(("effective_regions_correlated", focus, 1 / (moved**2).sum(), None, note))
    return rows


def _diagonal(matrix: np.ndarray) -> np.ndarray:
    """Diagonal of the hat matrix."""
    u, s, _ = np.linalg.svd(matrix, full_matrices=False)
    return (u[:, s > 1e-10 * s.max(initial=0)] ** 2).sum(axis=1)
