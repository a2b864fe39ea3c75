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
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pandas as pd
from statsmodels.stats.proportion import proportion_confint

from resilience.estimation.design import Design
from resilience.estimation.fitted_column import FittedColumns
from resilience.estimation.size.simulated import LEVEL, Plan, rejections
from resilience.estimation.specification import Study
from resilience.project.processes import processes

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
        self._digests = set(self.rows["digest"])

    def __contains__(self, digest: str) -> bool:
        return digest in self._digests

    def add(self, found: pd.DataFrame) -> None:
        """Keeps more rows, in the file as well; a file half-written would be lost, so it is renamed into place."""
        self.rows = pd.concat([self.rows, found], ignore_index=True)
        self._digests |= set(found["digest"])
        self._file.parent.mkdir(parents=True, exist_ok=True)
        shipped = set(pd.read_csv(SHIPPED)["digest"]) if SHIPPED.exists() else set()
        beside = self._file.with_suffix(".part")
        self.rows[~self.rows["digest"].isin(shipped)].to_csv(beside, index=False, lineterminator="\n")
        beside.replace(self._file)


def measure(
    columns: FittedColumns, measured: Measured, report: Callable[[str], None] = lambda text: None
) -> pd.DataFrame | None:
    """Rows of results.test_size; None where the study measures no sizes.

    Args:
        measured: what is known; what is missing is measured on two processes and added to it.
        report: is told how far the work is.
    """
    study = columns.study
    if study.test_size is None:
        return None
    plan = Plan(**study.test_size.model_dump(), seed=study.seed)
    at_most = int(os.environ.get(AT_MOST, plan.draws))
    fewer = replace(plan, draws=min(plan.draws, at_most), power_draws=min(plan.power_draws, at_most))
    digests, missing = [], {}
    for table in study.tables:
        for column, fitted in columns.known(table):
            if (design := fitted.design).instruments is None:
                digest, how = digest_of(design, table.errors, plan), plan
                if digest not in measured and fewer != plan:
                    digest, how = digest_of(design, table.errors, fewer), fewer
                digests.append((table.id, column.id, digest))
                if digest not in measured:
                    missing[digest] = (digest, design, table.errors, how)
    if missing:
        with processes(min(2, len(missing)), _one_thread) as pool:
            found = []
            for position, rows in enumerate(pool.map(_of_column, missing.values()), 1):
                found.append(rows)
                report(f"size of the tests: {position} of {len(missing)} columns")
        measured.add(pd.concat(found, ignore_index=True))
    return _as_results(study, pd.DataFrame(digests, columns=["table_id", "column_id", "digest"]), measured.rows)


def digest_of(design: Design, errors: list[str], plan: Plan) -> str:
    """The first 16 digits of the SHA-256 of what the sizes of a column follow from, numbers to nine digits."""
    study, digest = design.study, hashlib.sha256()
    about = {
        "method": METHOD, "plan": asdict(plan), "errors": errors, "focus": study.focus, "cluster": study.cluster,
        "columns": design.names, "groups": sorted(study.group_slopes),
        "products": {
            name: product.model_dump() for name, product in study.products.items() if name in design.regressors
        },
    }  # fmt: skip
    digest.update(json.dumps(about, sort_keys=True).encode())
    rows = zip(design.sample["region_code"], design.rows.year, strict=True)
    digest.update("\n".join(f"{region} {year}" for region, year in rows).encode())
    for block in [design.values, design.y[:, None], *([] if design.km is None else [design.km])]:
        digest.update("\n".join([f"{value:.9g}" for value in (block.ravel() + 0.0).tolist()]).encode())
    return digest.hexdigest()[:16]


def _of_column(work: tuple[str, Design, list[str], Plan]) -> pd.DataFrame:
    digest, design, errors, plan = work
    return rejections(design, errors, plan).assign(digest=digest)[COLUMNS]


def _as_results(study: Study, columns: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    frame = columns.merge(known, on="digest").assign(study=study.study, level=LEVEL)
    low, high = proportion_confint(frame["rejected"].astype(int), frame["draws"].astype(int), method="wilson")
    share = frame["rejected"] / frame["draws"]
    frame = frame.assign(rejection=share, mc_low=np.minimum(low, share), mc_high=np.maximum(high, share))
    return frame.drop(columns=["digest", "rejected"])


def _one_thread() -> None:
    from threadpoolctl import threadpool_limits

    threadpool_limits(1, user_api="blas")
