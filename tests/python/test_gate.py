"""The gate refuses what a person would, and says where."""

from types import SimpleNamespace

import duckdb
import numpy as np
import pandas as pd
import pytest

from fe_duckdb import Engine
from resilience.estimation import estimate
from resilience.gate import run_gate
from resilience.gate.decision import _accepted_reason, decide
from resilience.gate.suite import load_suite
from resilience.project.errors import UserError
from resilience.project.warehouse import connect, panel_sha256, replace_results, working

pytestmark = pytest.mark.slow


BOUND = {
    "n_regions": 3, "n_years": 4, "horizon": 2, "flow_en": "Exports", "flow_zh": "出口", "industry_en": "Mining",
    "industry_zh": "采矿业", "weight_max": 1.1, "weight_median": 1.0, "reach_sl": 0.5, "reach_vag": 1.0,
    "reach_gdp_per_capita": 1.0, "bounds_hold": True,
}  # fmt: skip


VARIABLES = pd.DataFrame(
    [("height", "Height", "高度", "m", "米", "size", None, 0.5, 3.0, "refuse", "nobody is taller", True),
     ("age", "Age", "年龄", "years", "岁", "birth", "year", None, None, None, None, True)],
    columns=["variable", "label_en", "label_zh", "unit_en", "unit_zh", "ingredient", "other_ingredient", "minimum",
             "maximum", "bound_severity", "bound_reason", "is_reported"],
)  # fmt: skip


def change(settings, sql):
    with connect(settings.work_file, read_only=False) as connection:
        connection.execute(sql)


def test_a_slipped_unit_is_refused_and_estimation_with_it(working_copy):
    change(
        working_copy, "update marts.panel set tax_share = tax_share * 1000 where region_code = '110000' and year = 2015"
    )
    with pytest.raises(UserError) as caught:
        run_gate(working_copy, "r-test")
    assert "region 110000, year 2015" in str(caught.value) and "accepted_findings.csv" in str(caught.value)
    with pytest.raises(UserError, match="refuses this panel"):
        estimate(working_copy, "r-test")


def test_a_panel_without_a_decision_is_not_estimated(working_copy):
    change(working_copy, "update marts.panel set sl = sl + 1e-9 where region_code = '110000'")
    with pytest.raises(UserError, match="has not decided on this panel"):
        estimate(working_copy, "r-test")


def test_an_accepted_finding_is_not_open(working_copy):
    change(working_copy, "update marts.panel set tax_share = 0.5 where region_code = '110000' and year = 2015")
    change(
        working_copy,
        "insert into reference.accepted_findings values ('tax_share_is_plausible', '110000', 2015, 'known', '已知')",
    )
    found = run_gate(working_copy, "r-test")
    assert found["decision"] == "pass with findings" and found["n_accepted"] == 1


@pytest.mark.parametrize(
    ("region_code", "year", "covers"),
    [("a", 2015, True), ("", None, True), ("b", 2015, False), ("a", 2016, False), ("", 2016, False)],
)
def test_an_acceptance_covers_its_own_region_and_year_or_any(region_code, year, covers):
    accepted = pd.DataFrame(
        [("rule", region_code, year, "known")], columns=["rule", "region_code", "year", "reason_en"]
    )
    finding = SimpleNamespace(rule="rule", region_code="a", year=2015)
    assert _accepted_reason(finding, accepted) == ("known" if covers else None)
    assert _accepted_reason(SimpleNamespace(rule="another", region_code="a", year=2015), accepted) is None


def test_every_rule_can_fail():
    """A check that cannot fail is a defect: each rule is broken once by a frame made for it."""
    from resilience.gate.validation import validate

    suite = load_suite().of_panel(pd.DataFrame([BOUND]), VARIABLES)
    columns = {
        frame: {rule.kwargs["column"] for rule in suite.rules if rule.frame == frame and "column" in rule.kwargs}
        for frame in suite.frames
        if frame not in ("bound", "variable")
    }
    keys = {"region_code": ["a", "b"], "year": [2010, 2011]}
    missing = {name: pd.DataFrame(keys | {column: [np.nan, np.nan] for column in columns[name]}) for name in columns}
    absurd = {name: pd.DataFrame(keys | {column: [1e9, -1e9] for column in columns[name]}) for name in columns}
    large = {name: pd.DataFrame(keys | {column: [1e9, 1e9] for column in columns[name]}) for name in columns}
    failed = {row["rule"] for frames in (missing, absurd, large) for row in validate(suite, frames)}
    assert failed == {rule.rule for rule in suite.rules}


def test_bounds_and_words_follow_the_parameters():
    """Another size, horizon and industry give other bounds; nothing of a template is left, and the hash is another."""
    bounds = BOUND, {**BOUND, "n_years": 7, "horizon": 5}
    one, other = (load_suite().of_panel(pd.DataFrame([bound]), VARIABLES) for bound in bounds)
    rules = {rule.rule: rule for rule in other.rules}
    assert rules["panel_is_whole"].kwargs == {"min_value": 21, "max_value": 21}
    whole = rules["panel_is_whole"]
    assert whole.expected.en == "21" and "3 regions and 7 years" in whole.sentence.en
    assert rules["resilience_is_plausible"].kwargs["max_value"] == 7.5
    assert rules["resilience_is_present"].kwargs["mostly"] == 0.5
    assert "Mining" in rules["specialisation_is_continuous"].sentence.en
    assert not [rule.rule for rule in other.rules if "{{" in repr(rule)]
    height = rules["height_is_plausible"]
    assert height.kwargs == {"column": "height", "min_value": 0.5, "max_value": 3.0} and height.severity == "refuse"
    assert height.sentence.en == "Height (m) lies between 0.5 and 3." and "age_is_plausible" not in rules
    assert one.sha256 != other.sha256 != load_suite().sha256


def test_a_region_that_fell_out_is_refused(working_copy):
    change(working_copy, "delete from marts.panel where region_code = '110000'")
    with pytest.raises(UserError, match=r"region any, year any\n\s+found:\s+348\n\s+expected: 360"):
        run_gate(working_copy, "r-test")


def test_decisions():
    suite = load_suite()

    def findings(*rows):
        return pd.DataFrame(rows, columns=["rule", "severity", "is_accepted"]).astype({"is_accepted": bool})

    assert decide(suite, findings())["decision"] == "pass"
    assert decide(suite, findings(("a", "finding", False)))["decision"] == "pass with findings"
    assert decide(suite, findings(("a", "refuse", False)))["decision"] == "refuse"
    assert decide(suite, findings(("a", "refuse", True)))["decision"] == "pass"


def test_the_fingerprint_sees_one_bit(working_copy):
    with working(working_copy) as engine:
        before = panel_sha256(engine)
        value = engine.frame("select * from marts.panel", ["region_code", "year"])["vag"][0].item()
    nudged = float(np.nextafter(value, 2))
    change(working_copy, f"update marts.panel set vag = {nudged!r} where vag = {value!r}")
    with working(working_copy) as engine:
        assert panel_sha256(engine) != before


def test_the_fingerprint_tells_names_nulls_and_texts_apart():
    def fingerprint(columns):
        with duckdb.connect() as connection:
            connection.execute("create schema marts")
            connection.execute(f"create table marts.panel as select 'a' as region_code, 2010 as year, {columns}")
            return panel_sha256(Engine(connection))

    panels = [
        "null as x, 'y' as z",
        "'' as x, 'y' as z",
        "'y' as x, '' as z",
        "null as x, 'y' as w",
        "1.0 as x, 'y' as z",
    ]
    assert len({fingerprint(columns) for columns in panels}) == len(panels)


def test_results_that_differ_from_their_contract_are_not_stored():
    with duckdb.connect() as connection:
        connection.execute("create schema results")
        connection.execute("create table results.fits (n_obs integer, run_id text, panel_sha256 text)")
        for columns in ({"n": [1]}, {"n_obs": [1], "n": [1]}):
            with pytest.raises(ValueError, match=r"differ from its contract .*'n'"):
                replace_results(Engine(connection), "fits", pd.DataFrame(columns), run_id="r", panel_sha256="s")
        assert connection.execute("select count(*) from results.fits").fetchone() == (0,)


def test_findings_name_the_provinces_whose_figure_is_a_sum_of_some_cities(publication):
    from resilience.project.warehouse import connect, read

    with connect(publication.published_file) as connection:
        found = read(connection, "select * from results.gate_findings where rule = 'figures_cover_their_regions'")
        flagged = read(connection, "select region_code, year from quality.findings where rule like 'flag %fdi%'")
        source = read(connection, "select * from marts.dim_source where source_id like 'yearbooks_fdi%'").iloc[0]
    cells = set(zip(found["region_code"], found["year"], strict=True))
    assert cells == {(region, year) for region in ("460000", "640000") for year in range(2008, 2012)} | {
        ("620000", 2008)
    }
    assert set(found["value"].round(6)) == {round(2 / 18, 6), 0.4, round(5 / 12, 6)}
    assert set(zip(flagged["region_code"], flagged["year"], strict=True)) == {("120000", 2016), ("500000", 2017)}
    assert "Provincial and prefecture-level" in source["publisher_en"] and not source["page"]
    assert "111 of 262" in source["caution_en"] and "which cell" in source["terms"]


def test_nothing_is_asked_of_a_variable_without_figures():
    """Nor of its growth; the other rules stand."""
    names = {rule.rule for rule in load_suite().of_panel(pd.DataFrame([BOUND]), VARIABLES).rules}
    absent = VARIABLES.assign(is_reported=[False, True])
    tax = pd.concat(
        [absent, absent.assign(variable=["population", "gdp_per_capita"], bound_severity=None, is_reported=False)]
    )
    asked = {rule.rule for rule in load_suite().of_panel(pd.DataFrame([BOUND]), tax).rules}
    assert names - asked == {
        "height_is_plausible", "controls_are_present", "population_is_continuous", "population_joint_is_smooth"
    }  # fmt: skip


def test_bounds_of_other_regions_refuse_nothing():
    """A nation whose prices double is told, not refused; what holds everywhere still refuses."""

    def severities(bounds_hold):
        rules = load_suite().of_panel(pd.DataFrame([BOUND | {"bounds_hold": bounds_hold}]), VARIABLES).rules
        return {rule.rule: rule.severity for rule in rules}

    here, elsewhere = severities(True), severities(False)
    assert {rule for rule in here if here[rule] != elsewhere[rule]} == {
        "resilience_is_plausible", "agglomeration_is_plausible", "exports_are_continuous", "gdp_is_continuous",
        "population_is_continuous",
    }  # fmt: skip
    assert elsewhere["gdp_is_continuous"] == "finding" and elsewhere["panel_is_whole"] == "refuse"
