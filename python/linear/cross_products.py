"""Least squares from sums of products alone, as a database gives them: slopes, covariances, and spanned columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from linear import small_sample
from linear.least_squares import Covariance, clustered

Floats = NDArray[np.float64]
COLLINEAR = 1e-12  # share of a column's squares left by those before it below which it is called collinear
CLOSE = 1e-4  # reciprocal condition below which columns are turned to be orthogonal


@dataclass(frozen=True)
class CrossProducts:
    """Sums of products of k regressors and an outcome.

    Attributes
    ----------
    inner : array, shape (k, k)
    cross : array, shape (k,)
    squares : float
    """

    inner: Floats
    cross: Floats
    squares: float

    @cached_property
    def slopes(self) -> Floats:
        """Shape (k,)."""
        return np.asarray(np.linalg.solve(self.inner, self.cross), float)

    @property
    def left(self) -> float:
        """Sum of squared residuals."""
        return float(self.squares - self.cross @ self.slopes)

    @property
    def is_precise(self) -> bool:
        """Whether neither the slopes nor the residuals lose digits that another pass over the rows would give."""
        return bool(np.linalg.cond(self.inner) <= 1 / CLOSE and self.left >= 1e-6 * self.squares)

    @property
    def root(self) -> Floats:
        """Upper triangle whose inverse makes the regressors orthonormal, shape (k, k)."""
        return np.asarray(np.linalg.cholesky(self.inner).T, float)

    def covariance(
        self, n: int, n_columns: int, meats: Sequence[Floats] = (), counts: Sequence[int] = ()
    ) -> Covariance:
        """The covariance of the slopes: classical, HC1 or CRV1.

        Parameters
        ----------
        n : int
            Rows.
        n_columns : int
            All columns of the regression; for CRV1 without effects nested in a group.
        meats : sequence of arrays, shape (k, k)
            Sums of products of scores, for HC1 of each row, for CRV1 of each way of grouping and, of two, their
            intersection; none for classical errors.
        counts : sequence of int
            Groups of each way; none for classical errors and HC1.
        """
        bread = np.asarray(np.linalg.inv(self.inner), float)
        if counts:
            return clustered(bread, meats, n, n_columns, counts)
        df = n - n_columns
        middle = small_sample.robust(n, n_columns) * meats[0] if meats else self.inner * (self.left / df)
        return Covariance(bread @ middle @ bread, df)


def independent(inner: Floats, order: Sequence[int]) -> tuple[list[int], Floats]:
    """Which columns those before them do not span, and how these are scaled, or turned where they are nearly collinear.

    Parameters
    ----------
    inner : array, shape (p, p)
        Their cross-products.
    order : sequence of int
        The columns that may stay, in the order in which they are looked at.

    Returns
    -------
    list of int
        k columns, sorted.
    array, shape (k, k)
        Their multiples whose cross-products are well conditioned.
    """
    scale = np.sqrt(np.maximum(np.diag(inner), np.finfo(float).tiny))
    unit, kept = inner / np.outer(scale, scale), list[int]()
    for i in order:
        explained = unit[i, kept] @ np.linalg.solve(unit[np.ix_(kept, kept)], unit[kept, i]) if kept else 0.0
        if 1 - explained > COLLINEAR:
            kept.append(i)
    kept.sort()
    chosen, turn = unit[np.ix_(kept, kept)], np.diag(1 / scale[kept])
    if kept and np.linalg.cond(chosen) > 1 / CLOSE:
        turn = turn @ np.linalg.inv(np.linalg.cholesky(chosen).T)
    return kept, turn


def least_solution(matrix: Floats, right: Floats) -> tuple[Floats, int]:
    """The least solution of symmetric equations that may be of less than full rank, and their rank.

    Parameters
    ----------
    matrix : array, shape (p, p)
        Positive semi-definite.
    right : array, shape (p, d)
    """
    values, vectors = np.linalg.eigh(matrix)
    keep = values > 1e-10 * values.max()
    return vectors[:, keep] @ ((vectors[:, keep].T @ right) / values[keep, None]), int(keep.sum())
