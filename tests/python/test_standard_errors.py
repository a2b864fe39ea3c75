"""Every standard error against other tools: reference/references.csv has tool, version and command beside each number.

references.R, references.py and references.inp made it; here the constants are only read.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from linear import exchange
from linear.conventions import FORMS, canonical, parse
from linear.groups import distance_weights
from linear.wild import WildBootstrap, signs
from reference import references
from resilience.estimation import design, instruments, permutation
from resilience.estimation.diagnostics import COLUMNS
from resilience.estimation.estimate_study import fit_column
from resilience.estimation.fitted_column import FittedColumn, FittedColumns
from resilience.estimation.specification import load_study
from resilience.project.errors import UserError
from resilience.project.settings import PROJECT_DIR
from resilience.project.study_file import STUDIES_DIR
from test_inference import study

FOLDER = PROJECT_DIR / "tests/python/reference"
CASES = pd.read_csv(FOLDER / "references.csv")
FAMILIES = [kind for kind in FORMS if kind not in ("wild", "permutation")]


@pytest.fixture(scope="module")
def data():
    columbus = pd.read_csv(FOLDER / "columbus.csv", dtype={"region_code": str})
    sets = references.data_sets()
    return {**sets, "columbus": columbus, "munnell_planar": sets["munnell"]}


@pytest.fixture(scope="module")
def distances(data):
    states = pd.read_csv(FOLDER / "state_centers.csv").set_index("region_code")
    return {
        "munnell": pd.DataFrame(references.km(states), states.index, states.index),
        "munnell_planar": planar(states[["lon", "lat"]]),
        "columbus": planar(data["columbus"].set_index("region_code")[["x_coord", "y_coord"]]),
    }


def planar(points):
    apart = np.linalg.norm(points.to_numpy()[:, None] - points.to_numpy(), axis=2)
    return pd.DataFrame(apart, points.index, points.index)


def fitted(panel, x, effects=(), km=None, **more):
    plan = study(x, focus=x[0], effects=effects)
    column = plan.tables[0].columns[0].model_copy(update=more)
    return FittedColumn(design.build(plan, plan.tables[0], column, panel, km))


def first_stages(column, convention):
    return pd.DataFrame(instruments.diagnostics(column, convention), columns=COLUMNS)


def regressors(panel):
    return [name for name in panel.columns if name not in ("region_code", "year", "y", "x_coord", "y_coord")]


def cases(names):
    chosen = CASES[CASES["name"].isin(names) & CASES["spec"].isin(["pooled", "twoway"])]
    return [
        pytest.param(*key, rows, id="-".join(map(str, key)))
        for key, rows in chosen.groupby(["data", "spec", "name", "tool"], sort=False)
    ]


STANDARD = [name for name in CASES["name"].unique() if name.partition("(")[0] in FAMILIES]


@pytest.mark.parametrize(("name", "spec", "convention", "tool", "rows"), cases(STANDARD))
def test_a_standard_error_is_the_other_tools(data, distances, name, spec, convention, tool, rows):
    effects = ["region_code", "year"] if spec == "twoway" else []
    column = fitted(data[name], regressors(data[name]), effects, distances.get(name))
    found = column.errors(convention).std_error
    assert found[rows["term"]].to_numpy() == pytest.approx(rows["value"].to_numpy(), rel=2e-8), tool


def test_conley_has_two_tools():
    tools = CASES[CASES["name"].str.startswith("Conley")]["tool"].str.split().str[0]
    assert set(tools) == {"spreg", "econtools"}


def test_each_convention_is_explained_and_has_a_place_among_the_tests():
    page = (PROJECT_DIR / "docs/standard_errors.md").read_text(encoding="utf-8").partition("## Where tools differ")[0]
    order = pd.read_csv(PROJECT_DIR / "seeds/published/sentence_tests.csv")["se_type_pattern"].str.rstrip("(%")
    assert [f"a row of {kind} in docs/standard_errors.md" for kind in FORMS if f"| `{kind}" not in page] == []
    assert [f"a row of {kind} in sentence_tests.csv" for kind in FORMS if kind not in set(order)] == []


def test_each_kind_has_three_cases_on_two_public_data_sets():
    kinds = CASES[CASES["name"].isin([*STANDARD, "wild(region)", "permutation(region)"])]
    kinds = kinds.assign(kind=kinds["name"].str.partition("(")[0].mask(kinds["name"] == "CRV1(region,year)", "two-way"))
    for kind, rows in kinds.groupby("kind"):
        assert rows.groupby(["data", "spec", "name", "tool"]).ngroups >= 3 and rows["data"].nunique() >= 2, kind
    assert set(kinds["kind"]) == {*FAMILIES, "two-way", "wild", "permutation"}


@pytest.mark.parametrize("n_regions", [10, 11, 12])
def test_the_wild_bootstrap_enumerates_what_wildboottest_does(data, n_regions):
    rows = CASES[(CASES["spec"] == f"first {n_regions} regions") & (CASES["name"] == "wild(region)")]
    panel = data[rows["data"].iloc[0]]
    panel = panel[panel["region_code"].isin(sorted(panel["region_code"].unique())[:n_regions])]
    column = fitted(panel, regressors(panel))
    found = column.table("wild(region)").set_index("term")
    # wildboottest counts |t*| > |t|; here the data's own pattern and its mirror count as well. In floating point it may
    # or may not take these two ties for exceedances.
    patterns = (found.loc[rows["term"], "p_value"].to_numpy() - rows["value"].to_numpy()) * 2**n_regions
    assert np.abs(patterns - np.round(patterns)).max() < 1e-6 and set(np.round(patterns)) <= {0, 2}
    assert found["detail"].iloc[0] == f"rademacher, all {2**n_regions:,} patterns"


def test_a_drawn_p_counts_the_datas_own_order():
    x = np.linspace(-1, 1, 120)
    matrix, codes = np.column_stack([x, np.ones(120)]), np.tile(np.arange(30), 4)
    y = x + np.random.default_rng(1).normal(scale=0.1, size=120)
    assert WildBootstrap(matrix, y, 0, codes, signs(30, "", 1, 99)[0]).p() == 0.01


def test_the_wild_interval_holds_what_the_test_does_not_reject(data):
    panel = data["grunfeld"]
    column = fitted(panel, ["value", "capital"])
    row = column.table("wild(region)").set_index("term").loc["value"]
    for end, inside in ((row["ci_low"], 1), (row["ci_high"], -1)):
        for step, accepted in ((inside * 1e-6, True), (-inside * 1e-6, False)):
            moved = panel.assign(y=panel["y"] - (end + step) * panel["value"])
            again = fitted(moved, ["value", "capital"]).table("wild(region)").set_index("term")
            assert (again.loc["value", "p_value"] >= 0.05) == accepted


@pytest.mark.parametrize(("name", "n_regions"), [("grunfeld", 5), ("munnell", 6), ("grunfeld", 10), ("munnell", 12)])
def test_webbs_weights_agree_with_wildboottests_draws(data, name, n_regions):
    """Within four Monte Carlo errors of both sides; with 5 regions all 7,776 patterns are taken here."""
    rows = CASES[(CASES["name"] == "wild(region,webb)") & (CASES["spec"] == f"first {n_regions} regions")]
    rows = rows[rows["data"] == name]
    panel = data[name][data[name]["region_code"].isin(sorted(data[name]["region_code"].unique())[:n_regions])]
    column = fitted(panel, regressors(panel))
    found = column.table("wild(region,webb)").set_index("term").loc[rows["term"]]
    theirs = rows["value"].to_numpy()
    draws = 1 / 99_999 + (0 if n_regions == 5 else 1 / 9_999)
    ties = 2 / 6**n_regions  # wildboottest counts |t*| > |t|
    assert ("all 7,776 patterns" in found["detail"].iloc[0]) == (n_regions == 5)
    assert (np.abs(found["p_value"] - theirs) <= 4 * np.sqrt(theirs * (1 - theirs) * draws) + ties).all()


def test_every_order_with_controls_is_a_refit_by_pyfixest(data):
    """Freedman and Lane's residual paths of six regions, refitted outright under all 720 orders."""
    rows = CASES[CASES["tool"].str.contains("all 720 orders refitted")]
    assert len(rows) == 3
    for row in rows.itertuples():
        panel = data[row.data]
        panel = panel[panel["region_code"].isin(sorted(panel["region_code"].unique())[:6])]
        column = fitted(panel, row.spec.split(", ")[1].split("+"))
        found = column.table("permutation(region)").set_index("term")
        assert found.at[row.term, "p_value"] == pytest.approx(row.value, abs=1e-9), row.tool


def test_a_drawn_p_is_near_that_of_all_orders(data, monkeypatch):
    """Draws of six regions against all their orders, within four Monte Carlo errors."""
    panel = data["munnell"]
    panel = panel[panel["region_code"].isin(sorted(panel["region_code"].unique())[:6])]
    column = fitted(panel, ["ln_pcap", "ln_emp", "unemp"])
    every = column.table("permutation(region)")["p_value"].iloc[0]
    for module in (exchange, permutation):
        monkeypatch.setattr(module, "enumerated", lambda n_regions: False)
    exchange.orders_of.cache_clear()
    plan = column.study.model_copy(update={"permutations": 4_999})
    drawn = FittedColumn(replace(column.design, study=plan)).table("permutation(region)")
    exchange.orders_of.cache_clear()
    assert abs(drawn["p_value"].iloc[0] - every) <= 4 * np.sqrt(every * (1 - every) / 4_999) + 1 / 5_000
    assert drawn["detail"].iloc[0].startswith("4,999 draws")


def test_few_clusters_get_webbs_points():
    assert signs(5, "", 1)[0].shape == (6**5, 5) and "webb" in signs(5, "", 1)[1]
    assert set(np.round(np.unique(signs(30, "webb", 1)[0] ** 2), 9)) == {0.5, 1.0, 1.5}
    assert signs(13, "", 1)[0].shape == (2**13, 13) and signs(14, "", 1)[2]


def test_permutation_of_all_orders_is_scipys(data):
    for row in CASES[CASES["tool"].str.startswith("scipy permutation_test")].itertuples():
        panel, year = data[row.data], int(row.spec.split()[-1])
        panel = panel[(panel["year"] == year) & panel["region_code"].isin(sorted(panel["region_code"].unique())[:7])]
        column = fitted(panel, [row.term])
        found = column.table("permutation(region)")
        assert found["p_value"].iloc[0] == pytest.approx(row.value, abs=1e-9), row.tool


def test_a_two_way_variance_that_is_none_is_never_below_one_way(data):
    """Scores that cancel within every region and every year: A + B - A∩B is below zero."""
    panel = data["grunfeld"][["region_code", "year"]].sort_values(["region_code", "year"]).reset_index(drop=True)
    draw = np.random.default_rng(1)
    scores = draw.normal(size=(10, 20))
    scores = scores - scores.mean(axis=0) - scores.mean(axis=1, keepdims=True) + scores.mean()
    sign = draw.permutation(np.repeat([1.0, -1.0], 100))
    column = fitted(panel.assign(x=sign, y=scores.ravel() / sign), ["x"])
    names = ("CRV1(region,year)", "CRV1(region)", "CRV1(year)")
    two, region, year = (column.table(name).set_index("term").loc["x"] for name in names)
    assert two["is_repaired"] and "not positive semi-definite" in two["detail"]
    assert not region["is_repaired"] and not year["is_repaired"]
    of_fewest = np.sqrt((10 / 9) / (20 / 19))  # all ways have the factor of the fewest clusters
    assert two["std_error"] >= max(region["std_error"], year["std_error"] * of_fewest) * (1 - 1e-12)


def test_wild_stores_the_t_of_crv1(data):
    for effects in ((), ("region_code", "year")):
        column = fitted(data["grunfeld"], ["value", "capital"], effects)
        own, theirs = (column.table(name).set_index("term")["statistic"] for name in ("wild(region)", "CRV1(region)"))
        assert own.to_numpy() == pytest.approx(theirs[own.index].to_numpy(), rel=1e-9)


def test_identities_between_conventions(data, distances):
    column = fitted(data["munnell"], regressors(data["munnell"]), ["year"], distances["munnell"])

    def error(name):
        return column.errors(name).std_error[regressors(data["munnell"])]

    pairs = [("DK(0)", "CRV1(year)"), ("NW(0)", "HC1"), ("Conley(1,uniform)", "HC1"), ("Conley(1,bartlett,2)", "NW(2)")]
    for one, other in pairs:
        assert error(one).to_numpy() == pytest.approx(error(other).to_numpy(), rel=1e-9), one


@pytest.mark.parametrize(
    ("convention", "df"),
    [
        ("classical", 197), ("HC1", 197), ("HC3", 197), ("CRV1(region)", 9), ("CRV1(region,year)", 9),
        ("CRV3(region)", 9), ("CRV3(year)", 19), ("DK(2)", 19), ("NW(2)", 197), ("Conley(1,uniform)", 197),
    ],
)  # fmt: skip
def test_the_degrees_of_freedom_of_t(data, convention, df):
    """N − K, or one less than the clusters; 10 firms, 20 years, a constant and two slopes."""
    names = data["grunfeld"]["region_code"].unique()
    apart = pd.DataFrame(1e3 * (1 - np.eye(10)), names, names)
    assert fitted(data["grunfeld"], ["value", "capital"], km=apart).errors(convention).df == df


def test_an_observation_with_a_parameter_of_its_own_adds_nothing_to_hc3(data):
    panel, names = data["grunfeld"].reset_index(drop=True), ["value", "capital"]
    with_own = panel.assign(alone=(panel.index == 7).astype(float))
    found = fitted(with_own, [*names, "alone"]).errors("HC3").std_error
    others = fitted(panel.drop(index=7), names).errors("HC3")
    row = panel.loc[7].reindex([*names, "const"], fill_value=1.0).to_numpy(float)
    predicted = np.sqrt(row @ others.of([*names, "const"]) @ row)
    assert found[names].to_numpy() == pytest.approx(others.std_error[names].to_numpy(), rel=1e-9)
    assert found["alone"] == pytest.approx(predicted, rel=1e-9)


def test_weights_of_conleys_kernels():
    km = np.array([0.0, 250.0, 500.0, 501.0])
    assert distance_weights(km, parse("Conley(500,uniform)")).tolist() == [1, 1, 1, 0]
    assert distance_weights(km, parse("Conley(500,bartlett)")).tolist() == [1, 0.5, 0, 0]


def test_a_lag_counts_calendar_years(data):
    panel = data["munnell"]
    odd = panel[panel["year"] % 2 == 1]
    column = fitted(odd, regressors(panel))
    for kind in ("DK", "NW"):
        near, none = (column.errors(f"{kind}({lag})").std_error for lag in (1, 0))
        assert near.to_numpy() == pytest.approx(none.to_numpy(), rel=1e-9)


def test_a_matrix_that_is_not_positive_is_repaired_and_told(data):
    rng, years = np.random.default_rng(3), range(2000, 2006)
    grid = pd.MultiIndex.from_product([[f"r{i}" for i in range(6)], years], names=["region_code", "year"])
    for _ in range(50):
        panel = pd.DataFrame(rng.normal(size=(36, 3)), grid, ["y", "a", "b"]).reset_index()
        column = fitted(panel, ["a", "b"], ["year"])
        found = column.errors("CRV1(region,year)")
        assert np.linalg.eigvalsh(found.of(["a", "b"])).min() > -1e-12
        if found.detail:
            return
    raise AssertionError("no draw needed a repair")


def test_singletons_are_dropped_until_none_is_left(data):
    panel = data["grunfeld"]
    lone = panel.iloc[[0, 1]].assign(region_code=["new", "new"], year=[1999, 1935])  # dropping 1999 leaves "new" alone
    column = fitted(pd.concat([panel, lone], ignore_index=True), ["value", "capital"], ["region_code", "year"])
    assert (column.design.n_singletons, len(column.design.y)) == (2, 200)
    reference = fitted(panel, ["value", "capital"], ["region_code", "year"])
    assert column.params["value"] == pytest.approx(reference.params["value"], rel=1e-12)


@pytest.mark.parametrize(("name", "z"), [("mroz", ["fatheduc", "motheduc"]), ("card", ["nearc4"])])
def test_two_stage_least_squares_is_aers(data, name, z):
    panel = data[name].reset_index(drop=True).assign(year=2000)
    panel = panel.assign(region_code=panel.index.astype(str))
    x = [term for term in regressors(panel) if term not in (*z, "nearc2")]
    column = fitted(panel, x, instruments={"educ": z})
    rows = CASES[(CASES["data"] == name) & (CASES["spec"] == "iv")]
    for convention, expected in rows.groupby("name"):
        found = column.params if convention == "estimate" else column.errors(convention).std_error
        assert found[expected["term"]].to_numpy() == pytest.approx(expected["value"].to_numpy(), rel=1e-8), convention
    with pytest.raises(UserError, match="not defined here for instrumented columns"):
        column.errors("CRV3(region)")


@pytest.mark.parametrize(("name", "z"), [("mroz", ["fatheduc", "motheduc"]), ("card", ["nearc4", "nearc2"])])
def test_two_endogenous_regressors_are_aers_and_their_joint_tests_lmtests(data, name, z):
    panel = data[name].reset_index(drop=True).assign(year=2000)
    panel = panel.assign(region_code=panel.index.astype(str))
    x = ["educ", "exper", *(["black"] if name == "card" else [])]
    column = fitted(panel, x, instruments={"educ": z, "exper": ["expersq"]})
    rows = CASES[(CASES["data"] == name) & (CASES["spec"] == "iv two")].set_index(["name", "term"])["value"]
    assert column.params[x].to_numpy() == pytest.approx(rows["estimate"][x].to_numpy(), rel=1e-8)
    for convention in ("classical", "HC1"):
        errors = column.errors(convention).std_error
        assert errors[x].to_numpy() == pytest.approx(rows[convention][x].to_numpy(), rel=1e-8), convention
        found = first_stages(column, convention).set_index(["diagnostic", "item"])
        for test in ("first_stage_f", "anderson_rubin_test"):
            expected = rows[f"{test} {convention}"]
            assert found.loc[test, "value"][expected.index].to_numpy() == pytest.approx(expected.to_numpy(), rel=1e-8)
        assert np.isnan(found.loc[("effective_f", "educ; exper"), "value"])
        assert "one endogenous regressor" in found.loc[("effective_f", "educ; exper"), "note"]
    with pytest.raises(UserError, match="1 instruments for 2 endogenous regressors"):
        fitted(panel, x, instruments={"educ": z[:1], "exper": z[:1]}).table("HC1")


@pytest.mark.parametrize(
    ("name", "z"), [("mroz", ["fatheduc", "motheduc"]), ("card", ["nearc4"]), ("card", ["nearc4", "nearc2"])]
)
def test_effective_f_is_pyfixests_and_the_anderson_rubin_set_is_ivmodels(data, name, z):
    panel = data[name].reset_index(drop=True).assign(year=2000)
    panel = panel.assign(region_code=panel.index.astype(str))
    x = ["educ", *[term for term in ("exper", "expersq", "black") if term in panel]]
    column = fitted(panel, x, instruments={"educ": z})
    rows = CASES[(CASES["data"] == name) & (CASES["spec"] == "iv " + "+".join(z))].set_index(["name", "term"])["value"]
    robust = first_stages(column, "HC1").set_index("diagnostic")["value"]
    assert robust["effective_f"] == pytest.approx(rows["effective_f", "educ"], rel=1e-6)
    found = first_stages(column, "classical").set_index("diagnostic")["value"]
    assert found["anderson_rubin_low"] == pytest.approx(rows["anderson_rubin", "low"], abs=1e-6)
    assert found["anderson_rubin_high"] == pytest.approx(rows["anderson_rubin", "high"], abs=1e-6)


def test_the_critical_value_for_one_instrument_is_montiel_oleas(data):
    panel = data["card"].reset_index(drop=True).assign(year=2000)
    column = fitted(panel.assign(region_code=panel.index.astype(str)), ["educ"], instruments={"educ": ["nearc4"]})
    # Montiel Olea and Pflueger (2013), Table 1: K = 1, tau = 10 % -> 23.1
    _, critical = instruments.effective_f(column.design, np.array([1.0]), np.array([[1.0]]))
    assert critical == pytest.approx(23.1, abs=0.05)


def test_an_anderson_rubin_set_may_be_unbounded_or_empty():
    rng = np.random.default_rng(5)
    z, w, u = rng.normal(size=(3, 400))
    base = pd.DataFrame({"region_code": [str(i) for i in range(400)], "year": 2000, "z": z, "w": w})
    idle = base.assign(x=u, y=u + rng.normal(size=400))
    quarrel = base.assign(x=z + w + 0.1 * u, y=z - w + 0.1 * rng.normal(size=400))
    for panel, names, word in ((idle, ["z"], "unbounded"), (quarrel, ["z", "w"], "empty")):
        column = fitted(panel, ["x"], instruments={"x": names})
        notes = first_stages(column, "HC1").set_index("diagnostic")["note"]
        assert word in notes[["anderson_rubin_low"]].iloc[0]


def test_names_have_one_spelling_and_a_wrong_one_is_told():
    assert (
        canonical("CRV1(region, year)") == "CRV1(region,year)"
        and canonical("Conley(500.0,bartlett)") == "Conley(500,bartlett)"
    )
    assert parse("Conley(500,uniform,2)").lag == 2 and parse("wild(region)").weights == ""
    for wrong in (
        "CRV2(region)",
        "DK(two)",
        "Conley(0,bartlett)",
        "Conley(500,gauss)",
        "CRV1(region,region)",
        "HC1(region)",
    ):
        with pytest.raises(ValueError, match=r"known|twice|cutoff"):
            parse(wrong)


@pytest.mark.parametrize(
    ("convention", "x", "effects", "said"),
    [
        ("DK(19)", "value", [], r"DK\(19\): the sample spans 20 years; use a lag below 19"),
        ("Conley(500,bartlett)", "value", [], "needs distances between regions"),
        ("CRV1(basin)", "value", [], "no column 'basin' to cluster by"),
        ("classical", "size", ["region_code"], "size does not vary within region_code: the fixed effects absorb it"),
    ],
)
def test_a_column_whose_errors_cannot_be_computed_says_why(data, convention, x, effects, said):
    panel = data["grunfeld"].assign(size=lambda frame: frame.groupby("region_code")["value"].transform("mean"))
    plan = study([x], focus=x, effects=effects, errors=[convention])
    found = fit_column(FittedColumns(plan, panel), plan.tables[0], plan.tables[0].columns[0])["fits"]
    assert found["status"].tolist() == ["failed"] and found["message"].str.contains(said).all()


def test_the_same_inputs_give_the_same_bytes(data, distances):
    every = [
        "CRV1(region,year)",
        "DK(2)",
        "Conley(500,uniform)",
        "wild(region)",
        "wild(region,webb)",
        "permutation(region)",
    ]
    x = regressors(data["munnell"])
    plan = study(x, focus=x[0], effects=["year"], errors=every)
    one, two = (
        fit_column(
            FittedColumns(plan, data["munnell"], distances["munnell"]), plan.tables[0], plan.tables[0].columns[0]
        )
        for _ in range(2)
    )
    assert one["estimates"].to_csv() == two["estimates"].to_csv()
    assert one["estimates"]["detail"].str.contains("seed 1").any()


def test_a_study_may_instrument_a_regressor(data):
    panel = data["mroz"].reset_index(drop=True).assign(year=2000)
    panel = panel.assign(region_code=panel.index.astype(str))
    plan = study(["educ", "exper"], focus="educ", errors=["HC1"])
    column = plan.tables[0].columns[0].model_copy(update={"instruments": {"educ": ["fatheduc"]}})
    found = fit_column(FittedColumns(plan, panel), plan.tables[0], column)
    assert found["fits"]["status"].tolist() == ["ok"] and len(found["estimates"]) == 3
    assert {"first_stage_f", "effective_f", "anderson_rubin_low"} <= set(found["diagnostics"]["diagnostic"])
    column = column.model_copy(update={"instruments": {"educ": ["exper"]}})
    assert (
        "do not vary beyond"
        in fit_column(FittedColumns(plan, panel), plan.tables[0], column)["fits"]["message"].iloc[0]
    )


def test_a_wrong_name_in_a_study_is_told_with_its_line(tmp_path):
    text = (STUDIES_DIR / "virtual_agglomeration.yml").read_text(encoding="utf-8")
    file = tmp_path / "mine.yml"
    file.write_text(text.replace("reported: CRV1(region)", "reported: CRV2(region)", 1), encoding="utf-8")
    line = text.splitlines().index("    reported: CRV1(region)") + 1
    with pytest.raises(UserError, match=rf"(?s)mine.yml, line {line}, key tables.0.reported.*known: classical, HC1"):
        load_study(str(file), [])


def test_the_page_of_conventions_prints_the_reference_numbers():
    page = (PROJECT_DIR / "docs/standard_errors.md").read_text(encoding="utf-8")
    rows = CASES[(CASES["data"] == "grunfeld") & (CASES["spec"] == "pooled") & (CASES["term"] == "capital")]
    for row in rows.itertuples():
        assert f"| {row.value:.7f} | {row.tool} |" in page, (row.name, row.tool)
