"""The warehouse on another engine: built by the same models, copied back, compared cell by cell with DuckDB's."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from resilience import dbt
from resilience.errors import UserError

if TYPE_CHECKING:
    import duckdb

    from resilience.config import Settings

CSV = r"""format csv, header false, nullstr '\N', auto_detect false, delimiter ',', quote '"', escape '"' """
TOLERANCE = 1e-9  # relative; engines add and take logarithms in their own ways
DATABASE = "warehouse"
ACCOUNT = "postgres"  # a server refuses to run as root
REGRESSIONS = [
    ("sl ~ vag", "classical"),
    ("sl ~ vag | year", "HC1"),
    ("sl ~ vag + gdp_per_capita_cny_10k | year", "CRV1(region_code)"),
    ("sl ~ vag + gdp_per_capita_cny_10k + tax_share | region_code + year", "CRV1(region_code,year)"),
]
# Landed files are read into DuckDB only, so both sides build the bundled figures.
BUILD = ["build", "--exclude", "tag:audit", "--vars", "{collections: [bundled]}"]


def postgres(settings: Settings) -> str:
    """Builds every model on DuckDB and on a throw-away PostgreSQL server and says whether the marts are equal.

    Raises:
        UserError: there is no server on this computer, a build failed, or a cell of a mart differs.
    """
    here = replace(settings, build_dir=settings.build_dir / "parity", target="duckdb")
    lines = [f"duckdb:   {dbt.summary(dbt.invoke(here, BUILD))}"]
    there = here.dataset_dir / "postgres.duckdb"
    with server() as environment:
        built = dbt.invoke(replace(here, target="postgres"), BUILD, environment=environment)
        lines.append(f"postgres: {dbt.summary(built)}")
        _copy_marts(here.work_file, environment, there)
        equal = _compare(here.work_file, there)
        with connect(environment) as connection:
            estimated = _compare_estimates(here.work_file, connection)
    return "\n".join([*lines, equal, estimated])


@contextmanager
def server() -> Iterator[dict[str, str]]:
    """A PostgreSQL server on a socket in a folder of its own; gives the variables that profiles.yml reads.

    Raises:
        UserError: PostgreSQL is not installed.
    """
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda file: int(file.parts[-3]))
    initdb = shutil.which("initdb") or (str(programs[-1]) if programs else None)
    if initdb is None:
        remedy = "Install it (apt-get install postgresql, brew install postgresql) and try again."
        raise UserError(f"There is no PostgreSQL server on this computer. {remedy}")
    # Not under build/: the server's account may not be able to enter it, and a socket's path is short.
    folder = Path(tempfile.mkdtemp(prefix="resilience-postgres-"))
    account: dict[str, Any] = {}
    if os.geteuid() == 0:
        owner = pwd.getpwnam(ACCOUNT)
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        account = {"user": owner.pw_uid, "group": owner.pw_gid}

    def run(program: str, *arguments: str) -> None:
        command = [str(Path(initdb).with_name(program)), "-D", str(folder / "data"), *arguments]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, **account)
        if done.returncode:
            raise UserError(f"{program} failed: {(done.stderr or done.stdout).strip()[-500:]}")

    settings = f"-k {folder} -h '' -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    try:
        run("initdb", "-A", "trust", "-U", "resilience", "--locale=C", "-E", "UTF8")
        run("pg_ctl", "-w", "-l", str(folder / "log"), "-o", settings, "start")
        try:
            environment = {"RESILIENCE_POSTGRES_HOST": str(folder), "RESILIENCE_POSTGRES_DATABASE": DATABASE}
            with connect({**environment, "RESILIENCE_POSTGRES_DATABASE": "postgres"}) as connection:
                connection.autocommit = True
                connection.cursor().execute(f"create database {DATABASE}")
            yield environment
        finally:
            run("pg_ctl", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def connect(environment: dict[str, str]) -> Iterator[Any]:
    """A psycopg2 connection to the server that the variables name, closed on leaving."""
    import psycopg2

    host, database = environment["RESILIENCE_POSTGRES_HOST"], environment["RESILIENCE_POSTGRES_DATABASE"]
    connection = psycopg2.connect(host=host, dbname=database, user="resilience")
    try:
        yield connection
    finally:
        connection.close()


def _copy_marts(model: Path, environment: dict[str, str], file: Path) -> None:
    """Every mart of `model` as the server has it, into a DuckDB file with the same columns; doubles keep every bit."""
    import duckdb

    file.unlink(missing_ok=True)
    with duckdb.connect(str(file)) as target, connect(environment) as source:
        target.execute(f"attach '{model}' as model (read_only)")
        target.execute("create schema marts")
        marts = target.execute(
            "select table_name from duckdb_tables() where database_name = 'model' and schema_name = 'marts' order by 1"
        ).fetchall()
        for (mart,) in marts:
            target.execute(f"create table marts.{mart} as from model.marts.{mart} limit 0")
            columns = ", ".join(f'"{row[0]}"' for row in target.execute(f"describe marts.{mart}").fetchall())
            with tempfile.NamedTemporaryFile("w+b", suffix=".csv") as rows:
                query = f"copy (select {columns} from marts.{mart}) to stdout (format csv, null '\\N')"
                source.cursor().copy_expert(query, rows)
                rows.flush()
                target.execute(f"copy marts.{mart} from '{rows.name}' ({CSV})")
        target.execute("detach model")


def _compare(ours: Path, theirs: Path) -> str:
    import duckdb

    from resilience.compare import collect
    from resilience.terminal import aligned

    with duckdb.connect() as connection:
        for name, file in (("a", ours), ("b", theirs)):
            connection.execute(f"attach '{file}' as {name} (read_only)")
        notes = [note for note in collect(connection, TOLERANCE) if note.startswith("marts.")]
        moved = connection.execute(
            "select relation, variable, count(*) as n_cells, max(relative_change) as largest from moved "
            "where relation like 'marts.%' group by all order by all"
        ).fetchall()
        n_cells = _n_cells(connection)
    if moved or notes:
        table = aligned(["relation", "variable", "cells", "largest relative difference"], moved)
        raise UserError("\n".join(["The marts differ.", *notes, table]), exit_code=1)
    return f"all {n_cells:,} cells of the marts are equal to {TOLERANCE:g} relative, nulls included"


def _compare_estimates(ours: Path, connection: Any) -> str:
    """Regressions of the panel inside both engines."""
    from resilience.regression import Engine, regress
    from resilience.regression.postgres import PostgresEngine
    from resilience.warehouse import connect as open_file

    with open_file(ours) as duck:
        for formula, se_type in REGRESSIONS:
            here = regress(Engine(duck), "marts.panel", formula, se_type)
            there = regress(PostgresEngine(connection), "marts.panel", formula, se_type)
            for what in ("estimate", "std_error"):
                a, b = getattr(here, what), getattr(there, what)
                if here.n_obs != there.n_obs or max(abs(a - b) / abs(a)) > TOLERANCE:
                    raise UserError(f"{formula}, {se_type}: {what} {list(a)} here, {list(b)} there.", exit_code=1)
    return f"{len(REGRESSIONS)} regressions inside the server give the same estimates and standard errors"


def _n_cells(connection: duckdb.DuckDBPyConnection) -> int:
    tables = connection.execute(
        "select table_name, column_count from duckdb_tables() where database_name = 'a' and schema_name = 'marts'"
    ).fetchall()
    return sum(connection.execute(f"select count(*) from a.marts.{name}").fetchone()[0] * n for name, n in tables)
