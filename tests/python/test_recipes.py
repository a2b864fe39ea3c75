"""Each recipe of CONTRIBUTING.md, "How to add …", followed in a copy of the project: it works wherever it should show.

All are followed in one copy, which one run then builds, estimates, audits, reports and publishes.
"""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import statsmodels.api as sm
import yaml

import test_check_lists
import test_project_rules
import test_variables
from reference.references import data_sets
from resilience.ask.why import explain
from resilience.audit.study_audit import audit_cells
from resilience.audit.study_files import read_study
from resilience.project.errors import UserError
from resilience.project.seed_lint import check_seeds
from resilience.project.settings import PROJECT_DIR, Settings
from resilience.project.warehouse import connect, read

pytestmark = pytest.mark.slow
STUDY = "python/resilience/studies/virtual_agglomeration.yml"
CASES = "tests/python/reference/references.csv"

# Recipe -> the file whose tests hold what it asks for, or why none does. Those that are not here are followed below.
ELSEWHERE = {
    "a parameter": "tests/python/test_departures.py",
    "a region set": "tests/python/test_us_states.py",
    "a shape of table": "tests/python/test_file_shapes.py",
    "a mart that the estimation reads": "tests/python/test_changes.py",
    "shipped sizes of tests": "tests/python/test_test_size.py",
    "a kind of misprint": "tests/python/test_audit_score.py",
    "a sentence, label or heading": "tests/python/test_messages.py",
    "a page of the docs": "tests/python/test_docs.py",
    "an engine": "needs the engine; test_parity.py and test_parity_spark.py try the two that are there",
    "a case of the bench": "tests/python/test_bench.py",
}


@pytest.fixture(scope="module")
def here(copied) -> Settings:
    """The copy in which every recipe was followed, published by one run."""
    project = copied("analysis", "docs", "models", "python", "seeds", "tests")
    for follow in (
        add_indicator, add_variable, add_kernel, add_correction, add_column, add_standard_error, add_format, add_rule,
        add_claim, add_check, add_question, keep_one_table,
    ):  # fmt: skip
        follow(project)
    python(project, "-m", "resilience", "run")
    settings = Settings.from_environment("observed", "duckdb")
    return dataclasses.replace(settings, project_dir=project, build_dir=project / "build")


def python(project: Path, *arguments: str) -> str:
    """What Python says with the copy's own packages."""
    path = os.pathsep.join(str(project / each) for each in ("python", "tests", "tests/python"))
    done = subprocess.run(
        [sys.executable, *arguments], cwd=project, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": path},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def written(here) -> dict[str, list[list[str]]]:
    """Column, statistic and text of each cell of Table 2, as read back from every format that tables are written in."""
    script = """if True:
        import json, sys
        from pathlib import Path
        from own_tables import FORMATS, cells
        grids = {name: read(Path(sys.argv[1]))["table_2"] for name, read in FORMATS.items()}
        print(json.dumps({
            name: sorted((column, statistic, text) for _, column, _, statistic, text in cells("table_2", grid))
            for name, grid in grids.items()
        }))
    """
    return json.loads(python(here.project_dir, "-c", script, str(here.published / "tables")))


def ask(here: Settings, sql: str) -> pd.DataFrame:
    with connect(here.published_file) as connection:
        return connection.execute(sql).df()


def one(here: Settings, sql: str) -> Any:
    return ask(here, sql).iat[0, 0]


def add(file: Path, text: str) -> None:
    with file.open("a", encoding="utf-8") as handle:
        handle.write(text)


def insert(file: Path, before: str, text: str) -> None:
    """Puts text in front of the first place of some other."""
    whole = file.read_text(encoding="utf-8")
    assert before in whole, f"{file}: {before}"
    file.write_text(whole.replace(before, text + before, 1), encoding="utf-8")


@contextmanager
def forgotten(file: Path, line: str) -> Iterator[None]:
    """A file without the line that holds some text, as if that step had been left out."""
    whole = file.read_text(encoding="utf-8")
    kept = [each for each in whole.splitlines(keepends=True) if line not in each]
    assert len(kept) < len(whole.splitlines())
    file.write_text("".join(kept), encoding="utf-8")
    try:
        yield
    finally:
        file.write_text(whole, encoding="utf-8")


def add_indicator(project: Path) -> None:
    with (project / "seeds/observations/nbs_urbanisation_rate.csv").open(encoding="utf-8") as handle:
        regions = [(row["region_code"], row["region_name_zh"]) for row in csv.DictReader(handle)]
    table = "region_code,region_name_zh,2019,2020\n"
    table += "".join(f"{code},{name},{1000 + place},{2000 + place}\n" for place, (code, name) in enumerate(regions))
    add(project / "seeds/observations/rail_freight.csv", table)
    columns = "".join(f'        "{name}": varchar\n' for name in table.splitlines()[0].split(","))
    yml = "  - name: rail_freight\n    description: One row per region.\n    config:\n      column_types:\n" + columns
    add(project / "seeds/observations/_observations.yml", yml)
    reference = project / "seeds/reference"
    add(reference / "indicators.csv", "rail_freight,铁路货运量,Rail freight,Goods loaded,tonnes_10k,0,,true,,\n")
    add(reference / "units.csv", 'tonnes_10k,万吨,"10,000 tonnes",tonnes,10000\n')
    checksum = hashlib.sha256(table.encode()).hexdigest()
    add(
        reference / "sources.csv",
        "rail_freight,rail_freight,as_published,bundled,tonnes_10k,1,A railway,某铁路,铁路货运量,,A railway. Freight.,"
        f"Free,2026-11-28,{checksum},\n",
    )
    add(reference / "vintages.csv", "china,as_published,rail_freight,,year,true,true,one release a year\n")
    insert(project / "models/staging/bundled/stg_bundled_cell.sql", "] %}", "    'rail_freight',\n")


def test_an_indicator(here):
    """a row in seeds/reference/indicators.csv (and units.csv), the table in seeds/observations with its yml, a row in
    sources.csv and vintages.csv, its name in the list of stg_bundled_cell.sql."""
    figures = "from marts.fct_observation_candidate where indicator_code = 'rail_freight' and is_chosen"
    assert one(here, f"select count(value) {figures}") == 62
    assert (
        one(here, "select unit_name_en from marts.dim_indicator where indicator_code = 'rail_freight'")
        == "10,000 tonnes"
    )
    assert one(here, "select n_chosen from marts.dim_source where source_id = 'rail_freight'") == 62
    told = explain(here, "Beijing", 2020, "Rail freight")
    assert "2000 tonnes_10k" in told and "seeds/observations/rail_freight.csv, row 110000, column 2020" in told


def test_a_forgotten_step_of_an_indicator_is_named(here, monkeypatch):
    monkeypatch.setattr(test_project_rules, "PROJECT_DIR", here.project_dir)
    test_project_rules.test_checksums_of_the_sources_are_those_of_the_files()
    test_project_rules.test_sources_and_observation_tables_are_the_same_set()
    listed = here.project_dir / "models/staging/bundled/stg_bundled_cell.sql"
    with forgotten(listed, "'rail_freight'"), pytest.raises(AssertionError, match="'rail_freight' in the list of stg"):
        test_project_rules.test_sources_and_observation_tables_are_the_same_set()
    for file, line, said in (
        ("reference/sources.csv", "rail_freight", "add its provenance to seeds/reference/sources.csv"),
        ("reference/units.csv", "tonnes_10k", "add it to units.csv"),
        ("observations/_observations.yml", "name: rail_freight", "no such column|describe it in the .yml beside it"),
    ):
        with forgotten(here.project_dir / "seeds" / file, line), pytest.raises(UserError, match=said):
            check_seeds(here)


def add_variable(project: Path) -> None:
    row = (
        "budget_share,Budget expenditure over GDP,财政支出占GDP比重,ratio,比值,share,budget_expenditure,gdp,,,,"
        "true,false,0.05,1.5,finding,outside lies a slipped unit,\n"
    )
    add(project / test_variables.SEED, row)
    column = "      - {name: budget_share, description: Budget expenditure over GDP., data_type: double precision}\n"
    add(project / "models/marts/panel/_panel.yml", column)


def test_a_variable_of_the_panel(here):
    """a row in seeds/reference/variables.csv (labels, unit, formula, ingredients, bounds) and its column with a
    description in models/marts/panel/_panel.yml;"""
    assert one(here, "select count(*) from marts.panel where budget_share between 0.05 and 1.5") > 300
    for relation, n_rows in {"quality.missingness": 12, "marts.panel_ingredient": 2, "marts.dim_variable": 1}.items():
        assert one(here, f"select count(*) from {relation} where variable = 'budget_share'") == n_rows
    page = (here.published / "quality/index.html").read_text(encoding="utf-8")
    assert "Budget expenditure over GDP (ratio) lies between 0.05 and 1.5." in page
    told = explain(here, "Beijing", 2019, "budget_share")
    assert "Budget expenditure over GDP" in told and "nbs_budget_expenditure.csv" in told


def test_a_forgotten_step_of_a_variable_is_named(here, monkeypatch):
    monkeypatch.setattr(test_variables, "PROJECT_DIR", here.project_dir)
    test_variables.test_the_panel_has_a_column_for_each_variable()
    for file, named in (
        (test_variables.SEED, f"a row budget_share of {test_variables.SEED}"),
        ("models/marts/panel/_panel.yml", "a column budget_share of models/marts/panel/_panel.yml"),
    ):
        with forgotten(here.project_dir / file, "budget_share"), pytest.raises(AssertionError, match=named):
            test_variables.test_the_panel_has_a_column_for_each_variable()


def add_kernel(project: Path) -> None:
    row = 'gaussian_1000km,gaussian,,1000,,1,1,false,"Gaussian, 1,000 km",高斯衰减（1000公里）,Flatter still\n'
    add(project / "seeds/reference/kernels.csv", row)


def test_a_kernel(here):
    """a row in seeds/reference/kernels.csv. All spillovers and the specification curve follow."""
    spillovers = "select kernel, count(spillover) as n from marts.fct_spillover group by kernel"
    counts = ask(here, spillovers).set_index("kernel")["n"]
    assert counts["gaussian_1000km"] == counts["gaussian_500km"] > 0
    curve = ask(here, "select kernel, count(estimate) as n from results.specification_curve group by kernel")
    assert curve.set_index("kernel")["n"].nunique() == 1 and "gaussian_1000km" in set(curve["kernel"])
    told = "select count(*) from audit.specification_choice_value where choice = 'kernel' and value = 'gaussian_1000km'"
    assert one(here, told) > 0


def add_correction(project: Path) -> None:
    row = (
        "beijing_urban_2020,nbs_urbanisation_rate,urbanisation_rate,110000,TOTAL,2020,override,87.55,87.5,"
        "A slip of the pen,笔误,a contributor,2026-11-28\n"
    )
    add(project / "seeds/corrections/corrections.csv", row)


def test_a_correction(here):
    """a row in seeds/corrections/corrections.csv with the value it expects to find and the reason;"""
    figure = "where region_code = '110000' and year = 2020 and indicator_code = 'urbanisation_rate'"
    assert one(here, f"select value from marts.fct_observation {figure}") == 87.5
    told = explain(here, "Beijing", 2020, "Urbanisation rate")
    assert (
        "beijing_urban_2020 (override, printed 87.55, now 87.5; a contributor, 2026-11-28): A slip of the pen" in told
    )
    page = (here.published / "report/index.html").read_text(encoding="utf-8")
    assert "A slip of the pen" in page and "笔误" in page


def add_column(project: Path) -> None:
    line = '      - {id: "7", x: [vag, ln_gdp_per_capita], fixed_effects: [year]}\n'
    insert(project / STUDY, "\n  - id: table_2_common_sample", line)


def keep_one_table(project: Path) -> None:
    """The study with the table that the recipes change, and a small curve: the rest says nothing about them."""
    study = yaml.safe_load((project / STUDY).read_text(encoding="utf-8"))
    around = ("samples", "group_slopes", "oster", "placebo", "moderation")
    small = {key: value for key, value in study.items() if key not in around}
    small["tables"] = [{**study["tables"][0], "errors": ["CRV1(region)", "CRV3(region)", "HC2"]}]
    small["curve"] = {"controls": {"none": []}, "fixed_effects": {"year": ["year"]}, "sample_start": [2009]}
    (project / STUDY).write_text(yaml.safe_dump(small, allow_unicode=True), encoding="utf-8")


def test_a_table_or_column_of_the_study(here, written):
    """lines in python/resilience/studies/virtual_agglomeration.yml;"""
    found = ask(here, "select distinct term from results.estimates where table_id = 'table_2' and column_id = '7'")
    assert set(found["term"]) == {"vag", "ln_gdp_per_capita", "const"}
    assert {"csv", "html", "latex", "excel", "word"} <= set(written)
    assert all({"7"} <= {column for column, *_ in cells} for cells in written.values())


def add_standard_error(project: Path) -> None:
    insert(project / "python/linear/conventions.py", '    "HC3": (', '    "HC2": (r"", "HC2"),\n')
    formula = """\
        if kind == "HC2":
            leverage = np.vecdot(self.matrix, self.matrix @ self.bread)
            shrunk = self.scores / np.sqrt(1 - leverage)
            return Covariance(self._sandwich(_products(shrunk, shrunk)), n - k)
"""
    insert(project / "python/linear/least_squares.py", '        if kind == "HC3":\n', formula)
    row = "| `HC2` | residuals over √(1 − leverage) | none | t(N−K) |\n"
    insert(project / "docs/standard_errors.md", "| `HC3` |", row)
    add(
        project / "seeds/published/sentence_tests.csv",
        "HC2,11,HC2,HC2,Takes observations as unrelated,视各观测不相关\n",
    )
    for name, spec in (("grunfeld", "pooled"), ("grunfeld", "twoway"), ("munnell", "pooled")):
        panel = data_sets()[name]
        x = sm.add_constant(panel[[each for each in panel if each not in ("region_code", "year", "y")]])
        if spec == "twoway":
            x = x.join(pd.get_dummies(panel[["region_code", "year"]].astype(str), drop_first=True, dtype=float))
        errors = sm.OLS(panel["y"], x).fit(cov_type="HC2").bse[panel.columns.intersection(x.columns)]
        for term, error in errors.items():
            add(project / CASES, f"{name},{spec},HC2,{term},{error:.12g},statsmodels OLS.fit(cov_type='HC2')\n")
    insert(project / STUDY, "HC3,", "HC2, ")


def test_a_standard_error(here):
    """a line in FORMS of linear/conventions.py, a branch of LeastSquares.covariance in linear/least_squares.py, its row
    in docs/standard_errors.md and, by how careful it is, in seeds/published/sentence_tests.csv, and three cases from
    another tool in tests/python/reference/references.csv."""
    assert one(here, "select count(*) from results.estimates where se_type = 'HC2' and std_error > 0") > 10
    assert one(here, "select count(*) from results.test_size where se_type = 'HC2'") > 0
    table = (here.published / "tables/table_2.html").read_text(encoding="utf-8")
    assert re.search(r"Rejection of a true zero[^<]*HC2 \d", table)
    tests = "tests/python/test_standard_errors.py"
    said = python(here.project_dir, "-m", "pytest", "-q", "-n", "0", tests, "-k", "HC2 or each_kind or each_convention")
    assert "5 passed" in said


def add_format(project: Path) -> None:
    function = '''\
def to_markdown(table: StudyTable, run_id: str) -> str:
    """The recomputed cells as Markdown."""
    lines = [["", *table.heads], ["---"] * (1 + len(table.heads))]
    lines += [[row.label.en, *row.recomputed] for row in table.rows]
    return "".join(f"| {' | '.join(line)} |\\n" for line in lines) + f"\\nrun {run_id}\\n"


'''
    formats = project / "python/resilience/report/formats.py"
    insert(formats, "FORMATS = {", function)
    insert(formats, '"tex": to_latex', '"md": to_markdown, ')
    reader = """\
def from_markdown(folder: Path) -> dict[str, Grid]:
    found = {}
    for file in sorted(folder.glob("*.md")):
        lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
        head, _, *rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines]
        found[file.stem] = [head, *rows]
    return found


"""
    own_tables = project / "tests/python/own_tables.py"
    insert(own_tables, "FORMATS: dict", reader)
    insert(own_tables, '    "csv": from_csv', '    "markdown": from_markdown,\n')


def test_an_export_format_of_tables(here, written):
    """a function of a table beside to_latex in python/resilience/report/formats.py, the ending of its files in FORMATS
    there, and a reader in FORMATS of tests/python/own_tables.py,"""
    assert (here.published / "tables/table_1.md").exists()
    assert len(written["markdown"]) > 50 and written["markdown"] == written["csv"]


def add_rule(project: Path) -> None:
    rule = """\
  - rule: resilience_is_small
    frame: panel
    severity: finding
    expectation: ExpectColumnValuesToBeBetween
    kwargs: {column: sl, min_value: "{{ -0.01 * horizon }}", max_value: "{{ 0.01 * horizon }}"}
"""
    add(project / "python/resilience/gate/suite.yml", rule)
    add(
        project / "seeds/reference/messages.csv",
        "gate_rule.resilience_is_small,No region moves by more than {horizon} %.,各地区变动不超过{horizon}%。,horizon\n"
        "gate_rule.resilience_is_small.reason,trade moves slowly,贸易变动缓慢,\n"
        "gate_rule.resilience_is_small.remedy,look at the regions,查看各地区,\n",
    )


def test_a_rule_of_the_gate(here):
    """an entry in python/resilience/gate/suite.yml, and in messages.csv what it says, the reason for its severity and
    what to do (gate_rule.RULE, .reason, .remedy)."""
    for relation in ("results.gate_findings", "quality.findings"):
        assert one(here, f"select count(*) from {relation} where rule = 'resilience_is_small'") > 200
    page = (here.published / "quality/index.html").read_text(encoding="utf-8")
    assert "No region moves by more than 1 %." in page and "各地区变动不超过1%。" in page


def add_claim(project: Path) -> None:
    row = (
        "virtual_agglomeration,99,coefficient,table_2,2,Vag,,negative,0.01,,,It lowers resilience,其降低韧性,Table 2\n"
    )
    add(project / "seeds/published/published_claims.csv", row)


def test_a_claim_of_the_study(here):
    """a row in seeds/published/published_claims.csv"""
    sides = ask(here, "select * from audit.claims where claim_id = 99").iloc[0]
    assert sides["printed_verdict"] == "contradicts" and sides["verdict"] == "contradicted by its own numbers"
    page = (here.published / "report/index.html").read_text(encoding="utf-8")
    assert "It lowers resilience" in page and "其降低韧性" in page


# The paper that the check must find: family, check, verdict, the cell that is changed, facts.
PLANTED = ("extremes", "extremes_Schools", "impossible", {"table_1.Schools.min": "99.000"}, [])


def add_check(project: Path) -> None:
    model = """\
-- A printed minimum does not exceed the printed maximum.
with moments as (
    select * from {{ ref('audit_published_moment') }}
    where min_low is not null and max_high is not null
),

final as (
    {{ check('extremes', 'extremes', "'extremes_' || term",
        ["table_id || '.' || term || '.min'", "table_id || '.' || term || '.max'"], ['min_low', 'min_high'],
        {'term': 'term'}, holds='min_low <= max_high', fault='impossible') }}
    from moments
)

select * from final
"""
    add(project / "models/audit/checks/check_extremes.sql", model)
    insert(project / "models/audit/checks/audit_check.sql", "] %}", "    'extremes',\n")
    described = "  - {name: check_extremes, description: One row per variable with printed extremes.}\n"
    insert(project / "models/audit/_audit.yml", "  - {name: check_moment,", described)
    published = project / "seeds/published"
    add(published / "consistency_checks.csv", "extremes,minimum against maximum,none,无\n")
    add(published / "consistency_premises.csv", "extremes,weights\n")
    sentence = "The minimum of {term} {holds|does not exceed|exceeds} its maximum."
    sentence_zh = "{term}的最小值{holds|未超过|超过}最大值。"
    add(
        project / "seeds/reference/messages.csv",
        f"check.extremes,{sentence},{sentence_zh},term holds\n"
        "check.extremes.expected,at most the maximum,不超过最大值,\n",
    )
    families = project / "tests/python/test_check_families.py"
    insert(families, '    ("moment", "bhatia_davis_Schools"', f"    {PLANTED},\n")


def test_a_check_of_printed_numbers(here, tmp_path):
    """a call of the macro check in a model of models/audit/checks (a new model: its description in _audit.yml, its name
    in audit_check.sql), rule and assumption in seeds/published/consistency_checks.csv, what it takes for granted in
    consistency_premises.csv, its sentence and what it expects in messages.csv (check.KIND and check.KIND.expected,
    filled by the argument filled_with), and a paper that it must find in tests/python/test_check_families.py;"""
    assert set(ask(here, "select verdict from audit.consistency where check_name = 'extremes'")["verdict"]) == {"holds"}
    _, check, verdict, changed, _ = PLANTED
    printed = read_study(PROJECT_DIR / "examples/audit/correct")
    cells, facts = printed.cells.copy(), printed.facts
    places = cells["table_id"] + "." + cells["term"] + "." + cells["column_id"]  # of a table of descriptives
    cells["value_as_printed"] = places.map(changed).fillna(cells["value_as_printed"])
    papers = {"stated": (cells, facts), "unsaid": (cells, facts[facts["fact"] != "weights"])}
    both = [pd.concat([each[part].assign(study=study) for study, each in papers.items()]) for part in (0, 1)]
    own = audit_cells(here, *both, tmp_path)
    with connect(own.work_file) as connection:
        found = read(connection, f"select * from audit.consistency where check_id = '{check}'").set_index("study")
    assert found.at["stated", "sentence_en"] == "The minimum of Schools exceeds its maximum."
    assert found.at["stated", "sentence_zh"] == "Schools的最小值超过最大值。"
    assert found["verdict"].to_dict() == {"stated": verdict, "unsaid": "not decidable"}


def test_a_forgotten_step_of_a_check_is_named(here, monkeypatch):
    monkeypatch.setattr(test_check_lists, "PROJECT_DIR", here.project_dir)
    test_check_lists.test_every_check_is_in_the_union()
    test_check_lists.test_every_check_has_its_rule()
    test_check_lists.test_every_check_has_its_messages("extremes")
    union = here.project_dir / "models/audit/checks/audit_check.sql"
    with forgotten(union, "'extremes'"), pytest.raises(AssertionError, match=r"'extremes'.*audit_check\.sql"):
        test_check_lists.test_every_check_is_in_the_union()
    rules = here.project_dir / "seeds/published/consistency_checks.csv"
    with forgotten(rules, "extremes,"), pytest.raises(AssertionError, match=r"row extremes of consistency_checks\.csv"):
        test_check_lists.test_every_check_has_its_rule()
    messages = here.project_dir / "seeds/reference/messages.csv"
    with forgotten(messages, "check.extremes.expected"), pytest.raises(AssertionError, match=r"messages\.csv lacks"):
        test_check_lists.test_every_check_has_its_messages("extremes")


def add_question(project: Path) -> None:
    number = len(list((project / "analysis").glob("*.sql"))) + 1
    text = "-- How much freight do the railways load?\n-- 铁路装载多少货物？\n"
    text += "select year, sum(value) as freight from marts.fct_observation\n"
    text += "where indicator_code = 'rail_freight' group by year order by year\n"
    add(project / f"analysis/{number}_rail_freight.sql", text)


def test_a_saved_question(here):
    """analysis/NN_name.sql, numbered on, plain SQL, first line the question in English, second in Chinese."""
    listed = python(here.project_dir, "-m", "resilience", "ask")
    number = re.search(r"(\d+)  How much freight do the railways load\?  铁路装载多少货物？", listed)
    answer = python(here.project_dir, "-m", "resilience", "ask", number[1], "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(answer)))
    assert [(row["year"], float(row["freight"])) for row in rows] == [("2019", 31465), ("2020", 62465)]


def test_every_recipe_is_followed():
    """Here by a test of its name, which begins with its words, or as ELSEWHERE says."""
    text = (PROJECT_DIR / "CONTRIBUTING.md").read_text(encoding="utf-8")
    recipes = text.partition("## How to add")[2].partition("\n## ")[0]
    names = re.findall(r"^- \*\*(.+?)\*\*", recipes, re.MULTILINE)
    tests = {
        name: globals()[f"test_{slug}"] for name in names if f"test_{(slug := name.replace(' ', '_'))}" in globals()
    }
    assert tests.keys().isdisjoint(ELSEWHERE) and tests.keys() | ELSEWHERE.keys() == set(names)
    for test in tests.values():
        assert plain(test.__doc__) in plain(recipes)
    for told in ELSEWHERE.values():
        assert " " in told or (PROJECT_DIR / told).exists(), told


def plain(text: str) -> str:
    return " ".join(re.sub(r"[`*]", "", text).split())
