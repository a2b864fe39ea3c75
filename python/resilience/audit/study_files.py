"""A study's printed cells and what its text says of them, from two CSV files, checked line by line."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from resilience.audit.claim_problems import claim_problems
from resilience.audit.stated_facts import in_words, is_word_of_model
from resilience.project.errors import Problem, UserError

CELLS = ["study", "table_id", "column_id", "model_label", "term", "statistic", "value_as_printed", "decimals"]
FACTS = ["study", "fact", "table_id", "column_id", "term", "other_term", "value_text", "where_stated"]
CLAIMS = [
    "study", "claim_id", "kind", "table_id", "column_id", "term", "statistic", "expected_sign", "claimed_level",
    "value_text", "check_id", "claim_en", "claim_zh", "where_stated",
]  # fmt: skip
REQUIRED = {"cells": set(CELLS) - {"study", "model_label", "decimals"}, "claims": {"kind"}}
STATISTICS = {
    "n", "mean", "sd", "min", "max", "estimate", "se", "stars", "adj_r2", "r2",
    "r2_within", "r2_between", "r2_overall", "pseudo_r2",
    "year_fixed_effects", "other_fixed_effects", "controls", "constant", "weights", "estimator", "outcome", "sample",
}  # fmt: skip
ROUNDINGS = ("half_up", "half_even", "truncated")
NUMBER = re.compile(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?|-?[0-9]*\.?[0-9]+")
SHOWN = 20


@dataclass(frozen=True)
class Printed:
    """What a study prints and says, under the columns of the seeds of the same names."""

    cells: pd.DataFrame
    facts: pd.DataFrame
    claims: pd.DataFrame


def read_study(path: Path, claims: Path | None = None) -> Printed:
    """The study in a folder (cells.csv, claims.csv) or in two files.

    Raises:
        UserError: with file, line, what was found, expected and to do, for every mistake.
    """
    files = (
        (path / "cells.csv", path / "claims.csv") if path.is_dir() else (path, claims or path.with_name("claims.csv"))
    )
    known = {seed: _known(seed) for seed in ("published_facts", "published_claims")}
    problems: list[Problem] = []
    cells = [in_words(row) for row in _read(files[0], "cells", problems)]
    said = _read(files[1], "claims", problems)
    name = path.stem if path.is_dir() else path.resolve().parent.name
    problems += list(_cells(files[0], cells, name)) + list(
        _kinds(files[1], said, [*known["published_facts"], *known["published_claims"]])
    )
    stated = [row | {"fact": row["kind"]} for row in said if row["kind"] in known["published_facts"]]
    claimed = [
        row | {"line": str(line)} for line, row in enumerate(said, start=2) if row["kind"] in known["published_claims"]
    ]
    if not problems:
        problems += list(claim_problems(files[1], claimed, cells))
    if cells and not any(row["fact"] == "outcome" for row in stated):
        remedy = "add a line of the kind `outcome` with the dependent variable's name in the column term"
        problems.append(Problem(str(files[1]), "no outcome", "the kind outcome", remedy))
    if problems:
        raise UserError(f"{len(problems)} mistakes in the study's files; nothing was audited.", problems[:SHOWN])
    return Printed(_frame(cells, CELLS, name), _frame(stated, FACTS, name), _frame(claimed, CLAIMS, name))


def _read(file: Path, kind: str, problems: list[Problem]) -> list[dict[str, str]]:
    if not file.is_file():
        remedy = f"write {file.name}; models/audit/README.md shows its columns, examples/audit a whole one"
        problems.append(Problem(str(file), "no such file", f"a CSV of the study's {kind}", remedy))
        return []
    try:
        rows = list(csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines()))
    except UnicodeDecodeError as error:
        found = f"byte {error.object[error.start]:#04x} at position {error.start}"
        problems.append(Problem(str(file), found, "UTF-8", "save the file as UTF-8 (in Excel: CSV UTF-8)"))
        return []
    missing = sorted(REQUIRED[kind] - set(rows[0] if rows else ()))
    if missing:
        remedy = "write a header line and at least one line; models/audit/README.md shows them"
        problems.append(Problem(f"{file}, line 1", f"no column {', '.join(missing)}", "every required column", remedy))
        return []
    for line, row in enumerate(rows, start=2):
        if None in row or None in row.values():
            remedy = 'look for a missing or an extra comma; a number with a comma is quoted, as in "12,509"'
            problems.append(Problem(f"{file}, line {line}", "another number of cells", "those of the header", remedy))
    return rows


def _cells(file: Path, rows: list[dict[str, str]], name: str) -> Iterator[Problem]:
    seen: dict[tuple[str, ...], int] = {}
    for line, row in enumerate(rows, start=2):
        place, statistic, text = f"{file}, line {line}", row["statistic"], row["value_as_printed"] or ""
        key = tuple(row.get(column) or name for column in ("study", "table_id", "column_id", "term", "statistic"))
        if statistic not in STATISTICS and not is_word_of_model(statistic):
            yield Problem(place, f"statistic '{statistic}'", ", ".join(sorted(STATISTICS)), "correct the statistic")
        elif not is_word(statistic) and not NUMBER.fullmatch(text.strip()):
            yield Problem(place, f"'{text}'", "a number as printed", "copy the digits only: no stars, brackets or unit")
        elif row.get("decimals") and not is_word(statistic) and row["decimals"] != str(decimals(text)):
            remedy = "correct the number of decimals or keep the zeros that are printed; the column may be left out"
            yield Problem(place, f"{row['decimals']} decimals", f"{decimals(text)}, those of '{text}'", remedy)
        if key in seen:
            yield Problem(place, f"the cell of line {seen[key]} again", "each cell once", "delete the wrong line")
        seen.setdefault(key, line)


def _kinds(file: Path, rows: list[dict[str, str]], known: list[str]) -> Iterator[Problem]:
    for line, row in enumerate(rows, start=2):
        if row["kind"] not in known:
            yield Problem(f"{file}, line {line}", f"kind '{row['kind']}'", ", ".join(known), "correct the kind")
        elif row["kind"] == "rounding" and row.get("value_text") not in ROUNDINGS:
            found = f"rounding '{row.get('value_text')}'"
            yield Problem(f"{file}, line {line}", found, ", ".join(ROUNDINGS), "say how the study rounds in value_text")


def _known(seed: str) -> list[str]:
    """The kinds of facts or claims that the seed's own yml accepts."""
    import yaml

    from resilience.project.settings import PROJECT_DIR

    seeds = yaml.safe_load((PROJECT_DIR / "seeds/published/_published.yml").read_text(encoding="utf-8"))["seeds"]
    columns = next(each for each in seeds if each["name"] == seed)["columns"]
    return list(columns[0]["data_tests"][0]["accepted_values"]["arguments"]["values"])


def is_word(statistic: str) -> bool:
    """Whether a cell of that statistic is no number."""
    return statistic == "stars" or is_word_of_model(statistic)


def decimals(text: str) -> int:
    return len(text.strip().partition(".")[2])


def _frame(rows: list[dict[str, str]], columns: list[str], study: str) -> pd.DataFrame:
    """The rows under the seed's columns; what is left out is filled: the study's name, decimals, * for every column."""
    filled: list[dict[str, Any]] = [{column: row.get(column) or None for column in columns} for row in rows]
    for position, row in enumerate(filled, start=1):
        row["study"] = row["study"] or study
        if "decimals" in row:
            row["decimals"] = 0 if is_word(row["statistic"]) else decimals(row["value_as_printed"] or "")
        if "fact" in row or "claim_id" in row:
            row |= {name: row[name] or "*" for name in ("table_id", "column_id")}
        if "claim_id" in row:
            row["claim_id"] = int(row["claim_id"] or position)
    return pd.DataFrame(filled, columns=columns, dtype=object)
