"""Speed against named peers, side by side in one run: medians, and only where both sides give the same numbers."""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median
from typing import TYPE_CHECKING, Any

from resilience.terminal import aligned

if TYPE_CHECKING:
    import numpy as np

    from resilience.config import Settings

REGIONS, YEARS, ROWS = 500, 14, 100_000
RADIUS_KM = 6371.0088

SPILLOVER = f"""
    with weights as (
        select
            here.region as from_region, there.region as to_region,
            case when here.region = there.region then 1.0 else 1.0 / (2 * {RADIUS_KM} * asin(sqrt(
                (here.x - there.x) ** 2 + (here.y - there.y) ** 2 + (here.z - there.z) ** 2) / 2)) end as weight
        from point as here cross join point as there
    )
    select from_region, year, sum(weight * quotient) as spillover
    from weights inner join lq on weights.to_region = lq.region group by all order by from_region, year
"""


def measure(settings: Settings, repeat: int = 3) -> str:
    """Runs every pair, writes `build/bench/<time>.json`, gives the table."""
    from resilience.inputs import versions

    results = [_spillover(repeat), _fixed_effects(repeat)]
    now = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    machine = {"processors": os.cpu_count(), "system": platform.platform()}
    document = {"at": now, "machine": machine, "versions": versions(), "repeat": repeat, "results": results}
    file = settings.build_dir / "bench" / f"{now}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    names = ["work", "ours", "ours_seconds", "peer", "peer_seconds", "ratio", "largest_relative_difference"]
    return aligned(names, [[result[name] for name in names] for result in results]) + f"\n\nwritten to {file}"


def _spillover(repeat: int) -> dict[str, Any]:
    import duckdb
    import numpy as np
    import pandas as pd

    random = np.random.default_rng(20261124)
    latitude, longitude = random.uniform(0.35, 0.85, REGIONS), random.uniform(1.3, 2.3, REGIONS)
    flat = np.cos(latitude)
    points = np.column_stack([flat * np.cos(longitude), flat * np.sin(longitude), np.sin(latitude)])
    quotients = random.lognormal(size=(REGIONS, YEARS))
    region, year = np.divmod(np.arange(REGIONS * YEARS), YEARS)
    with duckdb.connect() as connection:
        connection.register("point", pd.DataFrame(points, columns=["x", "y", "z"]).assign(region=np.arange(REGIONS)))
        connection.register("lq", pd.DataFrame({"region": region, "year": year, "quotient": quotients.ravel()}))
        for name in ("point", "lq"):
            connection.execute(f"create table {name}_table as from {name}")
            connection.unregister(name)
            connection.execute(f"alter table {name}_table rename to {name}")
        return _pair(
            f"spillover, {REGIONS} regions × {YEARS} years",
            ("DuckDB SQL", lambda: connection.execute(SPILLOVER).fetchnumpy()["spillover"]),
            ("numpy blocked", lambda: _blocked(points, quotients)),
            repeat,
        )


def _blocked(points: np.ndarray, quotients: np.ndarray, block: int = 256) -> np.ndarray:
    import numpy as np

    parts = []
    for start in range(0, len(points), block):
        chunk = points[start : start + block]
        chord = np.sqrt(((chunk[:, None, :] - points[None, :, :]) ** 2).sum(axis=2))
        distance = 2 * RADIUS_KM * np.arcsin(chord / 2)
        own = np.arange(len(chunk))
        distance[own, start + own] = 1.0  # own weight 1
        parts.append((1.0 / distance) @ quotients)
    return np.concatenate(parts).ravel()


def _fixed_effects(repeat: int) -> dict[str, Any]:
    import numpy as np
    import pandas as pd
    import pyfixest
    import statsmodels.formula.api as smf

    random = np.random.default_rng(20261124)
    frame = pd.DataFrame({"region": np.arange(ROWS) // 20, "year": np.arange(ROWS) % 20, "x": random.normal(size=ROWS)})
    frame["y"] = 0.5 * frame["x"] + 0.1 * frame["year"] + random.normal(size=ROWS)

    def ours() -> np.ndarray:
        fit = smf.ols("y ~ x + C(year)", frame).fit(cov_type="cluster", cov_kwds={"groups": frame["region"]})
        return np.array([fit.params["x"]])

    def peer() -> np.ndarray:
        return pyfixest.feols("y ~ x | year", frame, vcov={"CRV1": "region"}).coef().to_numpy()

    title = f"year-FE regression, CRV1, {ROWS:,} rows (coefficient compared)"
    return _pair(title, ("statsmodels", ours), ("pyfixest", peer), repeat)


def _pair(
    work: str, ours: tuple[str, Callable[[], np.ndarray]], peer: tuple[str, Callable[[], np.ndarray]], repeat: int
) -> dict[str, Any]:
    """Both sides once unmeasured, then in turn; the numbers must agree to 1e-9 relative."""
    import numpy as np

    first, second = ours[1](), peer[1]()
    gap = float(np.max(np.abs(first - second) / np.abs(second)))
    if not gap <= 1e-9:
        raise ArithmeticError(f"{work}: {ours[0]} and {peer[0]} differ by {gap:.1e}, so their times mean nothing")
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(repeat):
        for seconds, run in zip(times, (ours[1], peer[1]), strict=True):
            started = time.perf_counter()
            run()
            seconds.append(time.perf_counter() - started)
    mine, theirs = map(median, times)
    return {
        "work": work,
        "ours": ours[0],
        "ours_seconds": round(mine, 4),
        "peer": peer[0],
        "peer_seconds": round(theirs, 4),
        "ratio": round(median(a / b for a, b in zip(*times, strict=True)), 3),
        "largest_relative_difference": gap,
    }
