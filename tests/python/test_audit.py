"""The audit of printed numbers: a correct study passes, planted errors are found, our own facts come out computed."""

import re
import shutil

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from click.testing import CliRunner

from conftest import PLACE
from resilience.audit.misprint_candidates import Change, misprints
from resilience.audit.repair import write_repairs
from resilience.audit.repair_candidates import Slips
from resilience.audit.replay import Replay
from resilience.audit.single_unit_regressor import _left_out, rejection_rates
from resilience.audit.study_audit import audit_cells
from resilience.audit.study_files import read_study
from resilience.project.errors import UserError
from resilience.project.settings import PROJECT_DIR, Settings
from resilience.project.warehouse import connect, read

EXAMPLES = PROJECT_DIR / "examples" / "audit"


@pytest.fixture(scope="module")
def examples(tmp_path_factory):
    """Settings of a warehouse with both examples, audited."""
    settings = Settings.from_environment("observed", "duckdb")
    studies = [read_study(EXAMPLES / name) for name in ("correct", "planted")]
    cells, facts, claims = (
        pd.concat([getattr(study, name) for study in studies]) for name in ("cells", "facts", "claims")
    )
    return audit_cells(settings, cells, facts, tmp_path_factory.mktemp("two") / PLACE, claims)


@pytest.mark.slow
def test_correct_study_passes_and_planted_errors_are_found(examples):
    with connect(examples.work_file) as connection:
        found = read(connection, "select * from audit.consistency order by study, check_id")
        cells = read(connection, "select study, check_id, cell from audit.consistency_cell")
    wrong = found[found["verdict"].isin(["impossible", "contradicts"])]
    assert set(wrong["study"]) == {"planted"}
    at_fault = set(wrong.merge(cells, on=["study", "check_id"])["cell"])
    planted = [
        "table_2.3.Roads.estimate",  # a sign
        "table_2.1._cons.estimate",  # a transposition
        "table_3.2.Roads.estimate",  # a transposition
        "table_1.Schools.sd",  # a decimal shift
        "table_2.2.Roads.stars",  # stars lost
        "table_2.2._model.n",  # a transposition
    ]
    assert [cell for cell in planted if cell not in at_fault] == []
    assert found["sentence_zh"].notna().all() and found["assumption_en"].notna().all()


@pytest.mark.slow
def test_claims_of_the_text_are_held_against_the_print(examples):
    with connect(examples.work_file) as connection:
        judged = read(connection, "select * from audit.audit_claim_printed order by study, claim_id")
    verdicts = judged.groupby("study")["verdict"].agg(list)
    assert verdicts["correct"] == ["holds"] * 5 + ["none"]
    # a sign, a level that the errors do not bear, N of one column, a number of the text
    assert verdicts["planted"] == ["contradicts", "holds", "contradicts", "contradicts", "contradicts", "none"]


@pytest.mark.slow
def test_the_fewest_changes_are_the_planted_ones(examples):
    write_repairs(examples)
    with connect(examples.work_file) as connection:
        rows = read(connection, "select * from results.audit_repairs where place = 1")
        told = read(connection, "select * from audit.repair")
    assert {row.cell: (row.value_as_printed, row.value_meant, row.misprint) for row in rows.itertuples()} == {
        "table_2.3.Roads.estimate": ("-0.3585", "0.3585", "sign"),
        "table_2.1._cons.estimate": ("3.2231", "3.2321", "transposition"),
        "table_3.2.Roads.estimate": ("0.3270", "0.3720", "transposition"),
        "table_1.Schools.sd": ("8.3060", "0.8306", "decimal point"),
        "table_2.2.Roads.stars": ("*", "***", "stars"),
        "table_2.2._model.n": ("520", "250", "transposition"),
    }
    assert set(told["study"]) == {"planted"} and told["sentence_zh"].notna().all() and (told["n_cells"] > 0).all()


def test_a_replay_gives_the_verdicts_of_the_build(examples):
    paper = Replay(examples, "planted")
    with connect(examples.work_file) as connection:
        built = dict(
            connection.execute("select check_id, verdict from audit.consistency where study = 'planted'").fetchall()
        )
    again = {check: verdict for check, (verdict, *_) in paper.verdicts([{}])[0].items()}
    # what was simulated, and how much a cell tells, is never at fault
    asked = {check: of for check, of in built.items() if not check.startswith(("simulated_", "information_"))}
    assert again == asked


def test_a_replay_of_a_changed_paper_gives_the_verdicts_of_its_build(examples, tmp_path):
    """A number, a count, stars and a word: what the change does not touch is not computed again, and is the same."""
    paper = Replay(examples, "planted")
    texts = {
        "table_2.3.Roads.estimate": "0.3585", "table_2.2._model.n": "250", "table_2.2.Roads.stars": "***",
        "table_2.2._model.year_fixed_effects": "NO",
    }  # fmt: skip
    places = {name: position for position, name in paper.cells["cell"].items()}
    replayed = paper.verdicts([{places[name]: text} for name, text in texts.items()])
    with connect(examples.work_file) as connection:
        facts = read(connection, "select * from reference.published_facts where study = 'planted'")
    studies = []
    for name, text in texts.items():
        cells = paper.cells.drop(columns="cell").astype({"value_as_printed": object})
        cells.loc[places[name], "value_as_printed"] = text
        studies.append((cells.assign(study=name), facts.assign(study=name)))
    merged = (pd.concat(each, ignore_index=True) for each in zip(*studies, strict=True))
    own = audit_cells(examples, *merged, tmp_path, simulates=False)
    with connect(own.work_file) as connection:
        built = read(connection, "select study, check_id, verdict from audit.audit_checked")
    for name, found in zip(texts, replayed, strict=True):
        expected = built[built["study"] == name].set_index("check_id")["verdict"].to_dict()
        assert {check: verdict for check, (verdict, *_) in found.items()} == expected, name


@pytest.mark.parametrize(
    ("printed", "statistic", "meant", "kind"),
    [
        ("0.327", "estimate", "0.372", "transposition"),
        ("-0.3585", "estimate", "0.3585", "sign"),
        ("8.3060", "sd", "0.8306", "decimal point"),
        ("0.2338", "estimate", "0.0234", "decimal point"),
        ("0.2338", "estimate", "2.338", "decimal point"),  # no digit is claimed that is not printed
        ("12,509", "mean", "12,589", "digit"),
        ("*", "stars", "***", "stars"),
        ("YES", "year_fixed_effects", "NO", "word"),
    ],
)
def test_slips_of_a_cell(printed, statistic, meant, kind):
    slips = dict(misprints(printed, statistic))
    assert slips[meant] == kind and printed not in slips
    assert not [text for text in slips if text.lstrip("-").startswith(("00", "01", "02"))]


def test_a_short_cell_may_lack_a_digit():
    assert dict(misprints("0.358", is_short=True))["0.3582"] == "digit left out"
    assert "digit left out" not in dict(misprints("0.358")).values()


def test_counts_and_errors_have_no_sign():
    assert not [text for text, _ in misprints("0.12", "se") if text.startswith("-")]
    assert {kind for _, kind in misprints("250", "n")} == {"transposition", "digit"}
    assert not list(misprints("", "estimate"))


def test_smallest_sets_know_what_slips_do_together():
    """Cell 0 clears a, cell 1 b, and both may clear c together; the slip that clears it alone breaks d."""
    one, wrong, other = (Change(((cell, text),), "digit", 0.1) for cell, text in ((0, "1"), (0, "2"), (1, "3")))
    stake = {"a": {0}, "b": {1}, "c": {0, 1}, "d": {0}}
    slips = Slips(
        [one, wrong, other],
        [frozenset("a"), frozenset("ac"), frozenset("b")],
        [frozenset(), frozenset("d"), frozenset()],
        lambda unit, check: bool(stake[check] & set(unit)),
    )
    assert list(slips.sets(frozenset("abc"), 1)) == []
    assert list(slips.sets(frozenset("abc"), 2)) == [(one, other)]


@pytest.mark.parametrize(
    ("file", "line", "text", "message"),
    [
        ("cells.csv", 3, "table_1,mean,Year,average,1", "statistic 'average'"),
        ("cells.csv", 3, "table_1,mean,Year,mean,2014*", "'2014*'"),
        ("cells.csv", 3, "table_1,n,Year,n,250", "the cell of line 2 again"),
        ("cells.csv", 3, "table_1,mean,Year,mean", "another number of cells"),
        ("claims.csv", 2, "outcom,,,Growth,,,,,,,,", "kind 'outcom'"),
        ("claims.csv", 3, "rounding,,,,,,,,up,,,", "rounding 'up'"),
        ("claims.csv", 12, "coefficient,table_2,9,Roads,,,positive,,,,,", "cell table_2.9.Roads"),
        ("claims.csv", 12, "coefficient,table_2,1,Roads,,,up,,,,,", "sign 'up'"),
        ("claims.csv", 12, "no_effect,table_2,1,Roads,,,,0.2,,,,", "level '0.2'"),
        ("claims.csv", 12, "number,table_2,1,Roads,,estimate,,,a lot,,,", "'a lot'"),
    ],
)
def test_mistakes_are_told_by_line(tmp_path, file, line, text, message):
    shutil.copytree(EXAMPLES / "correct", tmp_path / "own")
    place = tmp_path / "own" / file
    lines = place.read_text(encoding="utf-8").splitlines()
    lines[line - 1] = text
    place.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(UserError) as error:
        read_study(tmp_path / "own")
    assert message in str(error.value) and f"{file}, line {line}" in str(error.value)


def test_missing_claims_are_told(tmp_path):
    shutil.copy(EXAMPLES / "correct" / "cells.csv", tmp_path)
    with pytest.raises(UserError, match=r"claims\.csv"):
        read_study(tmp_path)


def test_command_says_what_to_do_without_a_traceback(tmp_path):
    from resilience.cli.commands import group

    (tmp_path / "cells.csv").write_text("table,value\n1,2\n", encoding="utf-8")
    result = CliRunner().invoke(group, ["audit", str(tmp_path)])
    assert isinstance(result.exception, UserError) and "expected:" in str(result.exception)


def test_concentrated_regressor_makes_the_clustered_test_reject_too_often():
    rates = rejection_rates(30, 12, 1e-3, draws=400)
    assert rates["CRV1"] > 0.5
    assert rates["CRV3"] < 0.1 and rates["permutation"] < 0.1
    assert rates == rejection_rates(30, 12, 1e-3, draws=400)


def test_how_often_the_jackknife_rejects_depends_on_the_noise_of_the_other_units():
    """With nearly none it all but never rejects, with a little more it does; with all noise a test has its size."""
    rates = [rejection_rates(30, 12, share, draws=2000)["CRV3"] for share in (1e-5, 3e-3, 0.99)]
    assert rates[0] < 0.01 and 0.02 < rates[1] < 0.05
    assert rates[2] == pytest.approx(0.05, abs=0.015)


def test_slopes_without_each_unit_equal_statsmodels():
    random = np.random.default_rng(1)
    x, y = random.normal(size=(5, 4)), random.normal(size=(5, 4))
    found = _left_out(x - x.mean(axis=0), y - y.mean(axis=0))
    for unit in range(5):
        keep = np.arange(5) != unit
        effects = np.tile(np.eye(4), (4, 1))
        fit = sm.OLS(y[keep].ravel(), np.column_stack([x[keep].ravel(), effects])).fit()
        assert found[unit] == pytest.approx(fit.params[0], rel=1e-10)


# What the printed numbers alone reveal: fact -> rows of audit.consistency, each with its verdict or with what its
# result interval lies within.
FACTS = {
    "1 sample sizes and the n−1 form": {
        **{f"sample_size_table_{column}": "holds" for column in ("2_1", "2_6", "3_1", "3_2", "4_3")},
        "sd_of_year": "holds",
    },
    "2 the abstract's years": {"sample_years_of_abstract": "contradicts"},
    "3 a positive minimum": {"sl_identity_minimum": (0.0649, 0.0651)},
    "4 a maximum below the own weight": {"vag_identity_maximum": (0.9734, 0.9746)},
    "5 the shape of a dummy": {
        "variation_is_spread_Vag": (0.855, 0.871),
        "concentration_Vag": (8, 14),
        **{f"bhatia_davis_{name}": (0.14, 0.26) for name in ("SL", "GDP", "TAX", "CPI", "FDI", "R&D")},
    },
    "6 slope, R2 and constant": {
        "r2_of_slope_table_2_1": (0.0433, 0.0474),
        "constant_of_means_table_2_1": (0.2200, 0.2211),
    },
    "7 types of error": {
        "error_type_table_2.1._cons": (2.8, 3.0),
        "classical_floor_table_2": "not decidable",
    },
    "8 Table 4 against equation (2)": {
        "mean_equation_table_4_1": "not decidable",  # the table does not say which controls and effects it has
        "omitted_variable_table_4_1_table_4.1.Vag": "not decidable",
        "equation_of_table_4_1_against_table_2_6": "contradicts",
    },
    "9 the centred column": {
        "centring_moves_Vag": (0.55, 0.56),
        "centring_moves_R&D": "not decidable",
        "centring_moves_constant_of_XZ": "not decidable",
    },
    "10 a change of sign": {"sign_reversal_in_R&D": (41.9, 42.1), "johnson_neyman_in_R&D": "not decidable"},
    "11 the text on Table 3": {"text_against_stars_L.Vag": (2.31, 2.34)},
    "12 unreadable cells": {
        f"stars_table_{column}_GDP": "not decidable" for column in ("2_3", "2_4", "2_5", "2_6", "3_1", "3_2")
    },
    "13 a coefficient twice": {"repeated_coefficient_γ2": "contradicts"},
    "14 tests with one cluster": {
        "simulated_rejection_CRV1_noise_0.001_percent": (0.67, 0.73),
        "simulated_rejection_CRV3_noise_0.001_percent": (0.001, 0.006),
        "simulated_rejection_CRV3_noise_1_percent": (0.03, 0.07),
        "simulated_rejection_permutation_noise_0.001_percent": (0.03, 0.045),
        "simulated_smallest_permutation_p": (1 / 30, 1 / 30),
    },
    "15 neighbours and the unit of distance": {"neighbours_in_vag": (0.03, 0.035)},
    "16 t from the rise of R2": {
        "classical_error_table_2_4_TAX": (6.83, 6.87),
        "classical_error_table_2_5_CPI": (6.17, 6.21),
        "classical_error_table_2_6_FDI": (1.98, 2.03),
        "classical_error_table_4_2_XZ": (3.06, 3.10),
    },
    "17 a bound on the unreadable": {"unreadable_table_2.3.GDP": (5.2e-6, 5.01e-5)},
    "18 dropping one across tables": {"drop_one_table_4_1_from_table_2_1": (0.000475, 0.000483)},
    "19 F of the year effects": {"block_f_table_2_2_from_table_2_1": (9.55, 9.58)},
}


@pytest.mark.slow
@pytest.mark.parametrize("fact", FACTS)
def test_facts_of_the_printed_study_are_computed(publication, fact):
    with connect(publication.published_file) as connection:
        rows = read(connection, "select * from audit.consistency").set_index("check_id")
    for check, expected in FACTS[fact].items():
        row = rows.loc[check]
        if isinstance(expected, str):
            assert row["verdict"] == expected, check
        else:
            assert expected[0] - 1e-12 <= row["result_low"] <= row["result_high"] <= expected[1] + 1e-12, (check, row)


@pytest.mark.slow
def test_what_sentences_say_of_the_printed_study(publication):
    with connect(publication.published_file) as connection:
        sentences = read(connection, "select check_id, sentence_en from audit.consistency").set_index("check_id")
        repairs = read(connection, "select * from audit.repair where place = 1").set_index("checks")["sentence_en"]
    told = sentences["sentence_en"].to_dict()
    assert "at least 272 at or below" in told["concentration_Vag"] and "one unit" in told["concentration_Vag"]
    assert "only clustering" in told["error_type_table_2.1._cons"]
    assert "its classical t between 7.6" in told["unreadable_table_2.3.GDP"]
    assert "between 0.3 and" in told["simulated_rejection_CRV3_noise_1_percent"]
    assert "-0.0672 (sign)" in repairs["sl_identity_minimum"]


@pytest.mark.parametrize("name", ["audit_cell_alternative", "audit_official_number"])
def test_official_figures_are_summed_in_a_fixed_order(name):
    """A sum of doubles in the order of threads differs in its last digit from run to run."""
    sql = (PROJECT_DIR / f"models/audit/inputs/{name}.sql").read_text(encoding="utf-8")
    assert "ordered_sum(" in sql and not re.search(r"\b(?:avg|sum|stddev\w*)\(", sql.replace("ordered_sum(", ""))
