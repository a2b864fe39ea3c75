"""Least squares of one outcome or many on a design, with covariances by the name of a convention.

With scores, each row's regressors times its residual, a covariance is (X'X)^-1 M (X'X)^-1: every convention below says
which products of scores M adds up, and `small_sample` by what it is raised; classical errors are s² (X'X)^-1.

    classical        s² = RSS/(N-K)
    HC1, HC3         each row with itself (White 1980); HC3 with residuals over 1 - leverage (MacKinnon and White 1985
                     as Davidson and MacKinnon give it)
    CRV1(a), (a,b)   all rows of a group (Liang and Zeger 1986); two ways A + B - A∩B (Cameron, Gelbach, Miller 2011)
    CRV3(a)          the leave-one-group-out jackknife (MacKinnon, Nielsen and Webb 2023)
    DK(l)            Newey and West over the yearly sums of scores (Driscoll and Kraay 1998); DK(0) is CRV1(year)
    NW(l)            Newey and West within each unit; NW(0) is HC1
    Conley(km,…[,l]) units of one year by a weight of their distance, isotropic where Conley (1999) takes a product of
                     two Bartlett weights; own years by the Bartlett weight of their lag (Hsiang 2010)

Lags are differences of calendar years, never of rows: a year that is missing adds nothing and its neighbours do not
move together (the amplitude-modulated estimator of Datta and Du 2012). Most tools count rows or periods instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from linear import small_sample
from linear.basis import SPANNED
from linear.conventions import Convention
from linear.distributions import f_p
from linear.errors import LinearError
from linear.groups import Codes, Panel, bartlett, blocks, crossed, distance_weights, is_nested, sums

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Covariance:
    """Covariances of the reported coefficients under one convention.

    Attributes
    ----------
    values : array, shape (..., k, k)
    df : float
        Degrees of freedom of t.
    n_groups : int or None
        The smallest number of groups; None where errors are not grouped.
    fewer : tuple of arrays, shape (..., k, k)
        Under fewer dependences, for variances that `repair.positive` has to replace.
    """

    values: Floats
    df: float
    n_groups: int | None = None
    fewer: tuple[Floats, ...] = ()

    @property
    def variances(self) -> Floats:
        """Diagonals, shape (..., k)."""
        return np.diagonal(self.values, axis1=-2, axis2=-1)


@dataclass(frozen=True)
class LeastSquares:
    """A design with the residuals of one outcome or many.

    Attributes
    ----------
    matrix : array, shape (n, p)
        Regressors, the `k` reported ones first; with instruments the projected ones.
    bread : array, shape (p, p)
        `bread_of` the matrix.
    residuals : array, shape (..., n)
    k : int
    panel : Panel
    effects : sequence of (array of int of shape (n,), int)
        The levels of each fixed effect in `matrix` and the number of its columns.
    """

    matrix: Floats
    bread: Floats
    residuals: Floats
    k: int
    panel: Panel
    effects: Sequence[tuple[Codes, int]] = ()

    @classmethod
    def fit(
        cls, matrix: Floats, outcomes: Floats, k: int, panel: Panel, effects: Sequence[tuple[Codes, int]] = ()
    ) -> tuple[LeastSquares, Floats]:
        """Fits outcomes to a design.

        Parameters
        ----------
        matrix : array, shape (n, p)
        outcomes : array, shape (..., n)
        k, panel, effects
            As the attributes.

        Returns
        -------
        LeastSquares
        array, shape (..., k)
            The reported coefficients.
        """
        bread = bread_of(matrix)
        coefficients = outcomes @ (matrix @ bread)
        residuals = outcomes - coefficients @ matrix.T
        return cls(matrix, bread, residuals, k, panel, effects), coefficients[..., :k]

    @cached_property
    def scores(self) -> Floats:
        """Regressors times residuals, shape (..., p, n)."""
        return self.matrix.T * self.residuals[..., None, :]

    @property
    def n(self) -> int:
        return int(self.matrix.shape[0])

    @property
    def n_columns(self) -> int:
        return int(self.matrix.shape[1])

    def covariance(self, convention: Convention) -> Covariance:
        """The covariance under a convention of this module's docstring; CRV3 is `jackknife`, for it needs outcomes.

        Parameters
        ----------
        convention : Convention

        Returns
        -------
        Covariance

        Raises
        ------
        LinearError
            One group alone, a lag as long as the sample, no distances, or a convention without a standard error.
        """
        kind, n, k = convention.kind, self.n, self.n_columns
        if kind == "classical":
            s2 = np.vecdot(self.residuals, self.residuals) / (n - k)
            return Covariance(self._sandwich(self.matrix.T @ self.matrix * s2[..., None, None]), n - k)
        if kind == "HC1":
            return Covariance(small_sample.robust(n, k) * self._sandwich(_products(self.scores, self.scores)), n - k)
        if kind == "HC3":
            leverage = np.vecdot(self.matrix, self.matrix @ self.bread)
            # A leverage of one is an observation with a parameter of its own: its residual is zero and adds nothing.
            shrunk = self.scores / np.where(leverage > 1 - 1e-10, np.inf, 1 - leverage)
            return Covariance(self._sandwich(_products(shrunk, shrunk)), n - k)
        if kind == "CRV1":
            return self._clustered(convention)
        if kind in ("DK", "NW", "Conley"):
            return self._serial(convention)
        raise LinearError(f"{convention} is a test and has no standard error; use CRV3(region) where one is needed.")

    def _sandwich(self, meat: Floats) -> Floats:
        """The covariance of the reported coefficients that a sum of products of scores gives, shape (..., k, k)."""
        return sandwich(self.bread[: self.k], meat)

    def _clustered(self, convention: Convention) -> Covariance:
        groupings = [self.panel.codes(name) for name in convention.clusters]
        counts = [int(codes.max()) + 1 for codes in groupings]
        for count, name in zip(counts, convention.clusters, strict=True):
            small_sample.require_two(count, name)
        both = [crossed(*groupings)] if len(groupings) == 2 else []
        meats = [self._grouped(codes) for codes in (*groupings, *both)]
        n_columns = columns_outside(self.matrix, self.effects, *groupings)
        return clustered(self.bread[: self.k], meats, self.n, n_columns, counts)

    def _grouped(self, codes: Codes) -> Floats:
        found = sums(self.scores, codes, int(codes.max()) + 1)
        return _products(found, found)

    def _serial(self, convention: Convention) -> Covariance:
        n_years, n, k = self.panel.shape[1], self.n, self.n_columns
        if convention.kind != "Conley" and convention.lag >= n_years - 1:
            raise LinearError(
                f"{convention}: the sample spans {n_years} years; use a lag below {n_years - 1} or CRV1(region)."
            )
        over_years = bartlett(n_years, convention.lag)
        if convention.kind == "DK":
            years = self.panel.codes("year")
            count = int(years.max()) + 1
            yearly = sums(self.scores, self.panel.calendar, n_years)
            factor = small_sample.clustered(n, columns_outside(self.matrix, self.effects, years), count)
            return Covariance(factor * self._sandwich(_products(yearly, yearly @ over_years)), count - 1, count)
        grid, factor = self.panel.on_grid(self.scores), small_sample.robust(n, k)
        if convention.kind == "NW":
            return Covariance(factor * self._sandwich(_products(_flat(grid), _flat(grid @ over_years))), n - k)
        if self.panel.km is None:
            raise LinearError(f"{convention} needs distances between regions; there are none.")
        near = np.swapaxes(np.swapaxes(grid, -1, -2) @ distance_weights(self.panel.km, convention), -1, -2)
        if convention.lag:
            near = near + grid @ (over_years - np.eye(n_years))
        alone = factor * self._sandwich(_products(self.scores, self.scores))
        return Covariance(factor * self._sandwich(_products(_flat(grid), _flat(near))), n - k, None, (alone,))


def clustered(half: Floats, meats: Sequence[Floats], n: int, n_columns: int, counts: Sequence[int]) -> Covariance:
    """CRV1 of one way of grouping or two.

    Parameters
    ----------
    half : array, shape (k, p)
        The rows of `bread_of` that belong to the reported coefficients.
    meats : sequence of arrays, shape (..., p, p)
        Sums of products of scores of each way and, of two, of their intersection.
    n, n_columns : int
        Rows; columns without effects nested in a group.
    counts : sequence of int
        Groups of each way.
    """
    factor, meat = small_sample.clustered(n, n_columns, min(counts)), meats[0]
    if len(meats) > 1:
        meat = meats[0] + meats[1] - meats[2]
    fewer = tuple(factor * sandwich(half, each) for each in meats[:2] if len(meats) > 1)
    return Covariance(factor * sandwich(half, meat), min(counts) - 1, min(counts), fewer)


def sandwich(half: Floats, meat: Floats) -> Floats:
    """The covariance that a sum of products of scores gives, shape (..., k, k)."""
    return np.asarray(half @ meat @ half.T)


def columns_outside(matrix: Floats, effects: Sequence[tuple[Codes, int]], *groups: Codes) -> int:
    """Columns of a design, leaving out fixed effects nested in one of the groupings, as reghdfe counts (Correia 2017).

    Parameters
    ----------
    matrix : array, shape (n, p)
    effects : sequence of (array of int of shape (n,), int)
        Levels of each effect and the number of its columns.
    *groups : arrays of int, shape (n,)
    """
    nested = (count for levels, count in effects if any(is_nested(levels, each) for each in groups))
    return int(matrix.shape[1]) - sum(nested)


def bread_of(matrix: Floats) -> Floats:
    """(X'X)^-1, collinear columns allowed.

    Parameters
    ----------
    matrix : array, shape (n, p)

    Returns
    -------
    array, shape (p, p)
    """
    return np.asarray(np.linalg.pinv(matrix.T @ matrix, hermitian=True))


def jackknife(matrix: Floats, outcomes: Floats, codes: Codes) -> Covariance:
    """CRV3 of every column, (G-1)/G Σ (b_g - b)(b_g - b)', from cross-products by group.

    Parameters
    ----------
    matrix : array, shape (n, p)
        Full rank without any one group: effects nested in the groups taken out first, which moves no slope.
    outcomes : array, shape (..., n)
    codes : array of int, shape (n,)

    Returns
    -------
    Covariance
        `values` of shape (..., p, p).

    Raises
    ------
    LinearError
        One group alone carries a coefficient.
    """
    n_groups = int(codes.max()) + 1
    rows, y = blocks(matrix, codes, n_groups), blocks(outcomes.reshape(-1, len(codes)).T, codes, n_groups)
    inverse, turned = np.linalg.pinv(matrix), np.swapaxes(rows, -1, -2)
    try:
        # By way of its inverse, as statsmodels has the cross-product: numbers are its numbers to the last digit.
        gram = np.linalg.inv(inverse @ inverse.T)
        moved, is_lost = left_out(gram, matrix.T @ outcomes.reshape(-1, len(codes)).T, turned @ rows, turned @ y)
    except np.linalg.LinAlgError:
        raise LinearError("a column is a combination of the others.") from None
    if is_lost.any():
        raise LinearError(f"group {int(np.flatnonzero(is_lost)[0]) + 1} in their order alone carries a coefficient.")
    change = np.moveaxis(moved, -1, 0).reshape(*outcomes.shape[:-1], n_groups, matrix.shape[1])
    change = np.swapaxes(change, -1, -2)
    return Covariance(small_sample.jackknife(n_groups) * _products(change, change), n_groups - 1, n_groups)


def left_out(gram: Floats | None, moment: Floats, grams: Floats, moments: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """How coefficients change without each group, and whether one is then lost.

    Parameters
    ----------
    gram, moment : arrays, shapes (..., p, p) and (..., p, d)
        Cross-products of the regressors with themselves and with d outcomes; None for an orthonormal basis.
    grams, moments : arrays, shapes (..., g, p, p) and (..., g, p, d)
        The same of each group's rows.

    Returns
    -------
    array, shape (..., g, p, d)
    array of bool, shape (..., g)
    """
    eye, whole = np.eye(grams.shape[-1]), moment
    if gram is None:
        rest, shares = np.asarray(eye - grams), grams
    else:
        rest = gram[..., None, :, :] - grams
        root = np.linalg.inv(np.linalg.cholesky(gram))[..., None, :, :]
        shares = root @ grams @ np.swapaxes(root, -1, -2)
        whole = np.asarray(np.linalg.solve(gram, moment))
    # A group whose shares add up to less than all of one direction alone carries none.
    is_lost = np.asarray(np.trace(shares, axis1=-2, axis2=-1) > 1 - SPANNED)
    is_lost[is_lost] = np.linalg.eigvalsh(eye - shares[is_lost])[..., 0] < SPANNED
    rest = np.where(is_lost[..., None, None], eye, rest)
    return np.linalg.solve(rest, moment[..., None, :, :] - moments) - whole[..., None, :, :], is_lost


def wald(coefficients: Floats, covariance: Floats, df: float) -> tuple[float, float]:
    """F of all coefficients being zero, and its p-value.

    Parameters
    ----------
    coefficients : array, shape (k,)
    covariance : array, shape (k, k)
    df : float
        Degrees of freedom of the covariance.
    """
    k = len(coefficients)
    value = float(coefficients @ np.linalg.solve(covariance, coefficients)) / k
    return value, f_p(value, k, df)


def _products(one: Floats, other: Floats) -> Floats:
    return np.asarray(one @ np.swapaxes(other, -1, -2))


def _flat(grid: Floats) -> Floats:
    return grid.reshape(*grid.shape[:-2], -1)
