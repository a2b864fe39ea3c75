"""What a newcomer may rely on: size, documentation, types and layers, as rules over the tree and dbt's manifest."""

import re
import subprocess

import pytest
import yaml

from resilience.project import dbt
from resilience.project.settings import PROJECT_DIR

# Rule -> models that may break it, each with its reason.
EXCEPTIONS = {
    "staging reads seeds only": {},
    "a mart reads no seed of observations": {},
    "arrows go one way": {"int_customs_year": "chapters stand in fct_customs_flow, which sums the records once"},
}
LAYERS = ["staging", "observations", "measures", "marts", "quality", "audit"]


@pytest.fixture(scope="module")
def manifest(tmp_path_factory):
    import dataclasses

    from resilience.project.settings import Settings

    found = dataclasses.replace(
        Settings.from_environment("observed", "duckdb"), build_dir=tmp_path_factory.mktemp("parse")
    )
    return dbt.graph(found).writable_manifest().to_dict()


def nodes(manifest, kind):
    return [node for node in manifest["nodes"].values() if node["resource_type"] == kind]


def tracked(*patterns):
    found = subprocess.run(["git", "ls-files", *patterns], cwd=PROJECT_DIR, capture_output=True, text=True, check=True)
    return [PROJECT_DIR / line for line in found.stdout.splitlines()]


def test_a_model_is_one_screen_and_a_module_has_one_reason():
    for pattern, limit in (("models/*.sql", 110), ("python/*.py", 450)):
        for file in tracked(pattern):
            assert len(file.read_text(encoding="utf-8").splitlines()) <= limit, file


def test_every_models_description_begins_with_its_grain(manifest):
    bad = [
        node["name"] for node in nodes(manifest, "model") if not node["description"].strip().startswith("One row per")
    ]
    assert bad == []


def test_every_column_of_a_mart_is_described_and_typed(manifest):
    for node in nodes(manifest, "model"):
        if node["schema"] == "marts":
            assert node["config"]["contract"]["enforced"], node["name"]
            for column in node["columns"].values():
                assert column["description"] and column["data_type"], f"{node['name']}.{column['name']}"


def test_no_seed_column_is_left_to_inference(manifest):
    for node in nodes(manifest, "seed"):
        header = (PROJECT_DIR / node["original_file_path"]).read_text(encoding="utf-8").splitlines()[0].split(",")
        assert set(header) == set(node["config"]["column_types"]), node["name"]
        if "/observations/" in node["original_file_path"]:
            assert set(node["config"]["column_types"].values()) == {"varchar"}, node["name"]


def test_staging_reads_seeds_only(manifest):
    for node in nodes(manifest, "model"):
        if node["schema"] == "staging" and node["name"] not in EXCEPTIONS["staging reads seeds only"]:
            kinds = {parent.split(".")[0] for parent in node["depends_on"]["nodes"]}
            assert kinds <= {"seed", "source"}, node["name"]


def test_arrows_go_one_way(manifest):
    layer = {node["unique_id"]: LAYERS.index(node["fqn"][1]) for node in nodes(manifest, "model")}
    for node in nodes(manifest, "model"):
        if node["name"] not in EXCEPTIONS["arrows go one way"]:
            for parent in set(node["depends_on"]["nodes"]) & set(layer):
                assert layer[parent] <= layer[node["unique_id"]], f"{node['name']} reads {parent}"


def test_a_mart_reads_no_seed_of_observations(manifest):
    raw = {
        name for name, node in manifest["nodes"].items() if node["resource_type"] == "seed" and node["schema"] == "raw"
    }
    for node in nodes(manifest, "model"):
        if node["schema"] == "marts":
            assert not raw & set(node["depends_on"]["nodes"]), node["name"]


def test_exposures_name_what_python_reads(manifest):
    from resilience.estimation.marts_read import READS
    from resilience.gate.suite import OWN_PANEL_FILE, load_suite
    from resilience.report.frames import QUERIES

    named = {}
    for each in manifest["exposures"].values():
        read = [manifest["nodes"].get(name) or manifest["sources"][name] for name in each["depends_on"]["nodes"]]
        named[each["name"]] = {f"{node['schema']}.{node['name']}" for node in read}
    assert named["estimation"] == set(READS)
    suites = (load_suite(), load_suite(OWN_PANEL_FILE))
    read = {name for suite in suites for name in suite.frames.values()}
    assert named["data_quality_gate"] == {*read, "reference.accepted_findings"}
    relation = re.compile(r"\b(?:from|join)\s+((?:marts|quality|audit|reference|results)\.\w+)")
    assert named["report"] == {name for sql in QUERIES.values() for name in relation.findall(sql)}


def test_every_generic_test_and_formula_macro_is_used():
    text = "\n".join(file.read_text(encoding="utf-8") for file in tracked("models/*", "tests/*.sql", "macros/*.sql"))
    for file in tracked("macros/formulas/*.sql", "tests/generic/*.sql"):
        for name in re.findall(r"{% (?:macro|test) (\w+)\(", file.read_text(encoding="utf-8")):
            assert len(re.findall(rf"\b{name}\b", text)) > 1, f"{name} of {file.name} is used nowhere"


def test_sources_and_observation_tables_are_the_same_set():
    seeds = {file.stem for file in (PROJECT_DIR / "seeds/observations").glob("*.csv")}
    lines = (PROJECT_DIR / "seeds/reference/sources.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert {line.split(",")[0] for line in lines} == seeds
    text = (PROJECT_DIR / "models/staging/bundled/stg_bundled_cell.sql").read_text(encoding="utf-8")
    listed = set(re.findall(r"^    '(\w+)',$", text, re.MULTILINE))
    assert sorted(f"'{name}' in the list of stg_bundled_cell.sql" for name in seeds - listed) == []
    assert sorted(f"a file {name}.csv in seeds/observations" for name in listed - seeds) == []


def test_checksums_of_the_sources_are_those_of_the_files():
    import csv
    import hashlib

    with (PROJECT_DIR / "seeds/reference/sources.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            content = (PROJECT_DIR / f"seeds/observations/{row['source_id']}.csv").read_bytes()
            assert hashlib.sha256(content).hexdigest() == row["sha256"], row["source_id"]


def test_the_lock_names_no_host_and_yaml_is_whole():
    lock = (PROJECT_DIR / "requirements.lock").read_text(encoding="utf-8")
    assert "http" not in lock and "file:" not in lock
    for file in tracked("*.yml"):
        yaml.safe_load(file.read_text(encoding="utf-8"))
