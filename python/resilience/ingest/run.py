"""Reads files into `raw.landing_cell`: all good ones in one transaction, every bad one told."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from resilience.ingest import answers as stated_answers
from resilience.ingest import customs_store, tidy, unknown_labels
from resilience.ingest.annual import read_annual
from resilience.ingest.answers import STATED
from resilience.ingest.balance import Account
from resilience.ingest.cell import Cell
from resilience.ingest.contradiction import require_no_contradiction
from resilience.ingest.file_grids import read_grids
from resilience.ingest.landed import described_for_nothing, descriptions_of_nothing, label, landed_files
from resilience.ingest.period import without_year
from resilience.ingest.refusal import refuse_file
from resilience.ingest.sheets import read_sheets
from resilience.ingest.store import COLUMNS, store
from resilience.ingest.text import plain
from resilience.ingest.words import Words, load
from resilience.project.errors import Problem, UserError

if TYPE_CHECKING:
    import pandas as pd

    from resilience.project.settings import Settings

SHOWN = 3  # indicators in the first line of a report


@dataclass(frozen=True)
class FileReport:
    """What was understood of one file; `measures` are its indicators, each with its unit."""

    file: str
    encoding: str
    measures: tuple[tuple[str, str], ...]
    vintage: str
    account: Account
    understood: unknown_labels.Understood

    def __str__(self) -> str:
        shown = [f"{indicator} ({unit or 'unit not stated'})" for indicator, unit in self.measures[:SHOWN]]
        more = [f"{len(self.measures) - SHOWN} more"] if len(self.measures) > SHOWN else []
        what = "; ".join([*shown, *more])
        unknown = "vintage not stated: never replaces a dated figure (--vintage DATE, or --confirm-vintage)"
        when = f"vintage {self.vintage}" if self.vintage else unknown
        lines = [
            f"{self.file}: {self.account.n_figures:,} figures, {self.encoding}, {what}, {when}",
            f"  {self.account}",
        ]
        return "\n".join([*lines, *([f"  {self.understood}"] if str(self.understood) else [])])


Report = FileReport | customs_store.CustomsReport


def ingest(
    settings: Settings,
    paths: Sequence[Path] = (),
    *,
    answers: dict[str, str] | None = None,
    collection: str = "landing",
) -> list[Report]:
    """Reads `paths`, or everything in the landing folder, into `raw.landing_cell` of the working file.

    Args:
        answers: indicator, unit, year, vintage, annual that the user states for these files; landing/answers.csv keeps
            them.
        collection: what the rows belong to; the simulated world is read by the same readers.

    Raises:
        UserError: some file could not be read, or has labels that the seeds do not know; the others are in the
            warehouse then, nothing of a bad one is.
    """
    stated_answers.check(settings, answers or {})
    known = stated_answers.load(settings) if collection == "landing" else {}
    frames: list[pd.DataFrame] = []
    reports: list[Report] = []
    words = load(settings.project_dir, settings.parameters)
    problems = descriptions_of_nothing(settings, paths) if collection == "landing" else []
    files, n_bad = list(landed_files(settings, paths)), len(problems)
    queries = {file.resolve() for file in files if customs_store.is_customs_query(file)}
    if collection == "landing" and (queries or (settings.dataset_dir / "customs").exists()):
        customs, refused = customs_store.sync(settings, sorted(queries), known, answers or {}, whole=not paths)
        n_bad += len(refused)
        problems += [*refused, *unknown_labels.check_places(words, customs_store.places(settings))]
        reports += [customs] if customs.n_files else []
    for file in files:
        if file.resolve() in queries:
            problems += described_for_nothing(file)
            continue
        try:
            frame, report = _read(settings, file, collection, known, answers or {}, words)
        except UserError as error:
            n_bad += 1
            problems += error.problems or [Problem(str(file), error.message, "a file that can be read", "mend it")]
        else:
            frames.append(frame)
            reports.append(report)
    store(settings, frames, whole=not paths)
    if answers and collection == "landing":
        stated_answers.remember(settings, known | dict(_stated(frame, known, answers) for frame in frames))
    if problems:
        raise UserError(f"Not read: {n_bad} of {n_bad + len(reports)} files.", problems)
    return reports


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
        _require_not_annual(file, stated)
        described, encoding, reading = tidy.read_tidy(file)
        cells, account = reading.cells, reading.account
        shape, stated = "tidy table", {"vintage": described.vintage, "source": described.source} | stated
    else:
        grids = [grid for grid in read_grids(file, [*words.regions, *words.indicators]) if grid.rows or grid.other]
        encoding = grids[0].encoding if grids else ""
        if way := stated.get("annual"):
            shape, cells, account = read_annual(file, grids, words, way)
        else:
            shape, cells, account = read_sheets(file, grids, words)
        _require_one_to_state(file, cells, stated)
        require_no_contradiction(file, grids, cells, stated, words)
    _require_years_understood(file, cells, stated, words)
    names = [(stated.get("indicator") or cell.indicator_text, stated.get("unit") or cell.unit_text) for cell in cells]
    measures = tuple(dict.fromkeys((indicator, unit) for indicator, unit in names if indicator))
    if not measures:
        remedy = f"resilience ingest '{file}' --indicator … --unit …; the answer is remembered"
        raise refuse_file(file, "no line that says what it measures", "指标：…(单位), or Indicator: … (unit)", remedy)
    if not stated.get("year") and not all(cell.year_text for cell in cells):
        remedy = f"resilience ingest '{file}' --year …; the answer is remembered"
        raise refuse_file(file, "no year", "a year in its title", remedy)
    frame = pd.DataFrame([asdict(cell) for cell in cells]).assign(
        collection=collection, file=label(settings, file), shape=shape, sha256=sha256, encoding=encoding,
        **{f"stated_{key}": stated.get(key) for key in STATED},
    )  # fmt: skip
    understood = unknown_labels.Understood()
    if collection == "landing":
        understood = unknown_labels.check(words, str(file), shape, cells, stated)
        if understood.problems:
            raise UserError("", understood.problems)
    said = (encoding, measures, stated.get("vintage", ""), account, understood)
    report = FileReport(label(settings, file), *said)
    return frame[list(COLUMNS)], report


def _require_years_understood(file: Path, cells: list[Cell], stated: dict[str, str], words: Words) -> None:
    """A heading with a year and something else that is not understood is no year, and no name that can be stated."""
    if "indicator" not in stated and all(cell.year_text for cell in cells):
        return
    for cell in cells:
        name = cell.indicator_text
        if without_year(name) != name and plain(without_year(name)) not in words.indicators:
            sheet = f", sheet {cell.sheet}" if cell.sheet else ""
            remedy = "name it by its year where its figures are of the whole year, else take the annual table"
            found = f"'{name}': a year and something that is not understood"
            problem = Problem(f"{file}{sheet}, column {cell.column_number}", found, "a year, as in 2019年", remedy)
            raise UserError("", [problem])


def _require_not_annual(file: Path, stated: dict[str, str]) -> None:
    """A described file is of years."""
    if stated.get("annual"):
        found, expected = "--annual for a file with a description", "one whose own headings name its months or quarters"
        remedy = f"delete {tidy.description_file(file).name} where the columns have such names, or add up before"
        raise refuse_file(file, found, expected, remedy)


def _require_one_to_state(file: Path, cells: list[Cell], stated: dict[str, str]) -> None:
    """One stated indicator, or unit, cannot stand for several that the file names."""
    for key in ("indicator", "unit"):
        found = sorted({getattr(cell, f"{key}_text") for cell in cells})
        if stated.get(key) and len(found) > 1:
            remedy = f"leave out --{key}, or split the file"
            raise refuse_file(file, f"--{key} {stated[key]} for {', '.join(found)}", f"one {key}", remedy)


def _stated(
    frame: pd.DataFrame, known: dict[str, dict[str, str]], answers: dict[str, str]
) -> tuple[str, dict[str, str]]:
    sha256 = frame["sha256"].iloc[0]
    way = answers.get("annual") or known.get(sha256, {}).get("annual", "")
    return sha256, {key: frame[f"stated_{key}"].iloc[0] or "" for key in STATED} | {"annual": way}
