"""The score of the audit itself: no false alarm on true papers; misprints are found."""

import numpy as np
import pytest
import statsmodels.api as sm

from resilience.audit.score.fit import fit
from resilience.audit.score.paper import draw_paper
from resilience.audit.score.studies import frames
from resilience.audit.study import audit_cells
from resilience.warehouse import connect, read


def test_every_error_equals_statsmodels():
    random = np.random.default_rng(3)
    units, years = np.repeat(np.arange(12), 6), np.tile(np.arange(6), 12)
    x, z, y = random.normal(size=(3, 72)) + units / 10
    found = fit(y, {"x": x, "z": z}, units, years)
    design = np.column_stack([x, z, np.ones(72), *[years == year for year in range(1, 6)]])
    model = sm.OLS(y, design)
    errors = {
        "classical": model.fit().bse,
        "HC1": model.fit(cov_type="HC1").bse,
        "HC3": model.fit(cov_type="HC3").bse,
        "CRV1": model.fit(cov_type="cluster", cov_kwds={"groups": units}).bse,
    }
    for name, expected in errors.items():
        assert found.errors[name] == pytest.approx(expected[:3], rel=1e-9), name
    assert (found.r2, found.adj_r2) == pytest.approx((model.fit().rsquared, model.fit().rsquared_adj))


def test_a_number_and_a_seed_make_one_paper():
    assert draw_paper(5, 3).cells == draw_paper(5, 3).cells != draw_paper(5, 4).cells


@pytest.mark.slow
def test_true_papers_raise_no_alarm(settings, tmp_path):
    papers = {f"paper_{number}": draw_paper(20261125, number) for number in range(40)}
    own = audit_cells(settings, *frames(papers, {}), tmp_path)
    with connect(own.work_file) as connection:
        found = read(connection, "from audit.consistency where verdict in ('impossible', 'contradicts')")
    assert found.empty, found[["study", "check_id", "inputs", "expected"]].to_string()
