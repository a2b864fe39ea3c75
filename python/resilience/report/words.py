"""What the report calls things: the study's labels; the dataset's industry, flow, regions and years from its rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from resilience.report.sentence import Sentence

if TYPE_CHECKING:
    import pandas as pd

    from resilience.estimation.specification import Study, Table
    from resilience.report.data import Warehouse

Bilingual = tuple[str, str]
CARRIERS = 10  # regions drawn as carrying the variation
YEARLY_LIMIT = 0.4  # log points a year


@dataclass(frozen=True)
class Words:
    """The words of one study on one panel."""

    study: Study
    data: Warehouse

    def label(self, name: str) -> Bilingual:
        """Of a variable, as the study calls it; the column's name where it has no word for it."""
        known = self.study.variables.get(name)
        return (known.en, known.zh) if known else (name, name)

    def inside(self, name: str) -> Bilingual:
        """The label inside a sentence: without a capital, but for names and abbreviations."""
        en, zh = self.label(name)
        return mid_sentence(en), zh

    def value(self, parameter: str) -> Bilingual:
        """Of a parameter of the dataset, in words."""
        row = self.data.parameters.set_index("parameter").loc[parameter]
        return row["value_en"], row["value_zh"]

    @property
    def spillover(self) -> Bilingual:
        """The panel's spillover: as the study calls it where it is about it, else by its industry."""
        if "vag" in self.study.variables:
            return self.label("vag")
        en, zh = self.value("spillover_industry")
        return f"Spillover of {mid_sentence(en)}", f"{zh}溢出"

    @property
    def resilience(self) -> Bilingual:
        """The panel's outcome, likewise."""
        if "sl" in self.study.variables:
            return self.label("sl")
        en, zh = self.value("flow")
        return f"Resilience of {mid_sentence(en)}", f"{zh}韧性"

    @property
    def inside_spillover(self) -> Bilingual:
        en, zh = self.spillover
        return mid_sentence(en), zh

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
    def colour_limit(self) -> float:
        """Where the colours of resilience end: growth over more years spreads wider."""
        return YEARLY_LIMIT * int(self.value("horizon")[0])

    @property
    def n_regions(self) -> int:
        return int(self.data.panel["region_code"].nunique())

    @property
    def years(self) -> str:
        years = self.data.panel["year"]
        return f"{years.min()}–{years.max()}" if len(years) else "–"


def mid_sentence(text: str) -> str:
    """ "Export resilience" loses its capital; "R&D intensity" and "GDP per head" keep theirs."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] in ("", " ", "-") else text


def printed_name(table_id: str) -> Bilingual:
    """What readers call a printed table: "Table 2"."""
    number = table_id.removeprefix("table_")
    return f"Table {number}", f"表{number}"


def definition(words: Words) -> Sentence:
    """What outcome and spillover are on this panel, from its parameters."""
    flow, base, horizon = (words.value(name) for name in ("flow", "national_base", "horizon"))
    industry, kernel, points, quotients = (
        words.value(name) for name in ("spillover_industry", "kernel", "distance_point", "lq_base")
    )
    outcome, spillover = words.resilience, words.spillover
    years = f"{horizon[0]} year" if horizon[0] == "1" else f"{horizon[0]} years"
    return Sentence(
        f"The panel has {words.n_regions} regions in {words.years}. {outcome[0]} is the log growth of a region's flow "
        f"({mid_sentence(flow[0])}) over {years} less that of the base ({base[0]}). {spillover[0]} is the sum of "
        f"location quotients of one industry ({mid_sentence(industry[0])}; base: {quotients[0]}), each weighted by "
        f"distance ({mid_sentence(kernel[0])}; between {points[0]}).",
        f"面板含{words.n_regions}个地区，{words.years}年。{outcome[1]}为地区{flow[1]}{horizon[1]}年对数增长减去基准"
        f"（{base[1]}）的对数增长；{spillover[1]}为{industry[1]}区位商（基准：{quotients[1]}）的距离加权和"
        f"（{kernel[1]}；端点：{points[1]}）。",
        "marts.panel, marts.panel_parameter",
    )


def departure(data: Warehouse) -> Sentence | None:
    """Why the study's claims get no verdict here; None where the panel is one that they are about."""
    rows = data.departed
    if rows.empty:
        return None
    en, zh = "; ".join(rows["sentence_en"]), "；".join(rows["sentence_zh"])
    return Sentence(
        f"No verdict on the study's claims: this dataset departs from it. {en}. What follows are estimates.",
        f"不对原研究论断作出结论：本数据集与其不同。{zh}。以下仅为估计。",
        "quality.study_departure",
    )
