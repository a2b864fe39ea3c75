"""Sums of squares and products as SQL: of the rotated regressors, by cluster, and of the scores."""

from __future__ import annotations

import numpy as np

from resilience.regression.engine import Engine
from resilience.regression.sample import Sample


def rotated(
    query: str, sample: Sample, kept: list[int], rotation: np.ndarray, slopes: np.ndarray, k: int, has_effects: bool
) -> str:
    """`q0` …: the regressors times the rotation; `u`: the outcome less the slopes times these; `y`: the outcome."""
    keys = ", ".join(["w", *(f"g{i}" for i in range(len(sample.groups)))])
    constant = None if has_effects else k - 1
    names = ["1" if i == constant else f"e{i + 1}" for i in kept]

    def combination(weights: np.ndarray) -> str:
        parts = [f"{float(weight)!r} * {name}" for weight, name in zip(weights, names, strict=True) if weight]
        return " + ".join(parts) or "0.0"

    columns = [f"{combination(rotation[:, j])} as q{j}" for j in range(rotation.shape[1])]
    residual = f"e0 - ({combination(rotation @ slopes)}) as u" if np.any(slopes) else "e0 as u"
    return f"select {keys}, {', '.join(columns)}, {residual} from ({query}) as d"


def moments(engine: Engine, source: str, sample: Sample, clusters: list[str], k: int) -> dict:
    """Cross-products of the rotated regressors and the outcome, by cluster where there are clusters."""
    pairs = [(i, j) for i in range(k) for j in range(i, k)]
    sums = [f"sum(w * q{i} * q{j}) as s{i}_{j}" for i, j in pairs] + [f"sum(w * q{i} * u) as c{i}" for i in range(k)]
    sums += ["sum(w * u * u) as squares"]
    names = [f"s{i}_{j}" for i, j in pairs] + [f"c{i}" for i in range(k)] + ["squares"]
    tables = []
    keys = [[sample.group(cluster)] for cluster in clusters]
    if len(keys) == 2:
        keys.append([*keys[0], *keys[1]])
    for number, key in enumerate(keys):
        by = ", ".join(key)
        tables.append(engine.keep(f"cluster_{number}", f"select {', '.join(sums)} from ({source}) as q group by {by}"))
    if tables:
        totals = ", ".join(f"sum({name})" for name in names)
        row = engine.rows(f"select {totals} from {tables[0]}")[0]
    else:
        row = engine.rows(f"select {', '.join(sums)} from ({source}) as q")[0]
    inner = np.zeros((k, k))
    for (i, j), value in zip(pairs, row, strict=False):
        inner[i, j] = inner[j, i] = value
    return {
        "inner": inner,
        "cross": np.array(row[len(pairs) : len(pairs) + k], float),
        "squares": row[-1],
        "tables": tables,
        "counts": [engine.rows(f"select count(*) from {table}")[0][0] for table in tables],
    }


def cluster_meat(engine: Engine, tables: list[str], step: np.ndarray) -> np.ndarray:
    """Sum over clusters of the outer product of their scores; the intersection is taken off."""
    k, meat = len(step), np.zeros((len(step), len(step)))
    scores = []
    for i in range(k):
        fitted = " ".join(f"- ({float(step[j])!r}) * s{min(i, j)}_{max(i, j)}" for j in range(k))
        scores.append(f"c{i} {fitted} as r{i}")
    pairs = [(i, j) for i in range(k) for j in range(i, k)]
    sums = ", ".join(f"sum(r{i} * r{j})" for i, j in pairs)
    for sign, table in zip((1, 1, -1), tables, strict=False):
        row = engine.rows(f"select {sums} from (select {', '.join(scores)} from {table}) as r")[0]
        for (i, j), value in zip(pairs, row, strict=True):
            meat[i, j] += sign * value
            meat[j, i] = meat[i, j]
    return meat


def hc_meat(engine: Engine, source: str, step: np.ndarray) -> np.ndarray:
    k, meat = len(step), np.zeros((len(step), len(step)))
    fitted = " ".join(f"- ({float(value)!r}) * q{j}" for j, value in enumerate(step))
    pairs = [(i, j) for i in range(k) for j in range(i, k)]
    sums = ", ".join(f"sum(w * w * r * r * q{i} * q{j})" for i, j in pairs)
    row = engine.rows(f"select {sums} from (select *, u {fitted} as r from ({source}) as q) as q")[0]
    for (i, j), value in zip(pairs, row, strict=True):
        meat[i, j] = meat[j, i] = value
    return meat


def positive(covariance: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """A two-way covariance with negative eigenvalues gets zeros for them (Cameron, Gelbach and Miller 2011).

    On the block of the slopes: absorbed effects leave no constant.
    """
    scale = np.sqrt(np.abs(np.diag(covariance)))
    if np.linalg.eigvalsh(covariance / np.outer(scale, scale)).min() >= -1e-10:
        return covariance, []
    values, vectors = np.linalg.eigh(covariance)
    return (vectors * np.maximum(values, 0)) @ vectors.T, [
        "not positive semi-definite: negative eigenvalues set to zero"
    ]
