"""Sums over groups of rows, and the weights of pairs of years or places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from linear.conventions import Convention
from linear.errors import LinearError

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]


@dataclass(frozen=True)
class Panel:
    """Which unit and year each row belongs to, and by what else errors may be grouped.

    Attributes
    ----------
    region : array of int, shape (n,)
        Units, coded from 0.
    year : array of int, shape (n,)
        Calendar years.
    others : mapping of str to array of int, shape (n,)
        Further groups by name, coded from 0.
    km : array, shape (units, units), optional
        Distances between the units; Conley's errors need them.
    """

    region: Codes
    year: Codes
    others: Mapping[str, Codes] = field(default_factory=dict)
    km: Floats | None = None

    def codes(self, name: str) -> Codes:
        """Groups by the name that a convention gives them, coded from 0.

        Raises
        ------
        LinearError
            There is no such group.
        """
        if name == "region":
            return self.region
        if name == "year":
            return coded(self.year)
        if name not in self.others:
            raise LinearError(f"there is no column '{name}' to cluster by; use region, year or a column of the panel.")
        return self.others[name]

    @cached_property
    def calendar(self) -> Codes:
        """Years from the first, so that a year that is missing keeps its place."""
        return np.asarray(self.year - self.year.min())

    @property
    def shape(self) -> tuple[int, int]:
        """Units, and years from the first to the last."""
        return int(self.region.max()) + 1, int(self.calendar.max()) + 1

    def on_grid(self, values: Floats) -> Floats:
        """Values on a grid of units and calendar years; those of one unit and year are added up, absent ones are 0.

        Parameters
        ----------
        values : array, shape (..., n)

        Returns
        -------
        array, shape (..., units, years)
        """
        units, years = self.shape
        return sums(values, self.region * years + self.calendar, units * years).reshape(
            *values.shape[:-1], units, years
        )


def coded(labels: NDArray[np.generic]) -> Codes:
    """Labels as integers from 0, in their order."""
    return np.asarray(np.unique(labels, return_inverse=True)[1])


def crossed(first: Codes, second: Codes) -> Codes:
    """Groups of the pairs of two groupings that occur."""
    return coded(first * (second.max() + 1) + second)


def is_nested(levels: Codes, groups: Codes) -> bool:
    """Whether every level lies in one group."""
    return bool(crossed(levels, groups).max() == coded(levels).max())


def sums(values: Floats, codes: Codes, n_groups: int) -> Floats:
    """Sums by group.

    Parameters
    ----------
    values : array, shape (..., n)
    codes : array of int, shape (n,)
    n_groups : int
        Groups without a row have a sum of 0.

    Returns
    -------
    array, shape (..., n_groups)
    """
    found = np.zeros((n_groups, *values.shape[:-1]))
    np.add.at(found, codes, np.moveaxis(values, -1, 0))  # row after row: the same sums to the last digit everywhere
    return np.moveaxis(found, 0, -1)


def blocks(values: Floats, codes: Codes, n_groups: int) -> Floats:
    """Rows by group, those of small groups filled up with zeros.

    Parameters
    ----------
    values : array, shape (..., n, k)

    Returns
    -------
    array, shape (..., n_groups, rows of the largest group, k)
    """
    order = np.argsort(codes, kind="stable")
    sizes = np.bincount(codes, minlength=n_groups)
    within = np.arange(len(codes)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    found = np.zeros((*values.shape[:-2], n_groups, sizes.max(), values.shape[-1]))
    found[..., codes[order], within, :] = values[..., order, :]
    return found


def bartlett(n_years: int, lag: int) -> Floats:
    """Weights 1 - l/(lag + 1) of pairs of calendar years that are l apart (Newey and West 1987).

    Returns
    -------
    array, shape (n_years, n_years)
    """
    years = np.arange(n_years)
    return np.asarray(np.maximum(0.0, 1 - np.abs(years[:, None] - years) / (lag + 1)))


def distance_weights(km: Floats, convention: Convention) -> Floats:
    """Weights of pairs at a distance: `bartlett` 1 - d/cutoff, or `uniform` 1 up to the cutoff (Conley 1999).

    Parameters
    ----------
    km : array
        Distances in km.
    convention : Convention
        Its kernel and cutoff in km.

    Returns
    -------
    array of the shape of `km`
    """
    if convention.kernel == "bartlett":
        return np.asarray(np.maximum(0.0, 1 - km / convention.cutoff_km))
    return np.asarray((km <= convention.cutoff_km).astype(float))
