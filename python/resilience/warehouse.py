"""The one door to the database: connections, frames in and out, and the panel's fingerprint."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from resilience.errors import UserError

if TYPE_CHECKING:
    import duckdb
    import pandas as pd


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
    except duckdb.IOException as error:
        raise UserError(f"{file} cannot be opened: {error}\nClose the program that holds it and try again.") from error
    try:
        yield connection
    finally:
        connection.close()


def read(connection: duckdb.DuckDBPyConnection, sql: str, parameters: list | None = None) -> pd.DataFrame:
    """The rows of a query as a frame."""
    return connection.execute(sql, parameters or []).df()


def replace_results(
    connection: duckdb.DuckDBPyConnection, table: str, frame: pd.DataFrame | None, *, run_id: str, panel_sha256: str
) -> None:
    """Replaces the rows of `results.<table>` by a frame's, or by none; models/results.yml decides the columns.

    Raises:
        ValueError: the frame's columns are not the contract's.
    """
    if frame is None:
        connection.execute(f"delete from results.{table}")
        return
    stamped = frame.assign(run_id=run_id, panel_sha256=panel_sha256)
    contract = [row[0] for row in connection.execute(f"describe results.{table}").fetchall()]
    if set(contract) != set(stamped.columns):
        difference = sorted(set(contract) ^ set(stamped.columns))
        raise ValueError(f"results.{table}: columns differ from its contract in models/results.yml: {difference}")
    connection.begin()
    connection.execute(f"delete from results.{table}")
    if len(stamped):
        connection.register("_frame", stamped)
        connection.execute(f"insert into results.{table} by name select * from _frame")
        connection.unregister("_frame")
    connection.commit()


def panel_sha256(connection: duckdb.DuckDBPyConnection) -> str:
    """SHA-256 of `marts.panel`: column names in contract order, rows by region and year.

    Doubles count as their IEEE-754 bytes, other values as their UTF-8 text with its length, null as one mark of its
    own: two panels have one fingerprint only if an estimator cannot tell them apart.
    """
    cursor = connection.execute("select * from marts.panel order by region_code, year")
    digest = hashlib.sha256("\x1f".join(column[0] for column in cursor.description).encode())
    while rows := cursor.fetchmany(1000):
        for value in (cell for row in rows for cell in row):
            digest.update(_mark(value))
    return digest.hexdigest()


def _mark(value: object) -> bytes:
    if value is None:
        return b"\x00"
    if isinstance(value, float):
        return b"\x01" + struct.pack("<d", value)
    text = str(value).encode()
    return b"\x02" + struct.pack("<q", len(text)) + text
