"""Estimates and standard errors against other tools, on Grunfeld's ten firms (statsmodels.datasets.grunfeld without
American Steel, 200 observations).

Reference numbers:
- OLS_STATA: Stata, `webuse grunfeld` and `regress invest mvalue kstock`, as printed in the Stata manual.
- HC1, HC3, CRV1: pyfixest 0.60.0, `feols('invest ~ value + capital', data, vcov=…)`; here statsmodels computes them.
  pyfixest multiplies HC3 by n/(n-k), which MacKinnon and White (1985) do not: taken out again below.
- TWO_WAY: pyfixest 0.60.0, `feols('invest ~ value + capital | firm + year', data, vcov={'CRV1': 'firm'})`, which counts
  nested fixed effects as reghdfe does.
- CRV3: the jackknife written out below; here pyfixest computes it.
"""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from resilience.estimation import design
from resilience.estimation.estimate_study import fit_column
from resilience.estimation.fitted_column import FittedColumn, FittedColumns
from resilience.estimation.specification import Study, load_study
from resilience.project.errors import UserError

OLS_STATA = {"value": (0.1155622, 0.0058357), "capital": (0.2306785, 0.0254758), "const": (-42.71437, 9.511676)}
PYFIXEST = {
    "HC1": {"value": 0.006810954456871991, "capital": 0.04886553953434235},
    "HC3": {"value": 0.007216998246060218 * (197 / 200) ** 0.5, "capital": 0.058953689502464934 * (197 / 200) ** 0.5},
    "CRV1(region)": {"value": 0.01589433668705878, "capital": 0.08496711263554031},
}
TWO_WAY = {"value": (0.11771585508260649, 0.010824429476863715), "capital": (0.3579162730734283, 0.047848396592588736)}


def study(x, outcome="y", focus="vag", products=None, effects=(), errors=("classical",), **table):
    """A study of one table with one column."""
    names = {name: {"en": name, "zh": name, "unit": "1"} for name in [outcome, *x]}
    return Study.model_validate(
        {
            "study": "test", "title_en": "", "title_zh": "", "outcome": outcome, "focus": focus,
            "cluster": "region_code", "seed": 1, "permutations": 199, "variables": names, "products": products or {},
            "descriptives": {"table": "t", "variables": [outcome]},
            "tables": [{
                "id": "t", "version": "v", "title_en": "", "title_zh": "", "reported": errors[0],
                "errors": list(errors), "columns": [{"id": "1", "x": list(x), "fixed_effects": list(effects)}], **table,
            }],
        }
    )  # fmt: skip


def estimates(plan, panel, se_type="classical"):
    table, column = plan.tables[0], plan.tables[0].columns[0]
    ready = design.build(plan, table, column, panel)
    return FittedColumn(ready).table(se_type).set_index("term")


@pytest.fixture(scope="module")
def grunfeld():
    data = sm.datasets.grunfeld.load_pandas().data
    data = data[data["firm"] != "American Steel"]
    return data.rename(columns={"firm": "region_code", "invest": "y"}).astype({"year": int}).reset_index(drop=True)


@pytest.fixture(scope="module")
def planted():
    """30 regions by 12 years: y = 0.3 vag + 0.2 z - 0.1 vag z + year effect + noise of sd 0.1."""
    rng = np.random.default_rng(7)
    grid = pd.MultiIndex.from_product(
        [[f"r{i:02d}" for i in range(30)], range(2009, 2021)], names=["region_code", "year"]
    )
    panel = pd.DataFrame(index=grid).reset_index()
    panel["vag"] = rng.gamma(2, 0.5, len(panel))
    panel["z"] = rng.normal(2, 1, len(panel))
    effect = pd.Series(rng.normal(0, 0.5, 12), range(2009, 2021))
    noise = rng.normal(0, 0.1, len(panel))
    panel["y"] = (
        0.3 * panel["vag"] + 0.2 * panel["z"] - 0.1 * panel["vag"] * panel["z"] + panel["year"].map(effect) + noise
    )
    return panel


def test_ols_is_what_stata_prints(grunfeld):
    found = estimates(study(["value", "capital"]), grunfeld)
    for term, (estimate, error) in OLS_STATA.items():
        assert found.loc[term, "estimate"] == pytest.approx(estimate, rel=1e-6)
        assert found.loc[term, "std_error"] == pytest.approx(error, rel=1e-5)


@pytest.mark.parametrize("se_type", list(PYFIXEST))
def test_robust_errors_are_pyfixests(grunfeld, se_type):
    found = estimates(study(["value", "capital"]), grunfeld, se_type)
    for term, error in PYFIXEST[se_type].items():
        assert found.loc[term, "std_error"] == pytest.approx(error, rel=1e-9)


def test_clustered_tests_use_t_with_clusters_less_one(grunfeld):
    found = estimates(study(["value", "capital"]), grunfeld, "CRV1(region)")
    assert (found["df"] == 9).all() and (found["n_clusters"] == 10).all()
    # pyfixest 0.60.0, pvalue() of the same fit
    assert found.loc["capital", "p_value"] == pytest.approx(0.02380516056144022, rel=1e-9)
    margin = 2.2621571627982049 * found["std_error"]  # R 4.2.2, qt(0.975, 9)
    for end, sign in (("ci_low", -1), ("ci_high", 1)):
        assert found[end].to_numpy() == pytest.approx((found["estimate"] + sign * margin).to_numpy(), rel=1e-12)


def test_fixed_effects_nested_in_the_clusters_do_not_count(grunfeld):
    found = estimates(study(["value", "capital"], effects=["region_code", "year"]), grunfeld, "CRV1(region)")
    for term, (estimate, error) in TWO_WAY.items():
        assert found.loc[term, "estimate"] == pytest.approx(estimate, rel=1e-9)
        assert found.loc[term, "std_error"] == pytest.approx(error, rel=1e-6)


def test_crv3_is_the_cluster_jackknife(grunfeld):
    def slopes(data):
        return sm.OLS(data["y"], sm.add_constant(data[["value", "capital"]])).fit().params

    whole = slopes(grunfeld)
    left_out = [slopes(grunfeld[grunfeld["region_code"] != name]) - whole for name in grunfeld["region_code"].unique()]
    jackknife = np.sqrt(9 / 10 * sum(np.outer(d, d) for d in left_out).diagonal())
    found = estimates(study(["value", "capital"]), grunfeld, "CRV3(region)")
    assert found.loc[["const", "value", "capital"], "std_error"].to_numpy() == pytest.approx(jackknife, rel=1e-8)


def test_crv3_with_trends_is_the_jackknife_of_rs_refits(grunfeld):
    """R 4.2.2: b <- coef(lm(inv ~ value + capital + factor(firm) + factor(firm):year + factor(year), Grunfeld)) and the
    same without each firm; sqrt(9/10 * rowSums((b_g - b)^2)). Without a firm R drops a trend or year that is spanned.
    """
    plan = study(["value", "capital"], effects=["region_code", "year"])
    column = plan.tables[0].columns[0].model_copy(update={"region_trends": True})
    ready = design.build(plan, plan.tables[0], column, grunfeld)
    found = FittedColumn(ready).table("CRV3(region)").set_index("term").loc[["value", "capital"]]
    assert found["estimate"].to_numpy() == pytest.approx([0.1145612519524, 0.3130795505314], rel=1e-9)
    assert found["std_error"].to_numpy() == pytest.approx([0.03749351792491, 0.29359400249743], rel=1e-8)


def test_planted_coefficients_are_recovered(planted):
    plan = study(["vag", "z", "vag_z"], products={"vag_z": {"of": ["vag", "z"]}}, effects=["year"])
    found = estimates(plan, planted)
    for term, truth in (("vag", 0.3), ("z", 0.2), ("vag_z", -0.1)):
        assert abs(found.loc[term, "estimate"] - truth) < 3 * found.loc[term, "std_error"]
        assert found.loc[term, "p_value"] < 1e-6


def test_centring_is_cosmetic(planted):
    raw = estimates(study(["vag", "z", "p"], products={"p": {"of": ["vag", "z"]}}), planted)
    centred = estimates(study(["vag", "z", "p"], products={"p": {"of": ["vag", "z"], "centred": True}}), planted)
    assert centred.loc["p", "estimate"] == pytest.approx(raw.loc["p", "estimate"], rel=1e-9)
    moved = raw.loc["vag", "estimate"] + raw.loc["p", "estimate"] * planted["z"].mean()
    assert centred.loc["vag", "estimate"] == pytest.approx(moved, rel=1e-9)


def test_permutation_finds_a_strong_effect_and_not_a_lone_region(planted):
    plan = study(["vag"], effects=["year"])
    ready = design.build(plan, plan.tables[0], plan.tables[0].columns[0], planted)
    assert FittedColumn(ready).permuted[0].p_values == 1 / 200  # the smallest that 199 draws can give
    lone = planted.assign(vag=(planted["region_code"] == "r00").astype(float), y=planted["y"] + 0.0)
    ready = design.build(plan, plan.tables[0], plan.tables[0].columns[0], lone)
    # With one region carrying the regressor no p below about 1/30 is in reach.
    assert FittedColumn(ready).permuted[0].p_values > 0.01


def test_collinear_regressors_are_named_and_dropped(planted):
    panel = planted.assign(twice=1e6 * planted["vag"])
    plan = study(["vag", "twice"])
    assert design.build(plan, plan.tables[0], plan.tables[0].columns[0], panel).dropped == ["twice"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"vag": np.nan}, "no observation has every variable"),
        ({"vag": 1.0}, "vag is the same in all 360 observations"),
        ({"region_code": "r00"}, "1 clusters for 2 coefficients"),
    ],
)
def test_a_column_that_cannot_be_fitted_says_why(planted, change, said):
    plan = study(["vag"])
    found = fit_column(FittedColumns(plan, planted.assign(**change)), plan.tables[0], plan.tables[0].columns[0])
    assert found["fits"]["status"].tolist() == ["failed"]
    assert said in found["fits"]["message"].iloc[0]


def test_an_unknown_column_is_told_with_line_and_neighbour(tmp_path):
    from resilience.project.study_file import STUDIES_DIR

    text = (STUDIES_DIR / "virtual_agglomeration.yml").read_text(encoding="utf-8")
    file = tmp_path / "mine.yml"
    file.write_text(text.replace('{id: "1", x: [vag]}', '{id: "1", x: [vga]}', 1), encoding="utf-8")
    with pytest.raises(UserError) as caught:
        load_study(str(file), ["sl", "vag", "rd_intensity"])
    line = text.splitlines().index('      - {id: "1", x: [vag]}') + 1
    assert f"mine.yml, line {line}" in str(caught.value) and "'vga'" in str(caught.value) and "vag" in str(caught.value)


def test_an_unknown_key_is_told_with_its_line(tmp_path):
    file = tmp_path / "mine.yml"
    file.write_text("study: x\nseeed: 1\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"mine.yml, line 2, key seeed"):
        load_study(str(file), [])
