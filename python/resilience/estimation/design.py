"""A specification and the panel -> outcome, regressors and fixed-effect dummies, with what fell out and why."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from resilience.errors import UserError
from resilience.estimation.study import Column, Study, Table

CONSTANT = "const"


@dataclass(frozen=True)
class Design:
    """One regression ready to fit.

    Attributes:
        sample: the rows used, with region_code and year.
        y: outcome, shape (n,).
        x: regressors with the constant last, shape (n, k).
        dummies: fixed effects without their first level, shape (n, d); collinear ones are left out.
        dropped: regressors that are a linear combination of the others.
    """

    sample: pd.DataFrame
    y: pd.Series
    x: pd.DataFrame
    dummies: pd.DataFrame
    fixed_effects: list[str]
    dropped: list[str]
    missing: dict[str, pd.DataFrame]

    @property
    def matrix(self) -> pd.DataFrame:
        """Regressors, constant and dummies side by side, shape (n, k + d)."""
        return pd.concat([self.x, self.dummies], axis=1)


def complete_rows(study: Study, table: Table, panel: pd.DataFrame) -> pd.Series:
    """The rows that every column of a table can use."""
    regressors = [name for column in table.columns for name in table.regressors(column)]
    return panel[study.needed([*regressors, *table.sample_also_needs])].notna().all(axis=1)


def build(study: Study, table: Table, column: Column, panel: pd.DataFrame) -> Design:
    """The design of one column, on the rows that have every variable.

    Raises:
        UserError: no rows are left, a regressor does not vary, or there are fewer clusters than coefficients.
    """
    regressors = table.regressors(column)
    needed = study.needed(regressors)
    keep = panel[needed].notna().all(axis=1)
    missing = {name: panel.loc[panel[name].isna(), ["region_code", "year"]] for name in needed}
    if table.sample == "common":
        keep &= complete_rows(study, table, panel)
    sample = panel[keep].reset_index(drop=True)
    if sample.empty:
        gaps = ", ".join(f"{name} ({len(rows)})" for name, rows in missing.items() if len(rows))
        raise UserError(f"no observation has every variable; missing values: {gaps}. Leave one of them out.")
    x = pd.DataFrame({name: regressor(study, name, sample) for name in regressors})
    for name in regressors:
        if x[name].max() == x[name].min():
            raise UserError(f"{name} is the same in all {len(x)} observations; leave it out.")
    effects = table.effects(column)
    dummies = (
        pd.concat([_dummies(sample[effect]) for effect in effects], axis=1) if effects else pd.DataFrame(index=x.index)
    )
    x, dropped = _independent(x.assign(**{CONSTANT: 1.0}), dummies)
    if (n_clusters := sample[study.cluster].nunique()) <= x.shape[1]:
        raise UserError(f"{n_clusters} clusters for {x.shape[1]} coefficients; use fewer regressors or other errors.")
    present = {name: rows for name, rows in missing.items() if len(rows)}
    return Design(sample, sample[study.outcome], x, dummies, effects, dropped, present)


def regressor(study: Study, name: str, sample: pd.DataFrame) -> pd.Series:
    """A panel column, or a product of two, centred on the sample's means where the study says so."""
    if name not in study.products:
        return sample[name]
    product = study.products[name]
    first, second = (sample[part] for part in product.of)
    if product.centred:
        first, second = first - first.mean(), second - second.mean()
    return first * second


def _dummies(levels: pd.Series) -> pd.DataFrame:
    return pd.get_dummies(levels, prefix=levels.name, drop_first=True, dtype=float)


def _independent(x: pd.DataFrame, dummies: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Drops regressors that the fixed effects and the regressors before them already span.

    A column counts as spanned when less than 1e-9 of its norm is left after projection, whatever its scale.
    """
    basis = [_orthonormal(np.column_stack([np.ones(len(x)), dummies.to_numpy()]))]
    kept, dropped = [], []
    for name in [column for column in x.columns if column != CONSTANT]:
        values = x[name].to_numpy(float)
        rest = values.copy()
        for _ in range(2):  # twice, so that rounding in the first pass cannot pass for information
            for block in basis:
                rest -= block @ (block.T @ rest)
        if np.linalg.norm(rest) <= 1e-9 * np.linalg.norm(values):
            dropped.append(name)
        else:
            kept.append(name)
            basis.append((rest / np.linalg.norm(rest))[:, None])
    return x[[*kept, CONSTANT]], dropped


def _orthonormal(matrix: np.ndarray) -> np.ndarray:
    u, s, _ = np.linalg.svd(matrix, full_matrices=False)
    return u[:, s > 1e-10 * s.max()]
