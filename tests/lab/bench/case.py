"""What is measured: a case draws its data once, and each side gives a function that does the work on them.

A new case is a module beside this one with a list `CASES`, and its name in `MODULES`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from resilience.project.errors import UserError

MODULES = ("regression_cases", "spillover_cases", "curve_cases", "customs_cases", "run_cases")
Side = Callable[[Path, int], Callable[[], Any]]  # data folder and size -> the work, which gives numbers or reads them


@dataclass(frozen=True)
class Case:
    """One line of the table.

    Attributes:
        draw: writes the data of a size into a folder.
        ours, peer: the two sides; without a peer only time and memory are reported.
        reach: the ratio of times to reach.
        size, quick: how large the work is, and how large for a test.
        tolerance: relative difference up to which both sides are the same.
        needs: package that the peer needs; where it is absent only our side is measured.
        blas_threads: of both sides; without it as many as there are processors.
        repeat: how often it is measured, where that is not what the command says.
        profile: one sentence on where our time goes, shown where the ratio is missed.
        grows: whether it is measured at a quarter of its size too.
    """

    name: str
    title: str
    draw: Callable[[Path, int], None]
    ours: Side
    size: int
    quick: int
    peer: Side | None = None
    ours_name: str = "warehouse"
    peer_name: str = "–"
    reach: float | None = None
    tolerance: float = 1e-8
    needs: str | None = None
    blas_threads: int | None = None
    repeat: int | None = None
    profile: str = ""
    grows: bool = True


def cases() -> dict[str, Case]:
    """Every case by its name."""
    found = [case for module in MODULES for case in import_module(f"lab.bench.{module}").CASES]
    return {case.name: case for case in found}


def chosen(names: tuple[str, ...]) -> list[Case]:
    """The named cases, or all.

    Raises:
        UserError: there is no such case.
    """
    known = cases()
    if unknown := [name for name in names if name not in known]:
        raise UserError(f"There is no case {', '.join(unknown)}. Known: {', '.join(known)}.")
    return [known[name] for name in names] if names else list(known.values())
