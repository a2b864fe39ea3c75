"""Regressors that are no panel column: products, lags by calendar year, and one slope per group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from pydantic import Field

from resilience.estimation.yaml_model import YamlModel

if TYPE_CHECKING:
    from resilience.estimation.specification import Study


class Product(YamlModel):
    """An interaction of two variables; centred on the means of the estimation sample."""

    of: tuple[str, str]
    centred: bool = False


class Lag(YamlModel):
    """A panel column some calendar years before; null where the panel lacks that year of the region."""

    of: str
    years: int = Field(1, ge=1, le=20)


class GroupSlopes(YamlModel):
    """One slope of a panel column per value of another, such as one per macro-region."""

    of: str
    group: str


def derive_columns(study: Study, panel: pd.DataFrame) -> tuple[Study, pd.DataFrame]:
    """The study in columns and products only, and the panel with the columns that takes.

    A lag becomes a column, taken by calendar year and never by counting rows, and so does a fixed effect of several
    columns, `macro_region^year`. Slopes per group become products of the
    variable with an indicator of each group, `vag[east]`, so that inference treats them like any other interaction.
    """
    panel = panel.copy()
    for name, lag in study.lags.items():
        panel[name] = _lagged(panel, lag)
    products = dict(study.products)
    members: dict[str, list[str]] = {}
    for name, slopes in study.group_slopes.items():
        members[name] = []
        for group in sorted(panel[slopes.group].dropna().unique()):
            indicator, term = f"{slopes.group}={group}", f"{slopes.of}[{group}]"
            panel[indicator] = (panel[slopes.group] == group).astype(float)
            products[term] = Product(of=(slopes.of, indicator))
            members[name].append(term)
    panel = with_levels(study, panel)
    tables = [
        table.model_copy(
            update={
                "also_x": _replaced(table.also_x, members),
                "columns": [column.model_copy(update={"x": _replaced(column.x, members)}) for column in table.columns],
            }
        )
        for table in study.tables
    ]
    return study.model_copy(update={"products": products, "tables": tables}), panel


def with_levels(study: Study, panel: pd.DataFrame) -> pd.DataFrame:
    """The panel with a column for each fixed effect of several columns it has: their values as text, or null."""
    effects = dict.fromkeys(
        each for table in study.tables for column in table.columns for each in table.effects(column)
    )
    for effect in [each for each in effects if "^" in each and set(each.split("^")) <= set(panel)]:
        first, *others = (panel[name].astype("string") for name in effect.split("^"))
        panel = panel.assign(**{effect: first.str.cat(others, sep=" ")})
    return panel


def _lagged(panel: pd.DataFrame, lag: Lag) -> pd.Series:
    earlier = panel.set_index(["region_code", "year"])[lag.of]
    wanted = pd.MultiIndex.from_arrays([panel["region_code"], panel["year"] - lag.years])
    return pd.Series(earlier.reindex(wanted).to_numpy(), panel.index)


def _replaced(names: list[str], members: dict[str, list[str]]) -> list[str]:
    return [term for name in names for term in members.get(name, [name])]
