"""permutation(region): the focus variable's path is given to another region, whole (Fisher's randomisation).

All orders where there are at most 7 regions, else the study's number of draws with p of |b| (1 + exceedances) /
(B + 1); no standard error. Under the sharp null that the path has no effect on any region, regions are exchangeable.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations

import numpy as np
import pandas as pd

from resilience.estimation.design import Design
from resilience.estimation.study import Study
from resilience.estimation.terms import group_slope

AT_ONCE = 200  # draws in memory together


@dataclass(frozen=True)
class Permuted:
    """Terms made of the focus, as observed and with its paths exchanged between regions.

    Attributes:
        observed: |coefficient|, shape (terms,).
        drawn: the same for every order, shape (orders, terms); all orders hold the data's own, drawn ones do not.
        regions: whose paths were exchanged; tests of the same regions and seed share their orders.
    """

    terms: list[str]
    observed: np.ndarray
    drawn: np.ndarray
    regions: tuple[str, ...]
    seed: int

    @property
    def with_own(self) -> np.ndarray:
        """Every order that counts, the data's own among them, shape (orders, terms)."""
        return self.drawn if enumerated(len(self.regions)) else np.vstack([self.observed, self.drawn])

    @property
    def p_values(self) -> np.ndarray:
        # A tie in floating point is a tie: the identity must count itself.
        return (self.with_own >= self.observed * (1 - 1e-9)).mean(axis=0)

    @property
    def detail(self) -> str:
        return (
            f"all orders of {len(self.regions)} regions"
            if enumerated(len(self.regions))
            else f"{len(self.drawn):,} draws, seed {self.seed}"
        )


def permuted(study: Study, design: Design, panel: pd.DataFrame) -> list[Permuted]:
    """The tests of a column: of the terms made of the focus together, or of each group's slope by itself.

    Controls and fixed effects stay where they are; they are projected out once (Frisch, Waugh and Lovell), so that a
    draw costs one small solve. A group's slope is tested by exchanging paths within the group only: elsewhere the
    focus may have an effect.
    """
    focus = focus_column(study, design)
    if focus is not None:
        moving = [term for term in design.x.columns if term == focus or _is_product_of(study, term, focus)]
        return [_exchanged(study, design, panel, focus, moving, sorted(design.sample["region_code"].unique()))]
    slopes = [term for term in design.x.columns if group_slope(study, term) == study.focus]
    return [_exchanged(study, design, panel, study.focus, [term], _members(study, design, term)) for term in slopes]


def permutation_p(study: Study, design: Design, panel: pd.DataFrame) -> dict[str, float]:
    """p-values of the terms made of the focus variable, from permuting its region paths."""
    return {
        term: p for test in permuted(study, design, panel) for term, p in zip(test.terms, test.p_values, strict=True)
    }


def enumerated(n_regions: int) -> bool:
    """Whether all orders are taken instead of draws: up to 7 regions, 5,040 orders."""
    return n_regions <= 7


def focus_column(study: Study, design: Design) -> str | None:
    """The study's focus or the lag of it that this design has."""
    return focus_among(study, list(design.x.columns))


def focus_among(study: Study, names: list[str]) -> str | None:
    """The study's focus or the first lag of it among some names."""
    return next((name for name in names if name == study.focus or name.startswith(f"{study.focus}_lag")), None)


def _exchanged(
    study: Study, design: Design, panel: pd.DataFrame, focus: str, moving: list[str], regions: list[str]
) -> Permuted:
    """|coefficients| of the moving terms under every order of the regions' paths; other regions keep their own."""
    sample = design.sample
    paths = panel.pivot(index="region_code", columns="year", values=focus)
    values, years = paths.to_numpy(float), paths.columns.get_indexer(sample["year"])
    own = paths.index.get_indexer(sample["region_code"])
    among = pd.Index(regions).get_indexer(sample["region_code"])
    fixed = np.column_stack([design.x.drop(columns=moving).to_numpy(), design.dummies.to_numpy()])
    q, _ = np.linalg.qr(fixed)
    y = design.y.to_numpy() - q @ (q.T @ design.y.to_numpy())
    factors = [_other_factor(study, term, focus, sample) for term in moving]

    def slopes(drawn: np.ndarray) -> np.ndarray:
        return np.abs(_slopes(drawn, factors, q, y))

    orders, drawn = _orders(len(regions), study.permutations, study.seed), []
    for start in range(0, len(orders), AT_ONCE):
        some = paths.index.get_indexer(regions)[orders[start : start + AT_ONCE]]
        givers = np.where(among >= 0, some[:, np.maximum(among, 0)], own)
        drawn.append(slopes(values[givers, years]))
    observed = slopes(sample[focus].to_numpy(float)[None, :])[0]
    return Permuted(moving, observed, np.concatenate(drawn), tuple(regions), study.seed)


def _members(study: Study, design: Design, term: str) -> list[str]:
    """The regions whose rows a group's slope reads."""
    indicator = next(name for name in study.products[term].of if name != study.focus)
    return sorted(design.sample.loc[design.sample[indicator] != 0, "region_code"].unique())


@lru_cache(maxsize=8)
def _orders(n_regions: int, draws: int, seed: int) -> np.ndarray:
    """Which region gives its path to which, one row per order; the same for every test of as many regions."""
    if enumerated(n_regions):
        return np.array(list(permutations(range(n_regions))))
    draw = np.random.default_rng(seed)
    return np.array([draw.permutation(n_regions) for _ in range(draws)])


def _other_factor(study: Study, term: str, focus: str, sample: pd.DataFrame) -> tuple[np.ndarray | float, bool]:
    """What the focus is multiplied with in a term, already centred, and whether the focus is centred too."""
    if term == focus:
        return 1.0, False
    product = study.products[term]
    other = sample[next(name for name in product.of if name != focus)].to_numpy(float)
    return (other - other.mean() if product.centred else other), product.centred


def _slopes(focus: np.ndarray, factors: list[tuple], q: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Slopes of the terms made of the focus, shape (draws, terms), everything else projected out.

    Args:
        focus: its values in the rows of the sample, shape (draws, n).
    """
    centred = focus - focus.mean(axis=1, keepdims=True)
    x = np.stack([(centred if is_centred else focus) * other for other, is_centred in factors], axis=-1)
    x = x - np.einsum("nk,bkm->bnm", q, np.einsum("nk,bnm->bkm", q, x, optimize=True), optimize=True)
    scale = np.sqrt((x**2).sum(axis=1))
    x = x / scale[:, None, :]
    gram, moments = np.einsum("bnm,bnl->bml", x, x), np.einsum("bnm,n->bm", x, y)
    return np.einsum("bml,bl->bm", np.linalg.pinv(gram, hermitian=True), moments) / scale


def _is_product_of(study: Study, term: str, focus: str | None) -> bool:
    return term in study.products and focus in study.products[term].of
