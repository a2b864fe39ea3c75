"""What a run has to do again: from the inputs that changed since the publication whose working file still stands.

A changed seed, landed file or model is built with what depends on it, by dbt's own graph. Anything else that dbt or
Python reads (a macro, a yml, a parameter, a package) changes everything. Gate and estimation are done again when what
they read in the warehouse has changed, or when they have.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from resilience.project import inputs
from resilience.publish import publication

if TYPE_CHECKING:
    from resilience.project.settings import Settings

LANDING = ("staging.landing+", "staging.customs+")  # the models that read landed files
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


@dataclass
class Plan:
    """What to do again.

    Attributes:
        select: what dbt builds, in its selection language; None is the whole warehouse.
        steps: gate, estimate: where they have to run whatever the warehouse holds.
        landing: whether landed files are read.
        before: run.json of the publication that the rest is kept from.
        why: the change that decides, for people.
    """

    why: str
    select: list[str] | None = None
    steps: set[str] = field(default_factory=lambda: {GATE, ESTIMATE})
    landing: bool = True
    before: dict[str, Any] = field(default_factory=dict)


def plan(settings: Settings, sums: dict[str, str]) -> Plan:
    """The least that gives what a run from nothing would give.

    What is kept is what the working file holds, so the last run counts that wrote it, whatever its study.
    """
    records = [publication.record(folder) for folder in publication.of_every_study(settings)]
    if settings.target != "duckdb" or "simulated" in settings.parameters["collections"] or not records:
        return Plan("the whole warehouse is built")
    now = file_sha256(settings)
    before = next((each for each in records if each.get("work_file_sha256") == now), None)
    if before is None:
        return Plan("the whole warehouse is built: its working file is not as the last run left it")
    if before.get("target") != "duckdb":
        return Plan(f"the whole warehouse is built: the last run was on {before.get('target')}")
    if before.get("versions") != inputs.versions():
        return Plan("the whole warehouse is built: a package or Python has another version")
    changed = inputs.difference(before["inputs"], sums)
    select: list[str] = []
    steps = {ESTIMATE} if settings.study != before["study"] else set()
    for path, kind in changed:
        depends, step = _what_depends(path, kind)
        if depends is None:
            return Plan(f"the whole warehouse is built: {path} {kind}")
        select += depends
        steps |= step
    shown = ", ".join(path for path, _ in changed[:3]) + (f" and {len(changed) - 3} more" if len(changed) > 3 else "")
    landing = any(path.startswith("landing/") for path, _ in changed)
    return Plan(f"changed: {shown or 'no input'}", list(dict.fromkeys(select)), steps, landing, before)


def file_sha256(settings: Settings) -> str | None:
    """Of the working file: whoever built in it since, it is another."""
    if not settings.work_file.exists():
        return None
    return sha256(settings.work_file.read_bytes()).hexdigest()


def _what_depends(path: str, kind: str) -> tuple[list[str] | None, set[str]]:
    """What dbt has to build because of one file, None for everything; and the steps to run."""
    file = PurePosixPath(path)
    if path.startswith("landing/"):
        return list(LANDING), set()
    if path.startswith(inputs.STUDY):
        return [], {ESTIMATE}
    for folder, steps in STEPS.items():
        if path.startswith(folder):
            return [], steps
    if kind == "changed" and (file.parts[0], file.suffix) in {("seeds", ".csv"), ("models", ".sql")}:
        return [f"{file.stem}+"], set()
    return None, set()
