"""The placebo over industries: a planted one stands out, one with gaps is named, the own one is the table's."""

import numpy as np
import pandas as pd
import pytest

from fe_duckdb import Engine
from resilience.estimation import placebo
from resilience.estimation.estimate_study import by_pair
from resilience.estimation.fitted_column import FittedColumns
from resilience.estimation.marts_read import DISTANCES
from resilience.estimation.specification import load_study
from resilience.project.errors import UserError
from resilience.project.warehouse import connect, read
from test_specifications import HEAD, PANEL_COLUMNS, TABLE

INDUSTRIES = "ABCDEFGH"


def study(tmp_path, tables="[t]"):
    file = tmp_path / "mine.yml"
    extra = f"placebo: {{tables: {tables}}}"
    file.write_text(HEAD + extra + TABLE % ("fixed_effects: [year],", "x: [vag, z]"), encoding="utf-8")
    return load_study(str(file), PANEL_COLUMNS)


def run(tmp_path, panel, spillovers):
    plan = study(tmp_path)
    return placebo.run(FittedColumns(plan, panel), spillovers)


@pytest.fixture
def world():
    """Industry D moves y and is the study's own; H has no figures in 2012."""
    draw = np.random.default_rng(5)
    grid = pd.MultiIndex.from_product([[f"r{i:02d}" for i in range(15)], range(2009, 2017)])
    panel = pd.DataFrame(index=grid.set_names(["region_code", "year"])).reset_index()
    paths = {code: draw.gamma(2, 1, len(panel)) for code in INDUSTRIES}
    panel = panel.assign(vag=paths["D"], z=draw.normal(size=len(panel)))
    panel["y"] = 0.5 * panel["vag"] + draw.normal(size=len(panel))
    long = [
        panel[["region_code", "year"]].assign(
            industry_code=code, spillover=path, is_focus_industry=code == "D"
        )
        for code, path in paths.items()
    ]  # fmt: skip
    spillovers = pd.concat(long, ignore_index=True)
    gone = (spillovers["industry_code"] == "H") & (spillovers["year"] == 2012)
    return panel, spillovers.assign(spillover=spillovers["spillover"].mask(gone))


def test_a_planted_industry_stands_out_and_one_with_gaps_is_named(tmp_path, world):
    found = run(tmp_path, *world).set_index("industry_code")
    assert found["is_own"].sum() == 1 and found.loc["D", "is_own"]
    assert found["statistic_crv3"].abs().idxmax() == "D" and found.loc["D", "p_permutation"] == 0.01
    assert found.loc["H", "status"] == "not available" and "2012 (15)" in found.loc["H", "message"]
    assert np.isnan(found.loc["H", "estimate"])
    others = found.drop(index=["D", "H"])
    assert (others["status"] == "ok").all() and (others["n_obs"] == 120).all()
    assert (others["p_permutation"] > 0.02).all()


def test_a_focus_that_is_no_spillover_is_told(tmp_path, world):
    panel, spillovers = world
    found = run(tmp_path, panel.assign(vag=panel["vag"] + 0.1), spillovers)
    assert set(found["status"]) == {"failed"} and "not the spillover of industry D" in found["message"].iloc[0]


def test_without_spillovers_there_is_no_placebo_and_without_the_own_industry_it_says_so(tmp_path, world):
    panel, spillovers = world
    assert run(tmp_path, panel, spillovers.head(0)) is None
    found = run(tmp_path, panel, spillovers[~spillovers["is_focus_industry"]])
    assert set(found["status"]) == {"failed"} and "industry has no spillovers" in found["message"].iloc[0]


def test_an_unknown_table_is_told_with_its_key(tmp_path):
    with pytest.raises(UserError, match=r"(?s)key placebo\.tables.*found: +.tt..*did you mean t"):
        study(tmp_path, "[tt]")


def test_the_own_industry_is_the_table_itself(publication):
    with connect(publication.published_file) as connection:
        own = read(connection, "select * from results.placebo where is_own order by column_id").set_index("column_id")
        estimates = read(connection, "select * from results.estimates where table_id = 'table_2' and term = 'vag'")
        standing = read(connection, "select * from audit.placebo_standing")
    assert own.index.tolist() == list("123456")
    for name, column, se_type in (
        ("statistic_crv1", "statistic", "CRV1(region)"),
        ("statistic_crv3", "statistic", "CRV3(region)"),
        ("p_permutation", "p_value", "permutation(region)"),
    ):
        expected = estimates[estimates["se_type"] == se_type].set_index("column_id")[column]
        assert own[name].to_numpy() == pytest.approx(expected.loc[own.index].to_numpy(), rel=1e-9)
    # Industry O has no quotient in five years: named, and not counted.
    assert set(standing["not_compared_codes"]) == {"O"} and (standing["n_industries"] == 18).all()


def test_distances_are_those_of_the_panels_points_and_not_of_the_project_file(working_copy):
    with connect(working_copy.work_file, read_only=False) as connection:
        before = by_pair(Engine(connection).frame(DISTANCES))
        connection.execute("update marts.panel_parameter set value = 'centroid' where parameter = 'distance_point'")
        after = by_pair(Engine(connection).frame(DISTANCES))
        expected = connection.execute(
            "select distance_km from marts.fct_distance where distance_point = 'centroid' "
            "and from_region_code = '110000' and to_region_code = '310000'"
        ).fetchone()[0]
    assert after.loc["110000", "310000"] == expected != before.loc["110000", "310000"]
