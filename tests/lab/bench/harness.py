"""Runs cases: data drawn once, both sides in turn, medians; writes `build/bench/<time>.json` and a table."""

from __future__ import annotations

import dataclasses
import json
import os
import platform
import subprocess
import sys
import time
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from lab.bench import speed_page
from lab.bench.case import Case, chosen
from resilience.project.errors import UserError
from resilience.project.terminal import aligned

if TYPE_CHECKING:
    from resilience.project.settings import Settings

PEERS = ("libpysal", "linearmodels", "duckreg", "scipy")
LARGEST_TWICE = 50_000_000  # larger work is measured at one size only
FORCED = {"OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"}  # would slow numpy, ours and the peers'
SHOWN = ["work", "ours_s", "ours_mb", "peer", "peer_s", "peer_mb", "ratio", "processor_ratio", "reach", "growth"]


def measure(settings: Settings, repeat: int = 3, names: tuple[str, ...] = (), *, quick: bool = False) -> str:
    """Measures the cases, at a quarter of their size too, which shows how time grows; gives the table.

    All cases at full size also write the table of docs/speed.md, between its markers.

    Raises:
        UserError: no such case, a side that fails, or two sides that do not give the same numbers; the others stand.
    """
    from resilience.project.inputs import versions

    started, results, failed = time.monotonic(), [], []
    for case in chosen(names):
        print(f"{case.name} … ({time.monotonic() - started:.0f} s)", file=sys.stderr, flush=True)
        try:
            results.append(_measured(settings, case, repeat, quick=quick))
        except UserError as error:
            failed.append(str(error))
    now = datetime.now(UTC)
    machine = {"processors": os.cpu_count(), "system": platform.platform(), "processor": _processor()}
    document = {
        "at": f"{now:%Y%m%dT%H%M%SZ}", "seconds": round(time.monotonic() - started), "machine": machine,
        "load": max((result["load"] for result in results), default=None), "versions": versions() | _peer_versions(),
        "repeat": repeat, "quick": quick, "results": results, "failed": failed,
    }  # fmt: skip
    file = settings.build_dir / "bench" / f"{document['at']}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    if not names and not quick:
        speed_page.write(settings.project_dir / "docs/speed.md", document)
    if failed:
        raise UserError("\n".join([*failed, f"What was measured is in {file}."]))
    table = aligned(SHOWN, [[result[name] for name in SHOWN] for result in results], digits=7)
    is_busy = document["load"] > 2 * (os.cpu_count() or 1)
    busy = " The machine was busy: read the ratios, not the seconds." if is_busy else ""
    return f"{table}\n\n{document['seconds']} s in all; written to {file}.{busy}"


def _measured(settings: Settings, case: Case, repeat: int, *, quick: bool) -> dict[str, Any]:
    if case.needs and not find_spec(case.needs):
        print(f"{case.peer_name} is not installed; `make bench` has it", file=sys.stderr)
        case = dataclasses.replace(case, peer=None)
    repeat, size = case.repeat or repeat, case.quick if quick else case.size
    result = _run(settings, case, size, repeat)
    result["growth"] = None
    if case.grows and not quick and size <= LARGEST_TWICE:
        small = _run(settings, dataclasses.replace(case, peer=None), size // 4, repeat)
        result["growth"] = _exponent(result["ours_s"] / small["ours_s"], 4)
    return result


def _processor() -> str:
    """The processor's name, where the system tells it."""
    file = Path("/proc/cpuinfo")
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def _peer_versions() -> dict[str, str]:
    found = {}
    for package in PEERS:
        with suppress(PackageNotFoundError):
            found[package] = version(package)
    return found


def _run(settings: Settings, case: Case, size: int, repeat: int) -> dict[str, Any]:
    settings.build_dir.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=settings.build_dir) as folder, ExitStack() as stack:
        case.draw(Path(folder), size)
        sides = {"ours": stack.enter_context(_worker(case, "ours", folder, size))}
        if case.peer:
            sides["peer"] = stack.enter_context(_worker(case, "peer", folder, size))
        gap = None
        if case.peer:
            gap = _gap(case, {side: _ask(case, worker) for side, worker in sides.items()})  # warms up; not counted
        answers = [{side: _ask(case, worker) for side, worker in sides.items()} for _ in range(repeat)]
        for worker in sides.values():
            worker.stdin.close()
    seconds = {side: median(answer[side]["seconds"] for answer in answers) for side in sides}
    memory = {side: max(answer[side]["memory_mb"] for answer in answers) for side in sides}
    ratio, processor_ratio = (
        round(median(a["ours"][what] / a["peer"][what] for a in answers), 3) if case.peer else None
        for what in ("seconds", "processor_seconds")
    )
    return {
        "case": case.name,
        "work": case.title.format(size=f"{size:,}"),
        "size": size,
        "ours": case.ours_name,
        "ours_s": round(seconds["ours"], 4),
        "ours_mb": round(memory["ours"]),
        "peer": case.peer_name,
        "peer_s": round(seconds["peer"], 4) if case.peer else None,
        "peer_mb": round(memory["peer"]) if case.peer else None,
        "ratio": ratio,
        "processor_ratio": processor_ratio,
        "reach": case.reach,
        "profile": case.profile,
        "blas_threads": case.blas_threads or os.cpu_count(),
        "largest_relative_difference": gap,
        "load": round(max(answer["ours"]["load"] for answer in answers), 1),
    }


def _worker(case: Case, side: str, folder: str, size: int) -> subprocess.Popen:
    command = [sys.executable, "-m", "lab.bench.worker", case.name, side, folder, str(size)]
    environment = {name: value for name, value in os.environ.items() if name not in FORCED}
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)


def _ask(case: Case, worker: subprocess.Popen) -> dict[str, Any]:
    assert worker.stdin and worker.stdout
    try:
        worker.stdin.write("go\n")
        worker.stdin.flush()
    except BrokenPipeError:
        pass  # it ended; the empty answer says so
    if not (line := worker.stdout.readline()):
        raise UserError(f"The case {case.name} ended without an answer; its message stands above.")
    return json.loads(line)


def _gap(case: Case, answers: dict[str, dict]) -> float:
    """The largest relative difference of the numbers; times of different work mean nothing."""
    import numpy as np

    ours, peer = (np.array(answers[side]["numbers"]) for side in ("ours", "peer"))
    gap = float(np.max(np.abs(ours - peer) / np.abs(peer)))
    if not gap <= case.tolerance:
        raise UserError(f"{case.name}: {case.ours_name} and {case.peer_name} differ by {gap:.1e}; not measured.")
    return gap


def _exponent(ratio: float, factor: int) -> float:
    import math

    return round(math.log(ratio) / math.log(factor), 2)
