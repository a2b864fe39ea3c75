"""Nothing of the baseline is written into code or templates: industry, regions, years, counts and tables are data."""

import ast
import csv
import re

import pytest
import yaml

from resilience.project.settings import PROJECT_DIR

PYTHON = PROJECT_DIR / "python/resilience"


def column(seed: str, *names: str) -> set[str]:
    with (PROJECT_DIR / "seeds" / f"{seed}.csv").open(encoding="utf-8") as file:
        return {row[name] for row in csv.DictReader(file) for name in names if row[name]}


def baseline() -> dict[str, re.Pattern]:
    """What to look for, from the seeds, the baseline's parameters and the bundled study's file."""
    parameters = yaml.safe_load((PROJECT_DIR / "dbt_project.yml").read_text("utf-8"))["vars"]["datasets"]["observed"]
    study = yaml.safe_load((PYTHON / "studies/virtual_agglomeration.yml").read_text("utf-8"))
    n_regions = len(column("reference/regions", "region_code"))
    counts = {n_regions, n_regions - len(parameters["excluded_regions"])}
    years = range(parameters["panel_start"], parameters["panel_end"] + 1)
    ids = {table["id"] for table in study["tables"]} | set(study["products"]) | {study["descriptives"]["table"]}
    industries = {
        name
        for name in column("reference/industries", "industry_name_en", "industry_name_zh")
        if " " in name or not name.isascii()
    }
    words = {
        "region": column("reference/regions", "region_name_en", "region_name_zh"),
        "industry": industries | {"information industry", "information services", "信息业", "信息产业", "信息行业"},
        "unit of observation": {"province", "provinces", "Province", "省份"},
        "study": {study["study"], study["title_en"], study["title_zh"]}
        | {text for name in (study["outcome"], study["focus"]) for text in _labels(study["variables"][name])},
        "table of the study": ids,
        "printed table": {f"Table {n}" for n in range(1, 10)} | {f"表{n}" for n in range(1, 10)},
        "kernel": column("reference/kernels", "kernel"),
        "region code": column("reference/regions", "region_code"),
        "year": {str(year) for year in years},
        "count": {str(n) for n in counts},
    }
    return {
        kind: re.compile("|".join(map(_whole, sorted(found, key=len, reverse=True)))) for kind, found in words.items()
    }


def _labels(variable: dict) -> set[str]:
    return {variable["en"], variable["en"].lower(), variable["zh"]}


def _whole(text: str) -> str:
    """A word by itself: 30 is neither 300 nor 0.30 nor part of a name."""
    edges = (r"(?<![\w.,-])", r"(?![\w-]|[.,]\d)") if text.isascii() else ("", "")
    return f"{edges[0]}{re.escape(text)}{edges[1]}"


def told(file) -> list[tuple[int, str]]:
    """Line and text of what a file can say: literals of Python, SQL without comments, templates and questions whole."""
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".py":
        tree = ast.parse(text)
        quiet = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        return [
            (node.lineno, str(node.value))
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and id(node) not in quiet and isinstance(node.value, str | int)
        ]
    if file.suffix == ".sql" and file.parent.name != "analysis":
        text = re.sub(r"\{#.*?#\}", lambda found: "\n" * found.group().count("\n"), text, flags=re.DOTALL)
        text = re.sub(r"--[^\n]*", "", text)
    return list(enumerate(text.splitlines(), start=1))


# Folder or file -> why it may say such a thing.
SILENT = {
    "tests/lab/bench": "measures speed on data of its own and is no part of a report",
    "python/resilience/simulation": "draws the bundled study's own world, its sizes and its planted column",
    "tests/lab/audit_score": "draws papers of its own",
    "python/resilience/ingest": "reads the headings of publishers: words of files, not of a report",
    "python/resilience/studies": "the study's own file",
    "models/staging/bundled": "names of published tables, in the publisher's words",
}
ALLOWED = {
    ("python/resilience/project/settings.py", "study"): "the name of the bundled study",
    ("python/resilience/ask/compare.py", "count"): "lines shown at once",
    ("python/resilience/cli/doctor.py", "count"): "a power of two",
    ("python/resilience/estimation/specification_tests.py", "count"): "the usual limit of a condition number",
    ("python/resilience/estimation/diagnostics.py", "year"): "a citation",
    ("python/resilience/estimation/instruments.py", "year"): "a citation",
    ("python/resilience/estimation/interactions.py", "count"): "bins of a histogram",
    ("python/resilience/report/documents.py", "count"): "the longest name of a sheet in Excel",
    (
        "python/resilience/estimation/specification.py",
        "table of the study",
    ): "what a descriptive table is called by default",
    ("python/resilience/workspace/new.py", "table of the study"): "what the tables of a new study are called",
    ("python/resilience/workspace/recognise.py", "unit of observation"): "names of columns in anybody's files",
    ("python/resilience/workspace/recognise.py", "count"): "where a century ends in years of two digits",
    ("seeds/reference/messages.csv", "year"): "a citation",
    ("models/audit/recovery.sql", "table of the study"): "the column that the simulated world plants",
    ("models/observations/figures/int_dated_observation.sql", "count"): "the last day of a year",
    ("models/observations/landing/int_landing_problem.sql", "year"): "an example of how a year is written",
    ("analysis/29_how_strong_must_the_omitted_be.sql", "year"): "a citation",
}


def files():
    for pattern in ("python/**/*.py", "python/**/*.j2", "python/resilience/gate/suite.yml", "macros/**/*.sql",
                    "models/**/*.sql", "analysis/*.sql", "seeds/reference/messages.csv"):  # fmt: skip
        for file in sorted(PROJECT_DIR.glob(pattern)):
            name = file.relative_to(PROJECT_DIR).as_posix()
            if not name.startswith(tuple(SILENT)):
                yield name, file


def literals(name: str, lines: list[tuple[int, str]], patterns: dict[str, re.Pattern]) -> list[str]:
    return [
        f"{name}:{line}: {kind} '{found.group()}' in {text.strip()[:80]}"
        for line, text in lines
        for kind, pattern in patterns.items()
        if (name, kind) not in ALLOWED and (found := pattern.search(text))
    ]


def test_no_literal_of_the_baseline_stands_in_code_or_templates():
    patterns = baseline()
    assert [each for name, file in files() for each in literals(name, told(file), patterns)] == []


def test_every_allowance_is_needed():
    patterns = baseline()
    said = {name: told(file) for name, file in files()}
    idle = [key for key in ALLOWED if not any(patterns[key[1]].search(text) for _, text in said.get(key[0], []))]
    assert idle == []


@pytest.mark.parametrize(
    "planted",
    [
        "the information industry", "Of 30 regions", "in 2020", "Beijing alone", "表2", "of Table 4", "table_2",
        "540000", "inverse_km_own1", "virtual_agglomeration", "virtual agglomeration", "出口韧性", "北京市", "信息产业",
    ],
)  # fmt: skip
def test_a_planted_literal_is_found(planted):
    assert literals("planted", [(1, f"x {planted} y")], baseline())
