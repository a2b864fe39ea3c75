"""Standard errors and tests, each under the name of its convention (README.md of this folder has the table)."""

from resilience.estimation.conventions import PATTERN, Convention, canonical, parse
from resilience.estimation.inference.permutation import focus_column, permutation_p
from resilience.estimation.inference.result import Errors
from resilience.estimation.inference.table import coefficient_table, standard_errors

__all__ = [
    "PATTERN",
    "Convention",
    "Errors",
    "canonical",
    "coefficient_table",
    "focus_column",
    "parse",
    "permutation_p",
    "standard_errors",
]
