"""A workspace composes a dbt project of the package's and its own rows, and its printed table is audited."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from resilience.cli.commands import group
from resilience.project.errors import UserError
from resilience.project.seed_lint import check_seeds
from resilience.project.settings import PROJECT_DIR
from resilience.project.workspace import compose, settings_of
from resilience.publish import pipeline

STUDY = """
study: mine
data: {panel: data/grunfeld.csv, unit: firm, year: year}
title_en: Investment of firms
title_zh: 企业投资
outcome: invest
focus: value
cluster: region_code
seed: 1
permutations: 99
variables:
  invest: {en: Investment, zh: 投资, unit: USD m}
  value: {en: Value, zh: 市值, unit: USD m}
  capital: {en: Capital, zh: 资本, unit: USD m}
descriptives: {table: table_1, published_table: table_1, variables: [invest, value, capital]}
tables:
  - id: table_2
    version: baseline
    published_table: table_2
    title_en: Investment
    title_zh: 投资
    reported: classical
    errors: [classical, CRV3(region)]
    columns:
      - {id: "1", x: [value, capital]}
      - {id: "2", x: [value, capital], fixed_effects: [region_code]}
"""
# Grunfeld's eleven firms as the textbooks print them; of `capital` the sd is wrong, more than its range allows.
CELLS = """table_id,column_id,term,statistic,value_as_printed
table_1,n,Value,n,220
table_1,mean,Value,mean,988.578
table_1,sd,Value,sd,1287.301
table_1,min,Value,min,30.284
table_1,max,Value,max,6241.700
table_1,n,Capital,n,220
table_1,mean,Capital,mean,257.109
table_1,sd,Capital,sd,2932.280
table_1,min,Capital,min,0.800
table_1,max,Capital,max,2226.300
table_2,1,Value,estimate,0.1145
table_2,1,Value,se,0.0055
table_2,1,Capital,estimate,0.2275
table_2,1,Capital,se,0.0242
table_2,1,,n,220
table_2,2,Value,estimate,0.1191
table_2,2,Value,se,0.0113
table_2,2,Capital,estimate,0.3100
table_2,2,Capital,se,0.0165
table_2,2,,n,220
"""
CLAIMS = """kind,table_id,column_id,term,statistic,expected_sign,claimed_level,value_text,where_stated,claim_en,claim_zh
outcome,,,Investment,,,,,equation (1),,
standard_errors,,,,,,,classical,note of every table,,
coefficient,table_2,*,Value,,positive,0.01,,Table 2,Value raises investment,市值提高投资
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    from statsmodels.datasets import grunfeld

    (tmp_path / "data").mkdir()
    grunfeld.load_pandas().data.to_csv(tmp_path / "data" / "grunfeld.csv", index=False)
    (tmp_path / "study.yml").write_text(STUDY, encoding="utf-8")
    return tmp_path


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_a_row_of_ones_own_is_added_or_takes_the_place_of_the_same_key(folder):
    (folder / "reference").mkdir()
    own = "missing_markers" if (PROJECT_DIR / "seeds/reference/missing_markers.csv").exists() else "units"
    bundled = rows(PROJECT_DIR / f"seeds/reference/{own}.csv")
    header = list(bundled[0])
    (folder / f"reference/{own}.csv").write_text(f"{header[0]}\n{bundled[0][header[0]]}\nof_mine\n", encoding="utf-8")
    assert compose(folder) == "mine"
    composed = rows(folder / f"build/project/seeds/reference/{own}.csv")
    keys = [row[header[0]] for row in composed]
    assert len(keys) == len(set(keys)) == len(bundled) + 1 and keys[-2:] == [bundled[0][header[0]], "of_mine"]


def test_figures_and_print_of_the_package_stay_out_unless_they_are_asked_for(folder):
    compose(folder)
    seeds = folder / "build/project/seeds"
    assert rows(seeds / "observations/nbs_gdp_index.csv") == rows(seeds / "published/published_cells.csv") == []
    study = folder / "study.yml"
    text = study.read_text(encoding="utf-8")
    study.write_text(
        text.replace("data: {panel: data/grunfeld.csv, unit: firm, year: year}", "data: {figures: bundled}")
    )
    compose(folder)
    assert rows(seeds / "observations/nbs_gdp_index.csv") and rows(seeds / "published/published_cells.csv")


def test_a_parameter_of_many_keys_keeps_those_that_are_not_stated(folder):
    study = folder / "study.yml"
    text = study.read_text(encoding="utf-8")
    stated = "data: {figures: own, parameters: {tolerances: {identity: 0.5}}}"
    study.write_text(text.replace("data: {panel: data/grunfeld.csv, unit: firm, year: year}", stated))
    parameters = settings_of(folder).parameters
    assert parameters["tolerances"]["identity"] == 0.5 and "agreement" in parameters["tolerances"]


def test_the_lint_names_the_workspaces_own_file_and_line(folder):
    (folder / "reference").mkdir()
    own = folder / "reference/indicators.csv"
    own.write_text("indicator_code,canonical_unit\nfirst,person\nsecond,no such unit\n", encoding="utf-8")
    with pytest.raises(UserError, match=f"{own}, line 3, column canonical_unit"):
        check_seeds(settings_of(folder))


def test_what_stands_is_not_written_again(folder):
    compose(folder)
    files = [file for file in (folder / "build/project").rglob("*") if file.is_file()]
    before = {file: file.stat().st_mtime_ns for file in files}
    compose(folder)
    assert {file: file.stat().st_mtime_ns for file in files} == before


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("reference/regionen.csv", "a\n1\n", r"(?s)called after no seed.*regionen.csv.*regions.*rename the file"),
        ("reference/units.csv", "unit\nm\n", r"(?s)units.csv, line 1, column unit.*unit_code.*correct or delete it"),
        ("reference/units.csv", "unit_code\nm,2\n", r"(?s)units.csv, line 2.*2 cells.*1 cells"),
        ("study.yml", "study: mine\ndata: {pannel: x.csv}\n", r"(?s)study.yml, line 2, key pannel"),
        ("study.yml", "study: mine\ndata: {panel: x.csv}\n", r"(?s)line 2, key data.panel.*'x.csv', and no such file"),
        ("study.yml", "data: {}\n", r"(?s)key study.*write the study's name"),
    ],
)
def test_a_mistake_is_told_with_its_place(folder, file, text, said):
    (folder / file).parent.mkdir(exist_ok=True)
    (folder / file).write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=said):
        compose(folder)


def test_a_command_finds_its_workspace(folder, monkeypatch):
    monkeypatch.chdir(folder / "data")
    said = CliRunner().invoke(group, ["status"])
    assert f"dataset 'mine' in {folder / 'build'}" in said.output
    other = CliRunner().invoke(group, ["--project", str(folder / "data"), "status"])
    assert "is no workspace" in str(other.exception)


@pytest.mark.slow
def test_the_wheel_holds_the_project(folder, tmp_path):
    wheel = tmp_path / "wheel"
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(wheel)]
    subprocess.run(build, cwd=PROJECT_DIR, check=True, capture_output=True)
    with zipfile.ZipFile(next(wheel.glob("*.whl"))) as archive:
        archive.extractall(tmp_path / "installed")
    environment = {name: text for name, text in os.environ.items() if not name.startswith("RESILIENCE_")}
    code = """
from pathlib import Path
from resilience.project.settings import PROJECT_DIR
from resilience.project.workspace import settings_of
print(PROJECT_DIR, settings_of(Path(".")).dataset)
"""
    command = [sys.executable, "-c", code]
    said = subprocess.run(
        command, cwd=folder, env=environment | {"PYTHONPATH": str(tmp_path / "installed")}, check=True,
        capture_output=True, text=True,
    )  # fmt: skip
    assert said.stdout.split() == [str(tmp_path / "installed/resilience/warehouse"), "mine"]


@pytest.mark.slow
def test_a_printed_table_of_ones_own_is_audited_and_compared(folder):
    (folder / "published").mkdir()
    (folder / "published/cells.csv").write_text(CELLS, encoding="utf-8")
    (folder / "published/claims.csv").write_text(CLAIMS, encoding="utf-8")
    published = pipeline.run(settings_of(folder))
    with duckdb.connect(str(published / "warehouse.duckdb"), read_only=True) as connection:
        found = dict(connection.execute("select check_id, verdict from audit.consistency").fetchall())
        cells = connection.execute(
            "select table_id || '.' || column_id || '.' || term || '.' || statistic, verdict from audit.replication"
        ).fetchall()
        claims = connection.execute("select claim_en from audit.claims").fetchall()
    verdicts = dict(cells)
    assert len(cells) == 20 and found["bhatia_davis_Capital"] == "impossible"
    assert verdicts["table_2.1.Value.se"] == verdicts["table_2.1._model.n"] == "equal as printed"
    assert verdicts["table_1.sd.Capital.sd"] == "differs" != verdicts["table_1.sd.Value.sd"]
    assert claims == [("Value raises investment",)]
    page = (published / "report/index.html").read_text(encoding="utf-8")
    assert "Investment of firms" in page and "2932.280" in page
