"""What an interaction says: the effect of the focus along its moderator, and where the data support it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from linear.distributions import t_limit, t_p
from linear.groups import Floats
from resilience.estimation.design import Design, regressor
from resilience.estimation.fitted_column import Errors, FittedColumn
from resilience.estimation.specification_tests import Row
from resilience.project.errors import UserError

COLUMNS = [
    "term", "moderator", "part", "value", "effect", "std_error", "ci_low", "ci_high", "n_obs", "se_type"
]  # fmt: skip
QUANTILES = (0, 0.1, 0.25, 0.5, 0.75, 0.9, 1)
ROUNDING = 1e-8
THIRDS = ("low", "middle", "high")
BINS = 30


def of_column(fitted: FittedColumn, se_type: str) -> tuple[list[Row], pd.DataFrame]:
    """Rows of diagnostics for every product of a column; along the moderator where the focus is part of the product.
    And the points that a figure of the effect draws.

    Args:
        se_type: the convention that the column's table reports; where it has no standard error, effects have neither a
            test nor a band.

    Returns:
        Rows, and COLUMNS for every raw product of the focus (a centred one has the same). Part `line`: the effect at
        the edges of BINS equal bins over the sample's range, with the rows from this edge to the next; parts `low`,
        `middle` and `high`: the binning estimator at the median of each third. Intervals are 95 % ones, one value of
        the moderator at a time.
    """
    design, rows, frames = fitted.design, [], []
    is_plain = design.instruments is None
    for term in design.regressors if is_plain else []:
        if design.study.parts(term) and not design.study.group_slope(term):
            rows.append(_centring(fitted, term, se_type))
    for term, moderator in _moderated(design):
        found = thirds(fitted, term, moderator, se_type) if is_plain else None
        if not design.study.products[term].centred:
            effect = _Effect(fitted, term, moderator, se_type)
            rows += _along_moderator(effect)
            frames += [
                part.assign(term=term, moderator=moderator) for part in (_line(effect), found) if part is not None
            ]
        if is_plain:
            rows += _binned(found, moderator, se_type)
    if not frames:
        return rows, pd.DataFrame(columns=COLUMNS)
    points = pd.concat(frames, ignore_index=True).assign(se_type=se_type)
    margin = t_limit(points["df"].to_numpy(float)) * points["std_error"]
    return rows, points.assign(ci_low=points["effect"] - margin, ci_high=points["effect"] + margin)[COLUMNS]


def _moderated(design: Design) -> list[tuple[str, str]]:
    """The products of the focus with another variable, where the focus stands in the column too: term and moderator."""
    study, found = design.study, []
    for term in design.regressors if study.focus in design.regressors else []:
        others = [name for name in study.parts(term) if name != study.focus]
        if len(others) == 1 and not study.group_slope(term):
            found.append((term, others[0]))
    return found


@dataclass(frozen=True)
class _Effect:
    """The effect of the focus in a raw product: its coefficient there is the effect at a moderator of zero."""

    fitted: FittedColumn
    term: str
    moderator: str
    se_type: str

    @property
    def terms(self) -> list[str]:
        return [self.fitted.study.focus, self.term]

    @property
    def values(self) -> pd.Series:
        return self.fitted.design.sample[self.moderator]

    def at(self, values: Floats) -> Floats:
        b, c = self.fitted.slopes(self.terms)
        return np.asarray(b + c * values)

    def std_error(self, errors: Errors, values: Floats) -> Floats:
        (v_b, v_bc), (_, v_c) = errors.of(self.terms)
        return np.asarray(np.sqrt(v_b + 2 * values * v_bc + values**2 * v_c))


def _along_moderator(effect: _Effect) -> list[Row]:
    """Where the marginal effect is zero, and where it differs from zero at 5 % (Johnson and Neyman 1936).

    Covariance and degrees of freedom are those of the reported standard error; the bounds hold one moderator value at a
    time.
    """
    values, moderator, se_type = effect.values, effect.moderator, effect.se_type
    b, c = effect.fitted.slopes(effect.terms)
    sign_note = f"{moderator} at which the effect of {effect.terms[0]} changes sign"
    rows: list[Row] = [
        ("moderator_min", moderator, values.min(), None, "least in the column's sample"),
        ("moderator_max", moderator, values.max(), None, "most in the column's sample"),
        ("marginal_effect_zero", moderator, -b / c, None, sign_note),
    ]
    # Quantiles that read differently: a moderator of few values has the same one several times.
    at = np.array(list({f"{value:.4f}": value for value in values.quantile(list(QUANTILES))}.values()))
    effects = [
        ("marginal_effect", f"{moderator} = {value:.4f}", float(of))
        for value, of in zip(at, effect.at(at), strict=True)
    ]
    try:
        errors = effect.fitted.errors(se_type)
    except UserError as error:
        return rows + [(*each, None, str(error)) for each in effects]
    note = f"{se_type}, t({errors.df:g})"
    p_values = t_p(effect.at(at) / effect.std_error(errors, at), errors.df)
    rows += [(*each, float(p), note) for each, p in zip(effects, p_values, strict=True)]
    critical = t_limit(errors.df)
    (v_b, v_bc), (_, v_c) = errors.of(effect.terms)
    t2 = critical**2
    roots = np.roots([c**2 - t2 * v_c, 2 * (b * c - t2 * v_bc), b**2 - t2 * v_b])
    bounds = sorted(root.real for root in roots if abs(root.imag) < 1e-12)
    bound_note = f"the effect is significant at 5 % on one side of this value; {note}"
    rows += [
        ("johnson_neyman_bound", f"{moderator} = {bound:.4f}", float(bound), None, bound_note)
        for bound in bounds
        if values.min() <= bound <= values.max()
    ]
    every = values.to_numpy(float)
    found = effect.at(every) / effect.std_error(errors, every)
    shares = {
        "significant and negative": found < -critical,
        "not significant": np.abs(found) <= critical,
        "significant and positive": found > critical,
    }
    share_note = f"share of the sample whose {moderator} gives such an effect at 5 %; {note}"
    return rows + [
        ("johnson_neyman_share", f"{moderator}: {region}", float(inside.mean()), None, share_note)
        for region, inside in shares.items()
    ]


def _line(effect: _Effect) -> pd.DataFrame:
    counts, edges = np.histogram(effect.values.to_numpy(float), BINS)
    line = pd.DataFrame({"part": "line", "value": edges, "effect": effect.at(edges), "n_obs": [*counts, 0]})
    try:
        errors = effect.fitted.errors(effect.se_type)
    except UserError:
        return line.assign(std_error=np.nan, df=np.nan)
    return line.assign(std_error=effect.std_error(errors, edges), df=errors.df)


def _centring(fitted: FittedColumn, term: str, se_type: str) -> Row:
    """Is the fit the same with the product centred and not? Then centring is a choice of words (Aiken and West 1991).

    It is where both parts stand in the column themselves. The value is the largest difference of a fitted value (in sd
    of the outcome), of the product's coefficient (in its standard errors) and of its standard error (relative).
    """
    design, product = fitted.design, fitted.study.products[term]
    other = {**design.study.products, term: product.model_copy(update={"centred": not product.centred})}
    values = design.values.copy()
    column = regressor(design.study.model_copy(update={"products": other}), term, design.sample)
    values[:, design.names.index(term)] = column
    again = FittedColumn(replace(design, values=values))
    try:
        used, errors = se_type, [each.errors(se_type) for each in (fitted, again)]
    except UserError:  # a test has no standard error to compare
        used, errors = "classical", [each.errors("classical") for each in (fitted, again)]
    before, after = (each.std_error[term] for each in errors)
    value = max(
        float(np.abs(fitted.residuals - again.residuals).max() / design.y.std(ddof=1)),
        abs(fitted.params[term] - again.params[term]) / before,
        abs(after / before - 1),
    )
    missing = [name for name in dict.fromkeys(product.of) if name not in design.regressors]
    if value <= ROUNDING:
        note = f"same fitted values, coefficient and standard error ({used}) with the product centred and not"
    elif missing:
        note = f"centring changes the fit: {' and '.join(missing)} is in the product and not in the column"
    else:
        note = f"centring changes the fit or its standard error ({used}) beyond rounding {errors[0].detail}".rstrip()
    return ("centring_difference", term, value, None, note)


def thirds(fitted: FittedColumn, term: str, moderator: str, se_type: str) -> pd.DataFrame | None:
    """The effect at the median of each third of the moderator, each third with a line of its own.

    The binning estimator of Hainmueller, Mummolo and Xu (2019): it does not take for granted that the
    effect is linear in the moderator. Three numbers far from a line speak against the product. The column's other
    regressors, fixed effects and reported errors stay.

    Returns:
        part (the third), value (its median), effect, std_error, df, n_obs and, where there is no error, why; None where
        three lines cannot be told apart.
    """
    design = fitted.design
    focus, values = design.of(fitted.study.focus), design.sample[moderator].to_numpy(float)
    third = np.searchsorted(design.sample[moderator].quantile([1 / 3, 2 / 3]), values, side="left")
    parts: dict[str, Floats] = {}
    medians = []
    for position, name in enumerate(THIRDS):
        inside = (third == position).astype(float)
        medians.append(np.median(values[third == position]) if inside.any() else np.nan)
        distance = (values - medians[-1]) * inside
        parts |= {f"{name} effect": focus * inside, f"{name} line": distance, f"{name} slope": distance * focus}
        if position > 0:
            parts[f"{name} level"] = inside
    kept = {name: design.of(name) for name in design.terms if name not in (fitted.study.focus, moderator, term)}
    binned = FittedColumn(design.with_regressors(parts | kept))
    matrix = binned.design.values
    with np.errstate(invalid="ignore"):
        scaled = matrix / np.sqrt((matrix**2).sum(axis=0))
    if np.isnan(scaled).any() or np.linalg.matrix_rank(scaled, tol=1e-9) < scaled.shape[1]:
        return None
    effects = [f"{name} effect" for name in THIRDS]
    counts = np.bincount(third, minlength=len(THIRDS))
    found = pd.DataFrame({"part": THIRDS, "value": medians, "effect": binned.slopes(effects), "n_obs": counts})
    try:
        errors = binned.errors(se_type)
    except UserError as error:
        return found.assign(std_error=np.nan, df=np.nan, why=str(error))
    return found.assign(std_error=errors.std_error[effects].to_numpy(), df=errors.df, why="")


def _binned(found: pd.DataFrame | None, moderator: str, se_type: str) -> list[Row]:
    if found is None:
        note = f"three lines along {moderator} cannot be told apart in this column"
        return [("binned_effect", moderator, None, None, note)]
    rows: list[Row] = []
    for row in found.itertuples():
        note = f"{row.n_obs} rows, median {moderator} {row.value:.4f}; {row.why or f'{se_type}, t({row.df:g})'}"
        p_value = None if row.why else float(t_p(row.effect / row.std_error, row.df))
        rows.append(("binned_effect", f"{moderator}: {row.part} third", float(row.effect), p_value, note))
    return rows
