"""How a reader refuses a file: one message with the place, what was found, what was expected and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from resilience.ingest.grid import Grid
from resilience.ingest.text import plain
from resilience.project.errors import Problem, UserError


class NoTableError(UserError):
    """A sheet without a table of a known shape; another sheet of the file may have one."""


def refuse_file(file: Path, found: str, expected: str, remedy: str) -> UserError:
    """The message of a file that cannot be opened, or is none of a known kind."""
    return UserError(f"{file.name} was not read.", [Problem(str(file), found, expected, remedy)])


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
