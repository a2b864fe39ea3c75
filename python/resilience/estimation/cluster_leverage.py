"""Who carries a column: leverage and partial leverage of each region, and how many regions that amounts to.

MacKinnon, Nielsen and Webb (2023, J. Applied Econometrics 38, 671-694); effective clusters of Carter, Schnepel and
Steigerwald (2017, Review of Economics and Statistics 99, 698-709).
"""

from __future__ import annotations

import numpy as np

from linear import basis
from resilience.estimation.design import Design
from resilience.estimation.diagnostic_row import Row
from resilience.estimation.inference import focus_among
from resilience.estimation.specification import Study


def of_design(study: Study, design: Design) -> list[Row]:
    """Leverage of each region in the whole fit; its share of what identifies the focus, and the effective number."""
    focus = focus_among(study, list(design.x.columns))
    return leverage(design) + (carriers(design, focus) if focus is not None else [])


def leverage(design: Design) -> list[Row]:
    """Trace of each region's block of the hat matrix, effects of the regions themselves taken out first."""
    regions = design.rows.region
    within, n_nested = design.within_clusters(regions)
    own = basis.leverage(design.values)
    if n_nested:
        own = own - basis.leverage(design.matrix[within[: n_nested + 1]].to_numpy(float))
    traces = np.bincount(regions, own)
    note = f"trace of the region's block of the hat matrix; mean is {traces.mean():.4g}"
    named = zip(_names(design), traces, strict=True)
    return [("cluster_leverage", region, float(trace), None, note) for region, trace in named]


def carriers(design: Design, focus: str) -> list[Row]:
    """Each region's share of the focus with everything else taken out; effective regions."""
    position, regions = list(design.x.columns).index(focus), design.rows.region
    rest = basis.residuals(np.delete(design.values, position, axis=1), design.values[:, position])
    squares, sums = np.bincount(regions, rest**2), np.bincount(regions, rest) ** 2
    shares = squares / squares.sum()
    share_note = f"share of the variation that identifies {focus}: the region's partial leverage"
    named = zip(_names(design), shares, strict=True)
    rows: list[Row] = [("identifying_share", region, share, None, share_note) for region, share in named]
    note = "1 / sum of squared shares: the effective clusters of Carter, Schnepel and Steigerwald (2017)"
    rows.append(("effective_regions", focus, 1 / (shares**2).sum(), None, note))
    if sums.sum() > 1e-12 * squares.sum():  # region effects leave sums of zero
        moved = sums / sums.sum()
        note = "the same with errors of a region that move together"
        rows.append(("effective_regions_correlated", focus, 1 / (moved**2).sum(), None, note))
    return rows


def _names(design: Design) -> list[str]:
    return sorted(design.sample["region_code"].unique())
