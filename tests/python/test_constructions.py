"""The search for what could have made the printed variables: its scores are true, and it would find an exact match."""

import numpy as np
import pytest

from resilience.project.warehouse import connect, read

pytestmark = pytest.mark.slow


def test_a_construction_that_is_the_panels_own_has_the_panels_own_numbers(publication):
    sql = """
    select s.x_mean, s.y_sd, s.slope, f.vag, f.sl, f.slope as expected
    from audit.construction_score as s
    cross join (select avg(vag) as vag, stddev_samp(sl) as sl, regr_slope(sl, vag) as slope from marts.panel) as f
    where s.kernel = 'inverse_km_own1' and s.quotient = 'location_quotient' and s.adding = 'year' and s.scaling = 'none'
        and s.outcome = 'log_growth_less_base' and s.horizon = 1 and s.outcome_scaling = 'none'
    """
    with connect(publication.published_file) as connection:
        found = read(connection, sql).iloc[0]
    for name, expected in (("x_mean", "vag"), ("y_sd", "sl"), ("slope", "expected")):
        assert found[name] == pytest.approx(found[expected], abs=1e-8)


def test_columns_with_year_effects_are_those_of_table_2(publication):
    """The stated formula under year effects, without and with GDP and tax, as statsmodels fitted columns 2 and 4."""
    sql = """
    select s.slope_year, s.r2_year, s.slope_controls, s.r2_controls from audit.construction_score as s
    where s.kernel = 'inverse_km_own1' and s.quotient = 'location_quotient' and s.adding = 'year' and s.scaling = 'none'
        and s.outcome = 'log_growth_less_base' and s.horizon = 1 and s.outcome_scaling = 'none'
    """
    fitted = """
    select e.column_id, e.estimate, f.r2 from results.estimates as e
    inner join results.fits as f using (table_id, column_id)
    where e.table_id = 'table_2' and e.term = 'vag' and e.se_type = 'classical'
    """
    with connect(publication.published_file) as connection:
        found, columns = read(connection, sql).iloc[0], read(connection, fitted).set_index("column_id")
    for name, column in (("year", "2"), ("controls", "4")):
        assert found[f"slope_{name}"] == pytest.approx(columns.loc[column, "estimate"], abs=1e-8)
        assert found[f"r2_{name}"] == pytest.approx(columns.loc[column, "r2"], abs=1e-8)


def test_entropy_weights_are_those_of_the_years(publication):
    sql = """
    select year, value from audit.construction_scaled
    where side = 'x' and first_option = 'inverse_km_own1' and second_option = 'location_quotient'
        and third_option = 'year' and scaling = '{}' order by region_code, year
    """
    with connect(publication.published_file) as connection:
        plain, weighted = (read(connection, sql.format(name)) for name in ("min_max", "entropy_weight"))
    grid = plain.pivot_table(index="year", values="value", aggfunc=list)["value"]
    shares = np.array(grid.tolist()) / np.array(grid.tolist()).sum(axis=1, keepdims=True)
    logs = np.log(shares, where=shares > 0, out=np.zeros_like(shares))
    divergence = 1 + (shares * logs).sum(axis=1) / np.log(shares.shape[1])
    weights = dict(zip(grid.index, divergence / divergence.sum(), strict=True))
    assert weighted["value"].to_numpy() == pytest.approx(
        (plain["value"] * plain["year"].map(weights)).to_numpy(), abs=1e-10
    )


def test_scores_are_the_mean_miss_and_every_option_was_tried(publication):
    with connect(publication.published_file) as connection:
        scores = read(connection, "select * from audit.construction_score")
        options = read(connection, "select * from reference.constructions")
        kernels = read(connection, "select kernel from reference.kernels")["kernel"]
    assert scores["score"].between(0, 1).all()
    for part, rows in options.groupby("part"):
        assert set(rows["option"]) == set(scores[part]), part
    assert set(kernels) | {"own_weight_first_region_only"} == set(scores["kernel"])
    assert scores["n_compared"].eq(15).all()


def test_the_report_says_how_near_it_gets(publication):
    with connect(publication.published_file) as connection:
        best = read(connection, "select min(score) as score, count(*) as n from audit.construction_score").iloc[0]
    text = (publication.published / "report/index.html").read_text(encoding="utf-8")
    assert f"Of {int(best['n']):,} constructions" in text and f"factor of {10 ** best['score']:.1f}" in text
