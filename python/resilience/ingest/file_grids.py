"""A file -> grids of text cells, one per sheet: the only place, with `workbook`, that knows file formats."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Collection
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from resilience.ingest import workbook
from resilience.ingest.encoding import decode, refuse_web_page
from resilience.ingest.grid import Grid, of_rows
from resilience.project.errors import Problem, UserError

if TYPE_CHECKING:
    import pandas as pd

LONGEST_LINE = 100_000
TEXT, WORKBOOKS, TABLES = {".csv", ".txt", ".tsv"}, {".xlsx", ".xlsm", ".xls"}, {".parquet", ".pq", ".dta"}
ZIP = b"PK"
OLDEST = (b"\x09\x00", b"\x09\x02", b"\x09\x04", b"\x09\x08")  # workbooks before Excel 5 are no container


def read_grids(file: Path, words: Collection[str] = ()) -> list[Grid]:
    """The sheets of a CSV, Excel, Parquet or Stata file; a text file under the name of an old workbook is text.

    Args:
        words: names that a text in GB18030 may hold.

    Raises:
        UserError: the file cannot be what its ending says.
    """
    suffix = ending(file)
    refuse_web_page(file)
    if suffix in TEXT:
        return [_text(file, words)]
    if suffix in WORKBOOKS:
        with file.open("rb") as stream:
            head = stream.read(4)
        if not head:
            raise _refuse(file, "an empty file", "a workbook", "download it again")
        if not head.startswith((workbook.OLE, ZIP, *OLDEST)):
            return [_text(file, words)]
        is_old = head.startswith(OLDEST) or (suffix == ".xls" and head.startswith(workbook.OLE))
        return workbook.read_xls(file) if is_old else workbook.read_xlsx(file)
    if suffix in TABLES:
        return [_table(file)]
    expected = ".csv, .xlsx, .xls, .parquet or .dta"
    raise _refuse(file, f"ending '{suffix}'", expected, "save it in one of these formats, or take it out of the folder")


def ending(file: Path) -> str:
    """What kind of file a name says it is; .csv of data.CSV.gz."""
    return Path(file.name.lower().removesuffix(".gz")).suffix


def typed_frame(file: Path, *, labelled: bool = False) -> pd.DataFrame:
    """A Parquet or Stata file as it is typed.

    Args:
        labelled: whether Stata's codes are replaced by their labels.

    Raises:
        UserError: a damaged file.
    """
    import duckdb
    import pandas as pd

    try:
        if ending(file) == ".dta":
            return pd.read_stata(file, convert_categoricals=labelled)
        return duckdb.read_parquet(str(file)).df()
    except Exception as error:  # a damaged file makes its reader raise whatever its damaged part leads to
        said = re.sub(r"\s+", " ", f"{error}")[:200]
        raise _refuse(file, said, f"a whole {ending(file)} file", "write it again, or save it as CSV") from None


def _text(file: Path, words: Collection[str]) -> Grid:
    text, encoding = decode(file, words)
    if max(map(len, text.splitlines()), default=0) > LONGEST_LINE:
        raise _refuse(file, "a line of over 100,000 characters", "a table", "download it again")
    delimiter = max(",;\t|", key=lambda mark: _regularity(text, mark))
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=delimiter, strict=True)
    rows, before = [], 0
    # Newer downloads put a tab before every comma: cells are trimmed, so the tab goes with the blanks.
    try:
        for row in reader:
            rows.append((before + 1, [cell.strip() for cell in row]))
            before = reader.line_num
    except csv.Error as error:
        remedy = "look for a quotation mark that is not closed, or download it again"
        raise _refuse(file, str(error), "a table", remedy) from None
    return of_rows("", encoding, rows, ends_whole=text.endswith(("\n", "\r")))


def _regularity(text: str, mark: str) -> tuple[int, int]:
    """In how many lines a mark stands equally often, and how often in all: thousands may have commas between tabs."""
    counts = Counter(line.count(mark) for line in text.splitlines() if mark in line)
    return max(counts.values(), default=0), text.count(mark)


def _table(file: Path) -> Grid:
    """Parquet or Stata: names of columns, then rows; what is not there is empty."""

    frame = typed_frame(file, labelled=True)
    body = frame.astype(object).itertuples(index=False, name=None)
    rows = [list(map(str, frame.columns)), *([plain_cell(cell) for cell in row] for row in body)]
    return of_rows("", ending(file).lstrip("."), enumerate(rows, start=1))


def plain_cell(value: object) -> str:
    """A typed value as text: whole numbers without a point, midnights as days, nothing for what is missing."""
    import pandas as pd

    if value is None or pd.isna(value):
        return ""
    if isinstance(value, datetime) and value == datetime.combine(value, time()):
        return f"{value:%Y-%m-%d}"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def _refuse(file: Path, found: str, expected: str, remedy: str) -> UserError:
    return UserError(f"{file.name} was not read.", [Problem(str(file), found, expected, remedy)])
