"""A regression of any relation: estimates, standard errors and how many rows, clusters and effects stand behind them.

classical, HC1   t with N - K degrees of freedom, K the regressors and all absorbed effects
CRV1(a), CRV1(a,b)   G/(G-1) (N-1)/(N-K) with G the smallest number of clusters and K without effects nested in a
                 cluster, the constant counted once (reghdfe, Correia 2017); two ways add and take off the intersection
                 (Cameron, Gelbach and Miller 2011); t with G - 1 degrees of freedom
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np

from resilience.errors import UserError
from resilience.regression.absorb import Absorbed, absorb
from resilience.regression.engine import Engine
from resilience.regression.engine import relation as relation_sql
from resilience.regression.formula import Formula, parse
from resilience.regression.moments import cluster_meat, hc_meat, moments, positive, rotated
from resilience.regression.sample import Sample, draw, without_singletons

SPANNED = 1e-20  # share of the squared norm left by the fixed effects below which a regressor is called absorbed
COLLINEAR = 1e-12  # share of the squared deviations left by earlier regressors below which one is called collinear
CLOSE = 1e-4  # a smaller share is solved in a second pass on rotated regressors
FAR = 1e8  # squared norm over squared deviations above which deviations are taken twice


@dataclass
class Fit:
    """What was estimated; the order of `terms` is that of every array."""

    terms: list[str]
    estimate: np.ndarray
    covariance: np.ndarray
    se_type: str
    df: float
    n_obs: int
    n_clusters: int | None
    r2: float
    r2_within: float
    effects: dict[str, int]
    rank: int  # columns that the effects span, the constant among them; 0 without effects
    dropped: dict[str, str] = field(default_factory=dict)
    missing: dict[str, int] = field(default_factory=dict)
    n_singletons: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def std_error(self) -> np.ndarray:
        return np.sqrt(np.diag(self.covariance))

    def table(self) -> list[dict[str, object]]:
        """One row per term: estimate, its error, test and interval, df, n_obs, n_clusters, se_type."""
        from scipy import stats

        error = self.std_error
        statistic = self.estimate / error
        margin = stats.t.ppf(0.975, self.df) * error
        p_value = 2 * stats.t.sf(np.abs(statistic), self.df)
        names = ("term", "estimate", "std_error", "statistic", "p_value", "ci_low", "ci_high")
        columns = (self.estimate, error, statistic, p_value, self.estimate - margin, self.estimate + margin)
        fixed = {"df": self.df, "n_obs": self.n_obs, "n_clusters": self.n_clusters, "se_type": self.se_type}
        rows = zip(self.terms, *(map(float, column) for column in columns), strict=True)
        return [{**dict(zip(names, row, strict=True)), **fixed} for row in rows]


def regress(
    engine: Engine,
    relation: str,
    formula: str,
    se_type: str = "classical",
    weights: str | None = None,
    panel: tuple[str, str] = ("region_code", "year"),
) -> Fit:
    """Fits `formula` on a table, a Parquet or a CSV file without copying it into memory.

    Args:
        se_type: a convention of this module's docstring.
        weights: column of analytic weights.
        panel: unit and year, by which lags are taken.

    Raises:
        UserError: a formula, column, error type or sample that cannot be used.
    """
    plan, clusters = parse(formula), _clusters(se_type)
    groups = list(dict.fromkeys([*plan.effects, *clusters]))
    effects = list(plan.effects)
    try:
        sample = draw(engine, relation_sql(relation), plan, groups, weights, panel)
        without_singletons(engine, sample, effects)
        return _fit(engine, sample, plan, effects, clusters, se_type)
    finally:
        engine.clear()


def _clusters(se_type: str) -> list[str]:
    if se_type in ("classical", "HC1"):
        return []
    if not (found := re.fullmatch(r"CRV1\(\s*(\w+)\s*(?:,\s*(\w+)\s*)?\)", se_type)):
        raise UserError(f"Standard errors {se_type!r}: known are classical, HC1, CRV1(column) and CRV1(column,column).")
    return list(dict.fromkeys(filter(None, found.groups())))


def _fit(engine: Engine, sample: Sample, plan: Formula, effects: list[str], clusters: list[str], se_type: str) -> Fit:
    names = [term.name for term in plan.regressors] + ([] if effects else ["const"])
    absorbed, gram, norms, total = _deviations(engine, sample, effects)
    k = len(names)
    rotation, kept, dropped = _rotation(gram, norms, names, effects)
    if not kept:
        raise UserError(f"No regressor is left: {'; '.join(f'{name} {why}' for name, why in dropped.items())}.")
    slopes = np.zeros(len(kept))
    source = rotated(absorbed.query, sample, kept, rotation, slopes, k, bool(effects))
    for _ in range(2):
        sums = moments(engine, source, sample, clusters, len(kept))
        inner, cross, squares = sums["inner"], sums["cross"], sums["squares"]
        step = np.linalg.solve(inner, cross)
        slopes = slopes + step
        rest = squares - cross @ step
        worst = np.linalg.cond(inner) > 1 / CLOSE or rest < 1e-6 * squares
        if not worst:
            break
        rotation = rotation @ np.linalg.inv(np.linalg.cholesky(inner).T)
        slopes = np.linalg.cholesky(inner).T @ slopes
        source = rotated(absorbed.query, sample, kept, rotation, slopes, k, bool(effects))
        step = np.zeros(len(kept))
    n, rank = sample.n, absorbed.rank if effects else 0
    bread = np.linalg.inv(inner)
    if not clusters:
        parameters = len(kept) + rank
        df, n_clusters = n - parameters, None
        _enough(df, n, parameters)
        if se_type == "classical":
            middle, factor = inner * (rest / df), 1.0
        else:
            middle, factor = hc_meat(engine, source, step), n / df
        covariance, notes = factor * bread @ middle @ bread, []
    else:
        nested = [effect for effect in effects if _is_nested(engine, sample, effect, clusters)]
        parameters = len(kept) + (rank - sum(absorbed.levels[effect] - 1 for effect in nested) if effects else 0)
        if len(nested) == 2:
            parameters = len(kept) + 1
        _enough(n - parameters, n, parameters)
        n_clusters = min(sums["counts"][: len(clusters)])
        if n_clusters < 2:
            raise UserError(f"{se_type} has {n_clusters} cluster; at least two are needed.")
        df = n_clusters - 1
        factor = n_clusters / (n_clusters - 1) * (n - 1) / (n - parameters)
        covariance = factor * bread @ cluster_meat(engine, sums["tables"], step) @ bread
        notes = []
    back = rotation if effects else _as_they_are(sample, kept) @ rotation
    estimate, covariance = back @ slopes, back @ covariance @ back.T
    if len(clusters) == 2:
        covariance, notes = positive(covariance)
    if not effects:
        estimate[-1] += sample.centres[0]
    return Fit(
        [names[i] for i in kept], estimate, covariance, se_type, df, n, n_clusters,
        1 - rest / total, 1 - rest / (gram[0, 0] if effects else total), absorbed.levels, rank, dropped, sample.missing,
        sample.n_singletons, notes,
    )  # fmt: skip


def _as_they_are(sample: Sample, kept: list[int]) -> np.ndarray:
    """Moves the constant from the deviations from the centres to the variables themselves."""
    shift = np.eye(len(kept))
    shift[-1, :-1] = [-sample.centres[1 + i] for i in kept[:-1]]
    return shift


def _enough(df: float, n: int, parameters: int) -> None:
    if df <= 0:
        raise UserError(f"{n} rows for {parameters} coefficients and effects; use fewer of them.")


def _deviations(engine: Engine, sample: Sample, effects: list[str]) -> tuple[Absorbed, np.ndarray, np.ndarray, float]:
    """Deviations, their cross-products (outcome first), the variables' squared norms and the outcome's total."""
    m = sample.n_terms
    y = f"(z0 - ({sample.centres[0]!r}))"
    sums = [*(f"sum(w * {z} * {z})" for z in sample.z), "sum(w)", f"sum(w * {y})", f"sum(w * {y} * {y})"]
    *norms, weight, first, second = engine.rows(f"select {', '.join(sums)} from ({sample.query}) as s")[0]
    for rounds in (1, 2):
        absorbed = absorb(engine, sample, effects, rounds)
        pairs = [(i, j) for i in range(m) for j in range(i, m)]
        sums = ", ".join(f"sum(w * e{i} * e{j})" for i, j in pairs)
        ones = ", ".join(["sum(w)", *(f"sum(w * e{i})" for i in range(m))])
        row = engine.rows(f"select {sums}, {ones} from ({absorbed.query}) as d")[0]
        gram = np.zeros((m + 1, m + 1))
        for (i, j), value in zip(pairs, row, strict=False):
            gram[i, j] = gram[j, i] = value
        gram[m, m] = row[len(pairs)]
        gram[m, :m] = gram[:m, m] = row[len(pairs) + 1 :]
        left = np.diag(gram)[:m] > SPANNED * np.array(norms)
        if not effects or not np.any(np.array(norms)[left] > FAR * np.diag(gram)[:m][left]):
            break
    if effects:
        gram = gram[:m, :m]
        if gram[0, 0] <= SPANNED * norms[0]:
            raise UserError("The outcome does not vary within the fixed effects.")
    return absorbed, gram, np.array([*norms, gram[-1, -1]]), second - first * first / weight


def _rotation(
    gram: np.ndarray, norms: np.ndarray, names: list[str], effects: list[str]
) -> tuple[np.ndarray, list[int], dict[str, str]]:
    """Scaled regressors to rest the sums on: which stay, and how they scale; those that are spanned are named."""
    kept: list[int] = []
    dropped: dict[str, str] = {}
    inner = gram[1:, 1:]
    scale = np.sqrt(np.maximum(np.diag(inner), np.finfo(float).tiny))
    unit = inner / np.outer(scale, scale)
    order = range(len(names)) if effects else [len(names) - 1, *range(len(names) - 1)]
    for i in order:
        if effects and inner[i, i] <= SPANNED * norms[1 + i]:
            dropped[names[i]] = "is spanned by the fixed effects"
            continue
        left = 1.0
        if kept:
            left = 1 - unit[i, kept] @ np.linalg.solve(unit[np.ix_(kept, kept)], unit[kept, i])
        if left <= COLLINEAR:
            dropped[names[i]] = "is a linear combination of the regressors before it"
        else:
            kept.append(i)
    kept.sort()
    chosen = unit[np.ix_(kept, kept)] if kept else np.eye(0)
    turn = np.diag(1 / scale[kept])
    if kept and np.linalg.cond(chosen) > 1 / CLOSE:
        turn = turn @ np.linalg.inv(np.linalg.cholesky(chosen).T)
    return turn, kept, dropped


def _is_nested(engine: Engine, sample: Sample, effect: str, clusters: list[str]) -> bool:
    """Whether every level of an effect lies in one cluster (of either way, as reghdfe counts)."""
    g = sample.group(effect)
    for cluster in clusters:
        c = sample.group(cluster)
        wide = f"select {g} from ({sample.query}) as s group by {g} having min({c}) <> max({c}) limit 1"
        if c == g or not engine.rows(wide):
            return True
    return False
