"""A variable is a row of the seed variables: what shows it has a line for it, and a test that fails names the line."""

import csv
import dataclasses
import shutil

import pytest
import yaml

from resilience.gate import run_gate
from resilience.project import dbt
from resilience.project.settings import PROJECT_DIR
from resilience.project.warehouse import working

SEED = "seeds/reference/variables.csv"
KEYS = ("region_code", "region_name_zh", "region_name_en", "macro_region", "year")
OF_INDICATORS = ("level", "share", "per_head", "logarithm")


@pytest.fixture(scope="module")
def variables():
    with (PROJECT_DIR / SEED).open(encoding="utf-8") as file:
        return {row["variable"]: row for row in csv.DictReader(file)}


def columns(file, model):
    models = yaml.safe_load((PROJECT_DIR / file).read_text(encoding="utf-8"))["models"]
    return [column["name"] for each in models if each["name"] == model for column in each["columns"]]


def test_the_panel_has_a_column_for_each_variable(variables):
    file = "models/marts/panel/_panel.yml"
    found = [name for name in columns(file, "panel") if name not in KEYS]
    assert [f"a column {name} of {file}" for name in variables if name not in found] == []
    assert [f"a row {name} of {SEED}" for name in found if name not in variables] == []


def test_the_editions_have_the_variables_that_say_so(variables):
    file = "models/marts/panel/_panel_edition.yml"
    wanted = {name for name, row in variables.items() if row["in_editions"] == "true"}
    found = set(columns(file, "panel_edition")) & set(variables)
    assert sorted(f"a column {name} of {file}" for name in wanted - found) == []
    assert sorted(f"in_editions of {name} in {SEED}" for name in found - wanted) == []


def test_growth_is_that_of_variables(variables):
    ratios = columns("models/quality/_quality.yml", "panel_growth")
    assert [name for name in ratios if name.removesuffix("_ratio") not in variables] == []


def test_ingredients_are_known(variables):
    with (PROJECT_DIR / "seeds/reference/indicators.csv").open(encoding="utf-8") as file:
        indicators = {row["indicator_code"] for row in csv.DictReader(file)}
    for name, row in variables.items():
        known = indicators if row["formula"] in OF_INDICATORS else set(variables)
        used = {row["ingredient"], row["other_ingredient"]} - {""}
        assert used <= known, f"{SEED}, {name}: {used - known}"
        assert bool(used) == (row["formula"] in (*OF_INDICATORS, "lag", "product")), f"{SEED}, {name}: ingredient"


def test_bounds_have_a_severity_and_a_reason(variables):
    for name, row in variables.items():
        given = [row[key] != "" for key in ("minimum", "maximum", "bound_severity", "bound_reason")]
        assert all(given) or not any(given), f"{SEED}, {name}: minimum, maximum, bound_severity and bound_reason"


def test_the_bundled_study_calls_variables_as_the_seed_does(variables):
    file = "python/resilience/studies/virtual_agglomeration.yml"
    study = yaml.safe_load((PROJECT_DIR / file).read_text(encoding="utf-8"))["variables"]
    for name in set(study) & set(variables):
        row = variables[name]
        expected = {"en": row["label_en"], "zh": row["label_zh"], "unit": row["unit_en"]}
        assert study[name] == expected, f"{file}, variables: {name}"


@pytest.mark.slow
def test_a_row_and_a_column_make_a_variable(begun, tmp_path):
    """The recipe "a variable of the panel" of CONTRIBUTING.md, in a copy of the project."""
    project = tmp_path / "project"
    for folder in ("models", "macros", "seeds", "analysis", "tests/generic", "tests/singular"):
        shutil.copytree(PROJECT_DIR / folder, project / folder)
    for name in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(PROJECT_DIR / name, project / name)
    with (project / SEED).open("a", encoding="utf-8") as file:
        file.write(
            "budget_share,Budget expenditure over GDP,财政支出占GDP比重,ratio,比值,share,budget_expenditure,gdp,,,,"
            "true,false,0.05,1.5,finding,outside lies a slipped unit\n"
        )
    panel = project / "models/marts/panel/_panel.yml"
    column = "      - {name: budget_share, description: Budget expenditure over GDP., data_type: double precision}\n"
    panel.write_text(panel.read_text(encoding="utf-8") + column, encoding="utf-8")
    found = dataclasses.replace(begun(tmp_path / "build"), project_dir=project)
    dbt.invoke(found, ["build", "--select", "variables+", "--exclude", "tag:audit"])
    with working(found) as engine:
        (present,) = engine.rows("select count(budget_share) from marts.panel")[0]
        ((n_years,),) = engine.rows("select count(*) from quality.missingness where variable = 'budget_share'")
        ((n_parts,),) = engine.rows("select count(*) from marts.panel_ingredient where variable = 'budget_share'")
    assert present > 300 and n_years == 12 and n_parts == 2
    n_rules = run_gate(begun(tmp_path / "before"), "r-test")["n_expectations"]
    assert run_gate(found, "r-test")["n_expectations"] == n_rules + 1
