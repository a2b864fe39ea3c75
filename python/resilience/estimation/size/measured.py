"""Sizes of the reported tests of a study: measured once for a design, and kept by its content.

What is kept lies in two places: `shipped.csv` beside this file has the bundled panel's, so that a first run does not
wait, and the dataset's build folder has what was measured here. A column is found by the digest of all that its sizes
follow from: its design, its tests, the laws, the draws and the version of the method.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from statsmodels.stats.proportion import proportion_confint

from resilience.estimation.design import Design
from resilience.estimation.designs import Designs
from resilience.estimation.inference import km_between
from resilience.estimation.size.simulated import LEVEL, Plan, rejections
from resilience.estimation.specification import Study, Table

METHOD = 2  # raised when a number that `rejections` gives may change; tests/python/test_test_size.py measures again
SHIPPED = Path(__file__).parent / "shipped.csv"
AT_MOST = "RESILIENCE_SIZE_DRAWS"  # environment: at most so many draws for what is not known yet, as in tests
COLUMNS = ["digest", "term", "se_type", "error_law", "effect", "rejected", "draws"]


class Measured:
    """Counts of rejections that are known, by the digest of a column."""

    def __init__(self, file: Path):
        self._file = file
        known = [pd.read_csv(each) for each in (SHIPPED, file) if each.exists()]
        self.rows = pd.concat(known, ignore_index=True) if known else pd.DataFrame(columns=COLUMNS)

    def __contains__(self, digest: str) -> bool:
        return digest in set(self.rows["digest"])

    def add(self, found: pd.DataFrame) -> None:
        """Keeps more rows, in the file as well; a file half-written would be lost, so it is renamed into place."""
        self.rows = pd.concat([self.rows, found], ignore_index=True)
        self._file.parent.mkdir(parents=True, exist_ok=True)
        shipped = set(pd.read_csv(SHIPPED)["digest"]) if SHIPPED.exists() else set()
        beside = self._file.with_suffix(".part")
        self.rows[~self.rows["digest"].isin(shipped)].to_csv(beside, index=False, lineterminator="\n")
        beside.replace(self._file)


def measure(
    study: Study,
    designs: Designs,
    distances: pd.DataFrame | None,
    measured: Measured,
    report: Callable[[str], None] = lambda text: None,
) -> pd.DataFrame | None:
    """Rows of results.test_size; None where the study measures no sizes.

    Args:
        measured: what is known; what is missing is measured on two processes and added to it.
        report: is told how far the work is.
    """
    if study.test_size is None:
        return None
    plan = Plan(**study.test_size.model_dump(), seed=study.seed)
    at_most = int(os.environ.get(AT_MOST, plan.draws))
    fewer = replace(plan, draws=min(plan.draws, at_most), power_draws=min(plan.power_draws, at_most))
    work, digests = [], []
    for table in study.tables:
        for column in table.columns:
            own, ready = study.of(table, column), designs.known(table, column)
            if ready is not None and ready.instruments is None:
                digest, how = digest_of(own, table, ready, plan, distances), plan
                if digest not in measured:
                    digest, how = digest_of(own, table, ready, fewer, distances), fewer
                digests.append((table.id, column.id, digest))
                work.append((digest, own, table, ready, how, distances))
    missing = list({each[0]: each for each in work if each[0] not in measured}.values())
    if missing:
        with ProcessPoolExecutor(min(2, len(missing)), get_context("spawn"), _one_thread) as pool:
            found = []
            for position, rows in enumerate(pool.map(_of_column, missing), 1):
                found.append(rows)
                report(f"size of the tests: {position} of {len(missing)} columns")
        measured.add(pd.concat(found, ignore_index=True))
    return _as_results(study, pd.DataFrame(digests, columns=["table_id", "column_id", "digest"]), measured.rows)


def digest_of(study: Study, table: Table, design: Design, plan: Plan, distances: pd.DataFrame | None) -> str:
    """The first 16 digits of the SHA-256 of what the sizes of a column follow from, numbers to nine digits."""
    sample, digest = design.sample, hashlib.sha256()
    regions = sorted(sample["region_code"].unique())
    km = km_between(distances, regions)
    about = {
        "method": METHOD, "plan": asdict(plan), "errors": table.errors, "focus": study.focus, "cluster": study.cluster,
        "columns": [str(name) for name in design.matrix.columns], "groups": sorted(study.group_slopes),
        "products": {name: product.model_dump() for name, product in study.products.items() if name in design.x},
    }  # fmt: skip
    digest.update(json.dumps(about, sort_keys=True).encode())
    digest.update("\n".join(f"{r} {y}" for r, y in zip(sample["region_code"], sample["year"], strict=True)).encode())
    numbers = [design.matrix.to_numpy(float), design.y.to_numpy(float)[:, None]]
    for block in [*numbers, *([] if km is None else [km])]:
        digest.update("\n".join(np.char.mod("%.9g", block.ravel() + 0.0)).encode())
    return digest.hexdigest()[:16]


def _of_column(work: tuple[Any, ...]) -> pd.DataFrame:
    digest, *arguments = work
    return rejections(*arguments).assign(digest=digest)[COLUMNS]


def _as_results(study: Study, columns: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    frame = columns.merge(known, on="digest").assign(study=study.study, level=LEVEL)
    low, high = proportion_confint(frame["rejected"].astype(int), frame["draws"].astype(int), method="wilson")
    share = frame["rejected"] / frame["draws"]
    frame = frame.assign(rejection=share, mc_low=np.minimum(low, share), mc_high=np.maximum(high, share))
    return frame.drop(columns=["digest", "rejected"])


def _one_thread() -> None:
    from threadpoolctl import threadpool_limits

    threadpool_limits(1, user_api="blas")
