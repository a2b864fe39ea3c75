"""A yearbook table: regions down, indicators across under a header of several merged rows, one year in the title."""

from __future__ import annotations

import re
from pathlib import Path

from resilience.errors import Problem, UserError
from resilience.ingest.grid import Grid
from resilience.ingest.table import Cell

TITLE_YEAR = re.compile(r"(\d{4})\s*年")
UNIT = re.compile(r"单位\s*[:：]\s*(\S+)")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def headers(grid: Grid) -> list[int]:
    """The rows that begin a header: 地区 in the first cell and no year beside it. Wide tables go on in blocks."""
    return [
        position
        for position, row in enumerate(grid.rows)
        if row and re.sub(r"\s", "", row[0]) == "地区" and not any(TITLE_YEAR.search(cell) for cell in row)
    ]


def read_cells(file: Path, grid: Grid, at: list[int]) -> list[Cell]:
    """Every cell of every block, labelled with the title's year and the lowest header text above it as its indicator.

    Raises:
        UserError: the title names no year, or two; a block lists a region twice.
    """
    above = "\n".join(cell for row in grid.rows[: at[0]] for cell in row)
    years, unit = sorted(set(TITLE_YEAR.findall(above))), UNIT.search(above)
    if len(years) != 1:
        found = f"years {', '.join(years) or 'none'} in the title"
        raise _refuse(file, grid, 1, found, "one year", "write the year into the title, as in (2019年)")
    cells = []
    for start, end in zip(at, [*at[1:], len(grid.rows)], strict=True):
        cells += _block(file, grid, start, end, f"{years[0]}年", unit[1] if unit else "")
    return cells


def _block(file: Path, grid: Grid, start: int, end: int, year: str, unit: str) -> list[Cell]:
    first = next((at for at in range(start + 1, end) if grid.rows[at] and grid.rows[at][0]), end)
    labels = _labels(grid.rows[start:first])
    cells, seen = [], set()
    for position in range(first, end):
        row = grid.rows[position]
        if not row or not CHINESE.search(row[0]) or not any(row[column] for column in labels if column < len(row)):
            continue  # blank rows, English lines, and the title that stands above the next block
        if (region := re.sub(r"\s", "", row[0])) in seen:
            raise _refuse(
                file, grid, position + 1, f"{region} twice", "each region once", "delete the row that is wrong"
            )
        seen.add(region)
        cells += [
            Cell(grid.sheet, position + 1, column + 1, row[0], year, label, unit, row[column])
            for column, label in labels.items()
            if column < len(row)
        ]
    return cells


def _refuse(file: Path, grid: Grid, row: int, found: str, expected: str, remedy: str) -> UserError:
    place = f"{file}, {f'sheet {grid.sheet}, ' if grid.sheet else ''}row {row}"
    return UserError(f"{file.name} was not read.", [Problem(place, found, expected, remedy)])


def _labels(rows: list[list[str]]) -> dict[int, str]:
    """Column -> the Chinese text of the lowest header cell over it; the English twin of a label is left out."""
    width = max(map(len, rows))
    labels = {}
    for column in range(1, width):
        texts = [_chinese(row[column]) for row in rows if column < len(row)]
        if label := next((text for text in reversed(texts) if text), ""):
            labels[column] = label
    return labels


def _chinese(text: str) -> str:
    """The lines of a cell that hold Chinese, without blanks: 地 方⏎一般公共⏎Budget -> 地方一般公共."""
    return "".join(re.sub(r"\s", "", line) for line in text.splitlines() if CHINESE.search(line))
