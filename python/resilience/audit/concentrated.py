"""How often does a clustered test reject a true zero when one unit carries the regressor? Into results.audit_inputs.

The printed moments can show that a regressor is all but a dummy of one unit (check_concentration). Then a test
clustered by unit rests on one cluster, and its size is a matter of simulation, seeded. Panels are drawn with the
study's own numbers of units and periods; the assumptions stand in the rows.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import stats

if TYPE_CHECKING:
    import duckdb

SEED = 20261125
DRAWS = 4000
LEVEL = 0.05
SHARE_BETWEEN = 0.5  # of the error variance: unit effects; the rest is independent from period to period
ASSUMPTIONS = (
    "balanced panel; the regressor is 1 for one unit in every period and else 0, up to noise of a hundredth; "
    "errors normal, half of their variance a unit effect; period effects out; true slope 0"
)
NAMES = {
    "CRV1": "the clustered test (CRV1, t with units minus one)",
    "CRV3": "the cluster jackknife (CRV3)",
    "permutation": "the permutation of paths across units",
}
NAMES_ZH = {"CRV1": "聚类检验（CRV1）", "CRV3": "聚类刀切检验（CRV3）", "permutation": "单元间置换检验"}

STUDIES = """
select
    facts.study,
    cast(facts.value_text as integer) as n_units,
    cast(cells.n as integer) // cast(facts.value_text as integer) as n_periods
from reference.published_facts as facts
inner join reference.published_facts as varied on facts.study = varied.study and varied.fact = 'said_to_vary'
inner join (
    select study, max(try_cast(replace(value_as_printed, ',', '') as double)) as n
    from reference.published_cells where statistic = 'n' group by study
) as cells on facts.study = cells.study
where facts.fact = 'units' and try_cast(facts.value_text as integer) between 3 and 500
order by facts.study
"""


def write_audit_inputs(connection: duckdb.DuckDBPyConnection) -> int:
    """Replaces `results.audit_inputs` for the studies whose text calls a regressor varied; gives the number of rows."""
    rows = []
    for study, n_units, n_periods in connection.execute(STUDIES).fetchall():
        if n_periods >= 2:
            rows += _rows(study, n_units, n_periods)
    connection.begin()
    connection.execute("delete from results.audit_inputs")
    if rows:
        connection.register("_inputs", pd.DataFrame(rows))
        connection.execute("insert into results.audit_inputs by name select * from _inputs")
        connection.unregister("_inputs")
    connection.commit()
    return len(rows)


@cache  # a thousand studies of one shape are drawn once
def rejection_rates(n_units: int, n_periods: int, draws: int = DRAWS, seed: int = SEED) -> dict[str, float]:
    """Share of draws in which each test at 5 % rejects a slope that is zero.

    Cluster sums suffice: with x and y demeaned by period, b = Σx'y / Σx'x, CRV1 = c Σ_g (x_g'e_g)² / (Σx'x)² with
    c = G/(G−1) · (N−1)/(N−K), and CRV3 = (G−1)/G Σ_g (b_(g) − b)² (Cameron and Miller 2015, section VI.B).
    """
    random = np.random.default_rng(seed)
    rejected = dict.fromkeys(NAMES, 0)
    limit = stats.t.ppf(1 - LEVEL / 2, n_units - 1)
    for _ in range(draws):
        x = 0.01 * random.standard_normal((n_units, n_periods))
        x[0] += 1
        y = np.sqrt(SHARE_BETWEEN) * random.standard_normal((n_units, 1))
        y = y + np.sqrt(1 - SHARE_BETWEEN) * random.standard_normal((n_units, n_periods))
        x, y = x - x.mean(axis=0), y - y.mean(axis=0)
        xx, xy = (x * x).sum(axis=1), (x * y).sum(axis=1)
        slope = xy.sum() / xx.sum()
        n, k = x.size, n_periods + 1
        scores = xy - slope * xx
        crv1 = np.sqrt(n_units / (n_units - 1) * (n - 1) / (n - k) * (scores**2).sum()) / xx.sum()
        left_out = _left_out(x, y)
        crv3 = np.sqrt((n_units - 1) / n_units * ((left_out - slope) ** 2).sum())
        placed = np.abs(x[0] @ (y - y.mean()).T)  # the carrier's path laid on every unit in turn
        rejected["CRV1"] += abs(slope / crv1) > limit
        rejected["CRV3"] += abs(slope / crv3) > limit
        rejected["permutation"] += (placed >= placed[0]).sum() / n_units <= LEVEL
    return {name: count / draws for name, count in rejected.items()}


def _left_out(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The slope without each unit, period effects taken out of what is left."""
    units = len(x)
    cross, square = (x * y).sum(), (x * x).sum()
    # with column means zero, leaving g out moves the mean of a period by −x_g/(G−1)
    xy = cross - (x * y).sum(axis=1) * units / (units - 1)
    xx = square - (x * x).sum(axis=1) * units / (units - 1)
    return xy / xx


def _rows(study: str, n_units: int, n_periods: int) -> list[dict]:
    rows = []
    for name, rate in rejection_rates(n_units, n_periods).items():
        interval = stats.binomtest(round(rate * DRAWS), DRAWS).proportion_ci(method="wilson")
        rows.append(
            _row(
                study,
                f"rejection_{name}",
                (rate, interval.low, interval.high),
                "a nominal size of 0.05",
                f"Where one of {n_units} units carries the regressor over {n_periods} periods, {NAMES[name]} at 5 % "
                f"rejects a true zero in {100 * rate:.1f} % of draws "
                f"({100 * interval.low:.1f} to {100 * interval.high:.1f}).",
                f"当{n_units}个单元之一在{n_periods}期承载解释变量时，{NAMES_ZH[name]}在5%水平下以{100 * rate:.1f}%"
                f"（{100 * interval.low:.1f}%至{100 * interval.high:.1f}%）的频率拒绝真实的零假设。",
            )
        )
    smallest = 1 / n_units
    rows.append(
        _row(
            study,
            "smallest_permutation_p",
            (smallest, smallest, smallest),
            "0.01, the level of three stars",
            f"Laying one unit's path on each of {n_units} units gives no p below 1/{n_units} = {smallest:.3f}: "
            + (
                "significance at 1 % is out of its reach."
                if smallest > 0.01
                else "significance at 1 % is within reach."
            ),
            f"在{n_units}个单元间置换，p值不小于1/{n_units}={smallest:.3f}，"
            + ("达不到1%的显著性。" if smallest > 0.01 else "可达1%的显著性。"),
        )
    )
    return rows


def _row(study: str, name: str, value: tuple[float, float, float], expected: str, en: str, zh: str) -> dict:
    low_high = dict(zip(("value", "value_low", "value_high"), map(float, value), strict=True))
    told = {"expected": expected, "assumptions": ASSUMPTIONS, "sentence_en": en, "sentence_zh": zh}
    return {"study": study, "input": name, **low_high, **told, "n_draws": DRAWS, "seed": SEED}
