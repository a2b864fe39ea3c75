"""The factors by which a variance is raised for a small sample: they stand here and nowhere else.

Counts are numbers, or arrays of numbers for a stack of designs.
"""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from linear.errors import LinearError

Count = TypeVar("Count", int, NDArray[np.intp])


def robust(n: int, k: int) -> float:
    """N/(N-K) of HC1, NW and Conley."""
    return n / (n - k)


def clustered(n: Count, k: Count, groups: Count) -> Any:
    """G/(G-1) (N-1)/(N-K) of CRV1 and, with years as groups, of DK.

    Parameters
    ----------
    n : int
        Rows.
    k : int
        Columns without the effects nested in a group, as reghdfe counts them (Correia 2017).
    groups : int
        The smallest number of groups.
    """
    return groups / (groups - 1) * (n - 1) / (n - k)


def jackknife(groups: Count) -> Any:
    """(G-1)/G of CRV3 (MacKinnon, Nielsen and Webb 2023)."""
    return (groups - 1) / groups


def require_two(groups: int, name: str) -> None:
    """One group alone has no spread.

    Raises
    ------
    LinearError
        There are fewer than two groups.
    """
    if groups < 2:
        raise LinearError(f"errors clustered by {name} need two clusters at least, and the sample has one; use HC1.")
