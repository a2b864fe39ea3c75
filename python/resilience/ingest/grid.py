"""A file -> grids of text cells, one per sheet: the only place that knows file formats."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from resilience.errors import Problem, UserError
from resilience.ingest.encoding import decode, refuse_web_page

OLE = b"\xd0\xcf\x11\xe0"
DEFAULT_PASSWORD = "VelvetSweatshop"  # what Excel encrypts with when nobody chose a password
LONGEST_LINE = 100_000
LARGEST_WORKBOOK = 500_000_000  # bytes unpacked; a yearbook has some ten million


@dataclass(frozen=True)
class Grid:
    """The cells of one sheet as they stand, trimmed; row and column numbers start at 1 with the first cell.

    Attributes:
        ends_whole: the last line of a text file is complete; always so in a workbook.
    """

    sheet: str
    encoding: str
    rows: list[list[str]]
    ends_whole: bool = True

    @property
    def is_text(self) -> bool:
        """A row of a text file is as long as its header; a workbook leaves out empty cells at the end."""
        return not self.sheet

    def fits(self, row: list[str], header: int) -> bool:
        """Whether a row has the header's cells, no more; in a text file no fewer either."""
        width = len(self.rows[header])
        return not any(row[width:]) and (len(row) >= width or not self.is_text)


def read_grids(file: Path) -> list[Grid]:
    """The sheets of a CSV, XLSX or XLS file.

    Raises:
        UserError: the file cannot be what its ending says.
    """
    suffix = file.suffix.lower()
    refuse_web_page(file)
    if suffix in {".csv", ".txt", ".tsv"}:
        text, encoding = decode(file)
        return [Grid("", encoding, _split(file, text), text.endswith(("\n", "\r")))]
    if suffix in {".xlsx", ".xls"}:
        if not file.stat().st_size:
            raise UserError(
                f"{file.name} was not read.", [Problem(str(file), "an empty file", "a workbook", "download it again")]
            )
        return _xlsx(file) if suffix == ".xlsx" or file.read_bytes()[:2] == b"PK" else _xls(file)
    raise UserError(
        f"{file.name} was not read.",
        [Problem(str(file), f"ending '{suffix}'", ".csv, .xlsx or .xls", "save it in one of these formats")],
    )


def _split(file: Path, text: str) -> list[list[str]]:
    lines = text.splitlines()
    if max(map(len, lines)) > LONGEST_LINE:
        raise UserError(
            f"{file.name} was not read.",
            [Problem(str(file), "a line of over 100,000 characters", "a table", "download it again")],
        )
    body = "\n".join(lines)
    delimiter = max(",;\t", key=body.count)
    # Newer downloads put a tab before every comma: cells are trimmed, so the tab goes with the blanks.
    try:
        return [[cell.strip() for cell in row] for row in csv.reader(lines, delimiter=delimiter, strict=True)]
    except csv.Error as error:
        remedy = "look for a quotation mark that is not closed, or download it again"
        raise UserError(f"{file.name} was not read.", [Problem(str(file), str(error), "a table", remedy)]) from None


def _xlsx(file: Path) -> list[Grid]:
    import io
    import zipfile

    from openpyxl import load_workbook

    content = file.read_bytes()
    if content.startswith(OLE):  # an .xlsx with a password is one file inside another
        content = _decrypted(file, content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
        if unpacked > LARGEST_WORKBOOK:
            found, remedy = f"{unpacked / 1e6:,.0f} MB when unpacked", "keep the sheet with the table only"
            raise UserError(f"{file.name} was not read.", [Problem(str(file), found, "a table", remedy)])
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
        sheets = {
            sheet.title: [[_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
            for sheet in book.worksheets
        }
        if not sheets:
            found = "only chart sheets: " + ", ".join(chart.title for chart in book.chartsheets)
            remedy = "save the sheet that holds the chart's figures"
            raise UserError(f"{file.name} was not read.", [Problem(str(file), found, "a sheet of cells", remedy)])
        book.close()
    except UserError:
        raise
    except Exception as error:  # a damaged workbook makes openpyxl raise whatever its damaged part leads to
        raise _broken(file, "workbook", error) from None
    grids = []
    for sheet, rows in sheets.items():
        for number, row in enumerate(rows, start=1):
            if formula := next((cell for cell in row if cell.startswith("=")), None):
                place = f"{file}, sheet {sheet}, row {number}"
                remedy = "copy the sheet and paste it as values"
                raise UserError(f"{file.name} was not read.", [Problem(place, f"formula {formula}", "values", remedy)])
        grids.append(Grid(sheet, "xlsx", rows))
    return grids


def _xls(file: Path) -> list[Grid]:
    import io

    import xlrd

    content = file.read_bytes()
    try:
        book = xlrd.open_workbook(file_contents=_decrypted(file, content), logfile=io.StringIO())
        return [
            Grid(sheet.name, "xls", [[_xls_text(cell) for cell in sheet.row(number)] for number in range(sheet.nrows)])
            for sheet in book.sheets()
        ]
    except UserError:
        raise
    except Exception as error:  # a damaged workbook makes xlrd raise whatever its damaged part leads to
        raise _broken(file, "old Excel workbook", error) from None


def _decrypted(file: Path, content: bytes) -> bytes:
    import io

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
        remedy = "open it with its password and save it without"
        raise UserError(
            f"{file.name} was not read.", [Problem(str(file), "a password", "no password", remedy)]
        ) from None
    except Exception as error:  # a damaged workbook fails in many ways
        raise _broken(file, "Excel workbook", error) from None


def _xls_text(cell: object) -> str:
    """An error cell holds a code, which is no figure."""
    import xlrd

    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(cell.value, "#ERROR")
    return _text(cell.value)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _broken(file: Path, kind: str, error: Exception) -> UserError:
    found = f"{type(error).__name__}: {error}"
    return UserError(f"{file.name} was not read.", [Problem(str(file), found, f"a whole {kind}", "download it again")])
