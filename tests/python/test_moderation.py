"""Effects along a moderator, against statsmodels with everything written out; a world of 20 regions, 12 years."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
import statsmodels.formula.api as smf

from resilience.estimation import design, interactions
from resilience.estimation.fitted_column import FittedColumn
from resilience.estimation.specification import load_study
from test_specifications import HEAD, TABLE

PRODUCTS = "products:\n  raw: {of: [vag, mod]}\n  centred: {of: [vag, mod], centred: true}\n"


@pytest.fixture
def panel():
    rng = np.random.default_rng(5)
    keys = [(f"{region:02d}0000", year) for region in range(20) for year in range(2009, 2021)]
    frame = pd.DataFrame(keys, columns=["region_code", "year"])
    level = rng.normal(size=20).repeat(12)
    frame["vag"] = rng.normal(size=240) + level
    frame["mod"] = rng.gamma(3, size=240) + 0.5 * rng.gamma(2, size=20).repeat(12)
    frame["z"] = rng.normal(size=240)
    noise = rng.normal(size=240) + rng.normal(size=20).repeat(12)
    return frame.assign(y=1 + 0.6 * frame["vag"] - 0.3 * frame["vag"] * frame["mod"] + 0.2 * frame["z"] + noise)


@pytest.fixture
def prepared(panel, tmp_path):
    def prepare(x, table=""):
        file = tmp_path / "mine.yml"
        text = HEAD + PRODUCTS + TABLE % (table, f"x: [{x}]")
        file.write_text(text, encoding="utf-8")
        study = load_study(str(file), list(panel.columns))
        ready = design.build(study, study.tables[0], study.tables[0].columns[0], panel)
        return FittedColumn(ready)

    return prepare


@pytest.fixture
def fitted(prepared):
    def fit(x, table="", se_type="CRV1(region)"):
        found = prepared(x, table)
        rows, _ = interactions.of_column(found, se_type)
        return found.design, pd.DataFrame(rows, columns=["diagnostic", "item", "value", "p_value", "note"])

    return fit


def moved(ready, value):
    """The regressors with the moderator's zero in a value: the coefficient of the focus is its effect there."""
    x = ready.matrix[["vag", "mod", "z"]]
    return sm.add_constant(x.assign(shifted=x["vag"] * (x["mod"] - value)))


def clustered(y, x, groups):
    """CRV1 with t(G - 1), which is statsmodels' default."""
    codes = pd.factorize(groups)[0]
    return sm.OLS(y, x).fit(cov_type="cluster", cov_kwds={"groups": codes}, use_t=True)


def test_effect_and_limits_are_those_of_the_reported_errors(fitted):
    """The focus is shifted along the moderator, so that its own coefficient is the effect there."""
    ready, rows = fitted("vag, mod, raw, z")

    def at(value):
        x = moved(ready, value)
        found = clustered(ready.y, x, ready.sample["region_code"])
        return found.params["vag"], found.pvalues["vag"]

    effects = rows[rows["diagnostic"] == "marginal_effect"]
    quantiles = ready.sample["mod"].quantile([0, 0.1, 0.25, 0.5, 0.75, 0.9, 1])
    for value, row in zip(quantiles, effects.itertuples(), strict=True):
        assert (row.value, row.p_value) == pytest.approx(at(value), rel=1e-7)
    assert set(effects["note"]) == {"CRV1(region), t(19)"}
    bounds = rows.loc[rows["diagnostic"] == "johnson_neyman_bound", "value"]
    assert len(bounds) > 0
    for bound in bounds:
        assert at(bound)[1] == pytest.approx(0.05, rel=1e-6)


def test_the_regions_of_significance_share_out_the_sample(fitted):
    ready, rows = fitted("vag, mod, raw, z")
    values, by = ready.sample["mod"], rows.set_index("diagnostic")["value"]
    assert (by["moderator_min"], by["moderator_max"]) == (values.min(), values.max())
    shares = rows[rows["diagnostic"] == "johnson_neyman_share"].set_index("item")["value"]
    assert shares.sum() == pytest.approx(1)
    upper = rows.loc[rows["diagnostic"] == "johnson_neyman_bound", "value"].max()
    assert shares["mod: significant and negative"] == (values > upper).mean() > 0


def test_a_convention_without_a_standard_error_gives_effects_and_no_test(fitted):
    rows = fitted("vag, mod, raw", se_type="permutation(region)")[1]
    effects = rows[rows["diagnostic"] == "marginal_effect"]
    assert len(effects) == 7 and effects["p_value"].isna().all() and effects["note"].str.contains("no standard").all()
    assert "johnson_neyman_bound" not in set(rows["diagnostic"])


@pytest.mark.parametrize("term", ["raw", "centred"])
@pytest.mark.parametrize(
    "se_type", ["classical", "HC3", "CRV1(region)", "CRV3(region)", "DK(2)", "permutation(region)"]
)
@pytest.mark.parametrize("table", ["", "fixed_effects: [region_code, year],"])
def test_centring_a_product_changes_nothing_but_words(fitted, term, se_type, table):
    rows = fitted(f"vag, mod, {term}, z", table, se_type)[1].set_index("diagnostic")
    assert rows.at["centring_difference", "value"] < 1e-8
    assert rows.at["centring_difference", "note"].startswith("same fitted values")


def test_centring_a_product_without_its_parts_is_another_model(fitted):
    row = fitted("vag, raw, z")[1].set_index("diagnostic").loc["centring_difference"]
    assert row["value"] > 0.1 and "mod is in the product and not in the column" in row["note"]


@pytest.mark.parametrize("term", ["raw", "centred"])
def test_the_binned_estimator_is_three_regressions_in_one(fitted, term):
    """With nothing else in the column, every third is fitted as if it were alone."""
    ready, rows = fitted(f"vag, mod, {term}")
    found = rows[rows["diagnostic"] == "binned_effect"].set_index("item")["value"]
    thirds = pd.qcut(ready.sample["mod"], 3, labels=["low", "middle", "high"])
    for name in ("low", "middle", "high"):
        part = ready.sample[thirds == name]
        away = part["mod"] - part["mod"].median()
        x = sm.add_constant(pd.DataFrame({"d": part["vag"], "m": away, "dm": part["vag"] * away}))
        assert found[f"mod: {name} third"] == pytest.approx(sm.OLS(part["y"], x).fit().params["d"], rel=1e-8)


def test_the_binned_estimator_keeps_controls_fixed_effects_and_errors(fitted):
    ready, rows = fitted("vag, mod, raw, z", "fixed_effects: [year],")
    data = ready.sample.assign(third=pd.qcut(ready.sample["mod"], 3, labels=["low", "middle", "high"]).astype(str))
    data["away"] = data["mod"] - data.groupby("third")["mod"].transform("median")
    formula = "y ~ 0 + C(third) + C(third):vag + C(third):away + C(third):vag:away + z + C(year)"
    codes = pd.factorize(data["region_code"])[0]
    expected = smf.ols(formula, data).fit(cov_type="cluster", cov_kwds={"groups": codes}, use_t=True)
    found = rows[rows["diagnostic"] == "binned_effect"].set_index("item")
    for name in ("low", "middle", "high"):
        row, label = found.loc[f"mod: {name} third"], f"C(third)[{name}]:vag"
        assert (row["value"], row["p_value"]) == pytest.approx((expected.params[label], expected.pvalues[label]))
        assert "80 rows" in row["note"] and "CRV1(region), t(19)" in row["note"]


def test_a_moderator_of_two_values_has_no_three_lines(fitted, panel):
    panel["mod"] = (panel["mod"] > 3).astype(float)
    row = fitted("vag, mod, raw")[1].set_index("diagnostic").loc["binned_effect"]
    assert pd.isna(row["value"]) and "cannot be told apart" in row["note"]


def test_the_figures_line_and_band_are_those_of_the_reported_errors(prepared):
    """At every point as if the moderator were shifted there; the support adds up to the sample."""
    found = prepared("vag, mod, raw, z")
    ready, (_, rows) = found.design, interactions.of_column(found, "CRV1(region)")
    line = rows[rows["part"] == "line"]
    assert (line["value"].min(), line["value"].max()) == (
        ready.sample["mod"].min(),
        ready.sample["mod"].max(),
    )
    assert line["n_obs"].sum() == rows.loc[rows["part"] != "line", "n_obs"].sum() == len(ready.y)
    for row in line.iloc[[0, 11, 30]].itertuples():
        x = moved(ready, row.value)
        found = clustered(ready.y, x, ready.sample["region_code"])
        low, high = found.conf_int().loc["vag"]
        assert (row.effect, row.ci_low, row.ci_high) == pytest.approx((found.params["vag"], low, high), rel=1e-7)


def test_the_figures_thirds_are_the_binning_estimators(prepared, fitted):
    _, rows = interactions.of_column(prepared("vag, mod, raw, z"), "CRV1(region)")
    stored = fitted("vag, mod, raw, z")[1].query("diagnostic == 'binned_effect'")
    points = rows[rows["part"] != "line"]
    assert points["effect"].tolist() == stored["value"].tolist()
    excludes_zero = (points["ci_low"] > 0) | (points["ci_high"] < 0)
    assert excludes_zero.tolist() == (stored["p_value"] < 0.05).tolist()


def test_a_centred_product_has_no_figure_of_its_own_and_a_test_has_no_band(prepared):
    assert interactions.of_column(prepared("vag, mod, centred"), "CRV1(region)")[1].empty
    _, rows = interactions.of_column(prepared("vag, mod, raw"), "permutation(region)")
    assert rows["effect"].notna().all() and rows[["std_error", "ci_low", "ci_high"]].isna().all(axis=None)
