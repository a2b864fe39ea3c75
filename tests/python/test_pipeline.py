"""The order of the steps, and that a failed one leaves the last publication as it was (the steps' work is replaced)."""

from __future__ import annotations

import dataclasses

import pytest

from resilience import pipeline, publication
from resilience.errors import UserError
from test_publication import build_work_file, published_value


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
        if plan.select is None:
            assert not settings.work_file.exists()  # nothing of a model since removed goes out
            build_work_file(settings, notes.value)
        return notes.note("build", "built")

    def products(_, stage, study):
        publication.copy_warehouse(settings.work_file, stage)
        (stage / "quality").mkdir(exist_ok=True)
        return notes.note("report", "written")

    decision = {"decision": "pass", "n_failed": 0, "n_expectations": 25}
    monkeypatch.setattr(pipeline, "read_inputs", lambda _, **__: notes.note("inputs", ["49 seed files"]))
    monkeypatch.setattr(pipeline, "check_study", lambda _: None)
    monkeypatch.setattr(pipeline, "build", build)
    monkeypatch.setattr(pipeline, "gate", lambda *_: notes.note("gate", decision))
    monkeypatch.setattr(pipeline, "estimate", lambda *_: notes.note("estimate", "tables 4"))
    monkeypatch.setattr(pipeline, "audit", lambda _: notes.note("audit", "built"))
    monkeypatch.setattr(pipeline, "write_products", products)
    return notes


def test_steps_run_in_order_and_are_recorded(settings, steps, capsys):
    folder = pipeline.run(settings)
    assert steps == ["inputs", "build", "gate", "estimate", "audit", "report"]
    document = publication.manifest(folder)
    assert document["gate"]["decision"] == "pass"
    assert [step["found"] for step in document["steps"]][:2] == ["49 seed files", "built"]
    assert document["inputs"]["dbt_project.yml"]
    assert document["parameters"]["horizon"] == 1
    assert "3/7 data-quality gate" in capsys.readouterr().out


@pytest.mark.parametrize("failing", ["inputs", "build", "gate", "estimate", "audit", "report"])
def test_failed_step_leaves_the_last_publication(settings, steps, failing):
    pipeline.run(settings)
    before = publication.manifest(publication.current(settings))
    steps.fail, steps.value = failing, 2.0
    with pytest.raises(UserError, match=f"{failing} failed"):
        pipeline.run(settings, force=True)
    assert publication.manifest(publication.current(settings)) == before
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
    pipeline.run(settings, study="another")
    assert steps == ["inputs", "build", "estimate", "audit", "report"]
    pipeline.run(settings, study="another")
    assert len(steps) == 5
    settings.work_file.unlink()
    pipeline.run(settings, study="another")
    assert len(steps) == 11
    sums = pipeline.inputs.checksums(settings)
    monkeypatch.setattr(pipeline.inputs, "checksums", lambda _: {**sums, "landing/new.csv": "1"})
    assert pipeline.run(settings, study="another") != first
    assert len(steps) == 15


def test_another_version_of_a_package_does_everything_again(settings, steps, monkeypatch, capsys):
    pipeline.run(settings)
    monkeypatch.setattr(pipeline.inputs, "versions", lambda: {"python": "4.0"})
    pipeline.run(settings)
    assert len(steps) == 12 and "another version" in capsys.readouterr().out


def test_after_a_run_on_another_engine_everything_is_done_again(settings, steps, capsys):
    pipeline.run(dataclasses.replace(settings, target="postgres"))
    pipeline.run(settings)
    assert len(steps) == 12 and "the last run was on postgres" in capsys.readouterr().out


def test_a_study_given_as_a_file_is_always_estimated_again(settings, steps):
    for _ in range(2):
        steps.clear()
        pipeline.run(settings, study="mine.yml")
        assert "estimate" in steps
