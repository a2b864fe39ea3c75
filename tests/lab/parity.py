"""The warehouse on another engine: built, gated and estimated there, then compared cell by cell with DuckDB's."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from resilience.ingest import carry_landed
from resilience.project import dbt
from resilience.project.errors import UserError
from resilience.project.settings import BUNDLED_STUDY, in_environment
from resilience.project.warehouse import attach, panel_sha256, working
from resilience.publish import pipeline
from resilience.regression.postgres import connect

if TYPE_CHECKING:
    import duckdb

    from resilience.project.settings import Settings
    from resilience.regression import Engine

TOLERANCE = 1e-9  # relative; engines add and take logarithms in their own ways
# Absolute, and of what is each engine's own rounding alone: the gap of two equal fits, what no change closes of a gap.
ROUNDING = 1e-12
IS_ROUNDED = (
    "(relation = 'results.diagnostics' and contains(cell, 'centring_difference') "
    "or variable = 'gap_closed_share' or starts_with(variable, 'closed_by_'))"
)
DATABASE = "warehouse"
ACCOUNT = "postgres"  # a server refuses to run as root
SCHEMAS = ("marts", "quality", "results", "audit")
# Compared by their words alone: a claim may meet an estimate more than once.
WITHOUT_KEY = tuple(f"audit.audit_{name}: rows have no unique key" for name in ("claim_variation", "recomputed_cell"))
REGRESSIONS = [
    ("sl ~ vag", "classical"),
    ("sl ~ vag | year", "HC1"),
    ("sl ~ vag + gdp_per_capita_cny_10k | year", "CRV1(region_code)"),
    ("sl ~ vag + gdp_per_capita_cny_10k + tax_share | region_code + year", "CRV1(region_code,year)"),
]


def parity(settings: Settings, engine: str, study: str = BUNDLED_STUDY) -> str:
    """Builds, gates, estimates and audits on DuckDB and on another engine, and compares the two.

    Both sides have the bundled figures and the landing folder's.

    Raises:
        UserError: the engine is not on this computer, a build failed, or a cell differs.
    """
    here = replace(settings, build_dir=settings.build_dir / "parity", target="duckdb")
    here.work_file.unlink(missing_ok=True)
    pipeline.read_inputs(here)
    said = pipeline.warehouse(here, "r-parity", study)
    return "\n".join([*(f"duckdb:   {line}" for line in said), against(here, engine, study)])


def against(here: Settings, engine: str, study: str) -> str:
    """Does on a throw-away engine (postgres, spark) what was done in the DuckDB file of `here`: nothing may differ.

    Raises:
        UserError: the engine is not on this computer, a build failed, or a cell differs.
    """
    there = replace(here, target=engine)
    copy = here.dataset_dir / f"{engine}.duckdb"
    with server() if engine == "postgres" else session(there):
        carry_landed(there)
        done = pipeline.warehouse(there, "r-parity", study)
        lines = [f"{engine}: {line}" for line in done]
        with working(here) as ours, working(there) as theirs:
            theirs.copy_all(copy, SCHEMAS)
            lines.append(_compare_estimates(ours, theirs))
            same = panel_sha256(ours) == panel_sha256(theirs)
        lines.append(_compare(here.work_file, copy, dbt.grains(here)))
        lines.append(f"the panel's fingerprint is {'the same' if same else 'another: last bits differ'}")
    return "\n".join(lines)


@contextmanager
def server() -> Iterator[None]:
    """A PostgreSQL server on a socket in a folder of its own; the variables that profiles.yml reads name it.

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
            named = {"HOST": str(folder), "PORT": "5432", "USER": "resilience", "DATABASE": DATABASE}
            with in_environment({f"RESILIENCE_POSTGRES_{key}": value for key, value in named.items()}):
                with connect("postgres") as connection:
                    connection.autocommit = True
                    connection.cursor().execute(f"create database {DATABASE}")
                yield
        finally:
            run("pg_ctl", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def session(there: Settings) -> Iterator[None]:
    """Apache Spark inside this process, set up by profiles.yml; its tables lie under build/ and are gone afterwards.

    Raises:
        UserError: PySpark or Java is not installed.
    """
    if importlib.util.find_spec("pyspark") is None:
        raise UserError("PySpark is not in this environment. `make parity-spark` has one of its own.")
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        remedy = "Install Java 17 (apt-get install openjdk-17-jre-headless, brew install openjdk@17) and try again."
        raise UserError(f"There is no Java on this computer, which Apache Spark needs. {remedy}")
    from pyspark import SparkContext

    tables = there.dataset_dir / "spark"
    shutil.rmtree(tables, ignore_errors=True)
    try:
        with in_environment({"SPARK_LOCAL_IP": "127.0.0.1"}):
            yield
    finally:
        if SparkContext._active_spark_context:
            SparkContext._active_spark_context.stop()
        shutil.rmtree(tables, ignore_errors=True)


def _compare(ours: Path, theirs: Path, grains: dict[str, list[str]]) -> str:
    import duckdb

    from resilience.ask.compare import collect
    from resilience.project.terminal import aligned

    with duckdb.connect() as connection:
        for name, file in (("a", ours), ("b", theirs)):
            attach(connection, file, name)
        notes = [note for note in collect(connection, TOLERANCE, grains, SCHEMAS) if not note.startswith(WITHOUT_KEY)]
        moved = connection.execute(
            "select relation, variable, count(*) as n_cells, max(relative_change) as largest from moved "
            f"where not ({IS_ROUNDED} and coalesce(abs(difference), 1) < ?) group by all order by all",
            [ROUNDING],
        ).fetchall()
        n_cells = _n_cells(connection)
        words = _differing_words(connection)
    if moved or notes or words:
        table = aligned(["relation", "variable", "cells", "largest relative difference"], moved, digits=7)
        raise UserError("\n".join(["The warehouses differ.", *notes, *words, table]), exit_code=1)
    return (
        f"all {n_cells:,} cells of {', '.join(SCHEMAS)} are equal to {TOLERANCE:g} relative, nulls included, and "
        "verdicts and findings are the same words"
    )


def _differing_words(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Tables of the audit and of quality whose columns of text, whole numbers and truth values differ in any row."""
    columns = connection.execute(
        "select schema_name || '.' || table_name, string_agg('\"' || column_name || '\"', ', ' order by column_index) "
        "from duckdb_columns() where database_name = 'a' and schema_name in ('audit', 'quality') "
        "and data_type in ('VARCHAR', 'INTEGER', 'BIGINT', 'BOOLEAN') "
        "and column_name not in ('run_id', 'panel_sha256') group by all order by all"
    ).fetchall()
    said = []
    for table, names in columns:
        here, there = (
            Counter(
                " | ".join(map(str, row))
                for row in connection.execute(f"select {names} from {side}.{table}").fetchall()
            )
            for side in "ab"
        )
        for where, rows in (("DuckDB", here - there), ("the other engine", there - here)):
            said += [f"{table}: only on {where}: {row}" for row in sorted(rows)[:2]]
    return said


def _compare_estimates(ours: Engine, theirs: Engine) -> str:
    """Regressions of the panel inside both engines."""
    from resilience.regression import regress

    for formula, se_type in REGRESSIONS:
        a, b = (regress(engine, "marts.panel", formula, se_type) for engine in (ours, theirs))
        for what in ("estimate", "std_error"):
            left, right = getattr(a, what), getattr(b, what)
            if a.n_obs != b.n_obs or max(abs(left - right) / abs(left)) > TOLERANCE:
                raise UserError(f"{formula}, {se_type}: {what} {list(left)} here, {list(right)} there.", exit_code=1)
    return f"{len(REGRESSIONS)} regressions inside the engine give the same estimates and standard errors"


def _n_cells(connection: duckdb.DuckDBPyConnection) -> int:
    tables = connection.execute(
        "select schema_name || '.' || table_name, column_count from duckdb_tables() where database_name = 'a' "
        "and list_contains(?, schema_name)",
        [list(SCHEMAS)],
    ).fetchall()
    return sum(connection.execute(f"select count(*) from a.{name}").fetchone()[0] * n for name, n in tables)
