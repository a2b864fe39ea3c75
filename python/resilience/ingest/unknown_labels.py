"""Holds what a file calls its regions, indicators, industries, units, years and missing figures against the seeds.

The same rules as the model `int_landing_problem`, at once and without a build: every label that is not understood,
where it stands first, and the nearest known one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from operator import ne
from typing import NamedTuple

from resilience.ingest.cell import Cell
from resilience.ingest.period import year_and_unit
from resilience.ingest.text import plain
from resilience.ingest.words import Words
from resilience.project.errors import Problem

NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", re.ASCII)
ALIASES = "seeds/reference"
NESTED = "customs monthly table"  # its rows below a province are no regions
SHOWN = 40


class Unknown(NamedTuple):
    """A label of a kind that the seeds do not know."""

    what: str
    label: str


@dataclass
class Understood:
    """What the seeds say of a file's cells.

    Attributes:
        problems: labels that stop the file, with the places they stand in.
        no_region: labels known to be no region, with their number of cells.
        unused: indicators beside known ones, which the warehouse does not know, with their number of cells.
        no_unit: known indicators whose unit nobody states, with their number of cells; the build waits for it.
    """

    problems: list[Problem] = field(default_factory=list)
    no_region: dict[str, int] = field(default_factory=dict)
    unused: dict[str, int] = field(default_factory=dict)
    no_unit: dict[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        parts = []
        if self.no_region:
            parts.append(f"no region: {_listed(self.no_region)}")
        if self.unused:
            parts.append(f"not known to the warehouse and not used: {_listed(self.unused)}")
        if self.no_unit:
            how = "--unit, in brackets after the name, or in a description (--describe)"
            parts.append(f"unit not stated, which the build needs: {_listed(self.no_unit)}; state it with {how}")
        return "; ".join(parts)


def check(words: Words, file: str, shape: str, cells: Sequence[Cell], stated: Mapping[str, str]) -> Understood:
    """What a file's labels mean, and what has to be mended before they mean something.

    Args:
        file: how its cells' places are told.
        stated: what the user states of it: indicator, unit, year.
    """
    understood = Understood()
    found: dict[Unknown, list[Cell]] = {}
    indicators = {plain(stated.get("indicator") or cell.indicator_text) for cell in cells}
    is_any_known = any(label in words.indicators for label in indicators)
    for cell in cells:
        if _is_no_region(words, cell, stated):
            label = plain(cell.region_text)
            understood.no_region[label] = understood.no_region.get(label, 0) + 1
            continue
        indicator = plain(stated.get("indicator") or cell.indicator_text)
        unknown = list(_unknown_place(words, shape, cell, stated))
        if indicator in words.indicators:
            unit = stated.get("unit") or cell.unit_text
            if not unit and not words.unit_fits(indicator, ""):
                understood.no_unit[indicator] = understood.no_unit.get(indicator, 0) + 1
            elif not words.unit_fits(indicator, unit):
                unknown.append(Unknown("unit", f"{unit} of {stated.get('indicator') or cell.indicator_text}"))
            unknown += [Unknown("value", cell.value_text)] if _is_no_figure(words, cell.value_text) else []
        elif is_any_known:
            understood.unused[indicator] = understood.unused.get(indicator, 0) + 1
        else:
            unknown.append(Unknown("indicator", stated.get("indicator") or cell.indicator_text))
        for each in unknown:
            found.setdefault(each, []).append(cell)
    understood.problems = [_problem(words, file, unknown, places) for unknown, places in found.items()]
    return understood


def check_places(words: Words, places: Iterable[tuple[str, str | None]]) -> list[Problem]:
    """The places of registration of customs queries, code and name, that are no known region."""
    names: dict[str, set[str]] = {}
    for code, name in places:
        names.setdefault(code or "", set()).update({name} if name else ())
    problems = []
    for code, called in sorted(names.items()):
        meant = {each.region_code for name in called for each in words.regions.get(plain(name), []) if each.region_code}
        meant = meant or {each.region_code for each in words.regions.get(plain(code), []) if each.region_code}
        if len(meant) != 1:
            label = ", ".join(sorted(called)) or code
            problems.append(_problem(words, "customs queries, column 注册地名称", Unknown("region", label), []))
    return problems


def _unknown_place(words: Words, shape: str, cell: Cell, stated: Mapping[str, str]) -> Iterator[Unknown]:
    """What is not known of a cell's region, year and industry."""
    region, year = plain(cell.region_text), _year(cell, stated)
    if year is None:
        yield Unknown("year", cell.year_text or stated.get("year", ""))
    elif shape != NESTED and not _meant(words, region, year):
        known = words.regions.get(region, [])
        yield Unknown("region", f"{cell.region_text} in {year}" if known else cell.region_text)
    if cell.industry_text and plain(cell.industry_text) not in words.industries:
        yield Unknown("industry", cell.industry_text)


def _is_no_figure(words: Words, text: str) -> bool:
    value = plain(text)
    return bool(value) and not NUMBER.fullmatch(value.replace(",", "")) and value not in words.markers


def _is_no_region(words: Words, cell: Cell, stated: Mapping[str, str]) -> bool:
    year = _year(cell, stated)
    meant = _meant(words, plain(cell.region_text), year) if year is not None else []
    return bool(meant) and not any(meant)


def _meant(words: Words, region: str, year: int) -> list[str]:
    """The codes that a label has in a year; empty texts where it is known to be no region."""
    return [each.region_code for each in words.regions.get(region, []) if each.first_year <= year <= each.last_year]


def _year(cell: Cell, stated: Mapping[str, str]) -> int | None:
    found = year_and_unit(cell.year_text or stated.get("year", ""))
    return int(found[0]) if found else None


def _problem(words: Words, file: str, unknown: Unknown, cells: Sequence[Cell]) -> Problem:
    place = file
    if cells:
        first = cells[0]
        sheet = f", sheet {first.sheet}" if first.sheet else ""
        place = f"{file}{sheet}, row {first.row_number}, column {first.column_number}"
        place += f" (first of {len(cells)} cells)" if len(cells) > 1 else ""
    expected, remedy, known = _told(words, unknown)
    near = _nearest(plain(unknown.label.split(" of ")[0].split(" in ")[0]), known)
    expected += f"; nearest: {', '.join(near)}" if near else ""
    return Problem(place, f"{unknown.what} '{unknown.label}'", expected, remedy)


def _told(words: Words, unknown: Unknown) -> tuple[str, str, list[str]]:
    """What is expected of a label of this kind, what to do, and the known ones."""
    regions = [
        name
        for name, meant in words.regions.items()
        if any(m.region_code and m.language in ("zh", "en") for m in meant)
    ]
    return {
        "region": (
            "a region that the seeds know in that year",
            f"correct the label, or add it to {ALIASES}/region_aliases.csv", regions,
        ),
        "indicator": (
            "an indicator that the seeds know",
            f"state it: resilience ingest FILE --indicator …, or add it to {ALIASES}/indicator_aliases.csv",
            list(words.indicators),
        ),
        "industry": (
            "an industry that the seeds know", f"correct the label to a name of {ALIASES}/industries.csv",
            sorted(words.industries),
        ),
        "unit": (
            "a unit of that indicator",
            f"state it: resilience ingest FILE --unit …, or add it to {ALIASES}/unit_aliases.csv", list(words.units),
        ),
        "year": ("four digits, as in 2019 or 2019年", "correct the label", []),
        "value": (
            "a number or a mark for a missing one",
            f"correct the cell, delete its column, or add the mark to {ALIASES}/missing_markers.csv",
            sorted(words.markers),
        ),
    }[unknown.what]  # fmt: skip


def _nearest(label: str, known: Sequence[str]) -> list[str]:
    """Names that differ in one character, as recognition of print damages them; then those that are most alike."""
    apart = [name for name in known if len(name) == len(label) and sum(map(ne, name, label)) == 1]
    return list(dict.fromkeys([*apart, *get_close_matches(label, known, 3, 0.6)]))[:8]


def _listed(counts: Mapping[str, int]) -> str:
    shown = [f"{label} ({n})" for label, n in list(counts.items())[:SHOWN]]
    return ", ".join(shown) + (f" and {len(counts) - SHOWN} more" if len(counts) > SHOWN else "")
