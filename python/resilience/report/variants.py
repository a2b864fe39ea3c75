"""What a column of another table gives that stands beside one of this table's: `variant_of` in the study's file."""

from __future__ import annotations

from collections.abc import Iterator

from resilience.estimation.specification import Column, Study, Table
from resilience.project.messages import Bilingual, message
from resilience.report.frames import Frames
from resilience.report.labels import Labels
from resilience.report.numbers import number


def variants(study: Study, table: Table, data: Frames) -> Iterator[Bilingual]:
    """A sentence on each of them whose estimate exists."""
    for other in study.tables:
        for column in other.columns:
            before, _, name = (column.variant_of or "").partition(".")
            if before == table.id:
                yield from _beside(study, name, other, column, data)


def _beside(study: Study, name: str, other: Table, column: Column, data: Frames) -> Iterator[Bilingual]:
    focus, here = study.of(other, column).focus, "table_id == @other.id and column_id == @column.id"
    fits = data.fits.query(f"{here} and status == 'ok'")
    estimates = data.estimates.query(f"{here} and term == @focus and se_type == @other.reported")
    if len(fits) and len(estimates):
        yield message(
            "note.variant", name=name, table=other.id, column=column.id,
            title=(column.title_en or other.title_en, column.title_zh or other.title_zh),
            focus=Labels(study, data).label(focus), estimate=number(estimates["estimate"].iloc[0]),
            error=number(estimates["std_error"].iloc[0]), se_type=other.reported, n=int(fits["n_obs"].iloc[0]),
            first=int(fits["year_min"].iloc[0]), last=int(fits["year_max"].iloc[0]),
        )  # fmt: skip
