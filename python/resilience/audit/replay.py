"""The printed models again, on many changed papers at once: dbt's own compiled SQL, in memory.

After a build, dbt's manifest holds the SQL of every model as it was run. Executed in a database of its own under the
same names, it audits a thousand papers in about two seconds, without a second start of dbt.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, Any

import pandas as pd

from fe_duckdb.engine import name as quoted
from resilience.project import dbt
from resilience.project.errors import UserError
from resilience.project.warehouse import attach, connect, read

if TYPE_CHECKING:
    import duckdb

    from resilience.project.settings import Settings

AT_FAULT = ("impossible", "contradicts")
BATCH = 1500  # papers of one pass: what fits in some hundred MB
Verdicts = dict[str, tuple[str, tuple[str, ...], float, float]]
# Each paper's checks, with the cells at stake in their order, where they are not those of the paper as it stands
# (number -1); a check that the paper lacks has no verdict.
CHECKED = """
with checks as (
    select checks.study, checks.check_id, verdict, result_low, result_high,
        coalesce(list(cells.cell order by cells.place) filter (where cells.cell is not null), []) as cells
    from {work}.audit.audit_checked as checks
    left join {work}.audit.consistency_cell as cells using (study, check_id)
    group by all
),
expected as (
    select papers.study, base.* exclude (study) from papers cross join (from checks where study = '-1') as base
    anti join unchanged on papers.study = unchanged.study and base.check_id = unchanged.check_id
)
select coalesce(own.study, base.study) as study, coalesce(own.check_id, base.check_id) as check_id,
    own.verdict, own.result_low, own.result_high, own.cells
from expected as base
full join (from checks) as own on base.study = own.study and base.check_id = own.check_id
where own.study = '-1' or (own.verdict, own.result_low, own.result_high, own.cells)
    is distinct from (base.verdict, base.result_low, base.result_high, base.cells)
"""
# What a paper's check finds as the paper as it stands does need not be judged again, where its columns state the same.
UNCHANGED = """
create temp table unchanged as
with facts as (from {work}.audit.audit_column_fact),
otherwise as (
    select distinct own.study from facts as own
    left join facts as base on base.study = '-1' and ({same_fact})
    where base.study is null
)
select own.study, own.check_id from {work}.audit_checks.audit_check as own
inner join {work}.audit_checks.audit_check as base on base.study = '-1' and ({same_check})
where own.study <> '-1' and own.study not in (from otherwise)
"""
JUDGED = """
create or replace table {work}.audit_checks.audit_check as
select own.* from {work}.audit_checks.audit_check as own anti join unchanged using (study, check_id)
"""
Texts = dict[int, str]  # position of a cell in `Replay.cells` -> what it says instead


class Replay:
    """One audited study of a warehouse, to be audited again with some of its cells changed."""

    def __init__(self, settings: Settings, study: str) -> None:
        self.settings, self.study = settings, study
        with connect(settings.work_file) as connection:
            self.cells = read(
                connection,
                "select cell, table_id, column_id, model_label, term, statistic, value_as_printed, decimals "
                "from audit.audit_published_number where study = $1 order by all",
                [study],
            )

    def verdicts(self, papers: Sequence[Texts]) -> list[Verdicts]:
        """Per paper: check -> (verdict, the cells at stake in their order, lowest and highest result)."""
        return [found for start in range(0, len(papers), BATCH) for found in self._audit(papers[start : start + BATCH])]

    def _audit(self, papers: Sequence[Texts]) -> list[Verdicts]:
        import duckdb

        numbered = {-1: {-1: ""}} | {number: texts or {-1: ""} for number, texts in enumerate(papers)}
        changes = [(number, *change) for number, texts in numbered.items() for change in texts.items()]
        with duckdb.connect() as connection:
            connection.register("changes", pd.DataFrame(changes, columns=["paper", "position", "text"]))
            connection.register("printed", self.cells.assign(position=range(len(self.cells))))
            self._lay_out(connection)
            for relation, sql in self._models.items():
                connection.execute(f"create {relation} as {sql}")
                if relation.endswith('"audit_check"'):
                    self._leave_unchanged(connection)
            rows = connection.execute(CHECKED.format(work=self._database)).fetchall()
        found: dict[int, dict[str, Any]] = {number: {} for number in numbered}
        for study, check, verdict, low, high, cells in rows:
            found[int(study)][check] = verdict and (verdict, tuple(cells), low, high)
        base = found.pop(-1)
        return [{check: said for check, said in (base | own).items() if said} for own in found.values()]

    def _lay_out(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Every relation that the models read, each paper a study of its own."""
        work = self._database
        connection.execute(f"attach ':memory:' as {work}")
        attach(connection, self.settings.work_file, "printed_file")
        connection.execute(
            "create temp table papers as select distinct cast(paper as varchar) as study, paper from changes"
        )
        for schema in ("reference", "results", "audit", "audit_checks"):
            connection.execute(f"create schema {work}.{schema}")
        connection.execute(
            f"""
            create table {work}.reference.published_cells as
            select
                papers.study, table_id, column_id, model_label, term, statistic,
                coalesce(changes.text, value_as_printed) as value_as_printed,
                cast(coalesce(length(split_part(changes.text, '.', 2)), decimals) as integer) as decimals
            from printed cross join papers
            left join changes on papers.paper = changes.paper and printed.position = changes.position
            """
        )
        for seed in ("consistency_premises", "premise_values"):
            connection.execute(f"create table {work}.reference.{seed} as from printed_file.reference.{seed}")
        for relation in ("reference.published_facts", "audit.audit_official_number"):
            connection.execute(
                f"create table {work}.{relation} as select own.* replace (papers.study as study) "
                f"from printed_file.{relation} as own cross join papers where own.study = ?",
                [self.study],
            )
        connection.execute(
            f"create table {work}.results.audit_inputs as from printed_file.results.audit_inputs limit 0"
        )  # what was simulated is never at fault

    def _leave_unchanged(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Takes what no change touched out of the checks, before they are judged."""
        same = {}
        for name, relation in (("same_fact", "audit.audit_column_fact"), ("same_check", "audit_checks.audit_check")):
            rows = connection.execute(f"describe {self._database}.{relation}").fetchall()
            columns = [quoted(column) for column, *_ in rows if column != "study"]
            same[name] = " and ".join(f"own.{column} is not distinct from base.{column}" for column in columns)
        connection.execute(UNCHANGED.format(work=self._database, **same))
        connection.execute(JUDGED.format(work=self._database))

    @cached_property
    def _database(self) -> str:
        return self.settings.work_file.stem

    @cached_property
    def _models(self) -> dict[str, str]:
        """`table NAME` or `view NAME` -> SQL of the checks and all that they stand on, each after what it reads.

        What the last model alone reads is a view: its many rows are counted as they are made.
        """
        known = dbt.compiled()
        needed: dict[str, list[str]] = {}
        ahead = [name for name in known if name.startswith("model.") and name.endswith(".audit_checked")]
        while ahead:
            name = ahead.pop()
            needed[name] = [up for up in known[name].reads if up in known and "printed" in known[up].tags]
            ahead += [up for up in needed[name] if up not in needed]
        of = {known[name].name: name for name in needed}
        needed[of["audit_check"]].append(of["audit_column_fact"])  # which says what need not be judged again
        *order, last = TopologicalSorter(needed).static_order()
        kinds = {
            name: "view" if [down for down in needed if name in needed[down]] == [last] else "table" for name in order
        }
        if not all(known[name].compiled_code for name in (*order, last)):
            raise UserError("Files of the project changed while it was built. Nothing was published: run it again.")
        return {
            f"{kinds.get(name, 'table')} {known[name].relation_name}": known[name].compiled_code
            for name in (*order, last)
        }
