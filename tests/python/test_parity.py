"""The same warehouse on a real PostgreSQL server; and a comparison that finds the one cell that differs."""

import shutil
from pathlib import Path

import duckdb
import pytest

from lab import parity
from resilience.project.errors import UserError
from resilience.project.warehouse import connect, read

GRAINS = {f"{schema}.panel": ["region_code", "year"] for schema in ("marts", "audit")}
HAS_SERVER = shutil.which("initdb") or any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


@pytest.mark.slow
@pytest.mark.skipif(not HAS_SERVER, reason="no PostgreSQL server is installed here (apt-get install postgresql)")
def test_the_warehouse_is_the_same_on_postgresql(small_study):
    said = parity.against(small_study.settings, "postgres", str(small_study.file))
    assert "cells of marts, quality, results, audit are equal" in said and "fingerprint is the same" in said
    with connect(small_study.settings.dataset_dir / "postgres.duckdb") as copy:
        landed = read(copy, "select value from marts.fct_observation where source_id = 'landing:new.csv'")
    assert list(landed["value"]) == [52073.4]


@pytest.mark.parametrize("schema", ["marts", "audit"])
def test_one_cell_that_differs_is_named(tmp_path, schema):
    for name, value in (("ours", 1.0), ("theirs", 1.0 + 1e-8)):
        with duckdb.connect(str(tmp_path / f"{name}.duckdb")) as connection:
            connection.execute(f"create schema {schema}")
            connection.execute(
                f"create table {schema}.panel as select '110000' as region_code, 2019 as year, {value} as vag"
            )
    with pytest.raises(UserError, match=rf"{schema}\.panel +vag +1"):
        parity._compare(tmp_path / "ours.duckdb", tmp_path / "theirs.duckdb", GRAINS)
