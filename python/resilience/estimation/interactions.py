"""What an interaction says: the effect of the focus along its moderator, and where the data support it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from resilience.estimation.derived_columns import group_slope
from resilience.estimation.design import CONSTANT, Design, regressor
from resilience.estimation.diagnostic_row import Row
from resilience.estimation.inference import standard_errors
from resilience.estimation.ordinary import ols
from resilience.estimation.specification import Study
from resilience.project.errors import UserError

QUANTILES = (0, 0.1, 0.25, 0.5, 0.75, 0.9, 1)
ROUNDING = 1e-8
BINS = ("low", "middle", "high")


def of_fit(study: Study, design: Design, fit: Any, se_type: str, distances: pd.DataFrame | None = None) -> list[Row]:
    """Rows of diagnostics for every product of a column; along the moderator where the focus is part of the product.

    Args:
        se_type: the convention that the column's table reports; where it has no standard error, effects have no test.
    """
    rows = []
    for term in design.x.columns:
        product = study.products.get(term)
        if product is not None and not group_slope(study, term) and design.instruments is None:
            rows += _centring(study, design, fit, term, se_type, distances)
    for term, moderator in moderated(study, design):
        if not study.products[term].centred:
            rows += _along_moderator(study, design, fit, term, moderator, se_type, distances)
        if design.instruments is None:
            rows += _binned(study, design, term, moderator, se_type, distances)
    return rows


def moderated(study: Study, design: Design) -> list[tuple[str, str]]:
    """The products of the focus with another variable, where the focus stands in the column too: term and moderator."""
    found = []
    for term in design.x.columns:
        product = study.products.get(term)
        if product is None or not {study.focus} <= {*product.of} & {*design.x.columns} or group_slope(study, term):
            continue
        moderator = next((name for name in product.of if name != study.focus), study.focus)
        if moderator != study.focus:
            found.append((term, moderator))
    return found


def _along_moderator(
    study: Study,
    design: Design,
    fit: Any,
    term: str,
    moderator: str,
    se_type: str,
    distances: pd.DataFrame | None,
) -> list[Row]:
    """Where the marginal effect is zero, and where it differs from zero at 5 % (Johnson and Neyman 1936).

    Only for raw products, in whose fits the coefficient of the focus is its effect at a moderator of zero. Covariance
    and degrees of freedom are those of the reported standard error; the bounds hold one moderator value at a time.
    """
    values, b, c = design.sample[moderator], fit.params[study.focus], fit.params[term]
    sign_note = f"{moderator} at which the effect of {study.focus} changes sign"
    rows: list[Row] = [
        ("moderator_min", moderator, values.min(), None, "least in the column's sample"),
        ("moderator_max", moderator, values.max(), None, "most in the column's sample"),
        ("marginal_effect_zero", moderator, -b / c, None, sign_note),
    ]
    at = values.quantile(list(QUANTILES)).to_numpy()
    try:
        errors = standard_errors(study, design, fit, se_type, distances)
    except UserError as error:
        return rows + [("marginal_effect", f"{moderator} = {v:.4f}", b + c * v, None, str(error)) for v in _unique(at)]
    (v_b, v_bc), (_, v_c) = errors.covariance.loc[[study.focus, term], [study.focus, term]].to_numpy()

    def statistic(of: Any) -> Any:
        return (b + c * of) / np.sqrt(v_b + 2 * of * v_bc + of**2 * v_c)

    note = f"{se_type}, t({errors.df:g})"
    for value in _unique(at):
        p_value = 2 * stats.t.sf(abs(statistic(value)), errors.df)
        rows.append(("marginal_effect", f"{moderator} = {value:.4f}", b + c * value, p_value, note))
    critical = stats.t.ppf(0.975, errors.df)
    t2 = critical**2
    roots = np.roots([c**2 - t2 * v_c, 2 * (b * c - t2 * v_bc), b**2 - t2 * v_b])
    bounds = sorted(root.real for root in roots if abs(root.imag) < 1e-12)
    bound_note = f"the effect is significant at 5 % on one side of this value; {note}"
    rows += [
        ("johnson_neyman_bound", f"{moderator} = {bound:.4f}", float(bound), None, bound_note)
        for bound in bounds
        if values.min() <= bound <= values.max()
    ]
    found = statistic(values.to_numpy(float))
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


def _centring(
    study: Study, design: Design, fit: Any, term: str, se_type: str, distances: pd.DataFrame | None
) -> list[Row]:
    """Is the fit the same with the product centred and not? Then centring is a choice of words (Aiken and West 1991).

    It is where both parts stand in the column themselves. The value is the largest difference of a fitted value (in sd
    of the outcome), of the product's coefficient (in its standard errors) and of its standard error (relative).
    """
    product = study.products[term]
    other = product.model_copy(update={"centred": not product.centred})
    column = regressor(study.model_copy(update={"products": {**study.products, term: other}}), term, design.sample)
    changed = replace(design, x=design.x.assign(**{term: column}))
    again = ols(changed.y, changed.matrix)
    try:
        errors = [standard_errors(study, *each, se_type, distances) for each in ((design, fit), (changed, again))]
        used = se_type
    except UserError:  # a test has no standard error to compare
        used = "classical"
        errors = [standard_errors(study, *each, used) for each in ((design, fit), (changed, again))]
    before, after = (each.std_error[term] for each in errors)
    value = max(
        float(np.abs(fit.fittedvalues - again.fittedvalues).max() / design.y.std()),
        abs(fit.params[term] - again.params[term]) / before,
        abs(after / before - 1),
    )
    missing = [name for name in dict.fromkeys(product.of) if name not in design.x.columns]
    if value <= ROUNDING:
        note = f"same fitted values, coefficient and standard error ({used}) with the product centred and not"
    elif missing:
        note = f"centring changes the fit: {' and '.join(missing)} is in the product and not in the column"
    else:
        note = f"centring changes the fit or its standard error ({used}) beyond rounding {errors[0].detail}".rstrip()
    return [("centring_difference", term, value, None, note)]


def thirds(
    study: Study, design: Design, term: str, moderator: str, se_type: str, distances: pd.DataFrame | None
) -> pd.DataFrame | None:
    """The effect at the median of each third of the moderator, each third with a line of its own.

    The binning estimator of Hainmueller, Mummolo and Xu (2019): it does not take for granted that the
    effect is linear in the moderator. Three numbers far from a line speak against the product. The column's other
    regressors, fixed effects and reported errors stay.

    Returns:
        third, value (its median), effect, std_error, df, n_obs and, where there is no error, why; None where three
        lines cannot be told apart.
    """
    focus, values = design.x[study.focus], design.sample[moderator]
    third = np.searchsorted(values.quantile([1 / 3, 2 / 3]).to_numpy(), values.to_numpy(), side="left")
    parts: dict[str, pd.Series] = {}
    medians: dict[str, float] = {}
    for position, name in enumerate(BINS):
        inside = pd.Series((third == position).astype(float), design.x.index)
        medians[name] = values[inside == 1].median()
        distance = (values - medians[name]) * inside
        parts |= {f"{name} effect": focus * inside, f"{name} line": distance, f"{name} slope": distance * focus}
        if position > 0:
            parts[f"{name} level"] = inside
    kept = [name for name in design.x.columns if name not in (study.focus, moderator, term, CONSTANT)]
    binned = replace(design, x=pd.concat([pd.DataFrame(parts), design.x[[*kept, CONSTANT]]], axis=1))
    scaled = binned.matrix / np.sqrt((binned.matrix**2).sum())
    if scaled.isna().any(axis=None) or np.linalg.matrix_rank(scaled.to_numpy(), tol=1e-9) < scaled.shape[1]:
        return None
    fit = ols(binned.y, binned.matrix)
    try:
        errors = standard_errors(study, binned, fit, se_type, distances)
        std_error, df, why = errors.std_error, errors.df, ""
    except UserError as error:
        std_error, df, why = pd.Series(np.nan, binned.x.columns), np.nan, str(error)
    effects = [f"{name} effect" for name in BINS]
    return pd.DataFrame(
        {
            "third": BINS,
            "value": list(medians.values()),
            "effect": fit.params[effects].to_numpy(),
            "std_error": std_error[effects].to_numpy(),
            "df": df,
            "n_obs": np.bincount(third, minlength=len(BINS)),
            "why": why,
        }
    )


def _binned(
    study: Study, design: Design, term: str, moderator: str, se_type: str, distances: pd.DataFrame | None
) -> list[Row]:
    found = thirds(study, design, term, moderator, se_type, distances)
    if found is None:
        note = f"three lines along {moderator} cannot be told apart in this column"
        return [("binned_effect", moderator, None, None, note)]
    rows: list[Row] = []
    for row in found.itertuples():
        note = f"{row.n_obs} rows, median {moderator} {row.value:.4f}; {row.why or f'{se_type}, t({row.df:g})'}"
        p_value = None if row.why else float(2 * stats.t.sf(abs(row.effect / row.std_error), row.df))
        rows.append(("binned_effect", f"{moderator}: {row.third} third", float(row.effect), p_value, note))
    return rows


def _unique(at: np.ndarray) -> list[float]:
    """Quantiles that read differently: a moderator of few values has the same one several times."""
    return list({f"{value:.4f}": float(value) for value in at}.values())
