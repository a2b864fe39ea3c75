"""Every family of checks can fail: a correct paper passes it, the same paper with one thing wrong does not."""

import csv

import pandas as pd
import pytest

from lab.audit_score.author import draw_paper
from lab.audit_score.studies import frames
from resilience.audit.study_audit import audit_cells
from resilience.audit.study_files import read_study
from resilience.project.settings import PROJECT_DIR, Settings
from resilience.project.warehouse import connect, read

LAGGED = {  # a column on 25 units × 9 years, and what makes the other families ask
    ("table_4", "1", "L.Roads", "estimate"): "0.2300",
    ("table_4", "1", "L.Roads", "stars"): "***",
    ("table_4", "1", "L.Roads", "se"): "0.0350",
    ("table_4", "1", "_cons", "estimate"): "3.2400",
    ("table_4", "1", "_cons", "stars"): "***",
    ("table_4", "1", "_cons", "se"): "0.0980",
    ("table_4", "1", "_model", "n"): "225",
    ("table_4", "1", "_model", "adj_r2"): "0.1700",
    ("table_4", "1", "_model", "year_fixed_effects"): "NO",
}
STATED = [
    ("sample", "table_4", "*", None, None, "part"),
    ("lag", "*", "*", "L.Roads", "Roads", "1"),
    ("own_weight", "*", "*", "Roads", None, "1"),
    ("equation_regressor", "table_3", "1", "Schools", None, None),
    ("said_to_weaken", "table_3", "*", "Roads", "Schools", None),
]
# family, check, verdict, cells that are changed, facts that are added (or, with a minus, taken away)
BAD = [
    ("sample", "sample_size_table_2_2", "impossible", {"table_2.2._model.n": "520"}, []),
    ("sample", "sample_within_described_table_2_3", "contradicts", {"table_1.Schools.n": "205"}, []),
    ("calendar", "described_n_of_Roads", "impossible", {"table_1.Roads.n": "520"}, []),
    ("calendar", "mean_of_year", "impossible", {"table_1.Year.mean": "2041.500"}, []),
    ("calendar", "sd_of_year", "contradicts", {"table_1.Year.sd": "2.788"}, []),
    ("calendar", "sample_years_of_abstract", "contradicts", {"table_1.Year.max": "2020.000"}, []),
    ("identity", "roads_identity_maximum", "impossible", {"table_1.Roads.max": "0.9265"}, []),
    ("moment", "bhatia_davis_Schools", "impossible", {"table_1.Schools.sd": "8.3060"}, []),
    ("moment", "bhatia_davis_Roads", "impossible", {"table_1.Roads.mean": "0.4143"}, []),
    ("moment", "least_variance_Roads", "impossible", {"table_1.Roads.sd": "0.0672"}, []),
    ("moment", "variation_is_spread_Roads", "contradicts", {"table_1.Roads.sd": "2.0722"}, []),
    ("concentration", "concentration_Roads", "not decidable", {"table_1.Roads.sd": "2.0722"}, []),
    ("simple_regression", "r2_of_slope_table_2_1", "contradicts", {"table_2.1.Roads.estimate": "0.3238"}, []),
    ("simple_regression", "constant_of_means_table_2_1", "contradicts", {"table_2.1._cons.estimate": "3.2231"}, []),
    ("algebra", "mean_equation_table_2_3", "contradicts", {"table_2.3.Roads.estimate": "-0.3585"}, []),
    ("algebra", "omitted_variable_table_2_3_table_2.3.Roads", "contradicts", {"table_2.3._model.adj_r2": "0.3954"}, []),
    ("nested", "r2_rises_table_2_3_from_table_2_1", "impossible", {"table_2.3._model.adj_r2": "0.0594"}, []),
    ("equation", "equation_of_table_3_1_against_table_2_3", "contradicts", {"table_3.1._model.adj_r2": "0.3044"}, []),
    ("centring", "centring_moves_Roads", "contradicts", {"table_3.2.Roads.estimate": "0.3270"}, []),
    ("centring", "centring_moves_constant_of_RS", "contradicts", {"table_3.2._cons.estimate": "4.9215"}, []),
    ("centring", "covariance_revealed_Roads", "impossible", {"table_3.1.Roads.se": "0.9996"}, []),
    ("moderation", "sign_reversal_in_Schools", "contradicts", {"table_3.1.Roads.estimate": "-0.5950"}, []),
    ("significance", "stars_table_2_2_Roads", "contradicts", {"table_2.2.Roads.stars": "*"}, []),
    ("r2_increment", "classical_error_table_2_3_Schools", "contradicts", {"table_2.3.Schools.se": "0.0470"}, []),
    ("error_type", "error_type_table_2.1.Roads", "contradicts", {"table_2.1.Roads.se": "0.0530"}, []),
    ("error_floor", "classical_floor_table_2", "contradicts", {"table_2.2.Roads.se": "0.0135"}, []),
    ("text", "orphan_Ports", "contradicts", {}, [("stated_regressor", "*", "*", "Ports", None, None)]),
    ("text", "repeated_coefficient_b2", "contradicts", {}, [("repeated_coefficient", "*", "*", "b2", None, "2")]),
    ("bounds", "r2_in_range_table_2_3", "impossible", {"table_2.3._model.adj_r2": "1.3594"}, []),
    ("bounds", "r2_in_range_table_2_3", "impossible", {"table_2.3._model.adj_r2": "-0.1394"}, []),
    ("bounds", "counts_and_errors_of_table_2", "impossible", {"table_2.3.Roads.se": "-0.0333"}, []),
    ("bounds", "counts_and_errors_of_table_2", "impossible", {"table_2.3._model.n": "250.5"}, []),
    ("classical", "partial_r2_table_2_3", "contradicts", {"table_2.3.Roads.se": "0.0033"}, []),
    (
        "classical", "haitovsky_table_2_3_from_table_2_1_Schools", "contradicts",
        {"table_2.3.Schools.se": "0.3270"}, [],
    ),
    (
        "classical", "haitovsky_table_2_3_from_table_2_1_Schools", "contradicts",
        {"table_2.3._model.adj_r2": "0.1394"}, [],
    ),
    (
        "added_regressor", "added_regressor_table_2_3_from_table_2_1_moves_Roads", "contradicts",
        {"table_2.3.Roads.estimate": "0.5385"}, [],
    ),
    (
        "added_regressor", "coefficient_floor_table_2_3_from_table_2_1", "contradicts",
        {"table_2.3.Schools.estimate": "-0.0249"}, [],
    ),
    (
        "repeated_column", "repeated_column_table_3_1_table_3_2", "contradicts",
        {"table_3.2.RS_c.estimate": "0.1121"}, [],
    ),
    ("covariance", "correlation_of_table_2_3", "impossible", {"table_2.3.Roads.estimate": "0.8585"}, []),
    ("covariance", "error_by_correlation_table_2.3.Roads", "contradicts", {"table_2.3.Roads.se": "0.0533"}, []),
    ("part_of_sample", "mean_equation_of_part_table_4_1", "impossible", {"table_4.1._cons.estimate": "4.2400"}, []),
    (
        "duplicate", "duplicates_in_table_2", "not decidable",
        {"table_2.3.Roads.estimate": "0.2338", "table_2.3.Roads.se": "0.0350"}, [],
    ),
    (
        "duplicate", "duplicates_in_table_3", "suspicious",
        {"table_3.1.Schools.estimate": "0.1112", "table_3.1.Schools.se": "0.0335"}, [],
    ),
    (
        "information", "information_of_table_2.1._cons.estimate", "not decidable",
        {"table_2.1._cons.estimate": "3.2231"}, [],
    ),
    (
        "digits", "digits_of_table_1_mean", "not decidable",
        {"table_1.Year.mean": "2000.000", "table_1.Growth.mean": "3.2000", "table_1.Roads.mean": "0.4000",
         "table_1.Schools.mean": "6.0000"}, [],
    ),
    ("completeness", "note_of_table_2", "not decidable", {}, [("-standard_errors",)]),
    ("completeness", "note_of_table_2", "not decidable", {}, [("-weights",)]),
    ("completeness", "variables_described_and_used", "not decidable", {}, [("-calendar",)]),
]  # fmt: skip


def _place(cell):
    table, *column, term, statistic = cell.split(".")
    return table, column[0] if column else statistic, term, statistic


def _rounded():
    """Whole true papers by each rounding rule; the truncated ones also as if they were rounded to the nearest."""
    for number in range(24):
        paper = draw_paper(1, number)
        rule = paper.printer.rule.replace(" ", "_")
        cells, facts = frames({f"{rule}_{number}": paper}, {})
        facts = facts[facts["fact"] != "rounding"]
        stated = facts.head(1).assign(fact="rounding", term=None, value_text=rule)
        yield cells, pd.concat([facts, stated])
        if rule == "truncated":
            yield cells.assign(study=f"misread_{number}"), facts.assign(study=f"misread_{number}")


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    """Verdicts by study: `good`, and `bad_<number>` for every row of BAD."""
    printed = read_study(PROJECT_DIR / "examples/audit/correct")
    cells, facts = printed.cells, printed.facts
    lagged = pd.DataFrame([(*key, text) for key, text in LAGGED.items()])
    lagged.columns = ["table_id", "column_id", "term", "statistic", "value_as_printed"]
    cells = pd.concat(
        [cells, lagged.assign(decimals=lambda new: new["value_as_printed"].str.partition(".")[2].str.len())]
    )
    stated = pd.DataFrame(STATED, columns=["fact", "table_id", "column_id", "term", "other_term", "value_text"])
    facts = pd.concat([facts, stated])
    studies = [(cells.assign(study="good"), facts.assign(study="good"))]
    for number, (*_, changed, more) in enumerate(BAD):
        mine = cells.assign(study=f"bad_{number}").reset_index(drop=True)
        places = list(zip(mine["table_id"], mine["column_id"], mine["term"], mine["statistic"], strict=True))
        for cell, text in changed.items():
            mine.loc[places.index(_place(cell)), "value_as_printed"] = text
        gone = [fact[0][1:] for fact in more if fact[0].startswith("-")]
        added = pd.DataFrame([fact for fact in more if len(fact) > 1], columns=stated.columns)
        told = pd.concat([facts[~facts["fact"].isin(gone)], added]).assign(study=f"bad_{number}")
        studies.append((mine, told))
    studies += _rounded()
    merged = (pd.concat(each, ignore_index=True) for each in zip(*studies, strict=True))
    own = audit_cells(Settings.from_environment("observed", "duckdb"), *merged, tmp_path_factory.mktemp("families"))
    with connect(own.work_file) as connection:
        found = read(connection, "select study, check_name, check_id, verdict from audit.consistency")
    return {study: rows.set_index("check_id") for study, rows in found.groupby("study")}


@pytest.mark.slow
def test_a_correct_paper_raises_no_alarm_in_any_family(audited):
    good = audited["good"]
    assert good[good["verdict"].isin(["impossible", "contradicts"])].empty
    with (PROJECT_DIR / "seeds/published/consistency_checks.csv").open(encoding="utf-8") as file:
        families = {row["check_name"] for row in csv.DictReader(file)}
    assert {family for family, *_ in BAD} == families == set(good["check_name"]) | {"text", "digits"}


@pytest.mark.slow
@pytest.mark.parametrize("number", range(len(BAD)), ids=[f"{family}-{check}" for family, check, *_ in BAD])
def test_one_thing_wrong_is_found(audited, number):
    family, check, verdict, *_ = BAD[number]
    found = audited[f"bad_{number}"].loc[check]
    assert (found["check_name"], found["verdict"]) == (family, verdict)
    if check in audited["good"].index and verdict != "not decidable":
        assert audited["good"].loc[check, "verdict"] == "holds"


@pytest.mark.slow
def test_the_rounding_rule_decides(audited):
    """A paper is consistent under its own rule; digits that were cut off, read as rounded, contradict each other."""
    at_fault = {
        study: set(rows.index[rows["verdict"].isin(["impossible", "contradicts"])]) for study, rows in audited.items()
    }
    for rule in ("half_up", "half_even", "truncated"):
        papers = [faults for study, faults in at_fault.items() if study.startswith(rule)]
        assert len(papers) >= 3 and not any(papers), rule
    assert any(faults for study, faults in at_fault.items() if study.startswith("misread"))
