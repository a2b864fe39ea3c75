"""One value of a file with the texts that say what it is; and how a reader refuses a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from resilience.ingest.balance import Account, Ledger, formula
from resilience.ingest.grid import Grid
from resilience.ingest.period import part_of_year, part_of_year_inside
from resilience.ingest.refusal import not_of_years, refuse
from resilience.ingest.text import plain
from resilience.ingest.written_number import is_ambiguous


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
        if is_ambiguous(value):
            remedy = "save the file with decimal points, without blanks in numbers"
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
