"""p-values and limits of t and F; functions of `scipy.special`, which cost a tenth of those of `scipy.stats`."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import special


def t_p(statistic: Any, df: Any) -> Any:
    """Two-sided p-value of t, of the shape of `statistic`."""
    return 2 * special.stdtr(df, -np.abs(statistic))


def t_limit(df: Any, level: float = 0.05) -> Any:
    """What |t| exceeds with probability `level`."""
    return special.stdtrit(df, 1 - level / 2)


def f_p(statistic: float, k: int, df: float) -> float:
    """p-value of F with k and df degrees of freedom."""
    return float(special.fdtrc(k, df, statistic))


def normal_p(statistic: Any) -> Any:
    """Two-sided p-value of a standard normal variable."""
    return 2 * special.ndtr(-np.abs(statistic))
