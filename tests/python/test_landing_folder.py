"""The landing folder: no file of it is lost in silence, and what is read is what the checksums count."""

import subprocess
import sys

import duckdb
import pytest

from resilience.ingest import ingest
from resilience.project import inputs
from resilience.project.errors import UserError
from resilience.publish.pipeline import read_inputs

TIDY = "district,year,gdp\n北京市,2019,1\n"
YAML = "columns:\n  region: district\n  year: year\nvalues:\n  gdp: {indicator: gdp, unit: cny_100m}\n"
CLASSIC = "指标：地区生产总值(亿元)\n地区,2020年\n北京市,1\n"


@pytest.fixture
def here(settings, tmp_path_factory, monkeypatch):
    """Settings with a landing folder of its own that holds one good file."""
    landing = tmp_path_factory.mktemp("landing")
    monkeypatch.setenv("LANDING_DIR", str(landing))
    (landing / "good.csv").write_text(CLASSIC, encoding="utf-8")
    return settings


def files_read(settings):
    with duckdb.connect(str(settings.work_file), read_only=True) as connection:
        return {row[0] for row in connection.execute("select distinct file from raw.landing_cell").fetchall()}


BROKEN = {
    "a bracket": (YAML.replace("{indicator: gdp,", "[indicator: gdp,"), "line 5, key gdp"),
    "a key twice": (YAML.replace("  year: year", "  region: year"), "line 3, key region"),
    "a tab": (YAML.replace("  year", "\tyear"), "line 3, key year"),
    "a quote": (YAML.replace("region: district", "region: 'district"), "key"),
    "a colon": (YAML.replace("region: district", "region: a: b"), "line 2, key region"),
    "an alias": (YAML.replace("region: district", "region: *district"), "line 2, key region"),
    "nothing": ("", "line 1"),
    "a comment": ("# columns\n", "line 1"),
    "a list": ("- columns\n- values\n", "line 1"),
    "a text": ("columns\n", "line 1"),
    "another key": (YAML.replace("values:", "figures:"), "line 4, key figures"),
    "no columns": ("source: x\n", "key columns"),
    "a number": (YAML.replace("region: district", "region: 3"), "line 2, key columns.region"),
    "not text": (b"\xff\xfe\x00\xd8", "UTF-8"),
    "nesting": (YAML.replace("{indicator: gdp, unit: cny_100m}", "gdp"), "line 5, key values.gdp"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_description_is_an_error_with_line_and_key(here, name):
    text, said = BROKEN[name]
    file = here.landing_dir / "a.csv"
    file.write_text(TIDY, encoding="utf-8")
    beside = here.landing_dir / "a.csv.yml"
    beside.write_bytes(text if isinstance(text, bytes) else text.encode())
    for step in (ingest, read_inputs):  # read_inputs is the first step of run and build
        with pytest.raises(UserError) as caught:
            step(here)
        assert caught.value.problems and all("a.csv.yml" in problem.place for problem in caught.value.problems)
        assert said in str(caught.value) and caught.value.exit_code == 2
    assert files_read(here) == {"good.csv"}


def test_the_command_ends_with_an_exit_code(here):
    (here.landing_dir / "a.csv").write_text(TIDY, encoding="utf-8")
    (here.landing_dir / "a.csv.yml").write_text(BROKEN["a bracket"][0], encoding="utf-8")
    command = [sys.executable, "-m", "resilience", "ingest"]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert found.returncode == 2
    assert "a.csv.yml, line 5, key gdp" in found.stderr and "Traceback" not in found.stderr


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["b.csv.yml"], "a description of no file"),
        (["b.yml"], "a description of no file"),
        (["sub/b.csv.yaml"], "a description of no file"),
        (["good.csv.yml", "good.csv.yaml"], "one description"),
    ],
)
def test_a_description_that_would_not_be_used_is_told(here, names, said):
    for name in names:
        (here.landing_dir / name).parent.mkdir(exist_ok=True)
        (here.landing_dir / name).write_text(YAML, encoding="utf-8")
    with pytest.raises(UserError, match=said):
        ingest(here)


def test_either_ending_of_a_description_is_read(here):
    (here.landing_dir / "a.csv").write_text(TIDY, encoding="utf-8")
    (here.landing_dir / "a.csv.yaml").write_text(YAML, encoding="utf-8")
    ingest(here)
    assert files_read(here) == {"good.csv", "a.csv"}


def test_what_is_read_is_what_the_checksums_count(here):
    """One rule for hidden files and folders, the same for both."""
    for name in ("sub/x.csv", ".old/x.csv", "sub/.old/x.csv", ".x.csv", "~$x.csv", "~old/x.csv", "sub/deep/y.csv"):
        (here.landing_dir / name).parent.mkdir(parents=True, exist_ok=True)
        year = 1990 + len(name)
        (here.landing_dir / name).write_text(CLASSIC.replace("2020", str(year)), encoding="utf-8")
    ingest(here)
    counted = {name.removeprefix("landing/") for name in inputs.checksums(here) if name.startswith("landing/")}
    assert files_read(here) == counted == {"good.csv", "sub/x.csv", "sub/deep/y.csv"}


@pytest.mark.parametrize("name", [".old/x.csv", ".x.csv", ".old"])
def test_a_hidden_path_of_the_folder_is_refused_by_name(here, name):
    (here.landing_dir / ".old").mkdir()
    for file in (".old/x.csv", ".x.csv"):
        (here.landing_dir / file).write_text(CLASSIC, encoding="utf-8")
    with pytest.raises(UserError, match="a hidden file or folder"):
        ingest(here, [here.landing_dir / name])


def test_answers_that_cannot_be_read_are_told(here):
    (here.landing_dir / "answers.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(UserError, match="no column"):
        ingest(here)


def test_a_description_named_in_place_of_its_file_is_told(here):
    (here.landing_dir / "good.csv.yml").write_text(YAML, encoding="utf-8")
    with pytest.raises(UserError, match="read with their files"):
        ingest(here, [here.landing_dir / "good.csv.yml"])
