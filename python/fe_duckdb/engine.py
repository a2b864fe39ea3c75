"""The database that Python reads, writes and regresses in. What differs between engines is here and in the modules of
the others; the SQL elsewhere is common to all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fe_duckdb.errors import RegressionError

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

SAME_BYTES_UP_TO = 1_000_000  # rows; below, one thread adds in one order and the same input gives the same bytes


class Engine:
    """An open DuckDB connection, read-only or not: a regression writes temporary tables only.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
    memory : str, optional
        DuckDB's memory limit, such as `4GB`.
    spill_dir : Path, optional
        Where sums larger than the memory limit go.
    """

    double = "double"

    def __init__(self, connection: Any, *, memory: str | None = None, spill_dir: Path | None = None) -> None:
        self.connection = connection
        self._made: list[str] = []
        if memory:
            self._set("memory_limit", memory)
        if spill_dir:
            self._set("temp_directory", str(spill_dir))

    def run(self, sql: str) -> None:
        """A statement that gives no rows."""
        self.connection.execute(sql)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return list(self.connection.execute(sql).fetchall())

    def frame(self, sql: str, order: Sequence[str] = ()) -> pd.DataFrame:
        """The rows of a query, sorted here by `order`: engines collate text and place nulls in their own ways."""
        found = self._frame(sql)
        return found.sort_values(list(order), kind="stable", ignore_index=True) if order else found

    def replace(self, table: str, frame: pd.DataFrame | None) -> None:
        """Replaces the rows of a table by a frame's, whose columns are the table's in any order, or by none."""
        self.connection.begin()
        self.connection.execute(f"delete from {table}")
        if frame is not None and len(frame):
            self.connection.register("_frame", frame)
            self.connection.execute(f"insert into {table} by name select * from _frame")
            self.connection.unregister("_frame")
        self.connection.commit()

    def keep(self, name: str, sql: str) -> str:
        """A temporary table of a query's rows; gives its name."""
        name = f"regression_{name}"
        self.connection.execute(f"create or replace temp table {name} as {sql}")
        self._made.append(name)
        return name

    def copy_to(self, target: duckdb.DuckDBPyConnection, sql: str, table: str) -> None:
        """The rows of a query as a new table of a DuckDB file; of a DuckDB file itself, attach it."""
        raise NotImplementedError

    def copy_all(self, file: Path, schemas: Sequence[str]) -> None:
        """Every relation of some schemas as a table of a new DuckDB file; of a DuckDB file itself, copy it."""
        raise NotImplementedError

    def clear(self) -> None:
        for name in dict.fromkeys(self._made):
            self.connection.execute(f"drop table if exists {name}")
        self._made.clear()
        self.connection.execute("reset threads")

    def columns(self, relation: str) -> dict[str, str]:
        """Name and type of each column.

        Raises
        ------
        RegressionError
            There is no such relation, or the file cannot be read.
        """
        import duckdb

        try:
            return {name: kind for name, kind, *_ in self.rows(f"describe select * from {relation}")}
        except duckdb.Error as error:
            raise RegressionError(f"{relation} cannot be read: {str(error).splitlines()[0]}") from None

    def fix_order(self, n_rows: int) -> None:
        """Small relations are added up by one thread."""
        if n_rows <= SAME_BYTES_UP_TO:
            self.connection.execute("set threads = 1")

    def _frame(self, sql: str) -> pd.DataFrame:
        found: pd.DataFrame = self.connection.execute(sql).df()
        return found

    def _set(self, name: str, value: str) -> None:
        import duckdb

        try:
            self.connection.execute(f"set {name} = {text(value)}")
        except duckdb.Error as error:
            raise RegressionError(f"{name.replace('_', ' ')} {value!r}: {str(error).splitlines()[0]}") from None


class RemoteEngine(Engine):
    """Another database; its frames come through DuckDB, with the types that they have where that is the engine."""

    def _frame(self, sql: str) -> pd.DataFrame:
        import duckdb

        with duckdb.connect() as scratch:
            self.copy_to(scratch, sql, "found")
            return scratch.execute("from found").df()


def relation(name_or_file: str) -> str:
    """What stands after `from`: a table's name, or a Parquet or CSV file (or a pattern of files)."""
    if name_or_file.endswith((".parquet", ".pq")):
        return f"read_parquet({text(name_or_file)})"
    if name_or_file.endswith((".csv", ".csv.gz", ".tsv")):
        return f"read_csv({text(name_or_file)})"
    return ".".join(name(part) for part in name_or_file.split("."))


def name(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def number(value: float) -> str:
    """A double with every bit; by its exponent engines know it for a double, not a decimal."""
    return f"{value:.16e}"
