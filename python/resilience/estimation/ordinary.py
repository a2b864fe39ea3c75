"""Ordinary least squares by statsmodels, the engine of every fit that is reported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


def ols(y: pd.Series, matrix: pd.DataFrame) -> Any:
    """`matrix` holds its own constant; `params` are labelled by its columns."""
    from statsmodels.regression.linear_model import OLS

    return Fit(OLS(y, matrix).fit())


class Fit:
    """statsmodels' results, each asked for once: it labels every attribute anew whenever it is read."""

    def __init__(self, results: Any) -> None:
        self.results = results

    def __getattr__(self, name: str) -> Any:
        value = getattr(self.__dict__["results"], name)
        self.__dict__[name] = value
        return value
