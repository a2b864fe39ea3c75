"""Multiple testing across a table: every coefficient made of the focus, in every column, tested together.

Step-down p-values (Westfall and Young 1993, free step-down of the smallest p; Romano and Wolf 2005) from the very
permutations of permutation(region): one order of the regions is one draw for all columns, so that the dependence
between columns is kept. Under the sharp null that the paths move no region's outcome the chance that any adjusted p of
the table is at most 5 % is at most 5 %, whatever the sample size. Holm's p-values stand beside them.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from linear.least_squares import Floats
from resilience.estimation.fitted_column import FittedColumns
from resilience.estimation.permutation import Permuted
from resilience.estimation.specification import Table

KEY = ["table_id", "column_id", "term"]
COLUMNS = [
    "study", *KEY, "estimate", "p_permutation", "p_stepdown", "p_permutation_holm", "p_crv3", "p_crv3_holm", "n_tests",
    "detail",
]  # fmt: skip


def run(columns: FittedColumns, estimates: pd.DataFrame | None) -> pd.DataFrame | None:
    """One row per table with permutation(region), column and term made of the focus; None where there is none.

    Args:
        estimates: rows of results.estimates, for the coefficients and the p-values under CRV3(region).
    """
    tables = [table for table in columns.study.tables if "permutation(region)" in table.errors]
    frames = [found for table in tables if (found := _of_table(table, columns)) is not None]
    if not frames or estimates is None:
        return None
    frame = pd.concat(frames, ignore_index=True)
    crv3 = estimates[estimates["se_type"] == "CRV3(region)"].rename(columns={"p_value": "p_crv3"})
    own = estimates[estimates["se_type"] == "permutation(region)"]
    frame = frame.merge(own[[*KEY, "estimate"]], on=KEY, how="left").merge(crv3[[*KEY, "p_crv3"]], on=KEY, how="left")
    for name in ("permutation", "crv3"):
        frame[f"p_{name}_holm"] = frame.groupby("table_id")[f"p_{name}"].transform(holm)
    return frame.assign(study=columns.study.study)[COLUMNS]


def stepdown(tests: list[Permuted]) -> Floats:
    """Adjusted p-values of all terms of tests that share their orders, in the order of the tests.

    Under each order every term has a p-value of its own: the share of orders that give at least its coefficient. The
    k-th smallest observed p is adjusted to the share of orders under which the least p of the terms not yet passed is
    as small, and never below the adjusted p before it.
    """
    null = np.column_stack([_p_of_every_order(each) for test in tests for each in test.with_own.T])
    observed = np.concatenate([test.p_values for test in tests])
    adjusted, least = np.empty(len(observed)), 0.0
    order = np.argsort(observed, kind="stable")
    for position, term in enumerate(order):
        smallest = null[:, order[position:]].min(axis=1)
        least = max(least, float((smallest <= observed[term] * (1 + 1e-9)).mean()))
        adjusted[term] = least
    return adjusted


def holm(p_values: pd.Series) -> pd.Series:
    """Holm's (1979) adjusted p-values; a missing one stays missing and counts for nothing.

    Not statsmodels' multipletests: it collects the garbage of the whole process on every call, a quarter second each.
    """
    known = p_values.dropna().sort_values(kind="stable")
    adjusted = np.maximum.accumulate(known.to_numpy() * np.arange(len(known), 0, -1)).clip(max=1)
    return pd.Series(adjusted, known.index, dtype=float).reindex(p_values.index)


def _of_table(table: Table, columns: FittedColumns) -> pd.DataFrame | None:
    found = [(column.id, test) for column, fitted in columns.known(table) for test in fitted.permuted]
    rows = [(table.id, key, *of) for key, test in found for of in zip(test.terms, test.p_values, strict=True)]
    tests = [test for _, test in found]
    if not tests:
        return None
    frame = pd.DataFrame(rows, columns=[*KEY, "p_permutation"]).assign(n_tests=len(rows))
    if len({each.regions for each in tests}) > 1:
        return frame.assign(p_stepdown=np.nan, detail="no joint order: the tests exchange different regions; read Holm")
    return frame.assign(p_stepdown=stepdown(tests), detail=f"minimum p over the table, {tests[0].detail}")


def _p_of_every_order(statistics: Floats) -> Floats:
    """Share of orders whose statistic is at least as large, a tie in floating point counted, for every order."""
    ranked = np.sort(statistics)
    return 1 - np.searchsorted(ranked, statistics * (1 - 1e-9), side="left") / len(ranked)
