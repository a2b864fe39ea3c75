"""What differs from column to column of a true table, and is said by column or not at all, accuses nobody."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from resilience.audit.study_audit import audit_cells
from resilience.audit.study_files import decimals
from resilience.project.settings import Settings
from resilience.project.warehouse import connect, read
from test_audit_premises import ALL_SAID, AT_FAULT

CONTROLS = ("controls", "*", "*", None, "printed")
FACTORS = [
    ("factor", "*", "*", term, factor, kind)
    for term, kind in (("xz", "raw"), ("xz_c", "centred"))
    for factor in ("x", "z")
]
WEAKENS = ("said_to_weaken", "table_2", "*", "x", "z", None)
CONSTANT = "_cons"


def _data() -> pd.DataFrame:
    """Noise that is largest where the regressors are average: robust errors lie far below the classical ones."""
    random = np.random.default_rng(20261127)
    x, z = random.uniform(1, 5, 300), random.uniform(2, 8, 300)
    near = np.exp(-2 * ((x - 3) ** 2 + (z - 5) ** 2))
    y = 4 + 1.5 * x + 0.8 * z - 0.3 * x * z + near * 6 * random.standard_normal(300)
    return pd.DataFrame({"y": y, "x": x, "z": z, "xz": x * z, "xz_c": (x - x.mean()) * (z - z.mean())})


def _cells(columns: list[tuple[str, str, str]], table: str = "table_2") -> pd.DataFrame:
    """Descriptives and a table; of each column its regressors, type of errors and constant (printed, or none)."""
    data, cells = _data(), []
    for name in ("y", "x", "z"):
        texts = {each: f"{data[name].agg(each.replace('sd', 'std')):.4f}" for each in ("mean", "sd", "min", "max")}
        cells += [("table_1", each, name, each, text) for each, text in (texts | {"n": str(len(data))}).items()]
    for number, (terms, errors, constant) in enumerate(columns, start=1):
        place = table, str(number)
        design = data[terms.split()].assign(**{CONSTANT: 1.0} if constant != "none" else {})
        fit = sm.OLS(data["y"], design).fit(cov_type=errors, use_t=True)
        for term in design if constant == "printed" else terms.split():
            texts = {"estimate": f"{fit.params[term]:.5f}", "se": f"{fit.bse[term]:.5f}"}
            stars = "*" * int(sum(fit.pvalues[term] < level for level in (0.1, 0.05, 0.01)))
            cells += [(*place, term, each, text) for each, text in (texts | {"stars": stars}).items()]
        texts = {"n": str(len(data)), "r2": f"{fit.rsquared:.4f}", "adj_r2": f"{fit.rsquared_adj:.4f}"}
        texts["year_fixed_effects"] = "NO"
        cells += [(*place, "_model", each, text) for each, text in texts.items()]
    frame = pd.DataFrame(cells, columns=["table_id", "column_id", "term", "statistic", "value_as_printed"])
    words = frame["statistic"].isin(["n", "stars", "year_fixed_effects"])
    places = frame["value_as_printed"].map(decimals).where(~words, 0)
    return frame.assign(model_label=None, decimals=places)


def _facts(*more: tuple) -> pd.DataFrame:
    columns = ["fact", "table_id", "column_id", "term", "other_term", "value_text"]
    wide = [(*fact[:4], None, fact[4]) if len(fact) == 5 else fact for fact in (*ALL_SAID, CONTROLS, *more)]
    stated = [("outcome", "*", "*", "y", None, None), *FACTORS, WEAKENS, *wide]
    return pd.DataFrame(stated, columns=columns, dtype=object).assign(where_stated="the text")


def _errors(*types: str) -> list[tuple]:
    """The type of the errors of each column in turn."""
    return [("standard_errors", "table_2", str(number), None, each) for number, each in enumerate(types, start=1)]


def _audited(studies: dict[str, tuple[pd.DataFrame, pd.DataFrame]], folder) -> dict[str, pd.DataFrame]:
    named = [(cells.assign(study=name), facts.assign(study=name)) for name, (cells, facts) in studies.items()]
    merged = (pd.concat(each, ignore_index=True) for each in zip(*named, strict=True))
    own = audit_cells(Settings.from_environment("observed", "duckdb"), *merged, folder, simulates=False)
    with connect(own.work_file) as connection:
        found = read(connection, "select * from audit.consistency")
    return {study: rows.set_index("check_id") for study, rows in found.groupby("study")}


def _accused(found: pd.DataFrame) -> set[str]:
    return set(found.index[found["verdict"].isin(AT_FAULT)]) - {"sign_reversal_in_z"}  # the text's own, rightly


MIXED = [
    ("x", "nonrobust", "printed"), ("x z", "nonrobust", "printed"), ("x z", "HC1", "printed"),
    ("x z xz", "nonrobust", "printed"), ("x z xz_c", "HC1", "printed"), ("x", "HC1", "printed"),
]  # fmt: skip
TYPES = [{"nonrobust": "classical"}.get(errors, errors) for _, errors, _ in MIXED]


@pytest.fixture(scope="module")
def by_column(tmp_path_factory):
    """One table with classical and HC1 errors side by side, its types said by column, by table, wrongly, or not."""
    cells = _cells(MIXED)
    other = cells.copy()
    place = (other[["table_id", "column_id", "term", "statistic"]] == ["table_2", "3", "z", "estimate"]).all(axis=1)
    other.loc[place, "value_as_printed"] = "-0.12345"
    robust = [("standard_errors", "table_2", number, None, "HC1") for number in ("3", "5", "6")]
    studies = {
        "by column": (cells, _facts(*_errors(*TYPES))),
        "unsaid": (cells, _facts()),
        "by table but for columns": (cells, _facts(("standard_errors", "table_2", "*", None, "classical"), *robust)),
        "by study but for columns": (cells, _facts(("standard_errors", "*", "*", None, "classical"), *robust)),
        "denied": (cells, _facts(("standard_errors", "*", "*", None, "classical"))),
        "another coefficient": (other, _facts(*_errors(*TYPES))),
    }
    return _audited(studies, tmp_path_factory.mktemp("by_column"))


@pytest.mark.slow
@pytest.mark.parametrize("study", ["by column", "unsaid", "by table but for columns", "by study but for columns"])
def test_columns_of_different_errors_are_not_compared(by_column, study):
    found = by_column[study]
    assert not _accused(found), found.loc[list(_accused(found)), "sentence_en"].to_string()
    compared = [row for row in found.index if row.startswith(("covariance_revealed", "johnson_neyman"))]
    assert set(found.loc[compared, "verdict"]) == ({"not decidable"} if study == "unsaid" else set())
    assert found.loc["repeated_column_table_2_2_table_2_3", "verdict"] == "holds"
    assert ".se" not in found.loc["repeated_column_table_2_2_table_2_3", "inputs"]


@pytest.mark.slow
def test_the_errors_of_columns_of_one_stated_type_are_compared(by_column):
    accused = _accused(by_column["denied"])
    checks = {
        "repeated_column_table_2_2_table_2_3", "johnson_neyman_in_z", "classical_floor_table_2",
        "error_type_table_2.6.x",
    }  # fmt: skip
    assert checks <= accused
    assert "repeated_column_table_2_2_table_2_3" in _accused(by_column["another coefficient"])


@pytest.mark.slow
def test_a_comparison_of_errors_names_the_types_that_are_unsaid(by_column):
    found = by_column["unsaid"]
    assert found.loc["covariance_revealed_x", "unknown_en"] == "the type of standard errors"


ORIGIN = [("x", "nonrobust", "none"), ("x z", "nonrobust", "none"), ("x z xz", "nonrobust", "none")]
BESIDE = [
    ("x", "nonrobust", "printed"), ("x z", "nonrobust", "none"), ("x z", "nonrobust", "unprinted"),
    ("x z", "nonrobust", "printed"),
]  # fmt: skip
NEEDING = ("r2_of_slope_table_2_1", "correlation_of_table_2_2", "r2_rises_table_2_2_from_table_2_1")


@pytest.fixture(scope="module")
def by_constant(tmp_path_factory):
    """Regressions through the origin, and with a constant that is not printed, said, unsaid and denied."""
    classical = ("standard_errors", "*", "*", None, "classical")
    origin, beside = _cells(ORIGIN), _cells(BESIDE)
    row = pd.DataFrame(
        [("table_2", column, "_model", "constant", "NO", None, 0) for column in "123"],
        columns=["table_id", "column_id", "term", "statistic", "value_as_printed", "model_label", "decimals"],
    )
    unprinted = _cells([(terms, errors, "unprinted") for terms, errors, _ in ORIGIN])
    said = ("constant", "*", "*", None, "yes")
    by_place = [("constant", "table_2", "2", None, "none"), ("constant", "table_2", "3", None, "yes")]
    studies = {
        "unsaid": (origin, _facts(classical)),
        "said": (origin, _facts(classical, ("constant", "table_2", "*", None, "none"))),
        "in a row": (pd.concat([origin, row]), _facts(classical)),
        "denied": (origin, _facts(classical, said)),
        "beside": (beside, _facts(classical)),
        "beside, said": (beside, _facts(classical, *by_place)),
        "unprinted": (unprinted, _facts(classical, said)),
        "unprinted, unsaid": (unprinted, _facts(classical)),
    }  # fmt: skip
    return _audited(studies, tmp_path_factory.mktemp("by_constant"))


@pytest.mark.slow
def test_a_regression_through_the_origin_is_accused_only_where_a_constant_is_claimed(by_constant):
    accused = {study: _accused(found) for study, found in by_constant.items()}
    denied = accused.pop("denied")
    assert not any(accused.values()), accused
    assert "r2_of_slope_table_2_1" in denied and len(denied) >= 3


@pytest.mark.slow
def test_what_needs_a_constant_waits_for_it(by_constant):
    for study in ("unsaid", "unprinted, unsaid"):
        found = by_constant[study].loc[list(NEEDING)]
        assert set(found["verdict"]) == {"not decidable"} and set(found["unknown_en"]) == {"the constant"}
    assert not set(NEEDING) & set(by_constant["said"].index) | set(NEEDING) & set(by_constant["in a row"].index)
    assert set(by_constant["unprinted"].loc[list(NEEDING), "verdict"]) == {"holds"}
    assert by_constant["beside, said"].loc["repeated_column_table_2_3_table_2_4", "verdict"] == "holds"
    assert "repeated_column_table_2_2_table_2_3" not in by_constant["beside, said"].index
