"""What the warehouse says about a table: series that join vintages, groups of regions, variation within regions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from resilience.report.numbers import percent
from resilience.report.words import Bilingual, Words

if TYPE_CHECKING:
    from resilience.estimation.specification import Study, Table
    from resilience.report.data import Warehouse


def of_table(study: Study, table: Table, data: Warehouse) -> list[Bilingual]:
    """The notes of one table, in both languages."""
    return [*_links(study, table, data), *_groups(study, table, data), *_within(study, table, data)]


def _links(study: Study, table: Table, data: Warehouse) -> list[Bilingual]:
    """Indicators behind the table's variables that join two vintages within the panel's years."""
    terms = {name for column in table.columns for name in table.regressors(column)}
    terms |= {name for term in terms if term in study.products for name in study.products[term].of}
    outcomes = {study.of(table, column).outcome for column in table.columns}
    rows = data.linked[data.linked["variable"].isin(terms | outcomes)]
    notes = []
    for (en, zh), links in rows.groupby(["indicator_name_en", "indicator_name_zh"], sort=False):
        years = sorted(set(links["joint_year"]))
        en_years, zh_years = " and ".join(map(str, years)), "、".join(map(str, years))
        notes.append(
            (
                f"{en}: vintages are joined at {en_years} (reference.series_links).",
                f"{zh}在{zh_years}年衔接不同数据版本。",
            )
        )
    return notes


def _groups(study: Study, table: Table, data: Warehouse) -> list[Bilingual]:
    """How many regions carry each slope, where a table has one per group."""
    terms = {name for column in table.columns for name in table.regressors(column)}
    notes = []
    for slopes in study.group_slopes.values():
        if any(term.startswith(f"{slopes.of}[") for term in terms):
            counts = data.panel.groupby(slopes.group)["region_code"].nunique()
            told = [f"{name} {n}" for name, n in counts.items()]
            notes.append((f"Regions per slope: {', '.join(told)}.", f"各斜率的地区数：{'，'.join(told)}。"))
    return notes


def _within(study: Study, table: Table, data: Warehouse) -> list[Bilingual]:
    """What region effects leave of the focus."""
    en, zh = Words(study, data).inside(study.focus)
    rows = data.diagnostics.query("table_id == @table.id and diagnostic == 'within_share' and item == @study.focus")
    columns = {column.id for column in table.columns if study.cluster in table.effects(column)}
    shares = rows.loc[rows["column_id"].isin(columns), "value"]
    if shares.empty:
        return []
    ends = dict.fromkeys(percent(share) for share in (shares.min(), shares.max()))
    return [
        (
            f"Of the variation of {en}, {' to '.join(ends)} lies within regions.",
            f"{zh}的变异中{'至'.join(ends)}来自地区内。",
        )
    ]
