"""Reads files into `raw.landing_cell`: all good ones in one transaction, every bad one told."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from resilience.errors import Problem, UserError
from resilience.ingest import answers as stated_answers
from resilience.ingest import customs_monthly, customs_store, table, tidy, yearbook
from resilience.ingest.answers import ANSWERS, STATED
from resilience.ingest.balance import Account, left_out_whole, together
from resilience.ingest.cell import Cell, NoTableError, Reading
from resilience.ingest.customs_store import CustomsReport
from resilience.ingest.grid import Grid, read_grids
from resilience.ingest.words import Words, load
from resilience.inputs import is_hidden, visible_files

if TYPE_CHECKING:
    import pandas as pd

    from resilience.config import Settings

COLUMNS = (
    "collection", "file", "shape", "sheet", "row_number", "column_number", "region_text", "year_text",
    "indicator_text", "industry_text", "unit_text", "value_text", "sha256", "encoding",
    *(f"stated_{name}" for name in STATED),
)  # fmt: skip


@dataclass(frozen=True)
class FileReport:
    """What was understood of one file."""

    file: str
    encoding: str
    n_cells: int
    indicator: str
    unit: str
    vintage: str
    account: Account

    def __str__(self) -> str:
        what = f"{self.indicator or 'indicator not stated'} ({self.unit or 'unit not stated'})"
        unknown = "vintage not stated: never replaces a dated figure (--vintage DATE, or --confirm-vintage)"
        when = f"vintage {self.vintage}" if self.vintage else unknown
        return f"{self.file}: {self.n_cells} cells, {self.encoding}, {what}, {when}\n  {self.account}"


def ingest(
    settings: Settings,
    paths: Sequence[Path] = (),
    *,
    answers: dict[str, str] | None = None,
    collection: str = "landing",
) -> list[FileReport | CustomsReport]:
    """Reads `paths`, or everything in the landing folder, into `raw.landing_cell` of the working file.

    Args:
        answers: indicator, unit, year, vintage that the user states for these files; landing/answers.csv keeps them.
        collection: what the rows belong to; the simulated world is read by the same readers.

    Raises:
        UserError: some file could not be read; the others are in the warehouse then, nothing of a bad one is.
    """
    stated_answers.check(settings, answers or {})
    known = stated_answers.load(settings) if collection == "landing" else {}
    frames, reports, words = [], [], load(settings.project_dir)
    problems = _descriptions_of_nothing(settings, paths) if collection == "landing" else []
    files = list(landed_files(settings, paths))
    queries = {file.resolve() for file in files if customs_store.is_customs_query(file)}
    if collection == "landing" and (queries or (settings.dataset_dir / "customs").exists()):
        report, refused = customs_store.sync(settings, sorted(queries), known, answers or {}, whole=not paths)
        problems += refused
        reports += [report] if report.n_files else []
    for file in files:
        if file.resolve() in queries:
            problems += _described_for_nothing(file)
            continue
        try:
            frame, report = _read(settings, file, collection, known, answers or {}, words)
        except UserError as error:
            problems += error.problems or [Problem(str(file), error.message, "a file that can be read", "mend it")]
        else:
            frames.append(frame)
            reports.append(report)
    _store(settings, frames, whole=not paths)
    if answers and collection == "landing":
        stated_answers.remember(settings, known | {frame["sha256"].iloc[0]: _stated(frame) for frame in frames})
    if problems:
        raise UserError(f"Not read: {len(problems)} of {len(problems) + len(reports)} files.", problems)
    return reports


def landed_files(settings: Settings, paths: Sequence[Path]) -> Iterable[Path]:
    """The files of `paths`, or of the landing folder, that may be data.

    Raises:
        UserError: a path that is not there, or one that is hidden in the landing folder.
    """
    for path in paths or [settings.landing_dir]:
        if not path.exists() and paths:
            raise UserError(f"There is no file or folder {path}.")
        if is_hidden(path.resolve(), settings.landing_dir.resolve()):
            expected = "no name in the landing folder that begins with . or ~"
            problem = Problem(str(path), "a hidden file or folder", expected, "rename it, or read it from elsewhere")
            raise UserError("A hidden file is never read.", [problem])
        found = visible_files(path) if path.is_dir() else [path]
        data = [file for file in found if file.name != ANSWERS and file.suffix.lower() not in tidy.SUFFIXES]
        if found == [path] and not data:
            problem = Problem(str(path), "what is said of files", "a file of figures", "name the file it speaks of")
            raise UserError("Answers and descriptions are read with their files.", [problem])
        yield from data


def _descriptions_of_nothing(settings: Settings, paths: Sequence[Path]) -> list[Problem]:
    """YAML in the landing folder that stands beside no file: what it says would be lost without a word."""
    folders = [path for path in paths or [settings.landing_dir] if path.is_dir()]
    alone = [
        file
        for folder in folders
        for file in visible_files(folder)
        if file.suffix.lower() in tidy.SUFFIXES and not file.with_suffix("").is_file()
    ]
    remedy = "name it after its file, as in figures.csv.yml, or move it out of the folder"
    return [Problem(str(file), "a description of no file", "a file of its name beside it", remedy) for file in alone]


def _described_for_nothing(file: Path) -> list[Problem]:
    beside = tidy.description_file(file)
    found = "a description beside a customs query, which needs none"
    return [Problem(str(beside), found, "a query as downloaded", "delete it")] if beside.exists() else []


def _label(settings: Settings, file: Path) -> str:
    """Its path in the landing folder, so that files of one name in two folders are two; elsewhere its name."""
    landing = settings.landing_dir.resolve()
    path = file.resolve()
    return path.relative_to(landing).as_posix() if path.is_relative_to(landing) else file.name


def _read(
    settings: Settings,
    file: Path,
    collection: str,
    known: dict[str, dict[str, str]],
    answers: dict[str, str],
    words: Words,
) -> tuple[pd.DataFrame, FileReport]:
    import pandas as pd

    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    stated = {**known.get(sha256, {}), **{key: value for key, value in answers.items() if value}}
    if tidy.description_file(file).exists():
        said, encoding, reading = tidy.read_tidy(file)
        cells, account = reading.cells, reading.account
        shape, stated = "tidy table", {"vintage": said.vintage, "source": said.source} | stated
    else:
        grids = [grid for grid in read_grids(file, words.regions) if grid.rows]
        encoding = grids[0].encoding if grids else ""
        shape, cells, account = read_sheets(file, grids, words)
        _require_one_to_state(file, cells, stated)
    indicators = list(dict.fromkeys(cell.indicator_text for cell in cells if cell.indicator_text))
    indicator, unit = stated.get("indicator") or "; ".join(indicators[:3]), stated.get("unit") or cells[0].unit_text
    if not indicator:
        remedy = f"resilience ingest '{file}' --indicator … --unit …; the answer is remembered"
        raise UserError("", [Problem(str(file), "no line that says what it measures", "指标：…(单位)", remedy)])
    if not stated.get("year") and not all(cell.year_text for cell in cells):
        remedy = f"resilience ingest '{file}' --year …; the answer is remembered"
        raise UserError("", [Problem(str(file), "no year", "a year in its title", remedy)])
    frame = pd.DataFrame([asdict(cell) for cell in cells]).assign(
        collection=collection, file=_label(settings, file), shape=shape, sha256=sha256, encoding=encoding,
        **{f"stated_{key}": stated.get(key) for key in STATED},
    )  # fmt: skip
    vintage = stated.get("vintage", "")
    report = FileReport(_label(settings, file), encoding, len(cells), indicator, unit, vintage, account)
    return frame[list(COLUMNS)], report


def _require_one_to_state(file: Path, cells: list[Cell], stated: dict[str, str]) -> None:
    """One stated indicator, or unit, cannot stand for several that the file names."""
    for key in ("indicator", "unit"):
        found = sorted({getattr(cell, f"{key}_text") for cell in cells})
        if stated.get(key) and len(found) > 1:
            remedy = f"leave out --{key}, or split the file"
            problem = Problem(str(file), f"--{key} {stated[key]} for {', '.join(found)}", f"one {key}", remedy)
            raise UserError("", [problem])


def read_sheets(file: Path, grids: Sequence[Grid], words: Words | None = None) -> tuple[str, list[Cell], Account]:
    """The shape of a file, the figures of every sheet that holds a table, and what became of all of its cells.

    Raises:
        UserError: no sheet holds a table, one cannot be read, or two give one figure differently.
    """
    shape, cells, accounts, refused = "", [], [], None
    for grid in grids:
        name, reader = _reader(grid)
        try:
            reading = reader(file, grid, words or Words())
        except NoTableError as error:
            refused = error
            kind = "formulas" if len(grid.formulas) == len(grid.cells) else "no table in it"
            accounts.append(left_out_whole(grid, f"{kind}: {error.problems[0].found}"))
        else:
            cells += reading.cells
            accounts.append(reading.account)
            shape = name
    if not cells:
        raise refused or UserError("", [Problem(str(file), "no cells", "a table", "download it again")])
    _require_once(file, cells)
    return shape, cells, together(accounts)


def _require_once(file: Path, cells: list[Cell]) -> None:
    """The sheets of a workbook, each of which says everything once, do not contradict each other."""
    first: dict[tuple[str, ...], Cell] = {}
    for cell in cells:
        other = first.setdefault(cell.key, cell)
        if other.value_text != cell.value_text:
            what = " ".join(text for text in cell.key if text)
            found = f"{what}: {other.value_text} in sheet {other.sheet}, {cell.value_text} in sheet {cell.sheet}"
            raise UserError("", [Problem(str(file), found, "each figure once", "delete the sheet that is wrong")])


def _reader(grid: Grid) -> tuple[str, Callable[[Path, Grid, Words], Reading]]:
    """Which reader knows a sheet's header: the one place to add a further shape of table."""
    if customs_monthly.header(grid) is not None:
        return "customs monthly table", customs_monthly.read_cells
    if yearbook.headers(grid):
        return "yearbook table", yearbook.read_cells
    return "table", table.read_cells


def _store(settings: Settings, frames: list[pd.DataFrame], *, whole: bool) -> None:
    """Replaces the rows of files with the same content or name, or all rows where these are the whole collection."""
    if frames or (whole and settings.work_file.exists()):
        _store_in_file(settings, frames, whole=whole)
    if settings.target != "duckdb":
        carry_landed(settings)


def _store_in_file(settings: Settings, frames: list[pd.DataFrame], *, whole: bool) -> None:
    import duckdb
    import pandas as pd

    settings.dataset_dir.mkdir(parents=True, exist_ok=True)
    cells = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=list(COLUMNS))
    types = ", ".join(f"{name} {'integer' if name.endswith('_number') else 'text'}" for name in COLUMNS)
    with duckdb.connect(str(settings.work_file)) as connection:
        connection.execute("create schema if not exists raw")
        connection.register("cells", cells)
        connection.begin()
        if whole:
            connection.execute(f"create or replace table raw.landing_cell ({types})")
        else:
            connection.execute(f"create table if not exists raw.landing_cell ({types})")
            connection.execute(
                "delete from raw.landing_cell where sha256 in (select sha256 from cells) "
                "or (collection, file) in (select (collection, file) from cells)"
            )
        connection.execute("insert into raw.landing_cell by name select * from cells")
        connection.commit()


def carry_landed(settings: Settings) -> None:
    """The cells to the database of the target: files are read into the DuckDB file whatever the target."""
    from resilience import dbt
    from resilience.warehouse import connect, read, working

    cells = None
    if settings.work_file.exists():
        with connect(settings.work_file) as connection:
            cells = read(connection, f"select {', '.join(COLUMNS)} from raw.landing_cell")
    dbt.invoke(settings, ["run-operation", "create_absent_results"])  # on a new server there is no table yet
    with working(settings, read_only=False) as engine:
        engine.replace("raw.landing_cell", cells)


def _stated(frame: pd.DataFrame) -> dict[str, str]:
    return {key: frame[f"stated_{key}"].iloc[0] or "" for key in STATED}
