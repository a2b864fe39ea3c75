"""The kernel by itself: batches, stacks and shared controls are what one regression after the other gives."""

import ast

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from linear import LeastSquares, LinearError, Panel, basis, distributions, groups, jackknife, parse, semidefinite
from linear.cross_products import CrossProducts, independent
from linear.one_regressor import OneRegressor
from linear.stacks import without_each
from resilience.project.settings import PROJECT_DIR

REGIONS, YEARS = 9, 6
NAMES = ("classical", "HC1", "HC3", "CRV1(region)", "CRV1(region,year)", "DK(1)", "NW(2)", "Conley(2,bartlett,1)")


@pytest.fixture
def world():
    draw = np.random.default_rng(1)
    region, year = np.repeat(np.arange(REGIONS), YEARS), 2000 + np.tile(np.arange(YEARS), REGIONS)
    keep = draw.random(len(region)) > 0.15
    km = np.abs(np.subtract.outer(np.arange(REGIONS), np.arange(REGIONS))).astype(float)
    panel = Panel(region[keep], year[keep], km=km)
    x = draw.normal(size=(keep.sum(), 2)) + panel.region[:, None] / 4
    matrix = np.column_stack([x, np.ones(len(x)), *(panel.year == each for each in range(2001, 2006))]).astype(float)
    return matrix, draw.normal(size=(4, len(x))) + x[:, 0], panel


@pytest.mark.parametrize("name", NAMES)
def test_a_batch_of_outcomes_is_one_after_the_other(world, name):
    matrix, outcomes, panel = world
    fit, slopes = LeastSquares.fit(matrix, outcomes, 3, panel)
    found = fit.covariance(parse(name))
    for position, y in enumerate(outcomes):
        alone, coefficients = LeastSquares.fit(matrix, y, 3, panel)
        assert slopes[position] == pytest.approx(coefficients, rel=1e-10)
        assert found.values[position] == pytest.approx(alone.covariance(parse(name)).values, rel=1e-10)


def test_the_jackknife_is_refits_without_each_group(world):
    matrix, outcomes, panel = world
    whole = np.linalg.lstsq(matrix, outcomes[0])[0]
    moved = []
    for region in range(REGIONS):
        keep = panel.region != region
        moved.append(np.linalg.lstsq(matrix[keep], outcomes[0][keep])[0] - whole)
    expected = (REGIONS - 1) / REGIONS * (np.array(moved).T @ moved)
    assert jackknife(matrix, outcomes, panel.region).values[0] == pytest.approx(expected, rel=1e-9)
    alone = np.column_stack([matrix, panel.region == 3])
    with pytest.raises(LinearError, match="group 4 in their order alone carries"):
        jackknife(alone, outcomes[0], panel.region)
    with pytest.raises(LinearError):
        jackknife(np.column_stack([matrix, matrix[:, 0]]), outcomes[0], panel.region)


@pytest.mark.parametrize("kind", ["classical", "CRV1", "CRV3"])
def test_a_stack_without_rows_is_a_fit_of_the_other_rows(world, kind, monkeypatch):
    monkeypatch.setattr("linear.stacks.AT_ONCE", 4_000)  # a few designs at a time
    matrix, outcomes, panel = world
    order = [2, *range(3, 8), 1, 0]  # the term asked for stands last
    keep = np.stack([*(panel.region != each for each in range(REGIONS)), *(panel.year != 2000 + t for t in range(6))])
    found = without_each(matrix[:, order], outcomes[0], keep, panel.region, 1, (0, 0), kind)
    for place, rows in enumerate(keep):
        left, y, codes = matrix[rows], outcomes[0][rows], groups.coded(panel.region[rows])
        left = left[:, basis.pivots(left) > 1e-9]
        fit = sm.OLS(y, left).fit()
        error = fit.bse[0]
        if kind == "CRV1":
            error = fit.get_robustcov_results("cluster", groups=codes).bse[0]
        elif kind == "CRV3":
            error = jackknife(left, y, codes).variances[0] ** 0.5
        assert found.estimates[place, 0] == pytest.approx(fit.params[0], rel=1e-9)
        assert found.std_errors[place, 0] == pytest.approx(error, rel=1e-8)


def test_regressors_that_share_controls_are_fits_of_their_own(world):
    matrix, outcomes, panel = world
    shared = basis.orthonormal(matrix[:, 2:])
    x, y = basis.beside(shared, matrix[:, :2]), basis.beside(shared, outcomes.T)
    fit = OneRegressor(x, y, shared, panel.region)
    crv1, crv3 = fit.crv1(0), fit.crv3()
    for place in range(2):
        design = np.column_stack([matrix[:, place], matrix[:, 2:]])
        for position, outcome in enumerate(outcomes):
            alone, slopes = LeastSquares.fit(design, outcome, 1, panel)
            assert fit.slopes[place, position] == pytest.approx(slopes[0], rel=1e-10)
            expected = alone.covariance(parse("CRV1(region)")).values[0, 0] ** 0.5
            assert crv1[place, position] == pytest.approx(expected, rel=1e-10)
            expected = jackknife(design, outcome, panel.region).values[0, 0] ** 0.5
            assert crv3[place, position] == pytest.approx(expected, rel=1e-9)


def test_what_cannot_be_computed_says_so(world):
    matrix, outcomes, panel = world
    fit, _ = LeastSquares.fit(matrix, outcomes[0], 3, panel)
    for name, said in (
        ("DK(5)", "use a lag below 5"),
        ("CRV1(state)", "no column 'state'"),
        ("wild(region)", "is a test"),
    ):
        with pytest.raises(LinearError, match=said):
            fit.covariance(parse(name))
    one, _ = LeastSquares.fit(matrix, outcomes[0], 3, Panel(np.zeros_like(panel.region), panel.year))
    with pytest.raises(LinearError, match="two clusters at least"):
        one.covariance(parse("CRV1(region)"))


def test_columns_that_others_span_are_named():
    draw = np.random.default_rng(2).normal(size=(20, 3))
    columns = np.column_stack([draw, draw[:, 0] - 1e6 * draw[:, 1], draw[:, 2] + 1e-3 * draw[:, 0]])
    assert basis.spanned(np.ones((20, 1)) / 20**0.5, columns).tolist() == [False, False, False, True, True]


def test_a_covariance_of_none_is_repaired_upwards():
    none = np.array([[1.0, 2.0], [2.0, 1.0]])
    assert not semidefinite.is_covariance(none) and semidefinite.is_covariance(np.eye(2))
    found, notes = semidefinite.positive(none, [np.diag([4.0, 0.5])])
    assert notes == [semidefinite.REPAIRED] and np.linalg.eigvalsh(found).min() > -1e-12 and found[0, 0] == 4


def test_neither_package_imports_upwards():
    allowed = {"linear": {"linear"}, "fe_duckdb": {"fe_duckdb", "linear"}}
    for package, own in allowed.items():
        for file in (PROJECT_DIR / "python" / package).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                names += [each.name for each in node.names] if isinstance(node, ast.Import) else []
                ours = {name.split(".")[0] for name in names} & {"linear", "fe_duckdb", "resilience"}
                assert ours <= own, file


@pytest.mark.parametrize("name", ["classical", "HC1", "CRV1(region)", "CRV1(region,year)"])
def test_sums_alone_give_the_fit_of_the_rows(world, name):
    matrix, outcomes, panel = world
    fit, slopes = LeastSquares.fit(matrix, outcomes[0], matrix.shape[1], panel)
    convention = parse(name)
    groupings = [panel.codes(each) for each in convention.clusters]
    ways = [*groupings, *([groups.crossed(*groupings)] if len(groupings) == 2 else [])]
    scores = [groups.sums(fit.scores, codes, codes.max() + 1) for codes in ways] if ways else [fit.scores]
    meats = [] if name == "classical" else [each @ each.T for each in scores]
    sums = CrossProducts(matrix.T @ matrix, matrix.T @ outcomes[0], outcomes[0] @ outcomes[0])
    found = sums.covariance(*matrix.shape, meats, [codes.max() + 1 for codes in groupings])
    expected = fit.covariance(convention)
    assert sums.slopes == pytest.approx(slopes, rel=1e-9)
    assert found.values == pytest.approx(expected.values, rel=1e-8)
    assert (found.df, found.n_groups) == (expected.df, expected.n_groups)


def test_a_spanned_column_is_left_out_of_the_sums(world):
    matrix, *_ = world
    wide = np.column_stack([matrix[:, :3], matrix[:, 0] + matrix[:, 1], 1e9 * matrix[:, 3]])
    kept, turn = independent(wide.T @ wide, [2, 0, 1, 3, 4])
    turned = wide[:, kept] @ turn
    assert kept == [0, 1, 2, 4] and np.linalg.cond(turned.T @ turned) < 1e4


def test_p_values_are_scipys():
    assert distributions.t_p(-2.1, 7) == pytest.approx(2 * stats.t.sf(2.1, 7), rel=1e-14)
    assert distributions.t_limit(7, 0.1) == pytest.approx(stats.t.ppf(0.95, 7), rel=1e-14)
    assert distributions.f_p(3.2, 4, 29) == pytest.approx(stats.f.sf(3.2, 4, 29), rel=1e-14)
    assert distributions.normal_p(1.7) == pytest.approx(2 * stats.norm.sf(1.7), rel=1e-14)
