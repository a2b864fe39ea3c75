"""Workbooks as other programs write them: what a sheet says of its own size, cells without anything, merged cells."""

import io
import re
import time
import zipfile
from types import SimpleNamespace

import pytest
from openpyxl import Workbook

from resilience.ingest.file_grids import read_grids
from resilience.ingest.sheets import read_sheets
from resilience.ingest.tidy import read_tidy
from resilience.ingest.workbook import _xls_grid
from resilience.project.errors import UserError

REGIONS = ["北京市", "天津市", "河北省", "山西省"]
ROWS = [["指标：地区生产总值(亿元)"], ["地区", "2018年", "2019年"], *([name, 1, 2] for name in REGIONS)]


def workbook(file, rows, **edits):
    """A workbook of these rows whose sheet's XML is edited: pattern -> replacement."""
    book, plain = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(plain)
    with zipfile.ZipFile(plain) as parts, zipfile.ZipFile(file, "w") as out:
        for name in parts.namelist():
            content = parts.read(name).decode() if name.endswith(".xml") else parts.read(name)
            if name.startswith("xl/worksheets/"):
                for pattern, replacement in edits.get("edits", {}).items():
                    content = re.sub(pattern, replacement, content, count=1)
            out.writestr(name, content)
    return file


def values(file):
    return [(cell.region_text, cell.year_text, cell.value_text) for cell in read_sheets(file, read_grids(file))[1]]


EXPECTED = [(name, year, value) for name in REGIONS for year, value in (("2018", "1"), ("2019", "2"))]


@pytest.mark.parametrize("stated", ["A1", "A1:C4", "A1:B6", "A1:A1", "B2:C3", "A1:C1048576", "A1:XFD1048576", None])
def test_the_size_that_a_sheet_states_is_not_believed(tmp_path, stated):
    edits = {r"<dimension [^>]*/>": f'<dimension ref="{stated}"/>' if stated else ""}
    assert values(workbook(tmp_path / "a.xlsx", ROWS, edits=edits)) == EXPECTED


@pytest.mark.parametrize(
    "ghosts",
    [
        '<row r="1048576"><c r="AD1048576" s="0"/></row>',
        "".join(
            f'<row r="{row}"><c r="A{row}" s="0"/><c r="B{row}" s="0" t="n"></c></row>' for row in range(9, 300_000)
        ),
    ],
)
def test_rows_that_hold_formats_only_cost_no_time(tmp_path, ghosts):
    file = workbook(tmp_path / "a.xlsx", ROWS, edits={"</sheetData>": ghosts + "</sheetData>"})
    start = time.process_time()
    assert values(file) == EXPECTED
    assert time.process_time() - start < 2


def test_cells_without_an_address_keep_their_places(tmp_path):
    edits = {"<sheetData>.*</sheetData>": "<sheetData>" + "".join(
        "<row><c/>" + "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in row) + "</row>" for row in ROWS
    ) + "</sheetData>"}  # fmt: skip
    file = workbook(tmp_path / "a.xlsx", ROWS, edits=edits)
    assert read_grids(file)[0].rows[1] == ["", "地区", "2018年", "2019年"]


def test_a_value_under_a_merged_cell_is_not_seen(tmp_path):
    merged = '</sheetData><mergeCells count="1"><mergeCell ref="A1:C1"/></mergeCells>'
    rows = [["指标：地区生产总值(亿元)", "hidden", "hidden"], *ROWS[1:]]
    (grid,) = read_grids(workbook(tmp_path / "a.xlsx", rows, edits={"</sheetData>": merged}))
    assert grid.rows[0] == ["指标：地区生产总值(亿元)", "", ""]


def test_a_row_that_the_library_would_pass_over_is_told(tmp_path):
    """openpyxl leaves out rows that stand out of order."""
    row = '<row r="2"><c r="D2"><v>7</v></c></row></sheetData>'
    with pytest.raises(UserError, match="cells stored"):
        read_grids(workbook(tmp_path / "a.xlsx", ROWS, edits={"</sheetData>": row}))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("地区\t2018年\n北京市\t1\n".encode(), None),
        (b"<?xml version='1.0'?><?mso-application progid='Excel.Sheet'?><Workbook/>", "an XML file that is no"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "a web page without a table"),
    ],
)
@pytest.mark.parametrize("name", ["a.xls", "a.xlsx"])
def test_text_under_the_name_of_a_workbook_is_text(tmp_path, name, content, said):
    file = tmp_path / name
    file.write_bytes(content)
    if said is None:
        assert values(file) == [("北京市", "2018", "1")]
    else:
        with pytest.raises(UserError, match=said):
            read_grids(file)


def test_dates_that_show_years_only_are_years(tmp_path):
    from datetime import date

    book = Workbook()
    book.active.append(["地区", date(2018, 12, 31), date(2019, 12, 31)])
    book.active.append(["北京市", 1, 2])
    for cell in book.active[1][1:]:
        cell.number_format = 'yyyy"年"'
    book.save(tmp_path / "a.xlsx")
    assert values(tmp_path / "a.xlsx") == [("北京市", "2018", "1"), ("北京市", "2019", "2")]


def test_stata_and_parquet(tmp_path):
    import pandas as pd

    frame = pd.DataFrame({"region": ["北京市", "天津市"], "year": [2018, 2018], "gdp": [1.5, None]})
    frame.to_stata(tmp_path / "a.dta", write_index=False, version=118)
    assert values(tmp_path / "a.dta") == [("北京市", "2018", "1.5"), ("天津市", "2018", "")]
    (tmp_path / "b.dta").write_bytes(b"no Stata file")
    with pytest.raises(UserError, match=r"b\.dta was not read"):
        read_grids(tmp_path / "b.dta")


def formulas(folder, *changes):
    """A workbook of ROWS with cells changed, read with the words of the seeds."""
    from resilience.ingest import words
    from resilience.project.settings import PROJECT_DIR

    known, book = words.load(PROJECT_DIR), Workbook()
    for row in ROWS:
        book.active.append(row)
    for address, value in changes:
        book.active[address] = value
    book.save(folder / "a.xlsx")
    return read_sheets(folder / "a.xlsx", read_grids(folder / "a.xlsx", known.regions), known)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ([("A1", "=1+1"), ("B1", "指标：地区生产总值(亿元)")], "title"),
        ([("A7", "合计"), ("B7", "=SUM(B3:B6)"), ("C7", "=SUM(C3:C6)")], "a total of formulas"),
        ([("A7", "平均"), ("B7", "=AVERAGE(B3:B6)")], "a total of formulas"),
        ([("B9", "=SUM(B3:B6)")], "a total of formulas"),
        ([("E3", "=B3/C3"), ("E4", "=B4/C4")], "column 5, formulas beside the table"),
        ([("A9", "=COUNTA(A3:A6)")], "note"),
    ],
)
def test_a_formula_outside_the_table_is_left_out_by_name(tmp_path, changes, reason):
    _, cells, account = formulas(tmp_path, *changes)
    assert [(cell.region_text, cell.year_text, cell.value_text) for cell in cells] == EXPECTED
    assert reason in {block.reason for block in account.left_out}


@pytest.mark.parametrize("address", ["B3", "A4", "B2", "C6"])
def test_a_formula_in_the_table_is_refused_with_its_place(tmp_path, address):
    with pytest.raises(UserError, match=r"paste it as (a )?value"):
        formulas(tmp_path, (address, "=1+1"))


def test_a_formula_in_a_yearbook_is_refused(tmp_path):
    book = Workbook()
    for row in (["分地区(2020年)"], ["地 区", "收入", "支出"], ["北京", 1, 2], ["天津", "=B3", "=C3"], ["河北", 5, 6]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(UserError, match="row 4, column 2"):
        read_sheets(tmp_path / "a.xlsx", read_grids(tmp_path / "a.xlsx"))


def merged(folder, *ranges, rows=None):
    book = Workbook()
    for row in rows or [["指标：地区生产总值(亿元)"], ["地区", "2018年", "2019年"], ["北京市", 1, 2], ["天津市", 3, 4]]:
        book.active.append(row)
    for each in ranges:
        book.active.merge_cells(each)
    book.save(folder / "a.xlsx")
    return folder / "a.xlsx"


@pytest.mark.parametrize(
    ("over", "place"), [("B3:B4", "row 3"), ("B3:C3", "row 3"), ("C3:C4", "row 3"), ("B4:C4", "row 4")]
)
@pytest.mark.parametrize("columns", [2, 3])
def test_a_figure_merged_over_two_cells_is_refused(tmp_path, over, place, columns):
    if columns == 2 and "C" in over:
        return
    rows = [["指标：地区生产总值(亿元)"], ["地区", "2018年", "2019年"], ["北京市", 1, 2], ["天津市", 3, 4]]
    file = merged(tmp_path, over, rows=[row[:columns] for row in rows])
    with pytest.raises(UserError, match=f"sheet Sheet, {place}\n.*merged over several cells"):
        values(file)
    described = "columns: {region: 地区, year: 年}\nvalues: {gdp: {indicator: gdp, unit: cny_100m}}\n"
    file = merged(tmp_path, "C2:C3", rows=[["地区", "年", "gdp"], ["北京市", 2018, 2], ["天津市", 2018, 4]])
    file.with_name("a.xlsx.yml").write_text(described, encoding="utf-8")
    with pytest.raises(UserError, match=r"row 2\n.*merged over several cells"):
        read_tidy(file)


def test_cells_merged_for_looks_only_are_one(tmp_path):
    rows = [
        ["指标：地区生产总值(亿元)"], [None, None, "单位：亿元"],
        ["地区", "2018年", None, "2019年"], ["北京市", 1, None, 2],
        [], ["天津市", 3, None, 4],
    ]  # fmt: skip
    file = merged(tmp_path, "A1:D1", "B3:C3", "B4:C5", "D4:D5", "A4:A5", "B6:C6", rows=rows)
    assert len(values(file)) == 4


def test_an_old_workbook_gives_its_merged_cells_too():
    class Sheet:
        name, nrows, merged_cells = "old", 3, [(1, 3, 1, 2)]

        def row(self, at):
            texts = [["地区", "2018年"], ["北京市", "1"], ["天津市", "hidden"]][at]
            return [SimpleNamespace(ctype=1, value=text) for text in texts]

    grid = _xls_grid(Sheet(), 0, {})
    assert grid.rows[2] == ["天津市", ""] and grid.stands_for_several(1, 1) and not grid.stands_for_several(0, 1)


@pytest.mark.parametrize(("shown", "text"), [("yyyy", "2018"), ('yyyy"年"', "2018"), ("yyyy-mm-dd", "2018-06-30")])
def test_a_date_of_an_old_workbook_is_what_it_shows(shown, text):
    sheet = SimpleNamespace(
        name="old", nrows=1, merged_cells=[], row=lambda _: [SimpleNamespace(ctype=3, value=43281.0, xf_index=7)]
    )
    assert _xls_grid(sheet, 0, {7: shown}).rows == [[text]]
