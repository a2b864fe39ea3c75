"""Which parameters a study's claims need, and what a panel that departs from them is called."""

import csv

import numpy as np
import pandas as pd
import pytest
import yaml

from linear.basis import pivots
from resilience.audit.claim_summary import claim_summary
from resilience.estimation import diagnostics, panel_labels, specification_curve
from resilience.estimation.leave_one_out import leave_one_out, too_small
from resilience.estimation.samples import Sample, rows_of
from resilience.estimation.specification import load_study
from resilience.project.settings import PROJECT_DIR


def seed(name):
    with (PROJECT_DIR / "seeds" / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_parameter_of_a_dataset_has_a_name_and_every_study_says_what_it_needs():
    """A new parameter must be named, and a published study must say under which values its claims are judged."""
    datasets = yaml.safe_load((PROJECT_DIR / "dbt_project.yml").read_text("utf-8"))["vars"]["datasets"]
    known = {row["parameter"]: row["bears_on_estimates"] == "true" for row in seed("reference/parameters")}
    assert {name for parameters in datasets.values() for name in parameters} <= set(known)
    needed = {name for name, bears in known.items() if bears} - {
        "kernel",
        "world",
    }  # told by attributes; simulated only
    stated = seed("published/study_parameters")
    for study in {row["study"] for row in seed("published/published_cells")}:
        assert {row["parameter"] for row in stated if row["study"] == study} == needed


def test_the_baseline_departs_in_nothing_but_where_figures_are_drawn():
    datasets = yaml.safe_load((PROJECT_DIR / "dbt_project.yml").read_text("utf-8"))["vars"]["datasets"]
    accepted = {}
    for row in seed("published/study_parameters"):
        accepted.setdefault(row["parameter"], set()).add(row["value"])

    def plain(value):
        return f"[{', '.join(value)}]" if isinstance(value, list) else str(value)

    for name, parameters in datasets.items():
        departs = {key for key, value in parameters.items() if key in accepted and plain(value) not in accepted[key]}
        assert departs == ({"collections"} if name.startswith("simulated") else set())


@pytest.fixture
def study():
    """Columns of a small panel."""
    return ["region_code", "year", "sl", "vag", "vag_lag1", "tax_share"]


STUDY = """
study: s
title_en: S
title_zh: S
outcome: sl
focus: vag
cluster: region_code
seed: 1
permutations: 99
variables:
  sl: {en: Export resilience, zh: 出口韧性, unit: log points}
  vag: {en: Virtual agglomeration, zh: 虚拟集聚, unit: sum}
  vag_lag1: {en: "Virtual agglomeration, year before", zh: 滞后, unit: sum}
  tax_share: {en: Tax, zh: 税, unit: ratio}
descriptives: {table: t, variables: [sl, vag, tax_share]}
curve: {controls: {none: []}, fixed_effects: {year: [year]}, sample_start: [2009]}
tables:
  - id: one
    version: v
    title_en: One
    title_zh: 一
    reported: CRV3(region)
    errors: [CRV1(region), CRV3(region)]
    columns:
      - {id: "1", x: [vag]}
"""


LABELS = pd.DataFrame(columns=["variable", "label_en", "label_zh", "unit_en"])  # of the panel, where a study has none


def loaded(tmp_path, columns):
    file = tmp_path / "s.yml"
    file.write_text(STUDY, encoding="utf-8")
    return load_study(str(file), columns)


def test_labels_name_what_the_panel_departs_in(tmp_path, study):
    departures = pd.DataFrame({"study": ["s", "s", "other"], "parameter": ["spillover_industry", "horizon", "flow"]})
    parameters = pd.DataFrame(
        [("spillover_industry", "Mining", "采矿业"), ("horizon", "2", "2"), ("flow", "Imports", "进口")],
        columns=["parameter", "value_en", "value_zh"],
    )
    named = panel_labels.on_panel(loaded(tmp_path, study), departures, parameters, LABELS).variables
    assert (named["vag"].en, named["vag"].zh) == ("Virtual agglomeration (Mining)", "虚拟集聚（采矿业）")
    assert named["vag_lag1"].en == "Virtual agglomeration, year before (Mining)"
    assert named["sl"].en == "Export resilience (k = 2)" and named["tax_share"].en == "Tax"
    same = panel_labels.on_panel(loaded(tmp_path, study), departures.iloc[2:], parameters, LABELS).variables
    assert same["vag"].en == "Virtual agglomeration"


def panel(n_regions=6, years=(2010,)):
    random = np.random.default_rng(3)
    frame = pd.DataFrame([(f"r{i}", year) for i in range(n_regions) for year in years], columns=["region_code", "year"])
    return frame.assign(
        sl=random.normal(size=len(frame)), vag=random.normal(size=len(frame)), vag_lag1=1.0, tax_share=np.nan
    )


def test_a_year_that_is_all_there_is_has_no_row_and_a_reason(tmp_path, study):
    """One year: nothing is left without it. It ended in a traceback."""
    from resilience.estimation import design

    plan, frame = loaded(tmp_path, study), panel()
    (table,) = plan.tables
    ready = design.build(plan, table, table.columns[0], frame)
    rows, untold = leave_one_out(ready, table.reported)
    assert set(rows["left_out_kind"]) == {"region"}
    assert untold == [("not_left_out", "year 2010", None, None, "no observation is left without it")]
    matrix, clusters = np.ones((3, 1)), np.array(["a", "a", "b"])
    assert "1 cluster is left" in too_small(np.array([True, True, False]), matrix, clusters)
    square = np.array([[1.0, 0], [0, 1], [1, 1]])
    assert "2 observations are left for 2" in too_small(np.array([True, False, True]), square, clusters)
    assert too_small(np.array([True, True, True]), matrix, clusters) is None


def test_a_variable_without_figures_is_described_as_such(tmp_path, study):
    rows = diagnostics.descriptives(loaded(tmp_path, study), panel()).set_index("variable")
    assert rows.at["tax_share", "n_obs"] == 0 and np.isnan(rows.at["tax_share", "mean"])
    assert pd.isna(rows.at["tax_share", "year_min"]) and rows.at["sl", "year_min"] == 2010


def test_a_curve_without_a_sample_is_empty(tmp_path, study):
    frame = panel()
    keys = frame[["region_code", "year"]]
    spillovers = keys.assign(lq_base="panel", distance_point="capital", kernel="k", spillover=1.0)
    outcomes = keys.assign(flow="f", horizon=1, national_base="panel", resilience=np.nan)
    alternatives = specification_curve.Alternatives.on_panel(frame, outcomes, spillovers)
    plan = loaded(tmp_path, study)
    assert specification_curve.run(plan, plan.curve, alternatives).empty


def test_columns_that_outnumber_the_rows_are_spanned():
    assert pivots(np.eye(2, 4)).shape == (4,) and (pivots(np.eye(2, 4)) > 0).tolist() == [True, True, False, False]


def test_a_sample_of_years_that_most_regions_have_and_of_open_ends():
    frame = panel(4, (2010, 2011, 2012)).assign(x=1.0)
    frame.loc[(frame["year"] == 2011) & (frame["region_code"] != "r0"), "x"] = np.nan
    kept = rows_of(Sample(en="", zh="", covered={"x": 0.5}), frame)
    assert set(frame.loc[kept, "year"]) == {2010, 2012}
    kept = rows_of(Sample(en="", zh="", years=(2011, None)), frame)
    assert set(frame.loc[kept, "year"]) == {2011, 2012}


def test_a_ledger_without_verdicts_says_why():
    claims = pd.DataFrame({"claim_id": [1, 2], "verdict": "no verdict", "reason_en": "Horizon", "reason_zh": "期限"})
    assert claim_summary(claims).en == "No verdict on the study's 2 claims. Horizon."
    assert "No claim" in claim_summary(claims.iloc[:0]).en
