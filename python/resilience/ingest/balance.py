"""What became of every cell of a file that is not empty: a figure, a label, or left out for a reason that is named.

The sum is kept by every reader. A cell that a reader neither read nor left out by name is an error of the reader: the
file is refused rather than its cell lost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from resilience.ingest.grid import Grid
from resilience.project.errors import Problem, UserError

FIGURE, LABEL = "figure", "label"


@dataclass(frozen=True)
class LeftOut:
    """A block of cells that a reader left out."""

    place: str
    reason: str
    n_cells: int

    def __str__(self) -> str:
        return f"{self.place}: {self.reason} ({self.n_cells})"


@dataclass(frozen=True)
class Account:
    """The cells of one sheet, or of several together.

    Attributes:
        n_missing: cells of figures that hold a mark for a missing one in place of a number.
    """

    n_cells: int
    n_figures: int
    n_missing: int
    n_labels: int
    left_out: tuple[LeftOut, ...]

    def __str__(self) -> str:
        parts = [f"{self.n_figures:,} figures", f"{self.n_labels:,} labels"]
        parts += [f"{self.n_missing:,} marked as missing"] if self.n_missing else []
        n_out = sum(block.n_cells for block in self.left_out)
        parts += [f"{n_out:,} left out ({'; '.join(map(str, self.left_out))})"] if self.left_out else ["0 left out"]
        return f"{self.n_cells:,} cells = {' + '.join(parts)}"


def formula(file: Path, grid: Grid, position: int, column: int) -> UserError:
    """The message of a cell that is needed and holds a formula."""
    sheet = f"sheet {grid.sheet}, " if grid.sheet else ""
    place = f"{file}, {sheet}{_address(grid.number(position), column + 1)}"
    problem = Problem(place, f"formula {grid.at(position, column)}", "values", "copy the sheet and paste it as values")
    return UserError(f"{file.name} was not read.", [problem])


def together(accounts: Sequence[Account]) -> Account:
    """The account of a file from those of its sheets."""
    return Account(
        sum(each.n_cells for each in accounts),
        sum(each.n_figures for each in accounts),
        sum(each.n_missing for each in accounts),
        sum(each.n_labels for each in accounts),
        tuple(block for each in accounts for block in each.left_out),
    )


def left_out_whole(grid: Grid, reason: str) -> Account:
    """The account of a sheet of which nothing is read."""
    n_cells = len(grid.cells)
    return Account(n_cells, 0, 0, 0, (LeftOut(f"sheet {grid.sheet}" if grid.sheet else "file", reason, n_cells),))


class Ledger:
    """Records the one use of each cell of a sheet."""

    def __init__(self, file: Path, grid: Grid):
        self.file, self.grid = file, grid
        self.cells = grid.cells
        self.uses: dict[tuple[int, int], str] = {}

    def figure(self, position: int, column: int) -> None:
        """A cell that was read as a value."""
        self._use(position, column, FIGURE)

    def label(self, position: int, columns: Iterable[int] | None = None) -> None:
        """Cells, by default all of a row, that say what figures are.

        Raises:
            UserError: one of them is a formula, of which only Excel knows what it says.
        """
        for column in range(len(self.grid.rows[position])) if columns is None else columns:
            if self.grid.is_formula(position, column):
                raise formula(self.file, self.grid, position, column)
            self._use(position, column, LABEL)

    def leave(self, position: int, reason: str, columns: Iterable[int] | None = None) -> None:
        """Cells, by default all of a row that have no use yet, that are left out for a reason."""
        number = self.grid.number(position)
        for column in range(len(self.grid.rows[position])) if columns is None else columns:
            if columns is not None or (number, column + 1) not in self.uses:
                self._use(position, column, reason)

    def close(self) -> Account:
        """The account of the sheet.

        Raises:
            UserError: a cell has no use: an error of ours, told and not passed over.
        """
        if lost := self.cells.keys() - self.uses.keys():
            shown = ", ".join(f"{_address(*cell)} '{self.cells[cell][:30]}'" for cell in sorted(lost)[:5])
            raise self._broken(f"{len(lost)} cells neither read nor left out: {shown}")
        blocks: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for cell in self.cells:
            blocks[self.uses[cell]].append(cell)
        figures, labels = blocks.pop(FIGURE, []), blocks.pop(LABEL, [])
        n_missing = sum(not any(character.isdigit() for character in self.cells[cell]) for cell in figures)
        left_out = tuple(LeftOut(self._place(cells), reason, len(cells)) for reason, cells in blocks.items())
        return Account(len(self.cells), len(figures) - n_missing, n_missing, len(labels), left_out)

    def _use(self, position: int, column: int, use: str) -> None:
        cell = (self.grid.number(position), column + 1)
        if cell in self.cells and self.uses.setdefault(cell, use) != use:
            raise self._broken(f"{_address(*cell)} '{self.cells[cell][:30]}' as {self.uses[cell]} and as {use}")

    def _place(self, cells: list[tuple[int, int]]) -> str:
        """Rows, with the sheet."""
        rows = sorted({row for row, _ in cells})
        place = f"sheet {self.grid.sheet}, " if self.grid.sheet else ""
        gaps = [at for at in range(1, len(rows)) if rows[at] != rows[at - 1] + 1]
        runs = [rows[start:end] for start, end in zip([0, *gaps], [*gaps, len(rows)], strict=True)]
        shown = [f"{run[0]}" if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs]
        text = ", ".join(shown[:6]) + (f" and {len(shown) - 6} more" if len(shown) > 6 else "")
        return f"{place}row{'s' if len(rows) > 1 else ''} {text}"

    def _broken(self, found: str) -> UserError:
        place = f"{self.file}{f', sheet {self.grid.sheet}' if self.grid.sheet else ''}"
        remedy = "this is an error of the reader: please report it with the file; nothing of the file was taken in"
        problem = Problem(place, found, "every cell read or left out by name, once", remedy)
        return UserError(f"{self.file.name} was not read: its cells do not add up.", [problem])


def _address(row: int, column: int) -> str:
    return f"row {row}, column {column}"
