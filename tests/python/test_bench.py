"""The bench runs, on small sizes, and refuses to compare different numbers. Nothing about speed is asserted."""

from __future__ import annotations

import dataclasses
import json

import pytest

from lab.bench import harness, measure, scale, speed_page
from lab.bench.case import cases, chosen
from resilience.project.errors import UserError


@pytest.mark.parametrize("name", ["fe_two_way", "fe_out_of_core", "spillover_industries", "customs"])
def test_a_case_runs_and_is_written(settings, name):
    assert "written to" in measure(settings, repeat=1, names=(name,), quick=True)
    document = json.loads(next((settings.build_dir / "bench").glob("*.json")).read_text())
    (result,) = document["results"]
    assert result["case"] == name and result["ours_s"] > 0 and result["ours_mb"] > 0
    assert (result["ratio"] is None) == (cases()[name].peer is None)


def test_different_numbers_are_not_compared(settings):
    case = dataclasses.replace(cases()["spillover"], tolerance=0.0)
    with pytest.raises(UserError, match="differ by"):
        harness._gap(case, {"ours": {"numbers": [1.0]}, "peer": {"numbers": [1.1]}})


def test_an_unknown_case_names_the_known(settings):
    with pytest.raises(UserError, match="Known: fe_year"):
        chosen(("fe",))


def test_the_table_of_the_page_is_written_between_its_markers(tmp_path):
    row = {
        "work": "a", "ours_s": 1.0, "ours_mb": 1_234, "peer": "numpy", "peer_mb": 5, "ratio": 2.04, "reach": 1.5,
        "growth": 1.1, "profile": "the sort takes half",
    }  # fmt: skip
    alone = {**row, "work": "b", "peer": "–", "peer_mb": None, "ratio": None, "reach": None, "growth": None}
    document = {
        "at": "20261125T120000Z", "seconds": 9, "load": 1.5, "machine": {"processors": 2, "processor": "X"},
        "versions": {"duckdb": "2.0.0"}, "results": [row, alone],
    }  # fmt: skip
    file = tmp_path / "speed.md"
    file.write_text(f"before\n{speed_page.BEGIN}\nold\n{speed_page.END}\nafter\n", encoding="utf-8")
    speed_page.write(file, document)
    text = file.read_text(encoding="utf-8")
    assert text.startswith("before\n") and text.endswith("\nafter\n") and "old" not in text
    assert "2 processors (X), BLAS on as many threads unless" in text and "load up to 1.5, in 9 s: duckdb 2.0.0" in text
    assert "| a | 2 × numpy | 1.5, missed: the sort takes half | 1.00 | 1,234 | 5 | n^1.1 |" in text
    assert "| b | – | – | 1.00 | 1,234 | – | – |" in text
    speed_page.write(file, document)
    assert file.read_text(encoding="utf-8") == text


def test_a_case_that_fails_leaves_the_others_standing(settings, monkeypatch):
    case = cases()["curve"]
    broken = dataclasses.replace(case, name="broken")
    monkeypatch.setattr(harness, "chosen", lambda names: [broken, case])
    with pytest.raises(UserError, match="The case broken ended"):
        measure(settings, repeat=1, names=("broken", "curve"), quick=True)
    document = json.loads(next((settings.build_dir / "bench").glob("*.json")).read_text())
    assert [result["case"] for result in document["results"]] == ["curve"] and len(document["failed"]) == 1


def test_larger_work_is_extrapolated_from_the_newest_measurement(settings):
    with pytest.raises(UserError, match="--case customs"):
        scale.extrapolate(settings)
    folder = settings.build_dir / "bench"
    folder.mkdir(parents=True)
    for stamp, seconds in (("1", 9.0), ("2", 2.0)):
        result = {"case": "customs", "size": 60_000_000, "ours_s": seconds, "growth": 0.8}
        results = [result, {"case": "fe_year", "size": 10, "ours_s": 1.0, "growth": None}]
        (folder / f"{stamp}.json").write_text(json.dumps({"results": results}))
    said = scale.extrapolate(settings)
    (line,) = (line for line in said.splitlines() if line.startswith("ten years of customs records"))
    assert line.split()[-3:] == ["20", "s", "2.json"]
    assert "Not measured yet: fe_two_way_many, fe_year" in said
