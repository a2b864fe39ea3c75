"""Does the minimal repair name the misprint? Of planted misprints that are found, some of each kind are repaired."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from lab.audit_score.misprints import KINDS
from resilience.audit.repair import repairs
from resilience.audit.replay import Replay
from resilience.project.warehouse import attach, connect, read

if TYPE_CHECKING:
    from collections.abc import Callable

    from resilience.project.settings import Settings

# Misprints of one cell that are found, of the batch of papers whose warehouse is still there.
FOUND = """
select misprint.kind, misprint.study, numbers.cell, changed.printed
from misprint
semi join finding using (study)
inner join changed_cell as changed using (study)
inner join batch.audit.audit_published_number as numbers
    on
        changed.study = numbers.study and changed.table_id = numbers.table_id and changed.column_id = numbers.column_id
        and changed.term = numbers.term and changed.statistic = numbers.statistic
order by all
"""


def score_repairs(settings: Settings, per_kind: int, seed: int, says: Callable[[str], None]) -> pd.DataFrame:
    """Per kind of misprint: papers repaired; in how many a first set is the wrong cell alone, with its value;
    and in how many any set has the cell.

    Args:
        settings: those of a score that has just been taken.
        per_kind: papers of each kind.
    """
    folder = (settings.build_dir / "audit_score").resolve()
    own = dataclasses.replace(settings, build_dir=folder / "batch")
    with connect(folder / "score.duckdb") as connection:
        attach(connection, own.work_file, "batch")
        found = read(connection, FOUND)
    random, rows = np.random.default_rng(seed), []
    for kind, papers in found.groupby("kind"):
        if KINDS[kind].is_single:
            chosen = papers.iloc[sorted(random.choice(len(papers), min(per_kind, len(papers)), replace=False))]
            told = [_told(Replay(own, row.study), row.cell, row.printed) for row in chosen.itertuples()]
            rows.append((kind, len(told), *np.sum(told, axis=0)))
            n, first, value, listed = rows[-1][1:]
            says(f"{KINDS[kind].label}: of {n} repaired cell first {first}, with value {value}, listed {listed}")
    table = pd.DataFrame(rows, columns=["kind", "repaired", "cell_first", "value_first", "cell_listed"])
    table.to_csv(folder / "repairs.csv", index=False)
    return table


def summary(table: pd.DataFrame) -> str:
    """One line."""
    total = table.drop(columns="kind").sum()
    return (
        f"repair: of {total['repaired']} misprints of one cell, {len(table)} kinds, the first set is the wrong cell in "
        f"{total['cell_first']} and gives its value in {total['value_first']}; a set has it in {total['cell_listed']}."
    )


def _told(paper: Replay, cell: str, printed: str) -> tuple[bool, bool, bool]:
    """Whether a first set is this cell, is it with the true text, and whether any set has it."""
    position = paper.cells.index[paper.cells["cell"] == cell][0]
    faults, _ = repairs(paper)
    first = [dict(text for change in sets[0].changes for text in change.texts) for sets in faults]
    listed = any(position in change.unit for sets in faults for each in sets for change in each.changes)
    is_first = any(set(texts) == {position} for texts in first)
    return is_first, any(texts == {position: printed} for texts in first), listed
