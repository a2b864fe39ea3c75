"""A grid -> labelled cells: finds the header, what stands above it, the table and the notes below."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from resilience.errors import Problem, UserError
from resilience.ingest.grid import Grid

# A long file names these columns, in any order; the site's query interface adds others.
LONG = {"indicator": "indicator_name", "region": "region_name", "year": "year", "value": "value"}
CORNER = re.compile(r"^(地\s*区|region|省份|省市)$", re.IGNORECASE)
YEAR = re.compile(r"^(\d{4})\s*年?$")
ABOVE = re.compile(r"^(数据库|指标|时间|database|indicator|time)\s*[:：]\s*(.*)$", re.IGNORECASE)
BELOW = re.compile(r"^(注|数据来源|note|source|资料来源)", re.IGNORECASE)
UNIT = re.compile(r"^(.*?)\s*[(（]([^()（）]*)[)）]$")


class NoTableError(UserError):
    """A sheet without a table of a known shape; another sheet of the file may have one."""


@dataclass(frozen=True)
class Cell:
    """One value with the labels of its row and column and where it stands."""

    sheet: str
    row_number: int
    column_number: int
    row_label: str
    column_label: str
    indicator_text: str
    unit_text: str
    value_text: str


def read_cells(file: Path, grid: Grid) -> list[Cell]:
    """Every cell of a table of regions by years, or of a long file with one value a row.

    Raises:
        UserError: no header is found, a year or a region stands twice, or a row has more cells than the header.
    """
    if grid.rows and set(LONG.values()) <= set(grid.rows[0]):
        return _long(file, grid)
    above: dict[str, str] = {}
    for position, row in enumerate(grid.rows):
        if match := ABOVE.match(row[0] if row else ""):
            above[match[1].lower()] = match[2].strip()
        elif row and CORNER.match(row[0]) and sum(bool(YEAR.match(cell)) for cell in row[1:]) >= 1:
            return _body(file, grid, position, _indicator(above))
    remedy = "keep the line that begins with 地区 or Region and names the years"
    raise NoTableError(
        f"{file.name} was not read.",
        [Problem(_place(file, grid, 1), "no header of years", "a line 地区, 2020年, 2019年, …", remedy)],
    )


def _long(file: Path, grid: Grid) -> list[Cell]:
    header = grid.rows[0]
    at = {name: header.index(column) for name, column in LONG.items()}
    cells, seen = [], {}
    for position, row in enumerate(grid.rows[1:], start=1):
        if not any(row):
            continue
        if len(row) != len(header):
            remedy = "look for a separator inside a cell, or download it again"
            raise _refuse(file, grid, position, f"{len(row)} cells", f"{len(header)} cells as in the header", remedy)
        indicator, region, year, value = (row[at[name]] for name in ("indicator", "region", "year", "value"))
        key = (indicator, region, year)
        if seen.setdefault(key, value) != value:
            remedy = "delete the row that is wrong"
            raise _refuse(file, grid, position, f"{' '.join(key)} with two values", "one value", remedy)
        cells.append(Cell(grid.sheet, position + 1, at["value"] + 1, region, year, indicator, "", value))
    return list({(cell.indicator_text, cell.row_label, cell.column_label): cell for cell in cells}.values())


def _indicator(above: dict[str, str]) -> tuple[str, str]:
    text = above.get("指标") or above.get("indicator") or ""
    match = UNIT.match(text)
    return (match[1], match[2]) if match else (text, "")


def _body(file: Path, grid: Grid, header_position: int, indicator: tuple[str, str]) -> list[Cell]:
    header = grid.rows[header_position]
    _require_once(file, grid, header_position, [cell for cell in header[1:] if cell], "column")
    cells, labels = [], []
    for position in range(header_position + 1, len(grid.rows)):
        row = grid.rows[position]
        if not any(row):
            continue
        if BELOW.match(row[0]):
            break
        if len(row) > len(header) and any(row[len(header) :]):
            found, remedy = f"{len(row)} cells", "look for a separator inside a number"
            raise _refuse(file, grid, position, found, f"{len(header)} cells as in the header", remedy)
        labels.append(row[0])
        for number, (label, value) in enumerate(zip(header[1:], row[1:], strict=False), start=2):
            if label:
                cells.append(Cell(grid.sheet, position + 1, number, row[0], label, *indicator, value))
    _require_once(file, grid, header_position, labels, "row")
    if not cells:
        raise _refuse(file, grid, header_position, "a header without rows", "a table", "download it again")
    return cells


def _require_once(file: Path, grid: Grid, position: int, labels: list[str], kind: str) -> None:
    twice = sorted({label for label in labels if labels.count(label) > 1})
    if twice:
        remedy = f"delete the {kind} that is wrong"
        raise _refuse(file, grid, position, f"{kind} {', '.join(twice)} twice", f"each {kind} once", remedy)


def _refuse(file: Path, grid: Grid, position: int, found: str, expected: str, remedy: str) -> UserError:
    return UserError(f"{file.name} was not read.", [Problem(_place(file, grid, position + 1), found, expected, remedy)])


def _place(file: Path, grid: Grid, row: int) -> str:
    return f"{file}, {f'sheet {grid.sheet}, ' if grid.sheet else ''}row {row}"
