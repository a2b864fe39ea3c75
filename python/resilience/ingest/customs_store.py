"""Customs query downloads -> `build/<dataset>/customs/current/`: Parquet by flow, currency and month, and a manifest.

Only within a flow, currency and month can two downloads claim the same cell, and what a path says costs a query nothing
to read. Each download is one Parquet file a partition, named by its sha256: a new download costs its own size, one that
is removed is a file less, the same bytes twice are one file. A generation is a folder of hard links; the link `current`
is swapped to it at the end.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from resilience.ingest.customs_overlap import overlaps, sha256_of
from resilience.ingest.customs_query import PARTITIONS, Contents, convert, flow_of, is_query_download
from resilience.project.errors import Problem, UserError
from resilience.project.processes import processes

if TYPE_CHECKING:
    from resilience.project.settings import Settings

FILES = "/".join(f"{name}=*" for name in PARTITIONS) + "/*.parquet"
FEW = 8  # so many downloads are read before two more processes would have started
PROCESSES = 2
MEMORY = "1GB"
PLACES = """
    select distinct place[1] as place_code, nullif(place[2], '') as place_name
    from (select unnest(cast(places as varchar[][])) as place from manifest) order by all
"""


@dataclass(frozen=True)
class CustomsReport:
    """What the store holds after a run of ingestion, and what was new."""

    n_files: int
    n_new: int
    n_removed: int
    n_rows: int

    def __str__(self) -> str:
        return (
            f"customs queries: {self.n_files:,} files with {self.n_rows:,} records "
            f"({self.n_new:,} files new, {self.n_removed:,} removed)\n"
            f"  {self.n_rows:,} lines below headers = {self.n_rows:,} records + 0 left out"
        )


def is_customs_query(file: Path) -> bool:
    """Whether a file is a customs online query download, by its first bytes."""
    if file.suffix.lower() not in {".csv", ".txt"}:
        return False
    with file.open("rb") as content:
        return is_query_download(content.read(1024))


def places(settings: Settings) -> list[tuple[str, str | None]]:
    """Codes and names of the places of registration that the store holds."""
    import duckdb

    file = settings.dataset_dir / "customs" / "current" / "places.parquet"
    if not file.exists():
        return []
    with duckdb.connect() as connection:
        return connection.execute("select place_code, place_name from read_parquet(?)", [str(file)]).fetchall()


def sync(
    settings: Settings, files: Sequence[Path], known: dict[str, dict[str, str]], stated: dict[str, str], *, whole: bool
) -> tuple[CustomsReport, list[Problem]]:
    """Brings the store up to these downloads; `whole`: they are all there are, others leave the store.

    Args:
        known: answers by sha256, completed by `stated` for the files that were read.

    Returns:
        What the store holds then, and one problem for each download that was refused; nothing of such a one is in it.
    """
    import duckdb

    store = settings.dataset_dir / "customs"
    before = _manifest(store)
    rows, problems = _identified(files, before, known, stated)
    if not whole:
        given = {row["file"] for row in rows} | {str(file) for file in files}
        rows += [row for row in before.values() if row["file"] not in given and Path(row["file"]).exists()]
    kept = {row["sha256"]: row for row in before.values()}
    kept = {row["sha256"]: kept[row["sha256"]] for row in rows if _same(kept.get(row["sha256"]), row)}
    todo = {row["sha256"]: row for row in rows if row["sha256"] not in kept}
    work = store / f".new-{os.getpid()}"
    shutil.rmtree(work, ignore_errors=True)
    try:
        contents, refused = _converted(list(todo.values()), work)
        problems += refused
        have = {sha: (row["dimensions"], row["hs_level"]) for sha, row in kept.items()}
        have |= {sha: (each.dimensions, each.hs_level) for sha, each in contents.items()}
        new = [file for file in work.glob(FILES) if sha256_of(file) in contents]
        old = [file for file in (store / "current" / "records").glob(FILES) if sha256_of(file) in kept]
        with duckdb.connect(config={"threads": PROCESSES, "memory_limit": MEMORY}) as connection:
            connection.execute("set temp_directory = ?", [str(work / "spill")])
            shared = overlaps(connection, new, old, have)
        problems += _overlap_problems(shared, {**kept, **todo})
        claimed = {sha for pair in shared for sha in pair} & contents.keys()
        facts = {sha: asdict(each) for sha, each in contents.items() if sha not in claimed}
        facts |= {sha: {key: row[key] for key in Contents.__annotations__} for sha, row in kept.items()}
        manifest = [{**row, **facts[row["sha256"]]} for row in rows if row["sha256"] in facts]
        linked = [file for file in [*new, *old] if sha256_of(file) in facts]
        if manifest != list(before.values()):
            _swap(store, linked, manifest)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    sums = {row["sha256"]: row["n_rows"] for row in manifest}
    if stated:
        given = set(map(str, files))
        known |= {row["sha256"]: {**known.get(row["sha256"], {}), **stated} for row in rows if row["file"] in given}
    old_sums = {row["sha256"] for row in before.values()}
    report = CustomsReport(len(sums), len(sums.keys() - old_sums), len(old_sums - sums.keys()), sum(sums.values()))
    return report, problems


def _identified(
    files: Sequence[Path], before: dict[str, dict[str, Any]], known: dict[str, dict[str, str]], stated: dict[str, str]
) -> tuple[list[dict[str, Any]], list[Problem]]:
    """File, checksum, flow and stated vintage of each download; a file as it was (size, times) is not read again."""
    rows: list[dict[str, Any]] = []
    problems: list[Problem] = []
    flows: dict[str, tuple[str, Path]] = {}
    for file in files:
        status = file.stat()
        marks = {"n_bytes": status.st_size, "modified_ns": status.st_mtime_ns, "changed_ns": status.st_ctime_ns}
        row = before.get(str(file), {})
        same = all(row.get(name) == value for name, value in marks.items())
        sha256 = row["sha256"] if same else hashlib.sha256(file.read_bytes()).hexdigest()
        answers = {**known.get(sha256, {}), **stated}
        try:
            flow = flow_of(file, answers.get("indicator", ""))
        except UserError as error:
            problems += error.problems
            continue
        if flows.setdefault(sha256, (flow, file))[0] != flow:
            found = f"the same content as {flows[sha256][1]}, there as {flows[sha256][0]} and here as {flow}"
            problems.append(Problem(str(file), found, "one flow", "remove the wrong one"))
            continue
        vintage = answers.get("vintage", "not stated")
        rows.append({"file": str(file), "sha256": sha256, **marks, "flow": flow, "vintage": vintage})
    return rows, problems


def _same(old: dict[str, Any] | None, new: dict[str, Any]) -> bool:
    return old is not None and old["flow"] == new["flow"]


def _converted(todo: list[dict[str, Any]], work: Path) -> tuple[dict[str, Contents], list[Problem]]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    contents, problems = {}, []
    columns = (TextColumn("customs queries"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    jobs = [(Path(row["file"]), row["flow"], row["sha256"], work) for row in todo]
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=len(jobs))

        def take(results: Any) -> None:
            for sha256, result in results:
                progress.advance(task)
                if isinstance(result, Contents):
                    contents[sha256] = result
                else:
                    problems.extend(result)

        if len(jobs) <= FEW:
            take(map(_convert, jobs))
        else:
            with processes(PROCESSES) as pool:
                take(pool.map(_convert, jobs, chunksize=4))
    return contents, problems


_CONNECTION: list[Any] = []  # one a process


def _convert(job: tuple[Path, str, str, Path]) -> tuple[str, Contents | list[Problem]]:
    import duckdb

    if not _CONNECTION:
        _CONNECTION.append(duckdb.connect(config={"threads": 1, "memory_limit": MEMORY}))
    file, flow, sha256, work = job
    try:
        return sha256, convert(_CONNECTION[0], file, flow, sha256, work)
    except UserError as error:
        return sha256, error.problems


def _overlap_problems(shared: dict[tuple[str, str], str], rows: dict[str, dict[str, Any]]) -> list[Problem]:
    remedy = "keep one of them, or query again so that no cell is in both; files already taken in stay"
    named = sorted((*sorted(rows[sha256]["file"] for sha256 in pair), cell) for pair, cell in shared.items())
    return [
        Problem(f"{one} and {other}", f"both hold {cell}", "each cell in one file", remedy)
        for one, other, cell in named
    ]


def _manifest(store: Path) -> dict[str, dict[str, Any]]:
    import duckdb

    file = store / "current" / "files.parquet"
    if not file.exists() or not any(store.glob(f"current/records/{FILES}")):  # none, or laid out by an older version
        return {}
    with duckdb.connect() as connection:
        cursor = connection.execute("from read_parquet(?) order by file", [str(file)])
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return {row["file"]: row for row in rows}


def _swap(store: Path, records: list[Path], manifest: list[dict[str, Any]]) -> None:
    import duckdb
    import pandas as pd

    current = store / "current"
    before = store / os.readlink(current) if current.is_symlink() else None
    folder = store / ("generation-1" if before and before.name == "generation-0" else "generation-0")
    shutil.rmtree(folder, ignore_errors=True)
    for file in records:
        target = folder / "records" / Path(*file.parts[-len(PARTITIONS) - 1 :])
        target.parent.mkdir(parents=True, exist_ok=True)
        os.link(file, target)
    folder.mkdir(parents=True, exist_ok=True)
    if manifest:
        with duckdb.connect() as connection:
            connection.register("manifest", pd.DataFrame(sorted(manifest, key=lambda row: row["file"])))
            for name, query in (("files", "from manifest"), ("places", PLACES)):
                place = str(folder / f"{name}.parquet").replace("'", "''")
                connection.execute(f"copy ({query}) to '{place}' (format parquet)")
    link = store / f".current-{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(folder.name)
    link.replace(current)
    if before:
        shutil.rmtree(before, ignore_errors=True)
