"""Fixed-effects regressions inside the database: SQL sums over the rows, numpy solves the small matrices."""

from resilience.regression.engine import Engine
from resilience.regression.fit import Fit, regress

__all__ = ["Engine", "Fit", "regress"]
