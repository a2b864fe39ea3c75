"""A run does again what a change touches and nothing else, and gives what a run from nothing would give."""

from __future__ import annotations

import dataclasses
import re
import shutil
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from resilience import estimation, report
from resilience.cli.commands import group
from resilience.estimation.marts_read import READS
from resilience.project import inputs
from resilience.project.warehouse import digest, working
from resilience.publish import changes, pipeline

pytestmark = pytest.mark.slow
STUDY = "virtual_agglomeration"


@pytest.fixture
def project(publication, copied, tmp_path, monkeypatch):
    """The publication's folders, copied, and the project with seeds that may be changed."""
    here = dataclasses.replace(publication, project_dir=copied("seeds"), build_dir=tmp_path / "build")
    shutil.copytree(publication.dataset_dir, here.dataset_dir, symlinks=True)
    monkeypatch.setenv("LANDING_DIR", str(tmp_path / "landing"))
    return here


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def published_bytes(settings) -> dict[str, bytes]:
    return {file.stem: file.read_bytes() for file in sorted((settings.published / "parquet").iterdir())}


def test_a_changed_seed_gives_the_bytes_of_a_full_run(project, monkeypatch, capsys):
    """Away from what a full run published and back again, both times incrementally."""
    monkeypatch.setattr(report, "write_report", lambda *_, **__: None)  # a function of the file compared here
    monkeypatch.setattr(pipeline.dbt, "docs_site", lambda *_, **__: None)
    monkeypatch.setattr(pipeline, "audit", lambda _: "")  # built as a whole by every run
    before, run_id = published_bytes(project), project.published.readlink().name
    seed = project.project_dir / "seeds/observations/nbs_urbanisation_rate.csv"
    edit(seed, ",58.77,", ",58.78,")
    pipeline.run(project)
    said = capsys.readouterr().out
    assert "changed: seeds/observations/nbs_urbanisation_rate.csv" in said
    assert said.count("kept, for what it reads did not change") == 2
    there = published_bytes(project)
    moved = {name for name in before if there[name] != before[name]}
    assert {"marts.fct_observation", "results.estimates", "results.gate_decisions"} <= moved
    assert not {"marts.panel", "marts.fct_distance"} & moved
    edit(seed, ",58.78,", ",58.77,")
    pipeline.run(project)
    assert "changed: seeds/observations/nbs_urbanisation_rate.csv" in capsys.readouterr().out
    assert project.published.readlink().name == run_id
    back = published_bytes(project)
    assert {name for name in before if back[name] != before[name]} == set()


def test_what_a_change_touches(publication):
    sums = inputs.checksums(publication)

    def plan(path: str, study: str = STUDY) -> changes.Plan:
        return changes.plan(dataclasses.replace(publication, study=study), {**sums, path: "1"})

    for path in ("seeds/reference/kernels.csv", "models/marts/panel/panel.sql", "landing/new.csv"):
        assert plan(path).before and not plan(path).steps and plan(path).landing == path.startswith("landing")
    study = plan("python/resilience/studies/virtual_agglomeration.yml")
    assert study.before and (study.steps, study.landing) == ({"estimate"}, False)
    assert plan("python/resilience/gate/suite.yml").steps == {"gate"}
    assert plan("python/fe_duckdb/engine.py").steps == {"gate", "estimate"}
    assert plan("python/resilience/report/tables.py").steps == set()
    assert plan("landing/new.csv", study="mine").steps == {"estimate"}
    for path in (
        "macros/param.sql",
        "dbt_project.yml",
        "models/results.yml",
        "python/resilience/cli/commands.py",
        "seeds/a.csv",
    ):
        assert plan(path).before is None and path in plan(path).why, path


@pytest.fixture
def standing(publication, working_copy):
    """A working file of one's own on which the last run stands."""
    shutil.copytree(publication.publications_dir, working_copy.publications_dir, symlinks=True)
    working_copy.published.symlink_to(Path("publications") / publication.published.readlink().name)
    changes.note_working_file(working_copy, publication.published.readlink().name)
    assert changes.plan(working_copy, inputs.checksums(working_copy)).why == "changed: no input"
    return working_copy


def test_a_working_file_that_somebody_else_built_in_is_not_trusted(standing):
    with duckdb.connect(str(standing.work_file)) as connection:
        connection.execute("create table somebody_elses as select 1 as one")
    plan = changes.plan(standing, inputs.checksums(standing))
    assert plan.before is None and "not as the last run left it" in plan.why


def test_a_file_that_ingest_has_read_is_one_change_and_no_more(standing, tmp_path, monkeypatch):
    landing = tmp_path / "landing"
    landing.mkdir()
    (landing / "gdp.csv").write_text("指标：地区生产总值(亿元)\n地区,2025年\n北京市,52073\n", encoding="utf-8")
    monkeypatch.setenv("LANDING_DIR", str(landing))
    for name, value in standing.environment.items():
        monkeypatch.setenv(name, value)
    command = ["ingest", str(landing / "gdp.csv"), "--vintage", "2026-03-31"]
    assert CliRunner().invoke(group, command, catch_exceptions=False).exit_code == 0
    plan = changes.plan(standing, inputs.checksums(standing))
    assert plan.before and plan.landing and plan.why.startswith("changed: landing/")


def test_what_the_estimation_reads_is_watched(publication, working_copy):
    """A mart that the estimation reads and that is not on its list would go unnoticed."""
    texts = [file.read_text(encoding="utf-8") for file in Path(estimation.__file__).parent.rglob("*.py")]
    pattern = re.compile(r"(?:from|join) ((?:marts|quality|reference|intermediate)\.[a-z_]+)")
    assert {name for text in texts for name in pattern.findall(text)} == set(READS)
    with working(publication) as engine:
        before = digest(engine, READS)
    with duckdb.connect(str(working_copy.work_file)) as connection:
        connection.execute("delete from marts.dim_source")
    with working(working_copy) as engine:
        assert digest(engine, READS) == before
    with duckdb.connect(str(working_copy.work_file)) as connection:
        connection.execute("update marts.panel set vag = vag * (1 + 1e-15) where region_code = '110000'")
    with working(working_copy) as engine:
        assert digest(engine, READS) != before
