"""The one door to the database: the published file, the working warehouse, results in, and the panel's fingerprint."""

from __future__ import annotations

import hashlib
import os
import struct
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from resilience.project.errors import UserError

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from fe_duckdb.engine import Engine
    from resilience.project.settings import Settings


# Nothing spills to disk, no variable of this program is a table, nothing outside is reached, and so it stays.
CLOSED = (
    "temp_directory = ''",
    "python_enable_replacements = false",
    "enable_external_access = false",
    "lock_configuration = true",
)


@contextmanager
def connect(file: Path, *, read_only: bool = True) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that is closed on leaving: an open handle, even a read-only one, blocks dbt.

    Raises:
        UserError: there is no such file, or another process holds it.
    """
    import duckdb

    if not file.exists():
        raise UserError(f"There is no warehouse at {file}. Run `make run` (or `resilience run`) first.")
    try:
        connection = duckdb.connect(str(file), read_only=read_only)
    except duckdb.Error as error:
        raise UserError(f"{file} cannot be opened: {error}\nClose the program that holds it and try again.") from error
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def closed(file: Path, output: Path | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection whose queries reach the tables of one file and nothing else: no other file, network or setting.

    DuckDB leaves to a closed connection the paths of its own database, and COPY may overwrite them. So the file is
    opened under a name that is gone before the first query.

    Args:
        output: the one file that may be written.

    Raises:
        UserError: there is no such file, or another process holds it.
    """
    import shutil

    with _under_another_name(file) as name, connect(name) as connection:
        shutil.rmtree(name.parent)
        if output is not None:
            connection.execute("set allowed_paths = ?", [[str(output), str(output.with_name(f"tmp_{output.name}"))]])
        for setting in CLOSED:
            connection.execute(f"set {setting}")
        yield connection


@contextmanager
def _under_another_name(file: Path) -> Iterator[Path]:
    import shutil
    import tempfile

    if not file.exists():
        yield file  # which connect says in words
        return
    file = file.resolve()
    folder = Path(tempfile.mkdtemp(prefix="resilience-"))
    name = folder / file.name
    try:
        try:
            name.hardlink_to(file)
        except OSError:  # the folder of temporary files is on another disk
            shutil.copyfile(file, name)
        yield name
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def working(settings: Settings, *, read_only: bool = True) -> Iterator[Engine]:
    """The warehouse that dbt builds, on the engine of the target: the one place where Python chooses between them.

    Raises:
        UserError: there is no such file, another process holds it, or the server does not answer.
    """
    from fe_duckdb.errors import RegressionError

    try:
        if settings.target == "postgres":
            from fe_duckdb.postgres import PostgresEngine

            with postgres_connection() as connection:
                yield PostgresEngine(connection)
        elif settings.target == "spark":
            from fe_duckdb import spark

            yield spark.SparkEngine(spark.session())
        else:
            from fe_duckdb.engine import Engine

            with connect(settings.work_file, read_only=read_only) as connection:
                yield Engine(connection)
    except RegressionError as error:
        raise UserError(str(error)) from None


@contextmanager
def postgres_connection(database: str | None = None) -> Iterator[Any]:
    """A psycopg2 connection to the server that profiles.yml names, by the same variables; closed on leaving.

    Raises:
        UserError: the server does not answer.
    """
    import psycopg2

    try:
        connection = psycopg2.connect(
            host=os.environ.get("RESILIENCE_POSTGRES_HOST", "localhost"),
            port=os.environ.get("RESILIENCE_POSTGRES_PORT", "5432"),
            user=os.environ.get("RESILIENCE_POSTGRES_USER", "resilience"),
            password=os.environ.get("RESILIENCE_POSTGRES_PASSWORD", ""),
            dbname=database or os.environ.get("RESILIENCE_POSTGRES_DATABASE", "warehouse"),
        )
    except psycopg2.OperationalError as error:
        remedy = "The variables RESILIENCE_POSTGRES_HOST, _PORT, _USER, _PASSWORD and _DATABASE say where it is."
        raise UserError(f"The PostgreSQL server does not answer: {str(error).strip()}\n{remedy}") from None
    try:
        yield connection
    finally:
        connection.close()


def one_row(connection: duckdb.DuckDBPyConnection, sql: str, parameters: object = None) -> tuple[Any, ...]:
    """The row of a query that has exactly one, as a count has."""
    (row,) = connection.execute(sql, parameters).fetchall()
    return row


def attach(connection: duckdb.DuckDBPyConnection, file: Path, name: str) -> None:
    """Another DuckDB file under a name of its own beside an open connection, to read.

    Raises:
        UserError: it is no DuckDB file, or another process holds it.
    """
    import duckdb

    from fe_duckdb.engine import text

    try:
        connection.execute(f"attach {text(str(file))} as {name} (read_only)")
    except duckdb.Error as error:
        raise UserError(f"{file} cannot be opened: {error}") from error


def read(connection: duckdb.DuckDBPyConnection, sql: str, parameters: list[Any] | None = None) -> pd.DataFrame:
    """The rows of a query on a DuckDB file as a frame."""
    return connection.execute(sql, parameters or []).df()


def replace_results(engine: Engine, table: str, frame: pd.DataFrame | None, *, run_id: str, panel_sha256: str) -> None:
    """Replaces the rows of `results.<table>` by a frame's, or by none; models/results.yml decides the columns.

    Raises:
        ValueError: the frame's columns are not the contract's.
    """
    if frame is not None:
        frame = frame.assign(run_id=run_id, panel_sha256=panel_sha256)
        if difference := sorted(set(engine.columns(f"results.{table}")) ^ set(frame.columns)):
            raise ValueError(f"results.{table}: columns differ from its contract in models/results.yml: {difference}")
    engine.replace(f"results.{table}", frame)


def stamp_results(engine: Engine, run_id: str) -> None:
    """Results that are kept belong to the run that publishes them."""
    stamped = (
        "select table_name from information_schema.columns where table_schema = 'results' and column_name = 'run_id'"
    )
    for (table,) in engine.rows(stamped):
        engine.run(f"update results.{table} set run_id = '{run_id}'")


def panel_sha256(engine: Engine) -> str:
    """SHA-256 of `marts.panel`: column names in contract order, rows by region and year.

    Doubles count as their IEEE-754 bytes, other values as their UTF-8 text with its length, null as one mark of its
    own: two panels have one fingerprint only if an estimator cannot tell them apart.
    """
    names = list(engine.columns("marts.panel"))
    region, year = names.index("region_code"), names.index("year")
    rows = sorted(engine.rows("select * from marts.panel"), key=lambda row: (row[region], row[year]))
    digest = hashlib.sha256("\x1f".join(names).encode())
    for value in (cell for row in rows for cell in row):
        digest.update(_mark(value))
    return digest.hexdigest()


def digest(engine: Engine, relations: Iterable[str]) -> str:
    """A digest of the rows of some relations in the DuckDB file, in any order; good within one version of DuckDB."""
    parts = [engine.rows(f"select count(*), sum(hash(r)::hugeint) from {relation} as r") for relation in relations]
    return repr(parts)


def _mark(value: object) -> bytes:
    if value is None:
        return b"\x00"
    if isinstance(value, float):
        return b"\x01" + struct.pack("<d", value)
    text = str(value).encode()
    return b"\x02" + struct.pack("<q", len(text)) + text
