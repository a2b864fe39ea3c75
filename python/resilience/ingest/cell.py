"""One value of a file with the texts that say what it is; and how a reader refuses a file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from resilience.ingest.balance import Account, Ledger, formula
from resilience.ingest.grid import Grid
from resilience.ingest.period import part_of_year, part_of_year_inside
from resilience.ingest.text import plain
from resilience.project.errors import Problem, UserError

# 1,234.5 is one number; 12,5 may be one hundred and twenty-five or twelve and a half.
COMMAS = re.compile(r"^[-+]?[\d.]*,[\d,.]*$")
GROUPED = re.compile(r"^[-+]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?$")


class NoTableError(UserError):
    """A sheet without a table of a known shape; another sheet of the file may have one."""


@dataclass(frozen=True)
class Cell:
    """A value and what the file says of it, as it stands, years in four digits; empty where the file says nothing."""

    sheet: str
    row_number: int
    column_number: int
    region_text: str
    year_text: str
    indicator_text: str
    industry_text: str
    unit_text: str
    value_text: str

    @property
    def key(self) -> tuple[str, ...]:
        """Region, year, indicator and industry."""
        return tuple(map(plain, (self.region_text, self.year_text, self.indicator_text, self.industry_text)))


@dataclass(frozen=True)
class Reading:
    """What a reader gives: the figures of a sheet, and the account of all its cells."""

    cells: list[Cell]
    account: Account

    def __len__(self) -> int:
        return len(self.cells)


class Cells:
    """Collects cells and sees to it that a sheet says everything once, and that no cell of it is lost."""

    def __init__(self, file: Path, grid: Grid):
        self.file, self.grid = file, grid
        self.ledger = Ledger(file, grid)
        self.by_key: dict[tuple[str, ...], Cell] = {}

    def add(
        self, position: int, column: int, *, region: str, year: str, indicator: str, industry: str = "", unit: str = ""
    ) -> None:
        """Keeps the cell at a place; the same figure once more is let pass.

        Raises:
            UserError: the same region, year and indicator with another value; a comma that groups no thousands; a
                formula; a part of a year.
        """
        value, number = self.grid.at(position, column), self.grid.number(position)
        cell = Cell(self.grid.sheet, number, column + 1, region, year, indicator, industry, unit, value)
        self.ledger.figure(position, column)
        if self.grid.is_formula(position, column):
            raise formula(self.file, self.grid, position, column)
        if value and self.grid.stands_for_several(position, column):
            found, remedy = f"{value} merged over several cells", "unmerge it, and write to each cell its own figure"
            raise refuse(self.file, self.grid, position, f"{found}, column {column + 1}", "one figure a cell", remedy)
        if kind := part_of_year(year):
            raise not_of_years(self.file, self.grid, position, year, kind)
        if kind := part_of_year_inside(indicator):
            raise not_of_years(self.file, self.grid, position, indicator, kind)
        if COMMAS.match(plain(value)) and not GROUPED.match(plain(value)):
            remedy = "save the file with decimal points"
            expected = "a point before decimals, a comma before three digits"
            raise refuse(self.file, self.grid, position, value, expected, remedy)
        first = self.by_key.setdefault(cell.key, cell)
        if plain(first.value_text) != plain(value) or plain(first.unit_text) != plain(unit):
            what = " ".join(text for text in cell.key if text)
            found = f"{what} twice: {first.value_text} in row {first.row_number}, {value} here"
            raise refuse(self.file, self.grid, position, found, "each figure once", "delete the wrong one")

    def finish(self) -> Reading:
        """All cells, with their account.

        Raises:
            UserError: there is none, one indicator stands in two units, or a cell of the sheet was lost.
        """
        if not self.by_key:
            raise refuse(self.file, self.grid, 0, "a header without figures", "a table", "download it again")
        units: dict[str, Cell] = {}
        for cell in self.by_key.values():
            first = units.setdefault(plain(cell.indicator_text), cell)
            if plain(first.unit_text) != plain(cell.unit_text):
                found = f"{cell.indicator_text} in the units {first.unit_text or '-'} and {cell.unit_text or '-'}"
                position = self.grid.numbers.index(cell.row_number)
                remedy = "split the file, one unit in each"
                raise refuse(self.file, self.grid, position, found, "one unit for an indicator", remedy)
        return Reading(list(self.by_key.values()), self.ledger.close())


def the_one(file: Path, grid: Grid, what: str, texts: Iterable[str], remedy: str) -> str:
    """The one text among several that may repeat it; empty where there is none.

    Raises:
        UserError: two texts that differ.
    """
    found = {plain(text): text for text in reversed(list(texts)) if text}
    if len(found) > 1:
        raise refuse(file, grid, 0, f"{what}: {' and '.join(reversed(found))}", f"one {what}", remedy)
    return next(iter(found.values()), "")


def place(file: Path, grid: Grid, position: int | None) -> str:
    """Where a person looks: file, sheet where there are some, row from 1; without a position, the whole sheet."""
    row = [] if position is None else [f"row {grid.number(position)}"]
    return ", ".join([str(file), *([f"sheet {grid.sheet}"] if grid.sheet else []), *row])


def refuse(file: Path, grid: Grid, position: int | None, found: str, expected: str, remedy: str) -> UserError:
    """The one message of a file that cannot be read."""
    return UserError(f"{file.name} was not read.", [Problem(place(file, grid, position), found, expected, remedy)])


def not_of_years(file: Path, grid: Grid, position: int | None, text: str, kind: str) -> UserError:
    """The message of a table whose figures are not of whole years: months are never taken for a year."""
    found = f"'{' '.join(text.split())[:60]}': {kind}, not years"
    if kind.startswith("years"):
        remedy = "write it with four digits, as in 2018"
    elif kind in ("months", "quarters", "half-years"):
        remedy = "take the annual table, or add up complete years: resilience ingest FILE --annual sum (or mean, last)"
    else:
        remedy = "take the annual table, or delete what is not of whole years"
    remedy += "; --year does not make a year of it"
    return refuse(file, grid, position, found, "calendar years, as in 2019 or 2019年", remedy)
