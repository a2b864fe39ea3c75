"""The plain statement under each table: true of the stored numbers, and another one when the numbers are others."""

import re

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.multitest import multipletests

from fe_duckdb import Engine
from resilience.project import dbt
from resilience.project.dbt import FINGERPRINT
from resilience.project.warehouse import connect, panel_sha256, read

pytestmark = pytest.mark.slow

USABLE, CONSERVATIVE = 0.075, 0.03
KEYS = ["table_id", "column_id", "term"]
SUBJECT = ["table_id", "role", "focus", "moderator", "outcome"]
MODELS = ["test_usability+"]


@pytest.fixture(scope="module")
def stored(publication):
    with connect(publication.published_file) as connection:
        names = ("focal_terms", "estimates", "fits", "diagnostics", "descriptives", "leave_one_out", "test_size")
        frames = {name: read(connection, f"select * from results.{name}") for name in names}
        frames["statements"] = read(connection, "select * from audit.table_sentence")
        frames["column_robustness"] = read(connection, "select * from audit.column_robustness")
        frames["tests"] = read(connection, "select * from reference.sentence_tests")
        adjusted = read(connection, "select * from results.multiple_testing")
    return {**frames, "usable": usable(frames, adjusted)}


def usable(frames, adjusted):
    """The focal coefficients' tests that hold their level under every law, adjusted for the others of their table."""
    size = frames["test_size"].query("effect == 0").groupby([*KEYS, "se_type"])["rejection"].agg(["min", "max"])
    focal = frames["focal_terms"].query("role != 'description'")[KEYS].drop_duplicates()
    found = frames["estimates"].merge(focal, on=KEYS).merge(size.reset_index(), on=[*KEYS, "se_type"])
    found = found[(found["max"] <= USABLE) & ~found["is_repaired"] & found["p_value"].notna()]
    parts = []
    for (_, se_type), rows in found.groupby(["table_id", "se_type"]):
        p = multipletests(rows["p_value"], method="holm")[1]
        if se_type == "permutation(region)":
            joint = rows.merge(adjusted, on=KEYS, how="left")["p_stepdown"].to_numpy(float)
            p = np.where(np.isnan(joint), p, joint)
        parts.append(rows.assign(p_adjusted=p))
    return pd.concat(parts).assign(is_conservative=lambda frame: frame["min"] < CONSERVATIVE)


def of_subject(stored, row):
    """The subject's focal coefficients, each with its usable tests, and what stands of its power."""
    focal = stored["focal_terms"]
    here = focal[(focal[SUBJECT] == pd.Series({name: getattr(row, name) for name in SUBJECT})).all(axis=1)]
    power = stored["diagnostics"].rename(columns={"item": "term"})
    return here, here.merge(stored["usable"], on=KEYS), here.merge(power, on=KEYS)


def in_words(values):
    """Two significant digits, least to most, as the statements print them."""
    texts = [f"{float(f'{value:.2g}')}".replace("-", "−") for value in (min(values), max(values))]
    return " to ".join(dict.fromkeys(texts))


def test_every_table_has_one(stored):
    assert set(stored["fits"]["table_id"]) | {"table_1"} == set(stored["statements"]["table_id"])
    assert not stored["statements"]["sentence_en"].str.contains("[{}]").any()
    assert not stored["statements"]["sentence_zh"].str.contains("[{}]").any()


def test_every_statement_is_true_of_the_tables(stored):
    regressions = stored["statements"][stored["statements"]["role"].isin(["effect", "moderation"])]
    assert len(regressions) > 20
    labels = dict(
        zip(stored["tests"]["se_type_pattern"].str.split("(").str[0], stored["tests"]["test_en"], strict=True)
    )
    said_something = 0
    for row in regressions.itertuples():
        here, found, power = of_subject(stored, row)
        n, tested = len(here), found[KEYS].drop_duplicates()
        if len(tested) < n:
            have = "coefficient has" if n == 1 else "coefficients have"
            assert row.support == "untested" and f"{n - len(tested)} of {n} {have} no usable" in row.sentence_en
            continue
        low = found.groupby(KEYS)["p_adjusted"].min()
        counted = found[~found["is_conservative"] | found.groupby(KEYS)["is_conservative"].transform("all")]
        high = counted.groupby(KEYS)["p_adjusted"].max()
        n_every, n_some = int((high < 0.05).sum()), int(((low < 0.05) & (high >= 0.05)).sum())
        expected = "every" if n_every == n else "some" if n_every else "contested" if n_some else "none"
        assert row.support == expected, row.sentence_en
        estimates = here.merge(stored["estimates"].drop_duplicates(KEYS), on=KEYS)
        slopes = estimates["estimate"] * estimates["scale"]
        # Each statement names the tests it read, the slopes, and the p that decides.
        for se_type in set(found["se_type"]):
            assert labels[se_type.split("(")[0]] in row.sentence_en, (se_type, row.sentence_en)
        assert f"{in_words(slopes)} sd per sd" in row.sentence_en
        if expected == "none":
            assert f"smallest p {round(low.min(), 3):.3g}" in row.sentence_en
        if expected == "every":
            assert f"largest p {round(high.max(), 3)}" in row.sentence_en or "<0.001" in row.sentence_en
        if expected == "contested":
            assert (f"{n_some} under some" in row.sentence_en) == (n > 1)
        n_positive = int((slopes > 0).sum())
        said = (
            "positive"
            if n_positive == n
            else "negative"
            if n_positive == 0
            else f"{n_positive} of {n} {'is' if n_positive == 1 else 'are'} positive"
        )
        assert said in row.sentence_en
        said_something += 1
        if expected == "every":
            continue
        least = power.loc[power["diagnostic"] == "minimum_detectable_effect", "value"]
        assert f"{in_words(least)} sd" in row.sentence_en
        told = stored["usable"].merge(here[[*KEYS, "power_errors"]], on=KEYS)
        careful = len(told[told["se_type"] == told["power_errors"]]) == n
        equivalent = power.loc[power["diagnostic"] == "equivalence_test", "p_value"]
        n_excluded = int((equivalent < 0.05).sum())
        assert careful == ("ruled out" in row.sentence_en), row.sentence_en
        if careful:
            count = f"{n_excluded} of {n}" if n_excluded < n else "it" if n == 1 else "every one"
            none = "are not ruled out" if n == 1 else "ruled out by none"
            told = f"ruled out at 5 % by {count} " if n_excluded else none
            assert told in row.sentence_en, row.sentence_en
    assert said_something > 15


def test_both_languages_hold_the_same_numbers(stored):
    for row in stored["statements"].itertuples():
        en, zh = (set(re.findall(r"−?\d+\.\d+", text)) for text in (row.sentence_en, row.sentence_zh))
        assert en == zh, row.sentence_en


def test_the_least_effect_of_a_product_is_that_of_its_error(stored):
    """(t(0.975) + t(0.8)) CRV3 errors in sd of the outcome per sd of both factors; centring does not move it."""
    from scipy import stats

    focal = stored["focal_terms"][
        lambda frame: frame["table_id"].eq("table_4_as_printed") & frame["role"].eq("moderation")
    ]
    errors = stored["estimates"][lambda frame: frame["se_type"].eq("CRV3(region)")]
    least = stored["diagnostics"][lambda frame: frame["diagnostic"].eq("minimum_detectable_effect")]
    keys = ["table_id", "column_id", "term"]
    merged = focal.merge(errors, on=keys).merge(least.rename(columns={"item": "term"}), on=keys)
    quantiles = stats.t.ppf(0.975, merged["df"]) + stats.t.ppf(0.8, merged["df"])
    assert len(merged) == 2
    assert merged["value"].to_numpy() == pytest.approx(merged["std_error"] * merged["scale"] * quantiles)
    assert merged["value"].iloc[0] == pytest.approx(merged["value"].iloc[1], rel=1e-6)


def test_what_a_referee_asks_of_a_column_is_what_is_stored(stored):
    """The region of the largest share, and the slopes without it and without any."""
    keys = ["table_id", "column_id", "term"]
    shares = stored["diagnostics"][lambda frame: frame["diagnostic"].eq("identifying_share")]
    shares = shares.set_index(["table_id", "column_id", "item"])["value"]
    without = stored["leave_one_out"][lambda frame: frame["left_out_kind"].eq("region")]
    without = without.set_index([*keys, "left_out"])["estimate"]
    scales = stored["focal_terms"].set_index(keys)["scale"]
    n_carried = 0
    for row in stored["column_robustness"].itertuples():
        key = (row.table_id, row.column_id, row.term)
        if pd.notna(row.carrier_share):
            own = shares.loc[row.table_id, row.column_id]
            assert (row.carrier_region_code, row.carrier_share) == (own.idxmax(), own.max()), key
        if pd.notna(row.slope_without_carrier):
            slopes, n_carried = scales[key] * without.loc[key], n_carried + 1
            assert row.slope_without_carrier == slopes[row.carrier_region_code], key
            assert sorted([row.slope_without_low, row.slope_without_high]) == [slopes.min(), slopes.max()], key
    assert n_carried > 20


OTHER_NUMBERS = {
    "table_2": (
        "update results.estimates set p_value = 0.0004, estimate = abs(estimate) where table_id = 'table_2'; "
        "update results.multiple_testing set p_stepdown = 0.002 where table_id = 'table_2'",
        ("effect_positive", None, "more of it goes with higher export resilience"),
    ),
    "table_3_as_printed": (
        "update results.estimates set p_value = case se_type when 'CRV3(region)' then 0.01 else 0.2 end "
        "where table_id = 'table_3_as_printed'; "
        "update results.multiple_testing set p_stepdown = 0.2 where table_id = 'table_3_as_printed'",
        ("effect_contested", "reach_open", "is not statistically significant at 5 % under every usable test"),
    ),
    "referee_periods": (
        "update results.test_size set rejection = 0.08 where table_id = 'referee_periods' and error_law = 'ar'",
        ("effect_untested", None, "no statement is made"),
    ),
    "referee_measures": (
        "update results.diagnostics set p_value = 0.01 "
        "where table_id = 'referee_measures' and diagnostic = 'equivalence_test'",
        ("effect_none", "reach_excluded", "ruled out at 5 % by every one"),
    ),
    "referee_trends": (
        "delete from results.focal_terms where table_id = 'referee_trends'",
        ("nothing_estimated", None, "No column of this table"),
    ),
}


def test_other_numbers_give_another_statement(working_copy):
    sql = (
        "select table_id, finding_rule_id, reach_rule_id, sentence_en from audit.table_sentence order by table_id, role"
    )
    with connect(working_copy.work_file, read_only=False) as connection:
        fingerprint = panel_sha256(Engine(connection))
        before = {row[0]: row[1:] for row in connection.execute(sql).fetchall()}
        for change, _ in OTHER_NUMBERS.values():
            connection.execute(change)
    dbt.invoke(working_copy, ["run", "--select", *MODELS], environment={FINGERPRINT: fingerprint})
    with connect(working_copy.work_file) as connection:
        after = {row[0]: row[1:] for row in connection.execute(sql).fetchall()}
    for table, (_, (finding, reach, said)) in OTHER_NUMBERS.items():
        assert after[table] != before[table]
        assert after[table][:2] == (finding, reach), after[table]
        assert said in after[table][2], after[table]
