"""What a failed dbt command is told as: for each failed test its rule, its remedy and the first of its rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from resilience.project.errors import UserError
from resilience.project.warehouse import one_row

if TYPE_CHECKING:
    import duckdb

    from resilience.project.settings import Settings

ROWS_SHOWN = 10
STATUS_BAD = {"fail", "error", "runtime error"}


def explain_failure(settings: Settings, result: Any, arguments: Sequence[str]) -> str:
    """What failed, in the order in which dbt met it."""
    bad = [each for each in getattr(result.result, "results", None) or [] if str(each.status) in STATUS_BAD]
    if not bad:
        return f"dbt {arguments[0]} stopped: {result.exception or 'no reason given'}"
    skipped = sum(str(each.status) == "skipped" for each in result.result.results)
    lines = [f"dbt {arguments[0]}: {len(bad)} failed, {skipped} skipped because of that.", ""]
    for each in bad:
        lines += [*_failure(settings, each), ""]
    lines.append(f"The last publication is untouched. dbt's own log: {settings.dataset_dir / 'logs' / 'dbt.log'}")
    return "\n".join(lines)


def _failure(settings: Settings, result: Any) -> list[str]:
    node = result.node
    where = getattr(node, "original_file_path", "")
    if str(node.resource_type) != "test" or str(result.status) != "fail":
        return [f"{kind(result).upper()} {node.name} ({where})", f"  {str(result.message).strip()}"]
    rule = " ".join((node.description or _rule(node)).split())
    meta = {**(getattr(node, "meta", None) or {}), **(getattr(node.config, "meta", None) or {})}
    remedy = meta.get(
        "remedy", "look at the rows below; correct the seed, or add a row to seeds/corrections with a reason"
    )
    lines = [f"RULE   {rule}", f"  test:   {node.name} ({where})", f"  found:  {result.message}", f"  do:     {remedy}"]
    if node.relation_name:
        place = str(settings.work_file) if settings.target == "duckdb" else settings.target
        lines += [f"  rows:   {_plain(node.relation_name)} in {place}", *_rows(settings, node.relation_name)]
    return lines


def _rule(node: Any) -> str:
    """A test without a description, said from its own name, or from the generic test and its arguments."""
    metadata = getattr(node, "test_metadata", None)
    if metadata is None:
        return str(node.name).removeprefix("assert_").replace("_", " ")
    arguments = dict(metadata.kwargs)
    arguments.pop("model", None)
    column = arguments.pop("column_name", None)
    place = ".".join(filter(None, [(getattr(node, "attached_node", None) or "").split(".")[-1], column]))
    details = ", ".join(f"{name} {value}" for name, value in arguments.items())
    return f"{metadata.name.replace('_', ' ')}: {place}" + (f" ({details})" if details else "")


def _rows(settings: Settings, relation: str) -> list[str]:
    import duckdb

    from resilience.project.terminal import aligned

    try:
        with _failing(settings, relation) as (connection, failing):
            total = one_row(connection, f"select count(*) from {failing}")[0]
            distinct = f"select *, count(*) as times from {failing} group by all order by all"
            rows = connection.execute(distinct).fetchmany(ROWS_SHOWN)
            names = [column[0] for column in connection.description]
    except (duckdb.Error, UserError) as error:
        return [f"  (the rows cannot be read: {error})"]
    left = total - sum(row[-1] for row in rows)
    if all(row[-1] == 1 for row in rows):
        names, rows = names[:-1], [row[:-1] for row in rows]
    more = [f"    … and {left} more"] if left else []
    return ["    " + line for line in aligned(names, rows).splitlines()] + more


@contextmanager
def _failing(settings: Settings, relation: str) -> Iterator[tuple[duckdb.DuckDBPyConnection, str]]:
    """The rows that a test found, in DuckDB; of another engine, a copy."""
    import duckdb

    from resilience.project.warehouse import connect, working

    if settings.target == "duckdb":
        with connect(settings.work_file) as connection:
            yield connection, _without_catalog(relation)
        return
    with working(settings) as engine, duckdb.connect() as scratch:
        engine.copy_to(scratch, f"select * from {relation}", "failing")
        yield scratch, "failing"


def _without_catalog(relation: str) -> str:
    return ".".join(relation.split(".")[-2:])


def _plain(relation: str) -> str:
    return _without_catalog(relation).replace('"', "")


def kind(result: Any) -> str:
    """What a node is called."""
    name = str(result.node.resource_type)
    return {"unit_test": "unit test", "operation": "hook"}.get(name, name)
