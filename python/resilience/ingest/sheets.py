"""The sheets of a file, each by the reader that knows its shape."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from resilience.ingest.balance import Account, left_out_whole, together
from resilience.ingest.cell import Cell
from resilience.ingest.grid import Grid
from resilience.ingest.refusal import NoTableError, refuse_file
from resilience.ingest.table import read_table
from resilience.ingest.words import Words


def read_sheets(file: Path, grids: Sequence[Grid], words: Words | None = None) -> tuple[str, list[Cell], Account]:
    """The shape of a file, the figures of every sheet that holds a table, and what became of all of its cells.

    Raises:
        UserError: no sheet holds a table, one cannot be read, or two give one figure differently.
    """
    shape, cells, accounts, refused = "", [], [], None
    for grid in grids:
        if grid.other:
            accounts.append(left_out_whole(grid, grid.other))
            continue
        try:
            name, reading = read_table(file, grid, words or Words())
        except NoTableError as error:
            refused = error
            kind = "formulas" if len(grid.formulas) == len(grid.cells) else "no table in it"
            accounts.append(left_out_whole(grid, f"{kind}: {error.problems[0].found}"))
        else:
            cells += reading.cells
            accounts.append(reading.account)
            shape = name
    if not cells:
        raise refused or refuse_file(file, "no cells", "a table", "download it again")
    _require_once(file, cells)
    return shape, cells, together(accounts)


def _require_once(file: Path, cells: list[Cell]) -> None:
    """The sheets of a workbook, each of which says everything once, do not contradict each other."""
    first: dict[tuple[str, ...], Cell] = {}
    for cell in cells:
        other = first.setdefault(cell.key, cell)
        if other.value_text != cell.value_text:
            what = " ".join(text for text in cell.key if text)
            found = f"{what}: {other.value_text} in sheet {other.sheet}, {cell.value_text} in sheet {cell.sheet}"
            raise refuse_file(file, found, "each figure once", "delete the sheet that is wrong")
