"""Panels of one's own: from a file through `resilience new` and the pipeline to published numbers."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
import yaml

from resilience.project.errors import UserError
from resilience.project.settings import PROJECT_DIR
from resilience.project.warehouse import connect, read
from resilience.project.workspace import settings_of
from resilience.publish import pipeline
from resilience.workspace.new import Stated, new

pytestmark = pytest.mark.slow

PANELS = Path(__file__).with_name("panels")
EXAMPLE = PROJECT_DIR / "examples/own_panel"


def grunfeld():
    return sm.datasets.grunfeld.load_pandas().data


def munnell():
    from linearmodels.datasets import munnell

    frame = munnell.load()
    logs = {name: np.log(frame[name]) for name in ("GSP", "P_CAP", "PC", "EMP")}
    return frame.assign(**{f"ln_{name}": values for name, values in logs.items()})


def wages():
    from linearmodels.datasets import wage_panel

    return wage_panel.load()


def made(folder, frame, suffix=".csv", tables=(), **stated):
    """A workspace of a frame, with tables of its own in place of the proposed one."""
    file = folder.parent / f"panel{suffix}"
    {".csv": frame.to_csv, ".xlsx": frame.to_excel, ".dta": frame.to_stata}[suffix](
        file, **({"write_index": False} if suffix == ".dta" else {"index": False})
    )
    new(folder, file, Stated(**stated))
    if tables:
        study = yaml.safe_load((folder / "study.yml").read_text(encoding="utf-8"))
        for key in ("main", "oster", "curve"):
            study.pop(key, None)
        study |= {"tables": list(tables), "permutations": 19, "test_size": None}
        (folder / "study.yml").write_text(yaml.safe_dump(study, allow_unicode=True), encoding="utf-8")
    return folder


def estimated(folder):
    """`results.estimates` of a workspace, after everything up to the estimation."""
    settings = settings_of(folder)
    pipeline.read_inputs(settings)
    pipeline.dbt.build(settings, pipeline.WITHOUT_AUDIT)
    pipeline.gate(settings, "r-test")
    pipeline.estimate(settings, "r-test", settings.main_source)
    return results(settings, "estimates")


def results(settings, table):
    with connect(settings.work_file) as connection:
        return read(connection, f"select * from results.{table}")


# Panel -> options, columns of a table (regressors, fixed effects), and what is printed of them: coefficient and
# standard error, to the printed digits. All errors are classical.
PRINTED = {
    "grunfeld": (
        # Baltagi, Econometric Analysis of Panel Data (3rd ed. 2005), tables 2.1 and 3.1: OLS, Within, two-way Within;
        # ten firms, without American Steel, which statsmodels' data add.
        grunfeld, ".xlsx", {"outcome": "invest", "focus": "value"},
        [([], {"value": ("0.116", "0.006"), "capital": ("0.231", "0.025")}),
         (["region_code"], {"value": ("0.110", "0.012"), "capital": ("0.310", "0.017")}),
         (["region_code", "year"], {"value": ("0.118", "0.014"), "capital": ("0.358", "0.023")})],
    ),
    "munnell": (
        # Baltagi (2005), table 2.2 (public capital productivity, Munnell 1990): OLS and Within.
        munnell, ".dta", {"outcome": "ln_GSP", "focus": "ln_P_CAP"},
        [([], {"ln_P_CAP": ("0.155", "0.017"), "ln_PC": ("0.309", "0.010"), "ln_EMP": ("0.594", "0.014"),
               "UNEMP": ("-0.007", "0.001")}),
         (["region_code"], {"ln_P_CAP": ("-0.026", "0.029"), "ln_PC": ("0.292", "0.025"), "ln_EMP": ("0.768", "0.030"),
                            "UNEMP": ("-0.005", "0.001")})],
    ),
    "wage_panel": (
        # Wooldridge, Introductory Econometrics, table 14.2 (Vella and Verbeek 1998): pooled OLS and fixed effects, both
        # with year dummies.
        wages, ".csv", {"outcome": "lwage", "focus": "union"},
        [(["year"], {"educ": ("0.091", "0.005"), "black": ("-0.139", "0.024"), "hisp": ("0.016", "0.021"),
                     "exper": ("0.067", "0.014"), "expersq": ("-0.0024", "0.0008"), "married": ("0.108", "0.016"),
                     "union": ("0.182", "0.017")}),
         (["region_code", "year"], {"expersq": ("-0.0052", "0.0007"), "married": ("0.047", "0.018"),
                                    "union": ("0.080", "0.019")})],
    ),
    "gasoline": (
        # Baltagi (2005), table 2.5 (gasoline demand, Baltagi and Griffin 1983): OLS and Within.
        lambda: pd.read_csv(PANELS / "gasoline.csv"), ".csv", {"outcome": "lgaspcar", "focus": "lrpmg"},
        [([], {"lincomep": ("0.890", "0.036"), "lrpmg": ("-0.892", "0.030"), "lcarpcap": ("-0.763", "0.019")}),
         (["region_code"], {"lincomep": ("0.662", "0.073"), "lrpmg": ("-0.322", "0.044"),
                            "lcarpcap": ("-0.640", "0.030")})],
    ),
}  # fmt: skip
WITHOUT = {"grunfeld": "American Steel"}


@pytest.mark.parametrize("name", PRINTED)
def test_published_tables_come_out(name, tmp_path):
    load, suffix, stated, printed = PRINTED[name]
    columns = [{"x": list(cells), "fixed_effects": effects} for effects, cells in printed]
    table = {"id": "printed", "errors": ["classical"], "columns": columns}
    folder = made(tmp_path / name, load(), suffix, [table], **stated)
    if name in WITHOUT:
        study = yaml.safe_load((folder / "study.yml").read_text(encoding="utf-8"))
        study["samples"] = {"printed": {"en": "as printed", "exclude_regions": [WITHOUT[name]]}}
        study["tables"][0]["restrict_to"] = "printed"
        (folder / "study.yml").write_text(yaml.safe_dump(study, allow_unicode=True), encoding="utf-8")
    found = estimated(folder).set_index(["column_id", "term"])
    for number, (_, cells) in enumerate(printed, start=1):
        for term, (estimate, error) in cells.items():
            row = found.loc[(str(number), term)]
            assert [digits(row["estimate"], estimate), digits(row["std_error"], error)] == [estimate, error], term


def digits(value, printed):
    return f"{value:.{len(printed.split('.')[1])}f}"


def test_cigarettes_equal_statsmodels_with_years_of_two_digits_and_a_lag(tmp_path):
    frame = pd.read_csv(PANELS / "cigar.csv")
    real = {
        "ln_price": frame["price"] / frame["cpi"],
        "ln_income": frame["ndi"] / frame["cpi"],
        "ln_sales": frame["sales"],
    }
    frame = frame.assign(**{name: np.log(values) for name, values in real.items()})
    terms = ["ln_sales_before", "ln_price", "ln_income"]
    table = {"id": "demand", "errors": ["classical", "CRV1(region)"],
             "columns": [{"x": terms, "fixed_effects": ["region_code", "year"]}]}  # fmt: skip
    folder = made(tmp_path / "cigar", frame, tables=[table], outcome="ln_sales", focus="ln_price")
    study = yaml.safe_load((folder / "study.yml").read_text(encoding="utf-8"))
    study["lags"] = {"ln_sales_before": {"of": "ln_sales", "years": 1}}
    (folder / "study.yml").write_text(yaml.safe_dump(study), encoding="utf-8")
    found = estimated(folder).set_index(["se_type", "term"])
    frame["ln_sales_before"] = frame.groupby("state")["ln_sales"].shift()
    rows = frame.dropna()
    dummies = pd.get_dummies(rows[["state", "year"]].astype(str), drop_first=True, dtype=float)
    fit = sm.OLS(rows["ln_sales"], sm.add_constant(pd.concat([rows[terms], dummies], axis=1))).fit()
    classical = found.loc["classical"].loc[terms]
    assert classical["estimate"].to_numpy() == pytest.approx(fit.params[terms].to_numpy(), rel=1e-9)
    assert classical["std_error"].to_numpy() == pytest.approx(fit.bse[terms].to_numpy(), rel=1e-9)
    assert int(classical["n_obs"].iloc[0]) == 46 * 29 == len(rows)


def chinese():
    """An invented workbook as a student has it: title, units in the header, marks of what is missing."""
    random = np.random.default_rng(20261128)
    places = ["北京", "天津", "河北", "山西", "内蒙古", "辽宁", "吉林", "黑龙江", "上海", "江苏", "浙江", "安徽"]
    rows = []
    for place in places:
        level = random.normal(0, 0.4)
        for year in range(2010, 2021):
            income = np.exp(10 + level + 0.05 * (year - 2010) + random.normal(0, 0.03))
            trade = np.exp(6 + 0.6 * level + 0.04 * (year - 2010) + random.normal(0, 0.05))
            rows.append([place, year, round(income, 2), round(trade, 2), round(random.uniform(0.1, 0.3), 4)])
    columns = ["省份", "年份", "人均GDP（元）", "进出口总额（亿元）", "财政支出占比"]
    return pd.DataFrame(rows, columns=columns)


def test_an_invented_workbook_in_chinese_becomes_a_report(tmp_path):
    file, folder = tmp_path / "面板.xlsx", tmp_path / "我的 研究"
    with pd.ExcelWriter(file) as book:
        chinese().to_excel(book, sheet_name="数据", startrow=1, index=False)
        book.sheets["数据"].cell(1, 1, "表1 各省主要指标")
    said = new(folder, file, lang="zh")
    assert "Unit: 省份 (its values are names of regions" in said and "Outcome: 人均GDP_元" in said
    study = (folder / "study.yml").read_text(encoding="utf-8")
    assert "title_zh: 基准回归" in study and "人均GDP_元: {zh: 人均GDP, unit: 元}" in study and "title_en" not in study
    settings = settings_of(folder)
    published = pipeline.run(settings)
    page = (published / "report/index.html").read_text(encoding="utf-8")
    assert "人均GDP" in page and "基准回归" in page
    table = (published / "tables/table_2.tex").read_text(encoding="utf-8")
    assert "进出口总额" in table or "import" in table
    assert (results(settings, "fits")["status"] == "ok").all()


def test_the_example_is_what_new_writes_and_runs_whole(tmp_path):
    folder = tmp_path / "own_panel"
    new(folder, EXAMPLE / "data/grunfeld.xlsx")
    for name in ("study.yml", ".gitignore", "README.md"):
        assert (folder / name).read_text(encoding="utf-8") == (EXAMPLE / name).read_text(encoding="utf-8"), name
    shutil.rmtree(folder)
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("build"))
    settings = settings_of(folder)
    published = pipeline.run(settings)
    for name in ("report/index.html", "quality/index.html", "tables/table_2.tex", "tables/tables.docx"):
        assert (published / name).is_file(), name
    fits, curve = results(settings, "fits"), results(settings, "specification_curve")
    assert fits["status"].tolist() == ["ok"] * 4 and len(curve) == 12
    assert set(results(settings, "estimates")["se_type"]) == {
        "CRV3(region)", "permutation(region)", "CRV1(region)", "HC1", "classical",
    }  # fmt: skip


def planted(frame):
    """A panel of fifteen quiet units with one mistake of each kind."""
    place = {(unit, year): at for at, (unit, year) in enumerate(zip(frame["unit"], frame["year"], strict=True))}

    def put(column, unit, years, change):
        for year in years:
            at = place[unit, year]
            frame.loc[at, column] = change(frame.loc[at, column])

    put("sales", "u02", [2007], lambda value: value * 10000)  # a slipped unit
    put("sales", "u03", range(2006, 2013), lambda value: value / 1000)  # two units in one series
    put("wage", "u04", range(2001, 2013), lambda value: value * 10000)  # a unit in another unit of measurement
    put("wage", "u05", range(2001, 2013), lambda value: 50.0)  # a figure copied down
    put("price", "u06", [2009], lambda value: value * 40)  # a jump
    put("price", "u07", range(2001, 2013), lambda value: np.nan)  # a unit without the variable
    frame.loc[frame["year"] == 2010, "share"] = np.nan  # a year without it
    frame["constant"] = 3.0
    frame["note"] = frame["sales"].round(1).astype(str)
    frame.loc[place["u08", 2003], "note"] = "12..5"
    return frame[~((frame["unit"] == "u09") & frame["year"].isin([2005, 2006]))]


def quiet():
    random = np.random.default_rng(7)
    rows = []
    for number in range(15):
        level = random.normal(0, 0.3)
        for year in range(2001, 2013):
            moved = [np.exp(3 + level + 0.03 * (year - 2001) + random.normal(0, 0.02)) for _ in range(3)]
            rows.append([f"u{number:02}", year, *moved, random.uniform(0.2, 0.4)])
    return pd.DataFrame(rows, columns=["unit", "year", "sales", "wage", "price", "share"])


# Rule with its column -> unit and year of the finding; None where it is of several.
FOUND = {
    "no_slipped_unit: sales": ("u02", 2007),
    "no_change_of_unit: sales": ("u03", 2006),
    "units_share_a_scale: wage": ("u04", None),
    "no_series_stands_still: wage": ("u05", None),
    "no_jump: price": ("u06", 2009),
    "no_unit_lacks_a_column: price": ("u07", None),
    "no_year_lacks_a_column: share": (None, 2010),
    "no_column_is_constant: constant": (None, None),
    "numbers_are_numbers: note": ("u08", 2003),
    "panel_is_balanced": ("u09", None),
    "years_have_no_gap": ("u09", 2007),
}


@pytest.fixture(scope="module")
def judged(tmp_path_factory):
    """A workspace with one mistake of each kind, built, and the refusal of its gate."""
    folder = made(tmp_path_factory.mktemp("planted") / "study", planted(quiet()), outcome="sales", focus="wage")
    settings = settings_of(folder)
    pipeline.read_inputs(settings)
    pipeline.dbt.build(settings, pipeline.WITHOUT_AUDIT)
    with pytest.raises(UserError) as caught:
        pipeline.gate(settings, "r-test")
    return folder, settings, str(caught.value), results(settings, "gate_findings")


@pytest.mark.parametrize("rule", FOUND)
def test_each_planted_mistake_is_named_with_its_place(rule, judged):
    *_, findings = judged
    rows = findings[findings["rule"] == rule]
    unit, year = FOUND[rule]
    assert (unit, year) in [
        (row.region_code, None if pd.isna(row.year) else int(row.year))
        for row in rows.astype(object).where(rows.notna(), None).itertuples()
    ]
    assert rows["sentence_zh"].str.len().min() > 5 and rows["remedy"].str.len().min() > 5
    assert not rows["expected"].str.contains("{", regex=False).any()


def test_nothing_but_the_planted_mistakes_refuses(judged):
    _, _, refusal, findings = judged
    refused = findings[findings["severity"] == "refuse"]
    assert set(zip(refused["rule"], refused["region_code"], refused["year"], strict=True)) == {
        ("no_slipped_unit: sales", "u02", 2007), ("no_change_of_unit: sales", "u03", 2006),
    }  # fmt: skip
    assert (
        "region u02, year 2007" in refusal and "10000 times" in refusal and "reference/accepted_findings.csv" in refusal
    )


def test_findings_are_accepted_with_a_reason_in_the_workspace(judged):
    folder, settings, *_ = judged
    rows = ["rule,region_code,year,reason_en,reason_zh", "no_slipped_unit: sales,u02,2007,a strike,罢工",
            "no_change_of_unit,u03,,a split of the firm,拆分"]  # fmt: skip
    (folder / "reference").mkdir(exist_ok=True)
    (folder / "reference/accepted_findings.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    settings = settings_of(folder)
    pipeline.dbt.build(settings, ["--select", "accepted_findings"])
    assert pipeline.gate(settings, "r-test")["decision"] == "pass with findings"
    found = results(settings, "gate_findings").set_index("rule")
    assert found.loc["no_change_of_unit: sales", "accepted_reason"] == "a split of the firm"


def test_a_quiet_panel_has_no_findings(tmp_path):
    folder = made(tmp_path / "quiet", quiet())
    settings = settings_of(folder)
    pipeline.read_inputs(settings)
    pipeline.dbt.build(settings, pipeline.WITHOUT_AUDIT)
    assert pipeline.gate(settings, "r-test")["decision"] == "pass"


def test_a_study_whose_columns_all_fail_says_why_of_each(tmp_path):
    frame = quiet()
    folder = made(tmp_path / "two", frame[frame["unit"].isin(["u00", "u01"])])
    estimated(folder)
    fits = results(settings_of(folder), "fits")
    assert (fits["status"] == "failed").all()
    assert fits["message"].str.contains("2 clusters for 2 coefficients").all()


def test_a_folder_that_holds_something_is_left_alone(tmp_path):
    (tmp_path / "here").mkdir()
    (tmp_path / "here/notes.txt").write_text("mine")
    with pytest.raises(UserError, match="choose another name"):
        new(tmp_path / "here")
    with pytest.raises(UserError, match="stand more than once"):
        made(tmp_path / "twice", pd.concat([quiet(), quiet().head(1)]))
    assert not (tmp_path / "twice").exists() and [each.name for each in (tmp_path / "here").iterdir()] == ["notes.txt"]


def test_a_column_that_is_no_number_is_refused_as_outcome(tmp_path):
    frame = quiet().astype({"sales": object})
    frame.loc[3, "sales"] = "about 20"
    with pytest.raises(UserError, match="'about 20' in row 5"):
        made(tmp_path / "text", frame, outcome="sales")


def test_a_text_among_the_numbers_of_a_regressor_is_refused_before_anything_is_built(tmp_path):
    folder = made(tmp_path / "study", quiet(), outcome="sales", focus="wage")
    frame = quiet().astype({"wage": object})
    frame.loc[4, "wage"] = "n/a?"
    frame.to_csv(folder / "data/panel.csv", index=False)
    with pytest.raises(UserError, match=r"column wage\n  found:    'n/a\?' in row 6"):
        pipeline.read_inputs(settings_of(folder))


def test_stata_labels_name_variables_and_units(tmp_path):
    frame = quiet()
    frame["unit"] = pd.Categorical(frame["unit"])
    file = tmp_path / "panel.dta"
    frame.to_stata(file, write_index=False, variable_labels={"sales": "Sales (million USD)", "wage": "Wages"})
    new(tmp_path / "stata", file)
    study = yaml.safe_load((tmp_path / "stata/study.yml").read_text(encoding="utf-8"))
    assert study["variables"]["sales"] == {"en": "Sales", "unit": "million USD"}
    settings = settings_of(tmp_path / "stata")
    pipeline.read_inputs(settings)
    with connect(settings.work_file) as connection:
        names = read(connection, "select distinct region_code, region_name_en from raw.own_panel order by 1")
    assert set(names["region_name_en"]) == set(frame["unit"].astype(str))


STUDY = """outcom: sales
focus: vage
tables:
  - id: t
    errors: [HC9]
    columns:
      - {x: [wage, prize]}
      - {y: [wage]}
  - {id: u, columns: [{x: [nothing]}], fixed_effects: [regin]}
"""


def test_every_mistake_of_a_study_is_listed_at_once_with_line_and_key(tmp_path):
    from resilience.estimation.study_check import check_study

    file = tmp_path / "study.yml"
    file.write_text(STUDY, encoding="utf-8")
    with pytest.raises(UserError) as caught:
        check_study(file, ["region_code", "year", "region_name", "sales", "wage", "price"])
    places = [problem.place.removeprefix(f"{file}, ") for problem in caught.value.problems]
    assert places == [
        "line 1, key outcome", "line 5, key tables.0.errors.0", "line 8, key tables.0.columns.1.x",
        "line 8, key tables.0.columns.1.y", "line 1, key outcom", "line 2, key focus",
        "line 7, key tables.0.columns.0", "line 9, key tables.1.fixed_effects", "line 9, key tables.1.columns.0",
    ]  # fmt: skip
    assert "did you mean price?" in str(caught.value)


def test_outcome_and_regressors_are_all_that_a_study_must_say(tmp_path):
    from resilience.estimation.study_check import check_study

    file = tmp_path / "study.yml"
    file.write_text(
        "outcome: sales\ntables: [{columns: [{x: [wage]}, {x: [wage, price], title_zh: 全部}]}]\n", encoding="utf-8"
    )
    study = check_study(file, ["region_code", "year", "sales", "wage", "price"])
    (table,) = study.tables
    assert (study.focus, study.cluster, study.descriptives.variables) == (
        "wage",
        "region_code",
        ["sales", "wage", "price"],
    )
    assert (table.id, table.title_zh, table.reported) == ("table_2", "table_2", "CRV3(region)")
    assert [(column.id, column.title_en) for column in table.columns] == [("1", ""), ("2", "全部")]
