"""Tidy files with a description beside them; and an invented country that the warehouse computes like any other."""

import dataclasses
import shutil
import subprocess

import duckdb
import pytest
import yaml

from resilience.ingest import ingest, words
from resilience.ingest.describe import describe, propose
from resilience.ingest.tidy import description_file, read_tidy
from resilience.project import dbt
from resilience.project.errors import UserError
from resilience.project.settings import PROJECT_DIR, Settings

LONG = "district,year,series,sector,value,unit\nA,2019,urban_employment,I,1.5,persons_10k\nB,2019,gdp,,2,cny_100m\n"
YAML = """\
columns:
  region: district
  year: year
  value: value
  indicator: series
  unit: unit
  industry: sector
source: Statistics Office
vintage: 2026-01-31
"""


def written(folder, text, description=None, name="a.csv"):
    file = folder / name
    file.write_text(text, encoding="utf-8")
    if description is not None:
        description_file(file).write_text(description, encoding="utf-8")
    return file


def test_a_long_file(tmp_path):
    said, _, reading = read_tidy(written(tmp_path, LONG, YAML))
    assert (said.vintage, said.source) == ("2026-01-31", "Statistics Office")
    assert [
        (cell.region_text, cell.year_text, cell.indicator_text, cell.industry_text, cell.unit_text, cell.value_text)
        for cell in reading.cells
    ] == [
        ("A", "2019", "urban_employment", "I", "persons_10k", "1.5"),
        ("B", "2019", "gdp", "", "cny_100m", "2"),
    ]
    assert [(cell.row_number, cell.column_number) for cell in reading.cells] == [(2, 5), (3, 5)]


def test_parquet_and_several_columns_of_figures(tmp_path):
    file = tmp_path / "wide.parquet"
    duckdb.sql(f"copy (select 'A' as county, 2019 as year, 1.5 as gdp, 3 as people) to '{file}' (format parquet)")
    description_file(file).write_text(
        "columns: {region: county, year: year}\n"
        "values:\n  gdp: {indicator: gdp, unit: cny_100m}\n  people: {indicator: population, unit: persons_10k}\n",
        encoding="utf-8",
    )
    _, encoding, reading = read_tidy(file)
    assert encoding == "parquet"
    assert [(cell.indicator_text, cell.value_text) for cell in reading.cells] == [("gdp", "1.5"), ("population", "3")]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("  year: year", "  yr: year"), "line 3, key columns.yr"),
        (("  region: district", "  region: cnty"), "line 2, key columns.region"),
        (("  value: value\n", ""), "name one column of figures"),
        (("vintage: 2026-01-31", "unit: cny"), "name the unit once"),
    ],
)
def test_a_mistake_is_told_with_line_and_key(tmp_path, change, said):
    with pytest.raises(UserError) as caught:
        read_tidy(written(tmp_path, LONG, YAML.replace(*change)))
    assert said in str(caught.value)


def test_two_figures_for_one_thing_are_refused(tmp_path):
    with pytest.raises(UserError, match="twice"):
        read_tidy(written(tmp_path, LONG + "B,2019,gdp,,3,cny_100m\n", YAML))


def test_the_proposal_is_a_description(tmp_path):
    file = written(tmp_path, LONG)
    assert yaml.safe_load(propose(file))["columns"] == {
        "region": "district", "year": "year", "value": "value", "indicator": "series", "unit": "unit",
        "industry": "sector",
    }  # fmt: skip
    assert "Written to" in describe(file)
    assert len(read_tidy(file)[2]) == 2
    assert "is there already" in describe(file)
    wide = written(tmp_path, "county,year,gdp,pop\nX,2019,1.5,3\n", name="wide.csv")
    assert set(yaml.safe_load(propose(wide))["values"]) == {"gdp", "pop"}


@pytest.mark.parametrize(
    ("header", "row", "region", "year", "figures"),
    [
        ("province_id,province,year,gdp,emp_urban_unit_10k", "1,北京市,2018,1,2", "province", "year",
         {"gdp", "emp_urban_unit_10k"}),
        ("year_founded,city,Year,unit_cost,gdp", "1950,X,2018,1,2", "city", "Year",
         {"year_founded", "unit_cost", "gdp"}),
        ("area,county name,年份,sector_share,value_added", "12,X,2018,1,2", "county name", "年份",
         {"area", "sector_share", "value_added"}),
        ("geography_score,地区,year,gdp", "1.5,北京,2018,1", "地区", "year", {"geography_score", "gdp"}),
        ("fips,year,gdp", "01001,2018,1", "fips", "year", {"gdp"}),
        ("FIPS,NAME,t,gdp", "01001,X,2018,1", "FIPS", "t", {"gdp"}),
        ("province,city,year,gdp", "A,B,2018,1", "?", "year", {"gdp"}),
        ("place,wave,gdp", "A,3,1", "?", "?", {"wave", "gdp"}),
        ("region,year,series,gdp", "A,2018,x,1", "region", "year", {"gdp"}),
        ("regionality,timely,capacity_mw", "A,B,1", "?", "?", {"capacity_mw"}),
    ],
)  # fmt: skip
def test_a_role_is_a_whole_word_and_one_column_is_one_thing(tmp_path, header, row, region, year, figures):
    said = yaml.safe_load(propose(written(tmp_path, f"{header}\n{row}\n")))
    assert said["columns"] == {"region": region, "year": year}
    assert said["values"].keys() == figures


def test_what_the_seeds_know_is_proposed_and_the_rest_stays_open(tmp_path):
    file = written(tmp_path, "省份,年份,gdp,地区生产总值(亿元),魔法指数\n北京,2018,1,2,3\n")
    said = yaml.safe_load(propose(file, words.load(PROJECT_DIR)))
    assert said["values"] == {
        "gdp": {"indicator": "gdp", "unit": "?"}, "地区生产总值(亿元)": {"indicator": "gdp", "unit": "亿元"},
        "魔法指数": {"indicator": "?", "unit": "?"},
    }  # fmt: skip


WIDE = """\
columns:
  region: county
  year: year
values:
  gdp: {indicator: gdp, unit: cny_100m}
source: Office
vintage: 2026-01-31
"""


@pytest.mark.parametrize(
    ("change", "line", "key"),
    [
        (("county", "'?'"), 2, "columns.region"), (("year: year", "year: '?'"), 3, "columns.year"),
        (("unit: cny_100m", "unit: '?'"), 5, "values.gdp.unit"), (("  gdp:", "  '?':"), 5, "values.?"),
        (("Office", "'?'"), 6, "source"), (("2026-01-31", "'?'"), 7, "vintage"),
    ],
)  # fmt: skip
def test_an_open_question_is_refused_with_its_line(tmp_path, change, line, key):
    with pytest.raises(UserError, match="leaves a question open") as caught:
        read_tidy(written(tmp_path, "county,year,gdp\nX,2019,1\n", WIDE.replace(*change)))
    assert f"line {line}, key {key}" in str(caught.value)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("region: county", "region: year"), "'year', which is columns.region too"),
        (("  gdp:", "  year:"), "'year', which is columns.year too"),
    ],
)
def test_one_column_cannot_be_two_things(tmp_path, change, said):
    with pytest.raises(UserError, match=said):
        read_tidy(written(tmp_path, "county,year,gdp\nX,2019,1\n", WIDE.replace(*change)))


REGIONS = {"R1": ("Alder", 50.0, 10.0), "R2": ("Birch", 50.0, 11.0), "R3": ("Cedar", 51.0, 10.0)}
INFORMATION, TOTAL = {"R1": 4.0, "R2": 1.0, "R3": 1.0}, {"R1": 20.0, "R2": 20.0, "R3": 20.0}
EXPORTS = {2018: {"R1": 100, "R2": 100, "R3": 200}, 2019: {"R1": 150, "R2": 100, "R3": 150}}


@pytest.fixture(scope="module")
def country(tmp_path_factory):
    """A country of three regions: seeds of its own in a copy of the project, its figures in one tidy file."""
    project, landing = tmp_path_factory.mktemp("project"), tmp_path_factory.mktemp("landing")
    listed = subprocess.run(["git", "ls-files"], cwd=PROJECT_DIR, capture_output=True, text=True, check=True).stdout
    for name in listed.splitlines():
        if not name.startswith(("docs/", "python/")) and (PROJECT_DIR / name).is_file():
            (project / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(PROJECT_DIR / name, project / name)
    reference = project / "seeds/reference"
    for name, rows in {
        "regions": [
            f"{code},{label},{label},north,{lat},{lon},{lat},{lon}" for code, (label, lat, lon) in REGIONS.items()
        ],
        "region_aliases": [f"{label},{code},en,official,," for code, (label, _, _) in REGIONS.items()],
    }.items():
        header = (reference / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0]
        (reference / f"{name}.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    config = project / "dbt_project.yml"
    own = "    ruritania:\n      <<: *observed\n      collections: [landing]\n      excluded_regions: []\n"
    own += "      panel_start: 2018\n      panel_end: 2019\n    simulated:"
    config.write_text(config.read_text(encoding="utf-8").replace("    simulated:", own, 1), encoding="utf-8")
    rows = ["district,year,series,sector,value,unit"]
    for code, (label, _, _) in REGIONS.items():
        rows += [f"{label},{year},exports_origin,,{flow[code]},usd_k" for year, flow in EXPORTS.items()]
        rows += [f"{label},2019,urban_employment,I,{INFORMATION[code]},persons_10k"]
        rows += [f"{label},2019,urban_employment,TOTAL,{TOTAL[code]},persons_10k"]
    written(landing, "\n".join(rows) + "\n", YAML.replace("2026-01-31", "as_published"), "ruritania.csv")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LANDING_DIR", str(landing))
        patch.setenv("RESILIENCE_PROJECT_DIR", str(project))
        settings = dataclasses.replace(
            Settings.from_environment("ruritania", "duckdb"), build_dir=tmp_path_factory.mktemp("build")
        )
        ingest(settings)
        marts = ["+fct_location_quotient", "+fct_spillover", "+fct_resilience", "+dim_source", "+int_landing_problem"]
        dbt.invoke(settings, ["build", "--select", *marts, "--resource-type", "seed", "--resource-type", "model"])
        tested = ["int_landing_problem", "int_source_observation", "fct_location_quotient", "fct_resilience"]
        dbt.invoke(settings, ["test", "--select", *tested, "--indirect-selection", "cautious"])
        yield settings


@pytest.mark.slow
def test_an_invented_country_gets_its_quotients_spillovers_and_resilience(country):
    from math import asin, cos, log, radians, sin, sqrt

    with duckdb.connect(str(country.work_file), read_only=True) as connection:
        quotients = dict(connection.execute(
            "select region_code, location_quotient from marts.fct_location_quotient "
            "where industry_code = 'I' and year = 2019 and lq_base = 'panel'"
        ).fetchall())  # fmt: skip
        spillover = connection.execute(
            "select spillover from marts.fct_spillover where region_code = 'R1' and industry_code = 'I' "
            "and year = 2019 and kernel = 'inverse_km_own1' and distance_point = 'capital' and lq_base = 'panel'"
        ).fetchone()[0]
        resilience = connection.execute(
            "select resilience from marts.fct_resilience where region_code = 'R1' and year = 2019 and horizon = 1 "
            "and flow = 'exports_origin' and national_base = 'panel'"
        ).fetchone()[0]
        source = connection.execute("select publisher_en, vintage from marts.dim_source").fetchall()
    assert quotients == pytest.approx({"R1": 2.0, "R2": 0.5, "R3": 0.5}, rel=1e-12)
    assert resilience == pytest.approx(log(150 / 100) - log(400 / 400), rel=1e-12)
    half_way = sqrt(cos(radians(50)) ** 2 * sin(radians(0.5)) ** 2)
    distances = (2 * 6371.0088 * asin(half_way), 6371.0088 * radians(1))
    assert spillover == pytest.approx(2.0 + sum(0.5 / km for km in distances), rel=1e-9)
    assert source == [("Statistics Office", "as_published")]
