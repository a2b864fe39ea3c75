"""What the reference seeds call regions, indicators, industries, units and missing figures, read as they lie."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from resilience.ingest.text import name_and_unit, plain

FOLDER = "seeds/reference"
LATIN = re.compile(r"[A-Za-z][A-Za-z .,&'\-]*")


class RegionName(NamedTuple):
    """A region that a name means in some years; without a code it is known to be none, as a total is."""

    region_code: str
    first_year: int
    last_year: int
    language: str


class IndicatorName(NamedTuple):
    """An indicator that a name means, with the unit that the name carries with it."""

    indicator_code: str
    implied_unit: str


@dataclass(frozen=True)
class Words:
    """Names, plain, and what they mean. Without any, nothing is known and readers go by the shape of a file alone."""

    regions: Mapping[str, list[RegionName]] = field(default_factory=dict)
    indicators: Mapping[str, list[IndicatorName]] = field(default_factory=dict)
    dimensions: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, set[str]] = field(default_factory=dict)
    unit_codes: Mapping[str, set[str]] = field(default_factory=dict)
    industries: frozenset[str] = frozenset()
    markers: frozenset[str] = frozenset()

    def is_region(self, text: str) -> bool:
        """Whether a text names a region or what is known to be none, in any year."""
        return plain(text) in self.regions

    @staticmethod
    def known_part(text: str, known: Container[str]) -> str:
        """北京市 Beijing -> 北京市: of a text in two languages the part that is known; else the text as it stands."""
        if plain(text) in known or text.isascii():
            return text
        parts = [part for part in (LATIN.sub("", text).strip(), *map(str.strip, LATIN.findall(text))) if part != text]
        return next((part for part in parts if plain(part) in known), text)

    def is_indicator(self, text: str) -> bool:
        """Whether a text names an indicator, with or without a unit in brackets."""
        return plain(name_and_unit(text)[0]) in self.indicators

    def measures(self, text: str) -> bool:
        """Whether a text names an indicator, or carries a unit in brackets."""
        return self.is_indicator(text) or bool(name_and_unit(text)[1])

    def unit_fits(self, indicator: str, unit: str) -> bool:
        """Whether an indicator can be measured in a unit; without one, whether its name carries it."""
        meant = self.indicators.get(plain(indicator), [])
        if not plain(unit):
            return any(each.implied_unit for each in meant)
        return bool({self.dimensions[each.indicator_code] for each in meant} & self.units.get(plain(unit), set()))


def load(project_dir: Path) -> Words:
    """The words of a project."""
    folder = project_dir / FOLDER
    units = {row["unit_code"]: row for row in rows(folder / "units.csv")}
    indicators = rows(folder / "indicators.csv")
    labels = unit_labels(folder, units)
    industries = rows(folder / "industries.csv")
    return Words(
        regions=_regions(rows(folder / "region_aliases.csv")),
        indicators=_indicators(rows(folder / "indicator_aliases.csv")),
        dimensions={row["indicator_code"]: units[row["canonical_unit"]]["dimension"] for row in indicators},
        units={label: {units[code]["dimension"] for code in codes} for label, codes in labels.items()},
        unit_codes=labels,
        industries=frozenset({"TOTAL", *(plain(text) for row in industries for text in row.values() if text)}),
        markers=frozenset(plain(row["marker"]) for row in rows(folder / "missing_markers.csv")),
    )


def unit_labels(folder: Path, units: Mapping[str, Mapping[str, str]]) -> dict[str, set[str]]:
    """Plain label -> codes of units."""
    labels: dict[str, set[str]] = defaultdict(set)
    pairs = [(row[name], code) for code, row in units.items() for name in ("unit_code", "unit_name_zh", "unit_name_en")]
    for label, code in [*pairs, *((row["alias"], row["unit_code"]) for row in rows(folder / "unit_aliases.csv"))]:
        labels[plain(label)].add(code)
    return dict(labels)


def rows(file: Path) -> list[dict[str, str]]:
    """The rows of a seed."""
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _regions(aliases: Iterable[Mapping[str, str]]) -> dict[str, list[RegionName]]:
    found: dict[str, list[RegionName]] = defaultdict(list)
    for row in aliases:
        years = int(row["valid_from"] or 0), int(row["valid_to"] or 9999)
        found[plain(row["alias"])].append(RegionName(row["region_code"], *years, row["language"]))
    return dict(found)


def _indicators(aliases: Iterable[Mapping[str, str]]) -> dict[str, list[IndicatorName]]:
    found: dict[str, list[IndicatorName]] = defaultdict(list)
    for row in aliases:
        found[plain(row["alias"])].append(IndicatorName(row["indicator_code"], row["implied_unit"]))
    return dict(found)
