"""Every check with every pattern of missing inputs: no correct paper is accused, and no gap decides anything."""

from itertools import chain, combinations

import pandas as pd
import pytest

from lab.audit_score.author import draw_paper
from lab.audit_score.studies import frames
from resilience.audit.study_audit import audit_cells
from resilience.audit.study_files import read_study
from resilience.project.settings import PROJECT_DIR, Settings
from resilience.project.warehouse import connect, read
from test_check_families import LAGGED, STATED

MOMENTS = ("n", "mean", "sd", "min", "max")
OF_COLUMNS = ("estimate", "se", "stars", "r2", "adj_r2", "n")
# Kinds that name a gap, or a cell that they can do without: N of a calendar, its ends.
NAMING = (
    *("duplicates", "note", "clusters", "variables", "digits", "counts_and_errors"),
    *("described_n", "mean_of_year", "sd_of_year", "sample_size"),
)


def _subsets(names):
    return chain.from_iterable(combinations(names, size) for size in range(1, len(names) + 1))


def _good():
    """A correct paper on which every family of checks asks: with lags, R2 beside the adjusted one, and all facts."""
    printed = read_study(PROJECT_DIR / "examples/audit/correct")
    lagged = pd.DataFrame([(*key, text) for key, text in LAGGED.items()])
    lagged.columns = ["table_id", "column_id", "term", "statistic", "value_as_printed"]
    lagged["decimals"] = lagged["value_as_printed"].str.partition(".")[2].str.len()
    stated = pd.DataFrame(STATED, columns=["fact", "table_id", "column_id", "term", "other_term", "value_text"])
    return pd.concat([printed.cells, lagged]), pd.concat([printed.facts, stated])


def _patterns(cells, facts):
    """Study -> cells and facts with one pattern of statistics, or kinds of facts, gone."""
    described = cells["term"].ne("_model") & cells["statistic"].isin(MOMENTS)
    of_one = cells["term"].eq("Schools")
    for gone in _subsets(MOMENTS):
        yield f"moments {' '.join(gone)}", cells[~(described & cells["statistic"].isin(gone))], facts
        yield f"of one {' '.join(gone)}", cells[~(described & of_one & cells["statistic"].isin(gone))], facts
    for gone in _subsets(OF_COLUMNS):
        yield f"columns {' '.join(gone)}", cells[described | ~cells["statistic"].isin(gone)], facts
    for kind in facts["fact"].unique():
        yield f"fact {kind}", cells, facts[facts["fact"] != kind]
    yield "no facts", cells, facts.iloc[:0]
    for number in range(len(facts)):
        yield f"line {number}", cells, facts.drop(facts.index[number])


@pytest.fixture(scope="module")
def thinned(tmp_path_factory):
    papers = {f"drawn {number}": draw_paper(3, number) for number in range(4)}
    drawn = frames(papers, {})
    bases = [("good", *(frame.reset_index(drop=True) for frame in _good()))]
    bases += [(name, *(frame[frame["study"] == name].reset_index(drop=True) for frame in drawn)) for name in papers]
    studies = [
        (own.assign(study=f"{base}: {name}"), told.assign(study=f"{base}: {name}"))
        for base, cells, facts in bases
        for name, own, told in _patterns(cells, facts)
    ]
    merged = (pd.concat(each, ignore_index=True) for each in zip(*studies, strict=True))
    own = audit_cells(
        Settings.from_environment("observed", "duckdb"), *merged, tmp_path_factory.mktemp("thinned"), simulates=False
    )
    with connect(own.work_file) as connection:
        yield connection


@pytest.mark.slow
def test_no_gap_makes_a_correct_paper_wrong(thinned):
    wrong = read(
        thinned,
        "select study, check_id, sentence_en from audit.consistency where verdict in ('impossible', 'contradicts')",
    )
    assert wrong.empty, wrong.head(20).to_string()
    assert thinned.execute("select count(distinct study) from audit.consistency").fetchone()[0] > 700


@pytest.mark.slow
def test_what_decides_has_all_its_inputs(thinned):
    """A check that holds has numbers for its result, and every cell that it names is printed."""
    decided = "from audit.audit_checked as checked join audit_checks.audit_check as checks using (study, check_id) "
    where = f"where checked.verdict <> 'not decidable' and checks.check_kind not in {NAMING} "
    gaps = read(
        thinned,
        "select study, check_id, len(list_distinct(cells)) as named, count(cell.cell) as n "
        f"{decided} left join audit.consistency_cell as cell using (study, check_id) {where} "
        "group by study, check_id, cells having named > n",
    )
    assert gaps.empty, gaps.head(20).to_string()
    empty = read(
        thinned,
        # a bound of error_by_correlation may be open
        f"select study, check_id {decided} {where} and checks.check_kind <> 'error_by_correlation' "
        "and coalesce(checks.result_low, checks.result_high) is null",
    )
    assert empty.empty, empty.head(20).to_string()
