"""The panel recomputed in pandas from the seeds, by someone who never saw the SQL: every variable to 1e-10 relative."""

import numpy as np
import pandas as pd
import pytest

from resilience.project.settings import PROJECT_DIR
from resilience.project.warehouse import connect, read

pytestmark = pytest.mark.slow
SEEDS = PROJECT_DIR / "seeds"
YEARS = range(2009, 2021)


def table(name):
    """A published table as a series by region and year."""
    wide = pd.read_csv(SEEDS / "observations" / f"{name}.csv", dtype={"region_code": str})
    years = [column for column in wide.columns if column.isdigit()]
    long = wide.melt("region_code", years, "year")
    return long.assign(year=long["year"].astype(int)).set_index(["region_code", "year"])["value"].astype(float)


def spillover():
    """The LQ, and every other region's over the great-circle distance in km, by the spherical law of haversines."""
    wide = pd.read_csv(SEEDS / "observations/nbs_urban_unit_employment_by_industry.csv", dtype={"region_code": str})
    wide = wide[wide["region_code"] != "540000"]
    years = [str(year) for year in YEARS]
    information = wide[wide["industry_code"] == "I"].set_index("region_code")[years].astype(float)
    total = wide[wide["industry_code"] == "TOTAL"].set_index("region_code")[years].astype(float)
    quotient = (information / total) / (information.sum() / total.sum())
    points = pd.read_csv(SEEDS / "reference/regions.csv", dtype={"region_code": str}).set_index("region_code")
    latitude, longitude = (
        np.radians(points.loc[quotient.index, f"capital_{axis}_deg"].to_numpy()) for axis in ("lat", "lon")
    )
    half = (
        np.sin((latitude[:, None] - latitude) / 2) ** 2
        + np.cos(latitude[:, None]) * np.cos(latitude) * np.sin((longitude[:, None] - longitude) / 2) ** 2
    )
    distance = 2 * 6371.0088 * np.arcsin(np.sqrt(half))
    np.fill_diagonal(distance, np.inf)
    of_others = pd.DataFrame(1 / distance @ quotient.to_numpy(), quotient.index, quotient.columns)
    return [part.rename(columns=int).stack().rename_axis(["region_code", "year"]) for part in (quotient, of_others)]


def expected_panel():
    regions = [
        code for code in pd.read_csv(SEEDS / "reference/regions.csv", dtype=str)["region_code"] if code != "540000"
    ]
    grid = pd.MultiIndex.from_product([regions, YEARS], names=["region_code", "year"])
    exports = table("customs_exports_by_origin").loc[regions]
    share = np.log(exports / exports.groupby("year").transform("sum")).unstack("year")
    gdp = table("nbs_gdp__2026_03")
    population = pd.concat(
        [
            table("nbs_population__before_2020_census"),
            table("nbs_population__2020_census_revision"),
            table("nbs_population__2020_census_first_release"),
        ]
    )
    retail = pd.concat(
        [table("nbs_retail_sales__before_fourth_census"), table("nbs_retail_sales__after_fourth_census")]
    )
    rates = pd.read_csv(SEEDS / "reference/exchange_rates.csv").set_index("year")["mean_of_months"]
    fdi_cny_100m = table("yearbooks_fdi_actually_utilised") / 1e4
    score = pd.read_csv(SEEDS / "observations/innovation_capability_score.csv", dtype={"region_code": str})
    score = score.set_index(["region_code", "report_year"])["score"].rename_axis(["region_code", "year"])
    score = score.replace(90.67, 30.67).replace(171.58, np.nan)
    own, others = spillover()
    vag = own + others
    frame = pd.DataFrame(index=grid)
    for horizon in range(1, 6):
        frame[f"sl_k{horizon}"] = share.sub(share.shift(horizon, axis=1)).stack()
    frame["sl"] = frame["sl_k1"]
    frame["vag"], frame["vag_own_part"], frame["vag_neighbour_part"], frame["location_quotient"] = vag, own, others, own
    for lag in (1, 2):
        frame[f"vag_lag{lag}"] = vag.rename(index=lambda year, lag=lag: year + lag, level="year")
    frame["exports_origin"], frame["gdp"], frame["population"] = exports, gdp, population
    frame["gdp_per_capita"] = gdp / population
    frame["ln_gdp_per_capita"] = np.log(1e4 * gdp / population)
    frame["tax_share"] = table("mof_local_tax_revenue") / gdp
    frame["retail_share"] = retail / gdp
    frame["fdi_share"] = fdi_cny_100m.mul(rates, level="year") / gdp
    stock_cny_100m = table("nbs_foreign_enterprise_investment_stock").mul(rates, level="year") / 100
    frame["foreign_investment_stock_share"] = stock_cny_100m / gdp
    frame["rd_intensity"] = 100 * table("nbs_rd_internal_expenditure") / 1e4 / gdp
    frame["ln_broadband"] = np.log(table("miit_broadband_subscribers"))
    frame["innovation_score"] = score
    frame["patents_per_capita"] = table("nbs_patents_granted") / population
    frame["technology_turnover_share"] = table("nbs_technology_market_turnover") / gdp
    frame["vag_x_rd"] = frame["vag"] * frame["rd_intensity"]
    shocks = pd.read_csv(SEEDS / "reference/shocks.csv")
    for name, after, before in (("resistance", "trough", "peak"), ("recovery", "recovery", "trough")):
        parts = {
            row.start_year: share[getattr(row, f"{after}_year")] - share[getattr(row, f"{before}_year")]
            for row in shocks.itertuples()
        }
        frame[name] = pd.concat(parts, names=["year"]).swaplevel()
    return frame


def test_every_variable_agrees(publication):
    with connect(publication.published_file) as connection:
        found = read(connection, "select * from marts.panel").set_index(["region_code", "year"]).sort_index()
    expected = expected_panel().sort_index()
    assert found.index.equals(expected.index)
    assert set(expected.columns) == set(found.select_dtypes("float").columns)
    for name in expected.columns:
        assert found[name].isna().equals(expected[name].isna()), f"{name}: another null pattern"
        np.testing.assert_allclose(found[name], expected[name], rtol=1e-10, atol=1e-12, err_msg=name)


def test_what_is_missing_and_which_region_carries_vag(publication):
    with connect(publication.published_file) as connection:
        missing = read(connection, "select * from quality.missingness").fillna({"missing_regions": ""})
        carried = read(connection, "select * from quality.vag_variation").set_index("region_code").sort_index()
    expected = expected_panel()
    for row in missing.itertuples():
        lacking = expected[row.variable].xs(row.year, level="year").loc[lambda values: values.isna()].index
        assert (row.n_present, row.n_missing) == (30 - len(lacking), len(lacking)), row
        assert row.missing_regions == ", ".join(sorted(lacking)), row
    assert set(missing["variable"]) <= set(expected.columns)
    vag = expected["vag"].unstack()
    about_mean, about_own = ((vag - vag.stack().mean()) ** 2).sum(axis=1), vag.var(axis=1, ddof=0) * len(YEARS)
    for column, squares in (("variation_share", about_mean), ("within_variation_share", about_own)):
        np.testing.assert_allclose(carried[column], squares.sort_index() / about_mean.sum(), rtol=1e-10, err_msg=column)
