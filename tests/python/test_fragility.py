"""What decides the specification curve: shares by choice against a second computation."""

import pandas as pd
import pytest

from resilience.project.warehouse import connect, read


@pytest.fixture(scope="module")
def tables(publication):
    names = {
        "curve": "results.specification_curve",
        "value": "audit.specification_choice_value",
        "choice": "audit.specification_choice",
        "seed": "reference.specification_choices",
    }
    with connect(publication.published_file) as connection:
        return {name: read(connection, f"select * from {table}") for name, table in names.items()}


def test_every_choice_of_the_curve_is_declared_and_every_declared_value_is_in_it(tables):
    seed, value = tables["seed"], tables["value"]
    assert set(seed.loc[seed["value"] == "*", "choice"]) == set(value["choice"])
    declared = set(map(tuple, seed.loc[seed["value"] != "*", ["choice", "value"]].to_numpy()))
    assert declared <= set(map(tuple, value[["choice", "value"]].to_numpy()))


def test_shares_by_choice_are_those_of_pandas(tables):
    curve = tables["curve"]
    grand = ((curve["estimate"] - curve["estimate"].mean()) ** 2).sum()
    positive = curve["estimate"] > 0
    for row in tables["choice"].itertuples():
        groups = curve.groupby(row.choice)["estimate"]
        between = (groups.size() * (groups.mean() - curve["estimate"].mean()) ** 2).sum()
        assert row.variance_share == pytest.approx(between / grand, abs=1e-12), row.choice
        by_value = tables["value"].query("choice == @row.choice").set_index("value")
        assert (by_value["printed_sign"] == 1).all()
        expected = positive.groupby(curve[row.choice].astype(str)).mean()
        pd.testing.assert_series_equal(
            by_value["same_sign_share"].sort_index().astype(float), expected.sort_index(), check_names=False
        )
