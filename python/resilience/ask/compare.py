"""What moved between two publications: cells by key, and the inputs that changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fe_duckdb.engine import name as quoted
from fe_duckdb.engine import text
from resilience.project import dbt, inputs
from resilience.project.errors import UserError
from resilience.project.plain_text import inert
from resilience.project.terminal import aligned
from resilience.project.warehouse import attach, one_row
from resilience.publish import manifest, publication

if TYPE_CHECKING:
    import duckdb

    from resilience.project.settings import Settings

SCHEMAS = ("marts", "quality", "results", "audit")
RENAMES = "docs/renames.csv"  # of relations and columns, so that what is only called otherwise does not count as moved
INPUTS_SHOWN = 30
STAMPS = {"run_id", "panel_sha256"}
PANEL = "marts.panel"
NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "FLOAT", "DOUBLE", "DECIMAL")


@dataclass(frozen=True)
class Side:
    """One of the two: its file, and the folder if it is a publication."""

    label: str
    file: Path
    folder: Path | None


def compare(
    settings: Settings, before: str, after: str, *, tolerance: float = 1e-9, words: bool = True, top: int = 20,
    output: Path | None = None,
) -> str:  # fmt: skip
    """The report as text; all moved cells go to `output` as CSV where it is given.

    Parameters
    ----------
    words
        Whether columns of text count too, beside numbers, truth values, keys and nulls.
    """
    import duckdb

    sides = _side(settings, before), _side(settings, after)
    if output is not None and not output.absolute().parent.is_dir():
        raise UserError(f"There is no folder {output.absolute().parent} to write {output.name} into.")
    with duckdb.connect() as connection:
        attach(connection, sides[0].file.resolve(), "before")
        attach(connection, sides[1].file.resolve(), "b")
        _rename(connection, settings.project_dir / RENAMES)
        notes = collect(connection, tolerance, dbt.grains(settings), words=words)
        if output is not None:
            _write(connection, output)
        return "\n".join([*_inputs(sides), "", *_cells(connection, top), *notes])


def _rename(connection: duckdb.DuckDBPyConnection, file: Path) -> None:
    """The older file as database `a` under today's names, without what was deleted since.

    A renamed column of the panel is a word of text columns too, such as a term or a list of regressors.
    """
    import csv

    rows = list(csv.DictReader(file.open(encoding="utf-8"))) if file.exists() else []
    now = {(row["relation_before"], row["column_before"]): (row["relation_after"], row["column_after"]) for row in rows}
    terms = {old: new for (relation, old), (_, new) in now.items() if relation == PANEL and new}
    connection.execute("attach ':memory:' as a")
    after = _columns(connection, "b", SCHEMAS)
    for table, columns in _columns(connection, "before", SCHEMAS).items():
        name = now.get((table, ""), (table, ""))[0]
        if not name:
            continue
        parts = []
        for column, kind in columns.items():
            new = column if column in after.get(name, ()) else now.get((table, column), (name, column))[1]
            value = _with_todays_words(quoted(column), terms) if kind == "VARCHAR" else quoted(column)
            parts += [f"{value} as {quoted(new)}"] if new else []
        schema, relation = name.split(".")
        origin = ".".join(map(quoted, table.split(".")))
        connection.execute(f"create schema if not exists a.{quoted(schema)}")
        connection.execute(
            f"create view a.{quoted(schema)}.{quoted(relation)} as select {', '.join(parts)} from before.{origin}"
        )


def _with_todays_words(value: str, terms: dict[str, str]) -> str:
    for old, new in terms.items():
        value = "regexp_replace({}, {}, {}, 'g')".format(value, text(rf"\b{old}\b"), text(new))
    return value


def _write(connection: duckdb.DuckDBPyConnection, output: Path) -> None:
    """All moved cells as CSV; what a label brings is no formula there."""
    import csv

    rows = connection.execute("from moved order by all")
    with output.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([column[0] for column in rows.description])
        while some := rows.fetchmany(10_000):
            writer.writerows([inert(cell) if isinstance(cell, str) else cell for cell in row] for row in some)


def collect(
    connection: duckdb.DuckDBPyConnection,
    tolerance: float,
    grains: dict[str, list[str]],
    schemas: Sequence[str] = SCHEMAS,
    *,
    words: bool = True,
) -> list[str]:
    """Fills the temporary table `moved` from the attached `a` and `b`; gives notes on what could not be compared.

    Parameters
    ----------
    grains
        Key columns by relation; of a relation that it does not name, text and whole numbers are tried as the key.
    """
    connection.execute(
        "create temp table moved (relation text, cell text, variable text, kind text, before text, after text, "
        "difference double, relative_change double)"
    )
    notes = []
    columns = {side: _columns(connection, side, schemas) for side in ("a", "b")}
    for table in sorted(columns["a"].keys() | columns["b"].keys()):
        if table not in columns["a"] or table not in columns["b"]:
            notes.append(f"{table} exists only {'before' if table in columns['a'] else 'after'}.")
            continue
        in_a, in_b = columns["a"][table], columns["b"][table]
        differing = sorted((set(in_a) ^ set(in_b)) - STAMPS)
        if differing:
            notes.append(f"{table}: columns on one side only: {', '.join(differing)}.")
        shared = {name: kind for name, kind in in_a.items() if name in in_b and name not in STAMPS}
        key = _key(connection, table, grains.get(table), shared)
        if key is None:
            notes.append(f"{table}: rows have no unique key, so it was not compared cell by cell.")
        else:
            compared = {name: kind for name, kind in shared.items() if words or name in key or kind != "VARCHAR"}
            _collect_table(connection, table, key, compared, tolerance)
    return notes


def _collect_table(
    connection: duckdb.DuckDBPyConnection, table: str, key: list[str], shared: dict[str, str], tolerance: float
) -> None:
    relation = ".".join(map(quoted, table.split(".")))
    match = " and ".join(f"a.{quoted(name)} is not distinct from b.{quoted(name)}" for name in key)
    cell = " || ' ' || ".join(f"coalesce(cast({{side}}.{quoted(name)} as text), '–')" for name in key)
    source = f"from a.{relation} as a {{join}} join b.{relation} as b on {match}"
    selects = []
    for kind, side, other in (("removed", "a", "b"), ("added", "b", "a")):
        rows = f"from {side}.{relation} as {side} anti join {other}.{relation} as {other} on {match}"
        selects.append(
            f"select {text(table)}, {cell.format(side=side)}, '(row)', '{kind}', null, null, null, null {rows}"
        )
    for name, kind in shared.items():
        if name in key:
            continue
        old, new = f"a.{quoted(name)}", f"b.{quoted(name)}"
        is_number = kind.startswith(NUMBERS)
        gap = f"cast({new} as double) - cast({old} as double)" if is_number else "cast(null as double)"
        change = f"({gap}) / nullif(abs(cast({old} as double)), 0)" if is_number else "cast(null as double)"
        moved = f"{old} is distinct from {new}"
        if is_number:
            moved += f" and coalesce(abs({gap}) > {tolerance} * greatest(abs({old}), abs({new})), true)"
        selects.append(
            f"select {text(table)}, {cell.format(side='a')}, {text(name)}, 'changed', cast({old} as text), "
            f"cast({new} as text), {gap}, {change} {source.format(join='inner')} where {moved}"
        )
    for select in selects:
        connection.execute(f"insert into moved {select}")


def _key(
    connection: duckdb.DuckDBPyConnection, table: str, grain: list[str] | None, shared: dict[str, str]
) -> list[str] | None:
    exact = [name for name, kind in shared.items() if not kind.startswith(("FLOAT", "DOUBLE", "DECIMAL"))]
    for key in (grain, exact):
        if key and set(key) <= set(shared) and all(_is_unique(connection, side, table, key) for side in ("a", "b")):
            return key
    return None


def _is_unique(connection: duckdb.DuckDBPyConnection, side: str, table: str, key: list[str]) -> bool:
    relation = ".".join(map(quoted, table.split(".")))
    sql = f"select 1 from {side}.{relation} group by {', '.join(map(quoted, key))} having count(*) > 1 limit 1"
    return connection.execute(sql).fetchone() is None


def _columns(connection: duckdb.DuckDBPyConnection, side: str, schemas: Sequence[str]) -> dict[str, dict[str, str]]:
    rows = connection.execute(
        "select schema_name || '.' || table_name, column_name, data_type from duckdb_columns() "
        "where database_name = ? and schema_name in (select unnest(?)) order by 1, column_index",
        [side, list(schemas)],
    ).fetchall()
    tables: dict[str, dict[str, str]] = {}
    for table, column, kind in rows:
        tables.setdefault(table, {})[column] = kind
    return tables


def _cells(connection: duckdb.DuckDBPyConnection, top: int) -> list[str]:
    total = one_row(connection, "select count(*) from moved")[0]
    if not total:
        return ["No cell moved."]
    by_table = _table(
        connection,
        "select relation, variable, kind, count(*) as cells, max(abs(relative_change)) as largest_relative_change "
        "from moved group by all order by relation, variable, kind",
    )
    largest = _table(
        connection,
        "select relation, cell, variable, kind, before, after, relative_change from moved "
        f"order by abs(relative_change) desc nulls last, relation, cell, variable limit {int(top)}",
    )
    return [
        f"{total} cells or rows moved.",
        "",
        by_table,
        "",
        f"The {min(top, total)} that moved most, relatively:",
        largest,
    ]


def _table(connection: duckdb.DuckDBPyConnection, sql: str) -> str:
    cursor = connection.execute(sql)
    return aligned([column[0] for column in cursor.description], cursor.fetchall(), digits=7)


def _inputs(sides: tuple[Side, Side]) -> list[str]:
    lines = [f"before: {sides[0].label}", f"after:  {sides[1].label}", ""]
    documents = [publication.record(side.folder) if side.folder else {} for side in sides]
    if not all(documents):
        return [*lines, "Inputs are not known: one side is a file without run.json."]
    changes = inputs.difference(documents[0]["inputs"], documents[1]["inputs"])
    old, new = (document.get("parameters", {}) for document in documents)
    moved = [
        f"  {name}: {old.get(name)} → {new.get(name)}"
        for name in sorted({*old, *new})
        if old.get(name) != new.get(name)
    ]
    if moved:
        lines += ["Parameters that changed:", *moved]
    if changes:
        more = [f"  … and {len(changes) - INPUTS_SHOWN} more"] if len(changes) > INPUTS_SHOWN else []
        lines += ["Inputs that changed:", *(f"  {kind:<8} {path}" for path, kind in changes[:INPUTS_SHOWN]), *more]
    return lines if moved or changes else [*lines, "Inputs are the same."]


def _side(settings: Settings, wanted: str) -> Side:
    if Path(wanted).is_file():
        return Side(wanted, Path(wanted), None)
    folder = _folder(settings, wanted)
    if folder is None:
        names = ", ".join(each.name for each in publication.publications(settings)) or "none"
        raise UserError(f"There is no publication or file '{wanted}'. Publications kept: {names}.")
    if fault := manifest.fault(folder):
        raise UserError(f"The publication {folder} is not whole and counts as absent: {fault}.")
    document = publication.record(folder)
    return Side(f"{folder.name} ({document.get('finished_at', 'time unknown')})", folder / "warehouse.duckdb", folder)


def _folder(settings: Settings, wanted: str) -> Path | None:
    if wanted == "published":
        return publication.require(settings)
    if wanted == "previous":
        now = publication.current(settings)
        return next((each for each in publication.publications(settings) if each != now), None)
    known = [settings.publications_dir / wanted, Path(wanted)]
    return next((each for each in known if wanted and each.is_dir()), None)
