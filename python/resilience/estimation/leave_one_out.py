"""Every column without each region and without each year: does the coefficient hang on one of them?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from linear.conventions import parse
from linear.distributions import t_p
from linear.least_squares import Floats
from linear.stacks import without_each
from resilience.estimation.design import Design
from resilience.estimation.specification_tests import Row

MIN_CLUSTERS = 2
MOST_PARTS = 200  # of more regions each is too small a part to carry a column, and each a fit with as many effects
NUMBERS = ["estimate", "std_error", "statistic", "p_value"]


def leave_one_out(design: Design, se_type: str) -> tuple[pd.DataFrame | None, list[Row]]:
    """The focus, or the slope of each group, without each region and each year, with errors of one convention.

    A part has the fixed effects that are left, and no others; one whose term no longer varies has no row. Errors are
    null where they are not classical, CRV1 or CRV3 by the study's cluster. Products stay centred on the
    means of the whole sample, so that the parts speak of one effect.

    Returns:
        A row a part and term, None where no term is made of the focus; and diagnostics on the parts that have no row
        because too little is left of the column, each with its reason.
    """
    every = _parts(design)
    parts = [(kind, label, keep) for kind, label, keep, reason in every if reason is None]
    untold: list[Row] = [
        ("not_left_out", f"{kind} {label}", None, None, reason)
        for kind, label, _, reason in every
        if reason is not None
    ]
    if len(design.regions) > MOST_PARTS:
        reason = f"there are {len(design.regions)}, more than {MOST_PARTS}; influence says which rows count most"
        untold.append(("not_left_out", "region by region", None, None, reason))
    terms = [design.focus] if design.focus is not None else design.slopes
    if not terms or design.instruments is not None or not parts:
        return None, untold
    kinds, labels, keep = zip(*parts, strict=True)
    codes = design.codes(design.study.cluster)
    within, n_nested = design.within_clusters(codes)
    first, last = dict.fromkeys(within), dict.fromkeys(terms)
    order = [*first, *(name for name in design.names if name not in first and name not in last), *last]
    matrix = design.values[:, [design.names.index(name) for name in order]]
    sizes = (len(terms), (len(within), n_nested), _kind(se_type))
    found = without_each(matrix, design.y, np.stack(keep), codes, *sizes)
    statistic = found.estimates / found.std_errors
    numbers = (found.estimates, found.std_errors, statistic, t_p(statistic, found.df[:, None]))
    frame = pd.DataFrame({
        "term": terms * len(parts), "left_out_kind": np.repeat(kinds, len(terms)),
        "left_out": np.repeat(labels, len(terms)),
        **dict(zip(NUMBERS, (each.ravel() for each in numbers), strict=True)),
        "n_obs": np.repeat([rows.sum() for rows in keep], len(terms)),
    })  # fmt: skip
    frame = frame[frame["estimate"].notna()].reset_index(drop=True)
    return (frame.assign(se_type=se_type) if len(frame) else None), untold


def _parts(design: Design) -> list[tuple[str, str, NDArray[np.bool_], str | None]]:
    """Kind, label and rows of every part, and why it cannot be fitted."""
    clusters, found = design.codes(design.study.cluster), []
    for kind, key in (("region", "region_code"), ("year", "year")):
        codes, labels = design.codes(key), np.unique(design.sample[key].to_numpy())
        for code, label in enumerate(labels if len(labels) <= MOST_PARTS else ()):
            keep = codes != code
            found.append((kind, str(label), keep, too_small(keep, design.values, clusters)))
    return found


def too_small(keep: NDArray[np.bool_], matrix: Floats, clusters: NDArray[Any]) -> str | None:
    """Why a part of a column's rows cannot be fitted; None where it can."""
    n, n_clusters = int(keep.sum()), len(np.unique(clusters[keep]))
    if n == 0:
        return "no observation is left without it"
    if n_clusters < MIN_CLUSTERS:
        return f"{n_clusters} cluster is left without it: no error can be told"
    if n > matrix.shape[1]:
        return None
    rank = np.linalg.matrix_rank(matrix[keep])
    return f"{n} observations are left for {rank} coefficients" if n <= rank else None


def _kind(se_type: str) -> str | None:
    """What `without_each` computes of a convention; None for no errors."""
    convention = parse(se_type)
    known = convention.kind in ("classical", "CRV1", "CRV3") and len(convention.clusters) < 2
    return convention.kind if known else None
