"""A tidy table of the user's, one row per region and year, with a short YAML beside it on what its columns are."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, field_validator, model_validator

from resilience.ingest.balance import left_out_whole, together
from resilience.ingest.cell import Cells, Reading, not_of_years
from resilience.ingest.file_grids import read_grids
from resilience.ingest.grid import Grid
from resilience.ingest.notes import BELOW, looks_like_note, require_no_cut
from resilience.ingest.period import part_of_year, year_and_unit
from resilience.ingest.roles import is_number_or_mark
from resilience.ingest.years import require_annual_notes, require_annual_sheet
from resilience.project.errors import Problem, UserError
from resilience.project.yaml_file import line_of, mapping, validated

SUFFIXES = (".yml", ".yaml")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Columns(_Strict):
    """Names of the file's columns."""

    region: str
    year: str
    value: str | None = None
    indicator: str | None = None
    unit: str | None = None
    industry: str | None = None


class Measure(_Strict):
    """What one column of figures measures."""

    indicator: str
    unit: str
    industry: str = ""


class Description(_Strict):
    """What the columns of a tidy file are. Either one column of values, or several under `values`, one an indicator."""

    columns: Columns
    values: dict[str, Measure] = {}
    indicator: str = ""
    unit: str = ""
    industry: str = ""
    source: str = ""
    vintage: str = ""

    @field_validator("vintage", "source", mode="before")
    @classmethod
    def _plain(cls, value: Any) -> Any:
        """A date is text."""
        return value.isoformat() if isinstance(value, date) else value

    @model_validator(mode="after")
    def _says_everything_once(self) -> Description:
        if (self.columns.value is None) == (not self.values):
            raise ValueError("name one column of figures as columns.value, or several under values")
        for name in () if self.values else ("indicator", "unit"):
            if bool(getattr(self.columns, name)) == bool(getattr(self, name)):
                raise ValueError(f"name the {name} once: as a column, columns.{name}, or for the whole file, {name}")
        return self


def description_file(file: Path) -> Path:
    """The YAML beside a file: figures.csv.yml, or figures.csv.yaml where that is there.

    Raises:
        UserError: both are there.
    """
    found = [path for suffix in SUFFIXES if (path := file.with_name(file.name + suffix)).exists()]
    if len(found) > 1:
        problem = Problem(str(file), f"{found[0].name} and {found[1].name}", "one description", "delete one of them")
        raise UserError("A file has two descriptions.", [problem])
    return found[0] if found else file.with_name(file.name + SUFFIXES[0])


def read_tidy(file: Path) -> tuple[Description, str, Reading]:
    """The description beside a file, the encoding of the file, and its figures.

    Raises:
        UserError: the YAML has a mistake or names a column that the file has not, or the file says one thing twice.
    """
    beside = description_file(file)
    document = mapping(beside)
    _require_answers(beside, document)
    said = validated(Description, document, beside, beside.name)
    grid, others = _grids(file)
    header = grid.rows[0] if grid.rows else []
    wanted = [(("columns", role), name) for role, name in said.columns if name] + [
        (("values", name), name) for name in said.values
    ]
    problems: list[Problem] = []
    used: dict[str, str] = {}
    for path, name in wanted:
        place = f"{beside}, line {line_of(document, path)}, key {'.'.join(path)}"
        if name not in header:
            expected = f"a column of {file.name}: {', '.join(header[:20])}"
            problems.append(Problem(place, f"column '{name}'", expected, "correct the name"))
        elif header.count(name) > 1:
            problems.append(Problem(place, f"column '{name}' twice in {file.name}", "once", "rename one of them"))
        elif name in used:
            found = f"column '{name}', which is {used[name]} too"
            problems.append(Problem(place, found, "one role for a column", "correct one of them"))
        used.setdefault(name, ".".join(path))
    if problems:
        raise UserError(f"{beside.name} and the columns of {file.name} do not agree.", problems)
    reading = _cells(file, grid, said)
    accounts = [
        reading.account,
        *(left_out_whole(other, other.other or "only the first sheet with cells is read") for other in others),
    ]
    return said, grid.encoding, Reading(reading.cells, together(accounts))


def _require_answers(beside: Path, document: Any, path: tuple[str, ...] = ()) -> None:
    """Refuses a question mark that the proposal left, wherever it stands."""
    if isinstance(document, dict):
        for key, value in document.items():
            if key == "?" or (isinstance(value, str) and value.strip() == "?"):
                place = f"{beside}, line {line_of(document, (key,))}, key {'.'.join([*path, str(key)])}"
                remedy = "write what it is in place of the ?, or delete the line where it may be left out"
                raise UserError(f"{beside.name} leaves a question open.", [Problem(place, "?", "an answer", remedy)])
            _require_answers(beside, value, (*path, str(key)))


def _cells(file: Path, grid: Grid, said: Description) -> Reading:
    header = grid.rows[0]
    require_annual_sheet(file, grid, names_years=True)
    require_annual_notes(file, grid, 0)
    for name in header:
        if kind := part_of_year(name):
            raise not_of_years(file, grid, 0, f"column {name}", kind)
    at = {name: position for position, name in enumerate(header)}
    labels = [at[name] for _, name in said.columns if name and name != said.columns.value]
    values = [at[name] for name in said.values or [said.columns.value] if name]
    others = [column for column, name in enumerate(header) if column not in (*labels, *values)]
    found = Cells(file, grid)
    found.ledger.label(0, [*labels, *values])
    last = max(
        (p for p in range(1, len(grid.rows)) if any(is_number_or_mark(grid.at(p, c) or "?") for c in values)), default=0
    )
    for position in range(len(grid.rows)):
        for column in others:
            found.ledger.leave(position, f"column {header[column] or column + 1}, not in the description", [column])
    for position in range(1, len(grid.rows)):
        if position > last and _is_note(grid, position, values, at[said.columns.year]):
            require_no_cut(file, grid, position, looks=looks_like_note(grid.rows[position][0]))
            found.ledger.leave(position, "note")
            continue
        _require_fit(file, grid, position)
        found.ledger.label(position, labels)
        _row(found, position, said, at)
    return found.finish()


def _is_note(grid: Grid, position: int, values: list[int], year: int) -> bool:
    """Whether a row below the last figure is none of the table: it has no value, and no year or a note's first word."""
    first = next(filter(None, grid.rows[position]))
    return not any(grid.at(position, column) for column in values) and (
        bool(BELOW.match(first)) or not grid.at(position, year)
    )


def _row(found: Cells, position: int, said: Description, at: dict[str, int]) -> None:
    def text(role: str) -> str:
        name = getattr(said.columns, role)
        return found.grid.at(position, at[name]) if name else getattr(said, role, "")

    year = year_and_unit(text("year"))
    one = {said.columns.value: Measure(indicator=text("indicator"), unit=text("unit"), industry=text("industry"))}
    for name, measure in (said.values or one).items():
        assert name  # the description names values or a value
        industry = measure.industry or text("industry")
        labels = {"region": text("region"), "year": year[0] if year else text("year")}
        found.add(position, at[name], **labels, indicator=measure.indicator, industry=industry, unit=measure.unit)


def _require_fit(file: Path, grid: Grid, position: int) -> None:
    row, width = grid.rows[position], len(grid.rows[0])
    if any(row[width:]) or (len(row) != width and grid.is_text):
        place = f"{file}, row {grid.number(position)}"
        remedy = "look for a separator inside a cell, or for a cell beside the table"
        problem = Problem(place, f"{len(row)} cells", f"{width} cells as in the header", remedy)
        raise UserError(f"{file.name} was not read.", [problem])


def first_grid(file: Path) -> Grid:
    """The first sheet with anything in it."""
    return _grids(file)[0]


def _grids(file: Path) -> tuple[Grid, list[Grid]]:
    """The first sheet with anything in it, and the others."""
    grids = read_grids(file)
    with_cells = [grid for grid in grids if grid.rows]
    if not with_cells:
        raise UserError("", [Problem(str(file), "no cells", "a table", "download it again")])
    return with_cells[0], [*with_cells[1:], *(grid for grid in grids if grid.other)]
