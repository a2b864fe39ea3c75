"""Every column without each region and year, against refits by statsmodels and against R."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from resilience.estimation import design
from resilience.estimation.derived_columns import derive_columns
from resilience.estimation.diagnostics import cluster_leverage
from resilience.estimation.fitted_column import FittedColumn
from resilience.estimation.leave_one_out import leave_one_out
from resilience.estimation.specification import load_study
from resilience.project.errors import UserError
from test_specifications import HEAD, PANEL_COLUMNS, TABLE

# R 4.2.2, plm 2.6.2's Grunfeld, l <- lm(inv ~ value + capital): tapply(hatvalues(l), firm, sum); with firm and year
# dummies in l, less tapply(hatvalues(lm(inv ~ factor(firm))), firm, sum); r <- resid(lm(value ~ capital)), p <-
# tapply(r^2, firm, sum) / sum(r^2), 1 / sum(p^2), and the same of s <- tapply(r, firm, sum)^2.
LEVERAGE = [1.24761518329, 0.194215497261, 0.239652597755, 0.144098522908, 0.325793570076]
LEVERAGE_WITHIN = [3.21907629708, 1.98095164057, 2.03526882384, 1.93380380869, 1.94358912422]
SHARE = [0.57567738191764, 0.06789100158044, 0.05642395388317]
EFFECTIVE, EFFECTIVE_CORRELATED = 2.7168524249, 2.78399536959
# lm(inv ~ value + capital, subset = firm != i) of i = 1, 2, 3: coefficient and classical error of value
WITHOUT = [(0.118596028794, 0.009192352541), (0.10353593951125, 0.00480757375915), (0.1249370348480, 0.0048119740978)]


@pytest.fixture(scope="module")
def grunfeld():
    data = sm.datasets.grunfeld.load_pandas().data
    data = data[data["firm"] != "American Steel"].rename(columns={"firm": "region_code", "invest": "y"})
    return data.astype({"year": int}).reset_index(drop=True)


def prepared(tmp_path, panel, column, table="", extra="", reported="CRV3(region)", columns=PANEL_COLUMNS):
    file = tmp_path / "mine.yml"
    text = TABLE % (table, column)
    file.write_text(HEAD + extra + text.replace("reported: classical", f"reported: {reported}"), encoding="utf-8")
    study, panel = derive_columns(load_study(str(file), columns), panel)
    table, column = study.tables[0], study.tables[0].columns[0]
    study = study.of(table, column)
    return study, table, column, design.build(study, table, column, panel)


def firms(tmp_path, grunfeld, effects="", reported="classical"):
    """Grunfeld's firms in R's order, by size, with `value` the focus."""
    extra = f"x: [value, capital], focus: value, fixed_effects: [{effects}]"
    names = [*grunfeld.columns]
    order = grunfeld.groupby("region_code", sort=False)["y"].first().index
    return *prepared(tmp_path, grunfeld, extra, reported=reported, columns=[*names, "vag"]), list(order)


def test_leverage_and_shares_are_rs(tmp_path, grunfeld):
    _, _, _, ready, order = firms(tmp_path, grunfeld)
    found = {row[:2]: row[2] for row in cluster_leverage(ready)}
    for firm, value, share in zip(order[:3], LEVERAGE, SHARE, strict=False):
        assert found["cluster_leverage", firm] == pytest.approx(value, rel=1e-9)
        assert found["identifying_share", firm] == pytest.approx(share, rel=1e-9)
    assert found["effective_regions", "value"] == pytest.approx(EFFECTIVE, rel=1e-9)
    assert found["effective_regions_correlated", "value"] == pytest.approx(EFFECTIVE_CORRELATED, rel=1e-9)


def test_effects_of_the_regions_are_taken_out_of_their_leverage(tmp_path, grunfeld):
    _, _, _, ready, order = firms(tmp_path, grunfeld, "region_code, year")
    found = {row[:2]: row[2] for row in cluster_leverage(ready)}
    assert [found["cluster_leverage", firm] for firm in order[:5]] == pytest.approx(LEVERAGE_WITHIN, rel=1e-9)
    assert ("effective_regions_correlated", "value") not in found


def test_without_each_firm_is_rs(tmp_path, grunfeld):
    _, table, _, ready, order = firms(tmp_path, grunfeld)
    found = leave_one_out(ready, table.reported)[0].set_index("left_out")
    for firm, (estimate, error) in zip(order, WITHOUT, strict=False):
        assert found.loc[firm, "estimate"] == pytest.approx(estimate, rel=1e-9)
        assert found.loc[firm, "std_error"] == pytest.approx(error, rel=1e-9)


@pytest.fixture
def panel():
    """Fourteen regions, one of which has no figures in two years, in two groups."""
    draw = np.random.default_rng(3)
    grid = [(f"r{i:02d}", "east" if i < 6 else "west", year) for i in range(14) for year in range(2009, 2016)]
    frame = pd.DataFrame(grid, columns=["region_code", "macro_region", "year"])
    frame = frame.assign(**{name: draw.normal(size=len(frame)) for name in ("y", "vag", "z")})
    return frame[~((frame["region_code"] == "r03") & (frame["year"] < 2011))].reset_index(drop=True)


@pytest.mark.parametrize(
    ("column", "table", "reported"),
    [
        ("x: [vag, z]", "", "classical"),
        ("x: [vag, z]", "fixed_effects: [year],", "CRV3(region)"),
        ("x: [vag, z]", "fixed_effects: [region_code, year],", "CRV1(region)"),
        ("x: [vag, z]", "fixed_effects: [region_code, year],", "CRV3(region)"),
        ("x: [vag], region_trends: true", "fixed_effects: [region_code, year],", "CRV1(region)"),
        ("x: [vag], region_trends: true", "fixed_effects: [region_code, year],", "CRV3(region)"),
        ("x: [by, z]", "fixed_effects: [year],", "CRV3(region)"),
    ],
)
def test_a_part_is_a_fit_of_its_own(tmp_path, panel, column, table, reported):
    extra = "group_slopes: {by: {of: vag, group: macro_region}}"
    study, table, column, ready = prepared(tmp_path, panel, column, table, extra, reported)
    found, _ = leave_one_out(ready, table.reported)
    assert len(found) == (14 + 7) * found["term"].nunique()
    for row in found.itertuples():
        key = {"region": "region_code", "year": "year"}[row.left_out_kind]
        sample = ready.sample[ready.sample[key].astype(str) != row.left_out].reset_index(drop=True)
        part = FittedColumn(design.on_rows(study, table, column, sample))
        assert row.estimate == pytest.approx(part.params[row.term], rel=1e-9) and row.n_obs == len(sample)
        try:
            error = part.errors(reported).std_error[row.term]
        except UserError:  # the jackknife loses a coefficient: no error, and none is made up
            assert np.isnan(row.std_error)
            continue
        assert row.std_error == pytest.approx(error, rel=1e-8)


def test_a_part_without_variation_has_no_row_and_other_errors_are_null(tmp_path, panel):
    lone = panel.assign(vag=((panel["region_code"] == "r00") * panel["z"]))
    _, table, _, ready = prepared(tmp_path, lone, "x: [vag]", reported="HC1")
    found, _ = leave_one_out(ready, table.reported)
    assert "r00" not in set(found["left_out"]) and len(found) == 13 + 7
    assert found["std_error"].isna().all() and found["p_value"].isna().all()
