"""Spans of columns: an orthonormal basis, what is left of other columns beside it, and which columns it holds already.

All functions take matrices with observations down, and accept stacks of them in leading dimensions where shapes say so.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
RANK = 1e-10  # share of the largest singular value below which a direction is rounding
SPANNED = 1e-9  # share of a column's norm below which nothing is left of it


def orthonormal(matrix: Floats) -> Floats:
    """An orthonormal basis of the columns of a matrix.

    Parameters
    ----------
    matrix : array, shape (n, k)

    Returns
    -------
    array, shape (n, rank)
    """
    u, s, _ = np.linalg.svd(matrix, full_matrices=False)
    return np.asarray(u[:, s > RANK * s.max(initial=0)])


def beside(basis: Floats, values: Floats) -> Floats:
    """What an orthonormal basis leaves of columns; projected twice, so that rounding cannot pass for variation.

    Parameters
    ----------
    basis : array, shape (n, m)
    values : array, shape (n,) or (n, k)

    Returns
    -------
    array of the shape of `values`
    """
    for _ in range(2):
        values = values - basis @ (basis.T @ values)
    return values


def residuals(others: Floats, values: Floats) -> Floats:
    """What a regression on any columns, collinear ones too, leaves of values.

    Parameters
    ----------
    others : array, shape (n, m)
    values : array, shape (n,) or (n, k)

    Returns
    -------
    array of the shape of `values`
    """
    return np.asarray(values - others @ np.linalg.lstsq(others, values, rcond=None)[0])


def pivots(matrix: Floats) -> Floats:
    """How much of each column those before it leave, also where columns outnumber rows.

    Parameters
    ----------
    matrix : array, shape (..., n, k)

    Returns
    -------
    array, shape (..., k)
    """
    found = np.abs(np.diagonal(np.linalg.qr(matrix, mode="r"), axis1=-2, axis2=-1))
    return np.pad(found, [*[(0, 0)] * (found.ndim - 1), (0, matrix.shape[-1] - found.shape[-1])])


def spanned(basis: Floats, columns: Floats) -> NDArray[np.bool_]:
    """Which columns a basis and the columns before them that are not spanned leave next to nothing of.

    Parameters
    ----------
    basis : array, shape (n, m)
        Orthonormal.
    columns : array, shape (n, k)

    Returns
    -------
    array of bool, shape (k,)
    """
    found = np.zeros(columns.shape[1], bool)
    for position, values in enumerate(columns.T):
        rest = beside(basis, values)
        norm = np.linalg.norm(rest)
        found[position] = norm <= SPANNED * np.linalg.norm(values)
        if not found[position]:
            basis = np.column_stack([basis, rest / norm])
    return found


def vanishing(basis: Floats, columns: Floats) -> NDArray[np.bool_]:
    """Which columns, shape (n, k), an orthonormal basis, shape (n, m), alone leaves next to nothing of; shape (k,)."""
    left = np.linalg.norm(beside(basis, columns), axis=0)
    return np.asarray(left <= SPANNED * np.linalg.norm(columns, axis=0))


def leverage(matrix: Floats) -> Floats:
    """Diagonal of the hat matrix.

    Parameters
    ----------
    matrix : array, shape (n, k)

    Returns
    -------
    array, shape (n,)
    """
    return np.asarray((orthonormal(matrix) ** 2).sum(axis=1))
