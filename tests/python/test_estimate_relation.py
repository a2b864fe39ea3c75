"""`resilience estimate --relation` on files as people write them, and work beside the main program from anywhere."""

from __future__ import annotations

import json
import subprocess
import sys

import duckdb
import pandas as pd
import pytest
from click.testing import CliRunner

from resilience.cli.commands import group


def estimate(file, formula, *options):
    return CliRunner().invoke(group, ["estimate", "--relation", str(file), "--formula", formula, *options])


@pytest.fixture
def thousands(tmp_path):
    """y is 1,000 and more and follows x by 2, up to a share in percent."""
    file = tmp_path / "thousands.csv"
    lines = ["unit,year,a y,x,share"]
    lines += [f'u{i % 4},{2000 + i},"{1000 + 2 * i:,}",{i},{i % 3}.5%' for i in range(20)]
    file.write_text("\n".join([*lines, "u1,2020,NA,3,—"]) + "\n", encoding="utf-8")
    return file


def test_numbers_are_read_as_people_write_them(thousands):
    found = json.loads(estimate(thousands, "`a y` ~ x + share", "--format", "json").output)
    rows = {row["term"]: row["estimate"] for row in found["estimates"]}
    assert rows["x"] == pytest.approx(2, rel=1e-9) and rows["share"] == pytest.approx(0, abs=1e-6)


def test_excel_and_stata_give_what_csv_gives(thousands, tmp_path):
    data = pd.DataFrame({"unit": list("aabbccdd"), "year": [1, 2] * 4, "y": [1.0, 3, 2, 5, 4, 4, 7, 9], "x": range(8)})
    data.to_csv(tmp_path / "t.csv", index=False)
    data.to_excel(tmp_path / "t.xlsx", index=False)
    data.to_stata(tmp_path / "t.dta", write_index=False)
    duckdb.from_df(data).write_parquet(str(tmp_path / "t.parquet"))
    texts = [estimate(tmp_path / f"t.{end}", "y ~ x | year").output for end in ("csv", "xlsx", "dta", "parquet")]
    assert len({text.split("\n", 1)[1] for text in texts}) == 1 and "absorbed: year (2)" in texts[0]


def test_a_cell_that_is_no_number_is_named(tmp_path):
    file = tmp_path / "t.csv"
    file.write_text("y,x\n1,2\noops,3\n4,5\n7,7\n", encoding="utf-8")
    said = str(estimate(file, "y ~ x").exception)
    assert "column y" in said and "'oops' in row 3" in said and "do:" in said


def test_a_column_that_is_not_there_has_near_names(thousands):
    said = str(estimate(thousands, "`a y` ~ shar").exception)
    assert "no column 'shar'" in said and "share" in said and "thousands.csv" in said


def test_processes_start_from_a_program_without_a_file():
    code = """
from resilience.project.processes import processes
with processes(2) as pool:
    print(sum(pool.map(abs, [-1, -2, 3])))
"""
    for arguments in (["-"], ["-c", code]):
        found = subprocess.run(
            [sys.executable, *arguments], input=code, capture_output=True, text=True, timeout=60, check=False
        )
        assert (found.stdout, found.returncode) == ("6\n", 0), found.stderr
