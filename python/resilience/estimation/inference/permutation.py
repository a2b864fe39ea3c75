"""permutation(region): the focus variable's path is given to another region, whole (Fisher's randomisation).

All orders where there are at most 7 regions, else the study's number of draws with p of |b| (1 + exceedances) /
(B + 1); no standard error. Under the sharp null that the path has no effect on any region, regions are exchangeable.
"""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pandas as pd

from resilience.estimation.design import Design
from resilience.estimation.study import Study


def permutation_p(study: Study, design: Design, panel: pd.DataFrame) -> dict[str, float]:
    """p-values of the terms made of the focus variable, from permuting its region paths.

    Controls and fixed effects stay where they are; they are projected out once (Frisch, Waugh and Lovell), so that a
    draw costs one small solve.
    """
    focus = focus_column(study, design)
    moving = [term for term in design.x.columns if term == focus or _is_product_of(study, term, focus)]
    if focus is None or not moving:
        return {}
    sample = design.sample
    paths = panel.pivot(index="region_code", columns="year", values=focus)
    regions = np.array(sorted(sample["region_code"].unique()))
    rows, years = np.searchsorted(regions, sample["region_code"]), paths.columns.get_indexer(sample["year"])
    givers = paths.index.get_indexer(regions)
    fixed = np.column_stack([design.x.drop(columns=moving).to_numpy(), design.dummies.to_numpy()])
    q, _ = np.linalg.qr(fixed)
    y = design.y.to_numpy() - q @ (q.T @ design.y.to_numpy())
    factors = [_other_factor(study, term, focus, sample) for term in moving]
    values = paths.to_numpy()
    observed = np.abs(_slopes(sample[focus].to_numpy(float), factors, q, y))
    exceeding, orders = np.zeros(len(moving)), _orders(givers, study)
    for order in orders:
        drawn = values[order[rows], years]
        # A tie in floating point is a tie: the identity must count itself.
        exceeding += np.abs(_slopes(drawn, factors, q, y)) >= observed * (1 - 1e-9)
    own = 0 if enumerated(len(givers)) else 1  # all orders hold the data's own; drawn ones are counted beside it
    return dict(zip(moving, (own + exceeding) / (own + len(orders)), strict=True))


def enumerated(n_regions: int) -> bool:
    """Whether all orders are taken instead of draws: up to 7 regions, 5,040 orders."""
    return n_regions <= 7


def _orders(givers: np.ndarray, study: Study) -> np.ndarray:
    """Which region gives its path to which, one row per order."""
    if enumerated(len(givers)):
        return np.array(list(permutations(givers)))
    draw = np.random.default_rng(study.seed)
    return np.array([draw.permutation(givers) for _ in range(study.permutations)])


def _other_factor(study: Study, term: str, focus: str, sample: pd.DataFrame) -> tuple[np.ndarray | float, bool]:
    """What the focus is multiplied with in a term, already centred, and whether the focus is centred too."""
    if term == focus:
        return 1.0, False
    product = study.products[term]
    other = sample[next(name for name in product.of if name != focus)].to_numpy(float)
    return (other - other.mean() if product.centred else other), product.centred


def _slopes(focus: np.ndarray, factors: list[tuple], q: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Slopes of the terms made of the focus, everything else projected out."""
    centred = focus - focus.mean()
    x = np.column_stack([(centred if is_centred else focus) * other for other, is_centred in factors])
    x = x - q @ (q.T @ x)
    return np.linalg.lstsq(x, y, rcond=None)[0]


def focus_column(study: Study, design: Design) -> str | None:
    """The study's focus or the lag of it that this design has."""
    return focus_among(study, list(design.x.columns))


def focus_among(study: Study, names: list[str]) -> str | None:
    """The study's focus or the first lag of it among some names."""
    return next((name for name in names if name == study.focus or name.startswith(f"{study.focus}_lag")), None)


def _is_product_of(study: Study, term: str, focus: str | None) -> bool:
    return term in study.products and focus in study.products[term].of
