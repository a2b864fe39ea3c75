"""The command: what a person types, and what they are told when it cannot be done."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from resilience.ask import query
from resilience.cli import commands as cli
from resilience.project import inputs
from resilience.project.errors import UserError
from resilience.project.study_file import STUDIES_DIR, name_of
from resilience.project.terminal import aligned
from resilience.project.warehouse import closed
from resilience.publish import publication
from test_publication import DAMAGES, publish


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
    code = "import sys; from resilience.cli.commands import group as run; run(['--help'], standalone_mode=False)"
    code += "; print(*sys.modules)"
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
    """0 where nothing is, 1 where a check or this computer is; each command's work is replaced."""
    for is_wrong in (0, 1):
        monkeypatch.setattr("resilience.audit.audit_study", lambda *_, n=is_wrong: ("", 3 * n))
        monkeypatch.setattr("resilience.cli.doctor.examine", lambda _, n=is_wrong: ("", not n))
        for arguments in (["audit", str(tmp_path)], ["doctor"]):
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
    text = "select region_code, sl from marts.panel order by 1 desc; -- both"
    assert command("sql", text)[1].splitlines()[-2:] == ["a              –", "(2 rows)"]
    assert command("sql", text, "--format", "csv")[1] == "region_code,sl\nb,1.0\na,\n"
    assert json.loads(command("sql", text, "--format", "json")[1])[1] == {"region_code": "a", "sl": None}
    assert command("sql", text, "--format", "md")[1].splitlines()[2] == "| b | 1.0 |"
    file = tmp_path / "rows.parquet"
    assert command("sql", text, "--format", "parquet", "-o", str(file))[0] == 0
    assert duckdb.sql(f"select count(*) from '{file}'").fetchall() == [(2,)]
    assert "--output" in command("sql", text, "--format", "parquet")[2]
    assert "first 1 rows" in command("sql", text, "--limit", "1")[1]


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


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("place", ["warehouse.duckdb", "run.json", "manifest.json", "parquet/marts.panel.parquet"])
def test_no_command_reads_a_damaged_publication(command, settings, place, damage):
    DAMAGES[damage](publish(settings, "r-1") / place)
    commands = [
        ["status"], ["sql", "select 1"], ["report"], ["rollback"], ["compare", "published", "published"], ["ask", "1"],
        ["compare", "r-1", "r-1"], ["why", "Beijing", "2010", "gdp"],
        ["estimate", "--relation", "marts.panel", "--formula", "sl ~ year"],
    ]  # fmt: skip
    for arguments in commands:
        code, output, error = command(*arguments)
        assert code != 0 and place in output + error, arguments
        assert "up to date" not in output and "Traceback" not in error and len((output + error).splitlines()) <= 3


def test_a_file_that_is_no_warehouse_is_told(command, settings, tmp_path):
    publish(settings, "r-1")
    file = tmp_path / "cut.duckdb"
    file.write_bytes(settings.published_file.read_bytes()[:9000])
    code, _, error = command("compare", str(file), "published")
    assert code == 2 and f"{file} cannot be opened" in error and "Traceback" not in error


def test_every_reading_command_takes_a_study(command, settings):
    publish(dataclasses.replace(settings, study="mine"), "r-2", 7.5)
    publish(settings, "r-1", 1.5)
    text = "select sl from marts.panel where region_code = 'b'"
    assert command("sql", text, "--format", "csv")[1] == "sl\n1.5\n"
    assert command("sql", text, "--format", "csv", "--study", "mine")[1] == "sl\n7.5\n"
    assert "r-2" in command("status", "--study", "mine")[1] and "others:     mine" in command("status")[1]
    assert "studies/mine/published/report" in command("report", "--study", "mine")[1]
    assert "r-2" in command("compare", "published", "published", "--study", "mine")[1]
    assert (
        "no earlier publication of the dataset 'observed' and the study 'mine'"
        in command("rollback", "--study", "mine")[2]
    )
    assert "Nothing is published" in command("status", "--study", "other")[1]
    assert "resilience run --study other" in command("sql", "select 1", "--study", "other")[2]
    assert "No study is called '../x'" in command("status", "--study", "../x")[2]


def test_a_study_of_yours_has_a_name_of_its_own(command, tmp_path):
    bundled, file = STUDIES_DIR / "virtual_agglomeration.yml", tmp_path / "my copy.yml"
    shutil.copy(bundled, file)
    shutil.copy(bundled, tmp_path)
    assert (name_of(str(bundled)), name_of(str(file))) == ("virtual_agglomeration", "my_copy")
    code, _, error = command("run", "--study", str(tmp_path / bundled.name))
    assert code == 2 and "virtual_agglomeration.yml, line 2, key study" in error and "rename" in error
    file.write_text(file.read_text("utf-8").replace("study: virtual_agglomeration", "study: ../x"), encoding="utf-8")
    code, _, error = command("run", "--study", str(file))
    assert code == 2 and "key study" in error and "'../x'" in error


CANARY = "a canary that only the file holds"
# What reads or writes files, the network, the environment, extensions or settings; {own} is the database's own path.
BEYOND = """
select * from '{file}'
select * from read_csv('{file}')
select * from read_csv_auto('{file}')
select * from read_text('{file}')
select * from read_blob('{file}')
select * from read_json('{file}')
select * from read_json_auto('{file}')
select * from read_json_objects('{file}')
select * from read_ndjson('{file}')
select * from read_ndjson_objects('{file}')
select * from read_parquet('{file}')
select * from parquet_scan('{file}')
select * from parquet_metadata('{file}')
select * from parquet_schema('{file}')
select * from parquet_kv_metadata('{file}')
select * from parquet_file_metadata('{file}')
select * from parquet_full_metadata('{file}')
select * from read_single_csv_file('{file}')
select * from read_duckdb('{other}', table_name = 't')
select * from sniff_csv('{file}')
select * from glob('{folder}/*')
select * from read_text('/proc/self/environ')
select * from read_csv('https://example.org/x.csv')
select * from query('select * from read_text(''{file}'')')
select * from json_execute_serialized_sql(json_serialize_sql('select * from read_text(''{file}'')'))
from (from read_text('{file}'))
explain analyze select * from read_text('{file}')
summarize select * from read_text('{file}')
describe select * from '{file}'
create temp view v as select * from read_text('{file}')
create temp macro m() as table select * from read_text('{file}')
prepare p as select * from read_text('{file}')
copy marts.panel to '{new}'
copy marts.panel to '{new}' (format parquet)
copy (select 1) to '{folder}/parts' (format parquet, partition_by 1)
explain analyze copy marts.panel to '{new}'
with x as (copy marts.panel to '{new}') select * from x
with x as (copy marts.panel to '{own}.wal') select * from x
copy marts.panel to '{own}' (use_tmp_file false)
copy marts.panel to '{own}.wal' (use_tmp_file false)
copy marts.panel to '{published}' (use_tmp_file false)
copy marts.panel to '{published}.wal' (use_tmp_file false)
copy marts.panel to '{published}.tmp/x.csv'
select * from json_execute_serialized_sql(json_serialize_sql('with x as (copy marts.panel to ''{own}.wal'') from x'))
export database '{folder}/exported'
import database '{folder}/exported'
attach '{other}'
attach '{folder}/fresh.duckdb'
attach 'https://example.org/x.duckdb' as x
install httpfs
force install spatial
load httpfs
load '{file}'
update extensions
create persistent secret s (type s3, key_id 'a', secret 'b')
create secret s (type s3, key_id 'a', secret 'b')
from duckdb_secrets()
from duckdb_extensions()
set threads = 1
set global threads = 1
reset threads
set enable_external_access = true
set lock_configuration = false
set allowed_paths = ['{file}']
set allowed_directories = ['{folder}']
set temp_directory = '{folder}'
set home_directory = '{folder}'
set secret_directory = '{folder}'
set extension_directory = '{folder}'
set log_query_path = '{new}'
set python_enable_replacements = true
set memory_limit = '1GB'
pragma enable_profiling
pragma profiling_output = '{new}'
set profiling_output = '{new}'
pragma memory_limit = '1GB'
pragma threads = 1
call enable_logging('QueryLog', storage = 'file', storage_path = '{new}')
call enable_logging(storage_path = '{new}')
select getenv('PATH')
select * from texts
select * from settings
"""


def test_sql_reaches_the_published_tables_and_nothing_else(command, settings, tmp_path, monkeypatch):
    monkeypatch.setenv("CANARY", CANARY)
    folder = tmp_path / "theirs"
    folder.mkdir()
    places = {"file": folder / "canary.csv", "other": folder / "other.duckdb", "new": folder / "new.csv"}
    places["file"].write_text(f"a\n{CANARY}\n")
    with duckdb.connect(str(places["other"])) as connection:
        connection.execute("create table t as select ? as a", [CANARY])
    published = publish(settings, "r-1") / "warehouse.duckdb"
    before = sorted(path for path in tmp_path.rglob("*"))
    with closed(published) as connection:
        (_, _, own), *_ = connection.execute("pragma database_list").fetchall()
        for text in BEYOND.strip().splitlines():
            with pytest.raises(UserError) as said:
                query.ask(connection, text.format(**places, folder=folder, published=published, own=own))
                print(query.render(connection, "csv", 0))
            assert CANARY not in str(said.value)
            assert re.search("--trusted|does not exist|There is no table", str(said.value)), (text, said.value)
            assert sorted(path for path in tmp_path.rglob("*")) == before, text
            assert not Path(own).parent.exists(), text
    code, _, error = command("sql", f"select * from '{places['file']}'")
    assert code == 1 and "--trusted" in error and len(error.splitlines()) == 1
    assert publication.fault(settings) is None
    assert command("sql", "select count(*) from marts.panel", "--format", "csv")[1].endswith("2\n")


def test_every_function_that_takes_a_path_is_tried(command, settings, tmp_path):
    """Of the functions of this DuckDB, whichever it has: none reads the file or lists its folder."""
    file = tmp_path / "canary.csv"
    file.write_text(f"a\n{CANARY}\n")
    publish(settings, "r-1")
    paths = "list_has_any(parameters, ['path', 'paths', 'file', 'pattern', 'col0'])"
    sql = f"select distinct function_name from duckdb_functions() where function_type = 'table' and {paths}"
    names = [name for (name,) in duckdb.sql(sql).fetchall()]
    assert len(names) > 20
    with closed(settings.published_file) as connection:
        for name in names:
            for argument in (str(file), f"{tmp_path}/*"):
                with pytest.raises(duckdb.Error):
                    connection.execute(f"select * from {name}('{argument}')").fetchall()
    # What a program of ours holds is no table either.
    frame = pd.DataFrame({"a": [CANARY]})
    with closed(settings.published_file) as connection, pytest.raises(duckdb.CatalogException):
        connection.execute("select * from frame")
    assert len(frame) == 1


def test_trusted_sql_may_read_and_write_files(command, settings, tmp_path):
    publish(settings, "r-1")
    file = tmp_path / "new.csv"
    assert command("sql", "--trusted", f"copy marts.panel to '{file}'")[0] == 0
    assert "b,2010,1.0" in command("sql", "--trusted", f"select content from read_text('{file}')")[1]
    assert "read only" in command("sql", "--trusted", "delete from marts.panel")[2]


@pytest.mark.parametrize(
    ("number", "printed"),
    [
        ("719914858.546::double", "719914858.546"),
        ("719914858.546", "719914858.546"),
        ("1e16::double", "10000000000000000"),
        ("0.1::double + 0.2::double", "0.30000000000000004"),
        ("0.00001234::double", "0.00001234"),
        ("-123456789012.25::double", "-123456789012.25"),
        ("9007199254740993::bigint", "9007199254740993"),
        ("0.0000000000::decimal(18, 10)", "0.0000000000"),
        ("5::double", "5.0"),
        ("1e300::double", "1e+300"),
    ],
)
@pytest.mark.parametrize("style", ["table", "csv", "md", "json"])
def test_numbers_print_as_stored(command, settings, style, number, printed):
    publish(settings, "r-1")
    output = command("sql", f"select {number} as n", "--format", style)[1]
    if style == "json":
        assert json.loads(output) == [{"n": json.loads(printed)}]
    else:
        assert printed in re.split(r"[\s|]+", output)


def test_csv_holds_no_formula_and_other_formats_the_text_itself(command, settings):
    publish(settings, "r-1")
    text = "select '=cmd|x' as a, '-0.5***' as b, -0.5::double as c, '-' as d, 'x =1' as e"
    assert command("sql", text, "--format", "csv")[1] == "a,b,c,d,e\n'=cmd|x,-0.5***,-0.5,-,x =1\n"
    assert json.loads(command("sql", text, "--format", "json")[1])[0]["a"] == "=cmd|x"


def test_numbers_inside_lists_print_as_stored(command, settings):
    publish(settings, "r-1")
    text = "select [719914858.546, 0.5] as l, {'a': 1e16::double, 'b': 719914858.546} as s"
    assert "[719914858.546, 0.500]" in command("sql", text)[1]
    assert "{a: 10000000000000000, b: 719914858.546}" in command("sql", text)[1]
    found = json.loads(command("sql", text, "--format", "json")[1])
    assert found == [{"l": [719914858.546, 0.5], "s": {"a": 1e16, "b": 719914858.546}}]


def test_a_query_that_cannot_be_read_or_an_answer_that_has_no_folder_is_told(command, settings, tmp_path):
    publish(settings, "r-1")
    file = tmp_path / "query.sql"
    file.write_bytes(b"select '\xff'")
    assert "cannot be read as text" in command("sql", "--file", str(file))[2]
    for style in ("csv", "parquet"):
        code, _, error = command("sql", "select 1 as i", "--format", style, "-o", str(tmp_path / "nowhere" / "x"))
        assert code == 2 and "There is no folder" in error


def test_a_cell_moves_no_cursor(command, settings):
    publish(settings, "r-1")
    assert "\x1b" not in command("sql", "select chr(27) || '[2J' || 'x' as t")[1]
