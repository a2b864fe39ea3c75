"""What a run has to do again: from the inputs that changed since the run whose working file still stands.

The warehouse is always built whole, which takes seconds while the project is the same. Gate and estimation are kept
where neither they nor what they read in the warehouse has changed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from resilience.project import inputs
from resilience.publish import publication

if TYPE_CHECKING:
    from resilience.project.settings import Settings

GATE, ESTIMATE = "gate", "estimate"
# Python that dbt does not run: the steps that it changes. Pages are written by every run.
STEPS = {
    "python/resilience/gate/": {GATE},
    "python/resilience/estimation/": {ESTIMATE},
    "python/fe_duckdb/": {GATE, ESTIMATE},
    "python/linear/": {GATE, ESTIMATE},
    "python/resilience/studies/": {ESTIMATE},
    "python/resilience/report/": set(),
}
FIGURES = {("seeds", ".csv"), ("models", ".sql")}  # changed, they change what relations hold and not which there are


@dataclass
class Plan:
    """What to do again.

    Attributes:
        before: run.json of the run whose working file is built on; None where all is done again, in a new file.
        steps: gate, estimate: where they have to run whatever the warehouse holds.
        landing: whether landed files are read.
        why: the change that decides, for people.
    """

    why: str
    before: dict[str, Any] | None = None
    steps: set[str] = field(default_factory=lambda: {GATE, ESTIMATE})
    landing: bool = True


def plan(settings: Settings, sums: dict[str, str]) -> Plan:
    """The least that gives what a run from nothing would give.

    What is kept is what the working file holds, so the last run counts that wrote it, whatever its study.
    """
    records = {each["run_id"]: each for each in map(publication.record, publication.of_every_study(settings)) if each}
    if settings.target != "duckdb" or "simulated" in settings.parameters["collections"] or not records:
        return Plan("the whole warehouse is built")
    before = records.get(last_run(settings))
    if before is None:
        return Plan("the whole warehouse is built: its working file is not as the last run left it")
    if before.get("target") != "duckdb":
        return Plan(f"the whole warehouse is built: the last run was on {before.get('target')}")
    if before.get("versions") != inputs.versions():
        return Plan("the whole warehouse is built: a package or Python has another version")
    changed = inputs.difference(before["inputs"], sums)
    steps = {ESTIMATE} if settings.study != before["study"] else set()
    for path, kind in changed:
        touched = _touched(path, kind)
        if touched is None:
            return Plan(f"the whole warehouse is built: {path} {kind}")
        steps |= touched
    shown = ", ".join(path for path, _ in changed[:3]) + (f" and {len(changed) - 3} more" if len(changed) > 3 else "")
    landing = any(path.startswith("landing/") for path, _ in changed)
    return Plan(f"changed: {shown or 'no input'}", before, steps, landing)


def note_working_file(settings: Settings, run_id: str) -> None:
    """Notes that the working file is as this run, or `ingest` after it, left it."""
    _note(settings).write_text(json.dumps({"run_id": run_id, "sha256": _sha256(settings)}), encoding="utf-8")


def last_run(settings: Settings) -> str | None:
    """The run on which the working file stands; None where somebody else has built in it since."""
    try:
        noted = json.loads(_note(settings).read_text(encoding="utf-8"))
        return str(noted["run_id"]) if noted["sha256"] == _sha256(settings) else None
    except (OSError, ValueError, KeyError):
        return None


def _note(settings: Settings) -> Path:
    return settings.dataset_dir / "work.json"


def _sha256(settings: Settings) -> str:
    return sha256(settings.work_file.read_bytes()).hexdigest()


def _touched(path: str, kind: str) -> set[str] | None:
    """The steps that one file changes whatever the warehouse holds; None where all is to be done in a new file."""
    file = PurePosixPath(path)
    if path.startswith("landing/"):
        return set()
    if path.startswith(inputs.STUDY):
        return {ESTIMATE}
    for folder, steps in STEPS.items():
        if path.startswith(folder):
            return steps
    return set() if kind == "changed" and (file.parts[0], file.suffix) in FIGURES else None
