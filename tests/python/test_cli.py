"""The command: what a person types, and what they are told when it cannot be done."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from types import SimpleNamespace

import duckdb
import pandas as pd
import pytest

from resilience import cli, inputs
from resilience.terminal import aligned
from test_publication import publish


@pytest.fixture
def command(settings, monkeypatch, capsys):
    """Runs the command as the terminal does; gives exit code, standard output and error output."""
    monkeypatch.setenv("RESILIENCE_BUILD_DIR", str(settings.build_dir))
    monkeypatch.setenv("RESILIENCE_DATASET", "observed")

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["resilience", *arguments])
        with pytest.raises(SystemExit) as end:
            cli.main()
        output = capsys.readouterr()
        return end.value.code or 0, output.out, output.err

    return call


def test_help_imports_nothing_heavy():
    """What `--help` imports decides how soon it answers (0.1 s); times themselves depend on the machine."""
    code = "import sys; from resilience.cli import group; group(['--help'], standalone_mode=False); print(*sys.modules)"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", code]
    said = subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout
    imported = {name.split(".")[0] for name in said.splitlines()[-1].split()}
    assert "click" in imported
    assert not imported & {"numpy", "pandas", "scipy", "duckdb", "dbt", "rich", "yaml", "statsmodels", "jinja2"}


def test_every_command_has_help(command):
    for name in cli.group.commands:
        code, output, _ = command(name, "--help")
        assert code == 0
        assert len(output.splitlines()) >= 5


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["sql", "select 1"], 2, "Run `make run`"),
        (["report"], 2, "Run `make run`"),
        (["run", "--study", "nowhere.yml"], 2, "There is no study 'nowhere.yml'"),
        (["--dataset", "nowhere", "status"], 2, "dbt_project.yml knows: observed"),
        (["rollback"], 2, "no earlier publication"),
        (["why", "Beijing", "many", "gdp"], 2, "not a valid integer"),
    ],
)
def test_errors_are_messages(command, arguments, code, said):
    found, output, error = command(*arguments)
    assert (found, output) == (code, "")
    assert said in error
    assert "Traceback" not in error


def test_the_exit_code_says_whether_something_is_wrong(command, monkeypatch, tmp_path):
    """0 where nothing is, 1 where a check, a true paper or this computer is; each command's work is replaced."""
    for is_wrong in (0, 1):
        alarms = SimpleNamespace(false_alarms=pd.DataFrame({"study": ["paper"] * is_wrong}))
        monkeypatch.setattr("resilience.audit.audit_study", lambda *_, n=is_wrong: ("", 3 * n))
        monkeypatch.setattr("resilience.audit.score.run.score", lambda *_, found=alarms, **__: found)
        monkeypatch.setattr("resilience.audit.score.tell.summary", lambda _: "")
        monkeypatch.setattr("resilience.doctor.examine", lambda _, n=is_wrong: ("", not n))
        for arguments in (["audit", str(tmp_path)], ["audit-score", "--short"], ["doctor"]):
            assert command(*arguments)[0] == is_wrong, arguments


def test_a_formula_is_estimated_on_any_file(command, tmp_path):
    file = tmp_path / "rows.parquet"
    duckdb.sql(
        "select i % 5 as region, i // 5 as year, i * i % 7 as x, x + i % 3 as y from range(60) as r (i)"
    ).write_parquet(str(file))
    code, output, _ = command("estimate", "--relation", str(file), "--formula", "y ~ x | year", "--se", "CRV1(region)")
    assert code == 0
    assert "60 rows, 5 clusters; errors CRV1(region), t with 4 degrees of freedom" in output
    code, output, error = command("estimate", "--relation", str(file), "--formula", "y ~ z | year")
    assert (code, output) == (2, "") and "no column 'z'" in error


def test_status_of_nothing(command):
    code, output, _ = command("status")
    assert code == 0
    assert "Nothing is published" in output


def test_sql_formats(command, settings, tmp_path):
    publish(settings, "r-1")
    query = "select region_code, sl from marts.panel order by 1 desc; -- both"
    assert command("sql", query)[1].splitlines()[-2:] == ["a             –", "(2 rows)"]
    assert command("sql", query, "--format", "csv")[1] == "region_code,sl\nb,1.0\na,\n"
    assert json.loads(command("sql", query, "--format", "json")[1])[1] == {"region_code": "a", "sl": None}
    assert command("sql", query, "--format", "md")[1].splitlines()[2] == "| b | 1 |"
    file = tmp_path / "rows.parquet"
    assert command("sql", query, "--format", "parquet", "-o", str(file))[0] == 0
    assert duckdb.sql(f"select count(*) from '{file}'").fetchall() == [(2,)]
    assert "--output" in command("sql", query, "--format", "parquet")[2]
    assert "first 1 rows" in command("sql", query, "--limit", "1")[1]


def test_sql_errors_have_a_hint_and_nothing_is_written(command, settings):
    publish(settings, "r-1")
    assert "Near it: marts.panel" in command("sql", "select * from panle")[2]
    code, _, error = command("sql", "delete from marts.panel")
    assert code == 1
    assert "read only" in error


def test_status_names_changed_inputs(command, settings):
    publish(settings, "r-1")
    output = command("status")[1]
    assert "r-1" in output
    assert "removed  seeds/a.csv" in output or "inputs changed" in output


def test_chinese_letters_take_two_columns():
    lines = aligned(["name", "n"], [["北京市", 1], ["x", 22]]).splitlines()
    assert lines[2:] == ["北京市   1", "x       22"]


def test_run_id_depends_on_inputs_only(settings):
    sums = {"seeds/a.csv": "1"}
    assert inputs.run_id(settings, sums) == inputs.run_id(settings, dict(sums))
    assert inputs.run_id(settings, sums) != inputs.run_id(settings, {"seeds/a.csv": "2"})
    assert inputs.difference({"a": "1", "b": "1"}, {"b": "2", "c": "1"}) == [
        ("a", "removed"),
        ("b", "changed"),
        ("c", "added"),
    ]
