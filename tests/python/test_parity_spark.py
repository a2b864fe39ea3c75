"""The same warehouse on Apache Spark, in the environment that `make parity-spark` makes."""

import os
import shutil
import subprocess

import pytest

from resilience.project.settings import PROJECT_DIR

PYTHON = PROJECT_DIR / ".venv-spark" / "bin" / "python"
HAS_SPARK = (PYTHON.parents[1] / ".installed").exists() and shutil.which("java")
AGAINST = """
import sys
from resilience.project.settings import Settings
from lab.parity import against
if __name__ == "__main__":
    print(against(Settings.from_environment("observed", "duckdb"), "spark", sys.argv[1]))
"""


@pytest.mark.slow
@pytest.mark.skipif(not HAS_SPARK, reason="no Apache Spark here (make .venv-spark/.installed, and Java 17)")
def test_the_warehouse_is_the_same_on_apache_spark(small_study, tmp_path):
    program = tmp_path / "against.py"  # a file: under `python -c` PySpark takes itself for a doctest and exits
    program.write_text(AGAINST, encoding="utf-8")
    environment = {**os.environ, "RESILIENCE_BUILD_DIR": str(small_study.settings.build_dir)}
    command = [str(PYTHON), str(program), str(small_study.file)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert "cells of marts, quality, results, audit are equal" in done.stdout
    assert "regressions inside the engine give the same estimates" in done.stdout
