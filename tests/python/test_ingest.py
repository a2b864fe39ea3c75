"""Files in the shapes that people have, written for these tests; and what is said of bad ones."""

import dataclasses
import os
import zipfile
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resilience.ingest import ingest
from resilience.ingest.file_grids import read_grids
from resilience.ingest.grid import Grid
from resilience.ingest.sheets import read_sheets
from resilience.project.errors import UserError

HEADER = "数据库：分省年度数据\n指标：地区生产总值(亿元)\n时间：最近2年\n"
BODY = "地区,2020年,2019年\n北京市,36102.6,35371.3\n天津市,14083.7,14104.3\n"
FOOT = "注：说明。\n数据来源：国家统计局\n"


def write(folder, name, text, encoding="utf-8"):
    file = folder / name
    file.write_bytes(text.encode(encoding))
    return file


def read(file):
    return read_sheets(file, read_grids(file))[1]


def cells(file):
    return [(cell.region_text, cell.year_text.removesuffix("年"), cell.value_text) for cell in read(file)]


EXPECTED = [
    ("北京市", "2020", "36102.6"), ("北京市", "2019", "35371.3"),
    ("天津市", "2020", "14083.7"), ("天津市", "2019", "14104.3"),
]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_classic_download_in_every_encoding(tmp_path, encoding):
    assert cells(write(tmp_path, "a.csv", HEADER + BODY + FOOT, encoding)) == EXPECTED


def test_tabs_before_commas_and_semicolons(tmp_path):
    tabbed = BODY.replace(",", "\t,").replace("\n", "\t,\n")
    assert cells(write(tmp_path, "tab.csv", HEADER + tabbed + FOOT)) == EXPECTED
    assert cells(write(tmp_path, "semi.csv", HEADER + BODY.replace(",", ";") + FOOT)) == EXPECTED


def test_commas_of_thousands_between_tabs(tmp_path):
    rows = [["北京市", "36,102,600", "35,371,300"], ["天津市", "14,083,700", "14,104,300"]]
    text = "".join("\t".join(row) + "\n" for row in [["地区", "2020年", "2019年"], *rows])
    found = cells(write(tmp_path, "a.txt", text))
    assert found == [
        (region, year, value) for region, *values in rows for year, value in zip(("2020", "2019"), values, strict=False)
    ]


def test_a_workbook(tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    for line in (HEADER + BODY + FOOT).splitlines():
        book.active.append([float(cell) if cell.replace(".", "").isdigit() else cell for cell in line.split(",")])
    book.save(tmp_path / "a.xlsx")
    assert cells(tmp_path / "a.xlsx") == EXPECTED


def test_the_query_interfaces_long_form(tmp_path):
    head = "requested_code,indicator_code,indicator_name,region_code,region_name,year,value,display_value,has_data\n"
    rows = "".join(
        f"A020101,A020101,地区生产总值,1,{region},{year},{value},,True\n" for region, year, value in EXPECTED
    )
    file = write(tmp_path, "long.csv", head + rows + rows)
    assert cells(file) == EXPECTED
    assert read(file)[0].indicator_text == "A020101"
    write(tmp_path, "two.csv", head + rows + rows.replace("36102.6", "1"))
    with pytest.raises(UserError, match=r"twice: 36102\.6 in row 2, 1 here"):
        cells(tmp_path / "two.csv")


def test_a_yearbook_table_with_merged_bilingual_headers(tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    for row in (
        ["7-5 分地区收入(2019年)"], ["单位:亿元"], ["地 区", "Region", "税收收入\nTax\nRevenue", "", ""],
        ["", "", "", "国内\n增值税\nVAT", "资源税\nResource"],
        ["地方合计", "Total", 3, 2, 1], ["北 京", "Beijing", 2, 1, 0.5], ["天 津", "Tianjin", 1, 1, 0.5],
    ):  # fmt: skip
        book.active.append(row)
    book.active.append(["continued 续表"])
    for row in (
        ["地 区", "Region", "税收收入", ""],
        ["", "", "契税", "车船税"],
        ["北 京", "Beijing", 7, 8],
        ["天 津", "Tianjin", 9, 6],
    ):
        book.active.append(row)
    book.create_sheet("CNKI").append(["http://example.org"])
    book.save(tmp_path / "a.xlsx")
    found = read(tmp_path / "a.xlsx")
    assert {cell.indicator_text for cell in found} == {"税收收入", "国内增值税", "资源税", "契税", "车船税"}
    assert {(cell.year_text, cell.unit_text) for cell in found} == {("2019", "亿元")}
    taxes = [(cell.region_text, cell.value_text) for cell in found if cell.indicator_text == "税收收入"]
    assert taxes == [("地方合计", "3"), ("北 京", "2"), ("天 津", "1")]


def test_a_yearbook_table_of_several_years_under_one_merged_text(tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    for row in (["生产总值(亿元)"], ["地区", "地区生产总值", ""], ["", 2020, 2019], ["北京市", 36102.6, 35371.3]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    assert cells(tmp_path / "a.xlsx") == EXPECTED[:2]
    assert {cell.indicator_text for cell in read(tmp_path / "a.xlsx")} == {"地区生产总值"}


def test_the_other_shapes_of_one_table(tmp_path):
    shapes = {
        "years down": "年份,北京市,天津市\n2020年,36102.6,14083.7\n2019年,35371.3,14104.3\n",
        "labels in columns": (
            "地区,年份,地区生产总值(亿元)\n北京市,2020,36102.6\n,2019,35371.3\n天津市,2020,14083.7\n,2019,14104.3\n"
        ),
        "one region": "地区：北京市\n指标,2020年,2019年\n地区生产总值(亿元),36102.6,35371.3\n",
    }
    for name, text in shapes.items():
        found = cells(write(tmp_path, f"{name}.csv", text))
        assert set(found) == set(EXPECTED if name != "one region" else EXPECTED[:2]), name


CUSTOMS = (
    "2024年12月收发货人所在地总值表\n单位：万元人民币,,,,\n收发货人所在地,出口,,进口,\n,12月,1至12月,12月,1至12月\n"
    "总值,5,30,2,20\n北京市,3,20,1,15\n中关村,1,5,0,-\n天津市,2,10,1,5\n注：说明\n"
)


def test_customs_monthly_table_gives_the_year_and_keeps_its_parts(tmp_path):
    found = read(write(tmp_path, "customs.csv", CUSTOMS))
    assert {(cell.year_text, cell.unit_text) for cell in found} == {("2024", "万元人民币")}
    exports = [(cell.region_text, cell.value_text) for cell in found if cell.indicator_text == "收发货人所在地出口"]
    assert exports == [("总值", "30"), ("北京市", "20"), ("中关村", "5"), ("天津市", "10")]
    with pytest.raises(UserError, match="January to month 11"):
        read(write(tmp_path, "november.csv", CUSTOMS.replace("12月", "11月")))


labels = st.lists(st.text("京津冀晋蒙辽吉黑沪苏", min_size=2, max_size=4), min_size=1, max_size=8, unique=True)
stated = st.floats(-1e9, 1e9, allow_nan=False).map(lambda value: repr(round(value, 4)))
numbers = stated | st.just("")


@settings(max_examples=50)
@given(st.data(), labels, st.lists(st.integers(1950, 2050), min_size=1, max_size=6, unique=True))
def test_a_random_table_comes_back_unchanged(tmp_path_factory, data, regions, years):
    table = [(region, str(year), data.draw(numbers)) for region in regions for year in years]
    rows = [",".join([region, *(value for name, _, value in table if name == region)]) for region in regions]
    text = HEADER + ",".join(["地区", *(f"{year}年" for year in years)]) + "\n" + "\n".join(rows) + "\n" + FOOT
    encoding = data.draw(st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]))
    file = write(tmp_path_factory.mktemp("random"), "a.csv", text, encoding)
    assert cells(file) == table


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.csv", b"", "an empty file"),
        ("page.csv", b"<!DOCTYPE html><html>error</html>", "a web page"),
        ("binary.csv", b"\x00\x01\x02" * 50, "binary content"),
        ("polish.csv", "Region;2020\nŁódzkie;1\n".encode("cp1250"), "bytes of no known encoding"),
        ("nohead.csv", "名称,说明\n北京市,1\n".encode(), "no header"),
        ("noyear.csv", "地区,地区生产总值(亿元)\n北京市,1\n".encode(), "no year"),
        ("year.csv", (HEADER + BODY.replace("2019年", "2020年")).encode(), "column 2020年 twice"),
        ("region.csv", (HEADER + BODY.replace("天津市", "北京市")).encode(), "北京市 2020 地区生产总值 twice"),
        ("long.csv", (HEADER + BODY.replace("35371.3", "35,371.3")).encode(), "4 cells"),
        (
            "comma.csv",
            (HEADER + BODY + FOOT).replace(",", ";").replace("36102.6", "36102,6").encode(),
            "decimal points",
        ),
        ("two.csv", (HEADER + BODY + FOOT + HEADER + BODY + FOOT).encode(), "a second table"),
        ("page.xls", b"<html><table><tr><td>1</td></tr></table></html>", "a web page without a table"),
        ("empty.xlsx", b"", "an empty file"),
        ("silent.csv", BODY.encode(), "no line that says what it measures"),
        ("fake.xlsx", b"PK not really", "no workbook, or a damaged one"),
        ("fake.xls", b"not a workbook", "do:"),
        ("a.pdf", b"%PDF", "ending '.pdf'"),
    ],
)
def test_a_bad_file_gets_one_message_and_nothing_of_it_enters(tmp_path, settings_here, name, content, said):
    good = write(tmp_path, "good.csv", HEADER + BODY + FOOT)
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UserError) as caught:
        ingest(settings_here, [tmp_path])
    assert said in str(caught.value) and name in str(caught.value) and caught.value.exit_code == 2
    with duckdb.connect(str(settings_here.work_file), read_only=True) as connection:
        assert connection.execute("select distinct file from raw.landing_cell").fetchall() == [(good.name,)]


@pytest.fixture
def settings_here(settings, tmp_path_factory, monkeypatch):
    monkeypatch.setenv("LANDING_DIR", str(tmp_path_factory.mktemp("landing")))
    return dataclasses.replace(settings, build_dir=tmp_path_factory.mktemp("build"))


def test_a_formula_is_refused(tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    for row in (["地区", "2020年"], ["北京市", "=1+1"]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(UserError, match="formula =1"):
        read(tmp_path / "a.xlsx")


def test_an_answer_is_remembered_by_content(tmp_path, settings_here):
    file = write(tmp_path, "silent.csv", BODY)
    ingest(settings_here, [file], answers={"indicator": "gdp", "unit": "亿元", "vintage": "2026-03"})
    file.rename(tmp_path / "renamed.csv")
    report = ingest(settings_here, [tmp_path / "renamed.csv"])[0]
    assert (report.measures, report.vintage) == ((("gdp", "亿元"),), "2026-03")


def test_an_edited_file_replaces_what_it_said_before(tmp_path, settings_here):
    ingest(settings_here, [write(tmp_path, "a.csv", HEADER + BODY + FOOT)])
    ingest(settings_here, [write(tmp_path, "a.csv", HEADER + BODY.replace("36102.6", "1") + FOOT)])
    with duckdb.connect(str(settings_here.work_file), read_only=True) as connection:
        found = connection.execute("select value_text from raw.landing_cell order by row_number, column_number")
        assert found.fetchall() == [("1",), ("35371.3",), ("14083.7",), ("14104.3",)]


def test_the_landed_figures_are_those_of_the_landing_folder(settings_here):
    """A file that left the folder leaves the warehouse; two files of one name in two folders are two."""
    landing = settings_here.landing_dir
    for folder in ("a", "b"):
        (landing / folder).mkdir(parents=True)
        write(landing / folder, "gdp.csv", HEADER + BODY.replace("36102.6", f"3610{ord(folder)}") + FOOT)
    ingest(settings_here)

    def files():
        with duckdb.connect(str(settings_here.work_file), read_only=True) as connection:
            return [
                row[0] for row in connection.execute("select distinct file from raw.landing_cell order by 1").fetchall()
            ]

    assert files() == ["a/gdp.csv", "b/gdp.csv"]
    (landing / "a" / "gdp.csv").unlink()
    ingest(settings_here)
    assert files() == ["b/gdp.csv"]
    (landing / "b" / "gdp.csv").unlink()
    ingest(settings_here)
    assert files() == []


def test_reading_twice_counts_once(tmp_path, settings_here):
    file = write(tmp_path, "a.csv", HEADER + BODY + FOOT)
    ingest(settings_here, [file])
    ingest(settings_here, [file])
    with duckdb.connect(str(settings_here.work_file), read_only=True) as connection:
        assert connection.execute("select count(*) from raw.landing_cell").fetchall() == [(4,)]


@pytest.mark.parametrize("seed", range(5))
def test_mutated_files_are_read_or_refused_but_never_a_traceback(tmp_path, seed):
    """A hundred mutations a seed: bytes flipped, cut out, doubled."""
    import random

    draw = random.Random(seed)
    original = (HEADER + BODY + FOOT).encode(draw.choice(["utf-8", "gb18030"]))
    for _ in range(100):
        content = bytearray(original)
        for _ in range(draw.randint(1, 4)):
            start = draw.randrange(len(content))
            kind = draw.choice(["flip", "cut", "double"])
            if kind == "flip":
                content[start] = draw.randrange(256)
            elif kind == "cut":
                del content[start : start + draw.randint(1, 30)]
            else:
                content[start:start] = content[start : start + draw.randint(1, 30)]
            content = content or bytearray(b" ")
        file = tmp_path / "mutated.csv"
        file.write_bytes(bytes(content))
        try:
            for grid in read_grids(file):
                assert isinstance(grid, Grid)
                read_sheets(file, [grid])
        except UserError:
            continue


@pytest.mark.skipif("SAMPLES_DIR" not in os.environ, reason="SAMPLES_DIR names no folder of real downloads")
@pytest.mark.parametrize(
    ("name", "n_cells"),
    [
        ("nbs_2026_gb18030__gdp.csv", 589),
        ("nbs_2026_utf8bom_tabcomma_no_indicator_line.csv", 465),
        ("nbs_2020_xls_biff_with_header_and_notes.xls", 155),
        ("nbs_2023_xlsx_saved_without_header.xlsx", 961),
        ("nbs_english_AnnualbyProvince.csv", 558),
        ("nbs_easyquery_api_long_A060101.csv", 279),
        ("customs_table8_2024-12_3row_header_nested_zones.csv", 1053),
        ("yearbook_7-5_2019_biff_encrypted_default_password.xls", 768),
    ],
)
def test_real_downloads(name, n_cells):
    assert len(cells(Path(os.environ["SAMPLES_DIR"]) / name)) == n_cells


def zipped(size):
    import io
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * size)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("page.xls", b"<html>error</html>", "a web page"),
        ("bomb.xlsx", zipped(510_000_000), "when unpacked"),
        ("line.csv", b"a," * 100_000, "a line of over 100,000 characters"),
        ("junk.xls", b"\xd0\xcf\x11\xe0" + bytes(range(256)) * 20, "do:"),
        ("korean.csv", "시도,2020\n서울,1\n부산,2\n".encode("euc_kr"), "reads as gb18030 and as big5 and as euc_kr"),
        ("broken.csv", (HEADER + BODY).encode().replace("津".encode(), b"\xe6\xb4"), "UTF-8 text but for line 6"),
        ("quote.csv", (HEADER + BODY.replace("14083.7", '"14083.7')).encode(), "unexpected end of data"),
        (
            "units.csv",
            "指标：GDP\n地区,2020年(亿元),2019年(万元)\n北京市,1,2\n".encode(),
            "GDP in the units 亿元 and 万元",
        ),
        ("headers.csv", (HEADER + BODY + "地区,2018年,2017年\n北京市,1,2\n").encode(), "a second header"),
        ("cut.csv", (HEADER + BODY)[:-1].encode(), "the file breaks off"),
        ("customs.csv", CUSTOMS.replace("3,20,1,15", "3,20,1").encode(), "4 cells"),
    ],
)
def test_more_bad_files_are_refused_with_one_message(tmp_path, name, content, said):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UserError) as caught:
        read(tmp_path / name)
    assert said in str(caught.value) and len(caught.value.problems) == 1


def test_a_chart_beside_the_table_is_no_matter_and_a_chart_alone_is_refused(tmp_path):
    from openpyxl import Workbook
    from openpyxl.chart import BarChart, Reference

    book, chart = Workbook(), BarChart()
    for row in (["地区", "2020年"], ["北京市", 1]):
        book.active.append(row)
    chart.add_data(Reference(book.active, min_col=2, min_row=1, max_row=2), titles_from_data=True)
    book.create_chartsheet("the chart").add_chart(chart)
    book.save(tmp_path / "both.xlsx")
    assert cells(tmp_path / "both.xlsx") == [("北京市", "2020", "1")]
    book.remove(book.worksheets[0])
    book.save(tmp_path / "alone.xlsx")
    with pytest.raises(UserError, match=r"only sheets without cells: the chart \(a chart sheet\)"):
        read(tmp_path / "alone.xlsx")


@pytest.mark.parametrize(
    ("part", "kept"),
    [("xl/chartsheets/", ""), ("xl/chartsheets/", "<junk/>"), ("xl/drawings/", "<junk/>"), ("docProps/core", "junk")],
)
def test_a_chart_sheet_is_left_out_by_name_whatever_it_holds(tmp_path, settings_here, part, kept):
    from openpyxl import Workbook
    from openpyxl.chart import BarChart, Reference

    book, chart = Workbook(), BarChart()
    for row in (["指标：地区生产总值(亿元)"], ["地区", "2020年"], ["北京市", 1]):
        book.active.append(row)
    chart.add_data(Reference(book.active, min_col=2, min_row=2, max_row=3), titles_from_data=True)
    book.create_chartsheet("图表").add_chart(chart)
    book.save(tmp_path / "whole.xlsx")
    empty = '<chartsheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews/></chartsheet>'
    with zipfile.ZipFile(tmp_path / "whole.xlsx") as parts, zipfile.ZipFile(tmp_path / "a.xlsx", "w") as out:
        for name in parts.namelist():
            if "chartsheets/_rels" not in name or kept:
                out.writestr(
                    name, (kept or empty) if name.startswith(part) and "_rels" not in name else parts.read(name)
                )
    (report,) = ingest(settings_here, [tmp_path / "a.xlsx"])
    assert "sheet 图表: a chart sheet" in str(report)


def test_a_damaged_workbook_is_told_in_words(tmp_path):
    from openpyxl import Workbook

    Workbook().save(tmp_path / "whole.xlsx")
    with zipfile.ZipFile(tmp_path / "whole.xlsx") as parts, zipfile.ZipFile(tmp_path / "a.xlsx", "w") as out:
        for name in parts.namelist():
            out.writestr(name, "<junk/>" if name == "xl/workbook.xml" else parts.read(name))
    with pytest.raises(UserError, match="found:    no workbook, or a damaged one"):
        read(tmp_path / "a.xlsx")


@pytest.mark.parametrize(("password", "said"), [("secret", "found:    a password"), ("VelvetSweatshop", "")])
def test_only_excels_own_password_opens_a_workbook(tmp_path, password, said):
    import io

    from msoffcrypto.format.ooxml import OOXMLFile
    from openpyxl import Workbook

    book, plain_file = Workbook(), io.BytesIO()
    for row in (["地区", "2020年"], ["北京市", 1]):
        book.active.append(row)
    book.save(plain_file)
    with (tmp_path / "a.xlsx").open("wb") as out:
        OOXMLFile(plain_file).encrypt(password, out)
    if not said:
        assert cells(tmp_path / "a.xlsx") == [("北京市", "2020", "1")]
        return
    with pytest.raises(UserError, match=said):
        read(tmp_path / "a.xlsx")


def test_one_stated_indicator_cannot_stand_for_two(tmp_path, settings_here):
    file = write(tmp_path, "a.csv", "地区,年份,地区生产总值(亿元),常住人口(万人)\n北京市,2020,1,2\n")
    with pytest.raises(UserError, match="--indicator gdp for 地区生产总值, 常住人口"):
        ingest(settings_here, [file], answers={"indicator": "gdp"})


def test_the_first_line_counts_what_the_balance_counts(tmp_path, settings_here):
    file = write(tmp_path, "a.csv", "指标：地区生产总值(亿元)\n地区,2020年,2019年\n北京市,1,\n天津市,2,…\n")
    (report,) = ingest(settings_here, [file])
    first, balance = str(report).splitlines()[:2]
    assert ": 2 figures," in first and "= 2 figures +" in balance


def test_each_indicator_is_printed_with_its_own_unit(tmp_path, settings_here):
    head = "各地区情况(2020年)\n地区,地区生产总值(亿元),年末常住人口(万人)\n"
    (report,) = ingest(settings_here, [write(tmp_path, "a.csv", f"{head}北京市,1,2\n天津市,3,4\n")])
    assert "地区生产总值 (亿元); 年末常住人口 (万人), vintage" in str(report)


@pytest.mark.parametrize("heading", ["2020年某期", "2020 xyz", "2020年预计", "2020p", "FP2020"])
@pytest.mark.parametrize("above", ["", "各地区年报\n", "各地区数据(2020年)\n", "指标：地区生产总值(亿元)\n"])
@pytest.mark.parametrize("answers", [{}, {"indicator": "gdp", "unit": "cny_100m"}])
def test_a_year_beside_something_else_is_no_year(tmp_path, settings_here, heading, above, answers):
    file = write(tmp_path, "a.csv", f"{above}地区,{heading}\n北京市,1\n天津市,2\n")
    for said in (answers, answers | {"year": "2020"} if answers else answers):
        with pytest.raises(UserError) as caught:
            ingest(settings_here, [file], answers=said)
        assert heading in str(caught.value) and "--year" not in str(caught.value)


@pytest.mark.parametrize(
    ("sheet", "lines", "answers", "found"),
    [
        ("人口", ["年末常住人口(万人)"], {"indicator": "gdp"}, "--indicator gdp, the table says 年末常住人口"),
        ("Sheet1", ["各地区2020年年末常住人口"], {"indicator": "gdp"}, "--indicator gdp, the table says 年末常住人口"),
        ("年末常住人口", [], {"indicator": "gdp"}, "--indicator gdp, the table says 年末常住人口"),
        ("Sheet1", ["指标：年末常住人口"], {"indicator": "gdp"}, "--indicator gdp, the table says 年末常住人口"),
        ("Sheet1", ["Total retail sales of consumer goods"], {"indicator": "gdp"}, "the table says"),
        ("Sheet1", ["单位：万元"], {"indicator": "gdp"}, "--unit 亿元, the table says 万元"),
        ("Sheet1", ["各地区情况（单位：万元）"], {"indicator": "gdp"}, "--unit 亿元, the table says 万元"),
        ("Sheet1", ["地区生产总值(万元)"], {"indicator": "gdp"}, "--unit 亿元, the table says 万元"),
        ("Sheet1", ["指标：地区生产总值(万元)"], {}, "--unit 亿元, the table says 万元"),
        ("Sheet1", ["各地区地区生产总值(亿元)"], {"indicator": "gdp"}, ""),
        ("2020", ["单位：亿元"], {"indicator": "gdp"}, ""),
        ("Sheet1", ["各省情况"], {"indicator": "gdp"}, ""),
        ("Sheet1", ["单位：某某"], {"indicator": "gdp"}, ""),
    ],
)
def test_what_is_stated_does_not_cover_what_the_table_says(tmp_path, settings_here, sheet, lines, answers, found):
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = sheet
    for row in (*([line] for line in lines), ["地区", "2020年"], ["北京市", 1], ["天津市", 2]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    if not found:
        ingest(settings_here, [tmp_path / "a.xlsx"], answers=answers | {"unit": "亿元"})
        return
    with pytest.raises(UserError, match=f"sheet {sheet}\n.*{found}"):
        ingest(settings_here, [tmp_path / "a.xlsx"], answers=answers | {"unit": "亿元"})


def save(folder, rows, encoding):
    """Rows as a workbook or as text in an encoding."""
    from openpyxl import Workbook

    if encoding != "xlsx":
        return write(folder, "a.csv", "\n".join(",".join(row) for row in rows) + "\n", encoding)
    book, file = Workbook(), folder / "a.xlsx"
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file


SHAPES = ["years across", "years down", "labels in columns", "labels once", "long"]


def in_shape(shape, regions, years, value):
    """Rows of one table in one of the shapes that people have."""
    title = [["指标：地区生产总值(亿元)"]]
    if shape == "years across":
        rows = [[region, *(value[region, year] for year in years)] for region in regions]
        return [*title, ["地区", *(f"{year}年" for year in years)], *rows]
    if shape == "years down":
        rows = [[f"{year}年", *(value[region, year] for region in regions)] for year in years]
        return [*title, ["年份", *regions], *rows]
    if shape == "long":
        rows = [["A020101", "地区生产总值", region, year, value[region, year]] for region in regions for year in years]
        return [["indicator_code", "indicator_name", "region_name", "year", "value"], *rows]
    once = shape == "labels once"
    rows = [
        [region if not (once and number) else "", year, value[region, year]]
        for region in regions
        for number, year in enumerate(years)
    ]
    return [["地区", "年份", "地区生产总值(亿元)"], *rows]


@settings(max_examples=100)
@given(
    st.data(), labels, st.lists(st.integers(1950, 2050).map(str), min_size=1, max_size=6, unique=True),
    st.sampled_from(SHAPES), st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16", "xlsx"]),
)  # fmt: skip
def test_a_random_table_in_every_shape_comes_back_unchanged(tmp_path_factory, data, regions, years, shape, encoding):
    value = {(region, year): data.draw(numbers) for region in regions for year in years}
    file = save(tmp_path_factory.mktemp("shape"), in_shape(shape, regions, years, value), encoding)
    assert {(region, year): text for region, year, text in cells(file)} == value


def of_one_year(shape, regions, year, value):
    """Rows of two indicators of one year: a yearbook page, customs' monthly table, or one region's page."""
    pairs = [(region, value[region, 0], value[region, 1]) for region in regions]
    if shape == "yearbook":
        spaced = [[" ".join(region), "Region", first, second] for region, first, second in pairs]
        head = [["地 区", "Region", "收入", ""], ["", "", "甲税(亿元)", "乙税(亿元)"]]
        return [[f"7-5 分地区收入({year}年)"], *head, *spaced]
    if shape == "customs":
        head = [["收发货人所在地", "出口", "", "进口", ""], ["", "12月", "1至12月", "12月", "1至12月"]]
        body = [[region, "1", first, "2", second] for region, first, second in pairs]
        return [[f"{year}年12月总值表"], ["单位：万美元"], *head, *body]
    return [[f"地区：{regions[0]}"], ["指标", f"{year}年"], ["甲(亿元)", pairs[0][1]], ["乙(亿元)", pairs[0][2]]]


@settings(max_examples=60)
@given(
    st.data(), labels, st.integers(1950, 2050).map(str), st.sampled_from(["yearbook", "customs", "one region"]),
    st.sampled_from(["utf-8", "gb18030", "xlsx"]),
)  # fmt: skip
def test_a_random_page_of_one_year_comes_back_unchanged(tmp_path_factory, data, regions, year, shape, encoding):
    regions = regions[:1] if shape == "one region" else regions
    value = {(region, number): data.draw(stated) for region in regions for number in (0, 1)}
    file = save(tmp_path_factory.mktemp("page"), of_one_year(shape, regions, year, value), encoding)
    found = read(file)
    assert {cell.year_text for cell in found} == {year}
    order = list(dict.fromkeys(cell.indicator_text for cell in found))
    back = {(cell.region_text.replace(" ", ""), order.index(cell.indicator_text)): cell.value_text for cell in found}
    assert back == value


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_no_mutated_file_gives_a_silent_wrong_value(tmp_path, encoding):
    """250 files, each with a byte changed or up to 30 cut out or doubled: a figure is true, or its own text was hit."""
    import random

    draw = random.Random(20261125)
    regions = ["北京市", "天津市", "河北省", "山西省", "辽宁省", "吉林省"]
    years = [str(year) for year in range(2020, 2008, -1)]
    truth = {(region, year): f"{draw.uniform(100, 99999):.2f}" for region in regions for year in years}
    rows = in_shape("years across", regions, years, truth)
    text = "数据库：分省年度数据\n" + "\n".join(",".join(row) for row in rows) + "\n数据来源：国家统计局\n"
    original, n_read = text.encode(encoding), 0
    for number in range(250):
        content = bytearray(original)
        start, length = draw.randrange(len(content)), draw.randint(1, 30)
        kind = ("flip", "cut", "double")[number % 3]
        if kind == "flip":
            length = 1
            content[start] = draw.randrange(256)
        elif kind == "cut":
            del content[start : start + length]
        else:
            content[start:start] = content[start : start + length]
        file = tmp_path / "mutated.csv"
        file.write_bytes(bytes(content))
        try:
            found = read(file)
        except UserError:
            continue
        n_read += 1

        def hit(label, start=start, end=start + length):
            at = original.find(label.encode(encoding))
            return start <= at + len(label.encode(encoding)) and end >= at

        for cell in found:
            region, year = cell.region_text, cell.year_text.removesuffix("年")
            if (region, year) in truth:
                expected = truth[region, year]
                assert cell.value_text == expected or hit(expected), (kind, start, cell)
            else:  # a label that nobody wrote: allowed only where the very label was hit
                assert region in regions or any(map(hit, regions)), (kind, start, cell)
                assert year in years or any(hit(f"{year}年") for year in years), (kind, start, cell)
    assert n_read > 20  # the readers do not refuse everything
