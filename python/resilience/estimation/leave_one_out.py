"""Every column without each region and without each year: does the coefficient hang on one of them?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from linear.conventions import parse
from linear.least_squares import Floats
from linear.stacks import without_each
from resilience.estimation.derived_columns import group_slope
from resilience.estimation.design import Design
from resilience.estimation.inference import focus_among
from resilience.estimation.specification import Study

PARTS = (("region", "region_code"), ("year", "year"))
MIN_CLUSTERS = 2
BODY = ["estimate", "std_error", "statistic", "p_value", "n_obs"]


def leave_one_out(study: Study, se_type: str, design: Design) -> pd.DataFrame | None:
    """The focus, or the slope of each group, without each region and each year, with errors of one convention.

    A part has the fixed effects that are left, and no others; one whose term no longer varies has no row. Errors are
    null where they are not classical, CRV1 or CRV3 by the study's cluster. Products stay centred on the
    means of the whole sample, so that the parts speak of one effect. None where no term is made of the focus.
    """
    parts = [(kind, label, keep) for kind, label, keep, reason in _parts(study, design) if reason is None]
    terms = [name for name in design.x.columns if group_slope(study, name) == study.focus]
    if (focus := focus_among(study, list(design.x.columns))) is not None:
        terms = [focus]
    if not terms or design.instruments is not None or not parts:
        return None
    keep = np.stack([rows for *_, rows in parts])
    codes = design.codes(study.cluster)
    within, n_nested = design.within_clusters(codes)
    order = [*within, *(name for name in design.matrix.columns if name not in {*within, *terms}), *terms]
    matrix = design.matrix[order].to_numpy(float)
    found = without_each(matrix, design.outcome, keep, codes, len(terms), (len(within), n_nested), _kind(se_type))
    statistic = found.estimates / found.std_errors
    p_values = 2 * stats.t.sf(np.abs(statistic), found.df[:, None])
    n_obs = np.broadcast_to(keep.sum(axis=1)[:, None], statistic.shape)
    numbers = (found.estimates, found.std_errors, statistic, p_values, n_obs)
    frame = pd.DataFrame(dict(zip(BODY, (each.ravel() for each in numbers), strict=True)))
    frame.insert(0, "term", terms * len(parts))
    frame.insert(1, "left_out_kind", np.repeat([kind for kind, *_ in parts], len(terms)))
    frame.insert(2, "left_out", np.repeat([label for _, label, _ in parts], len(terms)))
    frame = frame[frame["estimate"].notna()].reset_index(drop=True)
    return frame.assign(se_type=se_type) if len(frame) else None


def untold(study: Study, design: Design) -> list[tuple[Any, ...]]:
    """Diagnostics on the parts that have no row because too little is left of the column, each with its reason."""
    return [
        ("not_left_out", f"{kind} {label}", None, None, reason)
        for kind, label, _, reason in _parts(study, design)
        if reason is not None
    ]


def _parts(study: Study, design: Design) -> list[tuple[str, str, NDArray[np.bool_], str | None]]:
    """Kind, label and rows of every part, and why it cannot be fitted."""
    clusters, found = design.codes(study.cluster), []
    for kind, key in PARTS:
        labels = design.sample[key].to_numpy()
        for left_out in np.unique(labels):
            keep = labels != left_out
            found.append((kind, str(left_out), keep, too_small(keep, design.values, clusters)))
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
