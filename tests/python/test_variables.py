"""A variable is a row of the seed variables: what shows it has a line for it, and a test that fails names the line."""

import csv

import yaml

from resilience.project.settings import PROJECT_DIR

SEED = "seeds/reference/variables.csv"
KEYS = ("region_code", "region_name_zh", "region_name_en", "macro_region", "year")
OF_INDICATORS = ("level", "share", "per_head", "logarithm")


def variables():
    with (PROJECT_DIR / SEED).open(encoding="utf-8") as file:
        return {row["variable"]: row for row in csv.DictReader(file)}


def columns(file, model):
    models = yaml.safe_load((PROJECT_DIR / file).read_text(encoding="utf-8"))["models"]
    return [column["name"] for each in models if each["name"] == model for column in each["columns"]]


def test_the_panel_has_a_column_for_each_variable():
    file = "models/marts/panel/_panel.yml"
    found = [name for name in columns(file, "panel") if name not in KEYS]
    assert [f"a column {name} of {file}" for name in variables() if name not in found] == []
    assert [f"a row {name} of {SEED}" for name in found if name not in variables()] == []


def test_the_editions_have_the_variables_that_say_so():
    file = "models/marts/panel/_panel_edition.yml"
    wanted = {name for name, row in variables().items() if row["in_editions"] == "true"}
    found = set(columns(file, "panel_edition")) & set(variables())
    assert sorted(f"a column {name} of {file}" for name in wanted - found) == []
    assert sorted(f"in_editions of {name} in {SEED}" for name in found - wanted) == []


def test_growth_is_that_of_variables():
    ratios = columns("models/quality/_quality.yml", "panel_growth")
    assert [name for name in ratios if name.removesuffix("_ratio") not in variables()] == []


def test_ingredients_are_known():
    with (PROJECT_DIR / "seeds/reference/indicators.csv").open(encoding="utf-8") as file:
        indicators = {row["indicator_code"] for row in csv.DictReader(file)}
    for name, row in variables().items():
        known = indicators if row["formula"] in OF_INDICATORS else set(variables())
        used = {row["ingredient"], row["other_ingredient"]} - {""}
        assert used <= known, f"{SEED}, {name}: {used - known}"
        assert bool(used) == (row["formula"] in (*OF_INDICATORS, "lag", "product")), f"{SEED}, {name}: ingredient"


def test_bounds_have_a_severity_and_a_reason():
    for name, row in variables().items():
        given = [row[key] != "" for key in ("minimum", "maximum", "bound_severity", "bound_reason")]
        assert all(given) or not any(given), f"{SEED}, {name}: minimum, maximum, bound_severity and bound_reason"


def test_the_bundled_study_calls_variables_as_the_seed_does():
    file = "python/resilience/studies/virtual_agglomeration.yml"
    study = yaml.safe_load((PROJECT_DIR / file).read_text(encoding="utf-8"))["variables"]
    for name, row in variables().items():
        if name in study:
            unit = row["unit_en"].replace("{currency}", "CNY")
            expected = {"en": row["label_en"], "zh": row["label_zh"], "unit": unit}
            assert study[name] == expected, f"{file}, variables: {name}"
