"""A file -> grids of text cells, one per sheet; `workbook`, `markup` and `eurostat` know their formats."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Collection
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from resilience.ingest import eurostat, markup, workbook
from resilience.ingest.encoding import contents, decode
from resilience.ingest.grid import Grid, of_rows
from resilience.ingest.refusal import refuse_file
from resilience.ingest.written_number import has_decimal_commas, with_point

if TYPE_CHECKING:
    import pandas as pd

LONGEST_LINE = 100_000
TEXT, WORKBOOKS, TABLES = {".csv", ".txt", ".tsv"}, {".xlsx", ".xlsm", ".xls", ".et"}, {".parquet", ".pq", ".dta"}
PAGES = {".html", ".htm", ".xml"}
# What a file of another kind is, and what makes it one that is read.
OTHERS = {
    ".pdf": "copy the table into a sheet, or take the publisher's Excel file",
    ".zip": "unpack it, and read the files in it",
    ".json": "download the table as CSV",
    ".mht": "open it in Excel or LibreOffice and save it as .xlsx",
    **dict.fromkeys((".rds", ".rda", ".rdata"), "in R: haven::write_dta(x, 'x.dta') or write.csv(x, 'x.csv')"),
    **dict.fromkeys((".sav", ".por", ".sas7bdat", ".xpt"), "save it as Stata's .dta or as CSV in its program"),
    **dict.fromkeys((".ods", ".xlsb", ".numbers", ".doc", ".docx"), "save it as .xlsx in its program"),
}
DECIMAL_COMMAS = ", decimal commas"
ALIGNED = re.compile(r" {2,}")
MAGIC = {b"%PDF": ".pdf", b"{": ".json", b"MIME-Version:": ".mht"}


def read_grids(file: Path, words: Collection[str] = ()) -> list[Grid]:
    """The sheets of a file, whose contents say what it is whatever its name says: text, a workbook, a page, a table.

    Args:
        words: names that a text in another encoding than UTF-8 may hold.

    Raises:
        UserError: a file of another kind, a damaged one, or one without a table.
    """
    suffix = ending(file)
    if suffix not in {*TEXT, *WORKBOOKS, *TABLES, *PAGES}:
        remedy = OTHERS.get(suffix, "save it in one of these formats, or take it out of the folder")
        raise refuse_file(file, f"ending '{suffix}'", ".csv, .xlsx, .xls, .html, .xml, .parquet or .dta", remedy)
    if typed_kind(file):
        return [_table(file)]
    head = contents(file)[:4096]
    if other := next((kind for magic, kind in MAGIC.items() if head.startswith(magic)), ""):
        raise refuse_file(file, f"a {other} file under the name of a table", "a table", OTHERS[other])
    if head.startswith(workbook.STARTS):
        return workbook.read_workbook(file)
    if read_markup := markup.reader_of(head):
        return read_markup(file)
    return [_text(file, words)]


def ending(file: Path) -> str:
    """What kind of file a name says it is; .csv of data.CSV.gz."""
    return Path(file.name.lower().removesuffix(".gz")).suffix


def typed_kind(file: Path) -> str:
    """parquet or dta, by how a file begins (Stata's oldest by its name); empty for all others."""
    with file.open("rb") as stream:
        head = stream.read(11)
    is_stata = head == b"<stata_dta>" or (ending(file) == ".dta" and not head.startswith((b"PAR1", *workbook.STARTS)))
    return "parquet" if head.startswith(b"PAR1") else "dta" if is_stata else ""


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
        if typed_kind(file) == "dta":
            return pd.read_stata(file, convert_categoricals=labelled)
        return duckdb.read_parquet(str(file)).df()
    except Exception as error:  # a damaged file makes its reader raise whatever its damaged part leads to
        said = re.sub(r"\s+", " ", f"{error}")[:200]
        raise refuse_file(file, said, f"a whole {typed_kind(file)} file", "write it again, or save it as CSV") from None


def _text(file: Path, words: Collection[str]) -> Grid:
    text, encoding = decode(file, words)
    if 2 * text.count("\t,") > text.count(","):  # newer downloads of the Bureau put a tab before every comma
        text = re.sub(r"\t+(?=,|$)", "", text, flags=re.MULTILINE)
    lines = text.splitlines()
    if max(map(len, lines), default=0) > LONGEST_LINE:
        raise refuse_file(file, "a line of over 100,000 characters", "a table", "download it again")
    delimiter = max(",;\t|", key=lambda mark: _regularity(text, mark))
    if eurostat.is_packed(text) and "\t" in lines[0]:
        delimiter = "\t"
    elif sum(bool(ALIGNED.search(line.strip())) for line in lines) > _regularity(text, delimiter)[0]:
        text, delimiter = "\n".join(ALIGNED.sub("\t", line.strip()) for line in lines) + "\n", "\t"
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=delimiter, strict=True)
    rows, before = [], 0
    try:
        for row in reader:
            rows.append((before + 1, [cell.strip() for cell in row]))
            before = reader.line_num
    except csv.Error as error:
        remedy = "look for a quotation mark that is not closed, or download it again"
        raise refuse_file(file, str(error), "a table", remedy) from None
    if delimiter != "," and has_decimal_commas(cell for _, row in rows for cell in row):
        rows = [(number, [with_point(cell) for cell in row]) for number, row in rows]
        encoding += DECIMAL_COMMAS
    rows = eurostat.unpacked(rows) if eurostat.is_packed(text) else rows
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
    return of_rows("", typed_kind(file), enumerate(rows, start=1))


def plain_cell(value: object) -> str:
    """A typed value as text: whole numbers without a point, midnights as days, nothing for what is missing."""
    import pandas as pd

    if value is None or pd.isna(value):
        return ""
    if isinstance(value, datetime) and value == datetime.combine(value, time()):
        return f"{value:%Y-%m-%d}"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
