"""A specification and the panel -> outcome, regressors and fixed-effect dummies, with what fell out and why."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pandas as pd

from linear.basis import orthonormal, residuals, spanned, vanishing
from linear.groups import Codes, Panel, is_nested
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
        study: as the column sees it (Study.of).
        sample: the rows used, with region_code and year.
        y: outcome, shape (n,).
        values: regressors, the constant last of them, then dummies of fixed effects without their first level, none of
            them collinear; shape (n, p).
        names: of its columns.
        k: how many of them are regressors, the constant among them.
        dropped: regressors that are a linear combination of the others.
        missing: by variable the region-years that lack it.
        n_singletons: rows left out because they were alone in a level of a fixed effect.
        endogenous: the regressors that instruments stand in for, none as a rule.
        instruments: excluded instruments, shape (n, m).
        distances: km between regions by their codes, square; None where there are none.
    """

    study: Study
    sample: pd.DataFrame
    y: Floats
    values: Floats
    names: list[str]
    k: int
    fixed_effects: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    missing: dict[str, pd.DataFrame] = field(default_factory=dict)
    n_singletons: int = 0
    endogenous: tuple[str, ...] = ()
    instruments: pd.DataFrame | None = None
    distances: pd.DataFrame | None = None

    @property
    def regressors(self) -> list[str]:
        """The constant among them."""
        return self.names[: self.k]

    @property
    def terms(self) -> list[str]:
        """The regressors but the constant."""
        return [name for name in self.regressors if name != CONSTANT]

    @property
    def dummies(self) -> list[str]:
        return self.names[self.k :]

    @property
    def focus(self) -> str | None:
        """The study's focus or the first lag of it among the regressors."""
        own, lag = self.study.focus, f"{self.study.focus}_lag"
        return next((name for name in self.regressors if name == own or name.startswith(lag)), None)

    @property
    def slopes(self) -> list[str]:
        """The slopes of the focus in each group, where the column has such."""
        return [term for term in self.regressors if self.study.group_slope(term) == self.study.focus]

    @cached_property
    def matrix(self) -> pd.DataFrame:
        """The values, labelled."""
        return pd.DataFrame(self.values, columns=self.names)

    def of(self, term: str) -> Floats:
        """The column of a term, shape (n,)."""
        return np.asarray(self.values[:, self.names.index(term)])

    def without(self, term: str) -> Floats:
        """What all other columns leave of a term, shape (n,)."""
        at = self.names.index(term)
        return residuals(np.delete(self.values, at, axis=1), self.values[:, at])

    def with_regressors(self, columns: dict[str, Floats]) -> Design:
        """The same rows and dummies with other regressors beside the constant."""
        values = np.column_stack([*columns.values(), self.values[:, self.k - 1 :]])
        return replace(self, values=values, names=[*columns, CONSTANT, *self.dummies], k=len(columns) + 1)

    @cached_property
    def projected(self) -> Floats:
        """The matrix, with endogenous regressors replaced by their first-stage fit; without instruments the matrix."""
        if self.instruments is None:
            return self.values
        at = [self.names.index(name) for name in self.endogenous]
        first = np.column_stack([np.delete(self.values, at, axis=1), self.instruments.to_numpy(float)])
        found = self.values.copy()
        found[:, at] = self.values[:, at] - residuals(first, self.values[:, at])
        return found

    @cached_property
    def bread(self) -> Floats:
        """(X'X)^-1 of the matrix as it is projected, shape (p, p)."""
        return bread_of(self.projected)

    @cached_property
    def regions(self) -> list[str]:
        """In the order of their codes."""
        return sorted(self.sample["region_code"].unique())

    def codes(self, column: str) -> Codes:
        """The values of a column of the sample as integers from 0, in their order."""
        if column not in self._coded:
            self._coded[column], _ = fixed.levels_of(self.sample, column)
        return self._coded[column]

    @cached_property
    def _coded(self) -> dict[str, Codes]:
        return {}

    @cached_property
    def effects(self) -> list[tuple[Codes, int]]:
        """The levels of each fixed effect and the number of its dummies."""
        known = [effect for effect in self.fixed_effects if effect in self.sample]
        return [(self.codes(each), sum(name.startswith(f"{each}=") for name in self.dummies)) for each in known]

    @cached_property
    def rows(self) -> Panel:
        """Region and year of each row."""
        return Panel(self.codes("region_code"), self.sample["year"].to_numpy(int))

    def grouped(self, others: tuple[str, ...] = (), km: Floats | None = None) -> Panel:
        """Cluster of the study and year of each row, and further panel columns to cluster by."""
        more = {name: self.codes(name) for name in others if name in self.sample}
        return Panel(self.codes(self.study.cluster), self.rows.year, more, km)

    @cached_property
    def km(self) -> Floats | None:
        """Distances between the regions, in their order, or None where one has none."""
        if self.distances is None or not set(self.regions) <= set(self.distances.index):
            return None
        return np.asarray(self.distances.loc[self.regions, self.regions], float)

    def within_clusters(self, clusters: Codes) -> tuple[list[str], int]:
        """Columns that no cluster shares with another: effects nested in the clusters, their constant, regions' trends.

        Taken out first they move no slope, in the whole sample or without any cluster, and one that the rest spans
        without a cluster cannot be lost. Also how many of them are dummies of nested effects; these come first but for
        the constant.
        """
        nested = [
            name
            for effect in self.fixed_effects
            if effect in self.sample and is_nested(self.codes(effect), clusters)
            for name in self.dummies
            if name.startswith(f"{effect}=")
        ]
        trends = [name for name in self.dummies if name.startswith(TREND)]
        are_alone = all(len(set(clusters[self.of(name) != 0])) == 1 for name in trends)
        return [*([CONSTANT] if nested else []), *nested, *(trends if are_alone else [])], len(nested)

    def outside_clusters(self, codes: Codes, outcomes: Floats) -> tuple[Floats, Floats, list[int]]:
        """Matrix and outcomes, shape (..., n), without what lies within clusters, for the jackknife; and the places of
        the regressors that are left.

        Taken out first it changes no slope of any jackknife sample; the constant beside nested effects is then not
        identified and has no standard error.
        """
        within = set(self.within_clusters(codes)[0])
        left = [place for place, name in enumerate(self.names) if name not in within]
        matrix = self.values[:, left]
        if within:
            inner = self.values[:, [place for place, name in enumerate(self.names) if name in within]]
            both = residuals(inner, np.column_stack([matrix, outcomes.reshape(-1, len(codes)).T]))
            matrix, outcomes = both[:, : len(left)], both[:, len(left) :].T.reshape(outcomes.shape)
        return matrix, outcomes, [place for place in left if place < self.k]


def complete_rows(study: Study, table: Table, panel: pd.DataFrame) -> np.ndarray:
    """The rows that every column of a table can use."""
    keep: np.ndarray = panel[study.needed(table.sample_also_needs)].notna().to_numpy().all(axis=1)
    for column in table.columns:
        keep &= panel[needed(study.of(table, column), table, column)].notna().to_numpy().all(axis=1)
        keep &= restricted(study, table, column, panel)
    return keep


def needed(study: Study, table: Table, column: Column) -> list[str]:
    """The panel columns without which a row cannot be used."""
    names = study.needed([*table.regressors(column), *column.excluded_instruments])
    return list(dict.fromkeys([*names, *fixed.columns_of(table.effects(column))]))


def restricted(study: Study, table: Table, column: Column, panel: pd.DataFrame) -> np.ndarray:
    """The rows of the column's named sample; all of them where it has none."""
    sample = study.restriction(table, column)
    return np.ones(len(panel), bool) if sample is None else np.asarray(rows_of(sample, panel))


def build(
    study: Study, table: Table, column: Column, panel: pd.DataFrame, distances: pd.DataFrame | None = None
) -> Design:
    """The design of one column, on the rows of its sample that have every variable.

    Raises:
        UserError: no rows are left, a regressor does not vary, or there are fewer clusters than coefficients.
    """
    inside = restricted(study, table, column, panel)
    if not inside.any():
        raise UserError(f"the sample '{column.restrict_to or table.restrict_to}' holds no row of the panel; widen it.")
    names = needed(study.of(table, column), table, column)
    lacks = inside[:, None] & panel[names].isna().to_numpy()
    keep = inside & ~lacks.any(axis=1)
    if table.sample == "common":
        keep &= complete_rows(study, table, panel)
    keys = panel[["region_code", "year"]]
    missing = {names[place]: keys[lacks[:, place]] for place in np.flatnonzero(lacks.any(axis=0))}
    if not keep.any():
        gaps = ", ".join(f"{name} ({len(rows)})" for name, rows in missing.items())
        raise UserError(f"no observation has every variable; missing values: {gaps}. Leave one of them out.")
    found = on_rows(study, table, column, panel[keep].reset_index(drop=True))
    return replace(found, missing=missing, distances=distances)


def on_rows(study: Study, table: Table, column: Column, sample: pd.DataFrame) -> Design:
    """The design of one column on rows that are already chosen; raises as `build` does."""
    study = study.of(table, column)
    regressors, effects = table.regressors(column), table.effects(column)
    sample, n_singletons = fixed.without_singletons(sample, effects)
    if sample.empty:
        raise UserError("every observation is alone in a level of a fixed effect; leave one of the effects out.")
    x = np.column_stack([regressor(study, name, sample) for name in regressors])
    for place in np.flatnonzero(x.max(axis=0) == x.min(axis=0)):
        raise UserError(f"{regressors[place]} is the same in all {len(x)} observations; leave it out.")
    one = np.ones((len(x), 1))
    labels, dummies = fixed.dummies(sample, effects, study.cluster, TREND if column.region_trends else None)
    basis = orthonormal(np.column_stack([one, dummies]))
    absorbed = [name for name, is_absorbed in zip(regressors, vanishing(basis, x), strict=True) if is_absorbed]
    if effects and absorbed:  # a regressor that the fixed effects alone absorb answers no question of this column
        raise UserError(
            f"{', '.join(absorbed)} does not vary within {' and '.join(effects)}: the fixed effects absorb it. "
            "Leave it or the fixed effects out."
        )
    is_dropped = spanned(basis, x)
    kept = [name for name, drop in zip(regressors, is_dropped, strict=True) if not drop]
    if (n_clusters := sample[study.cluster].nunique()) <= len(kept) + 1:
        raise UserError(
            f"{n_clusters} clusters for {len(kept) + 1} coefficients; use fewer regressors or other errors."
        )
    return Design(
        study, sample, sample[study.outcome].to_numpy(float), np.column_stack([x[:, ~is_dropped], one, dummies]),
        [*kept, CONSTANT, *labels], len(kept) + 1, [*effects, "region_trend"] if column.region_trends else effects,
        [name for name in regressors if name not in kept], {}, n_singletons, tuple(column.instruments),
        sample[column.excluded_instruments].astype(float) if column.instruments else None,
    )  # fmt: skip


def regressor(study: Study, name: str, sample: pd.DataFrame) -> Floats:
    """A panel column, or a product of two, centred on the sample's means where the study says so."""
    if name not in study.products:
        return np.asarray(sample[name], float)
    product = study.products[name]
    first, second = (sample[part].to_numpy(float) for part in product.of)
    if product.centred:
        first, second = first - first.mean(), second - second.mean()
    return np.asarray(first * second)
