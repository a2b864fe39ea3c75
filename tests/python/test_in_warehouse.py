"""`engine: warehouse` gives what the statsmodels engine gives."""

import duckdb
import numpy as np
import pytest
from pydantic import ValidationError

from resilience.estimation.run import fit_column
from resilience.estimation.terms import expand
from resilience.regression import Engine
from test_inference import planted, study  # noqa: F401  (planted is a fixture)

ERRORS = ("classical", "HC1", "CRV1(region)", "CRV1(region,year)")


@pytest.mark.parametrize("effects", [[], ["year"], ["region_code", "year"], ["region_code", "half^year"]])
def test_both_engines_agree(planted, effects):  # noqa: F811
    half = np.where(planted["region_code"] < "r15", "low", "high")
    panel = planted.assign(vag=planted["vag"].where(planted["year"] != 2012), half=half)
    products = {"vag_z": {"of": ["vag", "z"], "centred": True}}
    found = {}
    for engine in ("statsmodels", "warehouse"):
        plan = study(["vag", "z", "vag_z"], products=products, effects=effects, errors=ERRORS, engine=engine)
        with duckdb.connect() as connection:
            connection.execute("create schema marts")
            connection.execute("create table marts.panel as from panel")
            plan, wide = expand(plan, panel)
            column = plan.tables[0].columns[0]
            found[engine] = fit_column(plan, plan.tables[0], column, wide, None, Engine(connection))
    keys = ["se_type", "term"]
    theirs, ours = (found[engine]["estimates"].set_index(keys).fillna({"detail": ""}) for engine in found)
    numbers = ["estimate", "std_error", "statistic", "ci_low", "ci_high", "df", "n_obs"]
    assert len(ours) == len(ERRORS) * (3 if effects else 4)
    assert ours[numbers].to_numpy() == pytest.approx(theirs.loc[ours.index, numbers].to_numpy(dtype=float), rel=1e-8)
    assert (ours["is_repaired"] == theirs.loc[ours.index, "is_repaired"]).all()
    fits = [found[engine]["fits"].iloc[0] for engine in found]
    for name in ("n_obs", "n_regions", "n_years", "r2", "adj_r2", "r2_within", "df_resid", "year_min"):
        assert fits[1][name] == pytest.approx(fits[0][name], rel=1e-8), name


def test_what_the_warehouse_cannot_do_is_said():
    with pytest.raises(ValidationError, match="classical, HC1 and CRV1"):
        study(["vag"], errors=("HC3",), engine="warehouse")


def test_a_trend_is_refused_in_words(planted):  # noqa: F811
    plan = study(["vag"], effects=["year"], engine="warehouse")
    column = plan.tables[0].columns[0].model_copy(update={"region_trends": True})
    with duckdb.connect() as connection:
        connection.execute("create schema marts")
        connection.execute("create table marts.panel as from planted")
        found = fit_column(plan, plan.tables[0], column, planted, None, Engine(connection))
    assert "no region_trends yet" in found["fits"]["message"].iloc[0]
