"""dbt inside this process: quiet, failures told as rule, rows and remedy, and the file released afterwards.

`build` gives what `dbt build` gives, for less: while nothing changed that dbt reads, the statements of the last build
are run again (`kept_build`), and the tests of what was built are counted in one connection. dbt itself runs what is
new, and tells what fails.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from resilience.project import kept_build, manifest_cache
from resilience.project.dbt_failure import explain_failure, kind
from resilience.project.errors import UserError
from resilience.project.kept_build import Build, Model, Test
from resilience.project.settings import in_environment
from resilience.project.warehouse import connect, one_row

if TYPE_CHECKING:
    from resilience.project.settings import Settings

FINGERPRINT = "RESILIENCE_PANEL_SHA256"  # the variable that the audit models read; no part of what dbt parses
TESTS = ("test", "unit_test")
_COMPILED: dict[str, Model] = {}  # what this process has built


def build(settings: Settings, selection: Sequence[str], *, environment: dict[str, str] | None = None) -> str:
    """Builds models and seeds and tests them, as `dbt build` does; gives one line on it.

    Unit tests try the code on rows of their own, whatever the figures are: `dbt build` and `make test` run them.

    Parameters
    ----------
    selection
        dbt's own options, such as `--select`, `--exclude`.
    environment
        Variables for as long as dbt runs.

    Raises
    ------
    UserError
        A model, seed or test failed.
    """
    if settings.target != "duckdb":
        return summary(invoke(settings, ["build", *selection], environment=environment))
    without = [part for name in TESTS for part in ("--exclude-resource-type", name)]
    kept = run(settings, ["build", *selection, *without], environment=environment)
    _run_tests(settings, kept.tests)
    return f"{kept.summary}, {len(kept.tests)} test{'s' if len(kept.tests) != 1 else ''}"


def run(settings: Settings, arguments: Sequence[str], *, environment: dict[str, str] | None = None) -> Build:
    """Does what a dbt command does to a DuckDB file: by the statements of the last time, or by dbt.

    Raises
    ------
    UserError
        A model or seed failed.
    """
    key, written = kept_build.key_of(settings, arguments), {**kept_build.place(settings), **(environment or {})}
    kept: Build | None = manifest_cache.read(settings, key)
    if kept is None or not kept_build.repeat(settings, kept, written):
        kept = Build(written)
        result = invoke(settings, arguments, environment=environment, listen=kept.listen)
        nodes = [each.node for each in result.result.results]
        kept.summary = summary(result)
        kept.take(nodes)
        kept.tests = _tests_of(settings, {node.unique_id for node in nodes})
        manifest_cache.write(settings, key, kept)
    _COMPILED.update(kept.models)
    return kept


def compiled() -> dict[str, Model]:
    """The models that this process has built, with their SQL, by dbt's unique ids."""
    return _COMPILED


def invoke(
    settings: Settings,
    arguments: Sequence[str],
    *,
    environment: dict[str, str] | None = None,
    listen: Callable[[Any], None] | None = None,
) -> Any:
    """Runs one dbt command and gives dbt's own result; `listen` hears dbt's events.

    The DuckDB file is closed when this returns, whatever happened: Python and dbt never hold it at the same time.

    Raises
    ------
    UserError
        dbt failed. The message holds, for each failed test, its rule, its remedy, the table with the failing rows and
        the first of them.
    """
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    settings.dataset_dir.mkdir(parents=True, exist_ok=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(f"dbt {arguments[0]}", total=None)

        def count(event: Any) -> None:
            if listen is not None:
                listen(event)
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
        counts[kind(each)] = counts.get(kind(each), 0) + 1
    warned = sum(str(each.status) == "warn" for each in results)
    text = ", ".join(f"{number} {name}{'s' if number != 1 else ''}" for name, number in sorted(counts.items()))
    return (text or "nothing to do") + (f", {warned} with warnings" if warned else "")


def graph(settings: Settings) -> Any:
    """dbt's manifest: its nodes, sources and exposures by id; of what this process has built, with the compiled SQL.

    Raises
    ------
    UserError
        The project cannot be parsed.
    """
    with in_environment(settings.environment):
        found = _manifest(settings, [])
    if hasattr(found, "success"):
        raise UserError(explain_failure(settings, found, ["parse"]))
    return found


def grains(settings: Settings) -> dict[str, list[str]]:
    """The key columns of each relation: those of its test `unique_combination` or `unique`."""
    known = graph(settings)
    found: dict[str, list[str]] = {}
    for test in known.nodes.values():
        metadata = getattr(test, "test_metadata", None)
        if metadata and metadata.name in ("unique", "unique_combination"):
            (tested,) = test.depends_on.nodes
            node = known.nodes.get(tested) or known.sources[tested]
            key = metadata.kwargs.get("columns") or [metadata.kwargs["column_name"]]
            found.setdefault(f"{node.schema}.{node.name}", key)
    return found


def docs_site(settings: Settings, folder: Path) -> None:
    """Writes the documentation of the warehouse as one page that needs no server and no network.

    It tells of the project and the columns, not of the figures, so that it is made once for the same project.
    """
    key = f"{manifest_cache.key_of(settings)}.page"
    page: bytes | None = manifest_cache.read(settings, key)
    if page is None:
        invoke(settings, ["compile", "--select", "resource_type:model"])
        graph(settings).write(str(settings.target_dir / "manifest.json"))  # which dbt's page is made of
        invoke(settings, ["docs", "generate", "--static", "--no-compile"])
        page = (settings.target_dir / "static_index.html").read_bytes()
        manifest_cache.write(settings, key, page)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "index.html").write_bytes(page)


def _tests_of(settings: Settings, built: set[str]) -> list[Test]:
    """The data tests of what was built.

    A test waits for the build of all that it reads, so those of the audit's models are left to the audit's build.
    """
    queries = _test_queries(settings)
    known = graph(settings).nodes
    later = {key for key, node in known.items() if "audit" in node.tags} - built
    reads = {key: set(known[key].depends_on.nodes) for key in queries}
    of_sources = {key for key, read in reads.items() if all(each.startswith("source.") for each in read)}
    due = [key for key, read in reads.items() if not read & later and (read & built or key in of_sources)]
    return [Test(known[key].name, known[key].alias, queries[key]) for key in due]


def _run_tests(settings: Settings, tests: list[Test]) -> None:
    """Counts the failing rows of tests; dbt runs, stores and tells those that find some."""
    with connect(settings.work_file, read_only=False) as connection:
        stored = "select table_name from duckdb_tables() where schema_name = 'test_failures'"
        for (table,) in connection.execute(stored).fetchall():
            if table in {test.alias for test in tests}:
                connection.execute(f'drop table test_failures."{table}"')
        finding = [test.name for test in tests if _finds_rows(connection, test.query)]
    if finding:
        invoke(settings, ["test", "--select", *finding])


def _finds_rows(connection: Any, query: str) -> bool:
    """Whether a test finds something, or cannot be run, which dbt tells better."""
    import duckdb

    try:
        return bool(one_row(connection, query)[0])
    except duckdb.Error:
        return True


def _test_queries(settings: Settings) -> dict[str, str]:
    """The query of each data test by its id: how many rows it finds."""
    key = f"{manifest_cache.key_of(settings)}.tests"
    kept: dict[str, str] | None = manifest_cache.read(settings, key)
    if kept is None:
        result = invoke(settings, ["compile", "--select", "resource_type:test"])
        nodes = [each.node for each in result.result.results]
        kept = {
            node.unique_id: f"select {node.config.fail_calc} from ({node.compiled_code}\n) as found" for node in nodes
        }
        manifest_cache.write(settings, key, kept)
    return kept


def _manifest(settings: Settings, variables: Sequence[str], callback: Callable[[Any], None] | None = None) -> Any:
    """dbt's manifest of the project; its failed result where the project cannot be parsed."""
    key = manifest_cache.key_of(settings, variables)
    if (kept := manifest_cache.read_manifest(settings, key)) is not None:
        return kept
    parsed = _invoke(settings, ["parse", "--no-partial-parse", *variables], None, callback)
    if not parsed.success:
        return parsed
    manifest_cache.write_manifest(settings, key, parsed.result)
    return parsed.result


def _invoke(settings: Settings, arguments: Sequence[str], manifest: Any, callback: Callable[[Any], None] | None) -> Any:
    from dbt.cli.main import dbtRunner

    flags = ["--log-level", "none", "--log-level-file", "info", "--no-use-colors"]
    if arguments[0] not in ("docs", "parse") or manifest is None:
        flags.append("--no-write-json")
    places = ["--project-dir", str(settings.project_dir), "--profiles-dir", str(settings.project_dir)]
    return dbtRunner(manifest, [callback] if callback else []).invoke([*flags, *arguments, *places])


def _run(
    settings: Settings, arguments: Sequence[str], environment: dict[str, str], callback: Callable[[Any], None]
) -> Any:
    fixed = {
        **settings.environment,
        "DBT_LOG_PATH": str(settings.dataset_dir / "logs"),
        "DO_NOT_TRACK": "1",
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }
    with in_environment({**fixed, **environment}):
        try:
            variables = list(arguments[arguments.index("--vars") :][:2]) if "--vars" in arguments else []
            manifest = _manifest(settings, variables, callback)
            if hasattr(manifest, "success"):  # the project cannot be parsed
                return manifest
            for node in manifest.nodes.values():  # else a second compile leaves out the SQL of ephemeral models
                if getattr(node, "extra_ctes_injected", False):
                    node.extra_ctes_injected, node.extra_ctes = False, []
            return _invoke(settings, arguments, manifest, callback)
        finally:
            release_file()


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
    DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call]
    reset_adapters()  # type: ignore[no-untyped-call]
