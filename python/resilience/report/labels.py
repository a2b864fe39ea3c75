"""What a page calls things: the study's labels; the dataset's industry, flow, regions and years from its rows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from resilience.project.messages import Bilingual, joined, label, message
from resilience.report.sentence import Sentence, sentence

if TYPE_CHECKING:
    import pandas as pd

    from resilience.estimation.specification import Study, Table
    from resilience.report.frames import Frames

CARRIERS = 10  # regions drawn as carrying the variation
YEARLY_LIMIT = 0.4  # log points a year


@dataclass(frozen=True)
class Labels:
    """The names of one study on one panel."""

    study: Study
    data: Frames

    def label(self, name: str) -> Bilingual:
        """Of a variable, as the study calls it; the column's name where it has no word for it."""
        known = self.study.variables.get(name)
        return Bilingual(known.en, known.zh) if known else Bilingual(name, name)

    def inside(self, name: str) -> Bilingual:
        """The label inside a sentence: without a capital, but for names and abbreviations."""
        return _inside(self.label(name))

    def value(self, parameter: str) -> Bilingual:
        """Of a parameter of the dataset, in words."""
        row = self.data.parameters.set_index("parameter").loc[parameter]
        return Bilingual(row["value_en"], row["value_zh"])

    @property
    def spillover(self) -> Bilingual:
        """The panel's spillover: as the study calls it where it is about it, else by its industry. On a panel of one's
        own, the study's focus."""
        if self.data.is_own_panel:
            return self.label(self.study.focus)
        if "vag" in self.study.variables:
            return self.label("vag")
        return message("label.spillover", industry=_inside(self.value("spillover_industry")))

    @property
    def resilience(self) -> Bilingual:
        """The panel's outcome, likewise."""
        if self.data.is_own_panel:
            return self.label(self.study.outcome)
        if "sl" in self.study.variables:
            return self.label("sl")
        return message("label.resilience", flow=_inside(self.value("flow")))

    @property
    def inside_spillover(self) -> Bilingual:
        return _inside(self.spillover)

    @property
    def main_table(self) -> Table | None:
        """The table of the column that the study's file names as its main one."""
        place = self.study.main
        return next((table for table in self.study.tables if place and table.id == place.table), None)

    @property
    def carriers(self) -> pd.DataFrame:
        """The regions with the largest shares of the spillover's variation, in their order."""
        return self.data.variation.head(CARRIERS)

    @property
    def outcome_column(self) -> str:
        """The column of the panel that is drawn by region and year."""
        return self.study.outcome if self.data.is_own_panel else "sl"

    @property
    def colour_limits(self) -> tuple[float, float]:
        """Where its colours end: growth over more years spreads wider; of another outcome, its least and largest."""
        if self.data.is_own_panel:
            values = self.data.panel[self.outcome_column]
            return float(values.min()), float(values.max())
        limit = YEARLY_LIMIT * int(self.value("horizon").en)
        return -limit, limit

    @property
    def years(self) -> str:
        years = self.data.panel["year"]
        return f"{years.min()}–{years.max()}" if len(years) else "–"


def mid_sentence(text: str) -> str:
    """ "Export resilience" loses its capital; "R&D intensity" and "GDP per head" keep theirs."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] in ("", " ", "-") else text


def _inside(pair: Bilingual) -> Bilingual:
    return Bilingual(mid_sentence(pair.en), pair.zh)


def printed_name(table_id: str) -> Bilingual:
    """What readers call a printed table: "Table 2"."""
    return message("label.table", table=table_id.removeprefix("table_"))


def in_words(cell: str) -> Bilingual:
    """A cell of words, such as names of standard errors, one by one."""
    return joined([label("word", word) for word in cell.split(", ")])


def where_stated(place: str) -> Bilingual:
    """Where a study says something: "section 3, Table 1"."""
    found = [re.fullmatch(r"(\w+)(?: (\w+))?", part) for part in place.split(", ")]
    return joined([
        message(f"place.{each[1].lower()}", number=each[2])
        if each and f"place.{each[1].lower()}" in PLACES else Bilingual(part, part)
        for each, part in zip(found, place.split(", "), strict=True)
    ])  # fmt: skip


PLACES = {f"place.{name}" for name in ("abstract", "table", "section", "column", "equation")}


def definition(labels: Labels) -> Sentence:
    """What outcome and spillover are on this panel, from its parameters; of a panel of one's own, how large it is."""
    if labels.data.is_own_panel:
        return sentence(
            "report.own_panel", "marts.panel", rows=len(labels.data.panel),
            units=int(labels.data.panel["region_code"].nunique()), years=labels.years,
        )  # fmt: skip
    return sentence(
        "report.definition", "marts.panel, marts.panel_parameter",
        regions=int(labels.data.panel["region_code"].nunique()), years=labels.years, outcome=labels.resilience,
        spillover=labels.spillover, horizon=labels.value("horizon").en, base=labels.value("national_base"),
        points=labels.value("distance_point"), quotients=labels.value("lq_base"),
        flow=_inside(labels.value("flow")), industry=_inside(labels.value("spillover_industry")),
        kernel=_inside(labels.value("kernel")),
    )  # fmt: skip


def departure(data: Frames) -> Sentence | None:
    """Why the study's claims get no verdict here; None where the panel is one that they are about."""
    rows = [Bilingual(row.sentence_en, row.sentence_zh) for row in data.departed.itertuples()]
    return sentence("report.departure", "quality.study_departure", departures=joined(rows, "clauses")) if rows else None
