"""What the user states about a file that does not say it itself: checked against the seeds, kept by sha256."""

from __future__ import annotations

import csv
import re
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING

from resilience.ingest.annual import WAYS
from resilience.ingest.text import plain
from resilience.ingest.words import dimensions, indicator_names, rows, unit_labels
from resilience.project.errors import Problem, UserError

if TYPE_CHECKING:
    from resilience.project.settings import Settings

ANSWERS = "answers.csv"
STATED = ("indicator", "unit", "year", "vintage", "source")  # with every figure of the file
REMEMBERED = (*STATED, "annual")


def load(settings: Settings) -> dict[str, dict[str, str]]:
    """The answers given so far, by sha256."""
    file = settings.landing_dir / ANSWERS
    if not file.exists():
        return {}
    with file.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        if missing := {"sha256", *STATED} - set(reader.fieldnames or ()):
            found, header = f"no column {', '.join(sorted(missing))}", ",".join(["sha256", *STATED])
            problem = Problem(
                f"{file}, line 1", found, header, "restore the header, or delete the file and state again"
            )
            raise UserError("The answers given so far cannot be read.", [problem])
        return {row["sha256"]: {key: row[key] for key in REMEMBERED if row.get(key)} for row in reader}


def remember(settings: Settings, stated: dict[str, dict[str, str]]) -> None:
    """Writes the answers of some files beside those of the others; a new answer takes the place of the old one."""
    known = load(settings) | stated
    settings.landing_dir.mkdir(parents=True, exist_ok=True)
    new = settings.landing_dir / f".{ANSWERS}"
    with new.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(["sha256", *REMEMBERED])
        writer.writerows([sha256, *(row.get(key, "") for key in REMEMBERED)] for sha256, row in sorted(known.items()))
    new.replace(settings.landing_dir / ANSWERS)


def check(settings: Settings, stated: dict[str, str]) -> None:
    """Refuses an answer that the warehouse would not understand.

    Raises:
        UserError: an unknown indicator, unit or vintage, a unit of another dimension, or a year without four digits.
    """
    seeds = settings.project_dir / "seeds/reference"
    indicators = {row["indicator_code"]: row for row in rows(seeds / "indicators.csv")}
    units = {row["unit_code"]: row for row in rows(seeds / "units.csv")}
    problems, codes = [], set(indicators)
    if name := stated.get("indicator"):
        names = indicator_names(seeds)
        codes = {meant.indicator_code for meant in names.get(plain(name), [])}
        if not codes:
            problems.append(_problem("--indicator", name, "an indicator", [*indicators, *names]))
    if name := stated.get("unit"):
        labels = unit_labels(seeds, units)
        found = {units[code]["dimension"] for code in labels.get(plain(name), ())}
        of_indicator = dimensions(seeds, settings.parameters)
        canonical = {of_indicator[code] for code in codes}
        if not found:
            problems.append(_problem("--unit", name, "a unit", list(labels)))
        elif canonical and not found & canonical:
            fitting = [code for code, unit in units.items() if unit["dimension"] in canonical]
            problems.append(_problem("--unit", name, f"a unit of {stated['indicator']}", fitting))
    if (year := stated.get("year")) and not re.fullmatch(r"\d{4}", year):
        problems.append(_problem("--year", year, "four digits", ["2019"]))
    if (vintage := stated.get("vintage")) and not _is_date(vintage):
        own = (row for row in rows(seeds / "vintages.csv") if row["region_set"] == settings.parameters["region_set"])
        known = [row["vintage"] for row in own if row["indicator_code"] in codes]
        if vintage not in known:
            expected = "the day of publication, as in 2026-03-31, or a known vintage"
            problems.append(_problem("--vintage", vintage, expected, list(dict.fromkeys(known))))
    if (way := stated.get("annual")) and way not in WAYS:
        problems.append(_problem("--annual", way, "a way to make a year of its parts", list(WAYS)))
    if problems:
        raise UserError("What you state is not understood; nothing was remembered.", problems)


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _problem(option: str, found: str, expected: str, known: list[str]) -> Problem:
    near = get_close_matches(found, known, 3, 0.6)
    shown = ", ".join(near or known[:40])
    return Problem(option, found, expected, f"{'did you mean' if near else 'known are'}: {shown}")
