"""Every column without each region and without each year: does the coefficient hang on one of them?

One orthogonalisation a part: with an orthonormal basis of the regressors, coefficients, CRV1 and CRV3 errors are sums
of cross-products by cluster, and the jackknife within a part costs one small solve a cluster (MacKinnon, Nielsen and
Webb 2023, J. Applied Econometrics 38, 671-694).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from resilience.estimation.conventions import Convention, parse
from resilience.estimation.design import Design
from resilience.estimation.effects import pivots
from resilience.estimation.inference import focus_column
from resilience.estimation.study import Study
from resilience.estimation.terms import group_slope

PARTS = (("region", "region_code"), ("year", "year"))
MIN_CLUSTERS = 2
SPANNED = 1e-9  # a column of which less is left after projection is a combination of the others


def leave_one_out(study: Study, se_type: str, design: Design) -> pd.DataFrame | None:
    """The focus, or the slope of each group, without each region and each year, with errors of one convention.

    A part has the fixed effects that are left, and no others; one whose term no longer varies has no row. Errors are
    null where they are not classical, CRV1 or CRV3 by the study's cluster. Products stay centred on the
    means of the whole sample, so that the parts speak of one effect. None where no term is made of the focus.
    """
    terms = [name for name in design.x.columns if group_slope(study, name) == study.focus]
    if (focus := focus_column(study, design)) is not None:
        terms = [focus]
    if not terms or design.instruments is not None:
        return None
    convention = parse(se_type)
    known = convention.kind == "classical" or (convention.kind in ("CRV1", "CRV3") and len(convention.clusters) == 1)
    clusters = design.sample[study.cluster].to_numpy()
    matrix, sizes = _in_order(design, terms, pd.factorize(clusters)[0])
    y, rows = design.y.to_numpy(float), []
    for kind, key in PARTS:
        labels = design.sample[key].to_numpy()
        for left_out in sorted(set(labels)):
            keep = labels != left_out
            if too_small(keep, matrix, clusters) is not None:
                continue
            part = _part(matrix[keep], y[keep], pd.factorize(clusters[keep])[0], sizes, len(terms))
            for position, term in enumerate(terms):
                found = part.coefficient(position, convention if known else None)
                if found is not None:
                    rows.append({"term": term, "left_out_kind": kind, "left_out": str(left_out), **found})
    return pd.DataFrame(rows).assign(se_type=se_type) if rows else None


def untold(study: Study, design: Design) -> list[tuple]:
    """Diagnostics on the parts that have no row because too little is left of the column, each with its reason."""
    clusters, matrix, rows = design.sample[study.cluster].to_numpy(), design.matrix.to_numpy(float), []
    for kind, key in PARTS:
        labels = design.sample[key].to_numpy()
        for left_out in sorted(set(labels)):
            if (reason := too_small(labels != left_out, matrix, clusters)) is not None:
                rows.append(("not_left_out", f"{kind} {left_out}", None, None, reason))
    return rows


def too_small(keep: np.ndarray, matrix: np.ndarray, clusters: np.ndarray) -> str | None:
    """Why a part of a column's rows cannot be fitted; None where it can."""
    n, n_clusters = int(keep.sum()), len(set(clusters[keep]))
    if n == 0:
        return "no observation is left without it"
    if n_clusters < MIN_CLUSTERS:
        return f"{n_clusters} cluster is left without it: no error can be told"
    rank = np.linalg.matrix_rank(matrix[keep])
    return f"{n} observations are left for {rank} coefficients" if n <= rank else None


@dataclass(frozen=True)
class _Part:
    """A fit in an orthonormal basis whose last columns are the terms asked for.

    Attributes:
        rows: of each term, its row of the inverse triangle; None where the rest spans it. Shape (k,).
        theta: coefficients in the basis, shape (k,); effects nested in the clusters are out of it.
        a, b: cross-products by cluster of the basis with itself and with the outcome, shapes (G, k, k) and (G, k).
        rank: columns in all; n_free: of them, those that count beside clusters (reghdfe).
    """

    rows: list[np.ndarray | None]
    theta: np.ndarray
    a: np.ndarray
    b: np.ndarray
    squares: float
    n: int
    rank: int
    n_free: int

    def coefficient(self, position: int, convention: Convention | None) -> dict[str, float] | None:
        row = self.rows[position]
        if row is None:
            return None
        estimate, error, df = float(row @ self.theta), np.nan, np.nan
        if convention is not None:
            error, df = self._error(row, convention.kind)
        statistic = estimate / error
        p_value = 2 * stats.t.sf(abs(statistic), df)
        numbers = {"estimate": estimate, "std_error": error, "statistic": statistic, "p_value": p_value}
        return {**numbers, "n_obs": self.n}

    def _error(self, row: np.ndarray, kind: str) -> tuple[float, float]:
        n_clusters = len(self.b)
        if kind == "classical":
            df = self.n - self.rank
            return float(np.sqrt(self.squares / df * (row @ row))), df
        if kind == "CRV1":
            scores = (self.b - self.a @ self.theta) @ row
            factor = n_clusters / (n_clusters - 1) * (self.n - 1) / (self.n - self.n_free)
            return float(np.sqrt(factor * (scores**2).sum())), n_clusters - 1
        rest = np.eye(len(self.theta)) - self.a
        if np.linalg.eigvalsh(rest).min() < SPANNED:  # a cluster that alone carries a coefficient
            return np.nan, n_clusters - 1
        moved = np.linalg.solve(rest, (self.theta - self.b)[..., None])[..., 0] - self.theta
        return float(np.sqrt((n_clusters - 1) / n_clusters * ((moved @ row) ** 2).sum())), n_clusters - 1


def _in_order(design: Design, terms: list[str], codes: np.ndarray) -> tuple[np.ndarray, tuple[int, int]]:
    """The matrix with what lies within clusters first, the terms last; how many are first, of which nested effects."""
    first = design.within_clusters(codes)
    others = [name for name in design.matrix.columns if name not in {*first, *terms}]
    return design.matrix[[*first, *others, *terms]].to_numpy(float), (len(first), len(design.nested_dummies(codes)))


def _part(matrix: np.ndarray, y: np.ndarray, codes: np.ndarray, sizes: tuple[int, int], n_terms: int) -> _Part:
    """One orthogonalisation of the rows of a part; columns that those before them span are left out."""
    norms = np.linalg.norm(matrix, axis=0)
    scaled = matrix / np.where(norms > 0, norms, 1)
    kept = pivots(scaled) > SPANNED
    n_first, n_nested = sizes
    within, nested = int(kept[:n_first].sum()), int(kept[: n_nested + 1].sum()) - 1 if n_nested else 0
    q, r = np.linalg.qr(scaled[:, kept])
    inverse = np.linalg.inv(r)[within:, within:]
    y = y - q[:, :within] @ (q[:, :within].T @ y)
    q = q[:, within:]
    theta = q.T @ y
    n_clusters, k = codes.max() + 1, q.shape[1]
    a, b = np.zeros((n_clusters, k, k)), np.zeros((n_clusters, k))
    for cluster in range(n_clusters):
        own = codes == cluster
        a[cluster], b[cluster] = q[own].T @ q[own], q[own].T @ y[own]
    at = np.cumsum(kept) - 1 - within
    last = range(matrix.shape[1] - n_terms, matrix.shape[1])
    rows = [inverse[at[column]] / norms[column] if kept[column] else None for column in last]
    squares = float(((y - q @ theta) ** 2).sum())
    rank = int(kept.sum())
    return _Part(rows, theta, a, b, squares, len(y), rank, rank - nested)
