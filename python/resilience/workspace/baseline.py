"""A first study of a panel: outcome, focus, controls and errors that can be estimated as they stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from resilience.ingest.own_panel import KEYS
from resilience.project.errors import Problem, UserError

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

MOST_CONTROLS = 5
MOST_MISSING = 0.25  # of the rows; a control that lacks more would shrink the sample
FEW_CLUSTERS = 50  # up to so many, CRV3 is reported
MANY_CLUSTERS = 500  # above, only what needs no fit or draw per cluster
PASSES, LITTLE = 50, 1e-8


@dataclass(frozen=True)
class Baseline:
    """The proposal.

    Attributes
    ----------
    without
        Column that is no control -> why: `text`, `fixed`, `missing`, `spanned` or `many`.
    """

    outcome: str
    focus: str
    controls: list[str]
    without: dict[str, str]
    n_units: int
    n_years: int
    first_year: int

    @property
    def reported(self) -> str:
        return "CRV3(region)" if self.n_units <= FEW_CLUSTERS else "CRV1(region)"

    @property
    def errors(self) -> list[str]:
        """By the number of clusters; the most careful first."""
        careful = ["CRV3(region)", "permutation(region)"] if self.n_units <= MANY_CLUSTERS else []
        return [*careful, "CRV1(region)", "HC1", "classical"]

    def columns(self) -> Iterator[tuple[str, list[str], list[str]]]:
        """Title, regressors and fixed effects of each column, from one regressor to effects of units and years."""
        full = [self.focus, *self.controls]
        yield "column.focus", [self.focus], []
        if self.controls:
            yield "column.controls", full, []
        yield "column.years", full, ["year"]
        yield "column.units", full, ["region_code", "year"]


def propose(panel: pd.DataFrame, outcome: str | None = None, focus: str | None = None) -> Baseline:
    """The first columns that vary beyond units and years, as outcome, focus and controls.

    Parameters
    ----------
    panel
        `region_code`, `year` and variables, numbers as float64.
    outcome, focus
        What the user states.

    Raises
    ------
    UserError
        No two columns of numbers vary within units and years.
    """
    n_units = panel["region_code"].nunique()
    columns = [name for name in panel if name not in KEYS]
    numbers = [name for name in columns if panel[name].dtype == "float64" and not _counts_rows(panel[name])]
    moving = [name for name in numbers if _moves(panel, name)]
    outcome = outcome or next((name for name in moving if name != focus), None)
    left = [name for name in moving if name != outcome]
    focus = focus or next((name for name in left if _stands(panel, [outcome or name, name])), None)
    if outcome is None or focus is None:
        raise UserError(
            "There is nothing to regress.",
            [Problem("the panel's columns of numbers", ", ".join(numbers) or "none",
                     "two that vary within units and years", "name them: --outcome COLUMN --focus COLUMN")],
        )  # fmt: skip
    controls: list[str] = []
    without: dict[str, str] = {}
    for name in columns:
        if name in (outcome, focus):
            continue
        if name not in numbers:
            without[name] = "text" if panel[name].dtype == object else "rows"
        elif name not in moving:
            without[name] = "fixed"
        elif panel[name].isna().mean() > MOST_MISSING:
            without[name] = "missing"
        elif not _stands(panel, [outcome, focus, *controls, name]):
            without[name] = "spanned"
        elif len(controls) >= min(MOST_CONTROLS, n_units - 4):
            without[name] = "many"
        else:
            controls.append(name)
    return Baseline(outcome, focus, controls, without, n_units, panel["year"].nunique(), int(panel["year"].min()))


def _moves(panel: pd.DataFrame, name: str) -> bool:
    return bool((panel.groupby("region_code")[name].nunique() > 1).any())


def _counts_rows(values: pd.Series[float]) -> bool:
    """Whether a column numbers the rows."""
    return any(np.array_equal(values.to_numpy(), np.arange(start, start + len(values))) for start in (0, 1))


def _stands(panel: pd.DataFrame, names: list[str]) -> bool:
    """Whether the last column is no combination of the outcome, the others, units and years, on the rows that have
    all."""
    rows = panel[["region_code", "year", *dict.fromkeys(names)]].dropna()
    if len(rows) < 2 * len(names):
        return False
    values = rows[list(dict.fromkeys(names))].to_numpy(float)
    spread = values.std(axis=0)
    if (spread == 0).any():
        return False
    within = _within(rows, values / spread)
    last, others = within[:, -1], within[:, :-1]
    if np.linalg.norm(last) < LITTLE**0.5 * len(rows) ** 0.5:
        return False
    rest = last - others @ np.linalg.lstsq(others, last, rcond=None)[0] if len(set(names)) > 1 else last
    return bool(np.linalg.norm(rest) > LITTLE**0.5 * np.linalg.norm(last))


def _within(rows: pd.DataFrame, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values without the means of units and years, by turns."""
    groups = [rows[key].factorize()[0] for key in ("region_code", "year")]
    for _ in range(PASSES):
        for codes in groups:
            counts = np.bincount(codes)
            means = [np.bincount(codes, column) / counts for column in values.T]
            values -= np.column_stack(means)[codes]
    return values
