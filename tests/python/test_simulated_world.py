"""A world where the truth is known: the whole way from published files to estimates must find what was planted."""

import dataclasses
import json

import pytest

from resilience import pipeline
from resilience.config import Settings
from resilience.warehouse import connect, read

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    found = dataclasses.replace(
        Settings.from_environment("simulated", "duckdb"), build_dir=tmp_path_factory.mktemp("simulated")
    )
    pipeline.run(found)
    return found


def test_planted_coefficients_are_recovered(world):
    truth = json.loads((world.dataset_dir / "truth.json").read_text())["coefficients"]
    with connect(world.published_file) as connection:
        found = read(
            connection,
            "select term, estimate, std_error from results.estimates "
            "where table_id = 'table_4_as_equations_state' and column_id = '2' and se_type = 'CRV3(region)'",
        ).set_index("term")
    for term, planted in truth.items():
        distance = abs(found.loc[term, "estimate"] - planted) / found.loc[term, "std_error"]
        assert distance < 3, f"{term}: {found.loc[term, 'estimate']:.4f} for a planted {planted}"
    # The moderation is strong enough to be seen, and seen with its sign.
    assert found.loc["vag_x_rd", "estimate"] / found.loc["vag_x_rd", "std_error"] < -3


def test_nothing_of_the_observed_world_is_in_it(world):
    with connect(world.published_file) as connection:
        collections = read(connection, "select distinct collection from marts.fct_observation_candidate")
        rows = read(connection, "select count(*) as n from intermediate.int_landing_problem")
    assert collections["collection"].tolist() == ["simulated"]
    assert rows["n"].tolist() == [0]


def test_the_report_says_that_it_is_simulated(world):
    text = (world.published / "report/index.html").read_text(encoding="utf-8")
    assert 'class="big"' in text and "模拟数据" in text
