"""Selection on unobservables (Oster 2019, J. Business & Economic Statistics 37, 187-204), solved exactly.

A column with controls is held against one without, on the same rows. What the two share besides the focus, such as year
effects, counts as unrelated to selection (`mcontrol` of Stata's psacalc). R2 are overall ones, variances have n - 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from linear.basis import residuals
from linear.least_squares import Floats
from resilience.estimation.design import on_rows
from resilience.estimation.fitted_column import FittedColumns
from resilience.estimation.specification import Oster, Pair, Table
from resilience.project.errors import UserError

NUMBERS = [
    "estimate_uncontrolled", "r2_uncontrolled", "estimate_controlled", "r2_controlled", "r2_max", "delta_assumed",
    "estimate_adjusted", "delta_for_zero",
]  # fmt: skip
COLUMNS = [
    "study", "table_id", "column_id", "uncontrolled_column_id", "term", "n_obs", *NUMBERS, "other_solutions", "status",
    "message",
]  # fmt: skip


@dataclass(frozen=True)
class Moments:
    """What the bounds are made of.

    Attributes:
        slope_short, r2_short: of the regression without controls.
        slope, r2: of the one with controls.
        var_y: variance of the outcome.
        var_x: variance of the focus, less what the shared regressors explain.
        var_x_left: variance of the focus, less what all other regressors explain.
    """

    slope_short: float
    r2_short: float
    slope: float
    r2: float
    var_y: float
    var_x: float
    var_x_left: float

    def delta(self, r2_max: float, beta: float = 0.0) -> float:
        """How many times as strongly as the controls unobservables must be selected for the effect to be `beta`.

        Negative: they must be selected against the direction of the controls. Infinite where no amount does it.
        """
        bias, moved, gained, hidden = self._parts(r2_max, beta)
        x, left = self.var_x, self.var_x_left
        shared = bias**2 * left * moved * x + bias**3 * left * (x - left)
        top = bias * left * (gained + x * moved**2) + bias**2 * left * moved * x + shared
        bottom = hidden * (moved * x + bias * (x - left)) + shared
        return top / bottom if bottom != 0 else float(np.copysign(np.inf, top))

    def betas(self, r2_max: float, delta: float = 1.0) -> list[float]:
        """Every effect that selection of `delta` times the controls' allows; the first is the bias-adjusted one.

        The roots of a cubic, a quadratic where delta is 1. The bias-adjusted one is the nearest to the controlled slope
        among those to which the bias has the direction of the controls', as psacalc chooses.
        """
        _, moved, gained, hidden = self._parts(r2_max, 0.0)
        x, left = self.var_x, self.var_x_left
        roots = np.roots(
            [
                (delta - 1) * left * (x - left),
                (delta - 2) * left * moved * x,
                delta * hidden * (x - left) - left * (gained + x * moved**2),
                delta * hidden * moved * x,
            ]
        )
        real = roots[np.abs(roots.imag) <= 1e-9 * np.abs(roots)].real
        order = sorted(real, key=lambda bias: (np.sign(bias) != np.sign(moved), abs(bias)))
        return [float(self.slope - bias) for bias in order]

    def _parts(self, r2_max: float, beta: float) -> tuple[float, float, float, float]:
        """Bias of the controlled slope, move between slopes, variance that controls explain, variance left hidden."""
        gained, hidden = (self.r2 - self.r2_short) * self.var_y, (r2_max - self.r2) * self.var_y
        return self.slope - beta, self.slope_short - self.slope, gained, hidden


def run(columns: FittedColumns) -> pd.DataFrame | None:
    """One row per pair of columns that the study declares; None where it declares none."""
    study = columns.study
    if study.oster is None:
        return None
    tables, rows = {table.id: table for table in study.tables}, []
    for pair in study.oster.pairs:
        keys = {"table_id": pair.table, "column_id": pair.controlled, "uncontrolled_column_id": pair.uncontrolled}
        try:
            found = _of_pair(study.oster, tables[pair.table], pair, columns)
        except UserError as error:
            found = {"status": "failed", "message": str(error)}
        rows.append({**dict.fromkeys(COLUMNS), "study": study.study, **keys, **found})
    return pd.DataFrame(rows, columns=COLUMNS).astype({"n_obs": "Int64", **dict.fromkeys(NUMBERS, float)})


def moments(y: Floats, focus: Floats, shared: Floats, controls: Floats) -> Moments:
    """From the outcome (n,), the focus (n,), shared regressors with the constant (n, m) and controls (n, k)."""
    parts = []
    for others in (shared, np.column_stack([shared, controls])):
        x, rest = residuals(others, np.column_stack([focus, y])).T
        slope = x @ rest / (x @ x)
        squares = ((rest - slope * x) ** 2).sum()
        parts.append((float(slope), float(1 - squares / ((y - y.mean()) ** 2).sum()), float(x.var(ddof=1))))
    (slope_short, r2_short, var_x), (slope, r2, left) = parts
    return Moments(slope_short, r2_short, slope, r2, float(y.var(ddof=1)), var_x, left)


def _of_pair(rule: Oster, table: Table, pair: Pair, columns: FittedColumns) -> dict[str, Any]:
    short, full = (
        next(column for column in table.columns if column.id == each) for each in (pair.uncontrolled, pair.controlled)
    )
    whole = columns.of(table, full).design
    without, focus = on_rows(columns.study, table, short, whole.sample), whole.study.focus
    if focus not in without.regressors or focus not in whole.regressors:
        raise UserError(f"both columns need {focus}, the coefficient whose bias is asked for.")
    shared = [name for name in without.names if name != focus]
    added = [name for name in whole.names if name not in without.names]
    if gone := [name for name in shared if name not in whole.names]:
        raise UserError(
            f"column {pair.controlled} lacks {', '.join(gone)} of column {pair.uncontrolled}; it must only add."
        )
    if not added:
        raise UserError(f"column {pair.controlled} adds nothing to column {pair.uncontrolled}.")
    groups = (np.column_stack([whole.of(name) for name in each]) for each in (shared, added))
    found = moments(whole.y, whole.of(focus), *groups)
    r2_max = min(1.0, rule.r2_max_factor * found.r2)
    betas = found.betas(r2_max, rule.delta)
    numbers = (found.slope_short, found.r2_short, found.slope, found.r2, r2_max, rule.delta, betas[0])
    return {
        "term": focus,
        "n_obs": len(whole.y),
        **dict(zip(NUMBERS, (*numbers, found.delta(r2_max)), strict=True)),
        "other_solutions": ", ".join(f"{beta:.6g}" for beta in betas[1:]),
        "status": "ok",
    }
