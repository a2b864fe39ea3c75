"""What landed files mean, decided by SQL and seeds: aliases, proposals, problems, agreement with bundled figures."""

import csv
import dataclasses
import os
from pathlib import Path

import pytest

from resilience.ingest import ingest, unknown_labels
from resilience.project import dbt
from resilience.project.settings import Settings
from resilience.project.warehouse import connect, read

pytestmark = pytest.mark.slow

with (Path(__file__).parents[2] / "seeds/reference/regions.csv").open(encoding="utf-8") as lines:
    REGIONS = [row["region_name_zh"] for row in csv.DictReader(lines)]
FILES = {
    "total.csv": "指标：地区生产总值(亿元)\n地区,2020年,2019年\n"
    + "".join(f"{region},2,1\n" for region in REGIONS)
    + f"全国,{2 * len(REGIONS) + 3},{len(REGIONS)}\n东部地区,5,5\n",
    "unknown.csv": "指标：地区生产总值(亿元)\n地区,2020年\n山而省,1\n広西,2\n",
    "former.csv": "指标：地区生产总值(亿元)\n地区,2015年,1955年\n广西省,1,2\n",
    "unit.csv": "指标：地区生产总值(千克)\n地区,2020年\n北京市,1\n",
    "industry.csv": (
        "地区,年份,行业,城镇单位就业人员(万人)\n北京,2020,养蜂业,1\n,,信息传输、计算机服务和软件业,2\n,,房地产业,3\n"
    ),
    "software.csv": "指标：地区生产总值(亿元)\n地区,2020年\n河北,NaN\n河南,inf\n湖北,1_000\n湖南,1e3\n",
    "known.csv": (
        '指标：地区生产总值(亿元)\n地区,２０２０年\nShannxi,"1,234.5 "\nShanxi,５２６７\n两藏,…\n北　京,—\n全国,9\n'
    ),
}


@pytest.fixture(scope="module")
def landed(tmp_path_factory):
    """A warehouse built up to the meaning of these files; its tests are not run, they would stop it."""
    folder = tmp_path_factory.mktemp("landing")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return built(
        folder, tmp_path_factory.mktemp("build"), "+int_landing_problem", "+int_source_observation", "+landing_total"
    )


def built(folder, build_dir, *selection, answers=None):
    found = dataclasses.replace(Settings.from_environment("observed", "duckdb"), build_dir=build_dir)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LANDING_DIR", str(folder))
        # what ingestion would refuse is for SQL to find
        patch.setattr(unknown_labels, "check", lambda *_: unknown_labels.Understood())
        for file in sorted(folder.iterdir()):
            ingest(found, [file], answers=(answers or {}).get(file.name))
        dbt.invoke(
            found, ["build", "--select", *selection, "--exclude", "resource_type:test", "resource_type:unit_test"]
        )
    return found


def rows(settings, sql):
    with connect(settings.work_file) as connection:
        return [tuple(row) for row in read(connection, sql).astype(object).itertuples(index=False)]


def test_near_names_are_proposed_and_never_taken(landed):
    found = dict(rows(landed, "select found, remedy from intermediate.int_landing_problem where what = 'region'"))
    assert set(found) == {"山而省", "広西", "广西省"}
    assert "山东省" in found["山而省"] and "山西省" in found["山而省"]
    assert "广西" in found["広西"]


def test_an_alias_counts_in_its_years_only(landed):
    sql = "select year, region_code from intermediate.int_source_observation where source_id = 'landing:former.csv'"
    assert rows(landed, sql) == [(1955, "450000")]


def test_unknown_units_and_industries_are_problems(landed):
    sql = "select what, found from intermediate.int_landing_problem where what <> 'region' order by 1"
    assert rows(landed, sql) == [("industry", "养蜂业"), ("unit", "千克")]


def test_labels_and_numbers_as_people_write_them(landed):
    sql = (
        "select region_code, value_text, coalesce(value, -1) from intermediate.int_source_observation "
        "where source_id = 'landing:known.csv' order by 1"
    )
    assert rows(landed, sql) == [
        ("110000", "—", -1.0), ("140000", "5267", 5267.0), ("540000", "…", -1.0), ("610000", "1234.5", 1234.5),
    ]  # fmt: skip


def test_what_software_writes_is_no_number(landed):
    sql = (
        "select region_code, value from intermediate.int_source_observation where source_id = 'landing:software.csv' "
        "and value is not null"
    )
    assert rows(landed, sql) == [("430000", 1000.0)]


def test_a_total_that_is_not_the_sum_of_its_regions_is_found(landed):
    sql = "select source_id, year, printed_total, regions_total, n_regions from quality.landing_total"
    assert rows(landed, sql) == [("landing:total.csv", 2020, 65.0, 62.0, 31)]


def test_industries_are_known_by_old_and_new_labels(landed):
    sql = (
        "select industry_code, value from intermediate.int_source_observation "
        "where source_id = 'landing:industry.csv' order by 1"
    )
    assert rows(landed, sql) == [("I", 2.0), ("K", 3.0)]


# Sample -> what the user has to state, and the bundled vintage that it must agree with in every cell that both have.
# The file without an indicator line measures something that the warehouse does not hold.
SAMPLES = {
    "nbs_2026_gb18030__gdp.csv": ({}, "2026-03", 589),
    "nbs_2020_xls_biff_with_header_and_notes.xls": ({}, "2020-11", 155),
    "nbs_2023_xlsx_saved_without_header.xlsx": ({"indicator": "gdp", "unit": "亿元"}, "2023-12", 558),
    "nbs_easyquery_api_long_A060101.csv": ({}, "as_published", 279),
    "yearbook_7-5_2019_biff_encrypted_default_password.xls": ({}, "as_published", 31),
}


@pytest.mark.skipif("SAMPLES_DIR" not in os.environ, reason="SAMPLES_DIR names no folder of real downloads")
def test_real_downloads_agree_with_bundled_figures_of_their_vintage(tmp_path):
    folder = tmp_path / "landing"
    folder.mkdir()
    for name in SAMPLES:
        (folder / name).write_bytes((Path(os.environ["SAMPLES_DIR"]) / name).read_bytes())
    answers = {name: stated for name, (stated, *_) in SAMPLES.items()}
    settings = built(folder, tmp_path / "build", "+landing_vintage_agreement", "+int_landing_problem", answers=answers)
    assert rows(settings, "select * from intermediate.int_landing_problem") == []
    agreement = {
        (source, vintage): (n_compared, n_equal)
        for source, vintage, n_compared, n_equal in rows(
            settings,
            "select source_id, known_vintage, n_compared, n_equal from quality.landing_vintage_agreement",
        )
    }
    for name, (_, vintage, n_cells) in SAMPLES.items():
        assert agreement[f"landing:{name}", vintage] == (n_cells, n_cells), name
