"""The fewest printed cells whose change would leave nothing at fault, each with its likeliest misprint.

A check that does not hold needs a change of one of its cells. Every slip of typesetting (audit.misprint_candidates) of
such a cell is a paper of its own; all go through the same models again (audit.replay), so that what a slip clears, and
breaks, is seen and not guessed. The smallest sets of slips that clear all are hitting sets (audit.repair_candidates),
each verified as one more paper. What remains, because an error hid another, goes through the same on the paper as
repaired so far.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from math import prod
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pandas as pd

from resilience.audit.misprint_candidates import Change, another_number, changes_of
from resilience.audit.repair_candidates import Slips
from resilience.audit.replay import AT_FAULT, Replay, Texts, Verdicts
from resilience.project import dbt
from resilience.project.warehouse import connect, working

if TYPE_CHECKING:
    from resilience.project.settings import Settings

ROUNDS = 3
LARGEST = 4  # units of one fault
TRIED = 4000  # slips of one round, the likeliest first
VERIFIED = 1200  # sets verified per size and fault, the likeliest first


@dataclass(frozen=True)
class Repair:
    """One set of changes that clears the checks of one fault.

    `n_holds` checks hold with it; `n_other` other texts of the same cells do as well; `weight` is that of all of them.
    """

    changes: tuple[Change, ...]
    checks: tuple[str, ...]
    n_holds: int
    n_other: int
    weight: float


def write_repairs(settings: Settings) -> None:
    """Replaces `results.audit_repairs` for every study with checks at fault.

    Raises:
        UserError: dbt failed, or the database does not answer.
    """
    with _in_duckdb(settings) as audited:
        with connect(audited.work_file) as connection:
            query = f"select distinct study from audit.consistency where verdict in {AT_FAULT} order by study"
            studies = [study for (study,) in connection.execute(query).fetchall()]
        told = [(paper, *repairs(paper)) for paper in (Replay(audited, study) for study in studies)]
    with working(settings, read_only=False) as engine:
        for table, rows_of in (("results.audit_repairs", _rows), ("results.audit_repair_checks", _check_rows)):
            rows = [row for each in told for row in rows_of(*each)]
            columns = list(engine.columns(table))
            engine.replace(table, pd.DataFrame(rows, columns=columns).convert_dtypes())


@contextmanager
def _in_duckdb(settings: Settings) -> Iterator[Settings]:
    """The audited warehouse where a replay can run dbt's SQL of it; of another engine, a copy that is audited again."""
    if settings.target == "duckdb":
        yield settings
        return
    with TemporaryDirectory() as folder:
        copy = replace(settings, target="duckdb", build_dir=Path(folder))
        copy.dataset_dir.mkdir()
        with working(settings) as engine:
            engine.copy_all(copy.work_file, ("reference", "results", "audit"))
        dbt.run(copy, ["run", "--select", "tag:printed"])
        yield copy


def repairs(paper: Replay) -> tuple[list[list[Repair]], list[str]]:
    """Per fault the smallest sets, the likeliest first; and the checks that no set clears."""
    found: list[list[Repair]] = []
    texts: Texts = {}
    before = paper.as_printed
    tried: frozenset[str] = frozenset()
    for _ in range(ROUNDS):
        new = _round(paper, texts, before, _at_fault(before) - tried)
        if not new:
            break
        found += new
        changed = _texts(change for fault in new for change in fault[0].changes)
        tried = _at_fault(before)
        texts = texts | changed
        before = paper.verdicts([texts])[0]
        names = set(paper.cells["cell"].iloc[list(changed)])
        tried -= {check for check in _at_fault(before) if names & set(before[check][1])}
    return found, sorted(_at_fault(before))


def _round(paper: Replay, texts: Texts, before: Verdicts, wanted: frozenset[str]) -> list[list[Repair]]:
    """The repairs of every fault of one paper that has any, as far as it concerns the wanted checks."""
    faults, n_before = _at_fault(before), _n_holds(before)
    changes = changes_of(paper.cells, _positions(paper, before, wanted) - set(texts))
    changes += list(_implied(paper, before, wanted, {change.texts for change in changes}))
    changes = sorted(changes, key=lambda change: -change.weight)[:TRIED]
    after = paper.verdicts([texts | _texts([change]) for change in changes])
    names = paper.cells["cell"].to_dict()
    stakes = {check: cells for found in (before, *after) for check, (_, cells, *_) in found.items()}
    slips = Slips(
        changes,
        [frozenset(check for check in faults if _holds(found, check)) for found in after],
        [_at_fault(found) - faults for found in after],
        lambda unit, check: any(names[position] in stakes[check] for position in unit),
    )

    def audited(each: tuple[Change, ...]) -> Verdicts:
        return paper.verdicts([texts | _texts(each)])[0]

    open_faults, solved = list(slips.connected()), []
    for size in range(1, LARGEST + 1):
        sets = [sorted(slips.sets(checks, size), key=_weight, reverse=True)[:VERIFIED] for checks in open_faults]
        paper.verdicts([texts | _texts(each) for mine in sets for each in mine])  # all of them at once
        for checks, mine in zip(list(open_faults), sets, strict=True):
            good = [
                (each, _n_holds(found))
                for each in mine
                if (found := audited(each))
                and all(_holds(found, check) for check in checks)
                and _at_fault(found) <= faults - checks
                and _n_holds(found) >= n_before  # what restores one identity at the cost of others is no repair
            ]
            if good:
                open_faults.remove(checks)
                solved.append(sorted(_by_cells(good, checks), key=lambda each: (-each.n_holds, -each.weight)))
    solved = _needed(solved)
    return solved + [step for checks in open_faults if (step := _step(slips, checks, audited, n_before))]


def _implied(
    paper: Replay, before: Verdicts, checks: frozenset[str], known: set[tuple[tuple[int, str], ...]]
) -> Iterator[Change]:
    """For the first cell of a check, which its result is about: the middle of what the other cells leave to it."""
    places = {name: position for position, name in paper.cells["cell"].items()}
    for check in sorted(checks):
        _, cells, low, high = before[check]
        position = places.get(cells[0]) if cells else None
        change = another_number(paper.cells, position, (low + high) / 2) if position is not None else None
        if change and change.texts not in known:
            known.add(change.texts)
            yield change


def _needed(solved: list[list[Repair]]) -> list[list[Repair]]:
    """Without the faults that are cleared by the changes that others ask for anyway."""
    kept = sorted(solved, key=lambda fault: -len(fault[0].changes))
    for fault in list(kept):
        others = {text for other in kept if other is not fault for change in other[0].changes for text in change.texts}
        if {text for change in fault[0].changes for text in change.texts} <= others:
            kept.remove(fault)
    return kept


def _step(
    slips: Slips, checks: frozenset[str], audited: Callable[[tuple[Change, ...]], Verdicts], n_before: int
) -> list[Repair]:
    """Of a fault that no small set clears, the one slip that clears most and breaks nothing: the next round goes on."""
    able = [
        Repair((change,), tuple(sorted(clears)), _n_holds(audited((change,))), 0, change.weight)
        for own in slips.slips.values()
        for change, clears, breaks in own
        if clears & checks and not breaks and _n_holds(audited((change,))) >= n_before
    ]
    return sorted(able, key=lambda each: (-len(each.checks), -each.n_holds, -each.weight))[:1]


def _rows(paper: Replay, found: list[list[Repair]], left: list[str]) -> Iterator[tuple[Any, ...]]:
    """Rows of results.audit_repairs, in the order of its columns."""
    names, printed = paper.cells["cell"], paper.cells["value_as_printed"]
    for fault, sets in enumerate(found, start=1):
        for place, each in enumerate(sets, start=1):
            for change in each.changes:
                for position, text in change.texts:
                    said = (names[position], printed[position], text, change.kind)
                    yield (paper.study, fault, place, *said, each.n_other, each.n_holds)
    for fault, _ in enumerate(left, start=len(found) + 1):
        yield (paper.study, fault, 1, None, None, None, None, None, None)


def _check_rows(paper: Replay, found: list[list[Repair]], left: list[str]) -> Iterator[tuple[Any, ...]]:
    """Rows of results.audit_repair_checks: the checks of every fault, those that no set clears each by itself."""
    for fault, sets in enumerate(found, start=1):
        for check in sets[0].checks:
            yield (paper.study, fault, check)
    for fault, check in enumerate(left, start=len(found) + 1):
        yield (paper.study, fault, check)


def _by_cells(good: list[tuple[tuple[Change, ...], int]], checks: frozenset[str]) -> Iterator[Repair]:
    """One repair per set of cells: the text with which most checks hold, the likeliest of these."""
    sets: dict[frozenset[tuple[int, ...]], list[tuple[tuple[Change, ...], int]]] = {}
    for changes, n_holds in good:
        sets.setdefault(frozenset(change.unit for change in changes), []).append((changes, n_holds))
    for texts in sets.values():
        most = max(n_holds for _, n_holds in texts)
        best = sorted((changes for changes, n_holds in texts if n_holds == most), key=_weight, reverse=True)
        yield Repair(best[0], tuple(sorted(checks)), most, len(best) - 1, sum(map(_weight, best)))


def _positions(paper: Replay, before: Verdicts, checks: frozenset[str]) -> set[int]:
    """The cells of these checks, and what stands for the whole of their columns (N, fixed effects)."""
    listed = {name for check in checks for name in before[check][1]}
    cells = paper.cells
    mine = cells["cell"].isin(listed)
    column = cells["table_id"] + "." + cells["column_id"]
    return set(cells.index[mine | ((cells["term"] == "_model") & column.isin(column[mine]))])


def _at_fault(found: Verdicts) -> frozenset[str]:
    return frozenset(check for check, (verdict, cells, *_) in found.items() if verdict in AT_FAULT and cells)


def _n_holds(found: Verdicts) -> int:
    return sum(verdict == "holds" for verdict, *_ in found.values())


def _holds(found: Verdicts, check: str) -> bool:
    return found.get(check, ("",))[0] == "holds"


def _texts(changes: Iterable[Change]) -> Texts:
    return dict(text for change in changes for text in change.texts)


def _weight(changes: tuple[Change, ...]) -> float:
    return prod(change.weight for change in changes)
