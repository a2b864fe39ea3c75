"""The steps of `resilience run`: figures to warehouse to gate to estimates to report, then one swap of a link.

Whatever fails, the last publication stays as it was: nothing before the last step touches it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from resilience import dbt, inputs, publication
from resilience.terminal import Steps

if TYPE_CHECKING:
    from resilience.config import Settings

FINGERPRINT = "RESILIENCE_PANEL_SHA256"


@dataclass
class Run:
    """One run of the pipeline and what it has learnt so far."""

    settings: Settings
    sums: dict[str, str]
    run_id: str
    started_at: str
    gate: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def start(cls, settings: Settings) -> Run:
        sums = inputs.checksums(settings)
        return cls(settings, sums, inputs.run_id(settings, sums), _now())


def run(settings: Settings, *, study: str = "virtual_agglomeration", force: bool = False) -> Path:
    """Does everything and gives the published folder; nothing where it would publish the same again, unless forced.

    Raises:
        UserError: bad input, a failing check, a refusing gate, or a lock held by another process.
    """
    with publication.lock(settings), publication.staging(settings) as stage:
        this = Run.start(settings)
        if not force and (folder := _same(this, study)):
            finished = publication.manifest(folder)["finished_at"][:16].replace("T", " ")
            print(f"nothing changed since {finished} UTC ({this.run_id}); use --force to run all the same", flush=True)
            return folder
        steps = Steps(total=7)
        settings.work_file.unlink(missing_ok=True)  # nothing of an earlier run, or of a model since removed, goes out
        print(f"dataset {settings.dataset}, run {this.run_id}", flush=True)
        with steps.step("read and check the inputs") as found:
            found.extend(read_inputs(settings))
        with steps.step("build the warehouse") as found:
            found.append(dbt.summary(dbt.invoke(settings, ["build", "--exclude", "tag:audit"])))
        with steps.step("data-quality gate") as found:
            this.gate = gate(settings, this.run_id, stage / "quality")
            found.append(_gate_line(this.gate))
        with steps.step("estimate the study") as found:
            found.append(estimate(settings, this.run_id, study))
            if is_simulated(settings):
                found.append(recover(settings, this.run_id))
        with steps.step("audit the published numbers") as found:
            found.append(audit(settings))
        with steps.step("tables, figures, report, docs") as found:
            found.append(write_products(this, stage, study))
        with steps.step("publish") as found:
            _write_manifest(this, stage, steps, study)
            folder = publication.publish(settings, this.run_id, stage)
            found.append(str(settings.published))
    return folder


def read_inputs(settings: Settings) -> list[str]:
    """Lints the seeds; brings the landed figures up to the files of the landing folder, also where it was emptied."""
    from resilience.seed_lint import check_seeds

    found = [f"{check_seeds(settings)} seed files are well formed"]
    if is_simulated(settings):
        from resilience.simulation import simulate

        found.append(simulate(settings))
    if "landing" in settings.parameters["collections"]:
        from resilience.ingest import ingest

        if reports := ingest(settings):
            found.append(f"{sum(getattr(report, 'n_files', 1) for report in reports)} landed files read")
    return found


def is_simulated(settings: Settings) -> bool:
    """Whether the dataset's figures come from a drawn world."""
    return "simulated" in settings.parameters["collections"]


def recover(settings: Settings, run_id: str) -> str:
    """Draws panels of both simulated worlds and holds their estimates against what was planted."""
    from resilience.simulation import recover as recover_truth

    return recover_truth(settings, run_id)


def gate(settings: Settings, run_id: str, docs_dir: Path | None = None) -> dict[str, Any]:
    """The decision on the panel that stands in the working file."""
    from resilience.gate import run_gate

    return run_gate(settings, run_id, docs_dir)


def estimate(settings: Settings, run_id: str, study: str) -> str:
    """Estimates a study into `results.*`; gives one line on it."""
    from resilience.estimation import estimate as estimate_study

    found = estimate_study(settings, run_id, study)
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in found.items() if _is_short(value))


def audit(settings: Settings) -> str:
    """Builds the audit models against the panel's fingerprint, and what reads gate findings."""
    from resilience.audit import write_audit_inputs, write_repairs
    from resilience.warehouse import connect, panel_sha256

    with connect(settings.work_file, read_only=False) as connection:
        fingerprint = panel_sha256(connection)
        write_audit_inputs(connection)
    selection = ["build", "--select", "tag:audit", "quality"]
    built = dbt.summary(dbt.invoke(settings, selection, environment={FINGERPRINT: fingerprint}))
    write_repairs(settings)
    return built


def write_products(this: Run, stage: Path, study: str) -> str:
    """Copies the warehouse into the stage and writes everything that people read from that copy."""
    from resilience.reporting import write_report

    relations = publication.copy_warehouse(this.settings.work_file, stage)
    write_report(this.settings, this.run_id, stage / "warehouse.duckdb", stage, study)
    dbt.docs_site(this.settings, stage / "docs")
    return f"{relations} relations copied, report, tables, figures and docs written"


def _same(this: Run, study: str) -> Path | None:
    """The publication of these very inputs, versions and study, where there is one and its working file is there too.

    A study given as a file is no input with a checksum, so it is always estimated again.
    """
    folder = publication.current(this.settings)
    before = publication.manifest(folder) if folder else {}
    now = {"run_id": this.run_id, "study": study, "versions": inputs.versions()}
    is_same = all(before.get(name) == value for name, value in now.items())
    return folder if is_same and this.settings.work_file.exists() and not Path(study).suffix else None


def _write_manifest(this: Run, stage: Path, steps: Steps, study: str) -> None:
    document = {
        "run_id": this.run_id,
        "dataset": this.settings.dataset,
        "target": this.settings.target,
        "study": study,
        "started_at": this.started_at,
        "finished_at": _now(),
        "git": inputs.git_commit(this.settings.project_dir),
        "versions": inputs.versions(),
        "parameters": this.settings.parameters,
        "gate": this.gate,
        "steps": steps.done,
        "inputs": this.sums,
    }
    text = json.dumps(document, indent=2, ensure_ascii=False, default=str)
    (stage / "run.json").write_text(text + "\n", encoding="utf-8")


def _gate_line(found: dict[str, Any]) -> str:
    return f"{found['decision']}: {found['n_failed']} of {found['n_expectations']} expectations have findings"


def _is_short(value: object) -> bool:
    return isinstance(value, int | str | float) and len(str(value)) < 40


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
