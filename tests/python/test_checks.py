"""Diagnostics against R 4.2.2 on Grunfeld's ten firms, `l <- lm(inv ~ value + capital)` of plm's data set of that name.

- CD: plm 2.6.2, `pcdtest(plm(inv ~ value + capital, model = "pooling"), test = "cd")`
- RESET: lmtest 0.9.40, `resettest(l, power = 2:3, type = "fitted")`
- leverage, influence: `max(hatvalues(l))`, `max(cooks.distance(l))`, `max(abs(dfbeta(l)[, "value"]))`
- condition number: `kappa(x, exact = TRUE)` of the columns over their lengths
- JOINT, MUNDLAK: Wald F with sandwich 3.0.2, `vcovCL(cluster = firm, type = "HC1")`
- normality: `shapiro.test(resid(l))`
- MORAN: spdep 1.2.7, `moran.test(e, lw, randomisation = FALSE, alternative = "two.sided")`, residuals of 1954, the
  firms in their order on a line, weights 1/distance with rows adding to 1
"""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from resilience.estimation import design, specification_tests
from resilience.estimation.derived_columns import derive_columns
from resilience.estimation.fitted_column import FittedColumn
from resilience.estimation.specification import load_study
from test_specifications import HEAD, TABLE

REFERENCE = {
    "pesaran_cd": (2.10553171333, 0.0352450497572),
    "reset": (19.560118, 1.81166e-08),
    "max_leverage": (0.216289798858, None),
    "max_cooks_distance": (1.79756783971, None),
    "condition_number": (2.87296178985, None),
    "mundlak_test": (3.65985257852, None),
    "joint_test": (51.5906047816, None),
    "residual_normality": (0.8798027449, 1.55178058e-11),
}
MORAN_1954 = (-0.1077321494181, 0.974589988151)


@pytest.fixture(scope="module")
def fitted(tmp_path_factory):
    data = sm.datasets.grunfeld.load_pandas().data
    data = data[data["firm"] != "American Steel"].rename(columns={"firm": "region_code", "invest": "y"})
    panel = data.astype({"year": int}).reset_index(drop=True)
    file = tmp_path_factory.mktemp("study") / "mine.yml"
    text = HEAD.replace("focus: vag", "focus: value") + TABLE % ("", "x: [value, capital]")
    file.write_text(text, encoding="utf-8")
    study = load_study(str(file), list(panel.columns))
    # plm's order of the firms, by size; on a line one apart
    order = panel.groupby("region_code", sort=False)["y"].first().index
    steps = np.abs(np.subtract.outer(np.arange(10), np.arange(10))).astype(float)
    distances = pd.DataFrame(steps, order, order)
    found = FittedColumn(design.build(study, study.tables[0], study.tables[0].columns[0], panel, distances))
    return found, [*specification_tests.of_fit(found), specification_tests.normality(found)]


@pytest.mark.parametrize("name", list(REFERENCE))
def test_the_diagnostic_is_rs(fitted, name):
    value, p_value = REFERENCE[name]
    found = next(row for row in fitted[1] if row[0] == name)
    assert found[2] == pytest.approx(value, rel=1e-6)
    if p_value is not None:
        assert found[3] == pytest.approx(p_value, rel=1e-5)


@pytest.mark.parametrize(
    ("se_type", "expected"),
    [
        ("classical", (0.850358842865, 0.428839735434)),
        ("CRV1(region)", (1.922756705385, 0.201701761748)),
        ("CRV3(region)", (0.586827150676, 0.576029730407)),
    ],
)
def test_equal_slopes_is_rs(tmp_path, se_type, expected):
    """`l <- lm(inv ~ a + b + c + capital)`, a, b, c the value of firms 1-3, 4-6 and 7-10, else zero: F of a = b = c
    with vcov(l), sandwich 3.0.2's vcovCL(l, ~firm, type = "HC1") and clubSandwich 0.5.8's CR3 times 9/10."""
    data = sm.datasets.grunfeld.load_pandas().data
    data = data[data["firm"] != "American Steel"].rename(columns={"firm": "region_code", "invest": "y", "value": "vag"})
    order = data.groupby("region_code", sort=False)["y"].first().index
    place = data["region_code"].map({name: number for number, name in enumerate(order, 1)})
    panel = data.assign(macro_region=pd.cut(place, [0, 3, 6, 10], labels=["a", "b", "c"]).astype(str))
    panel = panel.astype({"year": int}).reset_index(drop=True)
    file = tmp_path / "mine.yml"
    slopes = "group_slopes: {by: {of: vag, group: macro_region}}"
    file.write_text(HEAD + slopes + TABLE % ("", "x: [by, capital]"), encoding="utf-8")
    study, panel = derive_columns(load_study(str(file), list(panel.columns)), panel)
    ready = design.build(study, study.tables[0], study.tables[0].columns[0], panel)
    (found,) = specification_tests.equal_slopes(FittedColumn(ready), se_type)
    assert found[2:4] == pytest.approx(expected, rel=1e-8)


def test_dfbeta_is_rs(fitted):
    found = [row for row in fitted[1] if row[0] == "dfbeta"]
    assert abs(found[0][2]) == pytest.approx(0.00391221654659, rel=1e-6)
    assert abs(found[0][2]) >= abs(found[1][2]) >= abs(found[2][2])


def test_morans_i_is_spdeps(fitted):
    found = next(row for row in fitted[1] if row[:2] == ("morans_i", "1954"))
    assert found[2:4] == pytest.approx(MORAN_1954, rel=1e-6)


def test_equivalence_and_its_interval_agree(fitted):
    """p < 0.05 exactly where the 90 % interval lies within the margin (Schuirmann 1987)."""
    study, ready = fitted[0].study, fitted[0].design
    scale = ready.of("value").std() / ready.y.std()
    for slope, error in ((0.0, 0.04), (0.0, 0.08), (0.05, 0.02), (-0.05, 0.04)):
        row = {"term": "value", "estimate": slope / scale, "std_error": error / scale, "df": 29.0}
        focal = pd.DataFrame([{"term": "value", "scale": scale}])
        least, equivalent = specification_tests.power(study, focal, [row], "x")
        inside = abs(slope) + stats.t.ppf(0.95, 29) * error < study.equivalence_margin_sd
        assert (equivalent[3] < 0.05) == inside
        # At the least detectable effect the test rejects with 80 %: the far tail does not count.
        assert stats.t.sf(stats.t.ppf(0.975, 29) - least[2] / error, 29) == pytest.approx(0.8)
