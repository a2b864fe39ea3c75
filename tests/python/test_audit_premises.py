"""What is not said of a column is unknown, and an unknown decides nothing; what is said wrongly is found."""

import pandas as pd
import pytest
import statsmodels.api as sm
from linearmodels.datasets import wage

from lab.audit_score.studies import frames
from real_papers import draw_real_paper
from resilience.audit.print_coverage import covered, wanted
from resilience.audit.stated_facts import in_words
from resilience.audit.study_audit import SHOWN, audit_cells, audit_study
from resilience.audit.study_files import decimals, read_study
from resilience.project.settings import PROJECT_DIR, Settings
from resilience.project.warehouse import connect, read

AT_FAULT = ["impossible", "contradicts"]
CORRECT = PROJECT_DIR / "examples/audit/correct"
PREMISES = ("estimator", "weights", "controls", "other_effects", "r2", "sample", "stars")
HIDDEN = ["IQ", "KWW", "urban", "south"]
REAL = 324  # papers of the real-data test: 18 of every data set


@pytest.mark.parametrize(
    ("term", "statistic", "text", "expected"),
    [
        ("Controls", "controls", "YES", ("controls", "YES")),
        ("Controls", "estimate", "Yes", ("controls", "YES")),
        ("_model", "Control variables", "No", ("controls", "NO")),
        ("控制变量", "estimate", "控制", ("controls", "YES")),
        ("控制变量", "", "否", ("controls", "NO")),
        ("Year FE", "estimate", "Y", ("year_fixed_effects", "YES")),
        ("时间固定效应", "estimate", "是", ("year_fixed_effects", "YES")),
        ("年份", "estimate", "未控制", ("year_fixed_effects", "NO")),
        ("County FE", "estimate", "√", ("county_fixed_effects", "YES")),
        ("省份固定效应", "estimate", "是", ("省份_fixed_effects", "YES")),
        ("Firm fixed effects", "estimate", "no", ("firm_fixed_effects", "NO")),
        ("Weights", "estimate", "Yes", ("weights", "Yes")),
        ("Constant", "estimate", "Yes", ("constant", "YES")),
        ("常数项", "", "无", ("constant", "NO")),
        ("_model", "weights", "population", ("weights", "population")),
        ("_model", "estimator", "Logit", ("estimator", "Logit")),
        ("_model", "Dependent variable", "hours", ("outcome", "hours")),
    ],
)
def test_rows_of_words_are_read_as_people_write_them(term, statistic, text, expected):
    row = in_words({"table_id": "t", "column_id": "1", "term": term, "statistic": statistic, "value_as_printed": text})
    assert (row["term"], row["statistic"], row["value_as_printed"]) == ("_model", *expected)


@pytest.mark.parametrize("statistic", ["estimate", "se", "n", "stars"])
def test_rows_of_numbers_stay_as_they_are(statistic):
    row = {"table_id": "t", "column_id": "1", "term": "Control", "statistic": statistic, "value_as_printed": "0.12"}
    assert in_words(row) == row


def _wage_table():
    """Log wage on schooling and more, columns 3 and 4 with four controls that are not printed."""
    data = wage.load().dropna()
    cells = []

    def printed(table, column, term, **texts):
        cells.extend((table, column, term, statistic, text) for statistic, text in texts.items())

    for name in ("lwage", "educ", "exper", "tenure"):
        values = data[name].astype(float)
        for statistic, value in (
            ("mean", values.mean()),
            ("sd", values.std()),
            ("min", values.min()),
            ("max", values.max()),
        ):
            cells.append(("table_1", statistic, name, statistic, f"{value:.4f}"))
        cells.append(("table_1", "n", name, "n", str(len(values))))
    for column, (shown, hidden) in enumerate(
        [(["educ"], []), (["educ", "exper", "tenure"], []), (["educ"], HIDDEN), (["educ", "exper", "tenure"], HIDDEN)],
        start=1,
    ):
        fit = sm.OLS(data["lwage"], sm.add_constant(data[[*shown, *hidden]].astype(float))).fit()
        for name, term in [*((name, name) for name in shown), ("const", "_cons")]:
            stars = "*" * sum(fit.pvalues[name] < level for level in (0.1, 0.05, 0.01))
            printed(
                "table_2", str(column), term, estimate=f"{fit.params[name]:.4f}", se=f"{fit.bse[name]:.4f}", stars=stars
            )
        printed(
            "table_2",
            str(column),
            "_model",
            n=str(len(data)),
            r2=f"{fit.rsquared:.3f}",
            adj_r2=f"{fit.rsquared_adj:.3f}",
        )
        printed("table_2", str(column), "_model", year_fixed_effects="NO")
    columns = ["table_id", "column_id", "term", "statistic", "value_as_printed"]
    frame = pd.DataFrame(cells, columns=columns).assign(model_label=None)
    return frame.assign(
        decimals=[
            0 if s in ("n", "stars", "year_fixed_effects") else decimals(t)
            for s, t in zip(frame["statistic"], frame["value_as_printed"], strict=True)
        ]
    )


def _facts(*more):
    stated = [("outcome", "*", "*", "lwage", None), ("standard_errors", "*", "*", None, "classical"), *more]
    return pd.DataFrame(
        [(fact, table, column, term, None, value, "the text") for fact, table, column, term, value in stated],
        columns=["fact", "table_id", "column_id", "term", "other_term", "value_text", "where_stated"],
        dtype=object,
    )


ALL_SAID = [
    ("estimator", "*", "*", None, "OLS"), ("weights", "*", "*", None, "none"), ("r2", "*", "*", None, "whole"),
    ("other_effects", "*", "*", None, "none"), ("sample", "*", "*", None, "described"),
    ("stars", "*", "*", None, "10 5 1"),
]  # fmt: skip
UNPRINTED = [("controls", "table_2", column, None, "unprinted") for column in "34"]


@pytest.fixture(scope="module")
def wages(tmp_path_factory):
    """The true table with its controls unsaid, said in a row or a fact, and said wrongly; and what else is unsaid."""
    cells = _wage_table()
    row = pd.DataFrame(
        [("table_2", column, "_model", "controls", "YES", None, 0) for column in "34"],
        columns=["table_id", "column_id", "term", "statistic", "value_as_printed", "model_label", "decimals"],
    )
    printed = ("controls", "*", "*", None, "printed")
    studies = {
        "nothing said": (cells, _facts()),
        "controls unsaid": (cells, _facts(*ALL_SAID)),
        "controls in a row": (pd.concat([cells, row]), _facts(*ALL_SAID, printed)),
        "controls in a fact": (cells, _facts(*ALL_SAID, printed, *UNPRINTED)),
        "controls denied": (cells, _facts(*ALL_SAID, printed)),
        **{
            f"{fact} unsaid": (cells, _facts(*(each for each in ALL_SAID if each[0] != fact), printed))
            for fact in PREMISES
            if fact not in ("controls", "stars")
        },
    }
    named = [(c.assign(study=name), f.assign(study=name)) for name, (c, f) in studies.items()]
    merged = (pd.concat(each, ignore_index=True) for each in zip(*named, strict=True))
    own = audit_cells(Settings.from_environment("observed", "duckdb"), *merged, tmp_path_factory.mktemp("wages"))
    with connect(own.work_file) as connection:
        found = read(connection, "select * from audit.consistency")
        missing = read(connection, "select * from audit.missing_fact")
    return {study: rows.set_index("check_id") for study, rows in found.groupby("study")}, missing


@pytest.mark.slow
def test_only_what_is_said_wrongly_is_accused(wages):
    accused = {study: set(rows.index[rows["verdict"].isin(AT_FAULT)]) for study, rows in wages[0].items()}
    denied = accused.pop("controls denied")
    assert any(check.startswith("constant_of_means") for check in denied) and len(denied) >= 5
    silent = {study: checks for study, checks in accused.items() if study.startswith(("nothing", "controls"))}
    assert not any(silent.values()), silent


@pytest.mark.slow
@pytest.mark.parametrize("fact", ["estimator", "weights", "other_effects", "sample"])  # without effects R² is R²
def test_a_check_whose_premise_is_unsaid_decides_nothing_and_names_it(wages, fact):
    found, missing = wages
    rows = found[f"{fact} unsaid"]
    waiting = rows[rows["unknown_en"].notna()]
    assert len(waiting) and (waiting["verdict"] == "not decidable").all()
    assert waiting["sentence_en"].str.startswith("Not stated: ").all()
    assert set(missing.loc[missing["study"] == f"{fact} unsaid", "fact"]) == {fact}
    assert not set(waiting.index) - set(found["controls denied"].index)


@pytest.mark.slow
def test_a_premise_that_does_not_hold_is_not_asked(wages):
    found = wages[0]["controls in a fact"]
    assert "constant_of_means_table_2_3" not in found.index
    assert found.loc["constant_of_means_table_2_1", "verdict"] == "holds"
    assert found.loc["r2_rises_table_2_2_from_table_2_1", "verdict"] == "holds"
    assert set(wages[0]["controls in a row"].index) == set(found.index)


def _files(folder, cells, claims):
    folder.mkdir()
    (folder / "cells.csv").write_text(
        "table_id,column_id,term,statistic,value_as_printed\n" + "\n".join(cells) + "\n", "utf-8"
    )
    (folder / "claims.csv").write_text(
        "kind,table_id,column_id,term,other_term,value_text\n" + "\n".join(claims) + "\n", "utf-8"
    )
    return folder


@pytest.mark.slow
def test_rows_that_copy_others_are_suspicious_with_the_odds(tmp_path):
    rows = {
        "COVER": ("-0.000982", "***", "0.000337"),
        "USAGE": ("-0.000162", "", "0.000124"),
        "DIGITAL": ("-0.000107", "*", "0.000061"),
        "URBAN": ("-2.843486", "***", "0.100384"),
        "INCOME": ("0.234037", "***", "0.038925"),
        "OPEN": ("0.400603", "***", "0.118171"),
        "LOANS": ("-0.000982", "***", "0.000337"),
        "_cons": ("-0.000162", "***", "0.000124"),
    }
    cells = [
        f"table_5,1,{term},{name},{text}"
        for term, texts in rows.items()
        for name, text in zip(("estimate", "stars", "se"), texts, strict=True)
    ]
    folder = _files(tmp_path / "copied", [*cells, "table_5,1,_model,n,185"], ["outcome,,,gap,,"])
    settings = Settings.from_environment("observed", "duckdb")
    text, n_at_fault = audit_study(settings, folder)
    assert n_at_fault == 0
    assert (
        "SUSPICIOUS  Repeated to the last digit: table_5.1.COVER = table_5.1.LOANS, table_5.1.USAGE = table_5.1._cons"
        in text
    )
    assert "at most one table of 130000" in text  # 28 pairs, four free digits, two rows: (28 / 10^4)^2
    assert "More would be checked if these were stated" in text and "stars: the levels of the stars (Table 5)" in text


@pytest.mark.slow
def test_numbers_filled_up_with_zeros_are_read_as_rounded_and_named(tmp_path):
    """Stargazer with two digits prints 65.00 for 64.633: a true table, all said of it, is not accused."""
    data, cells = sm.datasets.statecrime.load_pandas().data, []

    def text(value, decimals):
        return f"{float(f'{value:.2g}'):.{decimals}f}"

    for name in ("murder", "poverty", "single"):
        for statistic in ("mean", "std", "min", "max"):
            cells.append(
                f"table_1,{statistic},{name},{statistic.replace('std', 'sd')},{text(data[name].agg(statistic), 2)}"
            )
        cells.append(f"table_1,n,{name},n,{len(data)}")
    for column, names in enumerate((["poverty"], ["poverty", "single"]), start=1):
        fit = sm.OLS(data["murder"], sm.add_constant(data[names])).fit()
        for name in ("const", *names):
            for statistic, value in (("estimate", fit.params[name]), ("se", fit.bse[name])):
                cells.append(f"table_2,{column},{name.replace('const', '_cons')},{statistic},{text(value, 3)}")
        for statistic, value in (("r2", fit.rsquared), ("adj_r2", fit.rsquared_adj)):
            cells.append(f"table_2,{column},_model,{statistic},{text(value, 3)}")
        cells += [f"table_2,{column},_model,n,{len(data)}", f"table_2,{column},_model,year_fixed_effects,NO"]
    said = [f"{fact},,,,,{value}" for fact, _, _, _, value in ALL_SAID if fact != "stars"]
    claims = ["outcome,,,murder,,", "standard_errors,,,,,classical", "controls,,,,,printed", *said]
    told, n_at_fault = audit_study(
        Settings.from_environment("observed", "duckdb"), _files(tmp_path / "padded", cells, claims)
    )
    assert n_at_fault == 0, told
    assert "NOTE  Padded with zeros: " in told and "no number of the same kind has more digits" in told


@pytest.mark.slow
def test_a_term_with_commas_and_semicolons_works_end_to_end(tmp_path):
    name = "Roads, paved; wide"
    folder = tmp_path / "term"
    folder.mkdir()
    for file in ("cells.csv", "claims.csv"):
        text = (PROJECT_DIR / "examples/audit/planted" / file).read_text("utf-8")
        (folder / file).write_text(text.replace(",Roads,", f',"{name}",'), "utf-8")
    settings = Settings.from_environment("observed", "duckdb")
    text, n_at_fault = audit_study(settings, folder)
    assert n_at_fault > 10 and f"Table 2 (3) {name} coefficient: -0.3585 → 0.3585 (sign)" in text
    with connect(settings.build_dir / "audit/term/observed/work.duckdb") as connection:
        named = read(
            connection,
            "select * from audit.consistency_cell anti join audit.audit_published_number using (study, cell)",
        )
        told = read(
            connection, "select * from audit.consistency where check_id = $1", [f"stars_table_2_2_{name}"]
        ).iloc[0]
        repaired = read(
            connection,
            "select check_id from results.audit_repair_checks anti join audit.consistency using (study, check_id)",
        )
    assert named.empty and repaired.empty
    assert told["cells_en"] == ", ".join(
        f"Table 2 (2) {name} {word}" for word in ("coefficient", "standard error", "stars")
    )
    assert told["cells_zh"] == "、".join(f"表2 (2) {name} {word}" for word in ("系数", "标准误", "星号"))


@pytest.mark.slow
def test_each_audit_says_its_coverage(tmp_path):
    text, _ = audit_study(Settings.from_environment("observed", "duckdb"), CORRECT)
    assert "Of 60 printed numbers 60 are tied to another number by a check that decides." in text
    table = pd.DataFrame({"n_numbers": [10, 5], "n_tied": [4, 5]})
    assert covered(table)[1] == "15个原文报告的数字中，9个与其他数字相互约束并已判定；6个无从对照，其印刷错误无法发现。"
    missing = pd.DataFrame(
        {
            "fact": ["r2"],
            "table_id": ["table_2"],
            "n_checks": [3],
            "premise_en": ["which R²"],
            "premise_zh": ["R²的类型"],
        }
    )
    assert wanted(missing) == [
        ("r2", ("which R² (Table 2): 3 checks depend on it", "R²的类型（表2）：3项检查取决于此"))
    ]


@pytest.mark.slow
def test_real_data_papers_are_not_accused(tmp_path):
    """Tables of regressions really run on public data, with all that papers do and leave unsaid: 0 of 324 accused."""
    papers = {f"real_{number}": draw_real_paper(1, number) for number in range(REAL)}
    own = audit_cells(Settings.from_environment("observed", "duckdb"), *frames(papers, {}), tmp_path, simulates=False)
    with connect(own.work_file) as connection:
        found = read(connection, "select study, check_id, verdict, sentence_en, inputs from audit.consistency")
        tied = read(connection, "select sum(n_tied) as tied, sum(n_numbers) as numbers from audit.print_coverage").iloc[
            0
        ]
    wrong = found[found["verdict"].isin(SHOWN)]
    assert wrong.empty, wrong.to_string()
    assert found["study"].nunique() == REAL and tied["tied"] > 0.4 * tied["numbers"]  # and are not merely unread


def test_the_facts_of_the_examples_are_read():
    facts = read_study(CORRECT).facts
    assert set(PREMISES) <= set(facts["fact"])
