"""permutation(region): residual paths are dealt to other regions, whole, and t is computed again (Freedman and Lane).

The regression without the tested term gives residuals; each region's path of them goes to another region, the full
regression is fitted to what results, and |t| with CRV1(region) errors is held against the data's own (Freedman and
Lane 1983, J. Business & Economic Statistics 1, 292-298; studentised: DiCiccio and Romano 2017, JASA 112, 1211-1220).
Exchanging the regressor's own paths instead is no 5 % test once it is correlated with controls. Without controls and
gaps the test is exact where regions are exchangeable; `results.test_size` has its measured size for every column.

All orders where there are at most 7 regions, else the study's number of draws with p = (1 + exceedances) / (B + 1); no
standard error. A year that the giving region lacks takes its residual of the nearest year that it has.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations

import numpy as np
import pandas as pd

from resilience.estimation.design import Design
from resilience.estimation.study import Study
from resilience.estimation.terms import group_slope

CELLS_AT_ONCE = 2**19  # residuals in memory together: 4 MB stay in the cache


@dataclass(frozen=True)
class Permuted:
    """Terms made of the focus: |t| as observed and under every order of the regions' residual paths.

    Attributes:
        observed: |t|, shape (terms,).
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


def permuted(study: Study, design: Design) -> list[Permuted]:
    """The tests of a column: of the terms made of the focus, all regions exchanged, or of each group's slope.

    A group's slope is tested by exchanging paths within the group only: the errors of other groups may differ.
    """
    if (focus := focus_column(study, design)) is not None:
        moving = [term for term in design.x.columns if term == focus or _is_product_of(study, term, focus)]
        return [_exchanged(study, design, moving)]
    slopes = [term for term in design.x.columns if group_slope(study, term) == study.focus]
    return [_exchanged(study, design, [term]) for term in slopes]


def permutation_p(study: Study, design: Design) -> dict[str, float]:
    """p-values of the terms made of the focus variable, from exchanging residual paths between regions."""
    return {term: p for test in permuted(study, design) for term, p in zip(test.terms, test.p_values, strict=True)}


def enumerated(n_regions: int) -> bool:
    """Whether all orders are taken instead of draws: up to 7 regions, 5,040 orders."""
    return n_regions <= 7


def focus_column(study: Study, design: Design) -> str | None:
    """The study's focus or the lag of it that this design has."""
    return focus_among(study, list(design.x.columns))


def focus_among(study: Study, names: list[str]) -> str | None:
    """The study's focus or the first lag of it among some names."""
    return next((name for name in names if name == study.focus or name.startswith(f"{study.focus}_lag")), None)


class Exchange:
    """One term of a design, its residual paths on a grid of regions and years, and |t| under orders of the regions.

    With x~ the term without the other columns and q an orthonormal basis of those, residuals e* that an order gives
    have slope x~'e* / x~'x~, and the refit's scores by region are x~'(e* - q q'e* - x~ slope): sums, and no new fit.
    """

    def __init__(self, design: Design, term: str, exchanged: list[str] | None = None):
        regions = pd.factorize(design.sample["region_code"], sort=True)
        years = pd.factorize(design.sample["year"], sort=True)
        self.regions = list(regions[1])
        self._rows, shape = (regions[0], years[0]), (len(regions[1]), len(years[1]))
        others = design.matrix.drop(columns=term).to_numpy(float)
        u, s, _ = np.linalg.svd(others, full_matrices=False)
        self._q = u[:, s > 1e-10 * s.max()]
        x = self._without_others(design.x[term].to_numpy(float))
        self._x = self._on_grid(x, np.zeros(shape))
        self._q_grid = np.zeros((*shape, self._q.shape[1]))
        self._q_grid[self._rows] = self._q
        self._squares = (self._x**2).sum(axis=1)
        self._cross = np.einsum("gt,gtp->gp", self._x, self._q_grid)
        self._nearest = _nearest(self._on_grid(np.ones(len(x)), np.zeros(shape)) > 0, years[1].to_numpy(float))
        self._among = regions[1].get_indexer(exchanged if exchanged is not None else regions[1])

    def under_signs(self, y: np.ndarray, patterns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The same with each region's own residual path times a weight: the wild cluster bootstrap of t.

        Args:
            patterns: weights, shape (patterns, regions).
        """
        return self._in_parts(y, len(patterns), lambda paths: paths[:, None] * patterns[None, :, :, None])

    def statistics(self, y: np.ndarray, orders: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """|t| of outcomes as they stand, shape (D,), and under each order, shape (orders, D).

        Args:
            y: outcomes in the rows of the sample, shape (D, n).
            orders: which of the exchanged regions gives its path to which, shape (orders, regions exchanged).
        """
        givers = np.tile(np.arange(len(self.regions)), (len(orders), 1))
        givers[:, self._among] = self._among[orders]
        return self._in_parts(y, len(orders), lambda paths: paths[:, givers])

    def _in_parts(self, y: np.ndarray, n_dealt: int, deal: Callable[[np.ndarray], np.ndarray]) -> tuple:
        at_once, found = max(1, CELLS_AT_ONCE // (n_dealt * self._x.size)), []
        for start in range(0, len(y), at_once):
            left = self._without_others(y[start : start + at_once])
            paths = self._on_grid(left, np.zeros((len(left), *self._x.shape)))
            paths = np.take_along_axis(paths, self._nearest[None], axis=2)
            found.append((self._t(paths), self._t(deal(paths)).T))
        return np.concatenate([own for own, _ in found]), np.concatenate([dealt for _, dealt in found], axis=1)

    def _t(self, paths: np.ndarray) -> np.ndarray:
        """|t| of paths, shape (..., regions, years): CRV1 without its factor, which is the same under every order."""
        direct = np.einsum("...gt,gt->...g", paths, self._x)
        fitted = paths.reshape(*paths.shape[:-2], -1) @ self._q_grid.reshape(-1, self._q_grid.shape[-1])
        slope = direct.sum(axis=-1) / self._squares.sum()
        scores = direct - fitted @ self._cross.T - slope[..., None] * self._squares
        spread = np.sqrt((scores**2).sum(axis=-1)) / self._squares.sum()
        return np.abs(slope) / np.where(spread > 0, spread, np.inf)

    def _without_others(self, values: np.ndarray) -> np.ndarray:
        for _ in range(2):  # twice, so that rounding in the first pass cannot pass for variation
            values = values - (values @ self._q) @ self._q.T
        return values

    def _on_grid(self, values: np.ndarray, grid: np.ndarray) -> np.ndarray:
        grid[(..., *self._rows)] = values
        return grid


@lru_cache(maxsize=8)
def orders_of(n_regions: int, draws: int, seed: int) -> np.ndarray:
    """Which region gives its path to which, one row per order; the same for every test of as many regions."""
    if enumerated(n_regions):
        return np.array(list(permutations(range(n_regions))))
    draw = np.random.default_rng(seed)
    return np.array([draw.permutation(n_regions) for _ in range(draws)])


def _exchanged(study: Study, design: Design, moving: list[str]) -> Permuted:
    """|t| of the moving terms under every order of the residual paths; other regions keep their own."""
    regions = group_regions(study, design, moving[0])
    orders = orders_of(len(regions), study.permutations, study.seed)
    y = design.y.to_numpy(float)[None, :]
    found = [Exchange(design, term, regions).statistics(y, orders) for term in moving]
    observed = np.array([own[0] for own, _ in found])
    return Permuted(moving, observed, np.column_stack([drawn[:, 0] for _, drawn in found]), tuple(regions), study.seed)


def group_regions(study: Study, design: Design, term: str) -> list[str]:
    """The regions among which paths are exchanged: those whose rows a group's slope reads, else all."""
    if group_slope(study, term) is None:
        return sorted(design.sample["region_code"].unique())
    indicator = next(name for name in study.products[term].of if name != study.focus)
    return sorted(design.sample.loc[design.sample[indicator] != 0, "region_code"].unique())


def _nearest(present: np.ndarray, years: np.ndarray) -> np.ndarray:
    """For every region and year the position of the nearest year that the region has, the earlier of two."""
    gap = np.abs(years[:, None] - years[None, :])
    return np.where(present[:, None, :], gap[None], np.inf).argmin(axis=2)


def _is_product_of(study: Study, term: str, focus: str | None) -> bool:
    return term in study.products and focus in study.products[term].of
