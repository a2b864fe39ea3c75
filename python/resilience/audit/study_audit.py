"""Audits any study from its printed cells and stated facts alone, by our own models, in a warehouse of its own."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from fe_duckdb.engine import Engine
from resilience.audit.claim_summary import claim_summary
from resilience.audit.print_coverage import COVERAGE, MISSING, covered, wanted
from resilience.audit.repair import write_repairs
from resilience.audit.replay import AT_FAULT
from resilience.audit.single_unit_regressor import write_audit_inputs
from resilience.audit.study_files import CLAIMS as CLAIM_COLUMNS
from resilience.audit.study_files import read_study
from resilience.project.warehouse import connect, read

if TYPE_CHECKING:
    import duckdb

    from resilience.project.settings import Settings

SETS_SHOWN = 3
SHOWN = (*AT_FAULT, "suspicious")
NOTED = "digits_of_"  # how numbers were read
SEEDS = (
    "published/consistency_checks",
    "published/consistency_premises",
    "published/premise_values",
    "reference/messages",
)
# A claim as the print alone leaves it.
CLAIMS = """
select
    printed.verdict,
    coalesce(printed.sentence_en, 'nothing printed bears on it.') as sentence_en,
    case
        when claims.kind = 'not_tested' then 'NOT TESTED'
        when claims.kind = 'not_decidable' or printed.verdict in ('none', 'not decidable') then 'NOT DECIDABLE'
        when printed.verdict = 'holds' then 'HOLDS'
        else 'DOES NOT HOLD'
    end as verdict_text,
    coalesce(claims.claim_en, concat_ws(' ', claims.kind, claims.table_id, claims.column_id, claims.term)) as claim_en
from audit.audit_claim_printed as printed
inner join reference.published_claims as claims using (study, claim_id)
order by printed.study, printed.claim_id
"""
TYPES = {"decimals": "integer", "claim_id": "integer", "claimed_level": "double"}  # of the seeds; else varchar


def audit_study(settings: Settings, path: Path, claims: Path | None = None) -> tuple[str, int]:
    """The verdicts in plain words, and how many checks and claims do not hold.

    Args:
        path: a folder with cells.csv and claims.csv, or the file of the cells.
        claims: the file of what the text says, where `path` is a file.

    Raises:
        UserError: a file is missing or has mistakes.
    """
    printed = read_study(path, claims)
    folder = settings.build_dir / "audit" / path.stem
    own = audit_cells(settings, printed.cells, printed.facts, folder, printed.claims)
    write_repairs(own)
    with connect(own.work_file) as connection:
        found = read(connection, "select * from audit.consistency order by study, check_id")
        judged = read(connection, CLAIMS)
        mended = read(connection, "select * from audit.repair order by study, fault, place")
        studies = [sorted(set(printed.cells["study"]))]
        coverage, missing = read(connection, COVERAGE, studies), read(connection, MISSING, studies)
    n_at_fault = sum(int(frame["verdict"].isin(AT_FAULT).sum()) for frame in (found, judged))
    parts = [findings_text(found, judged, own.work_file), coverage_text(coverage, missing), repairs_text(mended)]
    text = "\n\n".join(filter(None, parts))
    return text, n_at_fault


def claims_text(settings: Settings) -> str:
    """How many claims of our own study have which verdict by all three sides, from the working warehouse."""

    with connect(settings.work_file) as connection:
        claims = read(connection, "select * from audit.claims order by study, claim_id")
    return claim_summary(claims).en


def audit_cells(
    settings: Settings,
    cells: pd.DataFrame,
    facts: pd.DataFrame,
    folder: Path,
    claims: pd.DataFrame | None = None,
    *,
    simulates: bool = True,
) -> Settings:
    """Builds `audit.consistency` and the printed side of claims, all studies at once, in `folder`; gives its settings.

    Without `simulates` the rows that say how tests behave with one concentrated regressor are left out.
    """
    from resilience.project import dbt

    own = dataclasses.replace(settings, build_dir=folder.resolve())
    own.dataset_dir.mkdir(parents=True, exist_ok=True)
    own.work_file.unlink(missing_ok=True)
    claims = pd.DataFrame(columns=CLAIM_COLUMNS, dtype=object) if claims is None else claims
    _lay_out(own, {"published_cells": cells, "published_facts": facts, "published_claims": claims}, simulates=simulates)
    dbt.run(own, ["run", "--select", "tag:printed"])
    return own


def findings_text(found: pd.DataFrame, judged: pd.DataFrame, file: Path) -> str:
    """Each claim with what the print says of it; what does not hold, with its cells and assumption; then the counts."""
    lines = [f"{row.verdict_text:13}  {row.claim_en}: {row.sentence_en}" for row in judged.itertuples()]
    lines += [""] if lines else []
    for row in found[found["check_id"].str.startswith(NOTED)].itertuples():
        lines += [f"NOTE  {row.sentence_en}", f"  cells:    {row.inputs}", ""]
    for row in found[found["verdict"].isin(SHOWN)].itertuples():
        lines += [f"{row.verdict.upper()}  {row.sentence_en}", f"  cells:    {row.inputs or row.cells or 'the text'}"]
        lines += [f"  expected: {row.expected}", f"  assumes:  {row.assumption_en}", f"  check:    {row.check_id}", ""]
    counts = found["verdict"].value_counts()
    counted = ", ".join(f"{counts[name]} {name}" for name in ("holds", *SHOWN, "not decidable") if name in counts)
    return "\n".join(
        [*lines, f"{len(found)} checks: {counted or 'none applies'}.", f"All of them: audit.consistency in {file}"]
    )


def coverage_text(coverage: pd.DataFrame, missing: pd.DataFrame) -> str:
    """How much the audit covers, and the facts that would let more be checked, with the lines that state them."""
    lines = [covered(coverage)[0]]
    facts = wanted(missing)
    if facts:
        lines.append("More would be checked if these were stated (models/audit/README.md has the words):")
        lines += [f"  {fact}: {words.en}" for fact, words in facts]
    return "\n".join(lines)


def repairs_text(mended: pd.DataFrame) -> str:
    """A line per fault and set of cells, the likeliest first; what no change of a cell clears comes last."""
    lines = []
    for study, own in mended.groupby("study"):
        best = own[(own["place"] == 1) & (own["n_cells"] > 0)]
        lines.append(f"{study}: the fewest cells to change, {int(best['n_cells'].sum())} in all")
        for _, sets in own.groupby("fault"):
            shown = sets["sentence_en"].head(SETS_SHOWN).tolist()
            more = [f"and {len(sets) - SETS_SHOWN} sets more (audit.repair)"] if len(sets) > SETS_SHOWN else []
            lines += [f"  {'or ' if place else ''}{line}" for place, line in enumerate([*shown, *more])]
    return "\n".join(lines)


def _lay_out(own: Settings, frames: dict[str, pd.DataFrame], *, simulates: bool) -> None:
    """The relations that the printed models read, under the names that seeds have in the project's own warehouse."""
    import duckdb

    with duckdb.connect(str(own.work_file)) as connection:
        for schema in ("reference", "results", "audit"):
            connection.execute(f"create schema {schema}")
        for name, frame in frames.items():
            columns = ", ".join(f"{column} {TYPES.get(column, 'varchar')}" for column in frame)
            connection.execute(f"create table reference.{name} ({columns})")
            connection.register("_frame", frame)
            connection.execute(f"insert into reference.{name} by name select * from _frame")
            connection.unregister("_frame")
        for seed in SEEDS:
            file = own.project_dir / f"seeds/{seed}.csv"
            connection.read_csv(str(file), all_varchar=True).create(f"reference.{file.stem}")
        connection.execute(
            "create table audit.audit_official_number "
            "(study varchar, quantity varchar, value_low double, value_high double)"  # no official figures here
        )
        _create_audit_inputs(own, connection)
        if simulates:
            write_audit_inputs(Engine(connection))


def _create_audit_inputs(own: Settings, connection: duckdb.DuckDBPyConnection) -> None:
    """results.audit_inputs by its contract, as dbt's on-run-start hook would create it a moment later."""
    import yaml

    source = yaml.safe_load((own.project_dir / "models/results.yml").read_text(encoding="utf-8"))["sources"][0]
    table = next(table for table in source["tables"] if table["name"] == "audit_inputs")
    columns = ", ".join(f"{column['name']} {column['data_type']}" for column in table["columns"])
    connection.execute(f"create table results.audit_inputs ({columns})")
