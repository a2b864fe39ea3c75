"""Residual paths dealt to other units, whole, and t computed again (Freedman and Lane).

The regression without the tested term gives residuals; each unit's path of them goes to another unit, the full
regression is fitted to what results, and |t| with CRV1 errors by unit is held against the data's own (Freedman and Lane
1983, J. Business & Economic Statistics 1, 292-298; studentised: DiCiccio and Romano 2017, JASA 112, 1211-1220).
Exchanging the regressor's own paths instead is no 5 % test once it is correlated with controls. Without controls and
gaps the test is exact where units are exchangeable.

All orders where there are at most 7 units, else drawn ones with p = (1 + exceedances) / (B + 1). A year that the giving
unit lacks takes its residual of the nearest year that it has.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from linear.basis import beside, orthonormal
from linear.groups import Codes, Panel, coded, sums

Floats = NDArray[np.float64]
CELLS_AT_ONCE = 2**19


def enumerated(n_units: int) -> bool:
    """Whether all orders are taken instead of draws: up to 7 units, 5,040 orders."""
    return n_units <= 7


@lru_cache(maxsize=8)
def orders_of(n_units: int, draws: int, seed: int) -> Codes:
    """Which unit gives its path to which, shape (orders, units); the same for every test of as many units."""
    if enumerated(n_units):
        return np.array(list(permutations(range(n_units))))
    draw = np.random.default_rng(seed)
    return np.array([draw.permutation(n_units) for _ in range(draws)])


class Exchange:
    """One term of a design, its residual paths on a grid of units and years, and |t| under orders of the units.

    With x~ the term without the other columns and q an orthonormal basis of those, residuals e* that an order gives
    have slope x~'e* / x~'x~, and the refit's scores by unit are x~'(e* - q q'e* - x~ slope): sums, and no new fit.

    Parameters
    ----------
    matrix : array, shape (n, p)
    position : int
        The tested column.
    panel : Panel
    exchanged : sequence of int, optional
        The units whose paths are exchanged; all of them as a rule.
    """

    def __init__(self, matrix: Floats, position: int, panel: Panel, exchanged: Sequence[int] | None = None) -> None:
        years, n_units = coded(panel.year), panel.shape[0]
        self._rows, self._shape = (panel.region, years), (n_units, int(years.max()) + 1)
        self._q = orthonormal(np.delete(matrix, position, axis=1))
        x = beside(self._q, matrix[:, position])
        self._squares = sums(x**2, panel.region, n_units)
        # What a residual adds to the score of each unit, and last to x~'e*.
        weights = np.column_stack([-self._q @ sums(x * self._q.T, panel.region, n_units), x])
        weights[np.arange(len(x)), panel.region] += x
        self._weights = self._on_grid(weights.T).reshape(n_units + 1, -1).T
        self._nearest = _nearest(self._on_grid(np.ones(len(x))) > 0, np.unique(panel.year))
        self._among = np.arange(n_units) if exchanged is None else np.asarray(exchanged)

    def statistics(self, y: Floats, orders: Codes) -> tuple[Floats, Floats]:
        """|t| of outcomes as they stand and under each order; CRV1 without its factor, which every order has.

        Parameters
        ----------
        y : array, shape (d, n)
        orders : array of int, shape (orders, units exchanged)
            Which of the exchanged units gives its path to which.

        Returns
        -------
        array, shape (d,)
        array, shape (orders, d)
        """
        givers = np.tile(np.arange(self._shape[0]), (len(orders), 1))
        givers[:, self._among] = self._among[orders]
        at_once, found = max(1, CELLS_AT_ONCE // (len(orders) * math.prod(self._shape))), []
        for start in range(0, len(y), at_once):
            left = beside(self._q, y[start : start + at_once].T).T
            paths = np.take_along_axis(self._on_grid(left), self._nearest[None], axis=2)
            found.append((self._t(paths), self._t(paths[:, givers]).T))
        return np.concatenate([own for own, _ in found]), np.concatenate([dealt for _, dealt in found], axis=1)

    def _t(self, paths: Floats) -> Floats:
        """|t| of paths, shape (..., units, years)."""
        found = paths.reshape(*paths.shape[:-2], -1) @ self._weights
        slope = found[..., -1:] / self._squares.sum()
        scores = found[..., :-1] - slope * self._squares
        spread = np.sqrt(np.vecdot(scores, scores)) / self._squares.sum()
        return np.asarray(np.abs(slope[..., 0]) / np.where(spread > 0, spread, np.inf))

    def _on_grid(self, values: Floats) -> Floats:
        """Values of rows, shape (..., n), by unit and year, 0 where there is no row."""
        grid = np.zeros((*values.shape[:-1], *self._shape))
        grid[(..., *self._rows)] = values
        return grid


def balanced(y: Floats, x: Floats, controls: Floats, orders: Codes) -> tuple[Floats, Floats]:
    """Slopes and t under orders of the units, of every outcome on every regressor of a balanced panel.

    Taking out unit and year means commutes with the exchange there, and all that an order needs are sums over years for
    each pair (unit of the regressor, unit whose residuals it gets), which are computed once.

    Parameters
    ----------
    y : array, shape (units, years, outcomes)
    x : array, shape (units, years, regressors)
    controls : array, shape (units * years, m)
        An orthonormal basis; all without the means of the effects.
    orders : array of int, shape (orders, units)

    Returns
    -------
    slopes, t : arrays, shape (regressors, outcomes, orders)
        t without the factor of CRV1.
    """
    n_units, n_years, n_outcomes = y.shape
    y, x = (beside(controls, each.reshape(n_units * n_years, -1)).reshape(each.shape) for each in (y, x))
    c = controls.reshape(n_units, n_years, controls.shape[1])
    pairs = (np.arange(n_units) * n_units + orders).T
    products = np.einsum("rtj,sto->ojrs", c, y, optimize=True).reshape(n_outcomes, controls.shape[1], n_units**2)
    of_pairs = np.einsum("rtk,sto->kors", x, y, optimize=True).reshape(-1, n_outcomes, n_units**2)
    squares = (x**2).sum(axis=1).T[:, None]
    # The refit's scores are those of the slope less combinations of `parts`; their squares need no array of them.
    parts = np.concatenate([np.einsum("rtk,rtj->kjr", x, c), squares], axis=1)
    gram, summed = parts @ np.swapaxes(parts, -1, -2), np.concatenate([parts, np.ones_like(squares)], axis=1)
    combined = np.empty((n_outcomes, parts.shape[1], len(orders)))
    combined[:, :-1] = products.take(pairs, axis=-1).sum(axis=2)
    slopes = np.empty((len(parts), n_outcomes, len(orders)))
    t, scores = np.empty_like(slopes), np.empty((n_outcomes, *pairs.shape))
    for place, each in enumerate(of_pairs):
        each.take(pairs, axis=-1, out=scores, mode="clip")  # else numpy copies twice
        added = summed[place] @ scores
        slopes[place] = combined[:, -1] = added[:, -1] / squares[place].sum()
        left = np.einsum("orb,orb->ob", scores, scores)
        left += np.einsum("ojb,ojb->ob", gram[place] @ combined - 2 * added[:, :-1], combined)
        t[place] = added[:, -1] / np.sqrt(np.maximum(left, 0))
    return slopes, t


def _nearest(present: NDArray[np.bool_], years: NDArray[np.generic]) -> Codes:
    """For every unit and year the position of the nearest year that the unit has, the earlier of two."""
    gap = np.abs(years[:, None].astype(float) - years[None, :].astype(float))
    return np.asarray(np.where(present[:, None, :], gap[None], np.inf).argmin(axis=2))
