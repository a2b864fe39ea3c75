"""The steps of `resilience run`: figures to warehouse to gate to estimates to report, then one swap of a link.

Whatever fails, the last publication stays as it was: nothing before the last step touches it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from resilience.project import dbt, inputs
from resilience.project.dbt import FINGERPRINT
from resilience.project.study_file import name_of, own_file
from resilience.project.terminal import Steps
from resilience.project.warehouse import digest, panel_sha256, stamp_results, working
from resilience.project.workspace import Workspace
from resilience.publish import changes, publication
from resilience.publish.changes import ESTIMATE, GATE

if TYPE_CHECKING:
    from resilience.project.settings import Settings

WITHOUT_AUDIT = ["--exclude", "tag:audit"]


@dataclass
class Run:
    """One run of the pipeline and what it has learnt so far; `study` is a bundled study's name or a file."""

    settings: Settings
    study: str
    sums: dict[str, str]
    run_id: str
    started_at: str
    gate: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def start(cls, settings: Settings, study: str | None = None) -> Run:
        study = study or settings.main_source
        sums = inputs.checksums(settings, own_file(study))
        return cls(settings, study, sums, inputs.run_id(settings, sums), _now())


def run(settings: Settings, *, study: str | None = None, force: bool = False) -> Path:
    """Does everything and gives the published folder; nothing where it would publish the same again, unless forced.

    Raises:
        UserError: bad input, a failing check, a refusing gate, or a lock held by another process.
    """
    study = study or settings.main_source
    settings = replace(settings, study=name_of(study))
    with publication.lock(settings), publication.staging(settings) as stage:
        publication.settle(settings)
        this = Run.start(settings, study)
        if not force and (folder := _same(this)):
            finished = publication.record(folder)["finished_at"][:16].replace("T", " ")
            print(f"nothing changed since {finished} UTC ({this.run_id}); use --force to run all the same", flush=True)
            return folder
        check_study(study)
        if fault := publication.fault(settings):
            print(fault, flush=True)
        plan = changes.Plan("the whole warehouse is built") if force else changes.plan(settings, this.sums)
        steps = Steps(total=7)
        print(f"dataset {settings.dataset}, study {settings.study}, run {this.run_id}; {plan.why}", flush=True)
        with steps.step("read and check the inputs") as found:
            if plan.before is None:
                settings.work_file.unlink(missing_ok=True)  # nothing of a model since removed goes out
            found.extend(read_inputs(settings, landing=plan.landing))
        with steps.step("build the warehouse") as found:
            found.append(build(settings, this.run_id, plan))
        with steps.step("data-quality gate") as found:
            if GATE in plan.steps:
                this.gate = gate(settings, this.run_id)
                found.append(_gate_line(this.gate))
            else:
                this.gate = plan.before["gate"] if plan.before else {}
                found.append(f"kept, for what it reads did not change: {_gate_line(this.gate)}")
        with steps.step("estimate the study") as found:
            if ESTIMATE in plan.steps:
                found.append(estimate(settings, this.run_id, study))
            else:
                found.append("kept, for what it reads did not change")
            if is_simulated(settings):
                found.append(recover(settings, this.run_id))
        with steps.step("audit the published numbers") as found:
            found.append(audit(settings))
        with steps.step("tables, figures, report, docs") as found:
            found.append(write_products(this, stage))
        with steps.step("publish") as found:
            _write_record(this, stage, steps)
            changes.note_working_file(settings, this.run_id)
            folder = publication.publish(settings, this.run_id, stage)
            found.append(str(settings.published))
    return folder


def check_study(study: str) -> None:
    """A mistake in the study is told before the warehouse is built; the panel's columns are looked at later."""
    from resilience.estimation.specification import read_study

    read_study(study)


def warehouse(settings: Settings, run_id: str, study: str) -> list[str]:
    """Builds, gates, estimates and audits on the target's engine, without report and publication; a line on each."""
    return [
        dbt.build(settings, WITHOUT_AUDIT),
        _gate_line(gate(settings, run_id)),
        estimate(settings, run_id, study),
        audit(settings),
    ]


def build(settings: Settings, run_id: str, plan: changes.Plan) -> str:
    """Builds the warehouse; gate and estimation join the plan where what they read is another afterwards."""
    if plan.before is None:
        return dbt.build(settings, WITHOUT_AUDIT)
    before = _digests(settings)
    built = dbt.build(settings, WITHOUT_AUDIT)
    after = _digests(settings)
    plan.steps |= {step for step in after if after[step] != before[step]}
    with working(settings, read_only=False) as engine:
        stamp_results(engine, run_id)
    return built


def _digests(settings: Settings) -> dict[str, str]:
    from resilience.estimation.marts_read import READS
    from resilience.gate.suite import load_suite

    with working(settings) as engine:
        gate_reads = [*load_suite().frames.values(), "reference.accepted_findings"]
        return {GATE: digest(engine, gate_reads), ESTIMATE: digest(engine, READS)}


def read_inputs(settings: Settings, *, landing: bool = True) -> list[str]:
    """Lints the seeds; brings the landed figures up to the files of the landing folder, also where it was emptied."""
    from resilience.project.seed_lint import check_seeds

    found = [f"{check_seeds(settings)} seed files are well formed"]
    if is_simulated(settings):
        from resilience.simulation import simulate

        found.append(simulate(settings))
    if settings.workspace is not None:
        from resilience.audit import lay_print

        found += filter(None, [lay_print(Workspace(settings.workspace), settings.study)])
    if "panel" in settings.parameters["collections"]:
        from resilience.ingest.own_panel import lay

        found.append(lay(settings))
    if landing and "landing" in settings.parameters["collections"]:
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


def gate(settings: Settings, run_id: str) -> dict[str, Any]:
    """The decision on the panel that stands in the working file."""
    from resilience.gate import run_gate

    return run_gate(settings, run_id)


def estimate(settings: Settings, run_id: str, study: str) -> str:
    """Estimates a study into `results.*`; gives one line on it."""
    from resilience.estimation import estimate as estimate_study

    found = estimate_study(settings, run_id, study)
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in found.items() if _is_short(value))


def audit(settings: Settings) -> str:
    """Builds the audit models against the panel's fingerprint, and what reads gate findings."""
    from resilience.audit import departed, write_audit_inputs, write_repairs

    with working(settings, read_only=False) as engine:
        fingerprint = panel_sha256(engine)
        write_audit_inputs(engine)
    built = dbt.build(settings, ["--select", "tag:audit", "quality"], environment={FINGERPRINT: fingerprint})
    write_repairs(settings)
    with working(settings) as engine:
        return built + departed(engine)


def write_products(this: Run, stage: Path) -> str:
    """Copies the warehouse into the stage and writes everything that people read from that copy."""
    from resilience.publish.published_copy import SCHEMAS, copy_warehouse
    from resilience.report import write_report

    if this.settings.target != "duckdb":
        with working(this.settings) as engine:
            engine.copy_all(this.settings.work_file, SCHEMAS)
    relations = copy_warehouse(this.settings.work_file, stage)
    write_report(this.settings, this.run_id, stage / "warehouse.duckdb", stage, this.study)
    dbt.docs_site(this.settings, stage / "docs")
    return f"{relations} relations copied, report, tables, figures and docs written"


def _same(this: Run) -> Path | None:
    """The whole publication of these very inputs and versions, where there is one and its working file is there too."""
    folder = publication.current(this.settings)
    before = publication.record(folder) if folder else {}
    is_same = before.get("run_id") == this.run_id and before.get("versions") == inputs.versions()
    return folder if is_same and this.settings.work_file.exists() else None


def _write_record(this: Run, stage: Path, steps: Steps) -> None:
    file = own_file(this.study)
    document = {
        "run_id": this.run_id,
        "dataset": this.settings.dataset,
        "target": this.settings.target,
        "study": this.settings.study,
        "study_file": str(file) if file else None,
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
