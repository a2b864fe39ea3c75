"""No cell of a file is lost: what is not empty, counted by another path, is read or left out by name."""

import csv
import io
import re
import zipfile
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from resilience.ingest import words
from resilience.ingest.annual import read_annual
from resilience.ingest.balance import Ledger
from resilience.ingest.cell import Cells
from resilience.ingest.file_grids import read_grids
from resilience.ingest.grid import of_rows
from resilience.ingest.sheets import read_sheets
from resilience.ingest.tidy import description_file, read_tidy
from resilience.project.errors import UserError
from resilience.project.settings import PROJECT_DIR

WORDS = words.load(PROJECT_DIR)
REGIONS = ["北京市", "天津市", "河北省", "山西省", "内蒙古自治区", "辽宁省", "吉林省"]
TITLES = ["各地区主要指标", "Gross regional product", "国民经济核算", "2-1 表"]
NOTES = [
    "注：按当年价格计算。",
    "数据来源：国家统计局",
    "1. 2018年数据已修订。",
    "(NA) Not available.",
    "Last updated: 2025-01-01",
]
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def counted_in_csv(file, delimiter):
    """Non-empty cells by the csv module alone."""
    with file.open(encoding="utf-8", newline="") as lines:
        return sum(bool(cell.strip()) for row in csv.reader(lines, delimiter=delimiter) for cell in row)


def counted_in_xlsx(file):
    """Non-empty cells of all sheets by the XML in the archive: formulas count, of merged cells the first."""
    n_cells = 0
    with zipfile.ZipFile(file) as parts:
        strings = []
        if "xl/sharedStrings.xml" in parts.namelist():
            root = ElementTree.fromstring(parts.read("xl/sharedStrings.xml"))
            strings = ["".join(item.itertext()) for item in root.iter(f"{MAIN}si")]
        for name in parts.namelist():
            if not name.startswith("xl/worksheets/sheet"):
                continue
            root = ElementTree.fromstring(parts.read(name))
            hidden = set()
            for merged in root.iter(f"{MAIN}mergeCell"):
                first, last = merged.get("ref").split(":")
                row = int(re.sub("[A-Z]", "", first))
                assert row == int(re.sub("[A-Z]", "", last))  # the tests merge along a row
                hidden |= {f"{chr(code)}{row}" for code in range(ord(first[0]) + 1, ord(last[0]) + 1)}
            for cell in root.iter(f"{MAIN}c"):
                formula, value = cell.find(f"{MAIN}f"), cell.find(f"{MAIN}v")
                text = "" if value is None or value.text is None else value.text
                text = strings[int(text)] if cell.get("t") == "s" else text
                text += "".join(cell.find(f"{MAIN}is").itertext()) if cell.get("t") == "inlineStr" else ""
                n_cells += cell.get("r") not in hidden and (formula is not None or bool(text.strip()))
    return n_cells


numbers = st.integers(1, 10**6).map(str) | st.floats(0.1, 1e6).map(lambda value: f"{value:.2f}")
values = numbers | st.sampled_from(["", "", "-", "…", "..", "NA"])


def across(draw, regions, years, value):
    rows = [["地区", *(f"{year}年" for year in years)]]
    rows += [[region, *(value[region, year] for year in years)] for region in regions]
    return rows


def down(draw, regions, years, value):
    corner = draw(st.sampled_from(["年份", "", "地区", "地区生产总值(亿元)", "年份/地区"]))
    body = [[year, *(value[region, year] for region in regions)] for year in years]
    return [[corner, *regions], *body]


def panel(draw, regions, years, value):
    """Labels in columns, with an identifier before or behind, remarks, and a macro-region."""
    extra = draw(
        st.lists(st.sampled_from(["id", "行政区划代码", "备注", "大区", "Unnamed: 0"]), unique=True, max_size=3)
    )
    before = draw(st.integers(0, len(extra)))
    rows = [[*extra[:before], "省份", "year", "gdp", *extra[before:]]]
    for at, region in enumerate(regions):
        for year in years:
            said = {
                "id": str(at + 1),
                "行政区划代码": f"1{at}0000",
                "备注": "",
                "大区": "华北",
                "Unnamed: 0": str(len(rows) - 1),
            }
            if draw(st.booleans()):
                said["备注"] = "2018年修订"
            cells = [said[name] for name in extra]
            rows.append([*cells[:before], region, year, value[region, year], *cells[before:]])
    return rows


def long(draw, regions, years, value):
    rows = [["indicator_code", "indicator_name", "region_code", "region_name", "year", "value", "has_data"]]
    return rows + [
        ["A020101", "地区生产总值", "1", region, year, value[region, year], "True"]
        for region in regions
        for year in years
    ]


def blocks(draw, regions, years, value):
    body = [
        ["地区生产总值(亿元)" if not at else "", region, *(value[region, year] for year in years)]
        for at, region in enumerate(regions)
    ]
    return [["", "", *years], *body]


def yearbook(draw, regions, years, value):
    head = [["地 区", "Region", "地区生产总值", *[""] * (len(years) - 1)], ["", "", *years]]
    return head + [[region, "Name", *(value[region, year] for year in years)] for region in regions]


def customs(draw, regions, years, value):
    """One year in two flows; the month beside it is left out."""
    head = [["收发货人所在地", "出口", "", "进口", ""], ["", "12月", "1至12月", "12月", "1至12月"]]
    body = [[region, "7", value[region, years[0]], "8", value[region, years[-1]]] for region in regions]
    return [["2020年12月总值表"], ["单位：万美元"], *head, *body]


SHAPES = [across, down, panel, long, blocks, yearbook, customs]


def around(draw, shape, rows):
    """Titles above, notes and blank rows below, a total, a repeated header."""
    titles = draw(st.lists(st.sampled_from(TITLES), unique=True, max_size=2))
    notes = draw(st.lists(st.sampled_from(NOTES), unique=True, max_size=3))
    body = list(rows)
    if shape is across and draw(st.booleans()):
        body.insert(1, ["全国", *["9"] * (len(rows[0]) - 1)])
    if shape in (across, panel) and draw(st.booleans()):
        body.insert(draw(st.integers(2, len(body))), rows[0])
    stated = [["指标：地区生产总值(亿元)"]] if shape in (across, down) and draw(st.booleans()) else []
    if shape is down and rows[0][0].startswith("地区生产总值"):
        stated = []
    return [*([title] for title in titles), *stated, *body, *([note] for note in notes)]


def as_csv(draw, folder, rows):
    delimiter = draw(st.sampled_from([",", ";", "\t"]))
    width = max(map(len, rows))
    padded = draw(st.booleans())
    file = folder / "a.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, delimiter=delimiter, lineterminator=draw(st.sampled_from(["\n", "\r\n"])))
        for row in rows:
            writer.writerow(row + [""] * (width - len(row)) if padded else row)
            if draw(st.integers(0, 9)) == 0:
                out.write("\n")
    return file, counted_in_csv(file, delimiter)


def as_xlsx(draw, folder, rows):
    """A workbook with other sheets, a merged title with something beneath, formats without cells, a false dimension."""
    book = Workbook()
    for row in rows:
        book.active.append([float(cell) if re.fullmatch(r"\d+\.\d+", cell) else cell or None for cell in row])
    if len(rows[0]) == 1:
        book.active["B1"] = draw(st.sampled_from([None, "hidden"]))
        book.active.merge_cells("A1:C1")
    for title in draw(st.lists(st.sampled_from(["说明", "计算", "空"]), unique=True, max_size=3)):
        sheet = book.create_sheet(title)
        for row in {"说明": [["本表说明"], ["一", "二"]], "计算": [["=1+1"], ["=A1*2"]], "空": []}[title]:
            sheet.append(row)
    plain = io.BytesIO()
    book.save(plain)
    file, dimension = folder / "a.xlsx", draw(st.sampled_from(["A1", "A1:B2", "A1:XFD1048576", None]))
    ghost = draw(st.sampled_from(["", '<row r="1048576"><c r="Z1048576"/></row>']))
    with zipfile.ZipFile(plain) as parts, zipfile.ZipFile(file, "w") as out:
        for name in parts.namelist():
            content = parts.read(name)
            if name == "xl/worksheets/sheet1.xml":
                stated = f'<dimension ref="{dimension}"/>' if dimension else ""
                content = re.sub(rb"<dimension [^>]*/>", stated.encode(), content)
                content = content.replace(b"</sheetData>", ghost.encode() + b"</sheetData>")
            out.writestr(name, content)
    return file, counted_in_xlsx(file)


@settings(max_examples=400)
@given(
    st.data(), st.sampled_from(SHAPES), st.lists(st.sampled_from(REGIONS), min_size=2, max_size=7, unique=True),
    st.lists(st.integers(1990, 2030).map(str), min_size=2, max_size=4, unique=True), st.sampled_from([as_csv, as_xlsx]),
)  # fmt: skip
def test_cells_read_and_left_out_are_all_the_cells_of_a_file(tmp_path_factory, data, shape, regions, years, written):
    value = {(region, year): data.draw(values) for region in regions for year in years}
    value[regions[0], years[0]] = value[regions[-1], years[-1]] = "7"
    rows = around(data.draw, shape, shape(data.draw, regions, years, value))
    file, n_cells = written(data.draw, tmp_path_factory.mktemp("balance"), rows)
    _, cells, account = read_sheets(file, [grid for grid in read_grids(file, WORDS.regions) if grid.rows], WORDS)
    assert account.n_cells == n_cells
    parts = account.n_figures + account.n_missing + account.n_labels + sum(each.n_cells for each in account.left_out)
    assert parts == n_cells
    assert all(each.place and each.reason for each in account.left_out)
    back = [(cell.region_text, cell.year_text, cell.value_text) for cell in cells if cell.region_text != "全国"]
    if shape is not customs:
        stated = {key: text for key, text in value.items() if text}
        assert {(region, year): number(text) for region, year, text in back if text} == {
            key: number(text) for key, text in stated.items()
        }
        assert account.n_figures + account.n_missing == len(stated) + sum(
            bool(cell.value_text) for cell in cells if cell.region_text == "全国"
        )


def number(text):
    return float(text) if re.fullmatch(r"[\d.]+", text) and any(map(str.isdigit, text)) else text


@settings(max_examples=100)
@given(
    st.data(), st.lists(st.sampled_from(REGIONS), min_size=2, max_size=7, unique=True), st.sampled_from(["csv", "xlsx"])
)
def test_the_cells_of_a_described_file_add_up_too(tmp_path_factory, data, regions, kind):
    extra = data.draw(st.lists(st.sampled_from(["code", "comment", "pop"]), unique=True, max_size=3))
    rows = [["who", "when", *extra, "gdp"]]
    rows += [[region, "2018", *(data.draw(values) for _ in extra), data.draw(numbers)] for region in regions]
    folder = tmp_path_factory.mktemp("tidy")
    if kind == "csv":
        file, n_cells = as_csv(data.draw, folder, rows)
    else:
        note = data.draw(st.sampled_from([[], [["Source: Office"]]]))
        file, n_cells = as_xlsx(data.draw, folder, rows + note)
    description_file(file).write_text(
        "columns: {region: who, year: when}\nvalues: {gdp: {indicator: gdp, unit: 亿元}}\n", encoding="utf-8"
    )
    account = read_tidy(file)[2].account
    left_out = sum(each.n_cells for each in account.left_out)
    assert account.n_cells == n_cells == account.n_figures + account.n_missing + account.n_labels + left_out
    assert account.n_figures == len(regions)
    named = " ".join(each.reason for each in account.left_out)
    assert all(name in named for at, name in enumerate(extra, start=2) if any(row[at] for row in rows))


CLASSIC = "各地区\n指标：地区生产总值(亿元)\n地区,2020年\n北京市,1\n天津市,2\n注：说明\n"


def grid_of(folder, text=CLASSIC):
    file = folder / "a.csv"
    file.write_text(text, encoding="utf-8")
    return file, read_grids(file)


@pytest.mark.parametrize("broken", ["leave", "label"])
def test_a_reader_that_passes_a_cell_over_is_stopped(tmp_path, monkeypatch, broken):
    monkeypatch.setattr(Ledger, broken, lambda *_: None)
    with pytest.raises(UserError, match=r"do not add up[\s\S]*cells neither read nor left out: row \d"):
        read_sheets(*grid_of(tmp_path))


def test_a_cell_cannot_be_a_figure_and_a_label(tmp_path):
    file, (grid,) = grid_of(tmp_path)
    cells = Cells(file, grid)
    cells.ledger.label(3)
    with pytest.raises(UserError, match="as label and as figure"):
        cells.add(3, 1, region="北京市", year="2020", indicator="gdp")


def test_the_balance_is_one_line(tmp_path):
    _, _, account = read_sheets(*grid_of(tmp_path))
    assert str(account) == "8 cells = 2 figures + 5 labels + 2 left out (row 1: title (1); row 6: note (1))".replace(
        "8", "9"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (CLASSIC + "地区,2019年\n北京市,3\n", "a second table"),
        (CLASSIC + "河北省,3\n", "a second table"),
        (CLASSIC.replace("天津市,2", "天津市;2"), "separated as in the header"),
        (CLASSIC.replace("注：说明\n", "河北省;3\n"), "separated as in the header"),
        (CLASSIC.replace("注：说明\n", "河北"), "cut off"),
        (CLASSIC.replace("天津市,2", "天津市,2,3"), "3 cells"),
        (CLASSIC.replace("天津市,2", ",2"), "without a label"),
        ("分地区(2020年)\n地区,收入,支出\n北京市,1,2\n,3,4\n", "without a label"),
        ("分地区(2020年)\n地区,收入,支出\n北京市,1,2\n天津市,3\n", "2 cells"),
        ("分地区(2020年)\n地区,收入,\n北京市,1,2\n", "which has no name"),
        ("单位：万元\n收发货人所在地,出口,\n,12月,1至12月\n北京市,1,2\n,3,4\n", "without a label"),
        ("单位：万元\n收发货人所在地,出口,\n,12月,1至12月\n北京市,1,2\n注：无\n天津市,3,4\n", "a second table"),
        ("地区,2019年,2020E\n北京市,1,2\n", "beside 2019年"),
    ],
)  # fmt: skip
def test_figures_that_were_passed_over_are_refused_by_place(tmp_path, text, said):
    with pytest.raises(UserError, match=said):
        read_sheets(*grid_of(tmp_path, text), WORDS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Table 1\nGeoFips,GeoName,X2018,X2019\n01000,Alabama,1,2\n02000,Alaska,3,(NA)\nLegend:\n(NA) Not available.\n",
         [("Alabama", "2018", "1"), ("Alabama", "2019", "2"), ("Alaska", "2018", "3"), ("Alaska", "2019", "(NA)")]),
        ("Country Name,Country Code,Series Name,2019 [YR2019]\nA,AAA,GDP,1\n,,,\nData from database: X,,,\n",
         [("A", "2019", "1")]),
        ("year,province,gdp\n2018,北京,1\n", [("北京", "2018", "1")]),
        ("gdp,province,year\n1,北京,2018\n", [("北京", "2018", "1")]),
        ("year.0,x\n", None),
        ("省份\\年份,2018,2019\n北京,1,2\n", [("北京", "2018", "1"), ("北京", "2019", "2")]),
        ("省份,2018.0,2019.0\n北京,1,2\n", [("北京", "2018", "1"), ("北京", "2019", "2")]),
        ("region_code,year,gdp\n110000,2018,1\n", [("110000", "2018", "1")]),
        ("freq;unit;geo\\TIME_PERIOD\t2018 \nA;EUR;AT\t1.2 b\n", [("AT", "2018", "1.2")]),
        ("地区,2018,,2019,\n,GDP,人口,GDP,人口\n北京,1,2,3,4\n",
         [("北京", "2018", "1"), ("北京", "2018", "2"), ("北京", "2019", "3"), ("北京", "2019", "4")]),
        ("Country Name,Indicator Name,Indicator Code,2018\nA,GDP,NY.GDP,1\n", [("A", "2018", "1")]),
        (",地区,2018\n1,北京,5\n2,天津,6\n", [("北京", "2018", "5"), ("天津", "2018", "6")]),
    ],
)  # fmt: skip
def test_tables_of_other_offices(tmp_path, text, expected):
    file, grids = grid_of(tmp_path, text)
    if expected is None:
        with pytest.raises(UserError, match="do: "):
            read_sheets(file, grids, WORDS)
    else:
        cells = read_sheets(file, grids, WORDS)[1]
        assert [(cell.region_text, cell.year_text, cell.value_text) for cell in cells] == expected


def test_a_word_beside_the_table_is_left_out_by_name(tmp_path):
    book = Workbook()
    for row in (["地区", "2018"], ["北京", 1], [None, "见附表"]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    account = read_sheets(tmp_path / "a.xlsx", read_grids(tmp_path / "a.xlsx"), WORDS)[2]
    assert str(account).endswith("1 left out (sheet Sheet, row 3: a row without figures (1))")


def test_sheets_of_one_year_each_and_a_sheet_that_contradicts_another(tmp_path):
    book = Workbook()
    for at, (title, value) in enumerate({"2018": 1, "2019年": 2, "2020": 3}.items()):
        sheet = book.active if not at else book.create_sheet()
        sheet.title = title
        for row in (["省份", "gdp", "population"], ["北京", value, 10 * value]):
            sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    cells = read_sheets(tmp_path / "a.xlsx", read_grids(tmp_path / "a.xlsx"), WORDS)[1]
    assert [(cell.year_text, cell.indicator_text, cell.value_text) for cell in cells] == [
        (year, name, str(factor * value))
        for value, year in enumerate(("2018", "2019", "2020"), start=1)
        for name, factor in (("gdp", 1), ("population", 10))
    ]
    copy = book.create_sheet("copy")
    for row in (["省份", "year", "gdp"], ["北京", 2018, 9]):
        copy.append(row)
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(UserError, match="1 in sheet 2018, 9 in sheet copy"):
        read_sheets(tmp_path / "a.xlsx", read_grids(tmp_path / "a.xlsx"), WORDS)


WILD = [
    "地区", "年份", "指标", "单位", "Region", "Year", "2018", "2019年", "2018年3月", "北京市", "天津市", "gdp",
    "1", "2.5",
    "地区生产总值(亿元)", "年末常住人口（万人）", "—", "..", "注：说明", "合计", "Value", "unit", "code", "id", "备注",
    "X2018", "单位：亿元", "指标：gdp", "=A1", "(亿元)", "Alabama", "1-10月", "2018-12-31", "abc", "Scale", "Billions",
    "TIME", "2018Q1", "2018Q2", *[""] * 6,
]  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("known", [WORDS, words.Words()])
def test_headings_thrown_together_are_read_whole_or_refused(tmp_path, seed, known):
    """Whatever stands where: never a traceback, never a cell without a use."""
    import random

    draw, file, n_read = random.Random(seed), tmp_path / "a.csv", 0
    for _ in range(300):
        width = draw.randint(1, 6)
        rows = [[draw.choice(WILD) for _ in range(width)] for _ in range(draw.randint(1, 6))]
        grid = of_rows(draw.choice(["", "Sheet1", "2018", "北京", "gdp"]), "x", list(enumerate(rows, start=1)))
        for read in (read_sheets, lambda *given: read_annual(*given, "sum")):
            try:
                _, _, account = read(file, [grid], known)
            except UserError as error:
                assert "do not add up" not in str(error), rows
            else:
                n_read += 1
                parts = account.n_figures + account.n_missing + account.n_labels
                assert account.n_cells == parts + sum(each.n_cells for each in account.left_out), rows
    assert n_read
