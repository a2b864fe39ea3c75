"""What a column of another table gives that stands beside one of this table's: `variant_of` in the study's file."""

from __future__ import annotations

from collections.abc import Iterator

from resilience.estimation.specification import Column, Study, Table
from resilience.report.data import Warehouse
from resilience.report.numbers import number


def variants(study: Study, table: Table, data: Warehouse) -> tuple[list[str], list[str]]:
    """A sentence on each of them, in English and in Chinese."""
    told = [_told(study, table, other, column, data) for other, column in _beside(study, table)]
    found = [each for each in told if each is not None]
    return [en for en, _ in found], [zh for _, zh in found]


def _beside(study: Study, table: Table) -> Iterator[tuple[Table, Column]]:
    for other in study.tables:
        for column in other.columns:
            if (column.variant_of or "").startswith(f"{table.id}."):
                yield other, column


def _told(study: Study, table: Table, other: Table, column: Column, data: Warehouse) -> tuple[str, str] | None:
    """None where the column or its estimate is missing."""
    focus = study.of(other, column).focus
    here = "table_id == @other.id and column_id == @column.id"
    fits = data.fits.query(f"{here} and status == 'ok'")
    estimates = data.estimates.query(f"{here} and term == @focus and se_type == @other.reported")
    if fits.empty or estimates.empty:
        return None
    fit, found = fits.iloc[0], estimates.iloc[0]
    name = (column.variant_of or "").removeprefix(f"{table.id}.")
    label = study.variables.get(focus)
    slope, error = number(found["estimate"]), number(found["std_error"])
    return (
        f"Beside column ({name}), {column.title_en or other.title_en}: {label.en if label else focus} {slope}, "
        f"{other.reported} error {error}, N = {fit['n_obs']}, {fit['year_min']}–{fit['year_max']} "
        f"({other.id}, column {column.id}).",
        f"与第({name})列并列的{column.title_zh or other.title_zh}：{label.zh if label else focus}{slope}，"
        f"{other.reported}标准误{error}，N={fit['n_obs']}，{fit['year_min']}—{fit['year_max']}年（{other.id}第{column.id}列）。",
    )
