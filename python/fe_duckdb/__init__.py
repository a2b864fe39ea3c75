"""Fixed-effects regressions inside a database: SQL sums over the rows, `linear` solves what is left (README.md)."""

from fe_duckdb.engine import Engine
from fe_duckdb.feols import feols
from fe_duckdb.fit import Fit, regress

__all__ = ["Engine", "Fit", "feols", "regress"]
