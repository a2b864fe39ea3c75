"""The score: true papers and their misprints through the audit's own models, and what was found, counted in SQL."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from lab.audit_score.author import draw_paper
from lab.audit_score.misprints import KINDS, Changed, plant
from lab.audit_score.paper import Paper
from lab.audit_score.studies import frames
from resilience import __version__
from resilience.audit.study_audit import audit_cells
from resilience.project.warehouse import attach

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import duckdb

    from resilience.project.settings import Settings

SEED = 20261125
LAYOUT = """
create table paper (study varchar, design varchar);
create table planted (study varchar, paper varchar, design varchar, kind varchar, states_classical boolean);
create view misprint as select * from planted where design = 'plain';
create table changed_cell (
    study varchar, table_id varchar, column_id varchar, term varchar, statistic varchar,
    printed varchar, misprinted varchar
);
create table finding (
    study varchar, check_name varchar, is_peer boolean, verdict varchar, check_id varchar, cells varchar[],
    names_the_cell boolean
);
create table plain_alarm (study varchar, cell varchar)
"""
SHORT = 25  # papers of the short form
BATCH = 250  # papers, with all their misprints, in one build

FOUND = """
insert into finding
select
    checks.study,
    checks.check_name,
    checks.check_id like 'stars_%' as is_peer,
    checks.verdict,
    checks.check_id,
    coalesce(list(cells.cell order by cells.place) filter (where cells.cell is not null), []) as cells,
    count(changed.study) > 0 as names_the_cell
from batch.audit.consistency as checks
left join batch.audit.consistency_cell as cells using (study, check_id)
left join batch.audit.audit_published_number as numbers on cells.study = numbers.study and cells.cell = numbers.cell
left join changed_cell as changed
    on
        numbers.study = changed.study and numbers.table_id = changed.table_id and numbers.column_id = changed.column_id
        and numbers.term = changed.term and numbers.statistic = changed.statistic
where checks.verdict in ('impossible', 'contradicts', 'suspicious')
group by checks.study, checks.check_name, checks.check_id, checks.verdict
"""

# the peer as many write it: the t of the printed digits, normal limits
PLAIN = """
insert into plain_alarm
select study, cell from batch.audit.audit_published_coefficient
where
    n_stars <> (abs(t_statistic) >= 1.644854)::integer + (abs(t_statistic) >= 1.959964)::integer
    + (abs(t_statistic) >= 2.575829)::integer
"""

TABLES = {
    "kinds": """
        select
            kind,
            count(*) as misprints,
            count(found.study) as found,
            count(case when found.by_peer then 1 end) as found_by_stars,
            count(case when exists (
                select 1 from plain_alarm where plain_alarm.study = misprint.study and not exists (
                    select 1 from plain_alarm as before
                    where before.study = misprint.paper and before.cell = plain_alarm.cell
                )
            ) then 1 end) as found_by_plain_stars,
            count(case when found.named then 1 end) as cell_named,
            median(found.n_cells) as cells_named_median
        from misprint
        left join (
            select
                study,
                bool_or(is_peer) as by_peer,
                bool_or(names_the_cell) as named,
                len(list_distinct(flatten(list(cells)))) as n_cells
            from finding
            where verdict <> 'suspicious'
            group by study
        ) as found using (study)
        group by kind
        order by kind
    """,
    "checks": """
        with found as (
            select distinct study, check_name from finding inner join misprint using (study)
            where verdict <> 'suspicious'
        ),
        alone as (select study, any_value(check_name) as check_name from found group by study having count(*) = 1)
        select
            check_name,
            count(found.study) as found,
            count(alone.study) as found_alone,
            (select count(*) from misprint) as misprints
        from found left join alone using (study, check_name)
        group by check_name
        order by found desc, check_name
    """,
    "kinds_by_check": """
        select kind, check_name, count(distinct study) as found
        from finding inner join misprint using (study)
        where verdict <> 'suspicious'
        group by kind, check_name
        order by kind, check_name
    """,
    "cells": """
        select
            changed.statistic,
            count(*) as misprints,
            count(case when found.study is not null then 1 end) as found,
            count(case when found.by_peer then 1 end) as found_by_stars,
            count(case when found.named then 1 end) as cell_named
        from misprint
        inner join (select study, min(statistic) as statistic from changed_cell group by study having count(*) = 1)
            as changed using (study)
        left join (
            select study, bool_or(is_peer) as by_peer, bool_or(names_the_cell) as named from finding
            where verdict <> 'suspicious' group by study
        ) as found using (study)
        group by changed.statistic
        order by changed.statistic
    """,
    "notes": """
        select
            states_classical,
            count(*) as misprints,
            count(case when found.study is not null then 1 end) as found,
            count(case when found.by_peer then 1 end) as found_by_stars
        from misprint
        inner join changed_cell as changed using (study)
        left join (
            select study, bool_or(is_peer) as by_peer from finding where verdict <> 'suspicious' group by study
        ) as found using (study)
        where changed.statistic in ('estimate', 'se') and kind in ({single})
        group by states_classical
        order by states_classical
    """,
    "designs": """
        with found as (select distinct study from finding where verdict <> 'suspicious'),
        papers as (
            select paper.design, count(*) as papers, count(found.study) as accused
            from paper left join found using (study)
            group by paper.design
        ),
        planted_ones as (
            select planted.design, count(*) as misprints, count(found.study) as found
            from planted left join found using (study)
            where kind in ({single})
            group by planted.design
        )
        select papers.*, misprints, found from papers left join planted_ones using (design) order by design
    """,
    "plain_alarms": """
        select study, cell from plain_alarm semi join paper using (study)
        where study like 'plain%' order by study, cell
    """,
    "false_alarms": """
        select finding.*, paper.design from finding inner join paper using (study)
        where verdict <> 'suspicious' order by study, check_id
    """,
    "suspicions": """
        select finding.*, paper.design from finding inner join paper using (study)
        where verdict = 'suspicious' order by study, check_id
    """,
}


@dataclass(frozen=True)
class Score:
    """Of plain papers counts by kind of misprint, by check, by both and by statistic; of all designs what is found, and
    alarms on true papers."""

    kinds: pd.DataFrame
    checks: pd.DataFrame
    kinds_by_check: pd.DataFrame
    cells: pd.DataFrame
    notes: pd.DataFrame
    designs: pd.DataFrame
    plain_alarms: pd.DataFrame
    false_alarms: pd.DataFrame
    suspicions: pd.DataFrame
    n_papers: int
    seed: int
    seconds: int


@threadpool_limits.wrap(limits=1, user_api="blas")  # small matrices lose half their time to waiting threads
def score(settings: Settings, n_papers: int, seed: int = SEED, says: Callable[[str], None] = lambda _: None) -> Score:
    """Audits `n_papers` plain true papers, as many with features, and a misprint of each kind in each of them.

    The tables go to build/audit_score.

    Args:
        seed: the same seed draws the same papers and misprints.
        says: is told how far it is.
    """
    import duckdb

    began = time.monotonic()
    folder = (settings.build_dir / "audit_score").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "score.duckdb"
    file.unlink(missing_ok=True)
    with duckdb.connect(str(file)) as connection:
        connection.execute(LAYOUT)
    for is_plain in (True, False):
        for first in range(0, n_papers, BATCH):
            numbers = range(first, min(first + BATCH, n_papers))
            name = "plain" if is_plain else "featured"
            papers = {f"{name}_{number}": draw_paper(seed, number, is_plain=is_plain) for number in numbers}
            misprints = dict(_misprints(papers, seed))
            versions = {study: (paper, changed) for study, (paper, _, changed) in misprints.items()}
            own = audit_cells(settings, *frames(papers, versions), folder / "batch", simulates=False)
            with duckdb.connect(str(file)) as connection:
                _count(connection, own, papers, misprints)
            told = f"{numbers.stop} of {n_papers} {name} papers with their misprints"
            says(f"{told} after {time.monotonic() - began:.0f} s")
    with duckdb.connect(str(file), read_only=True) as connection:
        single = ", ".join(f"'{name}'" for name, kind in KINDS.items() if kind.is_single)
        tables = {name: connection.execute(sql.format(single=single)).df() for name, sql in TABLES.items()}
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False)
    told = {"n_papers": n_papers, "seed": seed, "seconds": round(time.monotonic() - began)}
    (folder / "run.json").write_text(json.dumps({**told, "version": __version__}, indent=2) + "\n", encoding="utf-8")
    return Score(**tables, **told)


def _misprints(papers: dict[str, Paper], seed: int) -> Iterator[tuple[str, tuple[str, str, Changed]]]:
    """By study: the paper, the kind and the changed cells."""
    for study, paper in papers.items():
        number = int(study.rpartition("_")[2])
        for position, kind in enumerate(KINDS):
            changed = plant(paper, kind, np.random.default_rng([seed, number, position]))
            if changed:
                yield f"{study}_{kind}", (study, kind, changed)


def _count(connection: duckdb.DuckDBPyConnection, own: Settings, papers: dict[str, Paper], misprints: dict) -> None:
    """Adds the batch's misprints and what the audit found to the score's own file."""
    notes = {name: {fact[-1] for fact in paper.facts if fact[0] == "standard_errors"} for name, paper in papers.items()}
    kinds = pd.DataFrame(
        [
            (study, paper, papers[paper].design, kind, notes[paper] == {"classical"})
            for study, (paper, kind, _) in misprints.items()
        ]
    )
    rows = [
        (study, *key, papers[paper].cells[key], text)
        for study, (paper, _, changed) in misprints.items()
        for key, text in changed.items()
        if text != papers[paper].cells[key]
    ]
    cells = pd.DataFrame(rows)
    attach(connection, own.work_file, "batch")
    designs = pd.DataFrame([(study, paper.design) for study, paper in papers.items()])
    for table, frame in (("paper", designs), ("planted", kinds), ("changed_cell", cells)):
        connection.register("_frame", frame)
        connection.execute(f"insert into {table} select * from _frame")
        connection.unregister("_frame")
    connection.execute(FOUND)
    connection.execute(PLAIN)
    connection.execute("detach batch")
