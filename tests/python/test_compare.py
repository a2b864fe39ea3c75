"""`resilience compare`: what moved, by key, and why."""

from __future__ import annotations

import re

import duckdb
import pytest

from resilience.ask.compare import collect, compare
from resilience.project.errors import UserError
from test_publication import publish

GRAINS = {"marts.panel": ["region_code", "year"]}


@pytest.fixture
def pair(tmp_path):
    """Two attached files whose panels the test fills."""
    with duckdb.connect() as connection:
        for name in ("a", "b"):
            connection.execute(f"attach '{tmp_path / name}.duckdb' as {name}")
            connection.execute(f"create schema {name}.marts")
            connection.execute(
                f"create table {name}.marts.panel (region_code text, year integer, sl double, name text)"
            )
        yield connection


def moved(connection) -> list[tuple]:
    return connection.execute(
        "select cell, variable, kind, before, after, relative_change from moved order by all"
    ).fetchall()


def test_changed_added_removed_and_null(pair):
    pair.execute("insert into a.marts.panel values ('x', 1, 2.0, 'n'), ('y', 1, 1.0, 'n'), ('z', 1, null, 'n')")
    pair.execute("insert into b.marts.panel values ('x', 1, 3.0, 'm'), ('w', 1, 1.0, 'n'), ('z', 1, 4.0, 'n')")
    assert collect(pair, 1e-9, GRAINS) == []
    assert moved(pair) == [
        ("w 1", "(row)", "added", None, None, None),
        ("x 1", "name", "changed", "n", "m", None),
        ("x 1", "sl", "changed", "2.0", "3.0", 0.5),
        ("y 1", "(row)", "removed", None, None, None),
        ("z 1", "sl", "changed", None, "4.0", None),
    ]


def test_noise_below_the_tolerance_is_not_shown(pair):
    sides = {"a": ("1.0", "'nan'", "0", "1e12", "1e-12"), "b": ("1.0000000001", "'nan'", "1", "1e12 + 1", "3e-12")}
    for name, values in sides.items():
        for region, value in zip(("x", "nan", "zero", "large", "small"), values, strict=True):
            pair.execute(f"insert into {name}.marts.panel values ('{region}', 1, {value}, 'n')")
    collect(pair, 1e-9, GRAINS)
    assert [(row[0], row[5]) for row in moved(pair)] == [("small 1", pytest.approx(2)), ("zero 1", None)]


def test_table_and_column_on_one_side_are_named(pair):
    pair.execute("create table b.marts.fresh as select 1 as i")
    pair.execute("alter table b.marts.panel add column extra double")
    assert collect(pair, 1e-9, GRAINS) == [
        "marts.fresh exists only after.",
        "marts.panel: columns on one side only: extra.",
    ]


def test_rows_without_a_key_are_said_not_guessed(pair):
    for name in ("a", "b"):
        pair.execute(f"insert into {name}.marts.panel values ('x', 1, 1.0, 'n'), ('x', 1, 2.0, 'n')")
    assert collect(pair, 1e-9, GRAINS) == ["marts.panel: rows have no unique key, so it was not compared cell by cell."]


def test_publications_are_compared_with_their_inputs(settings, tmp_path):
    publish(settings, "r-1", 1.0, "2026-01-01")
    publish(settings, "r-2", 2.0, "2026-01-02")
    text = compare(settings, "previous", "published", output=tmp_path / "moved.csv")
    assert "changed  seeds/a.csv" in text
    assert re.search(r"marts\.panel +b 2010  sl", text)
    assert "b 2010,sl,changed,1.0,2.0,1.0,1.0" in (tmp_path / "moved.csv").read_text()


def test_the_file_of_moved_cells_holds_no_formula(settings, tmp_path):
    for number, label in ((1, "=1+1"), (2, "@SUM(A1)")):
        publish(settings, f"r-{number}", float(number), f"2026-01-0{number}", label)
    compare(settings, "previous", "published", output=tmp_path / "moved.csv")
    text = (tmp_path / "moved.csv").read_text()
    assert "'=1+1,'@SUM(A1)" in text and ",=1" not in text
    with pytest.raises(UserError, match="There is no folder"):
        compare(settings, "previous", "published", output=tmp_path / "nowhere" / "moved.csv")


def test_unknown_publication_says_which_are_kept(settings):
    publish(settings, "r-1")
    with pytest.raises(UserError, match="kept: r-1"):
        compare(settings, "r-9", "published")


def test_what_is_only_renamed_did_not_move(settings, tmp_path, monkeypatch):
    publish(settings, "r-1", 1.0, "2026-01-01")
    publish(settings, "r-2", 1.0, "2026-01-02")
    older = tmp_path / "older.duckdb"
    older.write_bytes((settings.publications_dir / "r-1" / "warehouse.duckdb").read_bytes())
    with duckdb.connect(str(older)) as connection:
        connection.execute("alter table marts.panel rename sl to old_name; create table marts.gone as select 1 as i")
        connection.execute("create table quality.missingness as select 'old_name' as variable, 0 as n_missing")
    newer = tmp_path / "newer.duckdb"
    newer.write_bytes(settings.published_file.read_bytes())
    with duckdb.connect(str(newer)) as connection:
        connection.execute("create table quality.missingness as select 'sl' as variable, 0 as n_missing")
    names = tmp_path / "renames.csv"
    names.write_text(
        "relation_before,column_before,relation_after,column_after,why\n"
        "marts.panel,old_name,marts.panel,sl,a test\nmarts.gone,,,,a test\n"
    )
    monkeypatch.setattr("resilience.ask.compare.RENAMES", str(names))
    assert "No cell moved." in compare(settings, str(older), str(newer))
    names.unlink()
    assert "columns on one side only: old_name, sl" in compare(settings, str(older), str(newer))


def test_words_may_be_left_out(settings):
    for number, label in ((1, "one"), (2, "another")):
        publish(settings, f"r-{number}", 1.0, f"2026-01-0{number}", label)
    assert "region_name_en" in compare(settings, "previous", "published")
    assert "No cell moved." in compare(settings, "previous", "published", words=False)
