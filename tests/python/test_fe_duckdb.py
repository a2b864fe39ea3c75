"""Regressions in SQL against pyfixest and statsmodels on random designs; counting as reghdfe does."""

import warnings

import duckdb
import numpy as np
import pandas as pd
import pyfixest
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from fe_duckdb import Engine, feols, regress
from fe_duckdb.errors import RegressionError


def panel(seed, regions=12, years=7, share=0.8, copies=1, mean=0.0):
    """An unbalanced panel with singletons, weights and coarse clusters; up to so many rows share region and year."""
    draw = np.random.default_rng(seed)
    grid = np.array([(r, t) for r in range(regions) for t in range(years)] * copies)
    data = pd.DataFrame(grid[draw.random(len(grid)) < share], columns=["region", "year"])
    n = len(data)
    data["x1"] = draw.normal(size=n) + data["region"] / 3 + mean
    data["x2"] = draw.normal(size=n) + 0.3 * data["x1"] + data["year"] / 5
    data["y"] = 0.5 * data["x1"] - 0.2 * data["x2"] + draw.normal(size=n) * (1 + data["region"] / 9) + mean
    data["w"] = draw.uniform(0.5, 3, n)
    data["state"] = data["region"] // 3
    return data


def ours(data, formula, se_type, **options):
    with duckdb.connect() as connection:
        connection.execute("create table data as from data")
        return regress(Engine(connection), "data", formula, se_type, panel=("region", "year"), **options)


def theirs(data, formula, se_type, weights=None):
    vcov = {"classical": "iid", "HC1": "HC1"}.get(se_type) or {"CRV1": se_type[5:-1].replace(",", " + ")}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pyfixest.feols(formula, data, vcov=vcov, weights=weights, fixef_tol=1e-14, fixef_maxiter=100_000)


@settings(max_examples=40)
@given(
    seed=st.integers(0, 10_000),
    shape=st.sampled_from(
        [(12, 7, 0.8), (40, 5, 0.6), (4, 30, 0.9), (25, 12, 0.35), (150, 4, 0.7), (9, 5, 0.8, 12), (20, 8, 0.3, 2)]
    ),
    mean=st.sampled_from([0.0, 1e4, -1e6]),
    formula=st.sampled_from(["y ~ x1 + x2 | year", "y ~ x1 + x2 | region", "y ~ x1*x2 | region + year", "y ~ x1 + x2"]),
    se_type=st.sampled_from(["classical", "HC1", "CRV1(region)", "CRV1(year)", "CRV1(region,year)"]),
    weights=st.sampled_from([None, "w"]),
)
def test_equal_to_pyfixest_on_random_designs(seed, shape, mean, formula, se_type, weights):
    # pyfixest does not centre, so it gets the numbers before the huge means are added; slopes do not feel them.
    data = panel(seed, *shape)
    moved = data.assign(x1=data["x1"] + mean, y=data["y"] + mean) if "*" not in formula else data
    found, expected = ours(moved, formula, se_type, weights=weights), theirs(data, formula, se_type, weights)
    coefficients = expected.coef().rename({"Intercept": "const"})
    names = [term for term in found.terms if not (term == "const" and mean)]
    rows = [found.terms.index(term) for term in names]
    assert found.n_obs == expected._N and set(found.terms) == set(coefficients.index)
    assert found.estimate[rows] == pytest.approx(coefficients[names].to_numpy(), rel=1e-8, abs=1e-10)
    if not found.notes:  # pyfixest leaves a two-way covariance that is not positive as it is
        errors = expected.se().rename({"Intercept": "const"})[names].to_numpy()
        assert found.std_error[rows] == pytest.approx(errors, rel=1e-8)


@pytest.mark.parametrize("mean", [0.0, 1e6])
def test_equal_to_statsmodels_with_dummies(mean):
    data = panel(3, mean=mean)
    dummies = pd.get_dummies(data[["region", "year"]].astype(str), drop_first=True, dtype=float)
    regressors = sm.add_constant(pd.concat([data[["x1", "x2"]] - data[["x1", "x2"]].mean(), dummies], axis=1))
    fit = sm.OLS(data["y"] - mean, regressors).fit(cov_type="HC1")
    found = ours(data, "y ~ x1 + x2 | region + year", "HC1")
    assert found.estimate == pytest.approx(fit.params[["x1", "x2"]].to_numpy(), rel=1e-8)
    assert found.std_error == pytest.approx(fit.bse[["x1", "x2"]].to_numpy(), rel=1e-8)
    assert found.r2 == pytest.approx(fit.rsquared, rel=1e-8)


def test_a_badly_scaled_column_changes_nothing():
    data = panel(5)
    plain = ours(data, "y ~ x1 + x2 | region + year", "CRV1(region)")
    scaled = ours(data.assign(x1=data["x1"] * 1e12 + 3e13), "y ~ x1 + x2 | region + year", "CRV1(region)")
    assert scaled.estimate * [1e12, 1] == pytest.approx(plain.estimate, rel=1e-8)
    assert scaled.std_error * [1e12, 1] == pytest.approx(plain.std_error, rel=1e-8)


def test_nearly_collinear_regressors_are_solved_and_collinear_ones_named():
    data = panel(5)
    data["near"] = data["x1"] + 1e-5 * data["x2"]
    near = ours(data, "y ~ x1 + near | year", "HC1")
    plain = ours(data, "y ~ x1 + x2 | year", "HC1")
    assert near.estimate[1] * 1e-5 == pytest.approx(plain.estimate[1], rel=1e-6)
    data["twice"], data["level"] = 2e5 * data["x1"], data["region"] * 3.7
    found = ours(data, "y ~ x1 + twice + level | region", "HC1")
    assert found.terms == ["x1"] and set(found.dropped) == {"twice", "level"}


def test_singletons_fall_out_in_chains():
    data = panel(2, share=1.0)
    lone = pd.DataFrame({"region": [90, 91, 91], "year": [1, 90, 1], "x1": 1.5, "x2": [0.1, 0.7, 0.3], "y": 2.0})
    found = ours(pd.concat([data, lone]).fillna({"w": 1, "state": 9}), "y ~ x1 + x2 | region + year", "HC1")
    assert (found.n_obs, found.n_singletons) == (len(data), 3)
    assert found.estimate == pytest.approx(ours(data, "y ~ x1 + x2 | region + year", "HC1").estimate, rel=1e-10)


def test_an_effect_nested_in_coarser_clusters_does_not_count():
    data = panel(8)
    found, expected = (f(data, "y ~ x1 + x2 | region + year", "CRV1(state)") for f in (ours, theirs))
    assert found.std_error == pytest.approx(expected.se().to_numpy(), rel=1e-8)


def test_components_make_effects_redundant():
    left, right = panel(1, share=1.0), panel(2, share=1.0)
    data = pd.concat([left, right.assign(region=right["region"] + 100, year=right["year"] + 100)])
    found = ours(data, "y ~ x1 | region + year", "classical")
    assert found.df == len(data) - 1 - (24 + 14 - 2)


@pytest.mark.parametrize("copies", [1, 60])
def test_many_levels_on_both_sides_agree_with_few(copies):
    data = panel(4, regions=150, years=90, share=0.1, copies=copies)
    found, expected = (f(data, "y ~ x1 + x2 | region + year", "CRV1(region)") for f in (ours, theirs))
    assert found.estimate == pytest.approx(expected.coef().to_numpy(), rel=1e-8)
    assert found.std_error == pytest.approx(expected.se().to_numpy(), rel=1e-8)


def test_lags_are_calendar_years():
    data = panel(6)
    before = data[["region", "year", "x1"]].assign(year=data["year"] + 2).rename(columns={"x1": "old"})
    joined = data.merge(before, "left", on=["region", "year"])
    found = ours(data, "y ~ lag(x1, 2) | year", "CRV1(region)")
    assert found.estimate == pytest.approx(theirs(joined, "y ~ old | year", "CRV1(region)").coef().to_numpy(), rel=1e-8)
    assert found.terms == ["lag(x1, 2)"]


@pytest.mark.parametrize(
    ("formula", "se_type", "said"),
    [
        ("y ~ x3 | year", "HC1", "no column 'x3'. Did you mean"),
        ("y x1", "HC1", "has 0 `~`"),
        ("y ~ x1 + | year", "HC1", "missing beside"),
        ("y ~ sin(x1)", "HC1", "'sin(x1)'"),
        ("y ~ x1 | a + b + c", "HC1", "at most two"),
        ("y ~ x1", "HC9", "known are classical"),
        ("y ~ one | year", "HC1", "one is the same in all"),
        ("y ~ empty | year", "HC1", "missing: empty"),
        ("y ~ word | year", "HC1", "not a number"),
        ("y ~ region | region", "HC1", "region is spanned by the fixed effects"),
    ],
)
def test_bad_input_is_one_message(formula, se_type, said):
    data = panel(1).assign(one=1.0, empty=np.nan, word="a")
    with pytest.raises(RegressionError) as caught:
        ours(data, formula, se_type)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("formula", "python"),
    [
        ("y ~ log(positive) | region", "y ~ np.log(positive) | region"),
        ("y ~ x1 + x1^2 | year", "y ~ x1 + I(x1**2) | year"),
        ("y ~ x1 + I(x1^2) | year", "y ~ x1 + I(x1**2) | year"),
        ("y ~ x1 + C(kind) | region", "y ~ x1 + C(kind) | region"),
        ("y ~ i(kind, x1) | region", "y ~ C(kind):x1 | region"),
        ("y ~ `a name, with signs ~` | year", "y ~ odd | year"),
        ("y ~ lead(x1, 1) | region", "y ~ after | region"),
    ],
)
def test_a_formula_gives_what_pyfixest_gives(formula, python):
    random = np.random.default_rng(5)
    data = panel(3)
    data["positive"] = np.exp(random.normal(size=len(data)))
    data["kind"] = random.choice(["a", "b", "c d"], len(data))
    data["a name, with signs ~"] = data["odd"] = random.normal(size=len(data))
    data = data.sort_values(["region", "year"]).drop_duplicates(["region", "year"])
    following = data.assign(year=data["year"] - 1)[["region", "year", "x1"]].rename(columns={"x1": "after"})
    data = data.merge(following, on=["region", "year"], how="left")
    found, expected = ours(data, formula, "HC1"), theirs(data, python, "HC1")
    coefficients = expected.coef().drop("Intercept", errors="ignore")
    kept = [value for term, value in zip(found.terms, found.estimate, strict=True) if term != "const"]
    assert sorted(kept) == pytest.approx(sorted(coefficients.tolist()), rel=1e-8)


def test_a_column_of_too_many_levels_belongs_behind_the_bar():
    data = panel(1, regions=60).assign(each=lambda rows: np.arange(len(rows)))
    with pytest.raises(RegressionError, match="behind the bar"):
        ours(data, "y ~ C(each)", "HC1")


def test_frames_and_relations_give_the_same():
    data = panel(2)
    formula, errors = "y ~ x1 + x2 | region + year", "CRV1(region)"
    expected = ours(data, formula, errors)
    with duckdb.connect() as connection:
        connection.execute("create table t as from data")
        relation = connection.table("t")
        for given in (data, relation, relation.filter("true")):
            found = feols(formula, data=given, vcov=errors)
            assert found.table() == expected.table()
