"""Which columns are unit and year is recognised by values, said with a reason, and refused with the cells at fault."""

from itertools import product

import pandas as pd
import pytest

from resilience.ingest.rectangle import read_rectangle
from resilience.ingest.words import load
from resilience.project.errors import UserError
from resilience.project.settings import PROJECT_DIR
from resilience.workspace.recognise import recognise

WORDS = load(PROJECT_DIR)


def grid(units, years, **columns):
    rows = pd.DataFrame(list(product(units, years)), columns=["u", "t"])
    return rows.assign(**{name: values(rows) if callable(values) else values for name, values in columns.items()})


def recognised(frame, tmp_path, **stated):
    file = tmp_path / "panel.csv"
    frame.to_csv(file, index=False)
    return recognise(read_rectangle(file), WORDS, **stated)


def value(rows):
    return [round(0.37 * at + at**0.5, 3) for at in range(len(rows))]


# Names of the unit's and the year's column, units, years; what is found stands under the same names.
SHAPES = {
    "provinces": ("省份", "年份", ["北京", "天津", "河北"], [2010, 2011, 2012]),
    "cities by code": ("city_code", "year", [110100, 120100, 130100], [2010, 2011, 2012]),
    "states, without a name for them": ("A", "B", ["Alabama", "Ohio", "Utah"], [1970, 1971]),
    "firms by number": ("gvkey", "fyear", [1001, 1002, 1003, 1004], [1999, 2000, 2001]),
    "securities": ("证券代码", "会计年度", ["000001", "000002", "600000"], [2019, 2020]),
    "persons": ("nr", "yr", list(range(13, 33)), [1980, 1981]),
    "countries by ISO code": ("iso3", "Year", ["CHN", "USA", "DEU"], [1990, 1995, 2000]),
    "years in text": ("firm", "date", ["a", "b"], ["2009年", "2010年", "2011年"]),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_unit_and_year_are_recognised(shape, tmp_path):
    unit, year, units, years = SHAPES[shape]
    frame = grid(units, years, x=value).rename(columns={"u": unit, "t": year})
    found = recognised(frame, tmp_path)
    assert (found.unit, found.year) == (unit, year)
    assert found.why_unit and found.why_year
    assert [column.name for column in found.others] == ["x"]


def test_wherever_the_columns_stand_and_whatever_stands_beside(tmp_path):
    frame = grid(["a", "b", "c"], [2001, 2002, 2003, 2004], x=value, founded=1950, count=lambda r: range(1, len(r) + 1))
    frame = frame.assign(short=frame["u"].str.upper(), half=[None, 1.5] * 6)[
        ["x", "half", "count", "founded", "t", "short", "u"]
    ]
    found = recognised(frame.rename(columns={"u": "firm"}), tmp_path)
    assert (found.unit, found.year, found.same_units) == ("firm", "t", ["short"])
    said = {column.name: str(column) for column in found.others}
    assert "50 % missing" in said["half"] and "the same in every year of a unit" in said["founded"]


def test_years_of_two_digits_get_their_century(tmp_path):
    found = recognised(grid([1, 2, 3], range(63, 93), x=value).rename(columns={"u": "state", "t": "year"}), tmp_path)
    assert (found.century, found.year) == (1900, "year")
    assert "63 to 92, read as 1963 to 1992" in found.why_year


def test_a_column_that_is_nearly_a_number_names_its_cells(tmp_path):
    frame = grid(["a", "b"], [2001, 2002, 2003], x=value, gdp=["1", "2", "3..1", "4", "5", "6"])
    (gdp,) = [each for each in recognised(frame, tmp_path).others if each.name == "gdp"]
    assert gdp.kind == "nearly a number" and "'3..1' in row 4" in str(gdp)


def test_what_is_stated_is_taken(tmp_path):
    frame = grid(["a", "b"], [2001, 2002], x=value).assign(other=["p", "p", "q", "q"])
    assert recognised(frame, tmp_path, unit="other").unit == "other"
    with pytest.raises(UserError, match="no column 'nothing'"):
        recognised(frame, tmp_path, unit="nothing")


def of_years(units, years):
    return grid(units, years, v=value).rename(columns={"t": "year"})


def wrong_year():
    frame = of_years(["a", "b"], [2001, 2002, 2003]).astype({"year": str})
    return frame.replace({"year": {"2003": "20003"}})


def twice():
    return pd.concat(
        [of_years(list("abcde"), range(2001, 2011)), pd.DataFrame({"u": ["b"], "year": [2004], "v": [9.5]})]
    )


# Kind -> table, what is named, remedy.
REFUSED = {
    "no years": (grid(["a", "b"], ["x", "y"], v=value), "no column of years", "four digits"),
    "quarters": (of_years(["a", "b"], range(1, 60)).rename(columns={"year": "time"}), "'1' in row 2", "four digits"),
    "one year": (of_years(["a", "b", "c"], [2015]), "one year, 2015", "two years"),
    "a year that is none": (wrong_year(), "'20003' in row 4", "correct these cells"),
    "a pair twice": (twice(), "b in 2004 stands 2 times, in rows 15, 52", "keep one of them"),
    "no unit": (
        pd.DataFrame({"year": [2001, 2001, 2002, 2002], "v": [0.1, 0.2, 0.3, 0.4]}),
        "year, v",
        "--unit COLUMN",
    ),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_panel_is_refused_with_the_cells_and_the_remedy(kind, tmp_path):
    frame, found, remedy = REFUSED[kind]
    with pytest.raises(UserError) as caught:
        recognised(frame, tmp_path)
    assert found in str(caught.value) and remedy in str(caught.value)
