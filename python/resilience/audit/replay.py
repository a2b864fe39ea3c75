"""The printed models again, on many changed papers at once: dbt's own compiled SQL, in memory.

After a build, dbt's manifest holds the SQL of every model as it was run. Executed in a database of its own under the
same names, it audits a thousand papers in about two seconds, without a second start of dbt. What a paper's change does
not touch is taken from the study's own audit.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, Any

import pandas as pd

from fe_duckdb.engine import name as quoted
from fe_duckdb.engine import text
from resilience.audit.study_files import is_word
from resilience.project import dbt
from resilience.project.errors import UserError
from resilience.project.warehouse import attach, connect, read

if TYPE_CHECKING:
    import duckdb

    from resilience.project.settings import Settings

AT_FAULT = ("impossible", "contradicts")
BATCH = 1500  # papers of one pass: what fits in some hundred MB
Verdicts = dict[str, tuple[str, tuple[str, ...], float, float]]
# The checks of one study or many, with the cells at stake in their order.
CHECKED = """
select checks.study, checks.check_id, verdict,
    coalesce(list(cells.cell order by cells.place) filter (where cells.cell is not null), []) as cells,
    result_low, result_high
from {database}.audit.audit_checked as checks
left join {database}.audit.consistency_cell as cells using (study, check_id)
group by all
"""
# What a paper's check finds as the paper as it stands does need not be judged again, where its columns state the same.
UNCHANGED = """
create temp table unchanged as
with otherwise as (
    select distinct own.study from {work}.audit.audit_column_fact as own semi join worded using (study)
    left join printed_file.audit.audit_column_fact as base on base.study = {study} and ({same_fact})
    where base.study is null
)
select own.study, own.check_id from {work}.audit_checks.audit_check as own
inner join printed_file.audit_checks.audit_check as base on base.study = {study} and ({same_check})
where own.study not in (from otherwise)
"""
JUDGED = """
create or replace table {work}.audit_checks.audit_check as
select own.* from {work}.audit_checks.audit_check as own anti join unchanged using (study, check_id)
"""
# The checks that a paper does not find as the study has them, by number; one that it lacks has no verdict.
CHANGED = """
with base as ({stored} having checks.study = {study}), own as ({judged})
select coalesce(own.study, expected.study), coalesce(own.check_id, expected.check_id), own.* exclude (study, check_id)
from (
    select papers.study, base.* exclude (study) from papers cross join base
    anti join unchanged on papers.study = unchanged.study and base.check_id = unchanged.check_id
) as expected
full join own using (study, check_id)
where (own.verdict, own.result_low, own.result_high, own.cells)
    is distinct from (expected.verdict, expected.result_low, expected.result_high, expected.cells)
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
            sql = f"{CHECKED.format(database=self._database)} having checks.study = $1"
            rows = connection.execute(sql, [study]).fetchall()
        self._known: dict[frozenset[tuple[int, str]], Verdicts] = {}
        self.as_printed: Verdicts = {check: (verdict, tuple(cells), *ends) for _, check, verdict, cells, *ends in rows}

    def verdicts(self, papers: Sequence[Texts]) -> list[Verdicts]:
        """Per paper: check -> (verdict, the cells at stake in their order, lowest and highest result)."""
        keys = [frozenset(texts.items()) for texts in papers]
        new = list({key: texts for key, texts in zip(keys, papers, strict=True) if key not in self._known}.items())
        for start in range(0, len(new), BATCH):
            batch = new[start : start + BATCH]
            self._known |= zip((key for key, _ in batch), self._audit([texts for _, texts in batch]), strict=True)
        return [self._known[key] for key in keys]

    def _audit(self, papers: Sequence[Texts]) -> list[Verdicts]:
        import duckdb

        with duckdb.connect(config={"threads": 1}) as connection:  # a query takes milliseconds
            self._lay_out(connection, papers)
            for name, (relation, sql) in self._models.items():
                if name == "audit_column_fact":
                    self._create_facts(connection, relation, sql)
                else:
                    said = f"select * exclude (words) from (\n{sql}\n)" if name.startswith("check_") else sql
                    connection.execute(f"create {relation} as {said}")
                if name == "audit_check":
                    self._leave_unchanged(connection)
            rows = connection.execute(
                CHANGED.format(
                    stored=CHECKED.format(database="printed_file"), judged=CHECKED.format(database=self._database),
                    study=text(self.study),
                )
            ).fetchall()  # fmt: skip
        found: list[dict[str, Any]] = [dict(self.as_printed) for _ in papers]
        for number, check, verdict, cells, low, high in rows:
            found[number][check] = verdict and (verdict, tuple(cells), low, high)
        return [{check: said for check, said in each.items() if said} for each in found]

    def _lay_out(self, connection: duckdb.DuckDBPyConnection, papers: Sequence[Texts]) -> None:
        """Every relation that the models read, each paper a study of its own by its number; `worded` change a word."""
        work = self._database
        cells = self.cells.assign(position=range(len(self.cells)), is_word=self.cells["statistic"].map(is_word))
        changes = [(number, *change) for number, texts in enumerate(papers) for change in texts.items()]
        connection.register("printed", cells)
        connection.execute("create temp table changes (study integer, position integer, text varchar)")
        connection.register("_changes", pd.DataFrame(changes or None, columns=["study", "position", "text"]))
        connection.execute("insert into changes from _changes")
        connection.execute(
            f"create temp table papers as select cast(range as integer) as study from range({len(papers)})"
        )
        connection.execute(
            "create temp table worded as select distinct changes.study from changes semi join printed "
            "on changes.position = printed.position and printed.is_word"
        )
        connection.execute(f"attach ':memory:' as {work}")
        attach(connection, self.settings.work_file, "printed_file")
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
            left join changes on papers.study = changes.study and printed.position = changes.position
            """
        )
        connection.execute(
            f"create table {work}.reference.worded_cells as "
            f"from {work}.reference.published_cells semi join worded using (study)"
        )
        for seed in ("consistency_premises", "premise_values"):
            connection.execute(f"create table {work}.reference.{seed} as from printed_file.reference.{seed}")
        for relation in ("reference.published_facts", "audit.audit_official_number"):
            connection.execute(f"create table {work}.{relation} as {self._for_each('papers', relation)}")
        connection.execute(
            f"create table {work}.results.audit_inputs as "
            f"select * replace (cast(null as integer) as study) from printed_file.results.audit_inputs limit 0"
        )  # what was simulated is never at fault

    def _for_each(self, papers: str, relation: str) -> str:
        """The study's rows of a relation of its warehouse, for each of these papers."""
        return (
            f"select own.* replace (papers.study as study) from printed_file.{relation} as own "
            f"cross join {papers} as papers where own.study = {text(self.study)}"
        )

    def _create_facts(self, connection: duckdb.DuckDBPyConnection, relation: str, sql: str) -> None:
        """What is said of columns: of papers that change no word, as of the study."""
        connection.execute(f"create {relation} as {sql.replace('published_cells', 'worded_cells')}")
        same = self._for_each("(from papers anti join worded using (study))", "audit.audit_column_fact")
        connection.execute(f"insert into {relation.removeprefix('table ')} by name {same}")

    def _leave_unchanged(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Takes what no change touched out of the checks, before they are judged."""
        same = {}
        for name, relation in (("same_fact", "audit.audit_column_fact"), ("same_check", "audit_checks.audit_check")):
            rows = connection.execute(f"describe {self._database}.{relation}").fetchall()
            columns = [quoted(column) for column, *_ in rows if column != "study"]
            same[name] = " and ".join(f"own.{column} is not distinct from base.{column}" for column in columns)
        connection.execute(UNCHANGED.format(work=self._database, study=text(self.study), **same))
        connection.execute(JUDGED.format(work=self._database))

    @cached_property
    def _database(self) -> str:
        return self.settings.work_file.stem

    @cached_property
    def _models(self) -> dict[str, tuple[str, str]]:
        """Name -> `table RELATION` or `view RELATION`, and SQL, of the checks and all that they stand on, in order.

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
        if not all(known[name].compiled_code for name in needed):
            raise UserError("Files of the project changed while it was built. Nothing was published: run it again.")
        return {
            known[name].name: (f"{kinds.get(name, 'table')} {known[name].relation_name}", known[name].compiled_code)
            for name in (*order, last)
        }
