"""Fixed effects taken out of every variable: group means, or for two effects the exact projection on both.

For two effects the larger side is eliminated: with weights n_rt, group sums Z and means z of the larger side r, the
effects g of the smaller side t solve

    (diag(n_t) - sum_r n_rt n_rs / n_r) g = Z_t - sum_r n_rt z_r

whose rank also counts the connected components (Abowd, Creecy and Kramarz 2002). The sums are SQL: columns of one query
where the smaller side is short, else a join of the cells with themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from fe_duckdb.engine import Engine, number
from fe_duckdb.errors import RegressionError
from fe_duckdb.sample import Sample
from linear.cross_products import least_solution

Floats = NDArray[np.float64]
SHORT = 64  # levels of the smaller side whose matrix is summed as columns
Shares = Callable[[Floats, str], str]
BITS = 50  # levels of the smaller side that fit as bits into a double
CROWDED = 4  # rows in a cell of two effects, on average, from which cells are summed first
SMALL = 4000  # levels of the smaller side whose matrix fits in memory


@dataclass
class Absorbed:
    """Deviations as a query with `w`, the groups and `e0`, `e1` …, and how many effects there are.

    Attributes
    ----------
    query : str
    levels : dict of str to int
        Number of levels of each effect.
    n_components : int
        Connected components of two effects, each of which makes one of them redundant.
    centred : (float, array of shape (k,), array of shape (k,)), optional
        The weights' sum, and weighted sums and squares of the variables less their centres.
    """

    query: str
    levels: dict[str, int] = field(default_factory=dict)
    n_components: int = 0
    centred: tuple[float, Floats, Floats] | None = None

    @property
    def rank(self) -> int:
        """Columns that the effects span, the constant among them."""
        return sum(self.levels.values()) - self.n_components


def absorb(engine: Engine, sample: Sample, effects: list[str], rounds: int = 1) -> Absorbed:
    """The variables less their fixed effects; the mean comes off first, so that large numbers keep their digits.

    A second round takes out what rounding in the first has left of group means far larger than the deviations.
    """
    keys = ", ".join(["w", *(f"g{i}" for i in range(len(sample.groups)))])
    pairs = enumerate(zip(sample.z, sample.centres, strict=True))
    centred = ", ".join(f"{z} - ({number(centre)}) as e{i}" for i, (z, centre) in pairs)
    found = Absorbed(f"select {keys}, {centred} from ({sample.query}) as s")
    for turn in range(rounds):
        if len(effects) == 1:
            _one(engine, found, sample, effects[0], keys, turn)
        elif len(effects) == 2:
            _two(engine, found, sample, effects, keys, turn)
    return found


def _one(engine: Engine, found: Absorbed, sample: Sample, effect: str, keys: str, turn: int) -> None:
    g = sample.group(effect)
    table = _means(engine, found, found.query, sample, effect, turn)
    found.query = _less(found.query, sample, keys, [(g, table, "m")])


def _two(engine: Engine, found: Absorbed, sample: Sample, effects: list[str], keys: str, turn: int) -> None:
    small, large = sorted(effects, key=lambda effect: sample.levels[effect])
    t, r, n_small = sample.group(small), sample.group(large), sample.levels[small]
    if n_small > SMALL:
        raise RegressionError(
            f"{small} and {large} both have more than {SMALL} levels; absorb one and use fewer of the other."
        )
    rows = found.query
    if sample.n > CROWDED * n_small * sample.levels[large]:
        rows = f"select * from {_cells(engine, found, sample, t, r, turn)}"
    t_means = _means(engine, found, rows, sample, small, turn)
    ids = engine.keep(f"ids_{turn}", f"select *, row_number() over (order by {t}) - 1 as id from {t_means}")
    side = _short if n_small <= SHORT else _long
    matrix, right, shares = side(engine, found, rows, sample, t, large, ids, turn)
    effect, rank = least_solution(matrix, right)
    found.n_components = n_small - rank
    rows = ", ".join(f"({i}, {', '.join(map(number, row))})" for i, row in enumerate(effect))
    names = ", ".join(f"m{i}" for i in range(sample.n_terms))
    columns = ", ".join(f"v.m{i}" for i in range(sample.n_terms))
    values_of = f"(values {rows}) as v (id, {names})"
    solved = f"select ids.{t}, ids.id, {columns} from {ids} as ids inner join {values_of} on ids.id = v.id"
    small_table = engine.keep(f"small_{turn}", solved)
    # The means of the larger side less what the smaller side's effects add to them.
    large_table = engine.keep(f"large_{turn}", shares(effect, small_table))
    found.query = _less(found.query, sample, keys, [(t, small_table, "m"), (r, large_table, "m")])


def _means(
    engine: Engine, found: Absorbed, rows: str, sample: Sample, effect: str, turn: int, more: str = "", joined: str = ""
) -> str:
    """Table of an effect's group means and more sums; the first also sums squares, which then need no pass."""
    g, terms = sample.group(effect), range(sample.n_terms)
    sums = ["sum(b.w) as w", *(f"sum(b.w * b.e{i}) / sum(b.w) as m{i}" for i in terms)]
    if first := found.centred is None:
        sums += [f"sum(b.w * b.e{i} * b.e{i}) as s{i}" for i in terms]
    select = f"select b.{g}, {', '.join(sums)}{more} from ({rows}) as b {joined} group by b.{g}"
    table = engine.keep(f"mean_{g}_{turn}", select)
    found.levels[effect] = sample.levels[effect]
    if first:
        found.centred = _centred(engine, table, "m", sample)
    return table


def _cells(engine: Engine, found: Absorbed, sample: Sample, t: str, r: str, turn: int) -> str:
    """Where many rows share both groups, their weighted means stand for them: all group means follow from these."""
    terms = range(sample.n_terms)
    means = ", ".join(f"sum(w * e{i}) / sum(w) as e{i}, sum(w * e{i} * e{i}) as s{i}" for i in terms)
    select = f"select {t}, {r}, sum(w) as w, {means} from ({found.query}) as b group by {t}, {r}"
    table = engine.keep(f"cell_means_{turn}", select)
    if found.centred is None:
        found.centred = _centred(engine, table, "e", sample)
    return table


def _centred(engine: Engine, table: str, mean: str, sample: Sample) -> tuple[float, Floats, Floats]:
    terms = range(sample.n_terms)
    totals = ", ".join(["sum(w)", *(f"sum(w * {mean}{i})" for i in terms), *(f"sum(s{i})" for i in terms)])
    weight, *rest = engine.rows(f"select {totals} from {table}")[0]
    return weight, np.array(rest[: len(terms)], float), np.array(rest[len(terms) :], float)


def _less(query: str, sample: Sample, keys: str, tables: list[tuple[str, str, str]]) -> str:
    joins = " ".join(f"inner join {table} as j{g} on b.{g} = j{g}.{g}" for g, table, _ in tables)
    kept = ", ".join(f"b.{key.strip()}" for key in keys.split(","))
    values = ", ".join(
        f"b.e{i}{''.join(f' - j{g}.{prefix}{i}' for g, _, prefix in tables)} as e{i}" for i in range(sample.n_terms)
    )
    return f"select {kept}, {values} from ({query}) as b {joins}"


def _short(
    engine: Engine, found: Absorbed, rows: str, sample: Sample, t: str, large: str, ids: str, turn: int
) -> tuple[Floats, Floats, Shares]:
    """Matrix and right side, and how the larger side's means follow from the effects of the smaller.

    One row per group of the larger side with its weight in each level of the smaller; then one row of all sums.
    """
    n, r, terms = len(engine.rows(f"select id from {ids}")), sample.group(large), range(sample.n_terms)
    joined = f"inner join {ids} as ids on b.{t} = ids.{t}"
    wide = _as_bits(engine, found, rows, sample, t, large, ids, n, turn) if n <= BITS else None
    if wide is None:
        weights = "".join(f", sum(case when ids.id = {s} then b.w else 0 end) as n{s}" for s in range(n))
        wide = _means(engine, found, rows, sample, large, turn, weights, joined)
    pairs = [(a, b) for a in range(n) for b in range(a, n)]
    sums = [f"sum(n{a} * h{b})" for a, b in pairs] + [f"sum(n{a} * m{i})" for a in range(n) for i in terms]
    shares_of = ", ".join(f"n{s} / w as h{s}" for s in range(n))
    row = engine.rows(f"select {', '.join(sums)} from (select *, {shares_of} from {wide}) as h")[0]
    shared = np.zeros((n, n))
    for (a, b), value in zip(pairs, row[: len(pairs)], strict=True):
        shared[a, b] = shared[b, a] = value
    total, sums_t = _totals(engine, sample, ids)

    def shares(effect: Floats, _: str) -> str:
        added = [" + ".join(f"n{s} * ({number(value)})" for s, value in enumerate(column)) for column in effect.T]
        parts = ", ".join(f"m{i} - ({added[i]}) / w as m{i}" for i in terms)
        return f"select {r}, {parts} from {wide}"

    return np.diag(total) - shared, sums_t - np.array(row[len(pairs) :], float).reshape(n, sample.n_terms), shares


def _as_bits(
    engine: Engine, found: Absorbed, rows: str, sample: Sample, t: str, large: str, ids: str, n: int, turn: int
) -> str | None:
    """Without weights and with no two rows in one cell: the weights as bits of one sum; none otherwise."""
    if sample.is_weighted or sample.n > n * sample.levels[large]:
        return None
    powers = engine.keep("powers", f"select {t}, power(cast(2 as {engine.double}), id) as bit from {ids}")
    joined = f"inner join {powers} as p on b.{t} = p.{t}"
    means = _means(engine, found, rows, sample, large, turn, ", sum(p.bit) as mask", joined)
    bits = ", ".join(f"floor(mask / {2.0**s!r}) - 2 * floor(mask / {2.0 ** (s + 1)!r}) as n{s}" for s in range(n))
    wide = engine.keep("wide", f"select *, {bits} from {means}")
    counted = " + ".join(f"n{s}" for s in range(n))  # two rows in one level carry into the next, which loses a bit
    return None if engine.rows(f"select 1 from {wide} where {counted} <> w limit 1") else wide


def _long(
    engine: Engine, found: Absorbed, rows: str, sample: Sample, t: str, large: str, ids: str, turn: int
) -> tuple[Floats, Floats, Shares]:
    """The same for many levels of the smaller side: pairs of cells that share a group of the larger side."""
    n, r = len(engine.rows(f"select id from {ids}")), sample.group(large)
    r_means = _means(engine, found, rows, sample, large, turn)
    cells = engine.keep(
        "cells",
        f"select b.{r} as r, ids.id as id, sum(b.w) as n from ({rows}) as b "
        f"inner join {ids} as ids on b.{t} = ids.{t} group by b.{r}, ids.id",
    )
    shared = np.zeros((n, n))
    pairs = (
        f"select a.id, b.id, sum(a.n * b.n / m.w) from {cells} as a inner join {cells} as b on a.r = b.r "
        f"inner join {r_means} as m on a.r = m.{r} group by a.id, b.id"
    )
    for a, b, value in engine.rows(pairs):
        shared[a, b] = value
    means = ", ".join(f"sum(c.n * m.m{i})" for i in range(sample.n_terms))
    sums = np.zeros((n, sample.n_terms))
    for a, *values in engine.rows(
        f"select c.id, {means} from {cells} as c inner join {r_means} as m on c.r = m.{r} group by c.id"
    ):
        sums[a] = values
    total, sums_t = _totals(engine, sample, ids)

    def shares(_: Floats, small_table: str) -> str:
        added = ", ".join(f"sum(c.n * v.m{i}) as m{i}" for i in range(sample.n_terms))
        parts = ", ".join(f"m.m{i} - a.m{i} / m.w as m{i}" for i in range(sample.n_terms))
        by_group = f"select c.r, {added} from {cells} as c inner join {small_table} as v on c.id = v.id group by c.r"
        return f"select m.{r}, {parts} from {r_means} as m inner join ({by_group}) as a on m.{r} = a.r"

    return np.diag(total) - shared, sums_t - sums, shares


def _totals(engine: Engine, sample: Sample, ids: str) -> tuple[Floats, Floats]:
    names = ", ".join(f"w * m{i}" for i in range(sample.n_terms))
    rows = np.array(engine.rows(f"select w, {names} from {ids} order by id"), float)
    return rows[:, 0], rows[:, 1:]
