"""What the reference seeds call regions, indicators, industries, units and missing figures, read as they lie."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from resilience.ingest.text import name_and_unit, plain
from resilience.project.seed_lint import CURRENCIES

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


def load(project_dir: Path, parameters: Mapping[str, Any] | None = None) -> Words:
    """The words of a project: of the regions, industries and currency of a dataset, by its parameters, or of all."""
    folder = project_dir / FOLDER
    units = {row["unit_code"]: row for row in rows(folder / "units.csv")}
    labels = unit_labels(folder, units)
    return Words(
        regions=_regions(
            _of_dataset(rows(folder / "regions.csv"), "region_set", parameters), rows(folder / "region_aliases.csv")
        ),
        indicators=indicator_names(folder),
        dimensions=dimensions(folder, parameters),
        units={label: {units[code]["dimension"] for code in codes} for label, codes in labels.items()},
        unit_codes=labels,
        industries=_industries(_of_dataset(rows(folder / "industries.csv"), "classification", parameters)),
        markers=frozenset(plain(row["marker"]) for row in rows(folder / "missing_markers.csv")),
    )


def dimensions(folder: Path, parameters: Mapping[str, Any] | None = None) -> dict[str, str]:
    """Indicator -> dimension of its unit: of one in a currency of the dataset, that currency."""
    units = {row["unit_code"]: row["dimension"] for row in rows(folder / "units.csv")}
    currencies = {kind: parameters[name] for kind, name in CURRENCIES.items()} if parameters else {}
    return {
        row["indicator_code"]: currencies.get(row["currency"], units[row["canonical_unit"]])
        for row in rows(folder / "indicators.csv")
    }


def _of_dataset(given: list[dict[str, str]], column: str, parameters: Mapping[str, Any] | None) -> list[dict[str, str]]:
    return [row for row in given if parameters is None or row[column] == parameters[column]]


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


def _regions(regions: list[dict[str, str]], aliases: Iterable[Mapping[str, str]]) -> dict[str, list[RegionName]]:
    """Every alias of a region and of what is none; a region's code and names need no row of their own."""
    codes = {"", *(row["region_code"] for row in regions)}
    found: dict[str, list[RegionName]] = defaultdict(list)
    for row in aliases:
        if row["region_code"] in codes:
            years = int(row["valid_from"] or 0), int(row["valid_to"] or 9999)
            found[plain(row["alias"])].append(RegionName(row["region_code"], *years, row["language"]))
    for row in regions:
        for language, column in {"zh": "region_name_zh", "en": "region_name_en", "code": "region_code"}.items():
            if row[column] and plain(row[column]) not in found:
                found[plain(row[column])] = [RegionName(row["region_code"], 0, 9999, language)]
    return dict(found)


def _industries(industries: list[dict[str, str]]) -> frozenset[str]:
    names = [plain(text) for row in industries for name, text in row.items() if text and name != "classification"]
    return frozenset({"TOTAL", *names})


def indicator_names(folder: Path) -> dict[str, list[IndicatorName]]:
    """Every alias, and the code and names of an indicator, which need no row of their own; plain."""
    found: dict[str, list[IndicatorName]] = defaultdict(list)
    for row in rows(folder / "indicator_aliases.csv"):
        found[plain(row["alias"])].append(IndicatorName(row["indicator_code"], row["implied_unit"]))
    for row in rows(folder / "indicators.csv"):
        for name in {plain(row[f"indicator_{kind}"]) for kind in ("code", "name_zh", "name_en")} - {""}:
            if row["indicator_code"] not in {meant.indicator_code for meant in found[name]}:
                found[name].append(IndicatorName(row["indicator_code"], ""))
    return dict(found)
