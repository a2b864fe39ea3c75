"""What the warehouse says about a table: series that join vintages, groups of regions, variation within regions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from resilience.project.messages import Bilingual, joined, message
from resilience.report.labels import Labels
from resilience.report.numbers import number, percent
from resilience.report.sentence import ends, same

if TYPE_CHECKING:
    from resilience.estimation.specification import Study, Table
    from resilience.report.frames import Frames


def table_notes(study: Study, table: Table, data: Frames) -> list[Bilingual]:
    """The notes of one table, in both languages."""
    terms = {name for column in table.columns for name in table.regressors(column)}
    return [*_links(study, table, data, terms), *_groups(study, data, terms), *_within(study, table, data)]


def link_jump(link: Any) -> Bilingual:
    """How far the two vintages of a row of reference.series_links differ."""
    return message(
        f"link.{'same_year' if link.measured_by == 'same_year' else 'growth'}",
        median=number(link.median_jump_pct, 2), largest=number(link.largest_jump_pct, 2),
        growth=number(link.median_growth_pct, 2), beside=number(link.median_neighbouring_growth_pct, 2),
        region=(link.region_name_en, link.region_name_zh),
    )  # fmt: skip


def _links(study: Study, table: Table, data: Frames, terms: set[str]) -> list[Bilingual]:
    """Indicators behind the table's variables that join two vintages within the panel's years."""
    factors = {name for term in terms if term in study.products for name in study.products[term].of}
    outcomes = {study.of(table, column).outcome for column in table.columns}
    rows = data.linked[data.linked["variable"].isin(terms | factors | outcomes)]
    names = ["indicator_name_en", "indicator_name_zh"]
    return [
        message(
            "note.linked",
            indicator=(en, zh),
            years=joined([same(str(year)) for year in sorted(set(links["joint_year"]))]),
        )
        for (en, zh), links in rows.groupby(names, sort=False)
    ]


def _groups(study: Study, data: Frames, terms: set[str]) -> list[Bilingual]:
    """How many regions carry each slope, where a table has one per group."""
    return [
        message("note.groups", counts=joined([same(f"{name} {n}") for name, n in counts.items()]))
        for slopes in study.group_slopes.values()
        if any(term.startswith(f"{slopes.of}[") for term in terms)
        for counts in [data.panel.groupby(slopes.group)["region_code"].nunique()]
    ]


def _within(study: Study, table: Table, data: Frames) -> list[Bilingual]:
    """What region effects leave of the focus."""
    rows = data.diagnostics.query("table_id == @table.id and diagnostic == 'within_share' and item == @study.focus")
    columns = {column.id for column in table.columns if study.cluster in table.effects(column)}
    shares = rows.loc[rows["column_id"].isin(columns), "value"]
    if shares.empty:
        return []
    share = ends(percent(shares.min()), percent(shares.max()))
    return [message("note.within", focus=Labels(study, data).inside(study.focus), share=share)]
