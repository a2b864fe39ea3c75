"""A run does again what a change touches and nothing else, and gives what a run from nothing would give."""

from __future__ import annotations

import dataclasses
import re
import shutil
from pathlib import Path

import duckdb
import pytest

from resilience import estimation, report
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
    assert "only what depends on the changes" in said
    assert said.count("kept, for what it reads did not change") == 2
    there = published_bytes(project)
    moved = {name for name in before if there[name] != before[name]}
    assert {"marts.fct_observation", "results.estimates", "results.gate_decisions"} <= moved
    assert not {"marts.panel", "marts.fct_distance"} & moved
    edit(seed, ",58.78,", ",58.77,")
    pipeline.run(project)
    assert "only what depends on the changes" in capsys.readouterr().out
    assert project.published.readlink().name == run_id
    back = published_bytes(project)
    assert {name for name in before if back[name] != before[name]} == set()


def test_what_a_change_touches(publication):
    sums = inputs.checksums(publication)

    def plan(path: str, study: str = STUDY) -> changes.Plan:
        return changes.plan(dataclasses.replace(publication, study=study), {**sums, path: "1"})

    assert plan("seeds/reference/kernels.csv").select == ["kernels+"]
    assert plan("seeds/reference/kernels.csv").steps == set()
    assert plan("models/marts/panel/panel.sql").select == ["panel+"]
    assert plan("landing/new.csv").select == list(changes.LANDING) and plan("landing/new.csv").landing
    study = plan("python/resilience/studies/virtual_agglomeration.yml")
    assert (study.select, study.steps, study.landing) == ([], {"estimate"}, False)
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
        assert plan(path).select is None and path in plan(path).why, path


def test_a_working_file_that_somebody_else_built_in_is_not_trusted(publication, working_copy):
    shutil.copytree(publication.publications_dir, working_copy.publications_dir, symlinks=True)
    working_copy.published.symlink_to(Path("publications") / publication.published.readlink().name)
    with duckdb.connect(str(working_copy.work_file)) as connection:
        connection.execute("create table somebody_elses as select 1 as one")
    plan = changes.plan(working_copy, inputs.checksums(working_copy))
    assert plan.select is None and "not as the last run left it" in plan.why


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
