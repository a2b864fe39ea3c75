"""The whole pipeline, run once in a temporary folder (fixture `publication`), and what it must have left behind."""

from __future__ import annotations

import dataclasses
import json
import shutil

import duckdb
import pytest

from resilience.ask import compare
from resilience.ask.why import explain
from resilience.project import dbt
from resilience.project.errors import UserError
from resilience.project.settings import Settings
from resilience.project.warehouse import attach
from resilience.publish.published_copy import PARQUET_SCHEMAS, SCHEMAS

pytestmark = pytest.mark.slow


def relations(file) -> list[tuple[str, str]]:
    with duckdb.connect(str(file), read_only=True) as connection:
        return connection.execute("select schema_name, table_name from duckdb_tables() order by all").fetchall()


def test_panel_has_the_studys_observations(publication: Settings):
    sql = "select count(*), min(year), max(year) from marts.panel where vag is not null and sl is not null"
    with duckdb.connect(str(publication.published_file), read_only=True) as connection:
        assert connection.execute(sql).fetchall() == [(360, 2009, 2020)]


def test_every_schema_is_there_and_only_tables(publication: Settings):
    found = {schema for schema, _ in relations(publication.published_file)}
    assert found == set(SCHEMAS)
    with duckdb.connect(str(publication.published_file), read_only=True) as connection:
        assert connection.execute("select count(*) from duckdb_views() where not internal").fetchall() == [(0,)]


def test_every_relation_answers_under_another_name_and_alias(publication: Settings, tmp_path):
    copy = tmp_path / "another name.duckdb"
    shutil.copy(publication.published_file, copy)
    with duckdb.connect() as connection:
        connection.execute(f"attach '{copy}' as anything (read_only)")
        for schema, table in relations(copy):
            connection.execute(f'select * from anything."{schema}"."{table}" limit 1').fetchall()


def test_parquet_holds_what_the_file_holds(publication: Settings):
    expected = {
        f"{schema}.{table}" for schema, table in relations(publication.published_file) if schema in PARQUET_SCHEMAS
    }
    assert {file.stem for file in (publication.published / "parquet").glob("*.parquet")} == expected


def test_what_people_open_is_there(publication: Settings):
    for place in (
        "report/index.html",
        "docs/index.html",
        "quality/index.html",
        "run.json",
        "manifest.json",
        "tables",
        "figures",
    ):
        assert (publication.published / place).exists(), place
    document = json.loads((publication.published / "run.json").read_text())
    assert document["run_id"] == publication.published.readlink().name
    assert document["gate"]["decision"] in {"pass", "pass with findings"}
    assert all(step["seconds"] >= 0 for step in document["steps"])


def test_results_carry_the_run_id(publication: Settings):
    with duckdb.connect(str(publication.published_file), read_only=True) as connection:
        ids = connection.execute("select distinct run_id from results.estimates").fetchall()
    assert ids == [(publication.published.readlink().name,)]


def test_why_names_the_source_and_the_losers(publication: Settings):
    text = explain(publication, "广东", 2015, "gdp")
    assert "75820.8" in text
    assert "nbs_gdp__2026_03.csv" in text
    assert "superseded vintage" in text


def test_why_traces_a_variable_to_its_figures(publication: Settings):
    text = explain(publication, "Beijing", 2015, "tax_share")
    assert "mof_local_tax_revenue.csv, row 110000, column 2015" in text
    assert "nbs_gdp__2026_03.csv, row 110000, column 2015" in text
    assert "2014" in explain(publication, "Beijing", 2015, "sl")
    assert "Tianjin" in explain(publication, "Beijing", 2015, "vag")
    assert "missing: no figure was chosen" in explain(publication, "Hebei", 2018, "fdi_share")
    with pytest.raises(UserError, match="its years are 2009–2020"):
        explain(publication, "Beijing", 2030, "vag")


def test_why_tells_corrections_and_links(publication: Settings):
    assert "override, printed 90.67, now 30.67; project, 2026-11-23" in explain(
        publication, "Anhui", 2020, "innovation_score"
    )
    assert "drop, printed 171.58" in explain(publication, "Tibet", 2019, "innovation_score")
    assert "population_2010_2011: " in explain(publication, "Beijing", 2010, "population")


def test_corrections_are_findings(publication: Settings):
    with duckdb.connect(str(publication.published_file), read_only=True) as connection:
        rows = connection.execute(
            "select rule, value, expected, is_accepted from quality.findings "
            "where finding_source = 'correction' order by 1"
        ).fetchall()
    assert rows == [
        ("drop tibet_innovation_2019", 171.58, "no figure", True),
        ("flag chongqing_fdi_2017", 1018255, "a figure nobody doubts", False),
        ("flag tianjin_fdi_2016", 3082563, "a figure nobody doubts", False),
        ("override anhui_innovation_2020", 90.67, "override 30.67", True),
    ]


def test_a_repaired_source_fails_the_correction_loudly(working_copy: Settings):
    with duckdb.connect(str(working_copy.work_file)) as connection:
        connection.execute("update reference.corrections set expect_value = '30.6' where action = 'override'")
    with pytest.raises(UserError) as caught:
        dbt.invoke(working_copy, ["test", "--select", "assert_corrections_find_what_they_expect"])
    said = str(caught.value)
    assert "the source was repaired" in said and "anhui_innovation_2020" in said and "90.67" in said


def test_an_edition_is_the_panel_that_a_build_as_of_the_day_gives(publication: Settings, tmp_path):
    then = dataclasses.replace(publication, build_dir=tmp_path / "then")
    models = ["--select", "+panel", "--resource-type", "seed", "--resource-type", "model"]
    dbt.invoke(then, ["build", *models, "--vars", "{vintage_as_of: '2018-12-31'}"])
    columns = "region_code, year, sl, vag, gdp_per_capita_cny_10k, tax_share, retail_share, fdi_share"
    with duckdb.connect(str(then.work_file), read_only=True) as connection:
        built = connection.execute(f"select {columns} from marts.panel order by 1, 2").fetchall()
    with duckdb.connect(str(publication.published_file), read_only=True) as connection:
        edition = connection.execute(
            f"select {columns} from marts.panel_edition where edition = 'as of 2018-12-31' order by 1, 2"
        ).fetchall()
    assert edition == built
    assert sum(row[4] is not None for row in built) == 270  # GDP of 2018 and later was not public


def test_table_2_on_every_edition(publication: Settings):
    with duckdb.connect(str(publication.published_file), read_only=True) as connection:
        differing = connection.execute(
            "select count(*), count(case when abs(vintage.estimate - main.estimate) > 1e-12 then 1 end) "
            "from results.vintage_estimates as vintage inner join results.estimates as main "
            "using (table_id, column_id, term, se_type) where edition = 'baseline'"
        ).fetchone()
        early = connection.execute(
            "select column_id, status, n_obs, message from results.vintage_estimates "
            "where edition = 'as of 2011-12-31' and (term is null or (term = 'vag' and se_type = 'CRV1(region)')) "
            "order by 1"
        ).fetchall()
    assert differing[0] > 20 and differing[1] == 0
    assert early[:2] == [("1", "ok", 60, None), ("2", "ok", 60, None)]
    assert early[2][1:3] == ("not available", 0) and "gdp_per_capita_cny_10k" in early[2][3]


def test_dbt_build_alone_gives_what_a_run_publishes(publication: Settings, tmp_path):
    """On an empty folder too: what needs no gate and no estimates is the same, cell by cell."""
    alone = dataclasses.replace(publication, build_dir=tmp_path / "empty")
    said = dbt.summary(dbt.invoke(alone, ["build"]))
    assert "model" in said and "unit test" in said
    with duckdb.connect() as connection:
        attach(connection, publication.published_file, "a")
        attach(connection, alone.work_file, "b")
        notes = compare.collect(connection, 0, dbt.grains(publication), ("reference", "raw", "marts", "quality"))
        moved = connection.execute("select distinct relation from moved").fetchall()
    assert {relation for (relation,) in moved} <= {"quality.findings"}  # which holds what the gate found
    assert all(note.startswith(("reference.", "raw.", "quality.")) for note in notes), notes


def test_every_mart_and_result_has_a_grain_that_holds(publication: Settings):
    grains = dbt.grains(publication)
    with duckdb.connect(str(publication.published_file), read_only=True) as connection:
        held = relations(publication.published_file)
        for table in sorted(f"{schema}.{table}" for schema, table in held if schema in ("marts", "results")):
            columns = ", ".join(grains[table])
            doubled = f"select {columns} from {table} group by {columns} having count(*) > 1"
            assert not connection.execute(doubled).fetchall(), table
