"""The bench runs, on small sizes, and refuses to compare different numbers. Nothing about speed is asserted."""

from __future__ import annotations

import dataclasses
import json

import pytest

from resilience.bench import harness, measure
from resilience.bench.case import cases, chosen
from resilience.errors import UserError


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
