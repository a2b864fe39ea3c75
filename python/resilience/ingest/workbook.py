"""Excel workbooks -> grids. What a sheet says of its own size is not believed: every cell that it holds is read."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from resilience.ingest.archive import slimmed
from resilience.ingest.grid import Grid, of_rows
from resilience.ingest.refusal import refuse_file
from resilience.project.errors import Problem, UserError

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

OLE = b"\xd0\xcf\x11\xe0"  # how a file begins that holds others: an old workbook, or one with a password
ZIP = b"PK"
OLDEST = (b"\x09\x00", b"\x09\x02", b"\x09\x04", b"\x09\x08")  # workbooks before Excel 5 are no container
STARTS = (OLE, ZIP, *OLDEST)
DEFAULT_PASSWORD = "VelvetSweatshop"  # what Excel encrypts with when nobody chose a password
LARGEST_WORKBOOK = 500_000_000  # bytes unpacked; a yearbook has some ten million
MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^<>]*?ref=\"([A-Z]+\d+:[A-Z]+\d+)\"")
STORED = re.compile(rb"<((?:\w+:)?)c(?:\s[^<>]*)?>(?:\s*<(?:\w+:)?(?:v|f|is)\b)")


def read_workbook(file: Path) -> list[Grid]:
    """The sheets of an Excel workbook, old or new by its contents; Excel's default password opens one.

    Raises:
        UserError: a damaged workbook, one with a password, one that unpacks to half a gigabyte, or without any sheet.
    """
    content = file.read_bytes()
    if content.startswith(OLE):  # an old workbook, or one with a password, which is one file inside another
        content = _decrypted(file, content)
    return _xlsx(file, content) if content.startswith(ZIP) else _xls(file, content)


def _xlsx(file: Path, content: bytes) -> list[Grid]:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
            if unpacked > LARGEST_WORKBOOK:
                found = f"{unpacked / 1e6:,.0f} MB when unpacked"
                raise refuse_file(file, found, "a table", "keep the sheet with the table only")
            slim, others = slimmed(parts)
        book = load_workbook(slim, read_only=True, data_only=False, keep_links=False)
        values = partial(load_workbook, slim, read_only=True, data_only=True, keep_links=False)
        grids = [_grid(file, sheet, values) for sheet in book.worksheets]
        book.close()
    except UserError:
        raise
    except Exception:  # a damaged workbook makes openpyxl raise whatever its damaged part leads to
        raise _broken(file, "workbook") from None
    if not grids and not others:
        raise _broken(file, "workbook")
    if not grids:
        names = ", ".join(f"{each.sheet} ({each.other})" for each in others)
        remedy = "save the sheet that holds the chart's figures"
        raise refuse_file(file, f"only sheets without cells: {names}", "a sheet of cells", remedy)
    return [*grids, *others]


def _xls(file: Path, content: bytes) -> list[Grid]:
    """The sheets of an old workbook; formulas give the values that Excel kept."""
    import xlrd

    try:
        book = xlrd.open_workbook(file_contents=content, logfile=io.StringIO(), formatting_info=True)
        formats = {at: book.format_map[xf.format_key].format_str for at, xf in enumerate(book.xf_list)}
        return [_xls_grid(sheet, book.datemode, formats) for sheet in book.sheets()]
    except Exception:  # a damaged workbook makes xlrd raise whatever its damaged part leads to
        raise _broken(file, "old Excel workbook") from None


def _grid(file: Path, sheet: ReadOnlyWorksheet, values: Callable[[], Workbook]) -> Grid:
    """Every stored cell of a sheet; of merged cells the first counts, the others cannot be seen.

    Args:
        values: opens the workbook with the values of its formulas.

    Raises:
        UserError: openpyxl gives fewer cells than the sheet's XML holds; an error of ours, told and not passed over.
    """
    sheet.reset_dimensions()
    with sheet._get_source() as source:
        xml = source.read()
    merged = dict(_merged(xml))
    hidden = set(_hidden(merged))
    rows: list[tuple[int, list[str]]] = []
    formulas, n_cells = [], 0
    for cells in sheet.iter_rows():
        held = [cell for cell in cells if cell.value is not None]
        n_cells += len(held)
        texts: dict[int, str] = {}
        for cell in held:
            if (cell.row, cell.column) not in hidden:
                texts[cell.column] = _cell_text(cell)
                if cell.data_type == "f":
                    formulas.append((cell.row, cell.column))
        if texts:
            rows.append((held[0].row, [texts.get(column, "") for column in range(1, max(texts) + 1)]))
    if (stored := len(STORED.findall(xml))) > n_cells and (stored := _n_stored(xml)) > n_cells:
        remedy = "save it anew in Excel or LibreOffice; this is an error of the reader, please report it"
        place = f"{file}, sheet {sheet.title}"
        raise UserError(f"{file.name} was not read.", [
            Problem(place, f"{stored} cells stored, {n_cells} given by the reader", "every cell", remedy)
        ])  # fmt: skip
    kept = _stored(values()[sheet.title], formulas) if formulas else {}
    return of_rows(sheet.title, "xlsx", rows, formulas=kept, merged=merged)


def _stored(sheet: ReadOnlyWorksheet, formulas: list[tuple[int, int]]) -> dict[tuple[int, int], str]:
    """The values of formulas as they were when the workbook was saved."""
    sheet.reset_dimensions()
    stored = dict.fromkeys(formulas, "")
    for cells in sheet.iter_rows(min_row=min(formulas)[0], max_row=max(formulas)[0]):
        for cell in cells:
            if cell.value is not None and (cell.row, cell.column) in stored:
                stored[cell.row, cell.column] = _cell_text(cell)
    return stored


def _xls_grid(sheet: Any, date_mode: int, formats: Mapping[int, str]) -> Grid:
    merged = {(top + 1, left + 1): (bottom, right) for top, bottom, left, right in sheet.merged_cells}
    hidden = set(_hidden(merged))
    rows = (
        (
            at + 1,
            [
                "" if (at + 1, n) in hidden else _xls_text(cell, date_mode, formats)
                for n, cell in enumerate(sheet.row(at), 1)
            ],
        )
        for at in range(sheet.nrows)
    )
    return of_rows(sheet.name, "xls", rows, merged=merged)


def _n_stored(xml: bytes) -> int:
    """Cells with a value or a formula, counted by another reader of XML than openpyxl's rules."""
    from xml.etree.ElementTree import iterparse

    n_cells = 0
    for _, element in iterparse(io.BytesIO(xml)):
        if element.tag.rpartition("}")[2] == "c":
            kind = element.get("t")
            texts = {child.tag.rpartition("}")[2]: "".join(child.itertext()) for child in element}
            n_cells += bool("f" in texts or texts.get("v") or (kind == "inlineStr" and texts.get("is")))
            element.clear()
    return n_cells


def _merged(xml: bytes) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    from openpyxl.utils import range_boundaries

    for reference in MERGED.findall(xml):
        left, top, right, bottom = range_boundaries(reference.decode())
        yield (top, left), (bottom, right)


def _hidden(merged: Mapping[tuple[int, int], tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The cells that merged ones hide: all but the first."""
    for (top, left), (bottom, right) in merged.items():
        for row in range(top, min(bottom, top + 10_000) + 1):
            for column in range(left, min(right, left + 1_000) + 1):
                if (row, column) != (top, left):
                    yield row, column


def _cell_text(cell: Any) -> str:
    """A cell as a person sees it: a date that shows years only is a year."""
    value = cell.value
    if isinstance(value, (datetime, date)):
        return _date_text(value, str(cell.number_format))
    if cell.data_type == "f":
        text = getattr(value, "text", None) or str(value)
        return text if text.startswith("=") else f"={text}"
    return _text(value)


def _date_text(value: date, number_format: str) -> str:
    shown = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", number_format.lower())
    if "y" in shown and "m" not in shown and "d" not in shown:
        return f"{value:%Y}"
    if "y" in shown and "d" not in shown:
        return f"{value:%Y-%m}"
    return f"{value:%Y-%m-%d}"


def _xls_text(cell: Any, date_mode: int, formats: Mapping[int, str]) -> str:
    """An error cell holds a code, which is no figure; a date holds the number of its day."""
    import xlrd

    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#ERROR"))
    if cell.ctype == xlrd.XL_CELL_DATE and cell.value >= 1:
        return _date_text(
            xlrd.xldate.xldate_as_datetime(cell.value, date_mode), formats.get(cell.xf_index, "yyyy-mm-dd")
        )
    return _text(cell.value)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _decrypted(file: Path, content: bytes) -> bytes:
    import msoffcrypto
    from msoffcrypto.exceptions import DecryptionError, InvalidKeyError

    try:
        office = msoffcrypto.OfficeFile(io.BytesIO(content))
        if not office.is_encrypted():
            return content
        out = io.BytesIO()
        office.load_key(password=DEFAULT_PASSWORD)
        office.decrypt(out)
        return out.getvalue()
    except (InvalidKeyError, DecryptionError):
        raise refuse_file(file, "a password", "no password", "open it with its password and save it without") from None
    except Exception:  # a damaged workbook fails in many ways
        raise _broken(file, "Excel workbook") from None


def _broken(file: Path, kind: str) -> UserError:
    remedy = "open it in Excel or LibreOffice and save it anew, or download it again"
    return refuse_file(file, f"no {kind}, or a damaged one", f"a whole {kind}", remedy)
