"""How often does a clustered test reject a true zero when one unit carries the regressor? Into results.audit_inputs.

The printed moments can show that a regressor is all but a dummy of one unit (check_moment, check_concentration). Then
a test clustered by unit rests on one cluster, and its size is a matter of simulation, seeded. Panels are drawn with the
study's own numbers of units and periods. How often the tests reject depends on how much of the regressor's variance is
noise in all units beside the carrier's level, which no table prints: so there are rows for several such shares.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy import stats

from linear import small_sample
from linear.distributions import t_limit
from resilience.project.messages import Text, label, message

if TYPE_CHECKING:
    from fe_duckdb.engine import Engine

SEED = 20261125
DRAWS = 4000
CHUNK = 2_000_000  # numbers drawn at once
LEVEL = 0.05
SHARE_BETWEEN = 0.5  # of the error variance: unit effects; the rest is independent from period to period
NOISE_SHARES = (1e-5, 1e-3, 1e-2, 0.1, 0.5)  # of the regressor's variance; the rest is the carrier's level
TESTS = ("CRV1", "CRV3", "permutation")

STUDIES = """
with moments as (
    pivot (
        select study, term, statistic, try_cast(replace(value_as_printed, ',', '') as double) as value
        from reference.published_cells
    )
    on statistic in ('n', 'mean', 'sd', 'min', 'max')
    using max(value)
    group by study, term
)
select
    facts.study,
    cast(facts.value_text as integer) as n_units,
    cast(moments.n as integer) // cast(facts.value_text as integer) as n_periods
from reference.published_facts as facts
inner join reference.published_facts as varied on facts.study = varied.study and varied.fact = 'said_to_vary'
inner join moments on varied.study = moments.study and varied.term = moments.term
where
    facts.fact = 'units' and try_cast(facts.value_text as integer) between 3 and 500
    and power(moments.sd, 2) >= 0.5 * (moments.max - moments.mean) * (moments.mean - moments.min)  -- as a dummy's
order by facts.study
"""


def write_audit_inputs(engine: Engine) -> int:
    """Replaces `results.audit_inputs` for the studies whose text calls a regressor varied; gives the number of rows."""
    import duckdb

    with duckdb.connect() as scratch:
        scratch.execute("create schema reference")
        for name in ("published_cells", "published_facts"):
            scratch.register("_printed", engine.frame(f"select * from reference.{name}"))
            scratch.execute(f"create table reference.{name} as from _printed")
        studies = scratch.execute(STUDIES).fetchall()
    rows = [row for study, n_units, n_periods in studies if n_periods >= 2 for row in _rows(study, n_units, n_periods)]
    engine.replace("results.audit_inputs", pd.DataFrame(rows) if rows else None)
    return len(rows)


@cache  # a thousand studies of one shape are drawn once
def rejection_rates(
    n_units: int, n_periods: int, noise_share: float, draws: int = DRAWS, seed: int = SEED
) -> dict[str, float]:
    """Share of draws in which each test at 5 % rejects a slope that is zero.

    Cluster sums suffice: with x and y demeaned by period, b = Σx'y / Σx'x, CRV1 is Σ_g (x_g'e_g)² / (Σx'x)² and CRV3
    Σ_g (b_(g) − b)², times the factors of `linear.small_sample` (Cameron and Miller 2015, section VI.B).
    """
    random = np.random.default_rng(seed)
    noise = np.sqrt(noise_share / (1 - noise_share) * (n_units - 1)) / n_units  # the level varies by (G−1)/G²
    size = max(1, CHUNK // (n_units * n_periods))
    parts = [_rejected(random, min(size, draws - start), n_units, n_periods, noise) for start in range(0, draws, size)]
    return {name: sum(int(part[name].sum()) for part in parts) / draws for name in TESTS}


def _rejected(
    random: np.random.Generator, draws: int, n_units: int, n_periods: int, noise: float
) -> dict[str, np.ndarray]:
    x = noise * random.standard_normal((draws, n_units, n_periods))
    x[:, 0] += 1
    y = np.sqrt(SHARE_BETWEEN) * random.standard_normal((draws, n_units, 1))
    y = y + np.sqrt(1 - SHARE_BETWEEN) * random.standard_normal((draws, n_units, n_periods))
    x, y = x - x.mean(axis=1, keepdims=True), y - y.mean(axis=1, keepdims=True)
    xx, xy = (x * x).sum(axis=2), (x * y).sum(axis=2)
    slope = (xy.sum(axis=1) / xx.sum(axis=1))[:, None]
    n, k = n_units * n_periods, n_periods + 1
    scores = xy - slope * xx
    crv1 = np.sqrt(small_sample.clustered(n, k, n_units) * (scores**2).sum(axis=1)) / xx.sum(axis=1)
    crv3 = np.sqrt(small_sample.jackknife(n_units) * ((_left_out(x, y) - slope) ** 2).sum(axis=1))
    placed = np.abs(np.einsum("dt,dgt->dg", x[:, 0], y))  # the carrier's path laid on every unit in turn
    limit = t_limit(n_units - 1, LEVEL)
    return {
        "CRV1": np.abs(slope[:, 0]) > limit * crv1,
        "CRV3": np.abs(slope[:, 0]) > limit * crv3,
        "permutation": (placed >= placed[:, :1]).sum(axis=1) <= LEVEL * n_units,
    }


def _left_out(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The slope without each unit (the last axis but one), period effects taken out of what is left."""
    units = x.shape[-2]
    xy, xx = (x * y).sum(axis=-1), (x * x).sum(axis=-1)
    # with column means zero, leaving g out moves the mean of a period by −x_g/(G−1)
    left_xy = xy.sum(axis=-1, keepdims=True) - xy * units / (units - 1)
    slopes: np.ndarray = left_xy / (xx.sum(axis=-1, keepdims=True) - xx * units / (units - 1))
    return slopes


def _rows(study: str, n_units: int, n_periods: int) -> list[dict[str, Any]]:
    rates = {share: rejection_rates(n_units, n_periods, share) for share in NOISE_SHARES}
    rows = [
        _rejection(study, n_units, n_periods, name, share, [rates[each][name] for each in NOISE_SHARES])
        for name in TESTS
        for share in NOISE_SHARES
    ]
    smallest = 1 / n_units
    texts: dict[str, Text] = {"n": n_units, "p": f"{smallest:.3f}", "reaches": smallest <= 0.01}
    return [*rows, _row(study, "smallest_permutation_p", "smallest_permutation", (smallest, smallest, smallest), texts)]


def _rejection(study: str, n_units: int, n_periods: int, name: str, share: float, rates: list[float]) -> dict[str, Any]:
    """One test at one share of noise, beside what it does over all shares."""
    rate = rates[NOISE_SHARES.index(share)]
    interval = stats.binomtest(round(rate * DRAWS), DRAWS).proportion_ci(method="wilson")
    percent = {"rate": rate, "low": interval.low, "high": interval.high, "least": min(rates), "most": max(rates)}
    texts: dict[str, Text] = {key: f"{100 * value:.1f}" for key, value in percent.items()}
    texts |= {"units": n_units, "periods": n_periods, "test": label("simulation", name), "share": f"{share:g}"}
    noise = {"noise": share, "first": NOISE_SHARES[0], "last": NOISE_SHARES[-1]}
    texts |= {key: f"{100 * value:g}" for key, value in noise.items()}
    name = f"rejection_{name}_noise_{100 * share:g}_percent"
    return _row(study, name, "rejection", (rate, interval.low, interval.high), texts)


def _row(
    study: str, name: str, of: str, value: tuple[float, float, float], texts: Mapping[str, Text]
) -> dict[str, Any]:
    sentence = message(f"simulation.{of}", **texts)
    return {
        "study": study,
        "input": name,
        **dict(zip(("value", "value_low", "value_high"), map(float, value), strict=True)),
        "expected": message(f"simulation.{of}.expected").en,
        "assumptions": message(f"simulation.{of}.assumptions", **texts).en,
        "sentence_en": sentence.en,
        "sentence_zh": sentence.zh,
        "n_draws": DRAWS,
        "seed": SEED,
    }
