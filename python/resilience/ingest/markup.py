"""Web pages and Excel's XML, which publishers save under the names of workbooks -> grids."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from resilience.ingest.encoding import contents, decode
from resilience.ingest.grid import Grid, of_rows
from resilience.ingest.refusal import refuse_file

EXCEL = "urn:schemas-microsoft-com:office:spreadsheet"
PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|meta|table|style)", re.I | re.S
)
XML = re.compile(rb"\s*<\?xml")
MIDNIGHT = re.compile(r"(\d{4}-\d\d-\d\d)T00:00:00(?:\.0+)?")


def reader_of(head: bytes) -> Callable[[Path], list[Grid]] | None:
    """What reads a file that begins so, if it is a web page or XML."""
    text = head.removeprefix(b"\xef\xbb\xbf")
    return _page if PAGE.match(text) else _excel_xml if XML.match(text) else None


def _page(file: Path) -> list[Grid]:
    """Every table of a page that holds no other table.

    Raises:
        UserError: there is none of two rows and columns, as in a site's message of an error.
    """
    from lxml import html

    text, encoding = decode(file)
    page = html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8"))
    grids = []
    for number, table in enumerate(page.xpath("//table[not(.//table)]"), start=1):
        rows = ([(_text(cell), _span(cell, "colspan"), _span(cell, "rowspan"))
                 for cell in row if cell.tag in ("td", "th")] for row in table.iter("tr"))  # fmt: skip
        grid = _laid_out(f"table {number}", f"HTML, {encoding}", enumerate(rows, start=1))
        grids += [grid] if len(grid.rows) > 1 and any(sum(map(bool, row)) > 1 for row in grid.rows) else []
    if not grids:
        remedy = "open it in a browser to see what it says, then download the table again"
        raise refuse_file(file, "a web page without a table, probably an error message of the site", "a table", remedy)
    return grids


def _excel_xml(file: Path) -> list[Grid]:
    """The sheets of a workbook that Excel 2003 saved as XML.

    Raises:
        UserError: the file is other XML.
    """
    from lxml import etree

    try:
        book = etree.fromstring(contents(file), etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        raise refuse_file(file, "damaged XML", "a table", "download it again") from None
    if book.tag != f"{{{EXCEL}}}Workbook":
        raise refuse_file(file, "an XML file that is no workbook", "a table", "download the table as CSV or Excel")
    return [_sheet(sheet) for sheet in book.iterfind(f"{{{EXCEL}}}Worksheet")]


def _sheet(sheet: Any) -> Grid:
    rows, formulas, number = [], {}, 0
    for row in sheet.iter(f"{{{EXCEL}}}Row"):
        number = int(row.get(f"{{{EXCEL}}}Index", number + 1))
        cells: list[tuple[str, int, int]] = []
        for cell in row.iterfind(f"{{{EXCEL}}}Cell"):
            column = sum(across for _, across, _ in cells) + 1
            place = int(cell.get(f"{{{EXCEL}}}Index", column))
            cells += [("", 1, 1)] * (place - column)
            text = " ".join("".join(data.itertext()) for data in cell.iterfind(f"{{{EXCEL}}}Data")).strip()
            text = MIDNIGHT.sub(r"\1", text)
            if formula := cell.get(f"{{{EXCEL}}}Formula"):
                formulas[number, place] = text
                text = formula
            across, down = (int(cell.get(f"{{{EXCEL}}}{name}", 0)) + 1 for name in ("MergeAcross", "MergeDown"))
            cells.append((text, across, down))
        rows.append((number, cells))
    return _laid_out(sheet.get(f"{{{EXCEL}}}Name") or "", "XML", iter(rows), formulas)


def _laid_out(
    sheet: str, encoding: str, rows: Iterator[tuple[int, list[tuple[str, int, int]]]],
    formulas: dict[tuple[int, int], str] | None = None,
) -> Grid:  # fmt: skip
    """Cells with the columns and rows that each spans, at their places."""
    merged: dict[tuple[int, int], tuple[int, int]] = {}
    taken: set[tuple[int, int]] = set()
    placed = []
    for number, cells in rows:
        texts: dict[int, str] = {}
        column = 1
        for text, across, down in cells:
            while (number, column) in taken:
                column += 1
            texts[column] = text
            if across > 1 or down > 1:
                merged[number, column] = (number + down - 1, column + across - 1)
            taken |= {(number + below, column + right) for below in range(1, down) for right in range(across)}
            column += across
        placed.append((number, [texts.get(at, "") for at in range(1, max(texts, default=0) + 1)]))
    return of_rows(sheet, encoding, placed, formulas=formulas, merged=merged)


def _text(cell: Any) -> str:
    return " ".join(str(cell.text_content()).split())


def _span(cell: Any, name: str) -> int:
    span = cell.get(name, "1")
    return min(int(span), 1000) if span.isdigit() and int(span) else 1
