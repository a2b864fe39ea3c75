"""A fitted column: its coefficients, and errors and tests by the name of a convention (docs/standard_errors.md)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from linear import small_sample
from linear.conventions import Convention, parse
from linear.distributions import t_limit, t_p
from linear.errors import LinearError
from linear.groups import Floats, Panel
from linear.least_squares import Covariance, LeastSquares, columns_outside, jackknife
from linear.semidefinite import positive
from linear.wild import WildBootstrap, signs
from resilience.estimation.design import CONSTANT, Design, build
from resilience.estimation.permutation import Permuted, permuted
from resilience.estimation.specification import Column, Study, Table
from resilience.estimation.two_stage import two_stage
from resilience.project.errors import UserError

COLUMNS = [
    "term", "estimate", "std_error", "statistic", "p_value", "ci_low", "ci_high", "df", "n_clusters", "detail",
    "is_repaired",
]  # fmt: skip
NO_ERROR = {**dict.fromkeys(["std_error", "statistic", "ci_low", "ci_high", "df"], np.nan), "is_repaired": False}
NOT_WITH_INSTRUMENTS = ("HC3", "CRV3", "wild", "permutation")


@dataclass(frozen=True)
class Errors:
    """Covariance of the regressors under one convention.

    Attributes:
        terms: the regressors, constant included.
        covariance: shape (k, k).
        df: degrees of freedom of the t distribution.
        n_clusters: the smallest number of clusters; None where errors are not clustered.
        detail: what the name leaves open, such as a repair; empty for nothing.
        is_repaired: whether the covariance of the slopes was no covariance and a larger one stands in its place.
    """

    terms: list[str]
    covariance: Floats
    df: float
    n_clusters: int | None = None
    detail: str = ""
    is_repaired: bool = False

    @cached_property
    def values(self) -> Floats:
        """Standard errors, shape (k,)."""
        diagonal = np.diag(self.covariance)
        return np.sqrt(np.where(diagonal < 0, np.nan, diagonal))

    @property
    def std_error(self) -> pd.Series:
        """The same, labelled."""
        return pd.Series(self.values, self.terms)

    def of(self, terms: list[str]) -> Floats:
        """The covariance of some terms."""
        places = [self.terms.index(term) for term in terms]
        return self.covariance[np.ix_(places, places)]


class FittedColumn:
    """A design with its fit; whatever is asked for is computed once."""

    def __init__(self, design: Design) -> None:
        self.design, self.study = design, design.study
        self._errors: dict[Convention, Errors] = {}

    @cached_property
    def fit(self) -> Any:
        """statsmodels' least squares, or two-stage least squares where the column has instruments."""
        if self.design.instruments is not None:
            return two_stage(self.design)
        return ols(self.design.y, self.design.values)

    @cached_property
    def params(self) -> pd.Series:
        """Coefficients of all columns of the design."""
        return pd.Series(self.fit.params, self.design.names)

    @cached_property
    def residuals(self) -> Floats:
        return np.asarray(self.design.y - self.design.values @ self.fit.params)

    @cached_property
    def permuted(self) -> list[Permuted]:
        """The tests of permutation(region)."""
        return permuted(self.design)

    def slopes(self, terms: list[str]) -> Floats:
        """Coefficients of some terms."""
        return np.asarray(self.fit.params[[self.design.names.index(term) for term in terms]])

    def table(self, se_type: str) -> pd.DataFrame:
        """Estimate, standard error, statistic, p-value and 95 % interval of every regressor, one row each (COLUMNS).

        Args:
            se_type: a name of linear/conventions.py.

        Raises:
            UserError: the convention cannot be computed on this sample.
        """
        return pd.DataFrame(self.coefficients(se_type), columns=COLUMNS)

    def coefficients(self, se_type: str) -> list[dict[str, Any]]:
        """The rows of `table`."""
        convention = self._known(se_type)
        if convention.kind in ("permutation", "wild"):
            rows = self._wild(convention) if convention.kind == "wild" else self._permutations()
            return [{**NO_ERROR, **row} for row in rows]
        errors = self.errors(se_type)
        estimate, std_error = self.fit.params[: self.design.k], errors.values
        statistic, margin = estimate / std_error, t_limit(errors.df) * std_error
        same = (errors.df, errors.n_clusters, errors.detail, errors.is_repaired)
        numbers = (estimate, std_error, statistic, t_p(statistic, errors.df), estimate - margin, estimate + margin)
        return [
            dict(zip(COLUMNS, (term, *row, *same), strict=True))
            for term, *row in zip(errors.terms, *(each.tolist() for each in numbers), strict=True)
        ]

    def errors(self, se_type: str) -> Errors:
        """Covariance of the regressors under a convention.

        Raises:
            UserError: the convention is a test without a standard error, or cannot be computed on this sample.
        """
        convention = self._known(se_type)
        if convention not in self._errors:
            try:
                is_jackknife = convention.kind == "CRV3"
                self._errors[convention] = (self._jackknifed if is_jackknife else self._sandwiched)(convention)
            except LinearError as error:
                raise UserError(str(error)) from None
        return self._errors[convention]

    def _known(self, se_type: str) -> Convention:
        convention = parse(se_type)
        if self.design.instruments is not None and convention.kind in NOT_WITH_INSTRUMENTS:
            raise UserError(
                f"{convention} is not defined here for instrumented columns; use classical, HC1, CRV1(…), DK, NW or "
                "Conley."
            )
        return convention

    def _sandwiched(self, convention: Convention) -> Errors:
        """Errors whose slopes have a covariance. The constant is left out of what is repaired: beside fixed effects it
        is a normalisation, and its repair would move the slopes."""
        design, names = self.design, self.design.regressors
        panel = panel_of(design, convention)
        fit = LeastSquares(design.projected, design.bread, self.residuals, design.k, panel, design.effects)
        found = fit.covariance(convention)
        values, slopes = found.values.copy(), [place for place, name in enumerate(names) if name != CONSTANT]
        block = np.ix_(slopes, slopes)
        values[block], notes = positive(values[block], [each[block] for each in found.fewer])
        is_repaired = bool(notes)
        if convention.kind == "Conley" and not convention.lag:
            notes = [*notes, "years of a region are taken as unrelated"]
        return Errors(names, values, found.df, found.n_groups, "; ".join(notes), is_repaired)

    def _jackknifed(self, convention: Convention) -> Errors:
        found, terms = jackknifed(self.design, convention, self.design.y)
        values = np.full([self.design.k] * 2, np.nan)
        values[np.ix_(terms, terms)] = found.values[: len(terms), : len(terms)]
        return Errors(self.design.regressors, values, found.df, found.n_groups)

    def _permutations(self) -> list[dict[str, Any]]:
        return [
            {
                "term": term, "estimate": self.params[term], "p_value": p, "n_clusters": len(test.regions),
                "detail": test.detail,
            }
            for test in self.permuted
            for term, p in zip(test.terms, test.p_values, strict=True)
        ]  # fmt: skip

    def _wild(self, convention: Convention) -> list[dict[str, Any]]:
        """t (that of CRV1), p and interval of each regressor but the constant; no standard error."""
        design, (name,) = self.design, convention.clusters
        try:
            codes = design.grouped(convention.clusters).codes(name)
            n_clusters = int(codes.max()) + 1
            small_sample.require_two(n_clusters, name)
        except LinearError as error:
            raise UserError(str(error)) from None
        weights, detail, is_drawn = signs(n_clusters, convention.weights, self.study.seed)
        n_columns = columns_outside(design.values, design.effects, codes)
        factor = small_sample.clustered(len(design.y), n_columns, n_clusters)
        rows = []
        for term in design.terms:
            test = WildBootstrap(design.values, design.y, design.names.index(term), codes, weights, is_drawn)
            low, high = test.interval()
            note = "" if np.isfinite([low, high]).all() else "; interval unbounded"
            rows.append({
                "term": term, "estimate": self.params[term], "statistic": test.t() / np.sqrt(factor),
                "p_value": test.p(), "ci_low": low if np.isfinite(low) else np.nan,
                "ci_high": high if np.isfinite(high) else np.nan, "n_clusters": n_clusters, "detail": detail + note,
            })  # fmt: skip
        return rows


class FittedColumns:
    """The columns of a study on one panel, each built once and read by every part.

    Args:
        panel: in the study's columns (derived_columns.derive_columns).
        distances: km between regions by their codes, square.
    """

    def __init__(self, study: Study, panel: pd.DataFrame, distances: pd.DataFrame | None = None) -> None:
        self.study, self.panel, self._distances = study, panel, distances
        self._known: dict[tuple[str, str], FittedColumn | UserError] = {}

    def of(self, table: Table, column: Column) -> FittedColumn:
        """A column.

        Raises:
            UserError: it has no design; results.fits says why.
        """
        key = (table.id, column.id)
        if key not in self._known:
            try:
                self._known[key] = FittedColumn(build(self.study, table, column, self.panel, self._distances))
            except UserError as error:
                self._known[key] = error
        found = self._known[key]
        if isinstance(found, UserError):
            raise found
        return found

    def known(self, table: Table) -> list[tuple[Column, FittedColumn]]:
        """The columns of a table that have a design."""
        found = []
        for column in table.columns:
            try:
                found.append((column, self.of(table, column)))
            except UserError:
                continue
        return found


def ols(y: Floats, matrix: Floats) -> Any:
    """Least squares by statsmodels, the engine of every fit that is reported; the matrix holds its own constant."""
    from statsmodels.regression.linear_model import OLS

    return OLS(y, matrix).fit()


def jackknifed(design: Design, convention: Convention, outcomes: Floats) -> tuple[Covariance, list[int]]:
    """CRV3 of outcomes, shape (..., n), on a design, and the places of the regressors that it has.

    Raises:
        UserError: there is one cluster, or one alone carries a coefficient.
    """
    (name,) = convention.clusters
    try:
        codes = design.grouped(convention.clusters).codes(name)
        small_sample.require_two(int(codes.max()) + 1, name)
    except LinearError as error:
        raise UserError(str(error)) from None
    matrix, outcomes, terms = design.outside_clusters(codes, outcomes)
    try:
        return jackknife(matrix, outcomes, codes), terms
    except LinearError as error:
        raise UserError(
            f"{convention} needs every coefficient without each cluster in turn, and one is lost: {error} "
            f"Leave {convention} out of this table or the regressor that one cluster carries alone."
        ) from None


def panel_of(design: Design, convention: Convention) -> Panel:
    """Clusters and years of the rows, and whatever else a convention groups or pairs them by.

    Raises:
        UserError: no distances between the regions that Conley's errors pair.
    """
    km = _distances(design, convention) if convention.kind == "Conley" else None
    return design.grouped(convention.clusters, km)


def _distances(design: Design, convention: Convention) -> Floats:
    if design.distances is None:
        raise UserError(f"{convention} needs distances between regions (marts.fct_distance); there are none.")
    regions = sorted(design.sample[design.study.cluster].unique())
    if missing := sorted(set(regions) - set(design.distances.index)):
        raise UserError(
            f"{convention}: marts.fct_distance has no region {', '.join(missing[:5])}; add its point to regions, or "
            "raise the parameter pairs_up_to if there are more regions than that."
        )
    return np.asarray(design.distances.loc[regions, regions], float)
