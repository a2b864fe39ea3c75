"""The grid of text cells that a sheet is to all readers, whatever the format of its file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Grid:
    """The cells of one sheet as they stand, trimmed; rows without any are left out.

    Attributes:
        numbers: the number of each row in the file, from 1.
        ends_whole: the last line of a text file is complete; always so in a workbook.
        formulas: (row number, column number) of the cells that hold a formula, whose text stands in `rows` -> the value
            that the program which saved it stored; empty where it stored none.
        other: what the sheet is that holds no cells, a chart sheet; empty for one of cells.
        merged: (row number, column number) of the first of merged cells -> that of the last.
    """

    sheet: str
    encoding: str
    rows: list[list[str]]
    numbers: list[int]
    ends_whole: bool = True
    formulas: Mapping[tuple[int, int], str] = field(default_factory=dict)
    merged: Mapping[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    other: str = ""

    @property
    def is_text(self) -> bool:
        """A row of a text file is as long as its header; a workbook leaves out empty cells at the end."""
        return not self.sheet

    @property
    def cells(self) -> dict[tuple[int, int], str]:
        """(row number, column number) -> text of each cell that is not empty."""
        return {
            (number, column): text
            for number, row in zip(self.numbers, self.rows, strict=True)
            for column, text in enumerate(row, start=1)
            if text
        }

    def at(self, position: int, column: int) -> str:
        """The cell of a row; empty beyond the row's last one."""
        row = self.rows[position]
        return row[column] if column < len(row) else ""

    def is_formula(self, position: int, column: int) -> bool:
        """Whether a cell holds a formula, whose value is not known."""
        return (self.numbers[position], column + 1) in self.formulas

    def merged_into(self, position: int, column: int) -> str:
        """The text of the cell above that is merged over this one; empty where none is."""
        at = (self.numbers[position], column + 1)
        above = [
            first
            for first, (bottom, right) in self.merged.items()
            if first[1] == at[1] == right and first[0] < at[0] <= bottom
        ]
        return self.at(self.numbers.index(above[0][0]), column) if above else ""

    def stands_for_several(self, position: int, column: int) -> bool:
        """Whether a cell is merged over a further row that holds something, or a column of which other rows hold it."""
        top, left = self.numbers[position], column + 1
        if (top, left) not in self.merged:
            return False
        bottom, right = self.merged[top, left]
        others = [(number, row) for number, row in zip(self.numbers, self.rows, strict=True) if number != top]
        return any(
            number in range(top, bottom + 1) or (sum(map(bool, row)) > 1 and any(row[left:right]))
            for number, row in others
        )

    def number(self, position: int) -> int:
        """The number in the file of the row at a position."""
        return self.numbers[position] if position < len(self.numbers) else (self.numbers or [0])[-1] + 1


def of_rows(
    sheet: str, encoding: str, rows: Iterable[tuple[int, list[str]]], *, ends_whole: bool = True,
    formulas: Mapping[tuple[int, int], str] | None = None,
    merged: Mapping[tuple[int, int], tuple[int, int]] | None = None,
) -> Grid:  # fmt: skip
    """A grid of numbered rows, without the empty ones; in a workbook all are as wide as the widest."""
    kept = [(number, row) for number, row in rows if any(row)]
    numbers, texts = [number for number, _ in kept], [row for _, row in kept]
    if sheet and kept:
        width = max(at for row in texts for at, text in enumerate(row, start=1) if text)
        texts = [row[:width] + [""] * (width - len(row)) for row in texts]
    return Grid(sheet, encoding, texts, numbers, ends_whole, formulas or {}, merged or {})
