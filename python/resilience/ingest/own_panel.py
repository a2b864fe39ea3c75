"""A panel of one's own: its rows into `raw.own_panel`, its columns declared to dbt as variables of `marts.panel`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from resilience.project.errors import Problem, UserError
from resilience.project.workspace import Workspace, add_rows

if TYPE_CHECKING:
    import pandas as pd

    from resilience.ingest.rectangle import Rectangle
    from resilience.project.settings import Settings

KEYS = ("region_code", "region_name_zh", "region_name_en", "macro_region", "year")
FIRST_YEAR, LAST_YEAR = 1000, 2999
SHOWN = 5
REGRESSED = ("outcome", "focus", "x", "also_x", "of")
SET = "panel"  # the region set of its units
TEXT, NUMBER = "text", "double precision"
MODEL = """-- The panel of {file}, as it stands in the file: each column under its own name.
with final as (
    select * from {{{{ source('raw', 'own_panel') }}}}
)

select * from final
"""


@dataclass(frozen=True)
class OwnPanel:
    """The panel of a file.

    Attributes
    ----------
    frame
        `region_code`, the names, `macro_region`, `year` and the file's other columns: numbers as doubles, texts.
    labels
        Column -> what it is called where people read.
    notes
        What the reader did with the file.
    """

    frame: pd.DataFrame
    labels: dict[str, str]
    notes: list[str]

    @property
    def variables(self) -> list[str]:
        """The columns that hold numbers."""
        return [name for name in self.frame if name not in KEYS and self.frame[name].dtype == "float64"]


def column_names(rectangle: Rectangle, unit: str, year: str) -> dict[str, str]:
    """Column of the file -> its name in `marts.panel`: the same where that is letters, digits and _."""
    found: dict[str, str] = {}
    for column in rectangle.frame:
        if column in (unit, year):
            continue
        name = re.sub(r"\W+", "_", str(column)).strip("_") or "column"
        name = f"_{name}" if name[0].isdigit() else name
        taken = {*KEYS, *map(str.lower, found.values())}
        number = 2
        while name.lower() in taken:
            name, number = f"{name.rstrip('_0123456789')}_{number}", number + 1
        found[column] = name
    return found


def read_own_panel(
    file: Path, sheet: str | None, unit: str, year: str, century: int = 0, numbers: Collection[str] = ()
) -> OwnPanel:
    """Reads and checks a panel.

    Parameters
    ----------
    numbers
        Columns of `marts.panel` that a study regresses.

    Raises
    ------
    UserError
        As `read_rectangle` and `of_rectangle`; the file has no such column; one of `numbers` holds a text.
    """
    from resilience.ingest.rectangle import read_rectangle

    table = read_rectangle(file, sheet)
    for key, column in (("unit", unit), ("year", year)):
        if column not in table.frame:
            problem = Problem(
                str(file), f"no column '{column}'", ", ".join(map(str, table.frame)), f"data.{key}: COLUMN"
            )
            raise UserError(f"The panel has no column of its {key}s.", [problem])
    table.require_numbers(column for column, name in column_names(table, unit, year).items() if name in numbers)
    return of_rectangle(table, unit, year, century)


def of_rectangle(table: Rectangle, unit: str, year: str, century: int = 0) -> OwnPanel:
    """The panel of a file that is read.

    Parameters
    ----------
    century
        What is added to years of two digits.

    Raises
    ------
    UserError
        A unit or year is missing or no year; a pair stands twice.
    """
    table.require_numbers([year])
    years = table.frame[year] + century
    _require_keys(table, unit, year, years)
    names = column_names(table, unit, year)
    frame = table.frame[list(names)].rename(columns=names)
    numeric = [name for name in frame if frame[name].dtype != object]
    frame = frame.astype(dict.fromkeys(numeric, "float64"))
    units = table.frame[unit].map(lambda value: str(value).strip())
    called = [
        table.value_labels.get(unit, {}).get(value, name) for value, name in zip(table.frame[unit], units, strict=True)
    ]
    for at, (column, values) in enumerate(zip(KEYS, (units, called, called), strict=False)):
        frame.insert(at, column, values)
    frame.insert(3, "macro_region", frame.pop("macro_region") if "macro_region" in frame else None)
    frame.insert(4, "year", years.astype("int64"))
    labels = {names[column]: table.labels.get(column) or str(column) for column in names}
    return OwnPanel(frame, labels, table.notes)


def of_workspace(workspace: Workspace) -> OwnPanel:
    """The panel that a workspace's study names.

    Raises
    ------
    UserError
        As `read_own_panel`; the study names no column of units and years.
    """
    data = workspace.data
    if data.panel is None or data.unit is None or data.year is None:
        problem = Problem(str(workspace.study_file), "no unit or year", "data.unit and data.year", "name both columns")
        raise UserError("The study does not say which columns of the panel are its unit and year.", [problem])
    numbers = set(_regressed(workspace.document))
    return read_own_panel(workspace.folder / data.panel, data.sheet, data.unit, data.year, data.century, numbers)


def panel_columns(settings: Settings) -> list[str]:
    """The columns of `marts.panel`, before it is built: of the own panel's file, or of the model's contract."""
    import yaml

    if settings.workspace is not None and (workspace := Workspace(settings.workspace)).data.panel is not None:
        return list(of_workspace(workspace).frame)
    contract = settings.project_dir / "models/marts/panel/_panel.yml"
    (model,) = yaml.safe_load(contract.read_text(encoding="utf-8"))["models"]
    return [column["name"] for column in model["columns"]]


def lay(settings: Settings) -> str:
    """Puts the workspace's panel into the working file and declares it to dbt; gives one line on it.

    Raises
    ------
    UserError
        As `of_workspace`.
    """
    import duckdb

    assert settings.workspace is not None
    workspace = Workspace(settings.workspace)
    panel = of_workspace(workspace)
    declare(workspace, panel)
    settings.dataset_dir.mkdir(parents=True, exist_ok=True)
    columns = ", ".join(f'"{name}" {kind}' for name, kind in _types(panel.frame).items())
    with duckdb.connect(str(settings.work_file)) as connection:
        connection.register("rows_of_file", panel.frame)
        connection.execute("create schema if not exists raw")
        connection.execute(f"create or replace table raw.own_panel ({columns})")
        connection.execute("insert into raw.own_panel by name from rows_of_file")
    n_units, n_years = panel.frame["region_code"].nunique(), panel.frame["year"].nunique()
    notes = "".join(f"\n  {note}" for note in panel.notes)
    return f"{len(panel.frame)} rows of {n_units} units and {n_years} years, {len(panel.variables)} variables{notes}"


def declare(workspace: Workspace, panel: OwnPanel) -> None:
    """Writes the units, the variables, the years and the model `panel` into the composed project."""
    import yaml

    project, frame = workspace.project_dir, panel.frame
    units = frame.drop_duplicates("region_code")
    add_rows(
        project / "seeds/reference/regions.csv",
        [{"region_set": SET, **row} for row in units[list(KEYS[:3])].to_dict("records")],
        ["region_code"],
    )
    labelled = ((name, panel.labels[name]) for name in panel.variables)
    rows = [
        {"variable": name, "label_en": label, "label_zh": label, "formula": "given",
         "in_missingness": "true", "in_editions": "false"}
        for name, label in labelled
    ]  # fmt: skip
    add_rows(project / "seeds/reference/variables.csv", rows, None)
    document = yaml.safe_load((project / "dbt_project.yml").read_text(encoding="utf-8"))
    if workspace.document.get("focus") in panel.variables:
        document["vars"]["focus"] = str(workspace.document["focus"])
    (parameters,) = document["vars"]["datasets"].values()
    parameters |= {
        "region_set": SET, "panel_start": int(frame["year"].min()), "panel_end": int(frame["year"].max())
    }  # fmt: skip
    (project / "dbt_project.yml").write_text(yaml.safe_dump(document, allow_unicode=True, sort_keys=False))
    folder, file = project / "models/marts/panel", Path(str(workspace.data.panel)).name
    described = [
        {"name": name, "quote": True, "data_type": kind, "description": panel.labels.get(name, name)}
        for name, kind in _types(frame).items()
    ]
    keys = [{"unique_combination": {"arguments": {"columns": ["region_code", "year"]}}}]
    model = {"name": "panel", "description": f"One row per unit and year of {file}.",
             "data_tests": keys, "columns": described}  # fmt: skip
    source = {"name": "raw", "schema": "raw", "tables": [
        {"name": "own_panel", "description": f"One row per row of {file}, read by `resilience run`.",
         "columns": [{"name": each["name"], "data_type": each["data_type"]} for each in described],
         "meta": {"create_when_absent": True}}]}  # fmt: skip
    text = yaml.safe_dump({"models": [model], "sources": [source]}, allow_unicode=True, sort_keys=False)
    (folder / "_panel.yml").write_text(text, encoding="utf-8")
    (folder / "panel.sql").write_text(MODEL.format(file=file), encoding="utf-8")


def _types(frame: pd.DataFrame) -> dict[str, str]:
    kinds = {name: NUMBER if frame[name].dtype == "float64" else TEXT for name in frame}
    return {**kinds, "macro_region": TEXT, "year": "integer"}


def _regressed(document: Any, key: str = "") -> Iterator[str]:
    """What stands under the keys of a study that name what is regressed."""
    if isinstance(document, dict):
        for name, value in document.items():
            yield from _regressed(value, name)
    elif isinstance(document, list):
        for value in document:
            yield from _regressed(value, key)
    elif key in REGRESSED and isinstance(document, str):
        yield document


def _require_keys(table: Rectangle, unit: str, year: str, years: pd.Series[Any]) -> None:
    """Units and years are there, years are years, and no pair stands twice."""
    frame, problems = table.frame, []
    place = f"{table.file}{f', sheet {table.sheet}' if table.sheet else ''}"
    is_year = years.between(FIRST_YEAR, LAST_YEAR) & (years % 1 == 0)
    for at in frame.index[~is_year][:SHOWN]:
        found = "nothing" if years[at] != years[at] else f"{years[at]:g}"
        expected = f"a year, {FIRST_YEAR} to {LAST_YEAR}"
        problems.append(_of_row(place, table, at, year, found, expected, "correct it or take the row out"))
    for at in frame.index[frame[unit].isna()][:SHOWN]:
        problems.append(_of_row(place, table, at, unit, "nothing", "the unit's name or code", "write whose row it is"))
    again = frame.duplicated([unit, year], keep=False) & is_year
    for (name, when), rows in list(frame[again].groupby([unit, year], sort=False))[:SHOWN]:
        numbers = ", ".join(str(table.rows[at]) for at in rows.index[:SHOWN])
        found = f"{name} in {int(when)} stands {len(rows)} times, in rows {numbers}"
        remedy = "keep one of them; or name another column as data.unit: one whose values name a unit each"
        problems.append(Problem(f"{place}, columns {unit}, {year}", found, "each unit once a year", remedy))
    if problems:
        raise UserError(f"{table.file.name} is no panel of units and years yet.", problems)


def _of_row(place: str, table: Rectangle, at: Any, column: str, found: str, expected: str, remedy: str) -> Problem:
    return Problem(f"{place}, row {table.rows[at]}, column {column}", found, expected, remedy)
