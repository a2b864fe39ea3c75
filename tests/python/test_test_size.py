"""The measured size of tests: the batch is the reported estimators, laws are what they say, what is shipped is true."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from linear import wild
from linear.conventions import parse
from linear.exchange import orders_of
from linear.least_squares import LeastSquares
from resilience.estimation import design, size
from resilience.estimation.derived_columns import derive_columns
from resilience.estimation.fitted_column import FittedColumn, FittedColumns
from resilience.estimation.permutation import exchange_of, permuted
from resilience.estimation.size import error_laws as laws
from resilience.estimation.size.simulated import Plan, rejections, variances_of
from resilience.estimation.specification import load_study
from resilience.project.warehouse import connect, read
from test_inference import study
from test_standard_errors import FAMILIES, data, distances, fitted, regressors  # noqa: F401

CONVENTIONS = (
    "classical", "HC1", "HC3", "CRV1(region)", "CRV1(region,year)", "CRV1(year)", "CRV3(region)", "DK(0)", "DK(2)",
    "NW(1)", "Conley(900,bartlett)", "Conley(900,uniform,2)",
)  # fmt: skip


@pytest.mark.parametrize("name", CONVENTIONS)
@pytest.mark.parametrize("effects", [(), ("year",), ("region_code", "year")])
def test_a_batch_rejects_where_the_reported_table_does(data, distances, name, effects):  # noqa: F811
    """Munnell's states with gaps, five outcomes: t of the batch is t of the coefficient table."""
    panel = data["munnell"].drop(index=[3, 40, 41, 500])
    ready = fitted(panel, regressors(panel), effects, distances["munnell"]).design
    draw = np.random.default_rng(3)
    outcomes = np.vstack([ready.y, *(draw.normal(size=(4, len(ready.y))))])
    batch, estimates = LeastSquares.fit(ready.values, outcomes, ready.k, ready.rows, ready.effects)
    variances, df = variances_of(ready, batch, outcomes, parse(name))
    for position in range(5):
        moved = FittedColumn(replace(ready, y=outcomes[position]))
        table = moved.table(name).set_index("term").loc[ready.regressors]
        assert estimates[position] == pytest.approx(table["estimate"].to_numpy(), rel=1e-7)
        found = np.sqrt(variances[position])
        if table["is_repaired"].any():
            assert (variances[position] <= 0).any() or parse(name).kind == "Conley"
        else:
            assert found == pytest.approx(table["std_error"].to_numpy(), rel=1e-6, nan_ok=True)
            assert df == table["df"].iloc[0]


def test_the_batch_knows_every_kind_with_a_closed_form():
    assert {parse(name).kind for name in CONVENTIONS} == set(FAMILIES)


def test_a_true_zero_on_a_spread_regressor_is_rejected_as_often_as_the_level_says(data):  # noqa: F811
    """Independent errors and classical errors: 5 % within Monte Carlo error; an effect raises it."""
    ready = fitted(data["munnell"], ["unemp", "ln_emp"], ("year",)).design
    found = rejections(ready, ["classical", "permutation(region)"], Plan(1000, 200, (0.3,), 5))
    found = found[(found["error_law"] == "independent") & (found["term"] == "unemp")]
    shares = (found["rejected"] / found["draws"]).to_numpy()
    zero = found["effect"].to_numpy() == 0
    assert (
        set(found["error_law"]) == {"independent"}
        and stats.binomtest(int(found["rejected"].iloc[0]), 1000, 0.05).pvalue > 0.01
    )
    assert (np.abs(shares[zero] - 0.05) < 0.02).all() and (shares[~zero] > 0.9).all()
    assert set(found["draws"][~zero]) <= {1000, 200}


def test_resampled_tests_are_the_reported_ones(data):  # noqa: F811
    """|t| under given orders, and under signs, of one outcome: the permutation's and the wild bootstrap's own."""
    panel = data["grunfeld"]
    ready = fitted(panel, ["value", "capital"], ("year",)).design
    y, plan = ready.y[None], ready.study
    (test,) = permuted(ready)
    assert test.terms == ["value"]
    exchange, members = exchange_of(ready, "value")
    orders = orders_of(len(members), plan.permutations, plan.seed)
    own, dealt = exchange.statistics(np.vstack([y, 2 * y]), orders)
    assert own == pytest.approx(np.repeat(test.observed, 2), rel=1e-9)
    assert dealt[:, 1] == pytest.approx(test.drawn[:, 0], rel=1e-9)
    codes, position = ready.rows.region, ready.names.index("value")
    patterns = wild.signs(10, "", 1, 50)[0][:50]
    own, dealt = wild.statistics(ready.values, np.vstack([y, 2 * y]), position, codes, patterns)
    theirs = wild.WildBootstrap(ready.values, y[0], position, codes, patterns)
    assert own == pytest.approx(np.repeat(abs(theirs.t()), 2), rel=1e-9)
    assert dealt[:, 1] == pytest.approx(np.abs(theirs.top_y) / np.sqrt(theirs.yy), rel=1e-7)


def test_laws_have_the_moments_they_name():
    normal = laws.standard_normal(1, 4000, 6, 5)
    km = np.abs(np.subtract.outer(np.arange(6.0), np.arange(6.0))) * 100
    sd = np.array([1.0, 2.0, 0.5, 1.0, 1.0, 3.0])
    found = {law: laws.errors(law, normal, km, sd) for law in laws.LAWS}
    assert found["region_sd"].std(axis=(0, 2)) == pytest.approx(sd, rel=0.02)
    for law in ("independent", "ar", "ar_spatial"):
        assert found[law].std(axis=(0, 2)) == pytest.approx(1, abs=0.02), law
    lagged = [
        np.corrcoef(found[law][:, 0, 2], found[law][:, 0, 3])[0, 1] for law in ("independent", "ar", "ar_spatial")
    ]
    assert lagged == pytest.approx([0, 0.5, 0.5], abs=0.05)
    near = np.corrcoef(found["ar_spatial"][:, 2, 3], found["ar_spatial"][:, 3, 3])[0, 1]
    assert near == pytest.approx(laws.correlation(km)[2, 3], abs=0.05) and laws.correlation(km)[2, 3] > 0.3


def test_what_is_measured_is_kept_by_its_content(tmp_path, monkeypatch):
    draw = np.random.default_rng(2)
    grid = pd.MultiIndex.from_product([[f"r{i}" for i in range(8)], range(2010, 2016)], names=["region_code", "year"])
    panel = pd.DataFrame(index=grid).reset_index()
    panel = panel.assign(**{name: draw.normal(size=len(panel)) for name in ("y", "vag", "z")})
    plan = study(["vag", "z"], errors=("CRV3(region)", "permutation(region)"))
    plan = plan.model_copy(update={"test_size": plan.test_size.model_copy(update={"draws": 100, "power_draws": 100})})
    file = tmp_path / "kept.csv"
    first = size.measure(FittedColumns(plan, panel), size.Measured(file))
    assert set(first["error_law"]) == {"independent", "ar", "region_sd"}  # no distances, no correlation over space
    monkeypatch.setattr("resilience.estimation.size.measured._of_column", lambda work: pytest.fail("measured again"))
    pd.testing.assert_frame_equal(size.measure(FittedColumns(plan, panel), size.Measured(file)), first)
    noise = panel.assign(vag=panel["vag"] * (1 + 1e-13))
    pd.testing.assert_frame_equal(size.measure(FittedColumns(plan, noise), size.Measured(file)), first)


@pytest.mark.slow
@pytest.mark.parametrize(("table_id", "column_id"), [("table_2", "6"), ("table_4_as_equations_state", "2")])
def test_what_is_shipped_for_the_bundled_panel_is_measured_again(publication, table_id, column_id):
    """Two columns, all tests, laws and effects: the published rows to two draws in a thousand."""
    with connect(publication.published_file) as connection:
        panel = read(connection, "select * from marts.panel order by region_code, year")
        pairs = read(connection, "select * from marts.fct_distance where distance_point = 'capital'")
        published = read(connection, "select * from results.test_size")
    plan, panel = derive_columns(load_study("virtual_agglomeration", list(panel.columns)), panel)
    km = pairs.pivot(index="from_region_code", columns="to_region_code", values="distance_km")
    table = next(table for table in plan.tables if table.id == table_id)
    column = next(column for column in table.columns if column.id == column_id)
    ready = design.build(plan, table, column, panel, km)
    how = Plan(**plan.test_size.model_dump(), seed=plan.seed)
    assert how.draws >= 1000
    again = rejections(ready, table.errors, how)
    keys = ["term", "se_type", "error_law", "effect"]
    own = published[(published["table_id"] == table_id) & (published["column_id"] == column_id)]
    both = again.merge(own, on=keys, suffixes=("", "_published"), validate="1:1")
    assert len(both) == len(again) == len(own)
    assert np.abs(both["rejected"] / both["draws"] - both["rejection"]).max() <= 0.005
    assert set(both["error_law"]) == set(laws.LAWS)


@pytest.mark.slow
def test_every_reported_test_of_the_printed_tables_has_its_size(publication):
    with connect(publication.published_file) as connection:
        lacking = read(
            connection,
            """
            select estimates.table_id, estimates.column_id, estimates.term, estimates.se_type
            from results.estimates as estimates
            inner join results.focal_terms as focal using (table_id, column_id, term)
            inner join results.fits as fits using (table_id, column_id)
            left join results.test_size as sizes
                on estimates.table_id = sizes.table_id and estimates.column_id = sizes.column_id
                and estimates.term = sizes.term and estimates.se_type = sizes.se_type and sizes.effect = 0
            where fits.published_table_id is not null and sizes.rejection is null
            """,
        )
        sizes = read(connection, "select * from results.test_size where effect = 0")
        usability = read(connection, "select * from audit.test_usability")
    assert lacking.empty, lacking
    assert (sizes["draws"] >= 1000).all() and (sizes["mc_low"] <= sizes["rejection"]).all()
    widest = sizes.groupby(["table_id", "column_id", "term", "se_type"])["rejection"].max()
    told = usability.set_index(["table_id", "column_id", "term", "se_type"])
    assert (told["is_usable"] == (widest[told.index] <= 0.075)).all()
    focal = told.loc["table_2"].xs("vag", level="term")
    assert not focal.xs("CRV1(region)", level="se_type")["is_usable"].any()  # 10 to 28 % on this panel
    assert focal.xs("permutation(region)", level="se_type")["is_usable"].all()
