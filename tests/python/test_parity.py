"""The same warehouse on a real PostgreSQL server; and a comparison that finds the one cell that differs."""

import shutil
from pathlib import Path

import duckdb
import pytest
import yaml

from resilience import parity, pipeline
from resilience.errors import UserError

AROUND_TABLES = ("curve", "oster", "placebo")
HAS_SERVER = shutil.which("initdb") or any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


@pytest.mark.slow
@pytest.mark.skipif(not HAS_SERVER, reason="no PostgreSQL server is installed here (apt-get install postgresql)")
def test_the_warehouse_is_the_same_on_postgresql(publication, working_copy, tmp_path):
    """Marts, gate, estimates and audit; of the study a table that moves with vintages and one summed in the engine."""
    study = yaml.safe_load((Path(parity.__file__).parent / "studies/virtual_agglomeration.yml").read_text("utf-8"))
    (table,) = (table for table in study["tables"] if table["id"] == "table_2")
    inside = {key: table[key] for key in ("version", "title_en", "title_zh", "columns")}
    table["errors"] = ["classical", "CRV1(region)", "CRV3(region)"]
    inside |= {"id": "inside", "engine": "warehouse", "errors": ["CRV1(region)"], "reported": "CRV1(region)"}
    file = tmp_path / "small.yml"
    small = {key: study[key] for key in study if key not in ("tables", "samples", "group_slopes", *AROUND_TABLES)}
    file.write_text(yaml.safe_dump(small | {"tables": [table, inside]}, allow_unicode=True), encoding="utf-8")
    shutil.copy(publication.work_file, working_copy.work_file)
    pipeline.estimate(working_copy, "r-parity", str(file))
    pipeline.audit(working_copy)
    said = parity.against_postgres(working_copy, str(file))
    assert "cells of the marts are equal" in said and "fingerprint is the same" in said


def test_one_cell_that_differs_is_named(tmp_path):
    for name, value in (("ours", 1.0), ("theirs", 1.0 + 1e-8)):
        with duckdb.connect(str(tmp_path / f"{name}.duckdb")) as connection:
            connection.execute("create schema marts")
            connection.execute(
                f"create table marts.panel as select '110000' as region_code, 2019 as year, {value} as vag"
            )
    with pytest.raises(UserError, match=r"marts\.panel +vag +1"):
        parity._compare(tmp_path / "ours.duckdb", tmp_path / "theirs.duckdb")
