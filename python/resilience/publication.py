"""Publications: complete, immutable folders, and one relative link that is swapped to the newest of them.

A publication's folder is named by its run id, which is a digest of the inputs (`resilience.inputs`). The same inputs
published again give the same name, so the folder is replaced. At every moment `published` points at a complete folder:
the link first moves to the new folder under a hidden name, then the old folder makes room, the new one is hard-linked
under its final name, and the link moves there.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from resilience.errors import UserError

if TYPE_CHECKING:
    import duckdb

    from resilience.config import Settings

SCHEMAS = ("raw", "reference", "staging", "intermediate", "marts", "quality", "results", "audit")
PARQUET_SCHEMAS = ("marts", "quality", "results", "audit")
STORAGE_VERSION = "v1.0.0"  # opens with every DuckDB command line since 1.0
KEPT = 2


@contextmanager
def lock(settings: Settings) -> Iterator[None]:
    """Only one process at a time builds or publishes a dataset; reading needs no lock.

    Raises:
        UserError: another process holds the lock; the message names its number.
    """
    import fcntl

    settings.dataset_dir.mkdir(parents=True, exist_ok=True)
    file = settings.dataset_dir / ".lock"
    with file.open("a+", encoding="utf-8") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.seek(0)
            holder = handle.read().strip() or "unknown"
            raise UserError(
                f"The dataset '{settings.dataset}' is being built by process {holder} ({file}). "
                "Wait until it has finished, or stop it, and try again."
            ) from None
        handle.truncate(0)
        handle.write(str(os.getpid()))
        handle.flush()
        try:
            yield
        finally:
            handle.truncate(0)


@contextmanager
def staging(settings: Settings) -> Iterator[Path]:
    """A folder beside the publications to prepare one in; it is removed if it was not published.

    Call it under the lock: what a killed run left behind is removed first.
    """
    for left in settings.dataset_dir.glob(".staging-*"):
        shutil.rmtree(left, ignore_errors=True)
    folder = settings.dataset_dir / f".staging-{os.getpid()}"
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def copy_warehouse(work_file: Path, stage_dir: Path) -> int:
    """Copies every table and view as a table with its comments, and the marts as Parquet. Gives their number."""
    import duckdb

    from resilience.warehouse import connect

    target = stage_dir / "warehouse.duckdb"
    parquet_dir = stage_dir / "parquet"
    parquet_dir.mkdir(parents=True, exist_ok=True)
    source = work_file.stem  # views name their tables with the name of the file they were built in
    with connect(work_file):
        pass  # says in words what is wrong when it cannot be opened
    with duckdb.connect() as connection:
        connection.execute(f"attach {_text(str(work_file))} as {_name(source)} (read_only)")
        connection.execute("set threads = 1")  # one writer: the same rows give the same bytes
        connection.execute(f"attach {_text(str(target))} as publication (storage_version '{STORAGE_VERSION}')")
        relations = _relations(connection, source)
        for schema in sorted({schema for schema, _, _ in relations}):
            connection.execute(f"create schema publication.{_name(schema)}")
        for schema, table, comment in relations:
            _copy(connection, source, schema, table, comment)
            if schema in PARQUET_SCHEMAS:
                file = parquet_dir / f"{schema}.{table}.parquet"
                rows = f"select * from publication.{_name(schema)}.{_name(table)}"
                connection.execute(f"copy ({rows}) to {_text(str(file))} (format parquet, compression zstd)")
        connection.execute("checkpoint publication")
        connection.execute("detach publication")
    return len(relations)


def publish(settings: Settings, run_id: str, stage_dir: Path) -> Path:
    """Moves a staged folder to `publications/<run_id>` and lets `published` point at it; keeps the one before."""
    settings.publications_dir.mkdir(parents=True, exist_ok=True)
    before = current(settings)
    final = settings.publications_dir / run_id
    if final.exists():
        hidden = settings.publications_dir / f".next-{run_id}-{os.getpid()}"
        stage_dir.rename(hidden)
        _relink(settings, hidden)
        shutil.rmtree(final)
        shutil.copytree(hidden, final, copy_function=os.link)
        _relink(settings, final)
        shutil.rmtree(hidden)
    else:
        stage_dir.rename(final)
        _relink(settings, final)
    _prune(settings, before)
    return final


def rollback(settings: Settings) -> Path:
    """Lets `published` point at the other publication that is kept.

    Raises:
        UserError: there is no other publication.
    """
    now = current(settings)
    others = [folder for folder in publications(settings) if folder != now]
    if not others:
        raise UserError("There is no earlier publication to go back to: `resilience run` keeps the last two.")
    _relink(settings, others[0])
    return others[0]


def current(settings: Settings) -> Path | None:
    """The folder that `published` points at."""
    if not settings.published.is_symlink():
        return None
    return settings.published.parent / os.readlink(settings.published)


def publications(settings: Settings) -> list[Path]:
    """Complete publications, the newest first."""
    folders = [file.parent for file in settings.publications_dir.glob("*/run.json") if file.parent.name[0] != "."]
    return sorted(folders, key=lambda folder: (manifest(folder).get("finished_at", ""), folder.name), reverse=True)


def manifest(folder: Path) -> dict[str, Any]:
    """run.json of a publication; empty where there is none."""
    file = folder / "run.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


def _relations(connection: duckdb.DuckDBPyConnection, database: str) -> list[tuple[str, str, str | None]]:
    rows = connection.execute(
        """
        select schema_name, table_name, comment from duckdb_tables() where database_name = $database
        union all
        select schema_name, view_name, comment from duckdb_views() where database_name = $database and not internal
        order by 1, 2
        """,
        {"database": database},
    ).fetchall()
    return [row for row in rows if row[0] in SCHEMAS]


def _copy(connection: duckdb.DuckDBPyConnection, source: str, schema: str, table: str, comment: str | None) -> None:
    origin = f"{_name(source)}.{_name(schema)}.{_name(table)}"
    copy = f"publication.{_name(schema)}.{_name(table)}"
    connection.execute(f"create table {copy} as select * from {origin} order by all")
    if comment:
        connection.execute(f"comment on table {copy} is {_text(comment)}")
    columns = connection.execute(
        "select column_name, comment from duckdb_columns() "
        "where database_name = ? and schema_name = ? and table_name = ? and comment is not null order by column_index",
        [source, schema, table],
    ).fetchall()
    for column, text in columns:
        connection.execute(f"comment on column {copy}.{_name(column)} is {_text(text)}")


def _relink(settings: Settings, folder: Path) -> None:
    new = settings.dataset_dir / f".published-{os.getpid()}"
    with suppress(FileNotFoundError):
        new.unlink()
    new.symlink_to(os.path.relpath(folder, settings.dataset_dir))
    new.replace(settings.published)


def _prune(settings: Settings, before: Path | None) -> None:
    now = current(settings)
    keep = [folder for folder in (now, before) if folder is not None]
    for folder in publications(settings):
        if folder not in keep and len(set(keep)) < KEPT:
            keep.append(folder)
    for folder in settings.publications_dir.iterdir():
        if folder not in keep:
            shutil.rmtree(folder, ignore_errors=True)


def _name(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
