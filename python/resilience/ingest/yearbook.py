"""A yearbook table: regions down, indicators across under a header of several merged rows; its years or the title's."""

from __future__ import annotations

import re
from pathlib import Path

from resilience.ingest.cell import Cell, Cells, not_of_years
from resilience.ingest.grid import Grid
from resilience.ingest.period import is_year, part_of_year_inside, year_and_unit
from resilience.ingest.table import role_of, roles
from resilience.ingest.text import name_and_unit, plain
from resilience.ingest.years import require_years, year_above

UNIT = re.compile(r"单位\s*[:：]\s*(\S+)")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def headers(grid: Grid) -> list[int]:
    """The rows that begin a header: 地区 is its only label and no column says the year. Wide tables go on in blocks."""
    return [
        position
        for position, row in enumerate(grid.rows)
        if row and plain(row[0]) == "地区" and roles(grid, position).keys() == {"region"} and not _has_year(row)
    ]


def read_cells(file: Path, grid: Grid) -> list[Cell]:
    """Every figure of every block, labelled with the lowest header text above it and its own year or the title's.

    Raises:
        UserError: the title names two years; a figure stands twice with different values.
    """
    at = headers(grid)
    require_years(file, grid, at[0], lambda text: role_of(text) is not None)
    year = year_above(file, grid, at[0])
    unit = next((match[1] for row in grid.rows[: at[0]] for text in row if (match := UNIT.search(text))), "")
    cells = Cells(file, grid)
    for start, end in zip(at, [*at[1:], len(grid.rows)], strict=True):
        _block(cells, start, end, year, unit)
    return cells.finish()


def _block(cells: Cells, start: int, end: int, year: str, unit: str) -> None:
    rows, sheet = cells.grid.rows, cells.grid.sheet
    first = next((at for at in range(start + 1, end) if rows[at] and rows[at][0]), end)
    for position in range(start, first):
        for text in rows[position]:
            if kind := part_of_year_inside(text):
                raise not_of_years(cells.file, cells.grid, position, text, kind)
    labels = _labels(rows[start:first])
    for position in range(first, end):
        row = rows[position]
        if not row or not CHINESE.search(row[0]) or not any(row[column] for column in labels if column < len(row)):
            continue  # blank rows, English lines, and the title that stands above the next block
        for column, (label, own_year) in labels.items():
            if column < len(row):
                name, own_unit = name_and_unit(label)
                texts = (row[0], own_year or year, name, "", own_unit or unit)
                cells.add(Cell(sheet, cells.grid.number(position), column + 1, *texts, row[column]))


def _labels(rows: list[list[str]]) -> dict[int, tuple[str, str]]:
    """Column -> the Chinese text of the lowest header cell over it, and the year over it; several years stand under one
    merged text. The English twin of a label is left out."""
    labels, before = {}, ""
    for column in range(1, max(map(len, rows))):
        texts = [row[column] for row in reversed(rows) if column < len(row)]
        year = next((found[0] for text in texts if (found := year_and_unit(text))), "")
        label = next((words for text in texts if not is_year(text) and (words := _chinese(text))), "")
        before = label or before
        if label or year:
            labels[column] = (before, year)
    return labels


def _chinese(text: str) -> str:
    """The lines of a cell that hold Chinese, without blanks: 地 方⏎一般公共⏎Budget -> 地方一般公共."""
    return "".join(re.sub(r"\s", "", line) for line in text.splitlines() if CHINESE.search(line))


def _has_year(row: list[str]) -> bool:
    return any(map(is_year, row))
