"""Ordinary least squares by statsmodels, the engine of every fit that is reported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from resilience.estimation.design import Design


def fitted(design: Design) -> Any:
    """A column's fit: two-stage where it has instruments, else ordinary least squares."""
    if design.instruments is None:
        return ols(design.y, design.matrix)
    from resilience.estimation.instruments import two_stage

    return two_stage(design)


def ols(y: pd.Series, matrix: pd.DataFrame) -> Any:
    """`matrix` holds its own constant; `params` are labelled by its columns."""
    from statsmodels.regression.linear_model import OLS

    return OLS(y, matrix).fit()
