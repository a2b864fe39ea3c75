"""Reads every seed before dbt does and tells mistakes by file, line and column, which dbt cannot."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from resilience.project.errors import Problem, UserError

if TYPE_CHECKING:
    from resilience.project.settings import Settings

SHOWN = 20
CURRENCIES = {"own": "currency", "foreign": "foreign_currency"}  # kind of currency -> the parameter that names it
KEYS = ("region_code", "industry_code", "report_year")
LABELS = ("region_code", "region_name_zh", "industry_code", "industry_label_zh", "report_year")
UNIT_COLUMNS = {"published_unit", "canonical_unit", "unit_code"}


@dataclass(frozen=True)
class Seed:
    """One csv with the columns its yml promises."""

    file: Path
    project_dir: Path
    columns: tuple[str, ...]
    own_file: Path | None = None  # of a workspace, whose rows stand at the end

    @property
    def name(self) -> str:
        return self.file.stem

    @property
    def is_observation(self) -> bool:
        return self.file.parent.name == "observations"

    @cached_property
    def rows(self) -> list[list[str]]:
        """Header and lines. Seeds have no line breaks inside cells, so that a row's number is its line's."""
        return list(csv.reader(self.file.read_text(encoding="utf-8").splitlines()))

    def place(self, line: int, column: str | None = None) -> str:
        where = f"{self.file.relative_to(self.project_dir)}, line {line}"
        if self.own_file is not None and (own_line := line - len(self.rows) + self._n_own + 1) > 1:
            where = f"{self.own_file}, line {own_line}"
        return f"{where}, column {column}" if column else where

    @cached_property
    def _n_own(self) -> int:
        assert self.own_file is not None
        return len(list(csv.DictReader(self.own_file.read_text(encoding="utf-8-sig").splitlines())))

    def records(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Line number and cells of every complete line."""
        header = self.rows[0]
        for line, cells in enumerate(self.rows[1:], start=2):
            if len(cells) == len(header):
                yield line, dict(zip(header, cells, strict=True))


@dataclass(frozen=True)
class Known:
    """What other seeds are held against; `regions` is code -> set."""

    regions: dict[str, str]
    units: set[str]
    markers: set[str]
    sources: set[str]


def check_seeds(settings: Settings) -> int:
    """Checks shape, header, keys and numbers of the seeds; gives the number of files.

    Of bundled figures only where the dataset names them.

    Raises:
        UserError: with a Problem for each mistake, the first 20 of them shown.
    """
    seeds, problems = _load(settings.project_dir, settings.workspace)
    faults = {seed.name: _shape(seed) for seed in seeds}
    problems += [fault for found in faults.values() for fault in found]
    readable = {seed.name: seed for seed in seeds if not faults[seed.name]}
    if {"regions", "units", "missing_markers", "sources"} <= set(readable):
        known = Known(
            regions={row["region_code"]: row["region_set"] for _, row in readable["regions"].records()},
            units={row["unit_code"] for _, row in readable["units"].records()},
            markers={row["marker"] for _, row in readable["missing_markers"].records()},
            sources={row["source_id"] for _, row in readable["sources"].records()},
        )
        for seed in readable.values():
            problems += _units(seed, known)
            if seed.is_observation and "bundled" in settings.parameters["collections"]:
                problems += _observations(seed, known, settings.parameters["region_set"])
        problems += _of_dataset(readable, settings.parameters)
    if problems:
        more = f" The first {SHOWN} are shown." if len(problems) > SHOWN else ""
        mistakes = "1 mistake" if len(problems) == 1 else f"{len(problems)} mistakes"
        raise UserError(f"{mistakes} in the seeds; nothing was built.{more}", problems[:SHOWN])
    return len(seeds)


def _load(project_dir: Path, workspace: Path | None) -> tuple[list[Seed], list[Problem]]:
    import yaml

    columns: dict[str, tuple[str, ...]] = {}
    for file in sorted((project_dir / "seeds").rglob("*.yml")):
        for seed in yaml.safe_load(file.read_text(encoding="utf-8"))["seeds"]:
            columns[seed["name"]] = tuple(map(str, seed["config"]["column_types"]))
    seeds, problems = [], []
    for file in sorted((project_dir / "seeds").rglob("*.csv")):
        if file.stem in columns:
            own = workspace / "reference" / file.name if workspace else None
            seeds.append(Seed(file, project_dir, columns[file.stem], own if own and own.is_file() else None))
        else:
            place = str(file.relative_to(project_dir))
            remedy = "describe it in the .yml beside it, every column with its type; CONTRIBUTING.md shows how"
            problems.append(Problem(place, "a seed that no yml describes", "typed columns in a yml", remedy))
    return seeds, problems


def _shape(seed: Seed) -> list[Problem]:
    """Encoding, header and line lengths; the other checks need these to hold."""
    try:
        rows = seed.rows
    except UnicodeDecodeError as error:
        found = f"byte {error.object[error.start]:#04x} at position {error.start}"
        return [Problem(seed.place(1), found, "UTF-8", "save the file as UTF-8 (in Excel: CSV UTF-8)")]
    if not rows:
        return [Problem(seed.place(1), "an empty file", "a header line", "restore the file (git checkout)")]
    header, problems = rows[0], []
    for column in sorted({name for name in header if header.count(name) > 1}):
        problems.append(Problem(seed.place(1, column), "the column twice", "each column once", "delete one of the two"))
    for column in [name for name in seed.columns if name not in header]:
        remedy = "restore the column, or take it out of the yml beside the file"
        problems.append(Problem(seed.place(1, column), "no such column", f"column {column}", remedy))
    for column in [name for name in header if name not in seed.columns]:
        remedy = "correct its name, or add it with its type to the yml beside the file"
        problems.append(Problem(seed.place(1, column), f"column '{column}'", "a column of the yml", remedy))
    for line, cells in enumerate(rows[1:], start=2):
        if len(cells) != len(header):
            remedy = "look for a missing or an extra comma, or a quotation mark that does not close"
            problems.append(Problem(seed.place(line), f"{len(cells)} cells", f"{len(header)} cells", remedy))
    return problems


def _units(seed: Seed, known: Known) -> list[Problem]:
    if seed.name == "units":
        return []
    return [
        Problem(
            seed.place(line, column),
            f"unit '{row[column]}'",
            "a unit_code of seeds/reference/units.csv",
            "correct the unit, or add it to units.csv with its factor",
        )
        for line, row in seed.records()
        for column in UNIT_COLUMNS & set(row)
        if row[column] not in known.units
    ]


def _of_dataset(seeds: dict[str, Seed], parameters: dict[str, Any]) -> list[Problem]:
    """What the dataset names and no seed has."""
    problems: list[Problem] = []
    for name, seed, column in (
        ("region_set", "regions", "region_set"),
        ("classification", "industries", "classification"),
        ("employment", "indicators", "indicator_code"),
        ("flow", "indicators", "indicator_code"),
        ("kernel", "kernels", "kernel"),
    ):
        found = {row[column] for _, row in seeds[seed].records()} - {""} if seed in seeds else {parameters[name]}
        if parameters[name] not in found:
            problems.append(_unknown(name, parameters[name], f"{column} of {seed}.csv: {', '.join(sorted(found))}"))
    industries = seeds["industries"].records() if "industries" in seeds else []
    codes = {row["industry_code"] for _, row in industries if row["classification"] == parameters["classification"]}
    if codes and str(parameters["spillover_industry"]) not in codes:
        expected = f"an industry of {parameters['classification']}: {', '.join(sorted(codes))}"
        problems.append(_unknown("spillover_industry", parameters["spillover_industry"], expected))
    return [*problems, *_regions(seeds, parameters), *_currencies(seeds, parameters)]


def _regions(seeds: dict[str, Seed], parameters: dict[str, Any]) -> Iterator[Problem]:
    """Every region is of a set, and those that the dataset excludes are of its own."""
    regions = seeds["regions"]
    for line, row in regions.records():
        if not row["region_set"]:
            expected = f"the name of its set, as the parameter region_set ({parameters['region_set']})"
            yield Problem(regions.place(line, "region_set"), "an empty cell", expected, "write the name of the set")
    codes = {row["region_code"] for _, row in regions.records() if row["region_set"] == parameters["region_set"]}
    for code in parameters["excluded_regions"]:
        if codes and str(code) not in codes:
            yield _unknown("excluded_regions", code, f"a region_code of {parameters['region_set']}, in quotes")


def _currencies(seeds: dict[str, Seed], parameters: dict[str, Any]) -> Iterator[Problem]:
    """A currency needs its base unit, called as the currency, and a unit of each size that amounts are kept in."""
    units = [row for _, row in seeds["units"].records()]
    size = {row["unit_code"]: float(row["factor"]) for row in units}
    for kind, name in CURRENCIES.items():
        known = {float(row["factor"]) for row in units if row["dimension"] == parameters[name]}
        if size.get(parameters[name]) != 1 or 1.0 not in known:
            expected = f"a unit called {parameters[name]} of dimension {parameters[name]} and factor 1 in units.csv"
            yield _unknown(name, parameters[name], expected)
            continue
        needed = {
            row["canonical_unit"]
            for _, row in (seeds["indicators"].records() if "indicators" in seeds else [])
            if row["currency"] == kind and size.get(row["canonical_unit"], 1) not in known
        }
        for unit in sorted(needed):
            yield _unknown(
                name, parameters[name], f"a unit of {size[unit]:.0f} {parameters[name]} in units.csv, as {unit}"
            )


def _unknown(name: str, value: object, expected: str) -> Problem:
    return Problem(f"parameter {name} of the dataset", f"'{value}'", expected, "correct the parameter, or add the row")


def _observations(seed: Seed, known: Known, region_set: str) -> list[Problem]:
    problems: list[Problem] = []
    seen: dict[tuple[str, ...], int] = {}
    if seed.name not in known.sources:
        remedy = "add its provenance to seeds/reference/sources.csv"
        problems.append(Problem(seed.place(1), "a table without provenance", f"source_id {seed.name}", remedy))
    for line, row in seed.records():
        if row["region_code"] not in known.regions:
            remedy = "correct the code, or add the region to seeds/reference/regions.csv"
            found = f"region_code '{row['region_code']}'"
            problems.append(Problem(seed.place(line, "region_code"), found, "a code of regions.csv", remedy))
        key = tuple(row[name] for name in KEYS if name in row)
        if key in seen:
            found = f"{' '.join(key)} again, first in line {seen[key]}"
            problems.append(Problem(seed.place(line), found, "each region once", "delete the line that is wrong"))
        seen.setdefault(key, line)
        problems += _numbers(seed, known, line, row)
    listed = {key[0] for key in seen}
    sets = {known.regions[code] for code in listed & set(known.regions)} or {region_set}
    missing = sorted(code for code, found in known.regions.items() if found in sets and code not in listed)
    if missing:
        remedy = "restore the lines; a region without figures keeps a line of empty cells"
        problems.append(Problem(seed.place(1), f"no line for {', '.join(missing)}", "a line per region", remedy))
    return problems


def _numbers(seed: Seed, known: Known, line: int, row: dict[str, str]) -> Iterator[Problem]:
    for column, text in row.items():
        value = text.strip()
        if column in LABELS or not value or value in known.markers or _is_number(value):
            continue
        remedy = "write the number without separators or unit, or leave the cell empty"
        yield Problem(seed.place(line, column), f"'{text}'", "a number, an empty cell or a known marker", remedy)


def _is_number(text: str) -> bool:
    try:
        return abs(float(text)) < float("inf") and "_" not in text
    except ValueError:
        return False
