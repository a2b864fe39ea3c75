"""The warehouse in an Apache Spark session of this process: rows stay there while sums are taken; frames come and go as
Parquet on this computer's disk."""

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

SETTINGS = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",  # as in dbt's session: macros/cross_engine/no_compiled_queries.sql
}


def session() -> Any:
    """A session beside the one that dbt has built in: the same tables, standard SQL, views of its own.

    Raises
    ------
    RegressionError
        PySpark is not installed here, or dbt has not built in this process.
    """
    try:
        from pyspark import SparkContext
        from pyspark.sql import SparkSession
    except ImportError:
        raise RegressionError("PySpark is not in this environment. `make parity-spark` has one of its own.") from None
    if SparkContext._active_spark_context is None:
        raise RegressionError("A Spark session forgets its tables when its process ends: build in the same process.")
    found = SparkSession.builder.getOrCreate().newSession()
    for key, value in SETTINGS.items():
        found.conf.set(key, value)
    return found


class SparkEngine(RemoteEngine):
    """A session. Its partitions add in any order: sums repeat to rounding, not to the bit."""

    def run(self, sql: str) -> None:
        self.connection.sql(sql).collect()

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.connection.sql(sql).collect()]

    def keep(self, name: str, sql: str) -> str:
        """Computed once, under a name of this session."""
        name = f"regression_{name}"
        self.connection.sql(sql).localCheckpoint().createOrReplaceTempView(name)
        self._made.append(name)
        return name

    def clear(self) -> None:
        for view in dict.fromkeys(self._made):
            self.connection.catalog.dropTempView(view)
        self._made.clear()

    def columns(self, relation: str) -> dict[str, str]:
        from pyspark.errors import PySparkException

        try:
            fields = self.connection.sql(f"select * from {relation}").schema.fields
        except PySparkException as error:
            raise RegressionError(f"{relation} cannot be read: {str(error).splitlines()[0]}") from None
        return {field.name: field.dataType.simpleString() for field in fields}

    def fix_order(self, n_rows: int) -> None:
        """There is none to fix."""

    def replace(self, table: str, frame: pd.DataFrame | None) -> None:
        """Files of Parquet cannot lose rows: they are written anew."""
        import duckdb

        columns = self.columns(table)
        with tempfile.TemporaryDirectory() as folder, duckdb.connect() as scratch:
            file = Path(folder) / "rows.parquet"
            scratch.execute(f"create table written ({_typed(columns)})")
            if frame is not None:
                scratch.register("_frame", frame)
                scratch.execute("insert into written by name select * from _frame")
            scratch.execute(f"copy written to {text(str(file))} (format parquet)")
            self.connection.read.parquet(str(file)).createOrReplaceTempView("written")
            listed = ", ".join(map(name, columns))
            self.run(f"insert overwrite table {table} select {listed} from written")

    def copy_to(self, target: duckdb.DuckDBPyConnection, sql: str, table: str) -> None:
        """The rows of a query as a new DuckDB table of the same types; doubles keep every bit."""
        found = self.connection.sql(sql)
        target.execute(f"create table {table} ({_typed(self.columns(f'({sql})'))})")
        with tempfile.TemporaryDirectory() as folder:
            found.write.parquet(folder, mode="overwrite")
            target.execute(f"insert into {table} by name from read_parquet({text(folder + '/*.parquet')})")

    def copy_all(self, file: Path, schemas: Sequence[str]) -> None:
        """Every table of some schemas as a table of a new DuckDB file."""
        import duckdb

        file.unlink(missing_ok=True)
        with duckdb.connect(str(file)) as target:
            for schema in schemas:
                target.execute(f"create schema {name(schema)}")
                found = self.rows(f"show tables in {schema}")
                for table in sorted(table for _, table, is_temporary in found if not is_temporary):
                    self.copy_to(target, f"select * from {schema}.{table}", f"{name(schema)}.{name(table)}")


def _typed(columns: dict[str, str]) -> str:
    """Spark's names of types are DuckDB's too."""
    return ", ".join(f"{name(column)} {kind}" for column, kind in columns.items())
