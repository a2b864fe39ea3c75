"""The whole pipeline, run once in a temporary folder (fixture `publication`), and what it must have left behind."""

from __future__ import annotations

import dataclasses
import json
import shutil

import duckdb
import pytest

from resilience import compare, dbt
from resilience.config import Settings
from resilience.publication import PARQUET_SCHEMAS, SCHEMAS
from resilience.why import explain

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
    for place in ("report/index.html", "docs/index.html", "run.json", "tables", "figures", "quality"):
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


def test_dbt_build_alone_passes_on_an_empty_folder(publication: Settings, tmp_path):
    alone = dataclasses.replace(publication, build_dir=tmp_path / "empty")
    assert "model" in dbt.summary(dbt.invoke(alone, ["build"]))


def test_compare_knows_the_grain_of_every_relation(publication: Settings):
    with duckdb.connect(str(publication.published_file), read_only=True) as connection:
        held = relations(publication.published_file)
        tables = {f"{schema}.{table}" for schema, table in held if schema in compare.SCHEMAS}
        assert tables == set(compare.GRAINS)
        for table, key in compare.GRAINS.items():
            columns = ", ".join(key)
            doubled = f"select {columns} from {table} group by {columns} having count(*) > 1"
            assert not connection.execute(doubled).fetchall(), table
