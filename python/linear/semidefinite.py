"""A covariance of slopes that is none, and the larger one that takes its place."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
REPAIRED = "not positive semi-definite: the largest of the variances repaired and under fewer dependences"


def is_covariance(values: Floats) -> NDArray[np.bool_]:
    """Whether matrices have no negative eigenvalue, each scaled to a unit diagonal.

    Parameters
    ----------
    values : array, shape (..., k, k)

    Returns
    -------
    array of bool, shape (...)
    """
    if not values.shape[-1]:
        return np.ones(values.shape[:-2], bool)
    scale = np.sqrt(np.abs(np.diagonal(values, axis1=-2, axis2=-1)))
    scale = np.where(scale > 0, scale, 1)
    least = np.linalg.eigvalsh(values / (scale[..., :, None] * scale[..., None, :]))[..., 0]
    return np.asarray(least >= -1e-10)


def positive(covariance: Floats, others: Iterable[Floats]) -> tuple[Floats, list[str]]:
    """A covariance of slopes as it is, or one that is a covariance in its place, and a note that says so.

    Negative eigenvalues become zero (Cameron, Gelbach and Miller 2011, J. Business & Economic Statistics 29, 238-249).
    A variance that this leaves may be next to nothing, so each is then the largest of it and of those of the other
    covariances, correlations kept.

    Parameters
    ----------
    covariance : array, shape (k, k)
    others : iterable of arrays, shape (k, k)
        Covariances of the same slopes under fewer dependences, such as each way of clustering alone.

    Returns
    -------
    array, shape (k, k)
    list of str
        `REPAIRED` where a repair was needed, else nothing.
    """
    if is_covariance(covariance):
        return covariance, []
    values, vectors = np.linalg.eigh(covariance)
    repaired = (vectors * np.maximum(values, 0)) @ vectors.T
    own = np.diag(repaired)
    largest = np.max([np.diag(each) for each in (repaired, *others)], axis=0)
    scale = np.sqrt(np.divide(largest, own, out=np.ones(len(own)), where=own > 0))
    repaired = repaired * np.outer(scale, scale)
    np.fill_diagonal(repaired, largest)
    return repaired, [REPAIRED]
