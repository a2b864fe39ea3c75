"""A tidy table of the user's, one row per region and year, with a short YAML beside it on what its columns are."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, field_validator, model_validator

from resilience.errors import Problem, UserError
from resilience.ingest.cell import Cell, Cells, not_of_years
from resilience.ingest.grid import Grid, read_grids
from resilience.ingest.period import part_of_year
from resilience.yaml_file import line_of, read_yaml, validated

ROLES = {
    "region": r"region|地区|省份|城市|province|state|county|city|district|prefecture|geo|fips|nuts",
    "year": r"year|年份|年度|年|time|period",
    "indicator": r"indicator|指标|variable|series|measure",
    "unit": r"unit|单位",
    "industry": r"industry|行业|sector|naics|nace|isic",
    "value": r"value|数值|obs_value|amount",
}


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
        """A date is text; the proposal's question mark, left as it was, says nothing."""
        return value.isoformat() if isinstance(value, date) else "" if value == "?" else value

    @model_validator(mode="after")
    def _says_everything_once(self) -> Description:
        if (self.columns.value is None) == (not self.values):
            raise ValueError("name one column of figures as columns.value, or several under values")
        for name in () if self.values else ("indicator", "unit"):
            if bool(getattr(self.columns, name)) == bool(getattr(self, name)):
                raise ValueError(f"name the {name} once: as a column, columns.{name}, or for the whole file, {name}")
        return self


def description_file(file: Path) -> Path:
    return file.with_name(file.name + ".yml")


def read_tidy(file: Path) -> tuple[Description, str, list[Cell]]:
    """The description beside a file, the encoding of the file, and its figures.

    Raises:
        UserError: the YAML has a mistake or names a column that the file has not, or the file says one thing twice.
    """
    beside = description_file(file)
    document = read_yaml(beside)
    said = validated(Description, document, beside, beside.name)
    grid = _grid(file)
    header = grid.rows[0] if grid.rows else []
    wanted = [(("columns", role), name) for role, name in said.columns if name] + [
        (("values", name), name) for name in said.values
    ]
    if problems := [
        Problem(
            f"{beside}, line {line_of(document, path)}, key {'.'.join(path)}", f"column '{name}'",
            f"a column of {file.name}: {', '.join(header[:20])}", "correct the name",
        )
        for path, name in wanted
        if name not in header
    ]:  # fmt: skip
        raise UserError(f"{beside.name} names columns that {file.name} does not have.", problems)
    return said, grid.encoding, _cells(file, grid, said)


def describe(file: Path) -> str:
    """Writes a proposal beside the file, unless there is a description already; gives it with a line on where it is."""
    beside = description_file(file)
    if beside.exists():
        return f"{beside} is there already:\n\n{beside.read_text(encoding='utf-8')}"
    proposal = propose(file)
    beside.write_text(proposal, encoding="utf-8")
    return f"{proposal}\nWritten to {beside}. Correct it; each ? stands for what the file does not say."


def propose(file: Path) -> str:
    """A YAML for the file from the names and contents of its columns, for the user to correct."""
    grid = _grid(file)
    header, body = grid.rows[0], grid.rows[1:101]
    roles = {}
    for role, pattern in ROLES.items():
        named = [name for name in header if re.search(pattern, name, re.IGNORECASE) and name not in roles.values()]
        if named:
            roles[role] = named[0]
    if "year" not in roles:
        years = [name for at, name in enumerate(header) if _all(body, at, r"(19|20)\d{2}年?")]
        roles |= {"year": years[0]} if years else {}
    figures = [
        name
        for at, name in enumerate(header)
        if name not in roles.values() and _all(body, at, r"-?[\d,]*\.?\d+([eE][-+]?\d+)?")
    ]
    lines = [f"# What the columns of {file.name} are; correct it, then: resilience ingest '{file}'", "columns:"]
    lines += [f"  {role}: {_quoted(roles.get(role, '?'))}" for role in ("region", "year")]
    lines += [
        f"  {role}: {_quoted(roles[role])}" for role in ("value", "indicator", "unit", "industry") if role in roles
    ]
    if "value" in roles:
        lines += [f"{role}: '?'          # for the whole file" for role in ("indicator", "unit") if role not in roles]
    else:
        lines += ["values:                  # column: what it measures; indicators and units are seeds/reference"]
        lines += [f"  {_quoted(name)}: {{indicator: {_quoted(name)}, unit: '?'}}" for name in figures]
    return "\n".join([*lines, "source: '?'              # who published it", "vintage: '?'             # when", ""])


def _cells(file: Path, grid: Grid, said: Description) -> list[Cell]:
    for name in grid.rows[0]:
        if kind := part_of_year(name):
            raise not_of_years(file, grid, 0, f"column {name}", kind)
    at = {name: position for position, name in enumerate(grid.rows[0])}
    found = Cells(file, grid)
    for number, row in list(zip(grid.numbers, grid.rows, strict=True))[1:]:
        if len(row) != len(grid.rows[0]) and grid.is_text:
            expected = f"{len(grid.rows[0])} cells as in the header"
            remedy = "look for a separator inside a cell"
            raise UserError("", [Problem(f"{file}, row {number}", f"{len(row)} cells", expected, remedy)])

        def text(role: str, row: list[str] = row) -> str:
            name = getattr(said.columns, role)
            return row[at[name]] if name and at[name] < len(row) else getattr(said, role, "")

        measures = said.values or {
            said.columns.value: Measure(
                indicator=text("indicator"), unit=text("unit"), industry=text("industry")
            )
        }  # fmt: skip
        for name, measure in measures.items():
            value = row[at[name]] if at[name] < len(row) else ""
            industry = measure.industry or text("industry")
            found.add(
                Cell(
                    grid.sheet, number, at[name] + 1, text("region"), text("year"), measure.indicator, industry,
                    measure.unit, value,
                )
            )  # fmt: skip
    return found.finish()


def _grid(file: Path) -> Grid:
    """The first sheet with anything in it."""
    grids = [grid for grid in read_grids(file) if grid.rows]
    if not grids:
        raise UserError("", [Problem(str(file), "no cells", "a table", "download it again")])
    return grids[0]


def _all(rows: list[list[str]], at: int, pattern: str) -> bool:
    texts = [row[at] for row in rows if at < len(row) and row[at]]
    return bool(texts) and all(re.fullmatch(pattern, text) for text in texts)


def _quoted(text: str) -> str:
    return text if re.fullmatch(r"\w+", text) and not text.isdigit() else "'" + text.replace("'", "''") + "'"
