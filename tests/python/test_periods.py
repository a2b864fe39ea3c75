"""Months, quarters, half-years and cumulated months are never years, nor names of what is measured."""

from pathlib import Path

import pytest

from resilience.ingest.file_grids import read_grids
from resilience.ingest.period import is_year, part_of_year, part_of_year_inside
from resilience.ingest.sheets import read_sheets
from resilience.ingest.tidy import description_file, read_tidy
from resilience.ingest.words import load
from resilience.project.errors import UserError

ROOT = Path(__file__).resolve().parents[2]

KINDS = {
    "months": (
        "2020年10月", "2020年10月份", "2020-10", "2020/10", "2020.10",
        "202010", "2020M10", "10月", "十月", "一月", "本月",
        "当月", "Mar 2020", "March 2020", "Mar-20", "2020 Mar",
        "Sept 2020", "10/2020", "月份", "Month", "２０２０年１０月",
        "2020年12月末", "2020年10月(亿元)", "2020年(10月)", "上月", "Oct", "20年10月",
        "10月 2020", "十月 2020年", "年月", "year_month", "mon",
    ),
    "cumulated months": (
        "1-10月", "1—10月", "1至10月", "1~10月", "2020年1-10月",
        "2020年1－10月累计", "前三季度", "累计", "本年累计", "累计值",
        "Jan-Oct", "Jan–Oct 2020", "January-October", "Year to date",
        "YTD", "Cumulative", "2020年1月-10月", "10月累计",
        "First nine months", "2020Q1-Q3", "一至三季度",
        "2020年前十个月", "9M2020", "2020.01-2020.10", "2020年(1-10月)",
        "2020年首三季", "2020年头三季度", "9 months 2020", "2020, nine months", "2020年至10月", "2020年截至十月",
        "2020年首10个月", "9个月2020年", "three quarters 2020",
    ),
    "quarters": (
        "2020年第一季度", "2020年一季度", "第1季度", "2020Q3", "2020年Q3",
        "Q3 2020", "3Q2020", "2020-Q3", "一季度", "季度",
        "First quarter", "1st quarter 2020", "Quarter 1", "Ⅲ季度", "2020:Q1", "quarter", "4季度末",
        "2020T1", "T1 2020", "1T2020", "2020 III", "2020-IV", "Ⅲ 2020", "2020 3Q",
    ),
    "half-years": (
        "上半年", "下半年", "2020年上半年", "H1 2020", "2020H1", "1H2020", "First half of 2020", "2020-S1", "半年",
        "2020中期", "2020年半年", "2020年半年度", "2020 1H", "2020年中报", "上半年2020",
    ),
    "days": ("2020-10-31", "2020-02-01", "2020年8月15日", "20201031"),
    "spans of years": ("2019-20", "2019/20", "2019-2020", "FY2020", "2019-2020学年"),
    "weeks": ("2020年第12周", "2020W12"),
    "seasons": ("2020年秋季", "Spring 2020"),
}  # fmt: skip
HEADINGS = [(text, kind) for kind, texts in KINDS.items() for text in texts]
YEARS = (
    "2020", "2020年", "2020年度", "2020年末", "X2020",
    "2020(亿元)", "2020年(亿元)", "2020-12-31", "2018-01-01", "2020.0",
    "2020 [YR2020]", "２０２０年",
)  # fmt: skip
NAMES = (
    "北京市", "Beijing", "GDP", "March Town", "12345",
    "110000", "年份", "年末常住人口(万人)", "累计参保人数", "Maryland",
    "May County", "总计", "1-3", "单位", "月桂县", "半山区", "第三产业增加值", "季节性", "Monthly minimum wage",
    "2019年12月31日人口", "居民消费价格指数(上年=100)", "3-month interbank rate",
    "Unemployed 6 months or more", "失业6个月以上人数", "Children aged 6 months", "城镇单位就业人员平均工资(元/月)",
)  # fmt: skip


@pytest.mark.parametrize(("text", "kind"), HEADINGS)
def test_a_part_of_a_year_is_known_by_its_kind(text, kind):
    assert (part_of_year(text), is_year(text)) == (kind, False)


@pytest.mark.parametrize("text", YEARS)
def test_a_year_is_a_year(text):
    assert (part_of_year(text), is_year(text)) == ("", True)


@pytest.mark.parametrize("text", NAMES)
def test_a_name_is_no_period(text):
    assert (part_of_year_inside(text), is_year(text)) == ("", False)


@pytest.mark.parametrize(
    "text",
    [
        "社会消费品零售总额_累计值(亿元)", "社会消费品零售总额_当期值", "1-10月社会消费品零售总额",
        "地区生产总值(2020年前三季度)",
        "Retail sales, Jan-Oct 2020", "居民消费价格指数(上年同月=100)", "2020年10月主要指标", "Exports, Q3 2020",
    ],
)  # fmt: skip
def test_a_period_inside_a_name_is_found(text):
    assert part_of_year_inside(text)


def shapes(text):
    """Files whose only period is `text`: across, down, in a column of labels, above, and below another heading."""
    yield f"地区,{text}\n北京市,1\n天津市,2\n"
    yield f"指标：地区生产总值(亿元)\n地区,{text},2019年\n北京市,1,3\n天津市,2,4\n"
    yield f"年份,北京市,天津市\n{text},1,2\n"
    yield f"地区,年份,地区生产总值(亿元)\n北京市,{text},1\n天津市,{text},2\n"
    yield f"indicator_name,region_name,year,value\n地区生产总值,北京市,{text},1\n"
    yield f"分地区收入(2020年)\n地区,税收收入,\n,{text},{text}\n北京市,1,1\n"
    yield f"地区：北京市\n指标,{text}\n地区生产总值(亿元),1\n"
    yield f"地区生产总值(亿元),北京市,天津市\n{text},1,2\n{text},3,4\n"


@pytest.mark.parametrize(("text", "kind"), HEADINGS)
def test_it_is_refused_by_name_in_every_shape(tmp_path, text, kind):
    for number, content in enumerate(shapes(text)):
        file = tmp_path / f"{number}.csv"
        file.write_text(content, encoding="utf-8")
        with pytest.raises(UserError) as caught:
            read_sheets(file, read_grids(file))
        assert f"{kind}, not years" in str(caught.value), content
        assert "--year does not" in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "社会消费品零售总额(亿元)\n地区,2020年,,2019年,\n,1月,2月,1月,2月\n北京市,1,2,3,4\n",
        "年份,月份,地区,零售总额(亿元)\n2020,1,北京市,5\n",
        "省份,期数,gdp(亿元)\n北京,2020-01,6\n天津,2020-02,7\n",
        "省份,期数,gdp(亿元)\n北京,202001,6\n天津,202002,7\n河北,202003,8\n",
        "date,province,gdp(亿元)\n2020-03-31,Beijing,2\n2020-06-30,Beijing,3\n",
        "省份,年,季,gdp(亿元)\n北京,2020,1,6\n",
        "2020\n地区,10月,11月\n北京市,5,6\n",
        "地区,年份,1月,2月\n北京市,2020,5,6\n",
        "地区,2020年1-10月,2019年\n北京市,1,2\n",
        "Region,Year ended Mar 2020\nBeijing,5\n",
    ],
)
def test_months_beside_years_are_refused_by_name(tmp_path, text):
    file = tmp_path / "a.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=r"(months|quarters|days), not years"):
        read_sheets(file, read_grids(file))


def test_figures_that_look_like_months_are_figures(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text(
        "地区,2020年,2019年\n北京市,2012.1,201001\n天津市,2013.5,201102\n河北省,2011.3,7\n", encoding="utf-8"
    )
    assert len(read_sheets(file, read_grids(file))[1]) == 6


@pytest.mark.parametrize(
    ("above", "kind"),
    [
        ("数据库：分省月度数据", "months"), ("数据库：分省季度数据", "quarters"), ("Database: Monthly Data", "months"),
        ("时间：2020年10月", "months"), ("时间：最近13个月", "months"), ("Time: Last 3 Months", "months"),
        ("时间：2020年第三季度", "quarters"), ("指标：社会消费品零售总额_累计值(亿元)", "cumulated months"),
        ("2020年1-10月各地区进出口", "cumulated months"), ("各地区收入（2020年上半年）", "half-years"),
    ],
)  # fmt: skip
def test_a_line_above_that_says_so_is_enough(tmp_path, above, kind):
    file = tmp_path / "a.csv"
    file.write_text(f"{above}\n地区,2020年\n北京市,1\n", encoding="utf-8")
    with pytest.raises(UserError, match=f"{kind}, not years"):
        read_sheets(file, read_grids(file))


@pytest.mark.parametrize(
    "above", ["发布日期：2021年3月", "更新时间：2021年3月15日", "时间：2011年-2025年", "2020年12月31日"]
)
def test_the_day_of_publication_is_no_period(tmp_path, above):
    file = tmp_path / "a.csv"
    file.write_text(f"{above}\n地区,2020年\n北京市,1\n", encoding="utf-8")
    assert len(read_sheets(file, read_grids(file))[1]) == 1


@pytest.mark.parametrize(
    "text",
    ["region,year,gdp\nA,2020-10,1\n", "region,year,month,gdp\nA,2020,10,1\n", "region,year,quarter,gdp\nA,2020,4,1\n"],
)
def test_a_tidy_file_of_months_is_refused(tmp_path, text):
    file = tmp_path / "a.csv"
    file.write_text(text, encoding="utf-8")
    description_file(file).write_text(
        "columns: {region: region, year: year}\nvalues: {gdp: {indicator: gdp, unit: cny_100m}}\n", encoding="utf-8"
    )
    with pytest.raises(UserError, match=r"(months|quarters), not years"):
        read_tidy(file)


def test_a_sheet_of_a_month_is_refused_and_a_sheet_of_a_year_says_the_year(tmp_path):
    from openpyxl import Workbook

    for name, said in (("2020年", "2020"), ("2020年10月", None)):
        book = Workbook()
        book.active.title = name
        for row in (["地区", "地区生产总值(亿元)", "年末常住人口(万人)"], ["北京市", 1, 2]):
            book.active.append(row)
        book.save(tmp_path / "a.xlsx")
        if said:
            assert {
                cell.year_text for cell in read_sheets(tmp_path / "a.xlsx", read_grids(tmp_path / "a.xlsx"))[1]
            } == {said}
        else:
            with pytest.raises(UserError, match="months, not years"):
                read_sheets(tmp_path / "a.xlsx", read_grids(tmp_path / "a.xlsx"))


def sheets(file, *named):
    """A workbook of (name of a sheet, rows)."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for name, rows in named:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(file)
    return file


OF_A_YEAR = [["社会消费品零售总额(亿元)"], ["地区", "2020年"], ["北京市", 1], ["天津市", 2]]


@pytest.mark.parametrize(
    "names",
    [["1-10月"], ["10月"], ["Q3"], ["Oct"], ["上半年"], ["1月", "2月", "10月"], ["2020年1-10月"], ["零售 前三季度"]],
)
def test_a_part_of_a_year_in_a_sheets_name_is_refused_beside_years(tmp_path, names):
    file = sheets(tmp_path / "a.xlsx", *((name, OF_A_YEAR) for name in names))
    with pytest.raises(UserError, match=f"sheet {names[0]}\n.*not years"):
        read_sheets(file, read_grids(file))
    file = sheets(tmp_path / "b.xlsx", (names[0], [["region", "year", "gdp"], ["北京市", 2020, 1]]))
    description_file(file).write_text(
        "columns: {region: region, year: year}\nvalues: {gdp: {indicator: gdp, unit: cny_100m}}\n", encoding="utf-8"
    )
    with pytest.raises(UserError, match=f"sheet {names[0]}\n.*not years"):
        read_tidy(file)


@pytest.mark.parametrize("name", ["Sheet1", "S1", "2019-2020", "2021-03-31", "2021年3月公布", "分省年度数据", "Marl"])
def test_a_sheets_name_that_says_no_part_of_a_year_is_no_matter(tmp_path, name):
    file = sheets(tmp_path / "a.xlsx", (name, OF_A_YEAR))
    assert len(read_sheets(file, read_grids(file))[1]) == 2


@pytest.mark.parametrize(
    ("above", "kind"),
    [
        ("Gross regional product, first three quarters (100 million yuan)", "cumulated months"),
        ("统计期：今年以来", "cumulated months"), ("统计期：前三季度", "cumulated months"),
        ("社会消费品零售总额(头三季)", "cumulated months"), ("零售总额，首10个月", "cumulated months"),
        ("Retail sales, nine months (100 million yuan)", "cumulated months"),
        ("Retail sales, January through October", "cumulated months"),
        ("Retail sales to end-September", "cumulated months"), ("Retail sales, Q3", "quarters"),
        ("Half-year report", "half-years"),
        ("First three-quarter GDP", "cumulated months"), ("9M 2020 retail sales", "cumulated months"),
        ("GDP, quarterly", "quarters"), ("数据库：季报", "quarters"),
        ("1-10月社会消费品零售总额，2020年11月公布", "cumulated months"),
    ],
)  # fmt: skip
def test_a_part_of_a_year_said_in_words_above_is_refused(tmp_path, above, kind):
    file = tmp_path / "a.csv"
    file.write_text(f'"{above}"\n地区,2020年\n北京市,1\n', encoding="utf-8")
    with pytest.raises(UserError, match=f"{kind}, not years"):
        read_sheets(file, read_grids(file))


def with_note(folder, note):
    """A table, a yearbook's table and a described one, each with a note below."""
    for number, head in enumerate(
        ("社会消费品零售总额(亿元)\n地区,2020年\n", "分地区收入(2020年)\n地区,税收收入\n,\n", "region,2020\n")
    ):
        file = folder / f"{number}.csv"
        file.write_text(f'{head}北京市,1\n天津市,2\n"{note}"\n', encoding="utf-8")
        yield file, read_sheets
    file = folder / "described.csv"
    file.write_text(f'region,year,gdp\n北京市,2020,1\n天津市,2020,2\n"{note}"\n', encoding="utf-8")
    description_file(file).write_text(
        "columns: {region: region, year: year}\nvalues: {gdp: {indicator: gdp, unit: cny_100m}}\n", encoding="utf-8"
    )
    yield file, read_tidy


@pytest.mark.parametrize(
    ("note", "kind"),
    [
        ("注：2020年为1-10月累计数", "cumulated months"), ("注：2020年数据为上半年快报数", "half-years"),
        ("注：本表为1-9月累计数", "cumulated months"), ("2020年为前三季度数据", "cumulated months"),
        ("注：本表为1-9月累计数，2020年10月公布", "cumulated months"), ("注：2020年为10月数", "months"),
        ("注：北京市为三季度数", "quarters"), ("注：2020年数据截至10月底", "cumulated months"),
        ("Note: 2020 values are year-to-date.", "cumulated months"),
        ("Note: 2020 figures are for the first three quarters.", "cumulated months"),
        ("Note: data for 2020 cover January-October.", "cumulated months"),
        ("说明：数据为今年以来累计", "cumulated months"),
    ],
)  # fmt: skip
def test_a_note_that_figures_are_of_a_part_of_a_year_is_refused(tmp_path, note, kind):
    for file, reader in with_note(tmp_path, note):
        with pytest.raises(UserError, match=f"{kind}, not years"):
            reader(file, read_grids(file), load(ROOT)) if reader is read_sheets else reader(file)


@pytest.mark.parametrize(
    "note",
    [
        "2021年3月公布", "注：数据截至2021年3月发布", "注：2018年10月起口径调整", "资料来源：国家统计局，2021年3月",
        "注：2020年以11月1日零时普查数据修订", "注：自2019年一季度起实行新口径", "注：本表为1-12月累计数",
        "Note: revised after the census of November 2020.", "Note: from Q1 2019 a new method applies.",
        "Last updated: Mar 15, 2021", "注：本表绝对数按当年价格计算", "注：2020年数据为初步核算数",
        "注：常住人口指居住半年以上的人口。", "Note: residents who have lived for six months or more.",
        "注：从2013年一季度开始，实行新的住户调查。", "注：人口数据截至2020年12月底",
    ],
)  # fmt: skip
def test_a_note_that_mentions_a_month_for_another_reason_is_no_matter(tmp_path, note):
    for file, reader in with_note(tmp_path, note):
        reader(file, read_grids(file), load(ROOT)) if reader is read_sheets else reader(file)


def test_a_remark_beside_a_figure_says_its_period(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("地区,2020年,备注\n北京市,1,1-10月累计\n天津市,2,\n", encoding="utf-8")
    with pytest.raises(UserError, match="cumulated months, not years"):
        read_sheets(file, read_grids(file))
