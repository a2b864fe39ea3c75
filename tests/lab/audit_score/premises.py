"""How each column of a simulated paper was estimated, and what the paper says of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lab.audit_score import estimators
from lab.audit_score.features import Features, Variant
from lab.audit_score.fit import Fit, fit
from lab.audit_score.paper import OUTCOME, Paper
from lab.audit_score.world import World


@dataclass(frozen=True)
class Regression:
    """What the columns of one paper draw on beside its world."""

    world: World
    jobs: np.ndarray
    weights: np.ndarray
    instrument: np.ndarray
    theta: float
    has_unit_effects: bool
    is_within: bool
    shows_unit_row: bool

    @classmethod
    def draw(cls, world: World, random: np.random.Generator, has_unit_effects: bool, is_within: bool) -> Regression:
        n = len(world.outcome)
        focus = next(iter(world.variables.values()))
        noise = random.standard_normal(n) * focus.std()
        return cls(
            world=world,
            jobs=world.outcome.mean() + world.outcome.std() * random.standard_normal(n) + 0.3 * world.outcome,
            weights=np.exp(random.standard_normal(n)),
            instrument=focus + random.uniform(0.3, 2) * noise,
            theta=float(random.uniform(0.2, 0.9)),
            has_unit_effects=has_unit_effects,
            is_within=bool(is_within or random.random() < 0.5),
            shows_unit_row=bool(random.random() < 0.5),
        )

    def fitted(
        self, variant: Variant, regressors: dict[str, np.ndarray], rows: np.ndarray, *, effects: bool
    ) -> Fit | None:
        """The column on these rows, by its own estimator."""
        outcome = (self.jobs if variant.outcome else self.world.outcome)[rows]
        units, years = self.world.units[rows], self.world.years[rows]
        has_units = self.has_unit_effects or variant.has_unit_effects
        if variant.estimator in estimators.NONLINEAR:
            low = outcome - outcome.min()
            cut = np.floor(low / low.std()) if variant.estimator == "Poisson" else (low > np.median(low)).astype(float)
            return estimators.fit_nonlinear(variant.estimator, cut, regressors, units)
        dummies = {f"_year {year}": (years == year).astype(float) for year in np.unique(years)[1:]} if effects else {}
        if variant.estimator == "OLS" and variant.weights == "none":
            labels = ([units] if has_units else []) + ([years] if effects else [])
            return fit(outcome, regressors, units, labels, is_within=self.is_within and has_units)
        every = {**regressors, **dummies}
        if variant.weights != "none":
            found = estimators.fit_weighted(outcome, every, units, self.weights[rows])
        elif variant.estimator == "RE":
            found = estimators.fit_random_effects(outcome, every, units, self.theta)
        else:
            found = estimators.fit_two_stage(outcome, every, units, self.instrument[rows])
        return found.without(dummies) if found else None


def premises_of(regression: Regression, variant: Variant, sample: str) -> dict[str, str]:
    """What is so of a column, by the fact that says it."""
    linear = variant.estimator not in estimators.NONLINEAR
    weighted = variant.weights != "none" and linear
    plain = variant.estimator == "OLS" and not weighted
    has_units = plain and (regression.has_unit_effects or variant.has_unit_effects)
    return {
        "estimator": "WLS" if weighted else variant.estimator,
        "weights": "population" if weighted else "none",
        "controls": "unprinted" if variant.hidden else "printed",
        "other_effects": "unit" if has_units else "none",
        "r2": _r2(regression, variant, has_units=has_units),
        "sample": sample,
        "outcome": variant.outcome or OUTCOME,
    }


def _r2(regression: Regression, variant: Variant, *, has_units: bool) -> str:
    if has_units:
        return "within" if regression.is_within else "whole"
    return {"RE": "overall"}.get(variant.estimator, "pseudo" if variant.estimator in estimators.NONLINEAR else "whole")


def shown(
    regression: Regression, variant: Variant, features: Features, *, effects: bool, states_effects: bool
) -> dict[str, str]:
    """The rows of words beneath a column: effects, and controls where some are not printed."""
    rows = {}
    has_years = effects and variant.estimator not in estimators.NONLINEAR
    if states_effects:
        rows["year_fixed_effects"] = "YES" if has_years else "NO"
    if "effects" in features and regression.shows_unit_row:
        rows["unit_fixed_effects"] = "YES" if premises_of(regression, variant, "")["other_effects"] == "unit" else "NO"
    if "controls" in features and regression.shows_unit_row:
        rows["controls"] = "YES" if variant.hidden else "NO"
    return rows


def state_premises(paper: Paper, random: np.random.Generator, unsaid: float) -> None:
    """What the paper says of its columns, at once where all are alike; a share of it is left unsaid."""
    if any(table == "table_9" for table, *_ in paper.cells) and random.random() >= unsaid:
        paper.state("sample", "table_1", value="described")
        paper.state("sample", "table_9", value="part")
    for fact in ("estimator", "weights", "controls", "other_effects", "r2", "sample", "outcome"):
        values = {place: column.premises[fact] for place, column in paper.columns.items()}
        alike = set(values.values())
        scopes = {("*", "*"): alike.pop()} if len(alike) == 1 else values
        if fact == "outcome" and not values:
            scopes = {("*", "*"): OUTCOME}
        for (table, column), value in scopes.items():
            if random.random() < unsaid and not (fact == "outcome" and len(scopes) == 1):
                continue
            if fact == "outcome":
                paper.state(fact, table, column, term=value)
            else:
                paper.state(fact, table, column, value=value)
