"""A tidy table of the user's, one row per region and year, with a short YAML beside it on what its columns are."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, field_validator, model_validator

from resilience.ingest.balance import left_out_whole, together
from resilience.ingest.cell import Reading
from resilience.ingest.file_grids import read_grids
from resilience.ingest.grid import Grid
from resilience.ingest.layouts import Layout
from resilience.ingest.period import part_of_year
from resilience.ingest.refusal import not_of_years, refuse_file
from resilience.ingest.table import read_layouts
from resilience.ingest.words import Words
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
    labels = {role: at[name] for role, name in said.columns if name and role != "value"}
    whole = {role: text for role in ("indicator", "unit", "industry") if (text := getattr(said, role))}
    measures = {name: measure.model_dump(exclude_defaults=True) for name, measure in said.values.items()}
    figures = {at[name]: says for name, says in (measures or {str(said.columns.value): {}}).items()}
    others = {
        column: f"column {header[column] or column + 1}, not in the description"
        for column in range(max(map(len, grid.rows)))
        if column not in {*labels.values(), *figures} and column < len(header)
    }
    return read_layouts(
        file, grid, [Layout(0, 1, len(grid.rows), labels, figures, whole, others, fills=False)], Words()
    )


def first_grid(file: Path) -> Grid:
    """The first sheet with anything in it."""
    return _grids(file)[0]


def _grids(file: Path) -> tuple[Grid, list[Grid]]:
    """The first sheet with anything in it, and the others."""
    grids = read_grids(file)
    with_cells = [grid for grid in grids if grid.rows]
    if not with_cells:
        raise refuse_file(file, "no cells", "a table", "download it again")
    return with_cells[0], [*with_cells[1:], *(grid for grid in grids if grid.other)]
