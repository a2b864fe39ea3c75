"""A yearbook table: regions down, indicators across under a header of several merged rows; its years or the title's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

from resilience.ingest.cell import Cells, Reading, not_of_years, refuse
from resilience.ingest.grid import Grid
from resilience.ingest.header import roles
from resilience.ingest.notes import BELOW, is_total_of_formulas
from resilience.ingest.period import is_year, part_of_year_inside, year_and_unit
from resilience.ingest.roles import is_number_or_mark, role_of
from resilience.ingest.text import name_and_unit, plain
from resilience.ingest.words import Words
from resilience.ingest.years import require_years, year_above

UNIT = re.compile(r"单位\s*[:：]\s*(\S+)")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def headers(grid: Grid) -> list[int]:
    """The rows that begin a header: 地区 is its only label and no column says the year. Wide tables go on in blocks."""
    return [
        position
        for position, row in enumerate(grid.rows)
        if row
        and plain(row[0]) == "地区"
        and roles(grid, position).keys() == {"region"}
        and (not any(map(is_year, row)) or _has_names_below(grid, position))
    ]


def read_cells(file: Path, grid: Grid, words: Words) -> Reading:
    """Every figure of every block, labelled with the lowest header text above it and its own year or the title's.

    Raises:
        UserError: the title names two years; a figure stands twice with different values, or without a label.
    """
    at = headers(grid)
    require_years(file, grid, at[0], lambda text: role_of(text) is not None)
    year = year_above(file, grid, at[0])
    unit = next((match[1] for row in grid.rows[: at[0]] for text in row if (match := UNIT.search(text))), "")
    cells = Cells(file, grid)
    for position in range(at[0]):
        cells.ledger.label(position, [c for c, text in enumerate(grid.rows[position]) if UNIT.search(text)])
        cells.ledger.leave(position, "title")
    for start, end in zip(at, [*at[1:], len(grid.rows)], strict=True):
        _block(cells, start, end, year, unit, words)
    return cells.finish()


def _block(cells: Cells, start: int, end: int, year: str, unit: str, words: Words) -> None:
    rows, grid = cells.grid.rows, cells.grid
    first = next((at for at in range(start + 1, end) if rows[at][0]), end)
    for position in range(start, first):
        for text in rows[position]:
            if kind := part_of_year_inside(text):
                raise not_of_years(cells.file, grid, position, text, kind)
    labels = _labels(_years_filled(rows[start:first]))
    width = max(len(row) for row in rows[start:end])
    names = {column for column in range(1, width) if _no_figures(grid, first, end, column)}
    labels = {column: texts for column, texts in labels.items() if column not in names}
    for position in range(start, first):
        cells.ledger.leave(position, "names in another language", names)
        cells.ledger.label(position, [c for c in range(len(rows[position])) if c not in names])
    with_figures = [at for at in range(first, end) if any(_is_figure(grid, at, column) for column in labels)]
    for position in range(first, end):
        if is_total_of_formulas(grid, position, labels, words):
            cells.ledger.leave(position, "a total of formulas")
        elif position in with_figures:
            _require_fit(cells, position, {0, *labels, *names}, max(labels, default=0))
            cells.ledger.label(position, [0])
            for column, (label, own_year) in labels.items():
                name, own_unit = name_and_unit(label)
                said = {"region": rows[position][0], "year": own_year or year, "indicator": name}
                cells.add(position, column, unit=own_unit or unit, **said)
            cells.ledger.leave(position, "names in another language")
        else:
            cells.ledger.leave(position, _reason(grid, position, with_figures))


def _require_fit(cells: Cells, position: int, known: set[int], last: int) -> None:
    """A row has a label, a name over each of its cells and, in a text file, as many cells as the header."""
    row = cells.grid.rows[position]
    if not row[0]:
        remedy = "label the row or delete it"
        raise refuse(cells.file, cells.grid, position, "figures without a label", "a label in every row", remedy)
    if unnamed := [column for column, text in enumerate(row) if text and column not in known]:
        found = f"{row[unnamed[0]]} in column {unnamed[0] + 1}, which has no name"
        raise refuse(cells.file, cells.grid, position, found, "a name over every figure", "name the column or clear it")
    if cells.grid.is_text and len(row) <= last:
        found, remedy = f"{len(row)} cells", "the line is cut off: download it again"
        raise refuse(cells.file, cells.grid, position, found, f"{last + 1} cells as in the header", remedy)


def _reason(grid: Grid, position: int, with_figures: list[int]) -> str:
    """Why a row without figures is left out."""
    texts = [text for text in grid.rows[position] if text]
    if BELOW.match(texts[0]) or position > max(with_figures, default=0):
        return "title of the next block or note" if not BELOW.match(texts[0]) else "note"
    return "a row without figures"


def _no_figures(grid: Grid, first: int, end: int, column: int) -> bool:
    """Whether a column holds texts only: the regions' names in another language."""
    texts = [at for at in range(first, end) if grid.at(at, column)]
    return bool(texts) and not any(_is_figure(grid, at, column) for at in texts)


def _is_figure(grid: Grid, position: int, column: int) -> bool:
    return bool(text := grid.at(position, column)) and (is_number_or_mark(text) or grid.is_formula(position, column))


def _labels(rows: list[list[str]]) -> dict[int, tuple[str, str]]:
    """Column -> the Chinese text of the lowest header cell over it, and the year over it; several years stand under one
    merged text. Without any Chinese the lowest text counts as it is."""
    labels, before = {}, ""
    for column in range(1, max(map(len, rows))):
        texts = [row[column] for row in reversed(rows) if column < len(row)]
        year = next((found[0] for text in texts if (found := year_and_unit(text))), "")
        names = [text for text in texts if text and not is_year(text)]
        label = next((words for text in names if (words := _chinese(text))), next(iter(names), ""))
        before = label or before
        if label or year:
            labels[column] = (before, year)
    return labels


def _chinese(text: str) -> str:
    """The lines of a cell that hold Chinese, without blanks: 地 方⏎一般公共⏎Budget -> 地方一般公共."""
    return "".join(re.sub(r"\s", "", line) for line in text.splitlines() if CHINESE.search(line))


def _has_names_below(grid: Grid, position: int) -> bool:
    """Whether a row of years goes on with a row of names: the years stand merged over what was measured in each."""
    below = grid.rows[position + 1] if position + 1 < len(grid.rows) else ["地区"]
    names = [text for text in below[1:] if text]
    return not below[0] and bool(names) and not any(is_year(text) or is_number_or_mark(text) for text in names)


def _years_filled(rows: list[list[str]]) -> list[list[str]]:
    """The rows of a header, a merged year over each of its columns."""
    filled = []
    for row in rows:
        texts = [text for text in row[1:] if text]
        if texts and all(map(is_year, texts)):
            years: Iterator[str] = accumulate(row[1:], lambda before, text: text or before)
            row = [row[0], *years]  # noqa: PLW2901
        filled.append(row)
    return filled
