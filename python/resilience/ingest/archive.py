"""The parts of an Excel workbook's archive: what is read of them, and which of its sheets hold no cells."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

from resilience.ingest.grid import Grid

SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
WORKBOOK, LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
NO_CELLS = re.compile(
    r"docProps/|xl/(?:(?:chart|dialog|macro)sheets|drawings|charts|media|theme|externalLinks|pivot\w+|diagrams|ctrlProps)/"
)
# Cells and rows that hold nothing but a format: a million of them is no table, and takes openpyxl a minute to read.
EMPTY_CELL = re.compile(rb"<((?:\w+:)?)c(?:\s[^<>]*)?(?:/>|>\s*</\1c>)")
EMPTY_ROW = re.compile(rb"<((?:\w+:)?)row(?:\s[^<>]*)?(?:/>|>\s*</\1row>)")
UNNUMBERED = re.compile(rb"<(?:\w+:)?(?:c|row)(?=[\s/>])(?![^<>]*\sr=)")  # its place follows from the one before


def slimmed(parts: zipfile.ZipFile) -> tuple[io.BytesIO, list[Grid]]:
    """The workbook with nothing but its cells' contents in its sheets, and the sheets that hold no cells by name.

    Parts that say nothing of cells, such as charts, are left away: one of them that is empty or strange is no matter.
    """
    slim = io.BytesIO()
    with zipfile.ZipFile(slim, "w", zipfile.ZIP_STORED) as out:
        for name in dict.fromkeys(parts.namelist()):
            if NO_CELLS.match(name):
                continue
            content = parts.read(name)
            if SHEET.fullmatch(name) and not UNNUMBERED.search(content):
                content = EMPTY_ROW.sub(b"", EMPTY_CELL.sub(b"", content))
            out.writestr(name, content)
    slim.seek(0)
    return slim, list(_without_cells(parts))


def _without_cells(parts: zipfile.ZipFile) -> Iterator[Grid]:
    """The sheets of a workbook that are no worksheets: their targets lie in folders of their own."""
    from xml.etree.ElementTree import fromstring

    if not {WORKBOOK, LINKS} <= set(parts.namelist()):
        return
    targets = {part.get("Id"): part.get("Target", "") for part in fromstring(parts.read(LINKS))}
    for sheet in fromstring(parts.read(WORKBOOK)).iterfind(".//{*}sheet"):
        reference = next((value for key, value in sheet.items() if key.endswith("}id")), "")
        if kind := re.search(r"(chart|dialog|macro)sheets/", targets.get(reference, "")):
            yield Grid(sheet.get("name", ""), "xlsx", [], [], other=f"a {kind[1]} sheet")
