"""Publications: complete or not there, swapped by one rename, readable under any name."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import sys
from pathlib import Path

import duckdb
import pytest

from resilience import publication
from resilience.config import Settings
from resilience.errors import UserError


def build_work_file(settings: Settings, value: float = 1.0) -> None:
    settings.dataset_dir.mkdir(parents=True, exist_ok=True)
    settings.work_file.unlink(missing_ok=True)
    with duckdb.connect(str(settings.work_file)) as connection:
        connection.execute("create schema marts; create schema staging; create schema test_failures")
        connection.execute("create table marts.panel (region_code text, year integer, sl double)")
        connection.execute("insert into marts.panel values ('b', 2010, ?), ('a', 2010, null)", [value])
        connection.execute("comment on table marts.panel is 'One row per region''s year'")
        connection.execute("comment on column marts.panel.sl is 'resilience'")
        connection.execute('create view staging.stg_panel as select * from "work"."marts"."panel"')
        connection.execute("create table test_failures.noise as select 1 as i")


def publish(settings: Settings, run_id: str, value: float = 1.0, finished_at: str = "2026-01-01") -> Path:
    build_work_file(settings, value)
    with publication.lock(settings), publication.staging(settings) as stage:
        publication.copy_warehouse(settings.work_file, stage)
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
        assert [row[:2] for row in tables] == [("marts", "panel"), ("staging", "stg_panel")]
        assert tables[0][2] == "One row per region's year"
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
        for table in ("marts.panel", "staging.stg_panel"):
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
