"""The rows a regression uses, as SQL: every column present and finite, weights positive, singletons left out."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches

from fe_duckdb.engine import Engine, name, text
from fe_duckdb.errors import RegressionError
from fe_duckdb.formula import Factor, Formula

NUMBERS = ("INT", "DOUBLE", "FLOAT", "DECIMAL", "BOOL", "REAL", "NUM")  # in the names of types
LARGEST = "1.7976931348623157e308"  # engines sort NaN above every number, so one comparison leaves out both


@dataclass
class Sample:
    """The rows as a query with the columns `w` (weight), `g0`, `g1` … (groups) and `z0` (outcome), `z1` … (regressors).

    Attributes
    ----------
    groups : list of str
        Columns used as fixed effects or clusters; `g<i>` is the i-th of them.
    centres : list of float
        A number near each z's mean, taken off before anything is squared.
    is_weighted : bool
        Whether rows have weights of their own; `w` is 1 otherwise.
    levels : dict of str to int
        Number of levels of each effect, known once singletons are out.
    """

    query: str
    groups: list[str]
    n_terms: int
    n_read: int
    n: int
    missing: dict[str, int]
    centres: list[float]
    is_weighted: bool = False
    n_singletons: int = 0
    levels: dict[str, int] = field(default_factory=dict)

    def group(self, column: str) -> str:
        return f"g{self.groups.index(column)}"

    @property
    def z(self) -> list[str]:
        return [f"z{i}" for i in range(self.n_terms)]


def draw(
    engine: Engine, relation: str, formula: Formula, groups: list[str], weights: str | None, panel: tuple[str, str]
) -> Sample:
    """Checks the columns and describes the rows; one pass.

    Raises
    ------
    RegressionError
        Unknown or non-numeric column, no complete row, a negative weight, a constant regressor.
    """
    columns = engine.columns(relation)
    _check(columns, relation, formula, groups, weights, panel)
    facts = {factor.label: _value(engine, factor, panel) for factor in formula.factors}
    base = ", ".join(
        [
            *(f"{name(group)} as g{i}" for i, group in enumerate(groups)),
            *(f"{sql} as f{i}" for i, sql in enumerate(facts.values())),
            f"cast({name(weights)} as {engine.double}) as w" if weights else f"cast(1 as {engine.double}) as w",
        ]
    )
    lagged = any(factor.lag for factor in formula.factors)
    if lagged:
        _unique(engine, relation, panel)
    labels = list(facts)
    finite = [f"abs(f{i}) <= {LARGEST}" for i in range(len(facts))]
    present = [f"g{i} is not null" for i in range(len(groups))]
    whole = " and ".join([*finite, *present, *(["w > 0"] if weights else [])])
    products = [" * ".join(f"f{labels.index(factor.label)}" for factor in term.factors) for term in formula.terms]
    values = ", ".join(f"{product} as z{i}" for i, product in enumerate(products))
    kept = ", ".join(["w", *(f"g{i}" for i in range(len(groups)))])
    query = f"select {kept}, {values} from (select {base} from {relation}) as b where {whole}"
    gaps = [*(f"count(case when {test} then 1 end)" for test in [*finite, *present]), "min(w)"]
    looks = [f"avg(z{i}), min(z{i}), max(z{i})" for i in range(len(products))]
    (read, *found, least) = engine.rows(
        f"select count(*), {', '.join(gaps)} from (select {base} from {relation}) as b"
    )[0]
    missing = {label: read - count for label, count in zip([*labels, *groups], found, strict=True) if count < read}
    n, *looked = engine.rows(f"select count(*), {', '.join(looks)} from ({query}) as s")[0]
    if least is not None and least < 0:
        raise RegressionError(f"The weight {weights} is negative in places (smallest {least:g}); weights are positive.")
    if n == 0:
        lacking = ", ".join(f"{label} ({count})" for label, count in missing.items()) or f"weights ({read})"
        raise RegressionError(f"None of the {read} rows of {relation} has every variable; missing: {lacking}.")
    for term, low, high in zip(formula.terms, looked[1::3], looked[2::3], strict=True):
        if low == high:
            raise RegressionError(f"{term.name} is the same in all {n} rows; leave it out.")
    engine.fix_order(n)
    return Sample(query, groups, len(products), read, n, missing, looked[0::3], weights is not None)


def levels(engine: Engine, relation: str, column: str) -> list[str]:
    """The levels of a column in their order, as SQL compares them with it.

    Raises
    ------
    RegressionError
        There is no such column.
    """
    require_columns(engine.columns(relation), relation, [column])
    rows = f"select distinct {name(column)} as level from {relation} where {name(column)} is not null"
    return [str(value) for (value,) in engine.rows(f"select level from ({rows}) as l order by level")]


def without_singletons(engine: Engine, sample: Sample, effects: list[str]) -> None:
    """Leaves out groups of one row, again and again until none is left (Correia 2015), as reghdfe does."""
    for turn in range(100):
        found = 0
        for effect in effects:
            g = sample.group(effect)
            rows_of = f"select {g}, count(*) as n from ({sample.query}) as s group by {g}"
            n_levels, count = engine.rows(f"select count(*), count(case when n = 1 then 1 end) from ({rows_of}) as t")[
                0
            ]
            sample.levels[effect] = n_levels - count
            if count:
                table = engine.keep(f"single_{g}_{turn}", f"select {g} from ({rows_of}) as t where n = 1")
                sample.query = f"select * from ({sample.query}) as s where {g} not in (select {g} from {table})"
                found += count
        sample.n_singletons += found
        sample.n -= found
        if not found or len(effects) == 1:
            break
    if sample.n == 0:
        raise RegressionError(f"Every row is alone in its group of {' or '.join(effects)}: nothing is left to compare.")


def _check(
    columns: dict[str, str],
    relation: str,
    formula: Formula,
    groups: list[str],
    weights: str | None,
    panel: tuple[str, str],
) -> None:
    counted = [factor.column for factor in formula.factors if factor.level is None]
    numbers = [*counted, *([weights] if weights else [])]
    groups = [*groups, *(factor.column for factor in formula.factors)]
    lags = panel if any(factor.lag for factor in formula.factors) else ()
    require_columns(columns, relation, [*numbers, *groups, *lags])
    for column in numbers:
        if not any(kind in columns[column].upper() for kind in NUMBERS):
            raise RegressionError(f"{column} of {relation} is {columns[column]}, not a number; cast it first.")


def require_columns(columns: dict[str, str], relation: str, wanted: list[str]) -> None:
    """Raises a RegressionError with near names where a column is not there."""
    for column in dict.fromkeys(wanted):
        if column not in columns:
            near = get_close_matches(column, columns, 3, 0.5) or list(columns)[:8]
            raise RegressionError(f"{relation} has no column '{column}'. Did you mean {' or '.join(near)}?")


def _unique(engine: Engine, relation: str, panel: tuple[str, str]) -> None:
    keys = ", ".join(map(name, panel))
    doubled = f"select {keys} from {relation} group by {keys} having count(*) > 1 limit 1"
    if rows := engine.rows(doubled):
        raise RegressionError(f"A lag needs one row per {' and '.join(panel)}; {rows[0]} of {relation} has several.")


def _value(engine: Engine, factor: Factor, panel: tuple[str, str]) -> str:
    column = name(factor.column)
    if factor.level is not None:
        return f"cast(case when {column} is not null then {column} = {text(factor.level)} end as {engine.double})"
    value = f"cast({column} as {engine.double})"
    if factor.is_log:
        return f"case when {value} > 0 then ln({value}) end"
    if not factor.lag:
        return f"power({value}, {factor.power})" if factor.power > 1 else value
    # By calendar, not by row: a year that is missing gives null.
    side = "preceding" if factor.lag > 0 else "following"
    frame = f"range between {abs(factor.lag)} {side} and {abs(factor.lag)} {side}"
    return f"max({value}) over (partition by {name(panel[0])} order by {name(panel[1])} {frame})"
