"""One regression on a frame or relation of Python, by the engine of this package."""

from __future__ import annotations

from typing import Any

from fe_duckdb.engine import Engine
from fe_duckdb.fit import Fit, regress

ROWS = "rows_of_data"


def feols(
    formula: str,
    data: Any,
    vcov: str = "classical",
    weights: str | None = None,
    panel: tuple[str, str] = ("region", "year"),
) -> Fit:
    """Fits `formula` on a pandas, polars or Arrow frame, or on a relation such as `connection.table("t")`.

    Nothing is copied: frames are scanned where they lie, a relation on its own connection.

    Parameters
    ----------
    formula : str
        `outcome ~ regressors | fixed effects`, as `formula.parse` reads it.
    data : frame or duckdb.DuckDBPyRelation
    vcov : str
        `classical`, `HC1`, `CRV1(a)` or `CRV1(a,b)`.
    weights : str, optional
        Column of analytic weights.
    panel : (str, str)
        Unit and year, by which lags and leads are taken.

    Returns
    -------
    Fit

    Raises
    ------
    RegressionError
        A formula, column, error type or sample that cannot be used.
    """
    import duckdb

    if isinstance(data, duckdb.DuckDBPyRelation):
        return regress(Engine(_OfRelation(data)), ROWS, formula, vcov, weights, panel)
    with duckdb.connect() as connection:
        connection.register(ROWS, data)
        return regress(Engine(connection), ROWS, formula, vcov, weights, panel)


class _OfRelation:
    """The connection of a relation, which is known to it as ROWS."""

    def __init__(self, relation: Any) -> None:
        self._relation = relation

    def execute(self, sql: str) -> Any:
        return self._relation.query(ROWS, sql)
