"""Rectangular files of a panel: what becomes a number, what stays text, what is left out, and what is refused."""

import datetime
import gzip

import pandas as pd
import pytest
from openpyxl import Workbook

from resilience.ingest.rectangle import read_rectangle
from resilience.project.errors import UserError

TEXT = "firm,year,sales,share\nalpha,2019,1000,0.5\nalpha,2020,1100,0.25\nbeta,2019,900,0.5\nbeta,2020,950,\n"


def write(folder, text, name="a.csv", encoding="utf-8"):
    file = folder / name
    file.write_bytes(text.encode(encoding))
    return file


def workbook(folder, rows, name="a.xlsx", merged=()):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for cells in merged:
        book.active.merge_cells(cells)
    book.save(folder / name)
    return folder / name


def column(folder, *texts):
    body = "".join(f'r{at},"{text}",{at}\n' for at, text in enumerate(texts))
    return read_rectangle(write(folder, f"unit,x,other\n{body}"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030", "latin-1"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_text_file_in_any_encoding_and_with_any_separator(tmp_path, encoding, separator):
    name = {"gb18030": "北京", "latin-1": "Genève", "utf-16-le": "北京"}.get(encoding, "Zürich 北京")
    text = TEXT.replace("alpha", name).replace(",", separator)
    frame = read_rectangle(write(tmp_path, text, encoding=encoding)).frame
    assert list(frame["firm"]) == [name, name, "beta", "beta"]
    assert list(frame.dtypes.astype(str)) == ["object", "int64", "int64", "float64"]
    assert frame["share"].isna().tolist() == [False, False, False, True]


@pytest.mark.parametrize("kind", ["csv.gz", "xlsx", "dta", "parquet"])
def test_other_formats_give_the_same_frame(tmp_path, kind):
    expected = read_rectangle(write(tmp_path, TEXT)).frame
    file = tmp_path / f"a.{kind}"
    if kind == "csv.gz":
        file.write_bytes(gzip.compress(TEXT.encode()))
    elif kind == "xlsx":
        expected.to_excel(file, index=False)
    elif kind == "dta":
        expected.to_stata(file, write_index=False)
    else:
        import duckdb

        duckdb.from_df(expected).write_parquet(str(file))
    pd.testing.assert_frame_equal(read_rectangle(file).frame, expected)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["1,000", "12", "1,234,567.5"], [1000, 12, 1234567.5]),
        (["12.5%", "50 %", "NA"], [0.125, 0.5, None]),
        (["1e3", "-2.5E-1", "+3"], [1000, -0.25, 3]),
        (["１２３", "－4", "−5"], [123, -4, -5]),
        (["1 234", "1 234 567", "5"], [1234, 1234567, 5]),
        (["—", "…", "n/a", ".", "..", "5"], [None, None, None, None, None, 5]),
        (["12,5", "1.234,5", "3"], [12.5, 1234.5, 3]),
        (["TRUE", "FALSE", "TRUE"], [1, 0, 1]),
        (["2018年", "2019年", "2020年"], [2018, 2019, 2020]),
        (["NA", "", "—"], [None, None, None]),
    ],
)
def test_numbers_as_people_write_them(tmp_path, texts, expected):
    found = column(tmp_path, *texts)
    assert found.frame["x"].astype(object).where(found.frame["x"].notna(), None).tolist() == expected
    found.require_numbers(["x"])


@pytest.mark.parametrize(
    ("texts", "named"),
    [
        (["1", "2", "abc", "4"], "'abc' in row 4"),
        (["12.5%", "13%", "14", "15%"], "'14' in row 4"),
        (["1", "2", "12,5", "1.5"], "'12,5' in row 4"),
        (["1", "inf", "3"], "'inf' in row 3"),
        (["1", "2", "3*"], "'3*' in row 4"),
        (["1", "2", "1 23"], "'1 23' in row 4"),
        (["low", "high", "low"], "'low' in row 2"),
    ],
)
def test_a_column_that_is_no_number_names_its_first_cells(tmp_path, texts, named):
    found = column(tmp_path, *texts)
    assert found.frame["x"].tolist() == texts
    with pytest.raises(UserError) as caught:
        found.require_numbers(["unit", "x", "other"])
    assert len(caught.value.problems) == 2 and named in str(caught.value) and "column x" in str(caught.value)


def test_codes_with_a_zero_before_them_stay_text(tmp_path):
    found = column(tmp_path, "01", "02", "10")
    assert found.frame["x"].tolist() == ["01", "02", "10"] and "codes" in found.notes[0]


def test_titles_notes_labels_row_numbers_and_repeated_names_are_left_out_and_told(tmp_path):
    text = (
        "Table 3. Firms,,,\n,firm,year,sales\n,name of the firm,year of the account,sales in USD\n1,alpha,2019,1\n"
        "2,beta,2019,2\n"
    )
    found = read_rectangle(write(tmp_path, text))
    assert list(found.frame.columns) == ["firm", "year", "sales"]
    assert found.labels == {"firm": "name of the firm", "year": "year of the account", "sales": "sales in USD"}
    assert len(found.frame) == 2 and found.rows == [4, 5] and len(found.notes) == 3
    found = read_rectangle(workbook(tmp_path, [["u", "x"], ["a", 1], ["u", "x"], ["b", 2], ["Source: the firms."]]))
    assert found.frame["x"].tolist() == [1, 2] and found.rows == [2, 4] and len(found.notes) == 2


def test_labels_of_stata_are_kept(tmp_path):
    frame = pd.DataFrame({"unit": ["a", "b"], "kind": pd.Categorical(["east", "west"]), "x": [1.5, None]})
    frame.to_stata(tmp_path / "a.dta", write_index=False, variable_labels={"x": "what x is"})
    found = read_rectangle(tmp_path / "a.dta")
    assert found.labels == {"x": "what x is"} and found.value_labels == {"kind": {0.0: "east", 1.0: "west"}}
    assert found.frame["kind"].tolist() == [0, 1] and found.frame["x"].isna().tolist() == [False, True]


def test_formulas_count_with_their_stored_values(tmp_path):
    import re
    import zipfile

    file = workbook(tmp_path, [["unit", "x"], ["a", 1], ["b", "=1+1"]])
    with pytest.raises(UserError, match=r"row 3(?s:.*)column 2: formula =1\+1 without a value(?s:.*)save it"):
        read_rectangle(file)
    with zipfile.ZipFile(file) as parts, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as out:
        for name in parts.namelist():
            content = parts.read(name)
            out.writestr(name, re.sub(rb"</f><v\s*/?>(</v>)?", b"</f><v>2</v>", content))
    found = read_rectangle(tmp_path / "b.xlsx")
    assert found.frame["x"].tolist() == [1, 2] and "row 3, column 2" in found.notes[0]


def test_merged_labels_go_down_and_merged_numbers_are_refused(tmp_path):
    rows = [["unit", "year", "x"], ["a", 2019, 1], [None, 2020, 2], ["b", 2019, 3]]
    found = read_rectangle(workbook(tmp_path, rows, merged=["A2:A3"]))
    assert found.frame["unit"].tolist() == ["a", "a", "b"]
    rows[2][2] = None
    with pytest.raises(UserError, match="1 merged over rows"):
        read_rectangle(workbook(tmp_path, rows, merged=["C2:C3"]))


def test_a_sheet_is_chosen_and_the_others_are_told(tmp_path):
    book = Workbook()
    book.active.title = "readme"
    book.active.append(["only one cell"])
    for name in ("data", "more"):
        book.create_sheet(name)
        book[name].append(["unit", "x"])
        book[name].append([name, datetime.date(2020, 5, 1)])
    book.save(tmp_path / "a.xlsx")
    assert read_rectangle(tmp_path / "a.xlsx").frame.to_numpy().tolist() == [["data", "2020-05-01"]]
    assert read_rectangle(tmp_path / "a.xlsx").notes == ["Read sheet 'data'; not read: readme, more."]
    assert read_rectangle(tmp_path / "a.xlsx", "more").frame["unit"].tolist() == ["more"]
    with pytest.raises(UserError, match=r"no sheet 'x'(?s:.*)readme, data, more"):
        read_rectangle(tmp_path / "a.xlsx", "x")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1,2\n3\n", "row 3"),
        ("a,b\n1,2\n3,4,5\n", "'5' in column 3"),
        ("a,a\n1,2\n", "column a twice"),
        ("a,,c\nx,5,2\ny,7,3\n", "'5' in column 2"),
        ("1,2\n3,4\n", "names of columns, no numbers"),
        ("a,b\n", "names without rows"),
        ("a\n1\n", "no row with two cells"),
    ],
)
def test_what_is_no_rectangle_is_refused_with_its_place(tmp_path, text, said):
    with pytest.raises(UserError) as caught:
        read_rectangle(write(tmp_path, text))
    assert said in str(caught.value) and "do:" in str(caught.value)
