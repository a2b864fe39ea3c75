"""The warehouse as it is published: every relation a table with its comments, and the marts as Parquet beside it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fe_duckdb.engine import name, text

if TYPE_CHECKING:
    import duckdb

SCHEMAS = ("raw", "reference", "marts", "quality", "results", "audit")
PARQUET_SCHEMAS = ("marts", "quality", "results", "audit")
STORAGE = "storage_version 'v1.0.0', block_size 16384"  # opens since DuckDB 1.2; most tables are smaller than a block


def copy_warehouse(work_file: Path, stage_dir: Path) -> int:
    """Copies every table and view as a table with its comments, and the marts as Parquet. Gives their number."""
    import duckdb

    from resilience.project.warehouse import connect

    target = stage_dir / "warehouse.duckdb"
    parquet_dir = stage_dir / "parquet"
    parquet_dir.mkdir(parents=True, exist_ok=True)
    source = work_file.stem  # views name their tables with the name of the file they were built in
    with connect(work_file):
        pass  # says in words what is wrong when it cannot be opened
    with duckdb.connect() as connection:
        connection.execute(f"attach {text(str(work_file))} as {name(source)} (read_only)")
        connection.execute("set threads = 1")  # one writer: the same rows give the same bytes
        connection.execute(f"attach {text(str(target))} as publication ({STORAGE})")
        relations = _relations(connection, source)
        comments = _comments(connection, source)
        for schema in sorted({schema for schema, _ in relations}):
            connection.execute(f"create schema publication.{name(schema)}")
        for schema, table in relations:
            copy = f"publication.{name(schema)}.{name(table)}"
            rows = f"select * from {name(source)}.{name(schema)}.{name(table)} order by all"
            connection.execute("; ".join([f"create table {copy} as {rows}", *comments.get((schema, table), [])]))
            if schema in PARQUET_SCHEMAS:
                file = parquet_dir / f"{schema}.{table}.parquet"
                rows = f"select * from publication.{name(schema)}.{name(table)}"
                connection.execute(f"copy ({rows}) to {text(str(file))} (format parquet, compression zstd)")
        connection.execute("checkpoint publication")
        connection.execute("detach publication")
    return len(relations)


def _relations(connection: duckdb.DuckDBPyConnection, database: str) -> list[tuple[str, str]]:
    rows = connection.execute(
        """
        select schema_name, table_name from duckdb_tables() where database_name = $database
        union all
        select schema_name, view_name from duckdb_views() where database_name = $database and not internal
        order by 1, 2
        """,
        {"database": database},
    ).fetchall()
    return [(schema, table) for schema, table in rows if schema in SCHEMAS]


def _comments(connection: duckdb.DuckDBPyConnection, database: str) -> dict[tuple[str, str], list[str]]:
    """The statements that comment on each relation's copy and on its columns."""
    rows = connection.execute(
        """
        select schema_name, table_name, null as column_name, comment, -1 as position from duckdb_tables()
        where database_name = $database
        union all
        select schema_name, view_name, null, comment, -1 from duckdb_views() where database_name = $database
        union all
        select schema_name, table_name, column_name, comment, column_index from duckdb_columns()
        where database_name = $database
        order by 1, 2, 5
        """,
        {"database": database},
    ).fetchall()
    found: dict[tuple[str, str], list[str]] = {}
    for schema, table, column, comment, _ in rows:
        if comment:
            copy = f"publication.{name(schema)}.{name(table)}"
            of = f"table {copy}" if column is None else f"column {copy}.{name(column)}"
            found.setdefault((schema, table), []).append(f"comment on {of} is {text(comment)}")
    return found
