"""Landed cells in the working file, and in the database of another target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from resilience.ingest.answers import STATED

if TYPE_CHECKING:
    import pandas as pd

    from resilience.project.settings import Settings

COLUMNS = (
    "collection", "file", "shape", "sheet", "row_number", "column_number", "region_text", "year_text",
    "indicator_text", "industry_text", "unit_text", "value_text", "sha256", "encoding",
    *(f"stated_{name}" for name in STATED),
)  # fmt: skip


def store(settings: Settings, frames: list[pd.DataFrame], *, whole: bool) -> None:
    """Replaces the rows of files with the same content or name, or all rows where these are the whole collection."""
    if frames or (whole and settings.work_file.exists()):
        _store_in_file(settings, frames, whole=whole)
    if settings.target != "duckdb":
        carry_landed(settings)


def _store_in_file(settings: Settings, frames: list[pd.DataFrame], *, whole: bool) -> None:
    import duckdb
    import pandas as pd

    settings.dataset_dir.mkdir(parents=True, exist_ok=True)
    cells = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=list(COLUMNS))
    types = ", ".join(f"{name} {'integer' if name.endswith('_number') else 'text'}" for name in COLUMNS)
    with duckdb.connect(str(settings.work_file)) as connection:
        connection.execute("create schema if not exists raw")
        connection.register("cells", cells)
        connection.begin()
        if whole:
            connection.execute(f"create or replace table raw.landing_cell ({types})")
        else:
            connection.execute(f"create table if not exists raw.landing_cell ({types})")
            connection.execute(
                "delete from raw.landing_cell where sha256 in (select sha256 from cells) "
                "or (collection, file) in (select (collection, file) from cells)"
            )
        connection.execute("insert into raw.landing_cell by name select * from cells")
        connection.commit()


def carry_landed(settings: Settings) -> None:
    """The cells to the database of the target: files are read into the DuckDB file whatever the target."""
    from resilience.project import dbt
    from resilience.project.warehouse import connect, read, working

    cells = None
    if settings.work_file.exists():
        with connect(settings.work_file) as connection:
            cells = read(connection, f"select {', '.join(COLUMNS)} from raw.landing_cell")
    dbt.invoke(settings, ["run-operation", "create_absent_results"])  # on a new server there is no table yet
    with working(settings, read_only=False) as engine:
        engine.replace("raw.landing_cell", cells)
