"""Another country in a folder of its own: examples/us_states, run whole and recomputed in pandas from its files."""

import shutil

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from lxml import html

from resilience.cli.commands import group
from resilience.project.settings import PROJECT_DIR
from resilience.project.warehouse import connect, read
from resilience.project.workspace import settings_of

pytestmark = pytest.mark.slow
EXAMPLE = PROJECT_DIR / "examples/us_states"
KEYS = ["region_code", "year"]


@pytest.fixture(scope="module")
def states(tmp_path_factory):
    folder = tmp_path_factory.mktemp("workspace") / "us_states"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("build"))
    ran = CliRunner().invoke(group, ["--project", str(folder), "run"], catch_exceptions=False)
    assert ran.exit_code == 0, ran.output
    assert "columns 6, failed 0" in ran.output
    return settings_of(folder)


@pytest.fixture(scope="module")
def tables(states):
    relations = ("marts.panel", "marts.fct_location_quotient", "marts.fct_spillover", "marts.fct_resilience",
                 "quality.findings", "marts.dim_variable", "results.gate_decisions", "results.estimates")  # fmt: skip
    with connect(states.published_file) as connection:
        return {name.split(".")[1]: read(connection, f"select * from {name}") for name in relations}


def regions():
    """The panel's, with their capitals."""
    found = pd.read_csv(EXAMPLE / "reference/regions.csv", dtype={"region_code": str}).set_index("region_code")
    assert len(found) == 51
    return found.drop(["10000", "11000", "44000", "56000"])


def figures(name, region, value):
    """A file's figures by region and year."""
    codes = regions().reset_index().set_index("region_name_en")["region_code"]
    frame = pd.read_csv(EXAMPLE / "data" / f"{name}.csv", na_values="(D)").rename(columns={"Year": "year"})
    frame = frame.assign(region_code=frame[region].map(codes)).dropna(subset="region_code")
    return frame.set_index([*KEYS, *(["naics"] if "naics" in frame else [])])[value].sort_index()


def quotients():
    """By region, year and sector, of the regions whose twenty sectors are all known in that year."""
    jobs = figures("jobs", "GeoName", "jobs").unstack("naics")
    totals = jobs.sum(axis=1, skipna=False)
    national = jobs.groupby("year").sum(min_count=len(regions()))
    shares = national.div(totals.groupby("year").sum(min_count=len(regions())), axis=0)
    return jobs.div(totals, axis=0).div(shares.reindex(jobs.index, level="year")).stack(future_stack=True)


def spillovers(quotient):
    """Of one sector: own quotient plus every other over its distance in km (haversine)."""
    wide = quotient.unstack("year")
    points = regions().loc[wide.index]
    latitude, longitude = (np.radians(points[f"capital_{axis}_deg"].to_numpy()) for axis in ("lat", "lon"))
    half = (
        np.sin((latitude[:, None] - latitude) / 2) ** 2
        + np.cos(latitude[:, None]) * np.cos(latitude) * np.sin((longitude[:, None] - longitude) / 2) ** 2
    )
    distance = 2 * 6371.0088 * np.arcsin(np.sqrt(half))
    np.fill_diagonal(distance, 1)
    return pd.DataFrame(1 / distance @ wide.to_numpy(), wide.index, wide.columns).stack(future_stack=True)


def assert_same(found, expected):
    found = found.sort_index()
    expected = expected.reindex(found.index)
    assert found.isna().equals(expected.isna()) and found.notna().any()
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-14)


def test_quotients_spillovers_and_resilience_are_those_of_pandas(tables):
    quotient, exports = quotients(), figures("exports", "State", "Value")
    found = tables["fct_location_quotient"].query("lq_base == 'panel'").rename(columns={"industry_code": "naics"})
    assert_same(found.set_index([*KEYS, "naics"])["location_quotient"], quotient)
    spillover = tables["fct_spillover"].query(
        "lq_base == 'panel' and kernel == 'inverse_km_own1' and distance_point == 'capital'"
    )
    assert spillover["industry_code"].nunique() == 20
    for sector, of_sector in spillover.groupby("industry_code"):
        assert_same(of_sector.set_index(KEYS)["spillover"], spillovers(quotient.xs(sector, level="naics")))
    share = np.log(exports / exports.groupby("year").transform("sum")).unstack("year")
    for horizon, of_horizon in tables["fct_resilience"].query("national_base == 'panel'").groupby("horizon"):
        inside = of_horizon[of_horizon["region_code"].isin(share.index)].set_index(KEYS)["resilience"]
        grown = share.sub(share.shift(horizon, axis=1)).stack(future_stack=True)
        if horizon < 5:
            assert_same(inside, grown)


def test_the_panel_is_in_dollars(tables):
    panel = tables["panel"].set_index(KEYS)
    gdp = figures("gdp", "GeoName", "gdp_usd")
    assert len(panel) == 47 * 5
    assert_same(panel["gdp"], gdp / 1e8)
    assert_same(panel["ln_gdp"], np.log(gdp / 1e6))
    assert_same(panel["tax_share"], figures("taxes", "GeoName", "tax_usd") / gdp)
    units = tables["dim_variable"].set_index("variable")["unit_en"]
    assert (units["gdp"], units["gdp_per_capita"]) == ("100 million USD", "10,000 USD per person")


def test_what_the_country_lacks_is_told_and_refuses_nothing(tables):
    assert tables["panel"][["population", "gdp_per_capita", "retail_share", "macro_region"]].isna().all(axis=None)
    told = tables["findings"].query("finding_source == 'variable'")["sentence_en"].tolist()
    assert "GDP per head: no figures of Resident population; it is empty." in told
    assert not any("Tax revenue" in sentence for sentence in told)
    assert tables["gate_decisions"]["decision"].tolist() == ["pass with findings"]
    bounded = tables["dim_variable"].dropna(subset="bound_severity")
    assert bounded.empty  # those of the bundled regions bind nobody else


def test_the_report_knows_no_other_country_and_no_printed_table(states):
    page = html.parse(str(states.published / "report/index.html")).getroot()
    text = page.text_content()
    assert "Information jobs and export resilience" in text and "Washington" in text
    for foreign in ("China", "provinc", "Tibet", "CNY", "GB/T", "Beijing", "北京", "元/人"):
        assert foreign not in text, foreign
    assert not page.xpath("//*[@id='claims']")
    with connect(states.published_file) as connection:
        for relation in ("audit.claims", "audit.replication", "audit.consistency", "quality.study_departure"):
            assert read(connection, f"select count(*) as n from {relation}")["n"].item() == 0, relation


def test_a_computed_total_says_so(states):
    asked = CliRunner().invoke(group, ["--project", str(states.workspace), "why", "Texas", "2016", "jobs"])
    assert "16409139" in asked.output.replace(",", "") and "the sum of its industries" in asked.output
    asked = CliRunner().invoke(group, ["--project", str(states.workspace), "why", "Beijing", "2016", "jobs"])
    assert asked.exit_code == 1 and "No region answers to 'Beijing'" in str(asked.exception)
