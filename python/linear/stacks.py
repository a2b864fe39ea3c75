"""Stacks of designs that share their rows, each in an orthonormal basis: left-out units, and drawn panels.

A row of zeros takes part in nothing, so that a design without some rows is the design with these rows at zero.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from linear import small_sample
from linear.basis import SPANNED
from linear.groups import Codes, blocks, sums
from linear.least_squares import left_out

Floats = NDArray[np.float64]
AT_ONCE = 2**23  # numbers in memory together


@dataclass(frozen=True)
class Reported:
    """Coefficients of a stack of designs with their errors under one convention.

    Attributes
    ----------
    estimates, std_errors : arrays, shape (designs, terms)
        Null where the other columns span a term; errors also where there is none under the convention.
    df : array, shape (designs,)
    """

    estimates: Floats
    std_errors: Floats
    df: Floats


def without_each(
    matrix: Floats, outcome: Floats, keep: NDArray[np.bool_], codes: Codes, n_terms: int, within: tuple[int, int],
    kind: str | None,
) -> Reported:  # fmt: skip
    """The last columns of a design on some of its rows, for many choices of rows.

    Parameters
    ----------
    matrix : array, shape (n, p)
        First what lies within the groups (their constant, effects nested in them, trends), the terms asked for last.
    outcome : array, shape (n,)
    keep : array of bool, shape (designs, n)
        The rows of each design.
    codes : array of int, shape (n,)
        Groups, coded from 0.
    n_terms : int
    within : (int, int)
        How many columns lie within the groups; how many of them, beside the constant, are nested effects.
    kind : str or None
        classical, CRV1 or CRV3; None for no errors.

    Returns
    -------
    Reported
    """
    found = Reported(*(np.full(shape, np.nan) for shape in ((len(keep), n_terms), (len(keep), n_terms), (len(keep),))))
    size = matrix.size + (codes.max() + 1) * matrix.shape[1] ** 2
    for some in np.array_split(np.arange(len(keep)), max(1, len(keep) * size // AT_ONCE)):
        rows = keep[some]
        norms = np.sqrt(rows @ matrix**2)
        scaled = matrix / np.where(norms > 0, norms, 1)[:, None, :] * rows[..., None]
        for at, pattern, q, r in _bases(scaled, np.arange(len(some)), norms > 0):
            y, kept = outcome * rows[at], rows[at]
            _fit(q, r, norms[at], y, kept, pattern, codes, within, kind, found, some[at])
    return found


def _bases(
    scaled: Floats, at: Codes, patterns: NDArray[np.bool_]
) -> Iterator[tuple[Codes, NDArray[np.bool_], Floats, Floats]]:
    """Orthonormal bases q r of designs without the columns that those before them span, by the columns that are left.

    Parameters
    ----------
    scaled : array, shape (designs, n, p)
    at : array of int
        The designs.
    patterns : array of bool, shape (len(at), p)
        Columns that may be left.
    """
    different, which = np.unique(patterns, axis=0, return_inverse=True)
    for place, pattern in enumerate(different):
        same = at[which == place]
        q, r = np.linalg.qr(scaled[same][..., pattern])
        left = np.abs(np.diagonal(r, axis1=-2, axis2=-1)) > SPANNED
        if (whole := left.all(axis=1)).any():
            yield same[whole], pattern, q[whole], r[whole]
        if not whole.all():
            fewer = np.tile(pattern, (int((~whole).sum()), 1))
            fewer[:, pattern] = left[~whole]
            yield from _bases(scaled, same[~whole], fewer)


def _fit(
    q: Floats, r: Floats, norms: Floats, y: Floats, keep: NDArray[np.bool_], pattern: NDArray[np.bool_], codes: Codes,
    within: tuple[int, int], kind: str | None, found: Reported, at: Codes,
) -> None:  # fmt: skip
    """Fills the rows `at` of what is found, for designs that lose the same columns."""
    n_terms, terms = found.estimates.shape[1], pattern[-found.estimates.shape[1] :]
    n_first, n_nested = within
    first = int(pattern[:n_first].sum())
    nested = int(pattern[: n_nested + 1].sum()) - 1 if n_nested else 0
    last = terms.sum()
    inverse = np.linalg.inv(r)[:, r.shape[-1] - last :, first:] / norms[:, -n_terms:][:, terms][..., None]
    within_q, q = q[..., :first], q[..., first:]
    y = y - _times(within_q, _times(np.swapaxes(within_q, -1, -2), y))
    theta = _times(np.swapaxes(q, -1, -2), y)
    columns = np.ix_(at, np.flatnonzero(terms))
    found.estimates[columns] = _times(inverse, theta)
    if kind is None:
        return
    n, rank, n_groups = keep.sum(axis=1), int(pattern.sum()), int(codes.max()) + 1
    groups = np.count_nonzero(sums(keep.astype(float), codes, n_groups), axis=1)
    if kind == "classical":
        squares = ((y - _times(q, theta)) ** 2).sum(axis=1)
        found.df[at] = n - rank
        found.std_errors[columns] = np.sqrt((squares / (n - rank))[:, None] * (inverse**2).sum(axis=-1))
        return
    found.df[at] = groups - 1
    if kind == "CRV1":
        scores = sums(inverse @ np.swapaxes(q * (y - _times(q, theta))[..., None], -1, -2), codes, n_groups)
        factor = small_sample.clustered(n, rank - nested, groups)
        found.std_errors[columns] = np.sqrt(factor[:, None] * (scores**2).sum(axis=-1))
        return
    rows, own = blocks(q, codes, n_groups), blocks(y[..., None], codes, n_groups)
    turned = np.swapaxes(rows, -1, -2)
    moved, is_lost = left_out(None, theta[..., None], turned @ rows, turned @ own)
    squares = ((moved[..., 0] @ np.swapaxes(inverse, -1, -2)) ** 2).sum(axis=1)
    errors = np.sqrt(small_sample.jackknife(groups)[:, None] * squares)
    any_lost = np.count_nonzero(is_lost, axis=1)[:, None] > 0
    found.std_errors[columns] = np.where(any_lost, np.nan, errors)


def _times(matrix: Floats, vectors: Floats) -> Floats:
    return np.asarray((matrix @ vectors[..., None])[..., 0])
