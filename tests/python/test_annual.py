"""Months, quarters and half-years become years when the user asks for it: complete years only."""

import dataclasses

import duckdb
import pytest

from resilience.ingest import ingest
from resilience.ingest.annual import part, read_annual
from resilience.ingest.file_grids import read_grids
from resilience.ingest.words import load
from resilience.project.errors import UserError
from resilience.project.settings import PROJECT_DIR

WORDS = load(PROJECT_DIR)
TITLE = "指标：地区生产总值(亿元)\n"


def read(folder, text, way="sum"):
    file = folder / "a.csv"
    file.write_text(text, encoding="utf-8")
    _, cells, account = read_annual(file, read_grids(file), WORDS, way)
    used = account.n_figures + account.n_labels + sum(block.n_cells for block in account.left_out)
    assert used == account.n_cells
    return {(cell.region_text, cell.year_text): float(cell.value_text) for cell in cells}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020年3月", ("2020", 3, "M")), ("2020-03", ("2020", 3, "M")), ("202003", ("2020", 3, "M")),
        ("Mar 2020", ("2020", 3, "M")), ("2020 March", ("2020", 3, "M")), ("2020M3", ("2020", 3, "M")),
        ("三月2020", None), ("2020年三月", ("2020", 3, "M")), ("3/2020", ("2020", 3, "M")),
        ("2020年第三季度", ("2020", 3, "Q")), ("2020Q3", ("2020", 3, "Q")), ("Q3 2020", ("2020", 3, "Q")),
        ("3Q2020", ("2020", 3, "Q")), ("third quarter of 2020", ("2020", 3, "Q")), ("2020-Q3", ("2020", 3, "Q")),
        ("2020年下半年", ("2020", 2, "H")), ("2020H2", ("2020", 2, "H")), ("2020-03-31", ("2020", 3, "D")),
        ("2020-03-01", ("2020", 3, "D")), ("2020-03-15", None), ("2020", None), ("2020年", None), ("2012.15", None),
        ("2020年1-3月", None), ("前三季度", None), ("GDP", None), ("北京市", None),
    ],
)  # fmt: skip
def test_a_part_of_a_year_is_known(text, expected):
    assert part(text) == expected


ACROSS = TITLE + "地区," + ",".join(f"2020年{nth}月" for nth in range(12, 0, -1)) + ",2021年1月\n"
ACROSS += "北京市," + ",".join(map(str, range(12, 0, -1))) + ",9\n天津市," + ",".join(["2"] * 12) + ",9\n"


@pytest.mark.parametrize(("way", "values"), [("sum", (78, 24)), ("mean", (6.5, 2)), ("last", (12, 2))])
def test_three_ways_to_make_a_year(tmp_path, way, values):
    assert read(tmp_path, ACROSS, way) == dict(zip([("北京市", "2020"), ("天津市", "2020")], values, strict=True))


@pytest.mark.parametrize(
    "text",
    [
        "年份,季度,地区,零售总额(亿元)\n" + "".join(f"2020,{nth},北京市,{nth}\n" for nth in range(1, 5)),
        "year,quarter,region,gdp\n" + "".join(f"2020,Q{nth},北京市,{nth}\n" for nth in range(1, 5)),
        TITLE + "地区,2020年,,,\n,一季度,二季度,三季度,四季度\n北京市,1,2,3,4\n",
        TITLE + "季度,北京市\n" + "".join(f"2020年{nth}季度,{nth}\n" for nth in range(1, 5)),
        "date,region,gdp\n" + "".join(f"2020-{month}-01,北京市,{at}\n" for at, month in
                                      enumerate(("01", "04", "07", "10"), start=1)),
        "date,region,gdp\n" + "".join(f"2020-{day},北京市,{at}\n" for at, day in
                                      enumerate(("03-31", "06-30", "09-30", "12-31"), start=1)),
        "数据库：分省季度数据\n指标：地区生产总值_当季值(亿元)\n时间：最近4个季度\n地区,2020年第四季度,2020年第三季度,"
        "2020年第二季度,2020年第一季度\n北京市,4,3,2,1\n数据来源：国家统计局\n",
        "Region," + ",".join(f"{nth}Q2020" for nth in range(1, 5)) + "\n北京市,1,2,3,4\n",
        TITLE + "地区,2020年上半年,2020年下半年\n北京市,3,7\n",
    ],
)  # fmt: skip
def test_quarters_and_half_years_in_every_layout(tmp_path, text):
    assert read(tmp_path, text) == {("北京市", "2020"): 10}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ACROSS.replace(",2020年3月", ",2019年3月"), "no year with all of its 12 figures"),
        (ACROSS.replace("12,11,", "…,11,").replace(",2,2,2,", ",2,,2,", 1), "no year with all of its 12 figures"),
        (TITLE + "地区,2020年,2020年12月\n北京市,1,2\n", "2020年 beside 2020年12月"),
        (TITLE + "季度,北京市\n2020年1季度,1\n2020年2季度,2\n2020年,3\n", "2020年 beside 2020年1季度"),
        (TITLE + "地区,2020年第一季度,2020年12月\n北京市,1,2\n", "parts of several kinds"),
        (TITLE + "地区,2020年1-2月,2020年3月\n北京市,1,2\n", "cumulated months"),
        ("指标：社会消费品零售总额_累计值(亿元)\n地区,2020年12月\n北京市,1\n", "cumulated months"),
        (TITLE + "地区,2020年\n北京市,1\n", "no parts of years"),
    ],
)
def test_what_cannot_be_added_up_is_refused(tmp_path, text, said):
    with pytest.raises(UserError, match=said):
        read(tmp_path, text)


def test_the_answer_is_remembered_and_checked(tmp_path, settings, monkeypatch):
    monkeypatch.setenv("LANDING_DIR", str(tmp_path / "landing"))
    here = dataclasses.replace(settings, build_dir=tmp_path / "build")
    file = tmp_path / "a.csv"
    file.write_text(ACROSS, encoding="utf-8")
    with pytest.raises(UserError, match="add up complete years: resilience ingest FILE --annual sum"):
        ingest(here, [file])
    with pytest.raises(UserError, match="did you mean: mean"):
        ingest(here, [file], answers={"annual": "median"})
    ingest(here, [file], answers={"annual": "last"})
    (report,) = ingest(here, [file])
    assert "figures of incomplete years (2)" in str(report)
    with duckdb.connect(str(here.work_file), read_only=True) as connection:
        assert connection.execute("select value_text from raw.landing_cell order by 1").fetchall() == [("12",), ("2",)]


def test_a_described_file_is_of_years(tmp_path, settings):
    file = tmp_path / "a.csv"
    file.write_text("region,year,gdp\n北京市,2020,1\n", encoding="utf-8")
    file.with_name("a.csv.yml").write_text(
        "columns: {region: region, year: year}\nvalues: {gdp: {indicator: gdp, unit: 亿元}}\n", encoding="utf-8"
    )
    with pytest.raises(UserError, match="--annual for a file with a description"):
        ingest(dataclasses.replace(settings, build_dir=tmp_path / "build"), [file], answers={"annual": "sum"})
