"""Customs' monthly table by location of the trading firm: flows over periods, cities and zones below their province."""

from __future__ import annotations

import re
from pathlib import Path

from resilience.ingest.cell import Cells, Reading, refuse
from resilience.ingest.grid import Grid
from resilience.ingest.notes import looks_like_note, require_no_cut
from resilience.ingest.roles import is_number_or_mark
from resilience.ingest.text import plain
from resilience.ingest.words import Words
from resilience.ingest.years import year_above

CORNER = re.compile(r"^(进出口)?(收发货人|经营单位)所在地$")
FLOW = re.compile(r"^(进出口|出口|进口)$")
YEAR_TO_DATE = re.compile(r"^1(?:至|-|—|~)(\d{1,2})月$")
UNIT = re.compile(r"单位\s*[:：]\s*(\S+)")


def header(grid: Grid) -> int | None:
    """The row of the flows, over the row of the periods; None where the sheet is no such table."""
    for position, row in enumerate(grid.rows[:-1]):
        if row and CORNER.match(plain(row[0])) and any(FLOW.match(plain(text)) for text in row[1:]):
            return position
    return None


def read_cells(file: Path, grid: Grid, _: Words) -> Reading:
    """The figures of January to December, by flow; other periods and growth rates are no figure of a year.

    The year stands in the title, or the user states it. Rows of cities and zones are read like the others: which rows
    are regions is said by the alias seeds, and a test adds the regions up to the table's own total.

    Raises:
        UserError: the table ends before December, states no unit, or has figures without a label.
    """
    at = header(grid)
    assert at is not None  # the reader was chosen by it
    unit = next((match[1] for row in grid.rows[: at + 2] for text in row if (match := UNIT.search(text))), "")
    if not unit:
        raise refuse(file, grid, at, "no unit", "单位：万元 above the table", "write that line above the table")
    year = year_above(file, grid, at)
    columns, corner = _columns(file, grid, at), plain(grid.rows[at][0])
    cells = Cells(file, grid)
    for position in range(at + 2):
        row = grid.rows[position]
        cells.ledger.label(position, [column for column, text in enumerate(row) if UNIT.search(text)])
        cells.ledger.label(position, [0, *columns] if position >= at else [])
        cells.ledger.leave(position, "title" if position < at else "other periods and growth rates")
    last = max(filter(lambda position: _has_figures(grid, position), range(at + 2, len(grid.rows))), default=at + 1)
    end = next((position for position in range(at + 2, last + 1) if _is_note(grid, position)), last + 1)
    for position in range(at + 2, end):
        _row(cells, position, at, columns, {"year": year, "unit": unit}, corner)
    if end < last:
        found, remedy = "figures below the note", "split the file, one table in each"
        raise refuse(file, grid, last, found, f"one table, which ends in row {grid.number(end)}", remedy)
    for position in range(end, len(grid.rows)):
        require_no_cut(file, grid, position, looks=_is_note(grid, position))
        cells.ledger.leave(position, "note" if _is_note(grid, position) else "a row without figures")
    return cells.finish()


def _row(cells: Cells, position: int, at: int, columns: dict[int, str], said: dict[str, str], corner: str) -> None:
    file, grid, row = cells.file, cells.grid, cells.grid.rows[position]
    if not grid.fits(row, at + 1):
        found, remedy = f"{len(row)} cells", "the line is cut off or has a separator in a number: download it again"
        raise refuse(file, grid, position, found, f"{len(grid.rows[at + 1])} cells as in the header", remedy)
    if not row[0]:
        remedy = "label the row or delete it"
        raise refuse(file, grid, position, "figures without a label", "a label in every row", remedy)
    cells.ledger.label(position, [0])
    for column, flow in columns.items():
        cells.add(position, column, region=row[0], indicator=corner + flow, **said)
    cells.ledger.leave(position, "other periods and growth rates")


def _has_figures(grid: Grid, position: int) -> bool:
    row = grid.rows[position]
    return any(row[at] and (is_number_or_mark(row[at]) or grid.is_formula(position, at)) for at in range(1, len(row)))


def _is_note(grid: Grid, position: int) -> bool:
    texts = {text for text in grid.rows[position] if text}
    return len(texts) == 1 and looks_like_note(next(iter(texts)))


def _columns(file: Path, grid: Grid, at: int) -> dict[int, str]:
    """Column -> flow, of the periods that are a whole year; a merged flow stands over its first period only."""
    flows, periods = grid.rows[at], [plain(text) for text in grid.rows[at + 1]]
    flow, columns, months = "", {}, set()
    for column in range(1, min(len(flows), len(periods))):
        flow = plain(flows[column]) or flow
        if FLOW.match(flow) and (period := YEAR_TO_DATE.match(periods[column])):
            months.add(int(period[1]))
            if period[1] == "12":
                columns[column] = flow
    if not columns:
        found = f"January to month {max(months)}" if months else f"periods {', '.join(filter(None, periods))}"
        raise refuse(file, grid, at + 1, found, "1至12月, a whole year", "use the table of December")
    return columns
