"""A specification and the panel -> outcome, regressors and fixed-effect dummies, with what fell out and why."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from resilience.estimation import effects as fixed
from resilience.estimation.samples import rows_of
from resilience.estimation.study import Column, Study, Table
from resilience.project.errors import UserError

CONSTANT = "const"
TREND = "trend_"


@dataclass(frozen=True)
class Design:
    """One regression ready to fit.

    Attributes:
        sample: the rows used, with region_code and year.
        y: outcome, shape (n,).
        x: regressors with the constant last, shape (n, k).
        dummies: fixed effects without their first level, shape (n, d); collinear ones are left out.
        dropped: regressors that are a linear combination of the others.
        n_singletons: rows left out because they were alone in a level of a fixed effect.
        endogenous: the regressors that instruments stand in for, none as a rule.
        instruments: excluded instruments, shape (n, m).
    """

    sample: pd.DataFrame
    y: pd.Series
    x: pd.DataFrame
    dummies: pd.DataFrame
    fixed_effects: list[str]
    dropped: list[str]
    missing: dict[str, pd.DataFrame]
    n_singletons: int = 0
    endogenous: tuple[str, ...] = ()
    instruments: pd.DataFrame | None = None

    @property
    def matrix(self) -> pd.DataFrame:
        """Regressors, constant and dummies side by side, shape (n, k + d)."""
        return pd.concat([self.x, self.dummies], axis=1)

    @property
    def projected(self) -> pd.DataFrame:
        """The matrix, with endogenous regressors replaced by their first-stage fit; without instruments the matrix."""
        matrix = self.matrix
        if self.instruments is None:
            return matrix
        names = list(self.endogenous)
        first = np.column_stack([matrix.drop(columns=names), self.instruments])
        fit = first @ np.linalg.lstsq(first, matrix[names].to_numpy(float), rcond=None)[0]
        return matrix.assign(**dict(zip(names, fit.T, strict=True)))

    def nested_dummies(self, clusters: np.ndarray) -> list[str]:
        """Dummies of the fixed effects whose levels each lie in one cluster."""
        found = []
        for effect in self.fixed_effects:
            if (
                effect in self.sample
                and (pd.Series(clusters).groupby(self.sample[effect].to_numpy()).nunique() == 1).all()
            ):
                found += [name for name in self.dummies.columns if str(name).startswith(f"{effect}=")]
        return found

    def within_clusters(self, clusters: np.ndarray) -> list[str]:
        """Columns that no cluster shares with another: effects nested in the clusters, their constant, regions' trends.

        Taken out first they move no slope, in the whole sample or without any cluster, and one that the rest spans
        without a cluster cannot be lost.
        """
        nested = self.nested_dummies(clusters)
        trends = [name for name in self.dummies.columns if str(name).startswith(TREND)]
        alone = [name for name in trends if len(set(clusters[self.dummies[name].to_numpy() != 0])) == 1]
        return [*([CONSTANT] if nested else []), *nested, *(alone if len(alone) == len(trends) else [])]


def complete_rows(study: Study, table: Table, panel: pd.DataFrame) -> pd.Series:
    """The rows that every column of a table can use."""
    keep = panel[study.needed(table.sample_also_needs)].notna().all(axis=1)
    for column in table.columns:
        keep &= panel[needed(study.of(table, column), table, column)].notna().all(axis=1)
        keep &= restricted(study, table, column, panel)
    return keep


def needed(study: Study, table: Table, column: Column) -> list[str]:
    """The panel columns without which a row cannot be used."""
    names = study.needed([*table.regressors(column), *column.excluded_instruments])
    return list(dict.fromkeys([*names, *fixed.columns_of(table.effects(column))]))


def restricted(study: Study, table: Table, column: Column, panel: pd.DataFrame) -> pd.Series:
    """The rows of the column's named sample; all of them where it has none."""
    sample = study.restriction(table, column)
    return pd.Series(True, panel.index) if sample is None else rows_of(sample, panel)


def build(study: Study, table: Table, column: Column, panel: pd.DataFrame) -> Design:
    """The design of one column, on the rows of its sample that have every variable.

    Raises:
        UserError: no rows are left, a regressor does not vary, or there are fewer clusters than coefficients.
    """
    common = complete_rows(study, table, panel) if table.sample == "common" else True
    study = study.of(table, column)
    used = needed(study, table, column)
    panel = panel[restricted(study, table, column, panel)]
    if panel.empty:
        raise UserError(f"the sample '{column.restrict_to or table.restrict_to}' holds no row of the panel; widen it.")
    keep = panel[used].notna().all(axis=1) & common
    missing = {name: panel.loc[panel[name].isna(), ["region_code", "year"]] for name in used}
    sample = panel[keep].reset_index(drop=True)
    if sample.empty:
        gaps = ", ".join(f"{name} ({len(rows)})" for name, rows in missing.items() if len(rows))
        raise UserError(f"no observation has every variable; missing values: {gaps}. Leave one of them out.")
    present = {name: rows for name, rows in missing.items() if len(rows)}
    return on_rows(study, table, column, sample, present)


def on_rows(
    study: Study, table: Table, column: Column, sample: pd.DataFrame, missing: dict[str, pd.DataFrame]
) -> Design:
    """The design of one column on rows that are already chosen; raises as `build` does."""
    regressors = table.regressors(column)
    effects = table.effects(column)
    sample, n_singletons = fixed.without_singletons(sample, effects)
    if sample.empty:
        raise UserError("every observation is alone in a level of a fixed effect; leave one of the effects out.")
    x = pd.DataFrame({name: regressor(study, name, sample) for name in regressors})
    for name in regressors:
        if x[name].max() == x[name].min():
            raise UserError(f"{name} is the same in all {len(x)} observations; leave it out.")
    trends = _trends(sample) if column.region_trends else None
    dummies = fixed.dummies(sample, effects, study.cluster, trends)
    spanned = _orthonormal(np.column_stack([np.ones(len(x)), dummies.to_numpy()]))
    _require_variation(x, spanned, effects)
    x, dropped = _independent(x.assign(**{CONSTANT: 1.0}), spanned)
    if (n_clusters := sample[study.cluster].nunique()) <= x.shape[1]:
        raise UserError(f"{n_clusters} clusters for {x.shape[1]} coefficients; use fewer regressors or other errors.")
    instruments = sample[column.excluded_instruments].astype(float) if column.instruments else None
    named = [*effects, "region_trend"] if column.region_trends else effects
    return Design(
        sample, sample[study.outcome], x, dummies, named, dropped, missing,
        n_singletons, tuple(column.instruments), instruments,
    )  # fmt: skip


def regressor(study: Study, name: str, sample: pd.DataFrame) -> pd.Series:
    """A panel column, or a product of two, centred on the sample's means where the study says so."""
    if name not in study.products:
        return sample[name]
    product = study.products[name]
    first, second = (sample[part] for part in product.of)
    if product.centred:
        first, second = first - first.mean(), second - second.mean()
    return first * second


def _require_variation(x: pd.DataFrame, spanned: np.ndarray, effects: list[str]) -> None:
    """A regressor that the fixed effects alone absorb answers no question of this column: it fails, and says so."""
    absorbed = [name for name in x.columns if _independent(x[[name]].assign(**{CONSTANT: 1.0}), spanned)[1]]
    if effects and absorbed:
        raise UserError(
            f"{', '.join(absorbed)} does not vary within {' and '.join(effects)}: the fixed effects absorb it. "
            "Leave it or the fixed effects out."
        )


def _trends(sample: pd.DataFrame) -> pd.DataFrame:
    """One linear trend per region, zero in the mean year; beside year effects one is a sum of the others."""
    years = sample["year"] - sample["year"].mean()
    trends = pd.get_dummies(sample["region_code"], prefix=TREND, prefix_sep="", dtype=float)
    return trends.mul(years, axis=0)


def _independent(x: pd.DataFrame, spanned: np.ndarray) -> tuple[pd.DataFrame, list[str]]:
    """Drops regressors that the fixed effects, given as an orthonormal basis, and the regressors before them span.

    A column counts as spanned when less than 1e-9 of its norm is left after projection, whatever its scale.
    """
    basis = [spanned]
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
