"""The statements of a build, run again without dbt, give what dbt gives; what is new or fails is dbt's."""

from __future__ import annotations

import pickle
import subprocess
import sys

import pytest

from resilience.project import dbt
from resilience.project.errors import UserError
from resilience.project.warehouse import connect

PYTHON_MODEL = """
def model(dbt, session):
    return dbt.ref("one_thing")
"""


def write_model(settings, sql: str) -> None:
    (settings.project_dir / "models" / "one_thing.sql").write_text(sql)


@pytest.fixture
def project(small_project):
    """One model in SQL, one in Python that reads it, and one seed."""
    folder = small_project.project_dir
    write_model(small_project, "select thing from {{ ref('given') }}")
    (folder / "models" / "again.py").write_text(PYTHON_MODEL)
    (folder / "models" / "again.yml").write_text("models: [{name: again, description: One row per thing.}]")
    (folder / "seeds").mkdir()
    (folder / "seeds" / "given.csv").write_text("thing\na\n")
    (folder / "seeds" / "given.yml").write_text("seeds: [{name: given, config: {column_types: {thing: text}}}]")
    return small_project


@pytest.fixture
def dbt_runs(monkeypatch):
    """The commands that dbt itself is given from here on."""
    given = []
    real = dbt.invoke
    monkeypatch.setattr(dbt, "invoke", lambda *args, **named: given.append(args[1][0]) or real(*args, **named))
    return given


def contents(settings) -> dict[str, list]:
    with connect(settings.work_file) as connection:
        tables = "select schema_name || '.' || table_name, comment from duckdb_tables() order by all"
        return {
            f"{name}: {comment}": connection.execute(f"from {name}").fetchall()
            for name, comment in connection.execute(tables).fetchall()
        }


def test_a_second_build_gives_the_same_without_dbt(project, dbt_runs):
    said = dbt.build(project, [])
    first = contents(project)
    assert len(first) == 2 and any("One row per thing" in name for name in first)
    dbt_runs.clear()
    project.work_file.unlink()
    assert dbt.build(project, []) == said
    assert (contents(project), dbt_runs) == (first, [])


def test_other_figures_need_no_dbt_and_reach_every_model(project, dbt_runs):
    dbt.build(project, [])
    dbt_runs.clear()
    (project.project_dir / "seeds" / "given.csv").write_text("thing\nb\n")
    dbt.build(project, [])
    assert set(map(str, contents(project).values())) == {"[('b',)]"} and dbt_runs == []


def test_what_was_built_is_known_with_its_sql(project):
    for _ in range(2):
        dbt.build(project, [])
        found = dbt.compiled()["model.export_resilience.one_thing"]
        assert found.name == "one_thing" and "given" in found.compiled_code


def test_a_changed_model_is_built_by_dbt(project, dbt_runs):
    dbt.build(project, [])
    write_model(project, "select thing || thing as thing from {{ ref('given') }}")
    dbt_runs.clear()
    dbt.build(project, [])
    assert "build" in dbt_runs and "[('aa',)]" in map(str, contents(project).values())


def test_dbt_tells_what_fails(project, dbt_runs):
    dbt.build(project, [])
    dbt_runs.clear()
    (project.project_dir / "seeds" / "given.csv").write_text("thing,more\na,b,c\n")
    with pytest.raises(UserError, match="given"):
        dbt.build(project, [])
    assert dbt_runs == ["build"]


def test_rows_that_a_test_finds_are_told_by_dbt(project, dbt_runs):
    dbt.build(project, [])
    dbt_runs.clear()
    (project.project_dir / "seeds" / "given.csv").write_text("thing\na\na\n")
    with pytest.raises(UserError, match="A thing is named once"):
        dbt.build(project, [])
    assert dbt_runs == ["test"]


def test_another_fingerprint_is_written_into_the_kept_statements(project, dbt_runs):
    write_model(project, 'select \'{{ env_var("RESILIENCE_PANEL_SHA256", "") }}\' as thing')
    for fingerprint in ("0123abcd", "4567ef89"):
        dbt.build(project, [], environment={dbt.FINGERPRINT: fingerprint})
        assert f"[('{fingerprint}',)]" in map(str, contents(project).values())
    assert dbt_runs.count("build") == 1


def test_a_kept_manifest_can_be_used_by_a_process_that_has_not_run_dbt(project):
    dbt.build(project, [])
    code = "import pickle, sys; from resilience.project import dbt; " \
           "print(len(dbt.graph(pickle.loads(bytes.fromhex(sys.argv[1]))).writable_manifest().nodes))"  # fmt: skip
    command = [sys.executable, "-c", code, pickle.dumps(project).hex()]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert found.returncode == 0 and int(found.stdout) >= 3, found.stderr


def test_the_page_can_be_written_by_a_process_that_has_not_run_dbt(project):
    dbt.build(project, [])
    code = "import pickle, sys; from pathlib import Path; from resilience.project import dbt; " \
           "dbt.docs_site(pickle.loads(bytes.fromhex(sys.argv[1])), Path(sys.argv[2]))"  # fmt: skip
    folder = project.build_dir / "docs"
    command = [sys.executable, "-c", code, pickle.dumps(project).hex(), str(folder)]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    assert "one_thing" in (folder / "index.html").read_text(encoding="utf-8")
