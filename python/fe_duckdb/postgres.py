"""The warehouse on a PostgreSQL server: rows stay there while sums are taken; frames come and go as one COPY each."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fe_duckdb.engine import RemoteEngine, name, text
from fe_duckdb.errors import RegressionError

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

# As DuckDB names what pg_typeof says; a text keeps what else there may be.
TYPES = {
    "boolean": "boolean", "smallint": "smallint", "integer": "integer", "bigint": "bigint", "real": "float",
    "double precision": "double", "numeric": "double", "double": "double", "date": "date",
    "timestamp without time zone": "timestamp",
}  # fmt: skip
CSV = "format csv, header false, nullstr '\\N', auto_detect false, delimiter ',', quote '\"', escape '\"'"


class PostgresEngine(RemoteEngine):
    """An open psycopg2 connection. One worker, so that sums repeat."""

    double = "double precision"

    def __init__(self, connection: Any) -> None:
        super().__init__(connection)
        self.run("set max_parallel_workers_per_gather = 0")

    def run(self, sql: str) -> None:
        """Committed at once: `clear` takes back everything since."""
        self._execute(sql)
        self.connection.commit()

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return list(self._execute(sql).fetchall())

    def keep(self, name: str, sql: str) -> str:
        name = f"regression_{name}"
        self._execute(f"drop table if exists {name}")
        self._execute(f"create temp table {name} as {sql}")
        self._execute(f"analyze {name}")
        self._made.append(name)
        return name

    def clear(self) -> None:
        """Temporary tables go with the transaction, also after an error."""
        self.connection.rollback()
        self._made.clear()

    def columns(self, relation: str) -> dict[str, str]:
        import psycopg2

        try:
            names = [column.name for column in self._execute(f"select * from {relation} limit 0").description]
            kinds = ", ".join(f'pg_typeof("{name}")::text' for name in names)
            row = self.rows(f"select {kinds} from (select 1) as one left join {relation} on true limit 1")
        except psycopg2.Error as error:
            raise RegressionError(f"{relation} cannot be read: {str(error).splitlines()[0]}") from None
        return dict(zip(names, row[0], strict=True))

    def fix_order(self, n_rows: int) -> None:
        """One worker adds in one order whatever the size."""

    def replace(self, table: str, frame: pd.DataFrame | None) -> None:
        self._execute(f"delete from {table}")
        if frame is not None and len(frame):
            with tempfile.TemporaryDirectory() as folder:
                names = self._write(table, frame, file := Path(folder) / "rows.csv")
                with file.open("rb") as rows:
                    self._cursor().copy_expert(f"copy {table} ({names}) from stdin (format csv, null '\\N')", rows)
        self._execute(f"analyze {table}")
        self.connection.commit()

    def copy_to(self, target: duckdb.DuckDBPyConnection, sql: str, table: str) -> None:
        """The rows of a query as a new DuckDB table of the same types; doubles keep every bit."""
        columns = self.columns(f"({sql}) as q")
        typed = ", ".join(f"{name(column)} {TYPES.get(kind, 'varchar')}" for column, kind in columns.items())
        target.execute(f"create table {table} ({typed})")
        with tempfile.NamedTemporaryFile("w+b", suffix=".csv") as file:
            self._cursor().copy_expert(f"copy ({sql}) to stdout (format csv, null '\\N')", file)
            file.flush()
            target.execute(f"copy {table} from {text(file.name)} ({CSV})")

    def copy_all(self, file: Path, schemas: Sequence[str]) -> None:
        """Every relation of some schemas as a table of a new DuckDB file."""
        import duckdb

        file.unlink(missing_ok=True)
        listed = ", ".join(map(text, schemas))
        found = self.rows(
            f"select table_schema, table_name from information_schema.tables where table_schema in ({listed})"
        )
        with duckdb.connect(str(file)) as target:
            for schema in sorted({schema for schema, _ in found}):
                target.execute(f"create schema {name(schema)}")
            for schema, table in sorted(found):
                relation = f"{name(schema)}.{name(table)}"
                self.copy_to(target, f"select * from {relation}", relation)

    def _write(self, table: str, frame: pd.DataFrame, file: Path) -> str:
        import duckdb

        columns = self.columns(table)
        with duckdb.connect() as scratch:
            typed = ", ".join(f"{name(column)} {TYPES.get(kind, 'varchar')}" for column, kind in columns.items())
            scratch.execute(f"create table written ({typed})")
            scratch.register("_frame", frame)
            scratch.execute("insert into written by name select * from _frame")
            scratch.execute(f"copy written to {text(str(file))} (format csv, header false, nullstr '\\N')")
        return ", ".join(map(name, columns))

    def _cursor(self) -> Any:
        return self.connection.cursor()

    def _execute(self, sql: str) -> Any:
        cursor = self._cursor()
        cursor.execute(sql)
        return cursor
