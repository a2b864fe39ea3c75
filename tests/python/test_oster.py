"""Oster's bounds against printed numbers of Stata's psacalc and R's robomit, and in worlds with a known answer."""

import numpy as np
import pandas as pd
import pytest

from resilience.estimation import oster_bounds as oster
from resilience.estimation.fitted_column import FittedColumns
from resilience.estimation.specification import load_study
from resilience.project.errors import UserError
from resilience.project.warehouse import connect, read
from test_specifications import HEAD, PANEL_COLUMNS

# R 4.2.2: coef and r.squared of lm(y ~ x) and of lm(y ~ x + controls), var(y), var(x), var(resid(lm(x ~ controls))).
# log(price) on log(lotsize) given bedrooms, bathrooms and driveway of AER 1.2.10's HousePrices:
WINDSOR = oster.Moments(
    0.542178973792221, 0.336383315096954, 0.400206708035344, 0.531571269873966,
    0.138372788161075, 0.158343337915246, 0.133998481532591,
)  # fmt: skip
# mpg on wt given hp and qsec of mtcars:
MTCARS = oster.Moments(
    -5.344471572722679, 0.752832793658264, -4.358797200162686, 0.834767761705830,
    36.324102822580642, 0.957378967741936, 0.378344448888692,
)  # fmt: skip


def test_windsor_is_what_psacalc_and_robomit_print():
    """Schaub (2021), robomit 1.0.6, whose page shows the same numbers from Stata's psacalc: o_beta, o_delta, R2max =
    0.5316 · 1.3, and delta over a range of R2max."""
    assert round(WINDSOR.betas(0.5316 * 1.3)[0], 2) == 0.27
    assert round(WINDSOR.delta(0.5316 * 1.3), 2) == 1.99
    assert (round(WINDSOR.delta(0.54), 2), round(WINDSOR.delta(1.0), 3)) == (3.83, 1.005)


def test_mtcars_is_what_robomit_prints():
    """robomit 1.0.6: o_beta("mpg", "wt", "hp + qsec", delta = 1, R2max = 0.9, type = "lm", mtcars)."""
    best, other = MTCARS.betas(0.9)
    assert [round(value, 2) for value in (best, other)] == [-2.00, -7.01]
    assert [round((value - MTCARS.slope) ** 2, 2) for value in (best, other)] == [5.56, 7.05]


@pytest.mark.parametrize("delta", [0.5, 1.0, 1.7])
@pytest.mark.parametrize("noise", [0.0, 0.8])
def test_a_world_with_a_known_selection_gives_its_effect_back(delta, noise):
    """y = 0.3 x + observed + hidden + noise, all orthogonal in the sample; selection on hidden is delta times that on
    observed. The bounds are then identities, and an omitted variable of that strength explains the bias exactly."""
    draws = np.random.default_rng(3).normal(size=(60, 4))
    observed, hidden, own, left = np.linalg.qr(draws - draws.mean(axis=0))[0].T
    x = (
        0.6 * observed + delta * 0.6 / 2.0 * 0.7 * hidden + own
    )  # cov/var: 0.6/2 of 2·observed, delta times that of 0.7·hidden
    y = 0.3 * x + 2.0 * observed + 0.7 * hidden + noise * left
    r2_max = 1 - noise**2 / ((y - y.mean()) ** 2).sum()
    found = oster.moments(y, x, np.ones((60, 1)), observed[:, None])
    assert found.betas(r2_max, delta)[0] == pytest.approx(0.3, abs=1e-8)
    assert found.delta(r2_max, beta=0.3) == pytest.approx(delta, abs=1e-8)


PAIR = """
oster: {pairs: [{table: t, uncontrolled: "%s", controlled: "%s"}]}
tables:
  - id: t
    version: v
    title_en: t
    title_zh: t
    reported: classical
    errors: [classical]
    columns:
      - {id: "1", x: [vag], fixed_effects: [year]}
      - {id: "2", x: [vag, z], fixed_effects: [year]}
      - {id: "3", x: [z]}
"""


@pytest.fixture
def panel():
    draw = np.random.default_rng(4)
    grid = pd.MultiIndex.from_product([[f"r{i}" for i in range(9)], range(2009, 2014)])
    frame = pd.DataFrame(index=grid.set_names(["region_code", "year"])).reset_index()
    frame = frame.assign(**{name: draw.normal(size=len(frame)) for name in ("y", "vag", "z")})
    return frame.assign(vag=frame["vag"] + frame["z"], y=frame["y"] + frame["z"])


def of_pair(tmp_path, panel, short, full):
    file = tmp_path / "mine.yml"
    file.write_text(HEAD + PAIR % (short, full), encoding="utf-8")
    study = load_study(str(file), PANEL_COLUMNS)
    return oster.run(FittedColumns(study, panel)).iloc[0]


def test_a_pair_is_fitted_on_the_rows_of_the_controlled_column(tmp_path, panel):
    found = of_pair(tmp_path, panel.assign(z=panel["z"].where(panel["year"] > 2009)), "1", "2")
    rows = panel[panel["year"] > 2009]
    years = pd.get_dummies(rows["year"], dtype=float).to_numpy()
    y, x, z = (rows[name].to_numpy() for name in ("y", "vag", "z"))
    expected = oster.moments(y, x, years, z[:, None])
    assert (found["status"], found["n_obs"]) == ("ok", 36)
    assert found["estimate_uncontrolled"] == pytest.approx(expected.slope_short, rel=1e-10)
    assert found["r2_max"] == pytest.approx(1.3 * expected.r2, rel=1e-10)
    assert found["delta_for_zero"] == pytest.approx(expected.delta(1.3 * expected.r2), rel=1e-8)


@pytest.mark.parametrize(
    ("short", "full", "said"),
    [("2", "1", "it must only add"), ("1", "1", "adds nothing"), ("3", "2", "both columns need vag")],
)
def test_a_pair_that_is_none_says_why(tmp_path, panel, short, full, said):
    found = of_pair(tmp_path, panel, short, full)
    assert found["status"] == "failed" and said in found["message"]


def test_an_unknown_column_is_told_with_its_key(tmp_path, panel):
    with pytest.raises(UserError, match=r"(?s)key oster\.pairs\.0.*'9'.*a column of that table"):
        of_pair(tmp_path, panel, "1", "9")


def test_the_published_pairs_agree_with_the_table(publication):
    with connect(publication.published_file) as connection:
        found = read(connection, "select * from results.oster")
        own = read(
            connection,
            "select table_id, column_id, term, estimate from results.estimates where se_type = 'CRV1(region)'",
        )
    both = found.merge(own, on=["table_id", "column_id", "term"])
    assert len(both) == len(found) >= 3 and (found["status"] == "ok").all()
    assert both["estimate_controlled"].to_numpy() == pytest.approx(both["estimate"].to_numpy(), rel=1e-9)
