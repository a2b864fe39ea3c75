"""Slopes on one regressor at a time, all that a fit has besides taken out of both sides first (Frisch, Waugh, Lovell).

Many regressors and outcomes share what is taken out: a specification then costs a dot product, CRV1 a sum by group, and
CRV3 takes each group's part out of the cross-products at the cost of no new fit (MacKinnon, Nielsen and Webb 2023).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from linear import small_sample
from linear.basis import SPANNED
from linear.groups import Codes, sums

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class OneRegressor:
    """Regressors and outcomes of one sample.

    Attributes
    ----------
    x : array, shape (n, s)
    y : array, shape (n, o)
    others : array, shape (n, m)
        An orthonormal basis of all other regressors, which both sides are free of (`basis.beside`).
    codes : array of int, shape (n,)
        Groups, coded from 0.
    """

    x: Floats
    y: Floats
    others: Floats
    codes: Codes

    @cached_property
    def squares(self) -> Floats:
        """Sums of squares of the regressors, shape (s,)."""
        return np.asarray((self.x**2).sum(axis=0))

    @cached_property
    def slopes(self) -> Floats:
        """Shape (s, o)."""
        return self.x.T @ self.y / self.squares[:, None]

    @property
    def n_groups(self) -> int:
        return int(self.codes.max()) + 1

    def crv1(self, n_nested: int) -> Floats:
        """Standard errors under CRV1.

        Parameters
        ----------
        n_nested : int
            Columns of the other regressors that are effects nested in a group; they do not count.

        Returns
        -------
        array, shape (s, o)
        """
        n, k = len(self.x), self.others.shape[1] + 1 - n_nested
        factor = small_sample.clustered(n, k, self.n_groups)
        found = np.empty_like(self.slopes)
        for position, y in enumerate(self.y.T):
            scores = sums((self.x * (y[:, None] - self.x * self.slopes[:, position])).T, self.codes, self.n_groups)
            found[:, position] = np.sqrt(factor * (scores**2).sum(axis=1)) / self.squares
        return found

    def crv3(self) -> Floats:
        """Standard errors under CRV3, shape (s, o); null where a group alone carries a regressor.

        Without a group the sums of squares and products lose its part, and what the others then explain of the rest:
        with h = q_g'x_g, that is h'(I - q_g'q_g)^-1 h.
        """
        members = [np.flatnonzero(self.codes == group) for group in range(self.n_groups)]
        eye = np.eye(self.others.shape[1])
        rests = np.stack([eye - self.others[rows].T @ self.others[rows] for rows in members])
        spread = np.zeros_like(self.slopes)
        for rows, rest in zip(members, np.linalg.pinv(rests, rcond=1e-10, hermitian=True), strict=True):
            x, y, q = self.x[rows], self.y[rows], self.others[rows]
            h = q.T @ x
            left = (self.squares - (x**2).sum(axis=0) - (h * (rest @ h)).sum(axis=0))[:, None]
            moved = self.slopes * self.squares[:, None] - x.T @ y - h.T @ (rest @ (q.T @ y))
            with np.errstate(divide="ignore", invalid="ignore"):
                spread += np.where(left > SPANNED * self.squares[:, None], moved / left - self.slopes, np.nan) ** 2
        return np.asarray(np.sqrt(small_sample.jackknife(self.n_groups) * spread))
