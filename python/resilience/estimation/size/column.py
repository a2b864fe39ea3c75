"""One column: the share of simulated outcomes on its very design that each of its tests rejects."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from resilience.estimation import focal
from resilience.estimation.conventions import parse
from resilience.estimation.design import Design
from resilience.estimation.inference.permutation import Exchange, group_regions, orders_of
from resilience.estimation.inference.wild import signs
from resilience.estimation.size import laws
from resilience.estimation.size.batch import Batch
from resilience.estimation.study import Study, Table
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


def rejections(study: Study, table: Table, design: Design, plan: Plan, distances: pd.DataFrame | None) -> pd.DataFrame:
    """One row per term, convention, law and effect: term, se_type, error_law, effect, rejected, draws.

    Conventions with a closed form are measured for every regressor; the wild bootstrap and the permutation for the
    terms that the study is about. Effects other than zero are measured for these terms only.

    Args:
        study: as the column sees it (Study.of).
        distances: km between regions; without them there is no law with correlation over space.
    """
    regions, years = pd.factorize(design.sample["region_code"], sort=True), design.sample["year"].to_numpy(int)
    normal = laws.standard_normal(plan.seed, plan.draws, len(regions[1]), years.max() - years.min() + 1)
    residuals = design.y.to_numpy(float) - design.matrix @ np.linalg.lstsq(design.matrix, design.y, rcond=None)[0]
    region_sd = laws.residual_sd(np.asarray(residuals), regions[0], len(regions[1]))
    known = distances is not None and set(regions[1]) <= set(distances.index)
    km = distances.loc[regions[1], regions[1]].to_numpy(float) if known else None
    scales = _scales(study, design)
    rows = []
    for law in laws.LAWS:
        if law == "ar_spatial" and km is None:
            continue
        drawn = laws.errors(law, normal, km, region_sd)[:, regions[0], years - years.min()]
        found = [
            *_closed(study, table, design, drawn, plan, scales, distances),
            *_resampled(study, table, design, drawn, plan, scales),
        ]
        rows += [{**row, "error_law": law} for row in found]
    return pd.DataFrame(rows, columns=["term", "se_type", "error_law", "effect", "rejected", "draws"])


def _scales(study: Study, design: Design) -> dict[str, float]:
    """For each focal term the sd of its factors: an effect of one is 1 / this of the coefficient."""
    about = focal.of_column(study, list(design.x.columns), design)
    return {term: scale * design.y.std() for term, scale in zip(about["term"], about["scale"], strict=True)}


def _closed(
    study: Study,
    table: Table,
    design: Design,
    drawn: np.ndarray,
    plan: Plan,
    scales: dict[str, float],
    distances: pd.DataFrame | None,
) -> list[dict]:
    batch = Batch(design, drawn.T, study.cluster, distances)
    shifts = np.array([[effect / scales.get(term, np.inf) for effect in (0.0, *plan.effects)] for term in batch.terms])
    rows = []
    for name in table.errors:
        if parse(name).kind in ("wild", "permutation"):
            continue
        try:
            shares = batch.reject(parse(name), LEVEL, shifts)
        except (UserError, KeyError, np.linalg.LinAlgError):  # results.fits says why the column has no such errors
            continue
        for term, own in zip(batch.terms, shares, strict=True):
            for effect, share in zip((0.0, *plan.effects), own, strict=True):
                if (effect == 0 or term in scales) and not np.isnan(share):
                    rows.append(_row(term, name, effect, share, plan.draws))
    return rows


def _resampled(
    study: Study, table: Table, design: Design, drawn: np.ndarray, plan: Plan, scales: dict[str, float]
) -> list[dict]:
    rows, wanted = [], [parse(name) for name in table.errors if parse(name).kind in ("wild", "permutation")]
    for term, scale in scales.items():
        members = group_regions(study, design, term)
        exchange = Exchange(design, term, members)
        slope = design.x[term].to_numpy(float) / scale
        for effect in (0.0, *plan.effects):
            y = drawn + effect * slope if effect == 0 else drawn[: plan.power_draws] + effect * slope
            for convention in wanted:
                if convention.kind == "permutation":
                    orders = orders_of(len(members), EXCHANGES, plan.seed)
                    share = _share(*exchange.statistics(y, orders), len(orders) > EXCHANGES)
                elif convention.clusters == ("region",):
                    patterns, _, is_drawn = signs(len(exchange.regions), convention.weights, plan.seed, EXCHANGES)
                    share = _share(*exchange.under_signs(y, patterns), not is_drawn)
                else:
                    continue
                rows.append(_row(term, str(convention), effect, share, len(y)))
    return rows


def _share(own: np.ndarray, drawn: np.ndarray, is_enumerated: bool) -> float:
    """Share of outcomes with p at or below the level; all patterns or orders hold the data's own."""
    exceeding = (drawn >= own * (1 - 1e-9)).sum(axis=0)
    p_values = exceeding / len(drawn) if is_enumerated else (1 + exceeding) / (1 + len(drawn))
    return float((p_values <= LEVEL).mean())


def _row(term: str, se_type: str, effect: float, share: float, draws: int) -> dict:
    return {"term": term, "se_type": se_type, "effect": effect, "rejected": round(share * draws), "draws": draws}
