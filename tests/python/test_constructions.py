"""The search for what could have made the printed variables: its scores are true, and it would find an exact match."""

import pytest

from resilience.warehouse import connect, read

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


def test_scores_are_the_mean_miss_and_every_option_was_tried(publication):
    with connect(publication.published_file) as connection:
        scores = read(connection, "select * from audit.construction_score")
        options = read(connection, "select * from reference.constructions")
        kernels = read(connection, "select kernel from reference.kernels")["kernel"]
    assert scores["score"].between(0, 1).all()
    for part, rows in options.groupby("part"):
        assert set(rows["option"]) == set(scores[part]), part
    assert set(kernels) | {"own_weight_first_region_only"} == set(scores["kernel"])
    assert scores["n_compared"].eq(11).all()


def test_the_report_says_how_near_it_gets(publication):
    with connect(publication.published_file) as connection:
        best = read(connection, "select min(score) as score, count(*) as n from audit.construction_score").iloc[0]
    text = (publication.published / "report/index.html").read_text(encoding="utf-8")
    assert f"Of {int(best['n'])} constructions" in text and f"factor of {10 ** best['score']:.1f}" in text
