"""A regression of any relation: estimates, standard errors and how many rows, clusters and effects stand behind them.

classical, HC1   t with N - K degrees of freedom, K the regressors and all absorbed effects
CRV1(a), CRV1(a,b)   G/(G-1) (N-1)/(N-K) with G the smallest number of clusters and K without effects nested in a
                 cluster, the constant counted once (reghdfe, Correia 2017); two ways add and take off the intersection
                 (Cameron, Gelbach and Miller 2011); t with G - 1 degrees of freedom
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from fe_duckdb.absorb import Absorbed, absorb
from fe_duckdb.engine import Engine
from fe_duckdb.engine import relation as relation_sql
from fe_duckdb.errors import RegressionError
from fe_duckdb.formula import Formula, parse
from fe_duckdb.moments import Moments, cluster_meat, gram_by_cluster, hc_meat, moments, rescaled, rotated
from fe_duckdb.sample import Sample, draw, levels, without_singletons
from linear import small_sample
from linear.conventions import parse as convention_of
from linear.cross_products import independent
from linear.errors import LinearError
from linear.least_squares import sandwich
from linear.semidefinite import positive

Floats = NDArray[np.float64]
SPANNED = 1e-20  # share of the squared norm left by the fixed effects below which a regressor is called absorbed
FAR = 1e8  # squared norm over squared deviations above which deviations are taken twice


@dataclass
class Fit:
    """What was estimated; the order of `terms` is that of every array.

    Attributes
    ----------
    terms : list of str
    estimate : array, shape (k,)
    covariance : array, shape (k, k)
    se_type : str
    df : float
        Degrees of freedom of t.
    n_obs : int
    n_clusters : int or None
        The smallest number of clusters; None where errors are not clustered.
    r2, r2_within : float
        Of the outcome, and of what the fixed effects leave of it.
    effects : dict of str to int
        Levels of each fixed effect.
    rank : int
        Columns that the effects span, the constant among them; 0 without effects.
    dropped : dict of str to str
        Regressors left out, and why.
    missing : dict of str to int
        Rows in which a variable is missing.
    n_singletons : int
        Rows left out because they were alone in a level of a fixed effect.
    notes : list of str
    """

    terms: list[str]
    estimate: Floats
    covariance: Floats
    se_type: str
    df: float
    n_obs: int
    n_clusters: int | None
    r2: float
    r2_within: float
    effects: dict[str, int]
    rank: int
    dropped: dict[str, str] = field(default_factory=dict)
    missing: dict[str, int] = field(default_factory=dict)
    n_singletons: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def std_error(self) -> Floats:
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

    Parameters
    ----------
    engine : Engine
    relation : str
        A table's name, or a Parquet or CSV file or a pattern of files.
    formula : str
        `outcome ~ regressors | fixed effects`, as `formula.parse` reads it.
    se_type : str
        A convention of this module's docstring.
    weights : str, optional
        Column of analytic weights.
    panel : (str, str)
        Unit and year, by which lags are taken.

    Returns
    -------
    Fit

    Raises
    ------
    RegressionError
        A formula, column, error type or sample that cannot be used.

    References
    ----------
    Correia (2017), Linear models with high-dimensional fixed effects; Abowd, Creecy and Kramarz (2002) on the rank of
    two effects.
    """
    clusters, rows = _clusters(se_type), relation_sql(relation)
    try:
        plan = parse(formula, lambda column: levels(engine, rows, column))
        groups, effects = list(dict.fromkeys([*plan.effects, *clusters])), list(plan.effects)
        sample = draw(engine, rows, plan, groups, weights, panel)
        without_singletons(engine, sample, effects)
        return _fit(engine, sample, plan, effects, clusters, se_type)
    except LinearError as error:
        raise RegressionError(str(error)) from None
    finally:
        engine.clear()


def _clusters(se_type: str) -> list[str]:
    try:
        convention = convention_of(se_type)
    except LinearError:
        convention = None
    if convention is None or convention.kind not in ("classical", "HC1", "CRV1"):
        raise RegressionError(
            f"Standard errors {se_type!r}: known are classical, HC1, CRV1(column) and CRV1(column,column)."
        )
    return list(convention.clusters)


def _fit(engine: Engine, sample: Sample, plan: Formula, effects: list[str], clusters: list[str], se_type: str) -> Fit:
    names = [term.name for term in plan.regressors] + ([] if effects else ["const"])
    absorbed, gram, tables, norms, total = _deviations(engine, sample, effects, clusters)
    rotation, kept, dropped = _rotation(gram, norms, names, effects)
    if not kept:
        raise RegressionError(f"No regressor is left: {'; '.join(f'{name} {why}' for name, why in dropped.items())}.")
    rotation, slopes, sums, source = _slopes(engine, sample, absorbed, gram, tables, kept, rotation, clusters)
    n, rank = sample.n, absorbed.rank if effects else 0
    nested = [effect for effect in effects if _is_nested(engine, sample, effect, clusters)]
    if len(nested) == 2:
        parameters = len(kept) + 1
    else:
        parameters = len(kept) + rank - sum(absorbed.levels[effect] - 1 for effect in nested)
    if parameters >= n:
        raise RegressionError(f"{n} rows for {parameters} coefficients and effects; use fewer of them.")
    counts = [engine.rows(f"select count(*) from {table}")[0][0] for table in sums.tables[: len(clusters)]]
    for count, cluster in zip(counts, clusters, strict=True):
        small_sample.require_two(count, cluster)
    if clusters:
        meats = cluster_meat(engine, sums.tables, sums.slopes)
    else:
        meats = [hc_meat(engine, source, sums.slopes)] if se_type == "HC1" else []
    found = sums.covariance(n, parameters, meats, counts)
    back = rotation if effects else _as_they_are(sample, kept) @ rotation
    estimate, covariance, *fewer = back @ slopes, *(sandwich(back, each) for each in (found.values, *found.fewer))
    block = slice(None) if effects else slice(len(kept) - 1)
    covariance[block, block], notes = positive(covariance[block, block], [each[block, block] for each in fewer])
    if not effects:
        estimate[-1] += sample.centres[0]
    return Fit(
        [names[i] for i in kept], estimate, covariance, se_type, found.df, n, found.n_groups,
        float(1 - sums.left / total), float(1 - sums.left / (gram[0, 0] if effects else total)), absorbed.levels, rank,
        dropped, sample.missing, sample.n_singletons, notes,
    )  # fmt: skip


def _slopes(
    engine: Engine, sample: Sample, absorbed: Absorbed, gram: Floats, tables: list[str], kept: list[int],
    rotation: Floats, clusters: list[str],
) -> tuple[Floats, Floats, Moments, str]:  # fmt: skip
    """The rotation, slopes of the rotated regressors, and the sums and rows that the last step towards them rests on.

    Well-conditioned regressors need no pass over the rows after the cross-products; others get one on what the first
    solution leaves, with regressors rotated to be orthogonal.
    """
    k, has_effects = len(gram) - 1, bool(absorbed.levels)
    slopes: Floats = np.zeros(len(kept))
    source = rotated(absorbed.query, sample, kept, rotation, slopes, k, has_effects)
    if np.array_equal(rotation, np.diag(np.diag(rotation))):
        sums = rescaled(gram, tables, kept, np.diag(rotation))
    else:
        sums = moments(engine, source, sample, clusters, len(kept))
    slopes = slopes + sums.slopes
    if not sums.is_precise:
        turn = sums.root
        rotation, slopes = rotation @ np.linalg.inv(turn), turn @ slopes
        source = rotated(absorbed.query, sample, kept, rotation, slopes, k, has_effects)
        sums = moments(engine, source, sample, clusters, len(kept))
        slopes = slopes + sums.slopes
    return rotation, slopes, sums, source


def _as_they_are(sample: Sample, kept: list[int]) -> Floats:
    """Moves the constant from the deviations from the centres to the variables themselves."""
    shift = np.eye(len(kept))
    shift[-1, :-1] = [-sample.centres[1 + i] for i in kept[:-1]]
    return shift


def _deviations(
    engine: Engine, sample: Sample, effects: list[str], clusters: list[str]
) -> tuple[Absorbed, Floats, list[str], Floats, float]:
    """Deviations, their cross-products (outcome first) and those by cluster, squared norms, and the outcome's total."""
    for rounds in (1, 2):
        absorbed = absorb(engine, sample, effects, rounds)
        gram, tables = gram_by_cluster(engine, absorbed.query, sample, clusters, not effects)
        weight, sums, squares = absorbed.centred or (gram[-1, -1], gram[-1, :-1], np.diag(gram)[:-1])
        centres = np.array(sample.centres)
        norms = squares + 2 * centres * sums + centres**2 * weight
        left = np.diag(gram)[: sample.n_terms]
        varies = left > SPANNED * norms
        if not effects or not np.any(norms[varies] > FAR * left[varies]):
            break
    if effects and left[0] <= SPANNED * norms[0]:
        raise RegressionError("The outcome does not vary within the fixed effects.")
    return absorbed, gram, tables, np.append(norms, weight), squares[0] - sums[0] ** 2 / weight


def _rotation(
    gram: Floats, norms: Floats, names: list[str], effects: list[str]
) -> tuple[Floats, list[int], dict[str, str]]:
    """Scaled regressors to rest the sums on: which stay, and how they scale; those that are spanned are named."""
    inner, places = gram[1:, 1:], range(len(names))
    absorbed = [i for i in places if effects and inner[i, i] <= SPANNED * norms[1 + i]]
    order = places if effects else [len(names) - 1, *range(len(names) - 1)]
    kept, turn = independent(inner, [i for i in order if i not in absorbed])
    dropped = {
        names[i]: "is spanned by the fixed effects"
        if i in absorbed
        else "is a linear combination of the regressors before it"
        for i in places
        if i not in kept
    }
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
