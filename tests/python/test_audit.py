"""The audit of printed numbers: a correct study passes, planted errors are found, our own facts come out computed."""

import csv
import shutil

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from click.testing import CliRunner

from resilience.audit.cells import read_study
from resilience.audit.concentrated import _left_out, rejection_rates
from resilience.audit.study import audit_cells, audit_study
from resilience.config import PROJECT_DIR
from resilience.errors import UserError
from resilience.warehouse import connect, read

EXAMPLES = PROJECT_DIR / "examples" / "audit"


def _verdicts(settings, cells, facts, folder):
    own = audit_cells(settings, cells, facts, folder)
    with connect(own.work_file) as connection:
        return read(connection, "select * from audit.consistency order by study, check_id")


@pytest.mark.slow
def test_correct_study_passes_and_planted_errors_are_found(settings, tmp_path):
    studies = [read_study(EXAMPLES / name) for name in ("correct", "planted")]
    cells, facts = (pd.concat(frames) for frames in zip(*studies, strict=True))
    found = _verdicts(settings, cells, facts, tmp_path / "two")
    wrong = found[found["verdict"].isin(["impossible", "contradicts"])]
    assert set(wrong["study"]) == {"planted"}
    at_fault = " ".join(wrong["cells"])
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


@pytest.mark.parametrize(
    ("file", "line", "text", "message"),
    [
        ("cells.csv", 3, "table_1,mean,Year,average,1", "statistic 'average'"),
        ("cells.csv", 3, "table_1,mean,Year,mean,2014*", "'2014*'"),
        ("cells.csv", 3, "table_1,n,Year,n,250", "the cell of line 2 again"),
        ("cells.csv", 3, "table_1,mean,Year,mean", "another number of cells"),
        ("facts.csv", 2, "outcom,,,Growth,,,", "fact 'outcom'"),
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


def test_missing_facts_are_told(tmp_path):
    shutil.copy(EXAMPLES / "correct" / "cells.csv", tmp_path)
    with pytest.raises(UserError, match=r"facts\.csv"):
        read_study(tmp_path)


def test_command_says_what_to_do_without_a_traceback(tmp_path):
    from resilience.cli import group

    (tmp_path / "cells.csv").write_text("table,value\n1,2\n", encoding="utf-8")
    result = CliRunner().invoke(group, ["audit", str(tmp_path)])
    assert isinstance(result.exception, UserError) and "expected:" in str(result.exception)


def test_concentrated_regressor_makes_the_clustered_test_reject_too_often():
    rates = rejection_rates(30, 12, draws=400)
    assert rates["CRV1"] > 0.5
    assert rates["CRV3"] < 0.1 and rates["permutation"] < 0.1
    assert rates == rejection_rates(30, 12, draws=400)


def test_slopes_without_each_unit_equal_statsmodels():
    random = np.random.default_rng(1)
    x, y = random.normal(size=(5, 4)), random.normal(size=(5, 4))
    found = _left_out(x - x.mean(axis=0), y - y.mean(axis=0))
    for unit in range(5):
        keep = np.arange(5) != unit
        effects = np.tile(np.eye(4), (4, 1))
        fit = sm.OLS(y[keep].ravel(), np.column_stack([x[keep].ravel(), effects])).fit()
        assert found[unit] == pytest.approx(fit.params[0], rel=1e-10)


@pytest.mark.slow
def test_facts_of_the_printed_study_are_computed(publication):
    with connect(publication.published_file) as connection:
        rows = read(connection, "select * from audit.consistency").set_index("check_id")

    def box(check):
        return rows.loc[check, "result_low"], rows.loc[check, "result_high"]

    assert (rows.loc[[f"sample_size_table_3_{column}" for column in "12"], "verdict"] == "holds").all()
    assert rows.loc["sample_years_of_abstract", "verdict"] == "contradicts"
    assert rows.loc["sl_identity_minimum", "verdict"] == rows.loc["vag_identity_maximum", "verdict"] == "impossible"
    assert box("concentration_Vag")[0] >= 8 and box("concentration_Vag")[1] <= 14
    assert box("r2_of_slope_table_2_1") == pytest.approx((0.0459, 0.0473), abs=1e-4)
    assert 2.8 < box("error_type_table_2.1._cons")[0] < box("error_type_table_2.1._cons")[1] < 3
    assert "only clusters" in rows.loc["error_type_table_2.1._cons", "sentence_en"]
    assert rows.loc["classical_floor_table_3", "verdict"] == "holds"
    assert rows.loc["omitted_variable_table_4_1_table_4.1.Vag", "verdict"] == "holds"
    assert rows.loc["mean_equation_table_4_1", "verdict"] == "holds"
    assert rows.loc["equation_of_table_4_1_against_table_2_6", "verdict"] == "contradicts"
    assert rows.loc["centring_moves_Vag", "verdict"] == "holds"
    assert box("sign_reversal_in_R&D") == pytest.approx((42, 42), abs=0.1)
    assert box("johnson_neyman_in_R&D")[0] < 40.9 and box("johnson_neyman_in_R&D")[1] > 45.0
    assert rows.loc["repeated_coefficient_γ2", "verdict"] == "contradicts"
    assert box("simulated_rejection_CRV1")[0] > 0.6 and box("simulated_smallest_permutation_p")[0] == pytest.approx(
        1 / 30
    )
    assert box("neighbours_in_vag") == pytest.approx((0.033, 0.034), abs=1e-3)
    assert box("classical_error_table_2_6_FDI") == pytest.approx((1.99, 2.02), abs=0.01)
    assert box("unreadable_table_2.3.GDP") == pytest.approx((5.3e-6, 5e-5), rel=0.01)
    assert box("drop_one_table_4_1_from_table_2_1") == pytest.approx((0.000476, 0.000482), abs=1e-6)
    assert box("block_f_table_2_2_from_table_2_1") == pytest.approx((9.56, 9.57), abs=0.01)


@pytest.mark.slow
def test_our_own_tables_pass_the_audit(publication, tmp_path):
    """Estimates printed to four decimals, as a study's cells: nothing may be at fault."""
    with connect(publication.published_file) as connection:
        coefficients = read(connection, "select * from results.estimates where se_type = 'classical'")
        fits = read(connection, "select * from results.fits where status = 'ok'")
        described = read(connection, "select * from results.descriptives")
    folder = tmp_path / "own"
    folder.mkdir()
    rows = [
        ("table_1", name, row.variable, name, str(value) if name == "n" else f"{value:.6f}")
        for row in described.itertuples()
        for name, value in zip(
            ("n", "mean", "sd", "min", "max"), (row.n_obs, row.mean, row.sd, row.min, row.max), strict=True
        )
    ]
    for fit in fits.itertuples():
        place = (fit.table_id, fit.column_id)
        effects = "YES" if fit.fixed_effects == "year" else "NO"
        rows += [(*place, "_model", "n", str(int(fit.n_obs))), (*place, "_model", "adj_r2", f"{fit.adj_r2:.4f}")]
        rows.append((*place, "_model", "year_fixed_effects", effects))
        mine = coefficients[(coefficients["table_id"] == place[0]) & (coefficients["column_id"] == place[1])]
        for cell in mine.itertuples():
            term = "_cons" if cell.term == "const" else cell.term
            rows.append((*place, term, "estimate", f"{cell.estimate:.4f}"))
            rows.append((*place, term, "se", f"{cell.std_error:.4f}"))
    with (folder / "cells.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("table_id", "column_id", "term", "statistic", "value_as_printed"), *rows])
    facts = "fact,table_id,column_id,term,other_term,value_text,where_stated\noutcome,,,sl,,,\nunits,,,,,30,\n"
    (folder / "facts.csv").write_text(facts, encoding="utf-8")
    text, n_at_fault = audit_study(publication, folder)
    assert n_at_fault == 0, text
