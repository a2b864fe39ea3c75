"""dbt inside this process: quiet, failures told as rule, rows and remedy, and the file released afterwards."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from resilience.project.errors import UserError
from resilience.project.settings import in_environment

if TYPE_CHECKING:
    import duckdb

    from resilience.project.settings import Settings

FINGERPRINT = "RESILIENCE_PANEL_SHA256"  # the variable that the audit models read; no part of what dbt parses
PATHS = ("model-paths", "seed-paths", "macro-paths", "analysis-paths", "test-paths")
PARSED = {".sql", ".yml", ".csv", ".md"}
ROWS_SHOWN = 10
STATUS_BAD = {"fail", "error", "runtime error"}
_PARSED: dict[tuple, Any] = {}  # a project's manifest is shared by every command of this process


def invoke(settings: Settings, arguments: Sequence[str], *, environment: dict[str, str] | None = None) -> Any:
    """Runs one dbt command and gives dbt's own result.

    The DuckDB file is closed when this returns, whatever happened: Python and dbt never hold it at the same time.

    Raises:
        UserError: dbt failed. The message holds, for each failed test, its rule, its remedy, the table with the
            failing rows and the first of them.
    """
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    settings.dataset_dir.mkdir(parents=True, exist_ok=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(f"dbt {arguments[0]}", total=None)

        def count(event: Any) -> None:
            if event.info.name == "NodeStart":
                info = event.data.node_info
                progress.update(task, description=f"dbt {arguments[0]}: {info.node_name[:60]}")
            elif event.info.name == "ConcurrencyLine":
                progress.update(task, total=event.data.node_count)
            elif event.info.name == "NodeFinished":
                progress.advance(task)

        result = _run(settings, arguments, environment or {}, count)
    if isinstance(result.exception, KeyboardInterrupt):
        raise result.exception
    if not result.success:
        raise UserError(explain_failure(settings, result, arguments))
    return result


def summary(result: Any) -> str:
    """One line: how many models, seeds and tests ended how."""
    results = [each for each in getattr(result.result, "results", None) or [] if str(each.status) != "no-op"]
    counts: dict[str, int] = {}
    for each in results:
        counts[_kind(each)] = counts.get(_kind(each), 0) + 1
    warned = sum(str(each.status) == "warn" for each in results)
    text = ", ".join(f"{number} {kind}{'s' if number != 1 else ''}" for kind, number in sorted(counts.items()))
    return (text or "nothing to do") + (f", {warned} with warnings" if warned else "")


def docs_site(settings: Settings, folder: Any, *, compiled: bool = False) -> None:
    """Writes the documentation of the warehouse as one page that needs no server and no network.

    Args:
        compiled: this process has built every model, so that the manifest holds their compiled SQL.
    """
    import shutil

    invoke(settings, ["docs", "generate", "--static", *(["--no-compile"] if compiled else [])])
    page = settings.target_dir / "static_index.html"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(page, folder / "index.html")


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
        return [f"{_kind(result).upper()} {node.name} ({where})", f"  {str(result.message).strip()}"]
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
        return node.name.removeprefix("assert_").replace("_", " ")
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
            total = connection.execute(f"select count(*) from {failing}").fetchone()[0]
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


def _kind(result: Any) -> str:
    kind = str(result.node.resource_type)
    return {"unit_test": "unit test", "operation": "hook"}.get(kind, kind)


def _run(settings: Settings, arguments: Sequence[str], environment: dict[str, str], callback: Any) -> Any:
    log_dir = settings.dataset_dir / "logs"
    fixed = {
        **settings.environment,
        "DBT_LOG_PATH": str(log_dir),
        "DO_NOT_TRACK": "1",
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }
    with in_environment({**fixed, **environment}):
        from dbt.cli.main import dbtRunner

        flags = ["--log-level", "none", "--log-level-file", "debug", "--no-use-colors"]
        places = ["--project-dir", str(settings.project_dir), "--profiles-dir", str(settings.project_dir)]
        variables = list(arguments[arguments.index("--vars") :][:2]) if "--vars" in arguments else []
        try:
            key = _project_state(settings, variables)
            if arguments[0] == "parse" or key not in _PARSED:
                parse = arguments if arguments[0] == "parse" else ["parse", "--no-write-json", *variables]
                parsed = dbtRunner(callbacks=[callback]).invoke([*flags, *parse, *places])
                if arguments[0] == "parse" or not parsed.success:
                    return parsed
                _PARSED[key] = parsed.result
            for node in _PARSED[key].nodes.values():  # else a second compile leaves out the SQL of ephemeral models
                if getattr(node, "extra_ctes_injected", False):
                    node.extra_ctes_injected, node.extra_ctes = False, []
            return dbtRunner(_PARSED[key], [callback]).invoke([*flags, *arguments, *places])
        finally:
            release_file()


def _project_state(settings: Settings, variables: list[str]) -> tuple:
    """What dbt's parse depends on: the project's files, `--vars`, and the environment but for where it builds."""
    folders = [folder for kind in PATHS for folder in settings.project.get(kind, [])]
    files = [file for folder in folders for file in (settings.project_dir / folder).rglob("*") if file.suffix in PARSED]
    files += [settings.project_dir / name for name in ("dbt_project.yml", "profiles.yml")]
    states = [(str(file), (stat := file.stat()).st_mtime_ns, stat.st_size) for file in files]
    names = {name for name in os.environ if name.startswith("RESILIENCE_")} - {"RESILIENCE_BUILD_DIR", FINGERPRINT}
    return (*sorted(states), *variables, *((name, os.environ[name]) for name in sorted(names)))


def release_file() -> None:
    """Closes the connection that dbt-duckdb keeps for the life of a process.

    `close_all_connections` of dbt-duckdb 1.11 only forgets its environment; the open database goes when that is
    collected, which may be never. So the environment is closed first, and dbt's adapters are reset with it.
    """
    from dbt.adapters.factory import reset_adapters

    try:
        from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    except ImportError:  # another adapter is in use
        return
    if DuckDBConnectionManager._ENV is not None:
        DuckDBConnectionManager._ENV.close()
    DuckDBConnectionManager.close_all_connections()
    reset_adapters()
