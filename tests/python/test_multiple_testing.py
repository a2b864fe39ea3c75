"""Adjusted p-values of a table against pyfixest 0.60.0 and statsmodels, and their level under a true null."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from pyfixest.estimation.post_estimation.multcomp import _get_rwolf_pval, _get_wyoung_pval
from statsmodels.stats.multitest import multipletests

from resilience.estimation import multiple_testing as multiple
from resilience.estimation.derived_columns import derive_columns
from resilience.estimation.fitted_column import FittedColumns
from resilience.estimation.permutation import Permuted
from resilience.estimation.specification import load_study
from resilience.project.warehouse import connect, read
from test_specifications import HEAD, PANEL_COLUMNS

FIVE = tuple("abcde")
NINE = tuple("abcdefghi")
TWO_COLUMNS = """
tables:
  - {id: t, version: v, title_en: t, title_zh: t, reported: classical, errors: [classical, permutation(region)],
     columns: [{id: "1", x: [vag]}, {id: "2", x: [vag, z], fixed_effects: [year]}]}
"""


def three(draws, regions=NINE):
    """Statistics of three tests whose first is far out, the other two alike."""
    shared = np.random.default_rng(1).normal(size=(draws, 1))
    drawn = np.abs(0.8 * shared + np.random.default_rng(2).normal(size=(draws, 3)))
    return Permuted(list("xyz"), np.array([3.6, 1.2, 1.3]), drawn, regions, 1)


def test_the_step_down_is_pyfixests():
    """Westfall and Young of pyfixest takes p-values; Romano and Wolf's takes statistics: with one distribution for all
    terms the smallest p is the largest statistic, up to the one draw more that counts the data."""
    one = three(999)
    null = np.column_stack([multiple._p_of_every_order(each) for each in one.with_own.T])
    found = multiple.stepdown([one])
    assert found == pytest.approx(_get_wyoung_pval(null[0], null), abs=1e-12)
    ranks = np.column_stack([1 - multiple._p_of_every_order(each) for each in one.with_own.T])
    romano_wolf = _get_rwolf_pval(ranks[0], ranks[1:])
    assert found == pytest.approx(romano_wolf, abs=1e-12)
    assert (found >= one.p_values).all() and found[1] < multiple.holm(pd.Series(one.p_values))[1]


def test_tests_in_one_part_or_in_two_are_the_same():
    whole = three(999)
    parts = [Permuted([n], whole.observed[[i]], whole.drawn[:, [i]], NINE, 1) for i, n in enumerate(whole.terms)]
    assert multiple.stepdown(parts) == pytest.approx(multiple.stepdown([whole]), abs=0)


def test_holm_is_statsmodels_and_leaves_a_missing_value_out():
    p_values = pd.Series([0.01, 0.04, np.nan, 0.03, 0.005, 0.04])
    expected = multipletests(p_values.dropna(), method="holm")[1]
    assert multiple.holm(p_values).dropna().to_numpy() == pytest.approx(expected, abs=1e-15)
    assert multiple.holm(p_values).isna().tolist() == [False, False, True, False, False, False]


def panel(seed, effect=0.0, regions=FIVE):
    draw = np.random.default_rng(seed)
    grid = pd.MultiIndex.from_product([regions, range(2009, 2013)], names=["region_code", "year"])
    frame = pd.DataFrame(index=grid).reset_index().assign(macro_region="all")
    frame = frame.assign(**{name: draw.normal(size=len(frame)) for name in ("y", "vag", "z")})
    return frame.assign(y=frame["y"] + effect * frame["vag"])


def adjusted(tmp_path, frame, text=TWO_COLUMNS, extra=""):
    file = tmp_path / "mine.yml"
    file.write_text(HEAD + extra + text, encoding="utf-8")
    study, frame = derive_columns(load_study(str(file), PANEL_COLUMNS), frame)
    return multiple.run(
        FittedColumns(study, frame), pd.DataFrame(columns=[*multiple.KEY, "estimate", "p_value", "se_type"])
    )


def test_under_a_true_null_at_most_the_level_rejects(tmp_path):
    """Five regions, all 120 orders: the smallest adjusted p of the table is at most 10 % in at most 10 % of worlds."""
    smallest = [adjusted(tmp_path, panel(seed))["p_stepdown"].min() for seed in range(60)]
    assert 0.01 < np.mean(np.array(smallest) <= 0.1) < 0.2
    assert 0.4 < np.mean(smallest) < 0.7


def test_an_effect_is_found_in_both_columns(tmp_path):
    found = adjusted(tmp_path, panel(1, effect=3.0, regions=NINE))
    assert found["p_stepdown"].max() <= 0.02 and (found["n_tests"] == 2).all()
    assert found["p_crv3"].isna().all()  # the table has no CRV3


def test_group_slopes_exchange_within_their_group_and_have_no_joint_order(tmp_path):
    frame = panel(3, regions=tuple("abcdefghijklmnop"))
    frame["macro_region"] = np.where(frame["region_code"] < "d", "east", "west")
    frame["y"] += np.where(frame["macro_region"] == "west", 3 * frame["vag"], 0)
    text = TWO_COLUMNS.replace("x: [vag]", "x: [by]").replace("x: [vag, z]", "x: [by, z]")
    found = adjusted(tmp_path, frame, text, "group_slopes: {by: {of: vag, group: macro_region}}")
    p = found[found["column_id"] == "1"].set_index("term")["p_permutation"]
    # Three regions have six orders, which say nothing; the effect is in the thirteen others.
    assert p["vag[east]"] in {n / 6 for n in range(1, 7)} and p["vag[west]"] == 0.01
    assert found["p_stepdown"].isna().all() and "different regions" in found["detail"].iloc[0]


def test_a_slope_of_three_regions_is_tested_by_six_refits(tmp_path):
    """Every order of the residual paths within the group, each fitted outright; the other group keeps its own."""
    frame = panel(3, regions=tuple("abcdefghijkl"))
    frame["macro_region"] = np.where(frame["region_code"] < "d", "east", "west")
    text = TWO_COLUMNS.replace("x: [vag]", "x: [by]").replace("x: [vag, z]", "x: [by, z]")
    found = adjusted(tmp_path, frame, text, "group_slopes: {by: {of: vag, group: macro_region}}")
    p = found[(found["column_id"] == "2") & (found["term"] == "vag[east]")]["p_permutation"].item()
    east = (frame["macro_region"] == "east").to_numpy()
    years = pd.get_dummies(frame["year"], dtype=float).to_numpy()
    others = np.column_stack([frame["vag"] * ~east, frame["z"], years])
    rest = sm.OLS(frame["y"].to_numpy(), others).fit().resid.reshape(12, -1)
    clusters, t = {"groups": pd.factorize(frame["region_code"])[0]}, []
    for order in permutations(range(3)):
        dealt = np.concatenate([rest[list(order)], rest[3:]]).ravel()
        fit = sm.OLS(dealt, np.column_stack([frame["vag"] * east, others])).fit(cov_type="cluster", cov_kwds=clusters)
        t.append(abs(fit.tvalues[0]))
    assert p == np.mean(np.array(t) >= t[0] * (1 - 1e-9))


def test_the_published_p_values_are_those_of_the_table(publication):
    with connect(publication.published_file) as connection:
        found = read(connection, "select * from results.multiple_testing")
        own = read(
            connection,
            "select table_id, column_id, term, estimate, p_value from results.estimates "
            "where se_type = 'permutation(region)'",
        )
    both = found.merge(own, on=["table_id", "column_id", "term"], validate="1:1")
    assert len(both) == len(own) == len(found)
    assert (both["p_permutation"] == both["p_value"]).all() and (both["estimate_x"] == both["estimate_y"]).all()
    joint = both[both["p_stepdown"].notna()]
    assert set(both.loc[both["p_stepdown"].isna(), "table_id"]) == {"referee_macro_regions"}
    assert (joint["p_stepdown"] >= joint["p_permutation"]).all()
