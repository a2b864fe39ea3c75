"""One column: the share of simulated outcomes on its very design that each of its tests rejects."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from linear import wild
from linear.basis import residuals
from linear.conventions import Convention, parse
from linear.distributions import t_limit
from linear.errors import LinearError
from linear.exchange import orders_of
from linear.least_squares import Floats, LeastSquares
from linear.semidefinite import is_covariance
from resilience.estimation import focus_coefficients
from resilience.estimation.design import CONSTANT, Design
from resilience.estimation.fitted_column import jackknifed, panel_of
from resilience.estimation.permutation import exchange_of
from resilience.estimation.size import error_laws
from resilience.project.errors import UserError

LEVEL = 0.05
EXCHANGES = 99  # inside one simulated test: (99 + 1) x 5 % is whole, so that the level is met as with any number


@dataclass(frozen=True)
class Plan:
    """How sizes are measured.

    Attributes:
        draws: simulated outcomes a law, for tests of a true zero.
        power_draws: the same for each effect.
        effects: true effects, in sd of the errors per sd of the regressor, or of both factors of a product.
    """

    draws: int
    power_draws: int
    effects: tuple[float, ...]
    seed: int


def rejections(design: Design, errors: list[str], plan: Plan) -> pd.DataFrame:
    """One row per term, convention, law and effect: term, se_type, error_law, effect, rejected, draws.

    Conventions with a closed form are measured for every regressor; the wild bootstrap and the permutation for the
    terms that the study is about. Effects other than zero are measured for these terms only. Without distances there is
    no law with correlation over space.

    Args:
        errors: names of conventions.
    """
    regions, years, km = design.rows.region, design.rows.calendar, design.km
    normal = error_laws.standard_normal(plan.seed, plan.draws, *design.rows.shape)
    region_sd = error_laws.residual_sd(residuals(design.values, design.y), regions, len(design.regions))
    about = focus_coefficients.of_column(design)
    # For each coefficient of the focus the sd of its factors: an effect of one is 1 / this of the coefficient.
    scales = dict(zip(about["term"], about["scale"] * design.y.std(ddof=1), strict=True))
    rows = []
    for law in error_laws.LAWS:
        if law != "ar_spatial" or km is not None:
            drawn = error_laws.errors(law, normal, km, region_sd)[:, regions, years]
            found = [*_closed(design, errors, drawn, plan, scales), *_resampled(design, errors, drawn, plan, scales)]
            rows += [{**row, "error_law": law} for row in found]
    return pd.DataFrame(rows, columns=["term", "se_type", "error_law", "effect", "rejected", "draws"])


def reject(estimates: Floats, variances: Floats, df: float, shifts: Floats) -> Floats:
    """Share of outcomes whose coefficient, moved by a true effect, differs from zero at LEVEL.

    Args:
        estimates, variances: shape (outcomes, terms). A variance that is none rejects nothing.
        shifts: effects added to every estimate, shape (terms, effects). Residuals do not move with them.

    Returns:
        Shape (terms, effects); null where the convention has no error for a term.
    """
    moved = np.abs(estimates[..., None] + shifts)
    limit = t_limit(df, LEVEL) * np.sqrt(np.maximum(variances, 0))
    shares = np.mean((moved > limit[..., None]) & (variances > 0)[..., None], axis=0)
    return np.where(np.isnan(variances).all(axis=0, keepdims=True).T, np.nan, shares)


def variances_of(design: Design, fit: LeastSquares, outcomes: Floats, convention: Convention) -> tuple[Floats, float]:
    """Variances of the regressors' coefficients, shape (outcomes, terms), and degrees of freedom of t.

    Those of a two-way covariance that is none are zero: it is kept out of what is reported.
    """
    if convention.kind == "CRV3":
        found, terms = jackknifed(design, convention, outcomes)
        variances = np.full((len(outcomes), fit.k), np.nan)
        variances[:, terms] = found.variances[:, : len(terms)]
        return variances, found.df
    found = replace(fit, panel=panel_of(design, convention)).covariance(convention)
    variances = found.variances
    if len(convention.clusters) == 2:
        slopes = [place for place, name in enumerate(design.regressors) if name != CONSTANT]
        is_none = ~is_covariance(found.values[:, slopes][:, :, slopes])
        variances = variances.copy()
        variances[np.ix_(is_none, np.array(slopes))] = 0
    return variances, found.df


def _closed(
    design: Design, errors: list[str], drawn: Floats, plan: Plan, scales: dict[str, float]
) -> list[dict[str, Any]]:
    terms, effects = design.regressors, (0.0, *plan.effects)
    fit, estimates = LeastSquares.fit(design.values, drawn, len(terms), design.rows, design.effects)
    shifts = np.array([[effect / scales.get(term, np.inf) for effect in effects] for term in terms])
    rows = []
    for name in errors:
        if parse(name).kind in ("wild", "permutation"):
            continue
        try:
            variances, df = variances_of(design, fit, drawn, parse(name))
        except (UserError, LinearError, np.linalg.LinAlgError):  # results.fits says why there are no such errors
            continue
        for term, own in zip(terms, reject(estimates, variances, df, shifts), strict=True):
            for effect, share in zip(effects, own, strict=True):
                if (effect == 0 or term in scales) and not np.isnan(share):
                    rows.append(_row(term, name, effect, share, plan.draws))
    return rows


def _resampled(
    design: Design, errors: list[str], drawn: Floats, plan: Plan, scales: dict[str, float]
) -> list[dict[str, Any]]:
    rows, wanted = [], [parse(name) for name in errors if parse(name).kind in ("wild", "permutation")]
    regions = design.rows.region
    for term, scale in scales.items():
        exchange, members = exchange_of(design, term)
        for effect in (0.0, *plan.effects):
            y = (drawn if effect == 0 else drawn[: plan.power_draws]) + effect * (design.of(term) / scale)
            for convention in wanted:
                if convention.kind == "permutation":
                    orders = orders_of(len(members), EXCHANGES, plan.seed)
                    share = _share(*exchange.statistics(y, orders), len(orders) > EXCHANGES)
                elif convention.clusters == ("region",):
                    patterns, _, is_drawn = wild.signs(regions.max() + 1, convention.weights, plan.seed, EXCHANGES)
                    found = wild.statistics(design.values, y, design.names.index(term), regions, patterns)
                    share = _share(*found, not is_drawn)
                else:
                    continue
                rows.append(_row(term, str(convention), effect, share, len(y)))
    return rows


def _share(own: Floats, drawn: Floats, is_enumerated: bool) -> float:
    """Share of outcomes with p at or below the level; all patterns or orders hold the data's own."""
    exceeding = (drawn >= own * (1 - wild.TIE)).sum(axis=0)
    p_values = exceeding / len(drawn) if is_enumerated else (1 + exceeding) / (1 + len(drawn))
    return float((p_values <= LEVEL).mean())


def _row(term: str, se_type: str, effect: float, share: float, draws: int) -> dict[str, Any]:
    return {"term": term, "se_type": se_type, "effect": effect, "rejected": round(share * draws), "draws": draws}
