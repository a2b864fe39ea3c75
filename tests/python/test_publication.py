"""Publications: complete or not there, swapped by one rename, readable under any name."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import multiprocessing
import os
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from resilience.project.errors import UserError
from resilience.project.settings import Settings
from resilience.publish import publication
from resilience.publish.published_copy import copy_warehouse


def build_work_file(settings: Settings, value: float = 1.0, label: str = "b") -> None:
    settings.dataset_dir.mkdir(parents=True, exist_ok=True)
    settings.work_file.unlink(missing_ok=True)
    with duckdb.connect(str(settings.work_file)) as connection:
        connection.execute("create schema marts; create schema quality; create schema test_failures")
        connection.execute("create table marts.panel (region_code text, year integer, sl double)")
        connection.execute("insert into marts.panel values ('b', 2010, ?), ('a', 2010, null)", [value])
        connection.execute("create table marts.dim_region as select 1 as region_code, ? as region_name_en", [label])
        connection.execute("comment on table marts.panel is 'One row per region''s year'")
        connection.execute("comment on column marts.panel.sl is 'resilience'")
        connection.execute('create view quality.panel_growth as select * from "work"."marts"."panel"')
        connection.execute("create table test_failures.noise as select 1 as i")


def publish(
    settings: Settings, run_id: str, value: float = 1.0, finished_at: str = "2026-01-01", label: str = "b"
) -> Path:
    build_work_file(settings, value, label)
    with publication.lock(settings), publication.staging(settings) as stage:
        copy_warehouse(settings.work_file, stage)
        document = {"run_id": run_id, "finished_at": finished_at, "inputs": {"seeds/a.csv": str(value)}}
        (stage / "run.json").write_text(json.dumps(document))
        return publication.publish(settings, run_id, stage)


def published_value(settings: Settings) -> float:
    with duckdb.connect(str(settings.published_file), read_only=True) as connection:
        return connection.execute("select sl from marts.panel where region_code = 'b'").fetchone()[0]


def test_views_become_tables_in_order_with_comments(settings):
    publish(settings, "r-1")
    with duckdb.connect(str(settings.published_file), read_only=True) as connection:
        tables = connection.execute(
            "select schema_name, table_name, comment from duckdb_tables() order by all"
        ).fetchall()
        assert [row[:2] for row in tables] == [("marts", "dim_region"), ("marts", "panel"), ("quality", "panel_growth")]
        assert tables[1][2] == "One row per region's year"
        assert connection.execute("select region_code from marts.panel").fetchall() == [("a",), ("b",)]
        assert not connection.execute("select * from duckdb_views() where not internal").fetchall()
        comments = "select comment from duckdb_columns() where column_name = 'sl' and table_name = 'panel'"
        assert connection.execute(comments).fetchall() == [("resilience",)]


def test_file_works_under_another_name_and_alias(settings, tmp_path):
    publish(settings, "r-1")
    other = tmp_path / "my copy.duckdb"
    other.write_bytes(settings.published_file.read_bytes())
    with duckdb.connect() as connection:
        connection.execute(f"attach '{other}' as somebody (read_only)")
        for table in ("marts.panel", "quality.panel_growth"):
            assert connection.execute(f"select count(*) from somebody.{table}").fetchone() == (2,)


def test_same_rows_give_the_same_parquet_bytes(settings):
    first = publish(settings, "r-1") / "parquet" / "marts.panel.parquet"
    second = publish(settings, "r-2") / "parquet" / "marts.panel.parquet"
    assert hashlib.sha256(first.read_bytes()).digest() == hashlib.sha256(second.read_bytes()).digest()


def test_link_is_relative_and_last_two_are_kept(settings):
    for number in (1, 2, 3):
        publish(settings, f"r-{number}", float(number), f"2026-01-0{number}")
    assert not settings.published.readlink().is_absolute()
    assert published_value(settings) == 3.0
    assert [folder.name for folder in publication.publications(settings)] == ["r-3", "r-2"]
    assert not list(settings.dataset_dir.glob(".staging*"))


def test_rollback_goes_back_and_forth(settings):
    publish(settings, "r-1", 1.0, "2026-01-01")
    with pytest.raises(UserError, match="no earlier publication"):
        publication.rollback(settings)
    publish(settings, "r-2", 2.0, "2026-01-02")
    publication.rollback(settings)
    assert published_value(settings) == 1.0
    publication.rollback(settings)
    assert published_value(settings) == 2.0


def test_same_run_id_replaces_its_folder(settings):
    publish(settings, "r-1", 1.0)
    folder = publish(settings, "r-1", 5.0)
    assert published_value(settings) == 5.0
    assert publication.current(settings) == folder
    assert [path.name for path in settings.publications_dir.iterdir()] == ["r-1"]


@pytest.mark.parametrize("run_id", ["r-1", "r-2"])
def test_before_every_change_of_a_file_the_link_points_at_a_whole_publication(settings, run_id):
    """Seen through Python's audit events; a hook cannot be taken away again, so it is told when to look."""
    publish(settings, "r-1")
    steps, looks = [], [True]

    def look(event: str, _: tuple) -> None:
        if looks and event.startswith(("os.", "shutil.")):
            whole = all((settings.published / name).is_file() for name in ("run.json", "warehouse.duckdb"))
            steps.append((event, whole))

    sys.addaudithook(look)
    try:
        publish(settings, run_id, 5.0, "2026-01-02")
        publication.rollback(settings) if run_id == "r-2" else None
    finally:
        looks.clear()
    assert {"os.rename", "os.symlink", "shutil.rmtree"} <= {event for event, _ in steps}
    assert [event for event, whole in steps if not whole] == []


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def change_a_byte(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    stat = file.stat()
    file.write_bytes(content)
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))  # as a failing disk does it


DAMAGES: dict[str, Callable[[Path], None]] = {
    "removed": Path.unlink,
    "emptied": lambda file: file.write_bytes(b""),
    "cut": cut,
    "a byte changed": change_a_byte,
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("place", ["warehouse.duckdb", "parquet/marts.panel.parquet", "run.json", "manifest.json"])
def test_what_fails_its_manifest_is_absent(settings, place, damage):
    publish(settings, "r-1", 1.0, "2026-01-01")
    folder = publish(settings, "r-2", 2.0, "2026-01-02")
    assert publication.current(settings) == folder and publication.fault(settings) is None
    DAMAGES[damage](folder / place)
    assert publication.current(settings) is None
    assert place in publication.fault(settings) and "goes back to r-1" in publication.fault(settings)
    assert [each.name for each in publication.publications(settings)] == ["r-1"]
    with pytest.raises(UserError, match=place):
        publication.require(settings)
    assert publication.rollback(settings).name == "r-1" and published_value(settings) == 1.0
    with pytest.raises(UserError, match=place):  # never back to what is not whole
        publication.rollback(settings)
    publish(settings, "r-2", 2.0, "2026-01-03")
    assert published_value(settings) == 2.0 and publication.rollback(settings).name == "r-1"


@pytest.mark.parametrize(
    "text",
    ["", "null", "[]", "{", '"x"', '{"files": 1}', '{"files": {"a": 1}}', "\xff", '{"sha256": "0", "files": {}}'],
)
def test_a_manifest_of_any_content_is_read_without_a_traceback(settings, text):
    folder = publish(settings, "r-1")
    (folder / "manifest.json").write_text(text, encoding="latin-1")
    assert publication.fault(settings).count("manifest.json is damaged") == 1
    (folder / "run.json").write_text(text, encoding="latin-1")
    assert isinstance(publication.record(folder), dict)


def test_a_removed_folder_is_absent_and_a_folder_in_the_links_place_is_told(settings):
    folder = publish(settings, "r-1")
    folder.rename(folder.with_name("elsewhere"))
    assert "its folder is missing" in publication.fault(settings) and publication.current(settings) is None
    settings.published.unlink()
    settings.published.mkdir()
    with pytest.raises(UserError, match="is a folder"):
        publish(settings, "r-2")


def _publish_until(settings: Settings, stage: Path, run_id: str, moment: int) -> bool:
    """Publishes in a process of its own that dies before its file operation of that number; whether it got through."""
    child = os.fork()
    if child == 0:
        left = [moment]

        def count(event: str, _: tuple) -> None:
            if event.startswith(("os.", "shutil.", "open")):
                left[0] -= 1
                if left[0] < 0:
                    os._exit(9)

        sys.addaudithook(count)
        publication.publish(settings, run_id, stage)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@pytest.mark.parametrize("run_id", ["r-1", "r-2", "r-3"])
def test_a_publish_killed_at_any_moment_leaves_only_whole_publications(settings, tmp_path, run_id):
    """r-2 is published again, r-1 again while it is the one before, r-3 is new."""

    def stage(folder: Path, value: str) -> None:
        for name in ("run.json", "warehouse.duckdb", "tables/a.csv"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(json.dumps({"finished_at": value, "run_id": value}))

    through, moment = False, 0
    while not through:
        here = dataclasses.replace(settings, build_dir=tmp_path / str(moment))
        for before in ("r-1", "r-2"):
            with publication.lock(here), publication.staging(here) as folder:
                stage(folder, before)
                publication.publish(here, before, folder)
        staged = here.dataset_dir / ".staging-killed"
        stage(staged, "r-9")
        through = _publish_until(here, staged, run_id, moment)
        now = publication.current(here)
        held = publication.record(now) if now else {}
        assert held.get("finished_at") in {"r-2", "r-9"}
        with publication.lock(here):
            publication.settle(here)
            assert publication.record(publication.current(here)) == held
            assert publication.current(here).name[0] != "."
            back = publication.rollback(here)
            assert back == publication.current(here) and publication.record(back) != held
            stage(staged, "r-10")
            publication.publish(here, "r-4", staged)
        assert publication.current(here).name == "r-4" and len(list(here.publications_dir.iterdir())) == 2
        moment += 1
    assert moment > 30


def test_a_publication_belongs_to_a_study(settings):
    mine = dataclasses.replace(settings, study="mine")
    publish(settings, "r-1", 1.0)
    publish(mine, "r-1", 5.0)
    publish(mine, "r-2", 6.0, "2026-01-02")
    assert (published_value(settings), published_value(mine)) == (1.0, 6.0)
    assert settings.published == settings.dataset_dir / "published"
    publication.rollback(mine)
    assert (published_value(settings), published_value(mine)) == (1.0, 5.0)
    with pytest.raises(UserError, match="no earlier publication of the dataset 'observed' to"):
        publication.rollback(settings)
    assert [each.name for each in publication.of_every_study(settings)] == ["r-1", "r-2", "r-1"]


def test_failure_while_staging_leaves_the_publication(settings):
    publish(settings, "r-1")
    with pytest.raises(RuntimeError), publication.staging(settings) as stage:
        (stage / "half").write_text("x")
        raise RuntimeError
    assert published_value(settings) == 1.0
    assert not list(settings.dataset_dir.glob(".staging*"))


def test_what_a_killed_run_left_behind_goes(settings):
    left = settings.dataset_dir / ".staging-1"
    left.mkdir(parents=True)
    publish(settings, "r-1")
    assert not left.exists()


def _hold(settings: Settings, ready, finish) -> None:
    with publication.lock(settings):
        ready.set()
        finish.wait(120)


def test_second_process_is_told_who_holds_the_lock(settings):
    context = multiprocessing.get_context("spawn")
    ready, finish = context.Event(), context.Event()
    holder = context.Process(target=_hold, args=(settings, ready, finish))
    holder.start()
    try:
        assert ready.wait(120)
        with pytest.raises(UserError, match=f"process {holder.pid}"), publication.lock(settings):
            pass
    finally:
        finish.set()
        holder.join()
    with publication.lock(settings):
        pass
