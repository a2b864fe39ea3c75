"""Whole runs of the warehouse against those of an earlier commit, each from its own environment.

`size` 0 is everything again (`run --force`), 1 is a run after one landed file changed.
"""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import tarfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from lab.bench.case import Case
from resilience.project.settings import PROJECT_DIR

EARLIER = "e84c9c7"
LANDED = "指标：地区生产总值(亿元)\n地区,{year}年\n北京市,{value}\n"


def draw(folder: Path, _: int) -> None:
    """The earlier commit with its environment, kept under build/bench; and an empty landing folder."""
    (folder / "landing").mkdir()
    place = earlier()
    if not (place / ".venv" / ".installed").exists():
        place.mkdir(parents=True, exist_ok=True)
        command = ["git", "-C", str(PROJECT_DIR), "archive", EARLIER]
        archive = subprocess.run(command, check=True, capture_output=True).stdout
        with tarfile.open(fileobj=BytesIO(archive)) as files:
            files.extractall(place, filter="data")
        subprocess.run(["make", "install"], cwd=place, check=True, stdout=sys.stderr)


def earlier() -> Path:
    """Where the earlier commit lies."""
    return PROJECT_DIR / "build" / "bench" / EARLIER


def ours(folder: Path, size: int) -> Callable[[], Any]:
    """This commit, all again or after one landed file changed."""
    values = itertools.count(52073)

    def work() -> Any:
        if size:
            file = folder / "landing" / "gdp.csv"
            file.write_text(LANDED.format(year=2025, value=next(values)), encoding="utf-8")
            answer = ["ingest", str(file), "--vintage", "2026-03-31"]
            if not (folder / "ours").exists():
                _resilience(folder / "ours", folder, PROJECT_DIR, sys.executable, answer)
                _resilience(folder / "ours", folder, PROJECT_DIR, sys.executable, ["run", "--force"])
        arguments = ["run"] if size else ["run", "--force"]
        return _resilience(folder / "ours", folder, PROJECT_DIR, sys.executable, arguments)

    return work


def before(folder: Path, _: int) -> Callable[[], Any]:
    """The earlier commit, all again."""
    python = str(earlier() / ".venv" / "bin" / "python")
    return lambda: _resilience(folder / "earlier", folder / "none", earlier(), python, ["run", "--force"])


def _resilience(build: Path, landing: Path, project: Path, python: str, arguments: list[str]) -> Any:
    """Runs the command; gives a function of the panel's agglomeration, which is the same on both sides."""
    environment = {name: text for name, text in os.environ.items() if not name.startswith("RESILIENCE_")}
    environment |= {
        "RESILIENCE_BUILD_DIR": str(build), "LANDING_DIR": str(landing / "landing"), "OMP_NUM_THREADS": "1",
    }  # fmt: skip
    command = [python, "-m", "resilience", *arguments]
    subprocess.run(command, cwd=project, env=environment, check=True, stdout=sys.stderr)

    def numbers() -> list[float]:
        import duckdb

        with duckdb.connect(str(build / "observed" / "published" / "warehouse.duckdb"), read_only=True) as connection:
            return [
                row[0]
                for row in connection.execute("select vag from marts.panel order by region_code, year").fetchall()
            ]

    return numbers


CASES = [
    Case(
        "run", "`resilience run --force`", draw, ours, 0, 0, before, peer_name=f"commit {EARLIER}", reach=0.35,
        tolerance=1e-12, grows=False,
    ),
    Case(
        "landed", "`resilience run` after one landed file changed", draw, ours, 1, 1, before,
        peer_name=f"`run --force` of commit {EARLIER}", reach=0.2, tolerance=1e-12, grows=False,
    ),
]  # fmt: skip
