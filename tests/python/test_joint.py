"""Joint inference over the curve: planted effect and null, and a draw against the curve computed outright."""

from itertools import product

import numpy as np
import pandas as pd
import pytest

from resilience.estimation import curve_inference, design, specification_curve
from resilience.estimation.fitted_column import FittedColumn
from resilience.estimation.specification import load_study
from resilience.project.warehouse import connect, read
from test_inference import study as columns_of

REGIONS, YEARS = 20, 8


@pytest.fixture(scope="module")
def study(publication):
    with connect(publication.published_file) as connection:
        columns = read(connection, "select * from marts.panel limit 0").columns
    return load_study("virtual_agglomeration", list(columns))


def world(effect, seed=1):
    """A balanced panel with two spillovers, two outcomes of which one begins later, and autocorrelated errors."""
    draw = np.random.default_rng(seed)
    grid = pd.MultiIndex.from_product([range(REGIONS), range(2009, 2009 + YEARS)], names=["region_code", "year"])
    paths = lambda: draw.normal(size=(REGIONS, YEARS)).cumsum(axis=1).ravel()  # noqa: E731
    panel = pd.DataFrame({"gdp_per_capita": paths(), "tax_share": paths()}, index=grid).reset_index()
    x = {kernel: paths() for kernel in ("near", "far")}
    spillovers = [
        panel[["region_code", "year"]].assign(kernel=k, distance_point="capital", lq_base="all", spillover=v)
        for k, v in x.items()
    ]
    outcomes = []
    for horizon in (1, 2):
        y = effect * (x["near"] + x["far"]) + paths() + 0.3 * panel["tax_share"]
        frame = panel[["region_code", "year"]].assign(
            flow="exports", horizon=horizon, national_base="all", resilience=y
        )
        outcomes.append(frame[frame["year"] >= 2008 + horizon])
    return panel, {"spillovers": pd.concat(spillovers), "outcomes": pd.concat(outcomes)}


def on_panel(panel, alternatives):
    return specification_curve.Alternatives.on_panel(panel, alternatives["outcomes"], alternatives["spillovers"])


def one_curve(study, panel, alternatives):
    return specification_curve.run(study, study.curve, on_panel(panel, alternatives), "CRV1(region)")


def p_of(found, statistic):
    return found.set_index("statistic").loc[statistic, "p_value"]


def test_a_planted_effect_is_found_and_its_sign(study):
    found = curve_inference.run(study, study.curve, on_panel(*world(1.0)), draws=99)
    assert p_of(found, "share significant and positive") == pytest.approx(0.01)
    assert p_of(found, "median standardised slope") == pytest.approx(0.01)
    assert p_of(found, "share significant and negative") == 1


def test_a_planted_null_is_rejected_as_often_as_the_level_says(study):
    p = [
        p_of(
            curve_inference.run(study, study.curve, on_panel(*world(0.0, seed)), draws=39), "median standardised slope"
        )
        for seed in range(60)
    ]
    assert np.mean(np.array(p) <= 0.1) < 0.2
    assert 0.35 < np.mean(p) < 0.65


def test_observed_values_are_those_of_the_curve(study):
    panel, alternatives = world(0.3)
    found = curve_inference.run(study, study.curve, on_panel(panel, alternatives), draws=1).set_index("statistic")
    plain = specification_curve.run(study, study.curve, on_panel(panel, alternatives), "CRV1(region)")
    assert found["n_specs"].iloc[0] == len(plain)
    assert found.loc["median standardised slope", "observed"] == pytest.approx(plain["estimate"].median(), abs=1e-10)
    for sign, word in ((1, "positive"), (-1, "negative")):
        assert found.loc[f"share significant and {word}", "observed"] == share(plain, sign)


def test_a_draw_is_the_curve_refitted_on_exchanged_residual_paths(study):
    """Every set of controls, effects and years by itself: residuals without the regressor, dealt and refitted."""
    panel, alternatives = world(0.3)
    order, parts = np.random.default_rng(study.seed).permutation(REGIONS), []
    choices = study.curve.controls.items(), study.curve.fixed_effects.items(), study.curve.sample_start
    for controls, effects, start in product(*choices):
        alone = {"controls": dict([controls]), "fixed_effects": dict([effects]), "sample_start": [start]}
        own, outcomes = study.curve.model_copy(update=alone), alternatives["outcomes"]
        outcomes = exchanged(panel, outcomes[outcomes["year"] >= start], controls[1], effects[1], order)
        world_of_draw = {**alternatives, "outcomes": outcomes}
        parts.append(one_curve(study.model_copy(update={"curve": own}), panel, world_of_draw))
    refitted, found = (
        pd.concat(parts),
        curve_inference.run(study, study.curve, on_panel(panel, alternatives), draws=1).set_index("statistic"),
    )
    for sign, word in ((1, "positive"), (-1, "negative")):
        assert found.loc[f"share significant and {word}", "null_median"] == pytest.approx(share(refitted, sign))


def share(specifications, sign):
    chosen = (specifications["p_value"] < 0.05) & (np.sign(specifications["estimate"]) == sign)
    return chosen.mean()


def exchanged(panel, outcomes, controls, effects, order):
    """Each outcome's residuals on controls and effects, with every region's path given to another."""
    parts = []
    for _, frame in outcomes.groupby("horizon"):
        rows = frame.merge(panel, on=["region_code", "year"]).sort_values(["region_code", "year"])
        dummies = [pd.get_dummies(rows[name], dtype=float).to_numpy() for name in effects]
        z = np.column_stack([np.ones(len(rows)), rows[controls].to_numpy(float), *dummies])
        left = rows["resilience"] - z @ np.linalg.lstsq(z, rows["resilience"].to_numpy(), rcond=None)[0]
        dealt = left.to_numpy().reshape(REGIONS, -1)[order].ravel()
        parts.append(rows[frame.columns].assign(resilience=dealt))
    return pd.concat(parts)


@pytest.mark.parametrize("effects", ["year", "region and year"])
def test_the_curves_errors_are_those_of_a_column(study, effects):
    """CRV3 and CRV1 of one specification with controls, fitted outright, with a region that lacks years."""
    panel, alternatives = world(0.3)
    outcomes = alternatives["outcomes"]
    outcomes = outcomes[(outcomes["horizon"] == 1) & ~((outcomes["region_code"] == 3) & (outcomes["year"] > 2013))]
    frame = panel.merge(outcomes[["region_code", "year", "resilience"]]).merge(
        alternatives["spillovers"].query("kernel == 'near'")[["region_code", "year", "spillover"]]
    )
    plan = columns_of(
        ["spillover", "gdp_per_capita", "tax_share"],
        "resilience",
        "spillover",
        effects=study.curve.fixed_effects[effects],
    )
    ready = design.build(plan, plan.tables[0], plan.tables[0].columns[0], frame)
    for name in ("CRV3(region)", "CRV1(region)"):
        found = specification_curve.run(
            study, study.curve, on_panel(panel, {**alternatives, "outcomes": outcomes}), name
        )
        chosen = (
            (found["kernel"] == "near") & (found["controls"] == "gdp_and_tax") & (found["fixed_effects"] == effects)
        )
        row = found[chosen & (found["sample_start"] == 2009)].iloc[0]
        expected = FittedColumn(ready).table(name).set_index("term").loc["spillover"]
        assert row["statistic"] == pytest.approx(expected["statistic"], rel=1e-9), name
        assert row["p_value"] == pytest.approx(expected["p_value"], rel=1e-9) and row["se_type"] == name


def test_same_bytes_out(study):
    first, second = (curve_inference.run(study, study.curve, on_panel(*world(0.2)), draws=19) for _ in range(2))
    pd.testing.assert_frame_equal(first, second, check_exact=True)
