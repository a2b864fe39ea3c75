"""A fitted column and the name of a convention -> standard errors or a test (this folder's README.md has the table)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from linear import small_sample
from linear.basis import residuals
from linear.conventions import Convention, parse
from linear.errors import LinearError
from linear.exchange import Exchange, enumerated, orders_of
from linear.groups import Codes, Floats, Panel
from linear.least_squares import Covariance, LeastSquares, columns_outside, jackknife
from linear.semidefinite import positive
from linear.wild import TIE, WildBootstrap, signs
from resilience.estimation.derived_columns import group_slope
from resilience.estimation.design import CONSTANT, Design
from resilience.estimation.specification import Study
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
        covariance: shape (k, k), labelled by term, constant included.
        df: degrees of freedom of the t distribution.
        n_clusters: the smallest number of clusters; None where errors are not clustered.
        detail: what the name leaves open, such as a repair; empty for nothing.
        is_repaired: whether the covariance of the slopes was no covariance and a larger one stands in its place.
    """

    covariance: pd.DataFrame
    df: float
    n_clusters: int | None = None
    detail: str = ""
    is_repaired: bool = False

    @property
    def std_error(self) -> pd.Series:
        diagonal = np.diag(self.covariance.to_numpy())
        return pd.Series(np.sqrt(np.where(diagonal < 0, np.nan, diagonal)), self.covariance.index)


@dataclass(frozen=True)
class Permuted:
    """Terms made of the focus: |t| as observed and under every order of the regions' residual paths.

    Attributes:
        observed: |t|, shape (terms,).
        drawn: the same for every order, shape (orders, terms); all orders hold the data's own, drawn ones do not.
        regions: whose paths were exchanged; tests of the same regions and seed share their orders.
    """

    terms: list[str]
    observed: Floats
    drawn: Floats
    regions: tuple[str, ...]
    seed: int

    @property
    def with_own(self) -> Floats:
        """Every order that counts, the data's own among them, shape (orders, terms)."""
        return self.drawn if enumerated(len(self.regions)) else np.vstack([self.observed, self.drawn])

    @property
    def p_values(self) -> Floats:
        return np.asarray((self.with_own >= self.observed * (1 - TIE)).mean(axis=0))

    @property
    def detail(self) -> str:
        return (
            f"all orders of {len(self.regions)} regions"
            if enumerated(len(self.regions))
            else f"{len(self.drawn):,} draws, seed {self.seed}"
        )


def coefficient_table(
    study: Study, design: Design, fit: Any, se_type: str, distances: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Estimate, standard error, statistic, p-value and 95 % interval of every regressor, one row each (COLUMNS).

    Args:
        fit: anything with `params`, labelled by the columns of the design's matrix.
        se_type: a name of linear/conventions.py.
        distances: km between regions, square, for Conley.

    Raises:
        UserError: the convention cannot be computed on this sample.
    """
    return pd.DataFrame(coefficients(study, design, fit, se_type, distances), columns=COLUMNS)


def coefficients(
    study: Study,
    design: Design,
    fit: Any,
    se_type: str,
    distances: pd.DataFrame | None = None,
    tests: list[Permuted] | None = None,
) -> list[dict[str, Any]]:
    """The rows of `coefficient_table`.

    Args:
        tests: the column's permutation tests, where they are known already.
    """
    convention = parse(se_type)
    if convention.kind in ("permutation", "wild"):
        _require_known(convention, design)
        if convention.kind == "wild":
            rows = _wild_rows(study, design, fit, convention)
        else:
            rows = _permutation_rows(permuted(study, design) if tests is None else tests, fit)
        return [{**NO_ERROR, **row} for row in rows]
    errors = standard_errors(study, design, fit, se_type, distances)
    estimate, std_error = np.asarray(fit.params)[: len(design.x.columns)], errors.std_error.to_numpy()
    statistic = estimate / std_error
    margin = stats.t.ppf(0.975, errors.df) * std_error
    p_value = 2 * stats.t.sf(np.abs(statistic), errors.df)
    same = (errors.df, errors.n_clusters, errors.detail, errors.is_repaired)
    numbers = (estimate, std_error, statistic, p_value, estimate - margin, estimate + margin)
    return [
        dict(zip(COLUMNS, (term, *row, *same), strict=True))
        for term, *row in zip(design.x.columns, *(each.tolist() for each in numbers), strict=True)
    ]


def standard_errors(
    study: Study, design: Design, fit: Any, se_type: str, distances: pd.DataFrame | None = None
) -> Errors:
    """Covariance of the regressors under a convention; `.std_error`, `.df`, `.n_clusters`, `.detail`.

    Raises:
        UserError: the convention is a test without a standard error, or cannot be computed on this sample.
    """
    convention = parse(se_type)
    _require_known(convention, design)
    try:
        if convention.kind == "CRV3":
            return _jackknifed(study, design, convention)
        panel = panel_of(study, design, convention, distances)
        left = design.outcome - design.values @ np.asarray(fit.params)
        k = design.x.shape[1]
        found = LeastSquares(design.projected, design.bread, left, k, panel, design.effects).covariance(convention)
    except LinearError as error:
        raise UserError(str(error)) from None
    return _repaired(design, found, convention)


def panel_of(study: Study, design: Design, convention: Convention, distances: pd.DataFrame | None) -> Panel:
    """Clusters and years of the rows, and whatever else a convention groups or pairs them by.

    Raises:
        UserError: no distances between the regions that Conley's errors pair.
    """
    km = _distances(study, design, convention, distances) if convention.kind == "Conley" else None
    return design.grouped_by(study.cluster, convention.clusters, km)


def outside_clusters(design: Design, codes: Codes, outcomes: Floats) -> tuple[Floats, Floats, list[int]]:
    """Matrix and outcomes, shape (..., n), without what lies within clusters, for the jackknife; and the places of the
    regressors that are left.

    Taken out first it changes no slope of any jackknife sample; the constant beside nested effects is then not
    identified and has no standard error.
    """
    within, _ = design.within_clusters(codes)
    names = [*design.x.columns, *design.dummies.columns]
    left = [position for position, name in enumerate(names) if name not in set(within)]
    terms = [position for position in left if position < design.x.shape[1]]
    matrix = design.values[:, left]
    if within:
        inner = design.values[:, [names.index(name) for name in within]]
        both = residuals(inner, np.column_stack([matrix, outcomes.reshape(-1, len(codes)).T]))
        matrix, outcomes = both[:, : len(left)], both[:, len(left) :].T.reshape(outcomes.shape)
    return matrix, outcomes, terms


def permuted(study: Study, design: Design) -> list[Permuted]:
    """The tests of a column: of the terms made of the focus, all regions exchanged, or of each group's slope.

    A group's slope is tested by exchanging paths within the group only: the errors of other groups may differ.
    """
    if (focus := focus_among(study, list(design.x.columns))) is not None:
        made_of = [term for term in design.x.columns if term == focus or focus in _factors(study, term)]
        return [_exchanged(study, design, made_of)]
    slopes = [term for term in design.x.columns if group_slope(study, term) == study.focus]
    return [_exchanged(study, design, [term]) for term in slopes]


def focus_among(study: Study, names: list[str]) -> str | None:
    """The study's focus or the first lag of it among some names."""
    return next((name for name in names if name == study.focus or name.startswith(f"{study.focus}_lag")), None)


def group_regions(study: Study, design: Design, term: str) -> list[str]:
    """The regions among which paths are exchanged: those whose rows a group's slope reads, else all."""
    regions = design.sample["region_code"]
    if group_slope(study, term) is not None:
        indicator = next(name for name in study.products[term].of if name != study.focus)
        regions = regions[design.sample[indicator] != 0]
    return sorted(regions.unique())


def exchange_of(study: Study, design: Design, term: str) -> tuple[Exchange, list[str]]:
    """The exchange of residual paths that tests a term, and the regions that take part."""
    members = group_regions(study, design, term)
    every = sorted(design.sample["region_code"].unique())
    places = [every.index(region) for region in members]
    return Exchange(design.values, list(design.x.columns).index(term), design.rows, places), members


def _exchanged(study: Study, design: Design, terms: list[str]) -> Permuted:
    """|t| of terms under every order of the residual paths; other regions keep their own."""
    found = [exchange_of(study, design, term) for term in terms]
    members = found[0][1]
    orders = orders_of(len(members), study.permutations, study.seed)
    statistics = [exchange.statistics(design.outcome[None], orders) for exchange, _ in found]
    observed = np.array([own[0] for own, _ in statistics])
    return Permuted(terms, observed, np.column_stack([drawn for _, drawn in statistics]), tuple(members), study.seed)


def permutation_p(study: Study, design: Design) -> dict[str, float]:
    """p-values of the terms made of the focus variable, from exchanging residual paths between regions."""
    return {term: p for test in permuted(study, design) for term, p in zip(test.terms, test.p_values, strict=True)}


def _permutation_rows(tests: list[Permuted], fit: Any) -> list[dict[str, Any]]:
    return [
        {
            "term": term,
            "estimate": fit.params[term],
            "p_value": p,
            "n_clusters": len(test.regions),
            "detail": test.detail,
        }
        for test in tests
        for term, p in zip(test.terms, test.p_values, strict=True)
    ]


def _wild_rows(study: Study, design: Design, fit: Any, convention: Convention) -> list[dict[str, Any]]:
    """t (that of CRV1), p and interval of each regressor but the constant; no standard error."""
    (name,) = convention.clusters
    try:
        codes = design.grouped_by(study.cluster, convention.clusters).codes(name)
        n_clusters = int(codes.max()) + 1
        small_sample.require_two(n_clusters, name)
    except LinearError as error:
        raise UserError(str(error)) from None
    weights, detail, is_drawn = signs(n_clusters, convention.weights, study.seed)
    factor = small_sample.clustered(len(design.y), columns_outside(design.values, design.effects, codes), n_clusters)
    rows = []
    for position, term in enumerate(design.x.columns):
        if term != CONSTANT:
            test = WildBootstrap(design.values, design.outcome, position, codes, weights, is_drawn)
            low, high = test.interval()
            note = "" if np.isfinite([low, high]).all() else "; interval unbounded"
            rows.append({
                "term": term, "estimate": fit.params[term], "statistic": test.t() / np.sqrt(factor),
                "p_value": test.p(), "ci_low": low if np.isfinite(low) else np.nan,
                "ci_high": high if np.isfinite(high) else np.nan, "n_clusters": n_clusters, "detail": detail + note,
            })  # fmt: skip
    return rows


def _jackknifed(study: Study, design: Design, convention: Convention) -> Errors:
    (name,) = convention.clusters
    panel = design.grouped_by(study.cluster, convention.clusters)
    codes = panel.codes(name)
    small_sample.require_two(int(codes.max()) + 1, name)
    matrix, outcome, terms = outside_clusters(design, codes, design.outcome)
    try:
        found = jackknife(matrix, outcome, codes)
    except LinearError as error:
        raise UserError(
            f"{convention} needs every coefficient without each cluster in turn, and one is lost: {error} "
            f"Leave {convention} out of this table or the regressor that one cluster carries alone."
        ) from None
    values = np.full([design.x.shape[1]] * 2, np.nan)
    values[np.ix_(terms, terms)] = found.values[: len(terms), : len(terms)]
    return Errors(pd.DataFrame(values, design.x.columns, design.x.columns), found.df, found.n_groups)


def _repaired(design: Design, found: Covariance, convention: Convention) -> Errors:
    """Errors whose slopes have a covariance. The constant is left out of what is repaired: beside fixed effects it is a
    normalisation, and its repair would move the slopes."""
    names, values = design.x.columns, found.values.copy()
    block = np.ix_(*[np.flatnonzero(names != CONSTANT)] * 2)
    values[block], notes = positive(values[block], [each[block] for each in found.fewer])
    is_repaired = bool(notes)
    if convention.kind == "Conley" and not convention.lag:
        notes = [*notes, "years of a region are taken as unrelated"]
    return Errors(pd.DataFrame(values, names, names), found.df, found.n_groups, "; ".join(notes), is_repaired)


def _distances(study: Study, design: Design, convention: Convention, distances: pd.DataFrame | None) -> Floats:
    if distances is None:
        raise UserError(f"{convention} needs distances between regions (marts.fct_distance); there are none.")
    regions = sorted(design.sample[study.cluster].unique())
    if missing := sorted(set(regions) - set(distances.index)):
        raise UserError(
            f"{convention}: marts.fct_distance has no region {', '.join(missing[:5])}; add its point to regions, or "
            "raise the parameter pairs_up_to if there are more regions than that."
        )
    return np.asarray(distances.loc[regions, regions], float)


def km_between(distances: pd.DataFrame | None, regions: list[str]) -> Floats | None:
    """Distances between regions, or None where one has none."""
    if distances is None or not set(regions) <= set(distances.index):
        return None
    return np.asarray(distances.loc[regions, regions], float)


def _require_known(convention: Convention, design: Design) -> None:
    if design.instruments is not None and convention.kind in NOT_WITH_INSTRUMENTS:
        raise UserError(
            f"{convention} is not defined here for instrumented columns; use classical, HC1, CRV1(…), DK, NW or Conley."
        )


def _factors(study: Study, term: str) -> tuple[str, ...]:
    return study.products[term].of if term in study.products else ()
