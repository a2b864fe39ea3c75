"""Tidy files with a description beside them."""

import duckdb
import pytest
import yaml

from resilience.ingest import words
from resilience.ingest.describe import describe, propose
from resilience.ingest.tidy import description_file, read_tidy
from resilience.project.errors import UserError
from resilience.project.settings import PROJECT_DIR

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
