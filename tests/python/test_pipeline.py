"""The order of the steps, and that a failed one leaves the last publication as it was (the steps' work is replaced)."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from resilience.project.errors import UserError
from resilience.publish import pipeline, publication
from resilience.publish.published_copy import copy_warehouse
from test_publication import DAMAGES, build_work_file, published_value


@pytest.fixture
def steps(settings, monkeypatch):
    """Replaces each step's work by a note in a list; `steps.fail` names the one that shall fail."""

    class Notes(list):
        fail = None
        value = 1.0

        def note(self, name, result):
            self.append(name)
            if self.fail == name:
                raise UserError(f"{name} failed")
            return result

    notes = Notes()

    def build(_, __, plan):
        if plan.before is None:
            assert not settings.work_file.exists()  # nothing of a model since removed goes out
            build_work_file(settings, notes.value)
        return notes.note("build", "built")

    def products(_, stage):
        copy_warehouse(settings.work_file, stage)
        return notes.note("report", "written")

    decision = {"decision": "pass", "n_failed": 0, "n_expectations": 25}
    monkeypatch.setattr(pipeline, "read_inputs", lambda _, **__: notes.note("inputs", ["49 seed files"]))
    monkeypatch.setattr(pipeline, "check_study", lambda _: None)
    monkeypatch.setattr(pipeline, "name_of", lambda study: Path(study).stem)
    monkeypatch.setattr(pipeline, "build", build)
    monkeypatch.setattr(pipeline, "gate", lambda *_: notes.note("gate", decision))
    monkeypatch.setattr(pipeline, "estimate", lambda *_: notes.note("estimate", "tables 4"))
    monkeypatch.setattr(pipeline, "audit", lambda _: notes.note("audit", "built"))
    monkeypatch.setattr(pipeline, "write_products", products)
    return notes


def test_steps_run_in_order_and_are_recorded(settings, steps, capsys):
    folder = pipeline.run(settings)
    assert steps == ["inputs", "build", "gate", "estimate", "audit", "report"]
    document = publication.record(folder)
    assert document["gate"]["decision"] == "pass"
    assert [step["found"] for step in document["steps"]][:2] == ["49 seed files", "built"]
    assert document["inputs"]["dbt_project.yml"]
    assert document["parameters"]["horizon"] == 1
    assert "3/7 data-quality gate" in capsys.readouterr().out


@pytest.mark.parametrize("failing", ["inputs", "build", "gate", "estimate", "audit", "report"])
def test_failed_step_leaves_the_last_publication(settings, steps, failing):
    pipeline.run(settings)
    before = publication.record(publication.current(settings))
    steps.fail, steps.value = failing, 2.0
    with pytest.raises(UserError, match=f"{failing} failed"):
        pipeline.run(settings, force=True)
    assert publication.record(publication.current(settings)) == before
    assert published_value(settings) == 1.0
    assert not list(settings.dataset_dir.glob(".staging*"))


def test_same_inputs_publish_under_the_same_name(settings, steps):
    assert pipeline.run(settings) == pipeline.run(settings, force=True)
    assert len(publication.publications(settings)) == 1


def test_nothing_is_done_again_when_no_input_changed(settings, steps, monkeypatch, capsys):
    first = pipeline.run(settings)
    steps.clear()
    assert pipeline.run(settings) == first
    assert steps == [] and "nothing changed since" in capsys.readouterr().out
    settings.work_file.unlink()
    pipeline.run(settings)
    assert len(steps) == 6
    sums = pipeline.inputs.checksums(settings)
    monkeypatch.setattr(pipeline.inputs, "checksums", lambda *_: {**sums, "landing/new.csv": "1"})
    assert pipeline.run(settings) != first
    assert len(steps) == 10


@pytest.mark.parametrize("place", ["warehouse.duckdb", "run.json", "manifest.json"])
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_publication_is_told_and_published_anew(settings, steps, place, damage, capsys):
    folder = pipeline.run(settings)
    steps.clear()
    DAMAGES[damage](folder / place)
    assert pipeline.run(settings) == folder
    assert steps == ["inputs", "build", "gate", "estimate", "audit", "report"]
    assert f"is not whole and counts as absent: {place}" in capsys.readouterr().out
    assert publication.current(settings) == folder and published_value(settings) == 1.0


def test_another_version_of_a_package_does_everything_again(settings, steps, monkeypatch, capsys):
    pipeline.run(settings)
    monkeypatch.setattr(pipeline.inputs, "versions", lambda: {"python": "4.0"})
    pipeline.run(settings)
    assert len(steps) == 12 and "another version" in capsys.readouterr().out


def test_after_a_run_on_another_engine_everything_is_done_again(settings, steps, capsys):
    pipeline.run(dataclasses.replace(settings, target="postgres"))
    pipeline.run(settings)
    assert len(steps) == 12 and "the last run was on postgres" in capsys.readouterr().out


def test_each_study_has_its_own_publications(settings, steps, tmp_path, capsys):
    mine = dataclasses.replace(settings, study="mine")
    file = tmp_path / "mine.yml"
    file.write_text("study: mine", encoding="utf-8")
    ours = pipeline.run(settings)
    before = {path: path.read_bytes() for path in ours.rglob("*") if path.is_file()}
    steps.clear()
    theirs = pipeline.run(settings, study=str(file))
    assert steps == ["inputs", "build", "estimate", "audit", "report"]  # built and gated for the other study
    assert theirs.name != ours.name and publication.record(theirs)["study"] == "mine"
    assert (publication.current(settings), publication.current(mine)) == (ours, theirs)
    assert {path: path.read_bytes() for path in ours.rglob("*") if path.is_file()} == before
    steps.clear()
    for study in ("virtual_agglomeration", str(file)):
        pipeline.run(settings, study=study)
    assert steps == [] and capsys.readouterr().out.count("nothing changed since") == 2
    file.write_text("study: mine  # another", encoding="utf-8")
    again = pipeline.run(settings, study=str(file))
    assert steps == ["inputs", "build", "estimate", "audit", "report"] and again != theirs
    assert publication.current(settings) == ours
    assert publication.rollback(mine) == theirs and publication.current(settings) == ours
    with pytest.raises(UserError, match="no earlier publication"):
        publication.rollback(settings)
