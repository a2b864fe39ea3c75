"""Least squares of panels: designs in, estimates and covariances by the name of a convention out; numpy and scipy only.

`conventions` reads the names, `least_squares` has all coefficients of one design or a stack of them, `stacks` designs
without some of their rows, `one_regressor` many specifications that share their controls, `exchange` and `wild` the
resampled tests, `cross_products` fits whose sums a database took; `small_sample`, `distributions`, `semidefinite`,
`groups` and `basis` are what these have in common.
"""

from linear.conventions import PATTERN, Convention, canonical, parse
from linear.errors import LinearError
from linear.groups import Panel
from linear.least_squares import Covariance, LeastSquares, jackknife

__all__ = [
    "PATTERN",
    "Convention",
    "Covariance",
    "LeastSquares",
    "LinearError",
    "Panel",
    "canonical",
    "jackknife",
    "parse",
]
