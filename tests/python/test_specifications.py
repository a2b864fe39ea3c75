"""Specifications as data: lags by calendar year, named samples, slopes per group, trends, and the editors' schema."""

import numpy as np
import pandas as pd
import pytest

from resilience.estimation import design
from resilience.estimation.derived_columns import derive_columns
from resilience.estimation.fit_summary import fit_body
from resilience.estimation.fitted_column import FittedColumn
from resilience.estimation.specification import Study, load_study
from resilience.project.errors import UserError
from resilience.project.study_file import STUDIES_DIR

HEAD = """
study: mine
title_en: t
title_zh: t
outcome: y
focus: vag
cluster: region_code
seed: 1
permutations: 99
variables: {}
descriptives: {table: table_1, variables: [y]}
"""
TABLE = """
tables:
  - {id: t, version: v, title_en: t, title_zh: t, reported: classical, errors: [classical], %s columns: [{id: "1", %s}]}
"""
PANEL_COLUMNS = ["region_code", "macro_region", "year", "y", "vag", "z"]


@pytest.fixture
def panel():
    rng = np.random.default_rng(3)
    grid = [(f"r{i}", "east" if i < 6 else "west", year) for i in range(12) for year in range(2009, 2021)]
    frame = pd.DataFrame(grid, columns=["region_code", "macro_region", "year"])
    return frame.assign(**{name: rng.normal(0, 1, len(frame)) for name in ("y", "vag", "z")})


def built(tmp_path, panel, column, extra="", table=""):
    file = tmp_path / "mine.yml"
    file.write_text(HEAD + extra + TABLE % (table, column), encoding="utf-8")
    study, panel = derive_columns(load_study(str(file), PANEL_COLUMNS), panel)
    return design.build(study, study.tables[0], study.tables[0].columns[0], panel)


def test_a_lag_counts_calendar_years_and_loses_exactly_the_rows_that_need_the_missing_year(tmp_path, panel):
    gap = panel[~((panel["region_code"] == "r3") & (panel["year"] == 2014))]
    found = built(tmp_path, gap, "x: [l2]", "lags: {l2: {of: z, years: 2}}")
    lost = found.missing["l2"]
    assert sorted(lost["year"].unique()) == [2009, 2010, 2016]
    assert lost[lost["year"] == 2016]["region_code"].tolist() == ["r3"]
    now = found.sample.set_index(["region_code", "year"])["l2"]
    assert now["r3", 2015] == panel.set_index(["region_code", "year"])["z"]["r3", 2013]


@pytest.mark.parametrize(
    ("sample", "n"),
    [
        ("years: [2011, 2015]", 12 * 5),
        ("exclude_regions: [r0, r1]", 10 * 12),
        ("where: {macro_region: [east], year: {at_least: 2015}}", 6 * 6),
        ("drop: [{region_code: [r0], year: [2017, 2018]}, {year: {at_most: 2009}}]", 12 * 12 - 2 - 12),
    ],
)
def test_named_samples_keep_the_rows_they_say(tmp_path, panel, sample, n):
    found = built(tmp_path, panel, "x: [z], restrict_to: s", f"samples: {{s: {{en: s, zh: s, {sample}}}}}")
    assert len(found.y) == n


def test_one_slope_per_group_is_the_slope_of_each_groups_own_rows(tmp_path, panel):
    found = built(tmp_path, panel, "x: [by]", "group_slopes: {by: {of: vag, group: macro_region}}")
    assert found.regressors == ["vag[east]", "vag[west]", "const"]
    east = (found.sample["macro_region"] == "east").to_numpy()
    assert (found.of("vag[east]") == found.sample["vag"].where(east, 0)).all()


def test_trends_of_regions_take_out_a_trend_of_each_region(tmp_path, panel):
    own = panel["region_code"].str[1:].astype(int) * panel["year"]
    panel = panel.assign(y=0.5 * panel["z"] + own)
    found = built(tmp_path, panel, "x: [z], region_trends: true", table="fixed_effects: [region_code, year],")
    slope = np.linalg.lstsq(found.values, found.y, rcond=None)[0][0]
    assert slope == pytest.approx(0.5, abs=1e-6)
    assert np.linalg.matrix_rank(found.values) == found.values.shape[1]


def fitted(tmp_path, panel, effects, **counting):
    """Ours: slopes, their CRV1 errors and the row of results.fits; and pyfixest 0.60.0's fit."""
    import pyfixest

    file = tmp_path / "mine.yml"
    file.write_text(HEAD + TABLE % (f"fixed_effects: [{effects}],", "x: [vag, z]"), encoding="utf-8")
    study, wide = derive_columns(load_study(str(file), PANEL_COLUMNS), panel)
    table, column = study.tables[0], study.tables[0].columns[0]
    found = FittedColumn(design.build(study, table, column, wide))
    errors = found.errors("CRV1(region)").std_error[["vag", "z"]]
    formula = f"y ~ vag + z | {effects.replace(', ', ' + ')}"
    theirs = pyfixest.feols(formula, panel, vcov={"CRV1": "region_code"}, ssc=pyfixest.ssc(**counting))
    return found.design, found.params[["vag", "z"]], errors, fit_body(found, table, column), theirs


def test_r2_of_several_effects_overall_adjusted_and_within_are_pyfixests(tmp_path, panel):
    _, slopes, errors, body, theirs = fitted(tmp_path, panel, "region_code, year")
    assert slopes.to_numpy() == pytest.approx(theirs.coef().to_numpy(), rel=1e-9)
    assert errors.to_numpy() == pytest.approx(theirs.se().to_numpy(), rel=1e-8)
    found = [body[name] for name in ("r2", "adj_r2", "r2_within")]
    assert found == pytest.approx([theirs._r2, theirs._adj_r2, theirs._r2_within], rel=1e-9)


@pytest.mark.parametrize(
    ("effects", "rank"),
    # 11 regions in 2 groups, 12 years, 2 slopes: 11 + 24 - 2; 11 + 12 - 1; 24
    [("region_code, macro_region^year", 35), ("macro_region, region_code, year", 24), ("year, macro_region^year", 26)],
)
def test_any_column_and_any_combination_can_be_an_effect(tmp_path, panel, effects, rank):
    """Slopes and R2 are pyfixest's. It counts levels less one per effect, also where one effect holds another; the rank
    is counted here, and its errors are brought to it."""
    panel = panel.assign(macro_region=panel["macro_region"].where(panel["region_code"] != "r7", None))
    ready, slopes, errors, body, theirs = fitted(tmp_path, panel, effects, k_adj=False)
    assert len(ready.y) == 11 * 12  # a missing level is no level
    assert ready.values.shape[1] == np.linalg.matrix_rank(ready.values) == rank
    assert slopes.to_numpy() == pytest.approx(theirs.coef().to_numpy(), rel=1e-8)
    assert [body["r2"], body["r2_within"]] == pytest.approx([theirs._r2, theirs._r2_within], rel=1e-8)
    assert body["adj_r2"] == pytest.approx(1 - (1 - theirs._r2) * 131 / (132 - rank), rel=1e-9)
    outside = rank - (10 if "region_code" in effects else 0)
    factor = 131 / (132 - outside)  # on pyfixest's without a count of coefficients
    assert errors.to_numpy() == pytest.approx(theirs.se().to_numpy() * factor**0.5, rel=1e-7)


def test_trends_stay_whole_beside_effects_of_a_group_and_year(tmp_path, panel):
    table = "fixed_effects: [region_code, macro_region^year],"
    found = built(tmp_path, panel, "x: [z], region_trends: true", table=table)
    assert np.linalg.matrix_rank(found.values) == found.values.shape[1]
    # 12 trends; of 2 · 12 combinations each group loses its constant and its trend
    assert sum(name.startswith("trend_") for name in found.dummies) == 12
    assert sum("^" in name for name in found.dummies) == 20


def test_an_outcome_of_its_own_and_a_common_sample_meet(tmp_path, panel):
    file = tmp_path / "mine.yml"
    table = TABLE.replace('columns: [{id: "1", %s}]', 'columns: [{id: "1", x: [vag], outcome: z}, {id: "2", x: [vag]}]')
    file.write_text(HEAD + table % "sample: common,", encoding="utf-8")
    study, panel = derive_columns(
        load_study(str(file), PANEL_COLUMNS), panel.assign(z=panel["z"].where(panel["year"] > 2010))
    )
    for column, outcome in zip(study.tables[0].columns, ("z", "y"), strict=True):
        found = design.build(study, study.tables[0], column, panel)
        assert found.study.outcome == outcome and (found.y == found.sample[outcome]).all() and len(found.y) == 120


@pytest.mark.parametrize(
    ("extra", "column", "said"),
    [
        ("lags: {l: {of: zz}}", "x: [l]", "key lags.l"),
        ("", "x: [z], restrict_to: nowhere", "a name of `samples`"),
        ("samples: {s: {en: s, zh: s, years: [2015, 2010]}}", "x: [z]", "the first is after the last"),
        ("", "x: [z], fixed_effects: [macro_regon^year]", "did you mean macro_region"),
        ("", "x: [z], fixed_effects: [year^]", "String should match pattern"),
        ("samples: {s: {en: s, zh: s, where: {vg: [1]}}}", "x: [z]", "did you mean vag"),
        ("samples: {s: {en: s, zh: s, years: [1990, 1991]}}", "x: [z], restrict_to: s", "holds no row of the panel"),
    ],
)
def test_mistakes_are_told_with_their_key(tmp_path, panel, extra, column, said):
    with pytest.raises(UserError) as caught:
        built(tmp_path, panel, column, extra)
    assert said in str(caught.value)


def test_the_schema_accepts_the_study_and_refuses_a_slip():
    import jsonschema
    import yaml

    document = yaml.safe_load((STUDIES_DIR / "virtual_agglomeration.yml").read_text(encoding="utf-8"))
    schema = Study.model_json_schema()
    jsonschema.validate(document, schema)
    document["tables"][0]["colums"] = []
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, schema)
