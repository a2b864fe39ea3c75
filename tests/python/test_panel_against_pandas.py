"""The panel recomputed in pandas from the seeds, by someone who never saw the SQL: every variable to 1e-10 relative."""

import numpy as np
import pandas as pd
import pytest

from resilience.config import PROJECT_DIR
from resilience.warehouse import connect, read

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
    """Own LQ plus every other region's over the great-circle distance in km, by the spherical law of haversines."""
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
    np.fill_diagonal(distance, 1.0)
    result = pd.DataFrame(1 / distance @ quotient.to_numpy(), quotient.index, [int(year) for year in years])
    return result.stack().rename_axis(["region_code", "year"])


def expected_panel():
    regions = [
        code for code in pd.read_csv(SEEDS / "reference/regions.csv", dtype=str)["region_code"] if code != "540000"
    ]
    grid = pd.MultiIndex.from_product([regions, YEARS], names=["region_code", "year"])
    exports = table("customs_exports_by_origin").loc[regions]
    base = exports.groupby("year").sum()
    growth = np.log(exports).groupby("region_code").diff() - np.log(base).diff().reindex(exports.index, level="year")
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
    rates = pd.read_csv(SEEDS / "reference/exchange_rates.csv").set_index("year")["cny_per_usd_mean_of_months"]
    fdi_cny_100m = table("yearbooks_fdi_actually_utilised") / 1e4
    score = pd.read_csv(SEEDS / "observations/innovation_capability_score.csv", dtype={"region_code": str})
    score = score.set_index(["region_code", "report_year"])["score"].rename_axis(["region_code", "year"])
    score = score.replace(90.67, 30.67).replace(171.58, np.nan)
    vag = spillover()
    frame = pd.DataFrame(index=grid)
    frame["sl"] = growth.sort_index()
    frame["vag"] = vag
    frame["vag_lag1"] = vag.rename(index=lambda year: year + 1, level="year")
    frame["gdp_per_capita_cny_10k"] = gdp / population
    frame["tax_share"] = table("mof_local_tax_revenue") / gdp
    frame["retail_share"] = retail / gdp
    frame["fdi_share"] = fdi_cny_100m.mul(rates, level="year") / gdp
    frame["rd_intensity_pct"] = 100 * table("nbs_rd_internal_expenditure") / 1e4 / gdp
    frame["ln_broadband"] = np.log(table("miit_broadband_subscribers"))
    frame["innovation_score"] = score
    return frame


def test_every_variable_agrees(publication):
    with connect(publication.published_file) as connection:
        found = read(connection, "select * from marts.panel").set_index(["region_code", "year"]).sort_index()
    expected = expected_panel().sort_index()
    assert found.index.equals(expected.index)
    for name in expected.columns:
        assert found[name].isna().equals(expected[name].isna()), f"{name}: another null pattern"
        np.testing.assert_allclose(found[name], expected[name], rtol=1e-10, atol=1e-12, err_msg=name)
