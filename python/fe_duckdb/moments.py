"""Sums of squares and products as SQL: of the rotated regressors, by cluster, and of the scores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fe_duckdb.engine import Engine, number
from fe_duckdb.sample import Sample
from linear.cross_products import CrossProducts

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Moments(CrossProducts):
    """Those of the rotated regressors and the outcome, and tables with the same by each way of clustering and their
    intersection."""

    tables: list[str]


def rotated(
    query: str, sample: Sample, kept: list[int], rotation: Floats, slopes: Floats, k: int, has_effects: bool
) -> str:
    """`q0` …: the regressors times the rotation; `u`: the outcome less the slopes times these; `y`: the outcome."""
    keys = ", ".join(["w", *(f"g{i}" for i in range(len(sample.groups)))])
    constant = None if has_effects else k - 1
    names = ["1" if i == constant else f"e{i + 1}" for i in kept]

    def combination(weights: Floats) -> str:
        parts = [f"{number(weight)} * {name}" for weight, name in zip(weights, names, strict=True) if weight]
        return " + ".join(parts) or "0.0"

    columns = [f"{combination(rotation[:, j])} as q{j}" for j in range(rotation.shape[1])]
    residual = f"e0 - ({combination(rotation @ slopes)}) as u" if np.any(slopes) else "e0 as u"
    return f"select {keys}, {', '.join(columns)}, {residual} from ({query}) as d"


def moments(engine: Engine, source: str, sample: Sample, clusters: list[str], k: int) -> Moments:
    """Cross-products of the rotated regressors and the outcome, by cluster where there are clusters."""
    names = {f"s{i}_{j}": f"q{i} * q{j}" for i in range(k) for j in range(i, k)}
    names |= {f"c{i}": f"q{i} * u" for i in range(k)} | {"squares": "u * u"}
    row, tables = products(engine, source, sample, clusters, names)
    inner = _symmetric([row[f"s{i}_{j}"] for i in range(k) for j in range(i, k)], k)
    return Moments(inner, np.array([row[f"c{i}"] for i in range(k)], float), row["squares"], tables)


def rescaled(gram: Floats, tables: list[str], kept: list[int], scale: Floats) -> Moments:
    """What `moments` gives for regressors that are only scaled, without another pass: products of `gram_by_cluster`."""
    at = [1 + i for i in kept]
    pairs = [(i, j) for i in range(len(at)) for j in range(i, len(at))]
    parts = [f"{number(scale[i] * scale[j])} * p{at[i]}_{at[j]} as s{i}_{j}" for i, j in pairs]
    parts += [f"{number(scale[i])} * p0_{at[i]} as c{i}" for i in range(len(at))]
    by_cluster = [f"(select {', '.join(parts)} from {table}) as p" for table in tables]
    return Moments(gram[np.ix_(at, at)] * np.outer(scale, scale), gram[0, at] * scale, gram[0, 0], by_cluster)


def gram_by_cluster(
    engine: Engine, query: str, sample: Sample, clusters: list[str], has_constant: bool
) -> tuple[Floats, list[str]]:
    """Cross-products of the deviations, outcome first, constant last; and tables with those of each cluster."""
    factors = [f"e{i}" for i in range(sample.n_terms)] + ["1.0"] * has_constant
    size = len(factors)
    names = {f"p{i}_{j}": f"{factors[i]} * {factors[j]}" for i in range(size) for j in range(i, size)}
    row, tables = products(engine, query, sample, clusters, names)
    return _symmetric(list(row.values()), size), tables


def products(
    engine: Engine, source: str, sample: Sample, clusters: list[str], names: dict[str, str]
) -> tuple[dict[str, float], list[str]]:
    """Weighted sums of products over all rows; and tables of them by each way of clustering and their intersection."""
    sums = ", ".join(f"sum(w * {product}) as {name}" for name, product in names.items())
    keys = [[sample.group(cluster)] for cluster in clusters]
    if len(keys) == 2:
        keys.append([*keys[0], *keys[1]])
    tables = [
        engine.keep(f"cluster_{way}", f"select {sums} from ({source}) as q group by {', '.join(key)}")
        for way, key in enumerate(keys)
    ]
    total = f"select {', '.join(f'sum({name})' for name in names)} from {tables[0]}" if tables else None
    row = engine.rows(total or f"select {sums} from ({source}) as q")[0]
    return dict(zip(names, row, strict=True)), tables


def _symmetric(upper: Sequence[float], size: int) -> Floats:
    matrix = np.zeros((size, size))
    matrix[np.triu_indices(size)] = upper
    return matrix + np.triu(matrix, 1).T


def hc_meat(engine: Engine, source: str, step: Floats) -> Floats:
    k = len(step)
    fitted = " ".join(f"- ({number(value)}) * q{j}" for j, value in enumerate(step))
    sums = ", ".join(f"sum(w * w * r * r * q{i} * q{j})" for i in range(k) for j in range(i, k))
    return _symmetric(engine.rows(f"select {sums} from (select *, u {fitted} as r from ({source}) as q) as q")[0], k)


def cluster_meat(engine: Engine, tables: list[str], step: Floats) -> list[Floats]:
    """Sums over clusters of the outer product of their scores: of each way, then of the intersection."""
    k, scores = len(step), []
    for i in range(k):
        fitted = " ".join(f"- ({number(step[j])}) * s{min(i, j)}_{max(i, j)}" for j in range(k))
        scores.append(f"c{i} {fitted} as r{i}")
    sums = ", ".join(f"sum(r{i} * r{j})" for i in range(k) for j in range(i, k))
    queries = (f"select {sums} from (select {', '.join(scores)} from {table}) as r" for table in tables)
    return [_symmetric(engine.rows(query)[0], k) for query in queries]
