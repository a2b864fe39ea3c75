"""A failing build says which rule, which rows and what to do, and lets go of the file."""

from __future__ import annotations

import dataclasses
import subprocess
import sys

import pytest

from resilience.project import dbt, manifest_cache
from resilience.project.errors import UserError
from resilience.project.settings import Settings
from resilience.project.warehouse import connect, one_row


def write_model(settings: Settings, sql: str) -> None:
    (settings.project_dir / "models" / "one_thing.sql").write_text(sql)


def test_failed_test_shows_rule_rows_and_remedy(small_project):
    write_model(small_project, "select '甲' as thing union all select '甲' union all select 'b'")
    with pytest.raises(UserError) as caught:
        dbt.invoke(small_project, ["build"])
    text = str(caught.value)
    assert caught.value.exit_code == 2
    assert "RULE   A thing is named once" in text
    assert "do:     remove the second naming" in text
    assert "test_failures.a_thing_is_named_once" in text
    assert "甲" in text.split("rows:")[1]


def test_failed_model_says_what_the_engine_said(small_project):
    write_model(small_project, "select no_such_column as thing")
    with pytest.raises(UserError, match=r"(?s)MODEL one_thing.*no_such_column") as caught:
        dbt.invoke(small_project, ["build"])
    assert "1 failed, 1 skipped" in str(caught.value)


def test_broken_project_is_told_without_a_traceback(small_project):
    write_model(small_project, "select * from {{ ref('nobody') }}")
    with pytest.raises(UserError, match="nobody"):
        dbt.invoke(small_project, ["build"])


def test_file_is_free_after_success(small_project):
    write_model(small_project, "select 'a' as thing")
    result = dbt.invoke(small_project, ["build"])
    assert dbt.summary(result) == "3 hooks, 1 model, 1 test"
    code = f"import duckdb; duckdb.connect({str(small_project.work_file)!r}).execute('create table main.t as select 1')"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_project_is_parsed_once_and_again_when_a_file_changed(small_project, monkeypatch):
    from dbt.cli import main

    given = []

    class Runner(main.dbtRunner):
        def invoke(self, arguments, **options):
            given.append(next(each for each in arguments if each in ("parse", "build", "run")))
            return super().invoke(arguments, **options)

    monkeypatch.setattr(main, "dbtRunner", Runner)
    write_model(small_project, "select 'a' as thing")
    dbt.invoke(small_project, ["build"])
    dbt.invoke(dataclasses.replace(small_project, build_dir=small_project.build_dir / "other"), ["build"])
    assert given == ["parse", "build", "build"]
    write_model(small_project, "select 'another' as thing")
    dbt.invoke(small_project, ["run"])
    dbt.invoke(small_project, ["run", "--vars", "{horizon: 2}"])
    assert given[3:] == ["parse", "run", "parse", "run"]


def test_an_ephemeral_model_is_there_in_every_build_of_a_process(small_project):
    write_model(small_project, "select thing from {{ ref('other') }}")
    other = small_project.project_dir / "models" / "other.sql"
    other.write_text("{{ config(materialized='ephemeral') }} select 'a' as thing")
    for _ in range(2):
        assert "1 model" in dbt.summary(dbt.invoke(small_project, ["build"]))


def test_a_build_counts_its_tests_and_tells_those_that_find_something(small_project):
    """As `dbt build` does: the rows are stored, and gone once the test passes."""
    write_model(small_project, "select 'b' as thing union all select 'b'")
    with pytest.raises(UserError, match=r"(?s)RULE   A thing is named once.*do:     remove the second naming"):
        dbt.build(small_project, [])
    with connect(small_project.work_file) as connection:
        assert one_row(connection, "select count(*) from test_failures.a_thing_is_named_once") == (1,)
    write_model(small_project, "select 'b' as thing")
    assert dbt.build(small_project, []) == "3 hooks, 1 model, 1 test"
    with connect(small_project.work_file) as connection:
        stored = "select count(*) from duckdb_tables() where schema_name = 'test_failures'"
        assert one_row(connection, stored) == (0,)


def test_a_test_that_cannot_run_fails_the_build(small_project):
    write_model(small_project, "select 'b' as another")
    with pytest.raises(UserError, match=r"(?s)a_thing_is_named_once.*thing"):
        dbt.build(small_project, [])


def test_a_manifest_that_cannot_be_read_is_parsed_again(small_project, monkeypatch):
    write_model(small_project, "select 'a' as thing")
    dbt.build(small_project, [])
    for file in (small_project.project_dir / "build" / "manifests").glob("*.pickle"):
        file.write_bytes(b"no pickle")
    monkeypatch.setattr(manifest_cache, "_READ", {})
    assert "1 model" in dbt.build(small_project, [])
