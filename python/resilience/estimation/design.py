"""A specification and the panel -> outcome, regressors and fixed-effect dummies, with what fell out and why."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from linear.basis import orthonormal, residuals, spanned
from linear.groups import Codes, Panel, coded, is_nested
from linear.least_squares import Floats, bread_of
from resilience.estimation import fixed_effects as fixed
from resilience.estimation.samples import rows_of
from resilience.estimation.specification import Column, Study, Table
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
        missing: by variable the region-years that lack it.
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

    @cached_property
    def matrix(self) -> pd.DataFrame:
        """Regressors, constant and dummies side by side, shape (n, k + d)."""
        return pd.DataFrame(self.values, self.x.index, [*self.x.columns, *self.dummies.columns])

    @cached_property
    def values(self) -> Floats:
        """The same as an array."""
        return np.column_stack([self.x.to_numpy(float), self.dummies.to_numpy(float)])

    @cached_property
    def outcome(self) -> Floats:
        """The outcome as an array."""
        return np.asarray(self.y, float)

    @property
    def terms(self) -> list[str]:
        """The regressors but the constant."""
        return [name for name in self.x.columns if name != CONSTANT]

    @cached_property
    def projected(self) -> Floats:
        """The matrix, with endogenous regressors replaced by their first-stage fit; without instruments the matrix."""
        if self.instruments is None:
            return self.values
        at = [list(self.x.columns).index(name) for name in self.endogenous]
        first = np.column_stack([np.delete(self.values, at, axis=1), self.instruments.to_numpy(float)])
        found = self.values.copy()
        found[:, at] = self.values[:, at] - residuals(first, self.values[:, at])
        return found

    @cached_property
    def bread(self) -> Floats:
        """(X'X)^-1 of the matrix as it is projected, shape (k + d, k + d)."""
        return bread_of(self.projected)

    def codes(self, column: str) -> Codes:
        """The values of a column of the sample as integers from 0, in their order."""
        if column not in self._coded:
            self._coded[column] = coded(self.sample[column].to_numpy())
        return self._coded[column]

    @cached_property
    def _coded(self) -> dict[str, Codes]:
        return {}

    @cached_property
    def effects(self) -> list[tuple[Codes, int]]:
        """The levels of each fixed effect and the number of its dummies."""
        names = list(self.dummies.columns)
        return [
            (self.codes(effect), sum(name.startswith(f"{effect}=") for name in names))
            for effect in self.fixed_effects
            if effect in self.sample
        ]

    @cached_property
    def rows(self) -> Panel:
        """Region and year of each row."""
        return self.grouped_by("region_code")

    def grouped_by(self, cluster: str, others: tuple[str, ...] = (), km: Floats | None = None) -> Panel:
        """Cluster and year of each row, and further panel columns to cluster by."""
        more = {name: self.codes(name) for name in others if name in self.sample}
        return Panel(self.codes(cluster), self.sample["year"].to_numpy(int), more, km)

    def within_clusters(self, clusters: Codes) -> tuple[list[str], int]:
        """Columns that no cluster shares with another: effects nested in the clusters, their constant, regions' trends.

        Taken out first they move no slope, in the whole sample or without any cluster, and one that the rest spans
        without a cluster cannot be lost. Also how many of them are dummies of nested effects; these come first but for
        the constant.
        """
        names = list(self.dummies.columns)
        nested = [
            name
            for effect in self.fixed_effects
            if effect in self.sample and is_nested(self.codes(effect), clusters)
            for name in names
            if name.startswith(f"{effect}=")
        ]
        trends = [name for name in names if name.startswith(TREND)]
        alone = [name for name in trends if len(set(clusters[self.dummies[name].to_numpy() != 0])) == 1]
        return [
            *([CONSTANT] if nested else []),
            *nested,
            *(alone if len(alone) == len(trends) else []),
        ], len(nested)


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
    inside = restricted(study, table, column, panel).to_numpy()
    if not inside.any():
        raise UserError(f"the sample '{column.restrict_to or table.restrict_to}' holds no row of the panel; widen it.")
    lacks = panel[needed(study.of(table, column), table, column)].isna()
    keep = inside & ~lacks.to_numpy().any(axis=1)
    if table.sample == "common":
        keep &= complete_rows(study, table, panel).to_numpy()
    missing = {
        name: panel.loc[inside & lacks[name].to_numpy(), ["region_code", "year"]]
        for name in lacks.columns[lacks.to_numpy()[inside].any(axis=0)]
    }
    if not keep.any():
        gaps = ", ".join(f"{name} ({len(rows)})" for name, rows in missing.items())
        raise UserError(f"no observation has every variable; missing values: {gaps}. Leave one of them out.")
    return on_rows(study, table, column, panel[keep].reset_index(drop=True), missing)


def on_rows(
    study: Study, table: Table, column: Column, sample: pd.DataFrame, missing: dict[str, pd.DataFrame]
) -> Design:
    """The design of one column on rows that are already chosen; raises as `build` does."""
    study = study.of(table, column)
    regressors, effects = table.regressors(column), table.effects(column)
    sample, n_singletons = fixed.without_singletons(sample, effects)
    if sample.empty:
        raise UserError("every observation is alone in a level of a fixed effect; leave one of the effects out.")
    x = np.column_stack([regressor(study, name, sample).to_numpy(float) for name in regressors])
    for name, values in zip(regressors, x.T, strict=True):
        if values.max() == values.min():
            raise UserError(f"{name} is the same in all {len(x)} observations; leave it out.")
    dummies = fixed.dummies(sample, effects, study.cluster, _trends(sample) if column.region_trends else None)
    basis = orthonormal(np.column_stack([np.ones(len(x)), dummies.to_numpy()]))
    _require_variation(regressors, x, basis, effects)
    is_dropped = spanned(basis, x)
    kept = [name for name, drop in zip(regressors, is_dropped, strict=True) if not drop]
    frame = pd.DataFrame(np.column_stack([x[:, ~is_dropped], np.ones(len(x))]), columns=[*kept, CONSTANT])
    if (n_clusters := sample[study.cluster].nunique()) <= frame.shape[1]:
        raise UserError(
            f"{n_clusters} clusters for {frame.shape[1]} coefficients; use fewer regressors or other errors."
        )
    return Design(
        sample, sample[study.outcome], frame, dummies,
        [*effects, "region_trend"] if column.region_trends else effects,
        [name for name in regressors if name not in kept], missing, n_singletons, tuple(column.instruments),
        sample[column.excluded_instruments].astype(float) if column.instruments else None,
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


def _require_variation(names: list[str], x: Floats, basis: Floats, effects: list[str]) -> None:
    """A regressor that the fixed effects alone absorb answers no question of this column: it fails, and says so."""
    absorbed = [name for name, values in zip(names, x.T, strict=True) if spanned(basis, values[:, None])[0]]
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
